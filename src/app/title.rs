//! The title that a page has before more of it is known.

use leptos::prelude::untrack;

use crate::ui::Data;

/// What was given a title last.
#[derive(Clone, Copy)]
pub struct Titled(Data<String>);

impl Titled {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(Data::new(String::new()))
    }

    /// Whether a page is to be given its title, now that it is drawn: not where it has it already. A product or a room
    /// has said its own name since, which stays when the shop is read again, and the page is drawn anew with it.
    pub fn is_due(self, href: &str, title: &str) -> bool {
        let now = [href, "\n", title].concat();
        let is_known = untrack(|| self.0.with(|last| *last == now));
        if !is_known {
            self.0.set(now);
        }
        !is_known
    }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::Owner;

    use super::*;

    #[test]
    fn a_page_that_is_drawn_anew_keeps_the_title_it_gave_itself() {
        Owner::new().with(|| {
            let titled = Titled::new();
            assert!(titled.is_due("/live/tea", "Rooms"));
            assert!(!titled.is_due("/live/tea", "Rooms"), "the shop was read again");
            assert!(titled.is_due("/live/tea", "Live"), "it has another name");
            assert!(titled.is_due("/live/cups", "Live"), "another room");
            assert!(titled.is_due("/live/tea", "Live"), "one came back");
        });
    }
}
