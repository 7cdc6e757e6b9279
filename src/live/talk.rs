//! What people say in a room: the latest few lines, drawn in place, and the field to say something.

mod write;

use leptos::{html, prelude::*};
use picklive_contract::{Lang, comments::Comment};

use super::{model::talk::DRAWN, room::Live};
use crate::{
    signal::{Derived, Var, effect},
    text::live as words,
    ui::{IntoNode, Node, live as drawn, view},
};

pub(super) use write::Writing;

/// How far up, in pixels, the reader must have scrolled to look back.
const UP: i32 = 24;

/// The comments of a room at work.
#[derive(Clone, Copy)]
pub(super) struct Talking {
    live: Live,
    /// The lines that are drawn, the newest last: what is said moves through them.
    slots: [Var<Option<Comment>>; DRAWN],
    /// What stands above them for who looks back.
    older: Var<Vec<Comment>>,
    writing: Writing,
    scroller: NodeRef<html::Div>,
}

impl Talking {
    /// The comments that are there.
    pub fn new(live: Live) -> Self {
        let slots = std::array::from_fn(|_| Var::new(None));
        let scroller = NodeRef::new();
        let writing = Writing::new(live, scroller);
        let this = Self { live, slots, older: Var::new(Vec::new()), writing, scroller };
        effect(move || this.put());
        this
    }

    /// Puts what is drawn into its lines. Work is bounded by what can be seen, however much is said.
    fn put(self) {
        self.live.talk.with(|talk| {
            let drawn = talk.drawn();
            let (older, latest) = drawn.split_at(drawn.len().saturating_sub(DRAWN));
            let empty = DRAWN - latest.len();
            for (at, slot) in self.slots.iter().enumerate() {
                slot.change(at.checked_sub(empty).and_then(|at| latest.get(at)).cloned());
            }
            if self.older.with_untracked(|before| before != older) {
                self.older.set(older.to_vec());
            }
        });
    }

    /// The list. Its end stays where it is; who scrolls up stops it.
    pub fn list(self) -> Node {
        let (lang, live) = (self.live.lang, self.live);
        let scrolled = move |_| {
            let Some(scroller) = self.scroller.get_untracked() else { return };
            // From its lower end, where the list begins, up is below zero.
            let up = -scroller.scroll_top();
            let paused = live.talk.with_untracked(|talk| talk.unread().is_some());
            if up > UP && !paused {
                live.talk.update(|talk| talk.pause());
            } else if up <= UP / 4 && paused {
                live.talk.update(|talk| talk.follow());
            }
        };
        let unread = Derived::new(move || live.talk.with(|talk| talk.unread()));
        let latest = move |_| self.writing.follow();
        let new = move || {
            let unread = unread.get()?;
            let label = match unread {
                0 => words::TO_LATEST.to(lang).to_owned(),
                unread => words::UNREAD.with(lang, &[&unread.to_string()]),
            };
            Some(
                view! { <button type="button" class="talk-new" on:click=latest>{label} " ↓"</button> },
            )
        };
        let older = move || {
            let all = self.older.get();
            all.into_iter().map(|one| line(lang, Var::new(Some(one)))).collect::<Node>()
        };
        let slots = self.slots.map(|slot| line(lang, slot));
        view! {
            <div class="talk">
                <div class="talk-list" node_ref=self.scroller on:scroll=scrolled tabindex="0"
                    role="log" aria-live="off" aria-label=words::TALK.to(lang)>
                    <ol>{older} {slots.into_iter().collect::<Node>()}</ol>
                </div>
                {new}
            </div>
        }
    }

    /// The field to say something.
    pub fn form(self) -> Node {
        self.writing.form()
    }
}

/// One line: the words in it change, it stays.
fn line(lang: Lang, slot: Var<Option<Comment>>) -> Node {
    let text = move |of: fn(&Comment) -> &str| {
        move || slot.with(|said| said.as_ref().map(|said| of(said).to_owned())).unwrap_or_default()
    };
    let by_host = Derived::new(move || slot.with(|said| said.as_ref().is_some_and(|it| it.host)));
    let tag = drawn(move || {
        by_host.get().then(|| view! { <span class="room-tag">{words::HOST.to(lang)}</span> })
    });
    view! {
        <li hidden=move || slot.with(Option::is_none)>
            {tag} <b>{text(|said| &said.name)}</b> " " <span>{text(|said| &said.text)}</span>
        </li>
    }
    .node()
}
