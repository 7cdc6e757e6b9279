//! Who is signed in, as far as this page knows.

use std::time::Duration;

use picklive_contract::{
    PersonId,
    account::{GetSession, Person, Session},
    offer::Visitor,
};

use crate::{
    api::{Api, ApiError},
    platform::{task, timer, visibility},
    signal::Var,
};

/// How long a server that did not answer is left alone, at first and at most, in seconds.
const PAUSE: (u64, u64) = (2, 60);

/// The session; `None` until the server has said.
#[derive(Clone, Copy)]
pub struct SessionState {
    session: Var<Option<Session>>,
    /// Why the last question was not answered.
    failed: Var<Option<ApiError>>,
    /// How often somebody signed in or out here: what was asked before that no longer counts.
    turns: Var<u32>,
}

impl SessionState {
    /// Not asked yet.
    pub fn new() -> Self {
        Self { session: Var::new(None), failed: Var::new(None), turns: Var::new(0) }
    }

    /// Asks the server who is signed in, until it answers. Until then pages show what is open to everybody.
    pub fn ask(&self, api: Api) {
        let this = *self;
        task::spawn(async move {
            let mut pause = PAUSE.0;
            this.read(&api).await;
            while !this.is_known() {
                timer::sleep(Duration::from_secs(pause)).await;
                pause = (pause * 2).min(PAUSE.1);
                // A page that is looked at again asks by itself.
                if visibility::visible() && !this.is_known() {
                    this.read(&api).await;
                }
            }
        });
    }

    /// Asks once, now. A shop without sessions answers, too: nobody is signed in.
    pub async fn read(self, api: &Api) {
        let turn = self.turns.get_untracked();
        let session = match api.read::<GetSession>().await {
            Ok(session) => session,
            // Also when somebody else than the server answered: that says nothing about who is signed in.
            Err(error) if error.is_passing() || error.may_have_happened() => {
                return error.tell(self.failed);
            }
            Err(_) => Session::default(),
        };
        self.failed.set(None);
        let before = self.session.get_untracked();
        if turn == self.turns.get_untracked() && before.as_ref() != Some(&session) {
            if before.is_some() {
                api.forget();
            }
            self.session.set(Some(session));
        }
    }

    /// Asks again whenever the page is looked at again: in the meantime somebody may have signed in or out
    /// in another tab.
    pub fn follow(&self, api: &Api) {
        let (this, api) = (*self, api.clone());
        visibility::on_change(move |visible| {
            if visible {
                this.again(&api);
            }
        });
    }

    /// Takes what the server answered to signing in or out.
    pub fn put(&self, session: Session) {
        self.turns.update(|turns| *turns = turns.wrapping_add(1));
        self.session.set(Some(session));
    }

    /// Whether the server has said who is signed in; tracked.
    pub fn is_known(&self) -> bool {
        self.session.with(Option::is_some)
    }

    /// Why it is not known; nothing as long as the server has not been heard; tracked.
    pub fn error(&self) -> Option<ApiError> {
        self.failed.get().filter(|_| !self.is_known())
    }

    /// Whose pages are shown; tracked.
    pub fn who(&self) -> Option<PersonId> {
        self.person().map(|person| person.id)
    }

    /// Who is signed in; tracked.
    pub fn person(&self) -> Option<Person> {
        self.session.get().and_then(|session| session.person)
    }

    /// For whom prices are looked for; tracked.
    pub fn visitor(&self) -> Visitor {
        let of = |session: &Session| Visitor {
            guest: session.person.is_none(),
            used_up: session.used_up.clone(),
        };
        self.session.with(|session| session.as_ref().map(of)).unwrap_or(Visitor::GUEST)
    }

    /// Asks again: what the person may buy is another thing since an order was placed or ended.
    pub fn again(&self, api: &Api) {
        let (this, api) = (*self, api.clone());
        // Not with the page that asks: it may be left at once.
        task::detach(async move { this.read(&api).await });
    }

    /// Whether nobody is known to be signed in; tracked.
    pub fn is_guest(&self) -> bool {
        self.session.with(|session| session.as_ref().is_none_or(|session| session.person.is_none()))
    }
}

impl Default for SessionState {
    fn default() -> Self {
        Self::new()
    }
}
