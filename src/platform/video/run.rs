//! From an element and a source to a moving picture: what is listened to, looked at and done.

use std::{cell::Cell, time::Duration};

use js_sys::{Promise, Reflect};
use leptos::prelude::{Get, on_cleanup};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlVideoElement;

use super::{Act, Feed, Model, Source, State, Trouble, Video, element, hls, native};
use crate::platform::{clock::monotonic, events, random, task, timer, visibility};

/// How often is looked, besides when the element says something.
const GLANCE: Duration = Duration::from_secs(1);

/// Plays what is to be played in the element that is there; runs again when either changes.
pub fn run(this: Video) {
    let source = this.source.get();
    let Some(video) = this.element.get() else { return };
    let Some(source) = source else { return this.state.change(State::Poster) };
    element::prepare(&video);
    this.model.amend(|model| model.open(source.live, monotonic()));
    listen(this, &video);
    this.begin(&video);
    on_cleanup(move || {
        // Of a component that is gone nothing is left to do: what plays was dropped with it.
        this.feed.set(Feed::Nothing);
        native::detach(&video);
    });
}

fn listen(this: Video, video: &HtmlVideoElement) {
    for name in ["timeupdate", "playing"] {
        events::listen(video, name, move |_| this.look());
    }
    let of = video.clone();
    events::listen(video, "volumechange", move |_| {
        // GStreamer's sink gives WebKit's element a sound that nobody asked for, and WebKit then stops what plays
        // with sound before anybody has touched the page.
        if !of.muted() && !this.loud.get_untracked() && !element::is_touched() {
            of.set_muted(true);
            this.play(&of);
        }
        this.look();
    });
    let (of, tries) = (video.clone(), Cell::new(3));
    events::listen(video, "pause", move |_| {
        // What ends is paused first.
        if of.ended() {
            return;
        }
        let look = element::look(&of);
        // Nobody can have stopped what nobody has touched.
        if look.paused && look.seen && !element::is_touched() && tries.get() > 0 {
            tries.set(tries.get() - 1);
            return this.play(&of);
        }
        this.decide(|model| {
            model.paused(&look);
            Act::Rest
        });
    });
    events::listen(video, "ended", move |_| this.failed(Trouble::Ended));
    let of = video.clone();
    events::listen(video, "error", move |_| {
        // hls.js tells by itself what it could not help.
        if this.feed.with_untracked(|feed| matches!(feed, Feed::Native)) {
            this.failed(native::trouble(&of));
        }
    });
    let of = video.clone();
    visibility::on_change(move |_| {
        let look = element::look(&of);
        this.decide(|model| {
            if look.seen {
                return model.wake(&look);
            }
            model.hide(&look);
            Act::Rest
        });
    });
    timer::every(GLANCE, move || this.look());
}

impl Video {
    /// Looks at the element, and does what is due.
    fn look(&self) {
        if let Some(video) = self.node() {
            let look = element::look(&video);
            self.decide(|model| model.look(&look, random::fraction()));
        }
    }

    fn failed(&self, trouble: Trouble) {
        self.decide(|model| model.failed(trouble, monotonic(), random::fraction()));
    }

    /// Has the model decide, does it, and shows what came of it.
    pub(super) fn decide(&self, decide: impl FnOnce(&mut Model) -> Act) {
        let mut act = Act::Rest;
        self.model.amend(|model| act = decide(model));
        self.act(act);
    }

    pub(super) fn act(&self, act: Act) {
        let Some(video) = self.node() else { return };
        match act {
            Act::Rest => {}
            Act::Open => self.begin(&video),
            act => {
                self.feed.with_untracked(|feed| feed.act(&video, act));
                self.play(&video);
            }
        }
        self.show(&video);
    }

    /// Tells the views.
    pub(super) fn show(&self, video: &HtmlVideoElement) {
        let muted = video.muted();
        self.muted.change(muted);
        self.state.change(self.model.with_untracked(|model| model.state(muted)));
    }

    /// Opens the stream, also anew, and plays.
    fn begin(&self, video: &HtmlVideoElement) {
        let Some(source) = self.source.get_untracked() else { return };
        // What played until now lets go of the element first.
        self.feed.set(Feed::Nothing);
        if !hls::is_possible() {
            self.feed.set(Feed::Native);
            native::attach(video, &source, self.model.with_untracked(Model::reached));
            self.play(video);
            return self.show(video);
        }
        let (this, video) = (*self, video.clone());
        let again = self.model.with_untracked(Model::tries);
        self.show(&video);
        task::detach(async move {
            let module = hls::module(again).await;
            this.attach(&video, &source, module);
        });
    }

    /// Plays by hls.js, if that is still wanted.
    fn attach(&self, video: &HtmlVideoElement, source: &Source, module: Option<JsValue>) {
        if self.state.is_gone() || self.source.with_untracked(|now| now.as_ref() != Some(source)) {
            return;
        }
        let Some(module) = module else { return self.failed(Trouble::Line) };
        let this = *self;
        // One stream at a time: an answer that comes twice takes the place of the first.
        self.feed.set(Feed::Nothing);
        let from = self.model.with_untracked(Model::reached);
        match hls::attach(&module, video, source, from, move |trouble| this.failed(trouble)) {
            Some(player) => {
                self.feed.set(Feed::Hls(SendWrapper::new(player)));
                self.play(video);
            }
            None => self.failed(Trouble::Other),
        }
    }

    /// Asks the browser to play, if the viewer wants it. Where it does not do that with sound, without.
    fn play(&self, video: &HtmlVideoElement) {
        if !self.model.with_untracked(Model::wanted) {
            return;
        }
        let Ok(asked) = video.play() else { return };
        let (this, video) = (*self, video.clone());
        task::detach(async move {
            if !is_refused(asked).await {
                return;
            }
            if !video.muted() {
                video.set_muted(true);
                return this.play(&video);
            }
            this.decide(|model| {
                model.refused();
                Act::Rest
            });
        });
    }
}

/// Whether a browser wants a tap first.
async fn is_refused(asked: Promise) -> bool {
    let Err(error) = JsFuture::from(asked).await else { return false };
    Reflect::get(&error, &"name".into()).is_ok_and(|name| name == "NotAllowedError")
}
