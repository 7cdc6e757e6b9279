//! A bottom sheet on `<dialog>`: focus stays inside, Escape and the backdrop close it, and it leaves the
//! upper part of the screen visible.

use crate::signal::{Var, effect};
use crate::ui::{Node, view};
use leptos::{html::Dialog, prelude::*};
use picklive_contract::Lang;

use super::{Icon, icon};
use crate::{platform::focus, text::shell};

/// Whether a sheet is open.
#[derive(Clone, Copy)]
pub struct Sheet(Var<bool>);

impl Sheet {
    /// A closed sheet.
    pub fn new() -> Self {
        Self(Var::new(false))
    }

    /// Opens it.
    pub fn open(&self) {
        self.0.set(true);
    }

    /// Closes it.
    pub fn close(&self) {
        self.0.set(false);
    }

    /// Whether it is open; tracked.
    pub fn is_open(&self) -> bool {
        self.0.get()
    }
}

impl Default for Sheet {
    fn default() -> Self {
        Self::new()
    }
}

/// A sheet with a title; `body` is drawn anew each time it opens.
pub fn sheet(
    state: Sheet,
    lang: Lang,
    title: String,
    body: impl Fn() -> Node + Send + 'static,
) -> Node {
    let node = NodeRef::<Dialog>::new();
    effect(move || {
        let Some(dialog) = node.get() else { return };
        match (state.is_open(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    // Where a sheet is taken away while it is open, focus goes back to what opened it.
    on_cleanup(move || {
        if let Some(dialog) = node.get_untracked().filter(|dialog| dialog.open()) {
            dialog.close();
        }
    });
    // A click on the backdrop has the dialog itself as its target: the content fills the rest.
    let backdrop = move |event: leptos::ev::MouseEvent| {
        if focus::is_own(&event) {
            state.close();
        }
    };
    // The browser tells of closing a little later: by then the sheet may be open again.
    let closed = move |_| {
        if node.get_untracked().is_none_or(|dialog| !dialog.open()) {
            state.close();
        }
    };
    let label = title.clone();
    view! {
        <dialog class="sheet" part="sheet" node_ref=node aria-label=label on:close=closed on:click=backdrop>
            <div class="sheet-body">
                <header class="sheet-head">
                    <h2>{title}</h2>
                    <button type="button" class="icon-button" aria-label=shell::CLOSE.to(lang)
                        on:click=move |_| state.close()>
                        {icon(Icon::Close)}
                    </button>
                </header>
                {move || state.is_open().then(&body)}
            </div>
        </dialog>
    }
}
