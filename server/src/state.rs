//! What every handler can reach.

use std::sync::Arc;

use crate::{
    account::{
        CodeSender,
        mail::Mailer,
        sender::{Carriers, DevSender},
        sms::Gateway,
    },
    clock::Clock,
    config::Config,
    db::Db,
    events::Hub,
    live::Live,
    orders::Released,
    payments::{Payments, setup::Setup},
    search::Index,
};

/// The parts of a running server; cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// What the process was started with.
    pub config: Arc<Config>,
    /// Who carries sign-in codes; without one nobody can sign in.
    pub sender: Option<Arc<dyn CodeSender>>,
    /// Who carries letters about orders.
    pub carriers: Carriers,
    /// Who moves the money.
    pub payments: Payments,
    /// How often units came back to the shelf.
    pub released: Released,
    /// Who hands events on.
    pub events: Hub,
    /// What is searched.
    pub search: Index,
    /// What is held of rooms.
    pub live: Live,
}

impl AppState {
    /// Puts the parts together.
    pub fn new(db: Db, clock: Clock, config: Config) -> Self {
        let sender = config.dev.then(|| Arc::new(DevSender) as Arc<dyn CodeSender>);
        let payments = Payments::new(&db, &clock, &config);
        let (config, released) = (Arc::new(config), Released::default());
        let (carriers, events, search) = (Carriers::default(), Hub::default(), Index::default());
        let live = Live::default();
        Self { db, clock, config, sender, carriers, payments, released, events, search, live }
    }

    /// The same with mail: codes and letters are really sent, also with `--dev`.
    #[must_use]
    pub fn with_mailer(mut self, mailer: Mailer) -> Self {
        self.carriers.mailer = Some(mailer);
        self.carried()
    }

    /// The same with a gateway of short messages: as with mail.
    #[must_use]
    pub fn with_gateway(mut self, gateway: Gateway) -> Self {
        self.carriers.gateway = Some(gateway);
        self.carried()
    }

    fn carried(mut self) -> Self {
        self.sender = Some(Arc::new(self.carriers.clone()));
        self
    }

    /// The same with the payment providers that are set up.
    #[must_use]
    pub fn with_setup(mut self, setup: Setup) -> Self {
        self.payments = self.payments.with_setup(setup);
        self
    }

    /// The same with another sender of codes.
    #[must_use]
    pub fn with_sender(mut self, sender: Arc<dyn CodeSender>) -> Self {
        self.sender = Some(sender);
        self
    }
}
