//! A page that wears the program's own sheets of style, for what depends on them.

use leptos::prelude::document;

const COMMON: [&str; 6] = [
    include_str!("../../style/tokens.css"),
    include_str!("../../style/base.css"),
    include_str!("../../style/shell.css"),
    include_str!("../../style/ui.css"),
    include_str!("../../style/sheet.css"),
    include_str!("../../style/forms.css"),
];
const ROOM: [&str; 11] = [
    include_str!("../../style/product.css"),
    include_str!("../../style/checkout.css"),
    include_str!("../../style/live.css"),
    include_str!("../../style/live-shelf.css"),
    include_str!("../../style/live-room.css"),
    include_str!("../../style/live-show.css"),
    include_str!("../../style/live-talk.css"),
    include_str!("../../style/live-act.css"),
    include_str!("../../style/live-typing.css"),
    include_str!("../../style/live-corner.css"),
    include_str!("../../style/live-recheck.css"),
];
const DESK: [&str; 3] = [
    include_str!("../../style/desk.css"),
    include_str!("../../style/desk-goods.css"),
    include_str!("../../style/desk-forms.css"),
];
/// As if the window were that of a small phone.
const SMALL: &str =
    "body, .room, dialog { max-width: 320px !important; margin-left: 0 !important; }";

/// The sheets are worn until this is dropped.
pub struct Dressed(web_sys::Element);

impl Dressed {
    /// As a page of the shop, with a room.
    pub fn as_shop() -> Self {
        Self::with(&[&COMMON[..], &ROOM])
    }

    /// The same on a small phone.
    pub fn as_small_shop() -> Self {
        Self::with(&[&COMMON[..], &ROOM, &[SMALL]])
    }

    /// As the desk on a small phone.
    pub fn as_small_desk() -> Self {
        Self::with(&[&COMMON[..], &DESK, &[SMALL]])
    }

    fn with(sheets: &[&[&str]]) -> Self {
        let style = document().create_element("style").unwrap();
        style.set_text_content(Some(&sheets.concat().concat()));
        document().head().unwrap().append_child(&style).unwrap();
        Self(style)
    }
}

impl Drop for Dressed {
    fn drop(&mut self) {
        self.0.remove();
    }
}
