//! What all widgets of one program share: the way to the server, its time, who watches, and the one line of events.
//! It begins with the first of them and ends with the last.

use std::{cell::RefCell, sync::Arc};

use leptos::prelude::{Owner, untrack};
use picklive_contract::{
    events::Event,
    storefront::{GetStorefront, Storefront},
};

use super::person::Person;
use crate::{
    api::{
        Api,
        events::{self, Joined},
    },
    platform::clock::{self, ServerClock, monotonic},
    signal::{Call, Var},
    ui::{Data, Loader},
};

/// The server says something every 15 seconds: who has heard nothing for so long, in milliseconds, may not be told
/// of what happens.
const BEAT: f64 = 20_000.0;

thread_local! {
    static SHARED: RefCell<Option<(Owner, Shared, usize)>> = const { RefCell::new(None) };
}

/// What is shared; a handle.
#[derive(Clone, Copy)]
pub(super) struct Shared {
    /// Server time.
    pub clock: ServerClock,
    /// Who watches.
    pub person: Person,
    /// The shop.
    pub shop: Loader<Storefront>,
    /// The rooms that are told of.
    pub joined: Var<Vec<Joined>>,
    api: Data<Api>,
    listeners: Var<Vec<Call<Arc<Event>>>>,
    heard: Var<f64>,
}

/// What is shared, for one more widget with the API at `base`.
pub(super) fn enter(base: &str) -> Shared {
    SHARED.with_borrow_mut(|shared| {
        let (_, shared, users) = shared.get_or_insert_with(|| {
            // Not within whatever asks first: that may be the first to go.
            let owner = Owner::new_root(None);
            let shared = owner.with(|| Shared::begin(base));
            (owner, shared, 0)
        });
        *users += 1;
        *shared
    })
}

/// One widget is gone; with the last of them everything ends.
pub(super) fn leave() {
    let last = SHARED.with_borrow_mut(|shared| {
        if let Some((_, _, users)) = shared {
            *users -= 1;
        }
        shared.take_if(|shared| shared.2 == 0)
    });
    if let Some((owner, ..)) = last {
        owner.cleanup();
    }
}

impl Shared {
    fn begin(base: &str) -> Self {
        let clock = ServerClock::new(None);
        let api = Api::new(base, clock);
        let this = Self {
            clock,
            person: Person::new(),
            shop: Loader::get::<GetStorefront>(None, api.clone(), &(), None),
            joined: Var::new(Vec::new()),
            api: Data::new(api.clone()),
            listeners: Var::new(Vec::new()),
            heard: Var::new(f64::MIN),
        };
        let asking = this.api;
        clock::run(clock, move || {
            let api = untrack(|| asking.get());
            Box::pin(async move { api?.ask_time().await })
        });
        this.person.ask(api.clone());
        let tell = Call::new(move |event| {
            let event = Arc::new(event);
            for listener in this.listeners.get_untracked() {
                listener.run(Arc::clone(&event));
            }
        });
        // Each room says from where on it is to be told of; before the first there is nothing to tell.
        events::follow(api, || None, this.joined, tell, this.heard);
        this
    }

    /// The way to the server.
    pub fn api(self) -> Api {
        let api = untrack(|| self.api.get());
        api.map_or_else(|| Api::new("", self.clock), |api| Api::clone(&api))
    }

    /// Whether what happens is being told at present. Not tracked.
    pub fn is_told(self) -> bool {
        monotonic() - self.heard.get_untracked() < BEAT
    }

    /// Calls `listener` with every event, as long as it is there.
    pub fn hand_to(self, listener: Call<Arc<Event>>) {
        self.listeners.update(|listeners| {
            listeners.retain(|listener| !listener.is_gone());
            listeners.push(listener);
        });
    }
}
