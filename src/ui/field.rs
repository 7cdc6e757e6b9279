//! A form field: label, input, and what is wrong with it, tied together for screen readers.

use crate::signal::{Derived, Var};
use crate::ui::{Node, view};
use leptos::prelude::*;

/// What a field is like.
#[derive(Clone, Default)]
pub struct Field {
    /// Id and name of the input; unique on the page.
    pub id: &'static str,
    /// Its label.
    pub label: String,
    /// `text`, `tel`, `email` …
    pub kind: &'static str,
    /// What browsers and phones fill in: an `autocomplete` token.
    pub autocomplete: &'static str,
    /// Which keyboard a phone shows: an `inputmode`.
    pub inputmode: &'static str,
    /// Whether it may stay empty.
    pub optional: bool,
    /// Longest input, in UTF-16 units.
    pub max: u32,
    /// A line of help.
    pub hint: Option<String>,
}

/// A labelled input bound to `value`. `wrong` says what is wrong with it, if anything; `left` is called
/// when the person leaves it.
pub fn field(
    field: Field,
    value: Var<String>,
    wrong: Derived<Option<String>>,
    left: impl Fn() + 'static,
) -> Node {
    let Field { id, label, kind, autocomplete, inputmode, optional, max, hint } = field;
    let note = format!("{id}-note");
    let described = note.clone();
    let has_hint = hint.is_some();
    view! {
        <div class="field" class:field-wrong=move || wrong.get().is_some()>
            <label for=id>{label}</label>
            <input
                id=id
                name=id
                type=if kind.is_empty() { "text" } else { kind }
                autocomplete=autocomplete
                inputmode=(!inputmode.is_empty()).then_some(inputmode)
                maxlength=if max == 0 { 200 } else { max }.to_string()
                required=!optional
                aria-invalid=move || wrong.get().is_some().then_some("true")
                aria-describedby=move || (has_hint || wrong.get().is_some()).then(|| described.clone())
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
                on:blur=move |_| left()
            />
            <p class="field-note" id=note>{move || wrong.get().or_else(|| hint.clone())}</p>
        </div>
    }
}
