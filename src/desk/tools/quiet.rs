//! Quiet in the comments: slow, muted, blocked words.

use leptos::prelude::*;
use picklive_contract::{
    figures::Muted,
    host::{ActKind, WORDS_MAX},
};

use crate::{
    desk::{
        console::Console,
        model::{self, of_comment, words_of},
    },
    signal::{Derived, effect},
    text::desk as words,
    ui::{Node, live, view},
};

/// Seconds between two comments of one viewer, to choose from.
const SECONDS: [u32; 5] = [0, 5, 15, 30, 60];

/// How far apart a viewer's comments lie.
pub(super) fn slow(console: Console) -> Node {
    let lang = console.lang();
    let now = console.derived(|room| room.slow_seconds);
    let chip = move |seconds: u32| {
        let label = if seconds == 0 {
            words::SLOW_OFF.to(lang).into()
        } else {
            words::SLOW_FOR.with(lang, &[&seconds.to_string()])
        };
        let on = move || if now.get() == seconds { "true" } else { "false" };
        view! {
            <button type="button" class="choice desk-choice" aria-pressed=on
                on:click=move |_| console.act(model::slow(seconds))>{label}</button>
        }
    };
    view! {
        <section class="desk-form">
            <h2>{words::SLOW_TITLE.to(lang)}</h2>
            <div class="choices">{SECONDS.into_iter().map(chip).collect::<Node>()}</div>
        </section>
    }
}

/// Who writes no more here.
pub(super) fn muted(console: Console) -> Node {
    let lang = console.lang();
    let all = Derived::new(move || {
        let all = console.figures.data().map(|figures| figures.with(|it| it.muted.clone()));
        all.unwrap_or_default()
    });
    let row = move |one: Muted| {
        let comment = one.comment;
        view! {
            <li class="desk-row">
                <span>{one.name}</span>
                <button type="button" class="desk-small"
                    on:click=move |_| console.act(of_comment(ActKind::Unmute, &comment))>{words::UNMUTE.to(lang)}</button>
            </li>
        }
    };
    live(move || {
        let all = all.get();
        (!all.is_empty()).then(|| {
            let rows = all.into_iter().map(row).collect::<Node>();
            view! { <section class="desk-form"><h2>{words::MUTED_TITLE.to(lang)}</h2> <ul>{rows}</ul></section> }
        })
    })
}

/// Words that comments may not have, one a line.
pub(super) fn blocked(console: Console) -> Node {
    let lang = console.lang();
    let (typed, touched) = (console.typed.words, console.typed.touched);
    let known = Derived::new(move || {
        console.figures.data().map(|figures| figures.with(|it| it.words.clone()))
    });
    effect(move || {
        // What is typed is never taken away by what another phone has done.
        if let Some(known) = known.get().filter(|_| !touched.get_untracked()) {
            typed.set(known.join("\n"));
        }
    });
    let write = move |event| {
        touched.set(true);
        typed.set(event_target_value(&event));
    };
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let all = words_of(&typed.get_untracked());
        if all.len() <= WORDS_MAX {
            console.act(model::block(all));
        }
    };
    let over = Derived::new(move || words_of(&typed.get()).len().saturating_sub(WORDS_MAX));
    let too_many = move || {
        let over = Some(over.get()).filter(|over| *over > 0)?;
        Some(words::BLOCK_MORE.with(lang, &[&WORDS_MAX.to_string(), &over.to_string()]))
    };
    let sending =
        move || console.line.queue.with(|queue| queue.has(|act| act.kind == ActKind::Block));
    // Until it is known what is blocked, sending would take all of it away.
    let unknown = move || known.with(Option::is_none);
    let idle = move || !touched.get() || unknown() || sending() || over.get() > 0;
    view! {
        <form class="desk-form" on:submit=send>
            <h2>{words::BLOCK_TITLE.to(lang)}</h2>
            <div class="field" class:field-wrong=move || over.get() != 0>
                <label for="desk-words">{words::BLOCK_LABEL.to(lang)}</label>
                <textarea id="desk-words" rows="3" aria-describedby="desk-words-note" prop:value=move || typed.get() on:input=write></textarea>
                <p class="field-note" id="desk-words-note" aria-live="polite">{too_many}</p>
            </div>
            <button type="submit" class="button button-quiet" disabled=idle>{words::BLOCK.to(lang)}</button>
        </form>
    }
}
