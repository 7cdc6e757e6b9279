//! Where the picture comes from: hls.js, or the browser itself.

use send_wrapper::SendWrapper;
use web_sys::HtmlVideoElement;

use super::{Act, element, hls::Player, native};

/// What an element is fed by.
pub enum Feed {
    /// Nothing yet.
    Nothing,
    /// hls.js.
    Hls(SendWrapper<Player>),
    /// The browser itself.
    Native,
}

impl Feed {
    /// The moment that is seen, in milliseconds since 1970, when the stream says so.
    pub fn date(&self, video: &HtmlVideoElement) -> Option<f64> {
        let date = match self {
            Self::Nothing => None,
            Self::Hls(player) => player.date(),
            Self::Native => native::date(video),
        };
        date.filter(|date| date.is_finite())
    }

    /// Does what it can do while it stays open.
    pub fn act(&self, video: &HtmlVideoElement, act: Act) {
        match (self, act) {
            (Self::Hls(player), Act::Edge) => player.edge(),
            (Self::Hls(player), Act::Mend) => player.mend(),
            (Self::Native, Act::Edge) => element::to_edge(video),
            _ => {}
        }
    }
}
