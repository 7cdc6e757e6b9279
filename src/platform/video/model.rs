//! What is done for a picture, without a browser: every look and every clock is an argument.
//!
//! Trouble has steps. Nothing moves for a while: to the live edge. Still nothing: the stream is opened anew. Still
//! nothing: that is said, and it is opened again and again, ever less often. What moves for a while ends all that.

use super::state::{Act, Look, State, Trouble};

/// For how long nothing may move while it is played, in milliseconds.
const STILL: f64 = 3_000.0;
/// For how long the first picture may take.
const FIRST: f64 = 10_000.0;
/// What a step may take to help.
const HELP: f64 = 6_000.0;
/// Longest pause before the stream is opened anew once that has failed; doubled each time, up to [`PAUSE_MAX`].
const PAUSE_FIRST: f64 = 2_000.0;
/// Longest pause of all.
const PAUSE_MAX: f64 = 60_000.0;
/// Who moves for so long has no trouble any more, and is given all the tries again.
const STEADY: f64 = 10_000.0;
/// How much further it must be to count as moving, in seconds.
const MOVED: f64 = 0.02;
/// A decoder is mended once in so long; then the stream is opened anew.
const MENDED: f64 = 15_000.0;
/// Who was away for longer is led to the live edge, in milliseconds.
const AWAY: f64 = 5_000.0;
/// A pause that comes so shortly before the page is hidden is the phone's and not the viewer's.
const OF_PHONE: f64 = 1_000.0;

/// How far trouble has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd)]
enum Step {
    #[default]
    None,
    Edge,
    Anew,
    Told,
}

/// What is known of a picture.
#[derive(Clone, Copy, Debug, Default)]
pub struct Model {
    live: bool,
    /// Whether the viewer wants it to play.
    wanted: bool,
    /// Where it was at the last look; none when that says nothing any more.
    position: Option<f64>,
    /// Whether anything was ever seen of this stream.
    begun: bool,
    /// How far it has come, in seconds: a recording goes on from there.
    reached: f64,
    step: Step,
    /// When the next step is due.
    due: f64,
    /// How often it was opened anew since it moved without trouble.
    tries: u32,
    /// Since when it has moved without trouble.
    since: Option<f64>,
    mended: Option<f64>,
    paused_at: Option<f64>,
    /// When and where it went out of sight.
    left: Option<(f64, f64)>,
}

impl Model {
    /// A stream is opened and shall play.
    pub fn open(&mut self, live: bool, mono: f64) {
        *self = Self { live, wanted: true, due: mono + FIRST, ..Self::default() };
    }

    /// Whether it shall play.
    pub fn wanted(&self) -> bool {
        self.wanted
    }

    /// How often it was opened anew since it moved without trouble.
    pub fn tries(&self) -> u32 {
        self.tries
    }

    /// Where a stream that is opened anew is to begin, in seconds.
    pub fn reached(&self) -> f64 {
        self.reached
    }

    /// The viewer asks for it.
    pub fn ask(&mut self, mono: f64) -> Act {
        let again = !self.wanted;
        self.wanted = true;
        if self.step >= Step::Anew {
            return self.open_anew(mono);
        }
        self.forget(mono);
        if again && self.live && self.begun { Act::Edge } else { Act::Play }
    }

    /// It goes to another place, in seconds: where it was says nothing.
    pub fn moved(&mut self, to: f64, mono: f64) {
        self.reached = to;
        self.forget(mono);
    }

    /// The browser does not let it play without a tap.
    pub fn refused(&mut self) {
        self.wanted = false;
    }

    /// The viewer has paused it.
    pub fn stop(&mut self) {
        self.wanted = false;
    }

    /// It was paused, and not by us. What plays again by now was not the viewer's pause.
    pub fn paused(&mut self, look: &Look) {
        if self.wanted && look.seen && look.paused {
            self.wanted = false;
            self.paused_at = Some(look.mono);
        }
    }

