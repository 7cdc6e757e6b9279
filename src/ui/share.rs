//! Sharing a link, and what is said of it.

use picklive_contract::Lang;

use super::Toasts;
use crate::{
    platform::{
        share::{self, Shared},
        task,
    },
    text::shell,
};

/// Shares the address `href` with a title.
pub fn share(lang: Lang, title: String, href: String, toasts: Toasts) {
    let copied = href.clone();
    task::spawn(async move {
        let said = match share::share(title, href).await {
            Shared::Sheet => return,
            Shared::Copied => shell::COPIED,
            Shared::Failed => return share::by_hand(shell::COPY_BY_HAND.to(lang), &copied),
        };
        toasts.say(said.to(lang).into());
    });
}
