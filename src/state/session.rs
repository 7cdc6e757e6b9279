//! Who is signed in, as far as this page knows.

use crate::signal::Var;
use picklive_contract::account::{GetSession, Person, Session};

use crate::{
    api::Api,
    platform::{task, visibility},
};

/// The session; `None` until the server was asked.
#[derive(Clone, Copy)]
pub struct SessionState(Var<Option<Session>>);

impl SessionState {
    /// Not asked yet.
    pub fn new() -> Self {
        Self(Var::new(None))
    }

    /// Asks the server who is signed in. When it does not answer, nobody is: a purchase that needs a
    /// person then says so itself.
    pub fn ask(&self, api: Api) {
        let this = *self;
        task::spawn(async move {
            let session = api.read::<GetSession>().await.unwrap_or_default();
            this.0.set(Some(session));
        });
    }

    /// Asks again whenever the page is looked at again: in the meantime somebody may have signed in or out
    /// in another tab.
    pub fn follow(&self, api: &Api) {
        let (this, api) = (*self, api.clone());
        visibility::on_change(move |visible| {
            if visible {
                let api = api.clone();
                task::spawn(async move {
                    if let Ok(session) = api.read::<GetSession>().await {
                        this.0.change(Some(session));
                    }
                });
            }
        });
    }

    /// Takes what the server answered to signing in or out.
    pub fn put(&self, session: Session) {
        self.0.set(Some(session));
    }

    /// Who is signed in; tracked.
    pub fn person(&self) -> Option<Person> {
        self.0.get().and_then(|session| session.person)
    }

    /// Whether nobody is known to be signed in; tracked.
    pub fn is_guest(&self) -> bool {
        self.0.with(|session| session.as_ref().is_none_or(|session| session.person.is_none()))
    }
}

impl Default for SessionState {
    fn default() -> Self {
        Self::new()
    }
}
