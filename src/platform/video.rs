//! One `<video>` element: a stream is played in it for as long as its component lives, whatever becomes of the line.
//!
//! Where the browser takes media from scripts, hls.js plays, which is fetched for it (`public/player.js`); elsewhere
//! the browser plays by itself. What is done when nothing moves, `model.rs` decides, without a browser.

mod element;
mod feed;
mod floating;
mod hls;
mod model;
mod native;
mod run;
mod state;

use leptos::{
    html,
    prelude::{Get, GetUntracked, NodeRef},
};
use picklive_contract::UnixMillis;
use web_sys::HtmlVideoElement;

use super::clock::monotonic;
use crate::signal::{Call, Var, effect};
use feed::Feed;
use model::Model;
pub use state::State;
use state::{Act, Look, Trouble};

/// What is played.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The address of an HLS playlist, as the browser takes it.
    pub url: String,
    /// Whether it is on the air, and not a recording.
    pub live: bool,
}

/// A handle to the one `<video>` of a component.
#[derive(Clone, Copy)]
pub struct Video {
    element: NodeRef<html::Video>,
    source: Var<Option<Source>>,
    state: Var<State>,
    muted: Var<bool>,
    /// Whether the viewer asked for the sound.
    loud: Var<bool>,
    model: Var<Model>,
    feed: Var<Feed>,
    over: Var<Option<Call<(), Option<UnixMillis>>>>,
}

impl Video {
    /// A video without an element and without a source; it ends with the calling component.
    pub fn new() -> Self {
        let this = Self {
            element: NodeRef::new(),
            source: Var::new(None),
            state: Var::new(State::Poster),
            muted: Var::new(true),
            loud: Var::new(false),
            model: Var::new(Model::default()),
            feed: Var::new(Feed::Nothing),
            over: Var::new(None),
        };
        effect(move || run::run(this));
        this
    }

    /// A picture that somebody else plays: it has no element and no source here, and `at` says which moment of it is
    /// seen, where that is known.
    pub fn over(at: Call<(), Option<UnixMillis>>) -> Self {
        let this = Self::new();
        this.over.set(Some(at));
        this
    }

    /// Whether somebody else plays it. Not tracked.
    pub fn is_over(&self) -> bool {
        self.over.with_untracked(Option::is_some)
    }

    /// What the view gives its `<video node_ref=…>`. It needs a class and perhaps a poster: all else is set here.
    pub fn element(&self) -> NodeRef<html::Video> {
        self.element
    }

    /// Plays `source` from now on; nothing with `None`. The same source again changes nothing.
    pub fn open(&self, source: Option<Source>) {
        self.source.change(source.filter(|_| !self.is_over()));
    }

    /// What the viewer gets to see; tracked.
    pub fn state(&self) -> State {
        self.state.get()
    }

    /// Whether it is without sound; tracked.
    pub fn muted(&self) -> bool {
        self.muted.get()
    }

    /// The moment that is seen, by the clock of who sends it; `None` when the stream does not say. Not tracked.
    pub fn at(&self) -> Option<UnixMillis> {
        if let Some(at) = self.over.get_untracked() {
            return at.run(());
        }
        let video = self.node()?;
        let at = self.feed.with_untracked(|feed| feed.date(&video))?;
        Some(UnixMillis(at as i64))
    }

    /// How far into the stream what is seen is, in milliseconds; `None` without a picture. Not tracked.
    pub fn position(&self) -> Option<i64> {
        let video = self.node().filter(|video| video.ready_state() > 0)?;
        Some((video.current_time() * 1_000.0) as i64)
    }

    /// Goes to a place of a recording, in milliseconds from its begin, and plays.
    pub fn seek(&self, position: i64) {
        let Some(video) = self.node() else { return };
        let to = position.max(0) as f64 / 1_000.0;
        video.set_current_time(to);
        self.decide(|model| {
            model.moved(to, monotonic());
            model.ask(monotonic())
        });
    }

    /// The viewer tapped the picture: it starts when it waits for that, else it gets its sound. To be called in the
    /// handler of the tap itself, since browsers allow sound to a tap only.
    pub fn tap(&self) {
        let Some(video) = self.node().filter(|_| self.source.with_untracked(Option::is_some))
        else {
            return;
        };
        self.loud.set(true);
        video.set_muted(false);
        self.decide(|model| model.ask(monotonic()));
    }

    /// Plays, with sound or without it as before. In the handler of a tap.
    pub fn play_on(&self) {
        if self.source.with_untracked(Option::is_some) {
            self.decide(|model| model.ask(monotonic()));
        }
    }

    /// Stands still until the viewer wants it to play again.
    pub fn pause(&self) {
        let Some(video) = self.node() else { return };
        self.decide(|model| {
            model.stop();
            Act::Rest
        });
        let _ = video.pause();
    }

    /// There is something to be seen again, e.g. after a host's break: trouble is forgotten, and what stands still is
    /// opened anew if the viewer wants it to play.
    pub fn wake(&self) {
        if let Some(video) = self.node() {
            let look = element::look(&video);
            // Out of sight, that is done when it is seen again.
            if look.seen {
                self.decide(|model| model.wake(&look));
            }
        }
    }

    /// Gives the sound. In the handler of a tap.
    pub fn sound(&self) {
        if let Some(video) = self.node() {
            self.loud.set(true);
            video.set_muted(false);
            self.show(&video);
        }
    }

    /// Takes the sound away.
    pub fn mute(&self) {
        if let Some(video) = self.node() {
            video.set_muted(true);
            self.show(&video);
        }
    }

    /// Whether the picture can float above other pages; told anew with the element.
    pub fn can_float(&self) -> bool {
        self.element.get();
        self.node().is_some_and(|video| floating::possible(&video))
    }

    /// Makes the picture float, or brings it back. In the handler of a tap.
    pub fn float(&self) {
        if let Some(video) = self.node() {
            floating::toggle(&video);
        }
    }

    fn node(&self) -> Option<HtmlVideoElement> {
        if self.state.is_gone() { None } else { self.element.get_untracked() }
    }
}

impl Default for Video {
    fn default() -> Self {
        Self::new()
    }
}
