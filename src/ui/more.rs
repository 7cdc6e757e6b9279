//! The end of a list of which there is more: a button, and why it did not bring anything.

use leptos::prelude::request_animation_frame;
use picklive_contract::Lang;

use super::{Node, live, view};
use crate::{
    api::ApiError,
    platform::focus,
    signal::{Call, Derived, Var},
    text::{Say, shell},
};

/// The next part of a list, on its way or failed.
#[derive(Clone, Copy)]
pub struct Further {
    /// CSS selector of the list, and how many rows it had.
    list: &'static str,
    rows: Var<u32>,
    busy: Var<bool>,
    failed: Var<Option<ApiError>>,
}

impl Further {
    /// Ends the wait: what was asked for is there, or this is why not.
    pub fn end(self, failed: Option<ApiError>) {
        self.busy.set(false);
        self.failed.set(failed);
        // The button that had the focus may be gone, with all that there is.
        let (list, rows) = (self.list, self.rows.get_untracked());
        request_animation_frame(move || {
            if focus::is_free() {
                focus::row(list, rows);
            }
        });
    }
}

/// The button, while there is more of the `list`. `ask` is called once at a time and ends what it was given.
pub fn more(
    lang: Lang,
    list: &'static str,
    some: Derived<bool>,
    says: Say,
    ask: Call<Further>,
) -> Node {
    let (rows, busy, failed) = (Var::new(0), Var::new(false), Var::new(None));
    let further = Further { list, rows, busy, failed };
    let press = move |_| {
        if !further.busy.get_untracked() {
            further.failed.set(None);
            further.busy.set(true);
            further.rows.set(focus::rows(list));
            ask.run(further);
        }
    };
    let label = move || if further.busy.get() { shell::WAITING } else { says }.to(lang);
    let told = move || {
        let error = further.failed.get()?;
        Some(view! { <p class="note-bar" role="alert">{error.told_reading(lang)}</p> })
    };
    live(move || {
        some.get().then(|| view! {
            <div class="more">
                {told}
                <button type="button" class="button button-quiet button-wide" on:click=press>{label}</button>
            </div>
        })
    })
}
