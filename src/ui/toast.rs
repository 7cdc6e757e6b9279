//! Short words about what just happened; read out once, gone after a moment.

use std::time::Duration;

use crate::signal::Var;
use crate::ui::{Node, view};
use leptos::prelude::*;

/// The words shown now; there is one, provided as context by the app.
#[derive(Clone, Copy)]
pub struct Toasts {
    text: Var<Option<String>>,
    shown: Var<u32>,
}

impl Toasts {
    /// Nothing to say.
    pub fn new() -> Self {
        Self { text: Var::new(None), shown: Var::new(0) }
    }

    /// Says something for as long as it takes to read, four seconds at least.
    pub fn say(&self, text: String) {
        let this = *self;
        let number = self.shown.get_untracked().wrapping_add(1);
        self.shown.set(number);
        let read = 2_000 + 70 * text.len() as u64;
        self.text.set(Some(text));
        set_timeout(
            move || {
                if this.shown.get_untracked() == number {
                    this.text.set(None);
                }
            },
            Duration::from_millis(read.max(4_000)),
        );
    }
}

impl Default for Toasts {
    fn default() -> Self {
        Self::new()
    }
}

/// Where toasts appear; a live region that is always on the page.
pub fn toasts(toasts: Toasts) -> Node {
    view! {
        <div class="toasts" role="status" aria-live="polite">
            {move || toasts.text.get().map(|text| view! { <p class="toast">{text}</p> })}
        </div>
    }
}
