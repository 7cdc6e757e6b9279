//! What everybody in the room reads.

use leptos::prelude::*;
use picklive_contract::host::{ANNOUNCEMENT_MAX, Act, ActKind};

use crate::{
    desk::{console::Console, model},
    text::desk as words,
    ui::{Node, live, view},
};

/// The form, and what is read now.
pub(super) fn form(console: Console) -> Node {
    let lang = console.lang();
    let typed = console.typed;
    let said = console.derived(|room| room.announcement.as_ref().map(|said| said.text.clone()));
    let shown = live(move || {
        said.get().map(|text| {
            view! {
                <p class="desk-now"><small>{words::READ_NOW.to(lang)}</small> <q>{text}</q></p>
                <button type="button" class="button button-quiet" on:click=move |_| console.act(model::announce(""))>
                    {words::TAKE_AWAY.to(lang)}
                </button>
            }
        })
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = typed.say.get_untracked();
        if !text.trim().is_empty() {
            console.act(model::announce(text.trim()));
        }
    };
    let write = move |event| typed.write(event_target_value(&event));
    // It stays there until it has arrived: it is not sent twice meanwhile.
    let sending = move |text: &str| {
        let this = |act: &Act| act.kind == ActKind::Announce && act.text == text;
        console.line.queue.with(|queue| queue.has(this))
    };
    let idle = move || {
        let text = typed.say.get();
        text.trim().is_empty() || sending(text.trim())
    };
    view! {
        <form class="desk-form" on:submit=send>
            <h2>{words::SAY_TITLE.to(lang)}</h2>
            {shown}
            <div class="field">
                <label for="desk-say">{words::SAY_LABEL.to(lang)}</label>
                <textarea id="desk-say" rows="2" maxlength=ANNOUNCEMENT_MAX.to_string()
                    prop:value=move || typed.say.get() on:input=write></textarea>
            </div>
            <button type="submit" class="button" disabled=idle>{words::SAY.to(lang)}</button>
        </form>
    }
}
