//! What people say in a room: the latest few lines, drawn in place, and the field to say something.

mod write;

use std::time::Duration;

use leptos::{html, prelude::*, tachys::renderer::types::Element};
use picklive_contract::{CommentId, Lang, comments::Comment};

use super::{
    model::talk::{DRAWN, Talk},
    room::Live,
};
use crate::{
    platform::{clock::monotonic, timer},
    signal::{Derived, Var, effect},
    text::live as words,
    ui::{IntoNode, Node, view},
};

pub(super) use write::{Writing, named};

/// What a line holds until something is said: a place for it.
const EMPTY: &str = "\u{a0}";

/// How long lines stand at least of which none would stay, in milliseconds.
const CALM: f64 = 500.0;

/// What stands in a line: which comment, and whether it is the host's.
type Stands = (CommentId, bool);

/// How far up, in pixels, the reader must have scrolled to look back.
const UP: i32 = 24;

/// The comments of a room at work.
#[derive(Clone, Copy)]
pub(super) struct Talking {
    live: Live,
    /// What stands in the lines, the newest last, and since when, in monotonic milliseconds.
    written: StoredValue<(Vec<Stands>, f64)>,
    /// What stands above them for who looks back.
    older: Var<Vec<Comment>>,
    writing: Writing,
    scroller: NodeRef<html::Div>,
}

impl Talking {
    /// The comments that are there.
    pub fn new(live: Live) -> Self {
        let scroller = NodeRef::new();
        let writing = Writing::new(live, scroller);
        let this = Self {
            live,
            written: StoredValue::new((Vec::new(), 0.0)),
            older: Var::new(Vec::new()),
            writing,
            scroller,
        };
        effect(move || this.put());
        this
    }

    /// Puts what is drawn into its lines, which stay on the page. Work is bounded by what can be seen, however much
    /// is said. They are written without a signal for each of their words: those would cost more than all the rest.
    fn put(self) {
        let Some(list) = self.scroller.get().and_then(|it| it.first_element_child()) else {
            return;
        };
        self.live.talk.with(|talk| {
            let drawn = talk.drawn();
            let (older, latest) = drawn.split_at(drawn.len().saturating_sub(DRAWN));
            let wait = self.written.try_update_value(|(written, since)| {
                let wait = *since + CALM - monotonic();
                if wait > 0.0 && is_all_new(latest, written) {
                    return Some(wait);
                }
                let mut line = list.last_element_child();
                for back in 1..=DRAWN {
                    let Some(place) = line else { break };
                    let said = latest.len().checked_sub(back).and_then(|at| latest.get(at));
                    let stood = written.len().checked_sub(back).and_then(|at| written.get(at));
                    write(&place, said, stood);
                    line = place.previous_element_sibling();
                }
                *written = latest.iter().map(|said| (said.id.clone(), said.host)).collect();
                *since = monotonic();
                None
            });
            if let Some(wait) = wait.flatten() {
                // Until then more may be said: that comes here again, and this timer ends.
                timer::after(Duration::from_millis(wait.ceil() as u64), move || {
                    untrack(|| self.put())
                });
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
                live.feed.try_with_value(|feed| {
                    live.talk.amend(|talk| talk.pause(&feed.room().comments));
                });
            } else if up <= UP / 4 && paused {
                live.talk.amend(Talk::follow);
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
            all.iter().map(|said| older_line(lang, said)).collect::<Node>()
        };
        let lines = (0..DRAWN).map(|_| empty_line(lang)).collect::<Node>();
        view! {
            <div class="talk">
                <div class="talk-list" node_ref=self.scroller on:scroll=scrolled tabindex="0"
                    role="log" aria-live="off" aria-label=words::TALK.to(lang)>
                    <ol>{older} {lines}</ol>
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

/// A line in which nothing stands yet.
fn empty_line(lang: Lang) -> Node {
    view! {
        <li hidden>
            <span class="room-tag" hidden>{words::HOST.to(lang)}</span>
            " " <b>{EMPTY}</b> " " <span>{EMPTY}</span>
        </li>
    }
    .node()
}

/// Writes what was said into such a line, in the place of what stood there. What is the same is left alone.
fn write(line: &Element, said: Option<&Comment>, stood: Option<&Stands>) {
    if said.is_none() != stood.is_none() {
        hide(Some(line), said.is_none());
    }
    let is_host = said.is_some_and(|said| said.host);
    if is_host != stood.is_some_and(|stood| stood.1) {
        hide(line.first_element_child().as_ref(), !is_host);
    }
    let Some(said) = said.filter(|said| stood.is_none_or(|stood| stood.0 != said.id)) else {
        return;
    };
    let text = line.last_element_child();
    let name = text.as_ref().and_then(|text| text.previous_element_sibling());
    for (words, place) in [(&said.name, name), (&said.text, text)] {
        if let Some(place) = place.and_then(|place| place.first_child()) {
            place.set_node_value(Some(words));
        }
    }
}

fn hide(element: Option<&Element>, hidden: bool) {
    if let Some(element) = element {
        _ = element.toggle_attribute_with_force("hidden", hidden);
    }
}

/// Whether every line would be another: more is said than anybody can follow.
fn is_all_new(latest: &[Comment], written: &[Stands]) -> bool {
    let stands = |said: &Comment| written.iter().any(|stood| stood.0 == said.id);
    written.len() == DRAWN && !latest.iter().any(stands)
}

/// A line above them, which changes no more.
fn older_line(lang: Lang, said: &Comment) -> Node {
    let tag = said.host.then(|| view! { <span class="room-tag">{words::HOST.to(lang)}</span> });
    let (name, text) = (said.name.clone(), said.text.clone());
    view! { <li>{tag} " " <b>{name}</b> " " <span>{text}</span></li> }.node()
}
