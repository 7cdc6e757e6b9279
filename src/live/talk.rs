//! What people say in a room: the latest few lines, drawn in place, and the field to say something.

mod write;

use std::time::Duration;

use leptos::{html, prelude::*};
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

pub(super) use write::Writing;

/// What a line holds until something is said: a place for it.
const EMPTY: &str = "\u{a0}";

/// How long lines stand at least of which none would stay, in milliseconds.
const CALM: f64 = 500.0;

/// What stands in a line: which comment, and whether it is the host's.
type Stands = (CommentId, bool);

/// How far up, in pixels, the reader must have scrolled to look back.
const UP: i32 = 24;

/// A line that stays on the page: what is said moves through it. It is written without a signal for each of its
/// words, since at thousands of comments a second those cost more than all the rest.
#[derive(Clone, Copy, Default)]
struct Line {
    whole: NodeRef<html::Li>,
    tag: NodeRef<html::Span>,
    name: NodeRef<html::B>,
    text: NodeRef<html::Span>,
}

/// The comments of a room at work.
#[derive(Clone, Copy)]
pub(super) struct Talking {
    live: Live,
    /// The lines that are drawn, the newest last.
    lines: StoredValue<[Line; DRAWN]>,
    /// What stands in them, and since when, in monotonic milliseconds.
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
            lines: StoredValue::new(std::array::from_fn(|_| Line::default())),
            written: StoredValue::new((Vec::new(), 0.0)),
            older: Var::new(Vec::new()),
            writing,
            scroller,
        };
        effect(move || this.put());
        this
    }

    /// Puts what is drawn into its lines. Work is bounded by what can be seen, however much is said.
    fn put(self) {
        // The lines come with it.
        if self.scroller.get().is_none() {
            return;
        }
        let Some(lines) = self.lines.try_get_value() else { return };
        self.live.talk.with(|talk| {
            let drawn = talk.drawn();
            let (older, latest) = drawn.split_at(drawn.len().saturating_sub(DRAWN));
            let wait = self.written.try_update_value(|(written, since)| {
                let wait = *since + CALM - monotonic();
                if wait > 0.0 && is_all_new(latest, written) {
                    return Some(wait);
                }
                let (empty, before) = (DRAWN - latest.len(), DRAWN - written.len());
                for (at, line) in lines.iter().enumerate() {
                    let said = at.checked_sub(empty).and_then(|at| latest.get(at));
                    let stood = at.checked_sub(before).and_then(|at| written.get(at));
                    line.write(said, stood);
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
        let lines = self.lines.try_get_value().unwrap_or_default().map(|line| line.node(lang));
        view! {
            <div class="talk">
                <div class="talk-list" node_ref=self.scroller on:scroll=scrolled tabindex="0"
                    role="log" aria-live="off" aria-label=words::TALK.to(lang)>
                    <ol>{older} {lines.into_iter().collect::<Node>()}</ol>
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

impl Line {
    /// An empty one.
    fn node(self, lang: Lang) -> Node {
        view! {
            <li hidden node_ref=self.whole>
                <span class="room-tag" hidden node_ref=self.tag>{words::HOST.to(lang)}</span>
                " " <b node_ref=self.name>{EMPTY}</b> " " <span node_ref=self.text>{EMPTY}</span>
            </li>
        }
        .node()
    }

    /// Writes what was said into it, in the place of what stood there. What is the same is left alone.
    fn write(self, said: Option<&Comment>, stood: Option<&Stands>) {
        let whole = || self.whole.get_untracked();
        if said.is_none() != stood.is_none()
            && let Some(whole) = whole()
        {
            whole.set_hidden(said.is_none());
        }
        let Some(said) = said.filter(|said| stood.is_none_or(|stood| stood.0 != said.id)) else {
            return;
        };
        if said.host != stood.is_some_and(|stood| stood.1)
            && let Some(tag) = self.tag.get_untracked()
        {
            tag.set_hidden(!said.host);
        }
        let name = self.name.get_untracked().and_then(|name| name.first_child());
        let text = self.text.get_untracked().and_then(|text| text.first_child());
        for (words, place) in [(&said.name, name), (&said.text, text)] {
            if let Some(place) = place {
                place.set_node_value(Some(words));
            }
        }
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
