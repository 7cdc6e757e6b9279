//! What the server tells while pages are open: each page takes what is about it.

use std::sync::Arc;

use picklive_contract::{
    UnixMillis,
    events::{Event, EventKind},
    product::Product,
};

use super::App;
use crate::{
    api::{
        Api,
        events::{self, Joined},
    },
    platform::clock::monotonic,
    signal::{Call, Var},
    ui::Loader,
};

/// The server says something every 15 seconds: who has heard nothing for so long, in milliseconds, may not be told
/// of what happens.
const BEAT: f64 = 20_000.0;

/// Who wants to be told.
#[derive(Clone, Copy)]
pub struct Told {
    listeners: Var<Vec<Call<Arc<Event>>>>,
    heard: Var<f64>,
    joined: Var<Vec<Joined>>,
}

impl Told {
    /// Nobody does yet.
    pub fn new() -> Self {
        Self {
            listeners: Var::new(Vec::new()),
            heard: Var::new(f64::MIN),
            joined: Var::new(Vec::new()),
        }
    }

    /// Whether what happens is being told at present; else who wants to know has to ask. Not tracked.
    pub fn is_up(&self) -> bool {
        monotonic() - self.heard.get_untracked() < BEAT
    }

    /// The rooms that are told of beside the shop, for whoever opens one.
    pub fn joined(&self) -> Var<Vec<Joined>> {
        self.joined
    }

    /// Follows the server's events. `sent_at` is when the page's data was read, if it came with the page.
    pub fn follow(app: App, api: Api, sent_at: Option<UnixMillis>) {
        let (now, told) = (app.clock.now(), app.told);
        // Else it was read since the page was asked for.
        let since = move || {
            sent_at.or_else(|| now.certain().map(|now| now.plus(-(monotonic().ceil() as i64))))
        };
        let tell = Call::new(move |event| {
            let event = Arc::new(event);
            for listener in told.listeners.get_untracked() {
                listener.run(Arc::clone(&event));
            }
        });
        events::follow(api, since, told.joined, tell, told.heard);
    }

    /// Calls `act` with every event, until the calling component goes away.
    pub fn listen(&self, act: impl Fn(&Event) + Send + Sync + 'static) {
        self.hand_to(Call::new(move |event: Arc<Event>| act(&event)));
    }

    /// Calls `listener` with every event, as long as it is there.
    pub fn hand_to(&self, listener: Call<Arc<Event>>) {
        self.listeners.update(|listeners| {
            listeners.retain(|listener| !listener.is_gone());
            listeners.push(listener);
        });
    }

    /// Keeps what a page shows true: takes what an event tells of a product (`apply` puts it into the page's
    /// data; nothing when it is not about it), and reads it again when `concerns` says that more has changed.
    pub fn keep<T: Send + Sync + 'static>(
        &self,
        loader: Loader<T>,
        apply: fn(&Event, &T) -> Option<T>,
        concerns: impl Fn(&Event, &T) -> bool + Send + Sync + 'static,
    ) {
        self.hand_to(Call::new(move |event: Arc<Event>| {
            let more = loader.peek(|there| concerns(&event, there));
            if event.kind == EventKind::Resync || more {
                loader.reload_told();
            }
            loader.amend(move |there| apply(&event, there));
        }));
    }
}

impl Default for Told {
    fn default() -> Self {
        Self::new()
    }
}

/// Puts what an event tells into each of the products that `all` finds; whether anything changed.
pub fn apply_to<'a>(event: &Event, all: impl Iterator<Item = &'a mut Product>) -> bool {
    let mut any = false;
    for product in all {
        if let Some(changed) = event.applied(product) {
            *product = changed;
            any = true;
        }
    }
    any
}
