//! Doing something, and undoing it: what is done goes out, or into the copy while one rehearses.

use std::time::Duration;

use leptos::prelude::*;
use picklive_contract::{
    VariantId,
    host::{Act, ActKind},
    live::Room,
};

use super::{Console, heard::note_gone};
use crate::{
    desk::model::{arm::is_double, rehearsal, undo},
    platform::{clock::monotonic, random},
};

/// For how long an act can be undone.
const UNDONE: Duration = Duration::from_secs(5);

/// What was done last, and what undoes it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::desk) struct Undo {
    /// What was done.
    pub done: Act,
    /// What undoes it.
    pub back: Act,
    /// Its key in the queue; none while one rehearses.
    key: Option<String>,
    number: u32,
}

impl Console {
    /// What undoes an act; nothing when none does.
    pub fn opposite(&self, act: &Act) -> Option<Act> {
        let words = self.figures.peek(|figures| Some(figures.words.clone()));
        let set = |variant: &VariantId| self.set_price(variant);
        let coming = self.coming();
        untrack(|| {
            self.with(|room| {
                let before =
                    undo::Before { room, coming: &coming, words: words.as_deref(), set: &set };
                undo::opposite(&before, act)
            })
        })
    }

    /// Acts that the room does not tell yet; the copy tells all at once. Not tracked.
    pub fn coming(&self) -> Vec<Act> {
        if untrack(|| self.is_rehearsing()) { Vec::new() } else { self.line.coming() }
    }

    /// Does what a button says that asks nothing; not at the second half of a double tap, since what it says by
    /// then is another thing.
    pub fn tap(&self, act: Act) {
        if !is_double(self.tapped.get_untracked(), monotonic()) {
            self.act(act);
        }
    }

    /// Does something. While one rehearses it is done in the copy; else it is sent, or kept until it can be.
    pub fn act(&self, act: Act) {
        self.tapped.set(Some(monotonic()));
        let back = self.opposite(&act);
        let key = self.send(act.clone());
        if act.kind == ActKind::RemoveComment {
            // That is undone where the comment stands.
            return;
        }
        let number = self.number.get_untracked().wrapping_add(1);
        self.number.set(number);
        let Some(back) = back else { return self.undo.set(None) };
        self.undo.set(Some(Undo { done: act, back, key, number }));
        let this = *self;
        set_timeout(move || this.lapse(number), UNDONE);
    }

    /// It cannot be undone any more.
    fn lapse(&self, number: u32) {
        if self.undo.with_untracked(|undo| undo.as_ref().is_some_and(|it| it.number == number)) {
            self.undo.set(None);
        }
    }

    /// Undoes what was done last.
    pub fn take_back(&self) {
        let Some(Undo { back, key, .. }) = self.undo.take() else { return };
        self.tapped.set(Some(monotonic()));
        if !key.is_some_and(|key| self.line.take_back(&key)) {
            self.send(back);
        }
    }

    /// Sends an act; its key, unless one rehearses.
    fn send(&self, act: Act) -> Option<String> {
        if !self.copy.with_untracked(Option::is_some) {
            let key = random::key();
            self.line.put(act, key.clone());
            return Some(key);
        }
        let now = untrack(|| self.now());
        let told = |copy: &Option<Room>| rehearsal::told(copy.as_ref()?, &act, now);
        let event = self.copy.with_untracked(told)?;
        note_gone(*self, &event);
        self.copy.update(|copy| {
            if let Some(room) = copy {
                room.take(&event);
            }
        });
        None
    }
}
