//! Payments: the seam to whoever moves the money, and the one place where money changes an order.

pub mod addresses;
pub mod asks;
pub mod attempt;
pub mod confirm;
pub mod lanes;
pub mod offline;
pub mod owed;
pub mod provider;
pub mod qr;
pub mod refunds;
pub mod returned;
pub mod sandbox;
pub mod secret;
pub mod settle;
pub mod setup;
pub mod sign;
pub mod start;
pub mod stripe;
pub mod vars;
pub mod webhook;
pub mod wechat_pay;
pub mod wire;

use std::sync::Arc;

use axum::{Router, extract::DefaultBodyLimit, routing::post};
use picklive_contract::payments::PaymentMethod;
use tokio::{sync::watch, task::JoinSet};

use crate::{
    AppState, clock::Clock, config::Config, db::Db, http::route, storefront::settings::Settings,
};
use lanes::{Lane, Work};
use offline::Offline;
use provider::PaymentProvider;
use sandbox::Sandbox;
use setup::Setup;
use wechat_pay::WechatPay;

/// Largest webhook, in bytes.
const WEBHOOK_MAX: usize = 64 << 10;

/// The providers of one server; cheap to clone.
#[derive(Clone, Debug)]
pub struct Payments {
    providers: Arc<[Arc<dyn PaymentProvider>]>,
    /// The sandbox, with `--dev`.
    pub sandbox: Option<Sandbox>,
    /// WeChat Pay, when it is set up.
    pub wechat_pay: Option<WechatPay>,
    due: Arc<watch::Sender<()>>,
}

impl Payments {
    /// Paying by hand, and the sandbox with `--dev`.
    pub fn new(db: &Db, clock: &Clock, config: &Config) -> Self {
        let sandbox = config.dev.then(|| Sandbox::new(db.clone(), clock.clone()));
        let mut providers: Vec<Arc<dyn PaymentProvider>> = Vec::new();
        if let Some(sandbox) = &sandbox {
            providers.push(Arc::new(sandbox.clone()));
        }
        providers.push(Arc::new(Offline));
        let due = Arc::new(watch::Sender::new(()));
        Self { providers: providers.into(), sandbox, wechat_pay: None, due }
    }

    /// The same with the providers for real money that are set up, before all others.
    #[must_use]
    pub fn with_setup(mut self, setup: Setup) -> Self {
        let mut providers: Vec<Arc<dyn PaymentProvider>> = Vec::new();
        if let Some(wechat_pay) = &setup.wechat_pay {
            providers.push(Arc::new(wechat_pay.clone()));
        }
        if let Some(stripe) = setup.stripe {
            providers.push(Arc::new(stripe));
        }
        self.providers = providers.into_iter().chain(self.providers.iter().cloned()).collect();
        self.wechat_pay = setup.wechat_pay;
        self
    }

    /// The same with one provider more.
    #[must_use]
    pub fn with(mut self, provider: Arc<dyn PaymentProvider>) -> Self {
        self.providers = self.providers.iter().cloned().chain([provider]).collect();
        self
    }

    /// The provider with this id.
    pub fn provider(&self, id: &str) -> Option<&dyn PaymentProvider> {
        self.providers.iter().map(|provider| &**provider).find(|provider| provider.id() == id)
    }

    /// The provider that offers a method.
    pub fn of_method(&self, method: &str) -> Option<&dyn PaymentProvider> {
        let offers = |provider: &&dyn PaymentProvider| {
            provider.methods().iter().any(|offered| offered.id == method)
        };
        self.providers.iter().map(|provider| &**provider).find(offers)
    }

    /// The ids of all of them.
    pub fn ids(&self) -> impl Iterator<Item = &'static str> {
        self.providers.iter().map(|provider| provider.id())
    }

    /// Has questions asked and refunds sent without waiting for the next round.
    pub fn wake(&self) {
        self.due.send_replace(());
    }

    /// Changes whenever [`Payments::wake`] is called.
    fn due(&self) -> watch::Receiver<()> {
        self.due.subscribe()
    }
}

/// The ways to pay that the storefront lists: those that can move the shop's currency. Paying by hand is
/// among them once the shop has said how.
pub fn methods(state: &AppState, settings: &Settings) -> Vec<PaymentMethod> {
    let by_hand = settings.instructions.is_some();
    let offered = state.payments.providers.iter().filter(|one| by_hand || !one.is_by_hand());
    let offered = offered.filter(|one| one.takes(settings.currency));
    offered.flat_map(|provider| provider.methods()).collect()
}

/// The routes of payments.
pub fn router(state: &AppState) -> Router<AppState> {
    let webhook = post(webhook::receive).layer(DefaultBodyLimit::max(WEBHOOK_MAX));
    let router = Router::new().merge(route(start::start)).route("/v1/webhooks/{provider}", webhook);
    let router = match &state.payments.sandbox {
        Some(_) => router.merge(sandbox::page::router()),
        None => router,
    };
    match &state.payments.wechat_pay {
        Some(_) => router.merge(wechat_pay::openid::router()),
        None => router,
    }
}

/// Asks about payments and sends refunds, for ever: each provider's in tasks of their own.
pub fn run(state: &AppState, tasks: &mut JoinSet<()>) {
    for lane in Lane::all(state) {
        for work in [Work::Asks, Work::Refunds] {
            tasks.spawn(lanes::run(state.clone(), lane.clone(), work));
        }
    }
}
