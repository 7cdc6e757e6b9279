//! Who is signed in, as far as this page knows.

use std::time::Duration;

use picklive_contract::account::{GetSession, Person, Session};

use crate::{
    api::Api,
    platform::{task, timer, visibility},
    signal::Var,
};

/// How long a server that did not answer is left alone, at first and at most, in seconds.
const PAUSE: (u64, u64) = (2, 60);

/// The session; `None` until the server has said.
#[derive(Clone, Copy)]
pub struct SessionState(Var<Option<Session>>);

impl SessionState {
    /// Not asked yet.
    pub fn new() -> Self {
        Self(Var::new(None))
    }

    /// Asks the server who is signed in, until it answers: silence makes nobody a guest.
    pub fn ask(&self, api: Api) {
        let this = *self;
        task::spawn(async move {
            let mut pause = PAUSE.0;
            while !this.read(&api).await {
                timer::sleep(Duration::from_secs(pause)).await;
                pause = (pause * 2).min(PAUSE.1);
            }
        });
    }

    /// Asks once; whether that was answered. A shop without sessions answers, too: nobody is signed in.
    async fn read(self, api: &Api) -> bool {
        let session = match api.read::<GetSession>().await {
            Ok(session) => session,
            Err(error) if error.is_passing() => return self.is_known(),
            Err(_) => Session::default(),
        };
        let before = self.0.get_untracked();
        if before.as_ref() != Some(&session) {
            if before.is_some() {
                api.forget();
            }
            self.0.set(Some(session));
        }
        true
    }

    /// Asks again whenever the page is looked at again: in the meantime somebody may have signed in or out
    /// in another tab.
    pub fn follow(&self, api: &Api) {
        let (this, api) = (*self, api.clone());
        visibility::on_change(move |visible| {
            if visible {
                let api = api.clone();
                task::spawn(async move {
                    this.read(&api).await;
                });
            }
        });
    }

    /// Takes what the server answered to signing in or out.
    pub fn put(&self, session: Session) {
        self.0.set(Some(session));
    }

    /// Whether the server has said who is signed in; tracked.
    pub fn is_known(&self) -> bool {
        self.0.with(Option::is_some)
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
