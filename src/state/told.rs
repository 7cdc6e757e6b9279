//! What the server tells while pages are open: each page takes what is about it.

use std::sync::Arc;

use picklive_contract::{
    UnixMillis,
    events::{Event, EventKind},
    product::Product,
};

use super::App;
use crate::{
    api::{Api, events},
    platform::clock::monotonic,
    signal::{Call, Var},
    ui::Loader,
};

/// Who wants to be told.
#[derive(Clone, Copy)]
pub struct Told(Var<Vec<Call<Arc<Event>>>>);

impl Told {
    /// Nobody does yet.
    pub fn new() -> Self {
        Self(Var::new(Vec::new()))
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
            for listener in told.0.get_untracked() {
                listener.run(Arc::clone(&event));
            }
        });
        events::follow(api, since, tell);
    }

    /// Calls `act` with every event, until the calling component goes away.
    pub fn listen(&self, act: impl Fn(&Event) + Send + Sync + 'static) {
        self.hand_to(Call::new(move |event: Arc<Event>| act(&event)));
    }

    /// Calls `listener` with every event, as long as it is there.
    pub fn hand_to(&self, listener: Call<Arc<Event>>) {
        self.0.update(|listeners| {
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
        self.listen(move |event| {
            let more = loader.peek(|there| concerns(event, there));
            if event.kind == EventKind::Resync || more {
                loader.reload_told();
            }
            loader.amend(|there| apply(event, there));
        });
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