    /// It can no longer be seen.
    pub fn hide(&mut self, look: &Look) {
        // Phones pause what goes out of sight, some a moment before they say so.
        if self.paused_at.is_some_and(|at| look.mono - at < OF_PHONE) {
            self.wanted = true;
        }
        self.left.get_or_insert((look.mono, look.position));
    }

    /// It can be seen again, or the line is back.
    pub fn wake(&mut self, look: &Look) -> Act {
        let left = self.left.take();
        if !self.wanted {
            return Act::Rest;
        }
        if self.step >= Step::Anew {
            // What was waited for may be over.
            self.tries = 0;
            return self.open_anew(look.mono);
        }
        self.forget(look.mono);
        let behind = left.is_some_and(|(mono, position)| {
            let away = look.mono - mono;
            away > AWAY && (look.position - position) * 1_000.0 < away / 2.0
        });
        if self.live && behind { Act::Edge } else { Act::Play }
    }

    /// It ended or gave up. `fraction` from 0 to 1 spreads what many would do at once.
    pub fn failed(&mut self, trouble: Trouble, mono: f64, fraction: f64) -> Act {
        self.since = None;
        if trouble == Trouble::Ended && !self.live {
            self.wanted = false;
            return Act::Rest;
        }
        let lately = self.mended.is_some_and(|at| mono - at < MENDED);
        if trouble == Trouble::Media && !lately {
            self.mended = Some(mono);
            self.due = mono + HELP;
            return Act::Mend;
        }
        // What has never been seen is not there: that is said at once.
        self.step = if self.begun && self.step < Step::Anew { Step::Edge } else { Step::Told };
        self.due = mono + self.pause(fraction);
        Act::Rest
    }

    /// A look: what it shows is taken, and what is due is to be done.
    pub fn look(&mut self, look: &Look, fraction: f64) -> Act {
        if !self.wanted || !look.seen {
            return Act::Rest;
        }
        let before = self.position.replace(look.position);
        let moves = before.is_some_and(|before| look.position > before + MOVED);
        if moves && !look.paused {
            self.begun = true;
            self.reached = look.position;
            self.step = Step::None;
            self.due = look.mono + STILL;
            if look.mono - *self.since.get_or_insert(look.mono) > STEADY {
                self.tries = 0;
            }
            return Act::Rest;
        }
        if look.mono < self.due {
            return Act::Rest;
        }
        self.since = None;
        self.position = None;
        match self.step {
            Step::None if self.begun => {
                self.step = Step::Edge;
                self.due = look.mono + HELP;
                Act::Edge
            }
            Step::None | Step::Edge => {
                self.step = Step::Anew;
                self.open_anew(look.mono)
            }
            Step::Anew | Step::Told => {
                self.step = Step::Told;
                let act = self.open_anew(look.mono);
                self.due += self.pause(fraction);
                act
            }
        }
    }

    /// What the viewer gets to see.
    pub fn state(&self, muted: bool) -> State {
        match self.step {
            _ if !self.wanted => State::Poster,
            Step::Told => State::NoPicture,
            _ if !self.begun => State::Loading,
            Step::None if muted => State::Muted,
            Step::None => State::Playing,
            Step::Edge | Step::Anew => State::Stalled,
        }
    }

    fn open_anew(&mut self, mono: f64) -> Act {
        self.position = None;
        self.due = mono + HELP;
        self.tries += 1;
        Act::Open
    }

    /// All is as if nothing had been seen yet, but what trouble there is.
    fn forget(&mut self, mono: f64) {
        self.position = None;
        self.since = None;
        self.paused_at = None;
        self.due = mono + if self.begun { STILL } else { FIRST };
    }

    /// The pause before the next try, of which half is spread.
    fn pause(&self, fraction: f64) -> f64 {
        let longest = (PAUSE_FIRST * f64::from(1_u32 << self.tries.min(5))).min(PAUSE_MAX);
        longest * (1.0 + fraction) / 2.0
    }
}

#[cfg(test)]
mod tests;
