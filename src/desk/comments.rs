//! What is said, as it is said, and taking it away. A list that moves cannot be hit: it stands still from the first
//! touch until it is let go.

use std::time::Duration;

use leptos::prelude::*;
use picklive_contract::{CommentId, comments::Comment, host::ActKind};

use super::{console::Console, model::of_comment};
use crate::{
    signal::{Derived, Var},
    text::desk as words,
    ui::{Node, live, view},
};

/// For how long it stands still after the last touch.
const STILL: Duration = Duration::from_secs(15);

/// The comments, the newest at the bottom.
pub(super) fn comments(console: Console) -> Node {
    let lang = console.lang();
    let (held, touches) = (Var::new(None::<Vec<Comment>>), Var::new(0_u32));
    let all = console.derived(|room| room.comments.clone());
    let shown = Derived::new(move || held.get().unwrap_or_else(|| all.get()));
    let touched = move || {
        let mine = touches.get_untracked().wrapping_add(1);
        touches.set(mine);
        if held.with_untracked(Option::is_none) {
            held.set(Some(all.get_untracked()));
        }
        let let_go = move || {
            if touches.get_untracked() == mine {
                held.set(None);
            }
        };
        set_timeout(let_go, STILL);
    };
    // Always there: what came only at a touch would move the list under the finger.
    let new = Derived::new(move || {
        let fresh = |known: &Vec<Comment>| {
            all.with(|all| all.iter().filter(|it| !known.contains(it)).count())
        };
        held.with(|held| held.as_ref().map(fresh))
    });
    let still = move || match new.get() {
        Some(new) => words::STANDS_STILL.with(lang, &[&new.to_string()]),
        None => words::STANDS_HINT.to(lang).into(),
    };
    let go_on = move || new.get().is_none();
    let rows = live(move || {
        let shown = shown.get();
        if shown.is_empty() {
            return view! { <p class="quiet desk-none">{words::NO_COMMENTS.to(lang)}</p> };
        }
        let rows = shown.into_iter().map(|comment| row(console, comment));
        view! { <ol class="desk-comments">{rows.collect::<Node>()}</ol> }
    });
    view! {
        <div class="desk-said" on:pointerdown=move |_| touched() on:keydown=move |_| touched()
            on:focusin=move |_| touched()>{rows}</div>
        <p class="desk-bar" role="status">
            <span>{still}</span>
            <button type="button" class="desk-bar-button" hidden=go_on on:click=move |_| held.set(None)>
                {words::LET_GO.to(lang)}
            </button>
        </p>
    }
}

fn row(console: Console, comment: Comment) -> Node {
    let lang = console.lang();
    let Comment { id, name, text, host, .. } = comment;
    let of = id.clone();
    let removing =
        Derived::new(move || console.line.queue.with(|queue| queue.removal(&of).is_some()));
    let of = id.clone();
    // In a list that stands still it is seen a little longer.
    let gone = Derived::new(move || console.gone.with(|gone| gone.contains(&of)));
    let mark = host.then(|| view! { <span class="tag">{words::HOST.to(lang)}</span> });
    let who = name.clone();
    let acts = live(move || {
        let (id, who) = (id.clone(), who.clone());
        match (gone.get(), removing.get()) {
            (true, _) => view! { <small>{words::GONE.to(lang)}</small> },
            (_, true) => being_removed(console, id),
            _ => ways(console, id, &who, host),
        }
    });
    view! {
        <li class="desk-comment" class:desk-comment-going=move || removing.get() || gone.get()>
            <p><b>{name}</b> " " {mark} " " <span>{text}</span></p>
            <span class="desk-comment-acts">{acts}</span>
        </li>
    }
}

/// Taking it away, and its writer's word.
fn ways(console: Console, id: CommentId, name: &str, host: bool) -> Node {
    let lang = console.lang();
    let (this, writer) = (id.clone(), id);
    let mute = (!host).then(|| {
        view! {
            <button type="button" class="desk-small" aria-label=words::MUTE_OF.with(lang, &[name])
                on:click=move |_| console.act(of_comment(ActKind::Mute, &writer))>{words::MUTE.to(lang)}</button>
        }
    });
    view! {
        <button type="button" class="desk-small" aria-label=words::REMOVE_OF.with(lang, &[name])
            on:click=move |_| console.act(of_comment(ActKind::RemoveComment, &this))>{words::REMOVE.to(lang)}</button>
        {mute}
    }
}

/// It is held back for five seconds: left there after all, or taken away at once.
fn being_removed(console: Console, id: CommentId) -> Node {
    let (lang, line) = (console.lang(), console.line);
    let (this, other) = (id.clone(), id);
    view! {
        <button type="button" class="desk-small" on:click=move |_| line.removal(&this, true)>{words::LEAVE.to(lang)}</button>
        <button type="button" class="desk-small desk-small-now" on:click=move |_| line.removal(&other, false)>{words::NOW.to(lang)}</button>
    }
}
