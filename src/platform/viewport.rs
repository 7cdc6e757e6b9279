//! What of the page can be seen: a keyboard on the screen covers its lower part, and on some phones shifts it.

use leptos::prelude::window;
use web_sys::{HtmlElement, VisualViewport};

use super::events;
use crate::signal::Var;

/// From this many pixels on, what is covered is a keyboard and not a bar of the browser.
const KEYBOARD: f64 = 120.0;

/// The part of the window that can be seen, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Seen {
    /// Its height; 0 while it is not known.
    pub height: f64,
    /// How far below the window's top it begins: above 0 when the browser has shifted the page for a field.
    pub top: f64,
    /// How much of the window's lower end is covered.
    pub covered: f64,
}

impl Seen {
    fn of(viewport: &VisualViewport) -> Self {
        let whole = window().inner_height().ok().and_then(|height| height.as_f64());
        let (height, top) = (viewport.height(), viewport.offset_top());
        // Pinched, it is small because it is magnified, and nothing is covered.
        if viewport.scale() > 1.01 {
            return Self { height: whole.unwrap_or(height), top: 0.0, covered: 0.0 };
        }
        Self::within(whole.unwrap_or(height), height, top)
    }

    fn within(whole: f64, height: f64, top: f64) -> Self {
        let top = top.max(0.0);
        Self { height, top, covered: (whole - height - top).max(0.0) }
    }

    /// Whether a keyboard is on the screen.
    pub fn has_keyboard(&self) -> bool {
        self.covered + self.top >= KEYBOARD
    }

    /// Tells a sheet of style through `--seen-height`, `--seen-top` and `--seen-covered`, in pixels, on `element`
    /// and what stands in it.
    pub fn tell(&self, element: &HtmlElement) {
        if self.height > 0.0 {
            let style = element.style();
            for (name, value) in [
                ("--seen-height", self.height),
                ("--seen-top", self.top),
                ("--seen-covered", self.covered),
            ] {
                let _ = style.set_property(name, &format!("{}px", value.round() as i64));
            }
        }
    }
}

/// What can be seen, followed until the calling component goes away. Not to be called while the server draws.
pub fn follow() -> Var<Seen> {
    let seen = Var::new(Seen::default());
    if let Some(viewport) = viewport() {
        seen.set(Seen::of(&viewport));
        for name in ["resize", "scroll"] {
            let of = viewport.clone();
            events::listen(&viewport, name, move |_| seen.change(Seen::of(&of)));
        }
    }
    seen
}

/// Nothing where the browser does not know what it shows.
fn viewport() -> Option<VisualViewport> {
    window().visual_viewport()
}

#[cfg(test)]
mod tests {
    use super::Seen;

    #[test]
    fn a_keyboard_is_told_from_a_bar_of_the_browser() {
        let bar = Seen::within(844.0, 790.0, 0.0);
        assert_eq!((bar.covered, bar.has_keyboard()), (54.0, false));
        let keyboard = Seen::within(844.0, 508.0, 0.0);
        assert_eq!((keyboard.covered, keyboard.has_keyboard()), (336.0, true));
        // The page is shifted in place of being covered.
        let shifted = Seen::within(844.0, 508.0, 336.0);
        assert_eq!((shifted.covered, shifted.top, shifted.has_keyboard()), (0.0, 336.0, true));
        // Pulled down beyond its top.
        assert_eq!(
            Seen::within(844.0, 844.0, -30.0),
            Seen { height: 844.0, top: 0.0, covered: 0.0 }
        );
    }
}
