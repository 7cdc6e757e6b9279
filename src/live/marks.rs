//! The marks of a room's buttons, drawn like the icons of every page.

use crate::ui::{Node, view};

/// A heart.
pub const HEART: &str =
    "M12 20.5C5 15.5 3 12.3 3 9a4.6 4.6 0 0 1 9-1.6A4.6 4.6 0 0 1 21 9c0 3.3-2 6.5-9 11.5z";
/// A bag: what is sold.
pub const BAG: &str = "M5 8h14l1 12.5H4zM8.5 10.5V7a3.5 3.5 0 0 1 7 0v3.5";
/// An arrow upwards: send.
pub const SEND: &str = "M12 19.5V5M6 10.5 12 4.5l6 6";
/// An arrow out of a box: share.
pub const SHARE: &str = "M12 15V3.5M8 7l4-3.5L16 7M5 11.5V20h14v-8.5";
/// A cross: leave.
pub const CLOSE: &str = "M5.5 5.5l13 13M18.5 5.5l-13 13";
/// A loudspeaker that is crossed out.
pub const MUTED: &str = "M4 9.5h3.5L12 5.5v13l-4.5-4H4zM16 9.5l5 5M21 9.5l-5 5";
/// A loudspeaker.
pub const SOUND: &str =
    "M4 9.5h3.5L12 5.5v13l-4.5-4H4zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11";
/// Two bars: pause.
pub const PAUSE: &str = "M8.5 5.5v13M15.5 5.5v13";
/// A picture in a picture.
pub const FLOAT: &str = "M3.5 5.5h17v13h-17zM12 12h6v4h-6z";
/// A shop: look around in it.
pub const SHOP: &str =
    "M5 4.5h14l2 5.5a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0zM5 13v7.5h14V13M10 20.5V16h4v4.5";
/// A triangle: play.
pub const PLAY: &str = "M8 5.5v13l11-6.5z";
/// An eye: viewers.
pub const EYE: &str = "M2.5 12C5 7.5 8.2 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.7 6.5-9.5 6.5S5 16.5 2.5 12zM12 14.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6z";
/// Lines of a list: chapters.
pub const LIST: &str = "M4 6.5h.01M8.5 6.5H20M4 12h.01M8.5 12H20M4 17.5h.01M8.5 17.5H20";

/// A mark, hidden from screen readers: the button's label speaks.
pub fn mark(path: &'static str) -> Node {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=path />
        </svg>
    }
}
