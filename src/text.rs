//! Every sentence a person reads, in every language, in one table a feature.
//!
//! Numbers, money and dates are written by [`money()`] and [`moment`]: the first screen is drawn by the
//! server, and what the browser's `Intl` writes differs between engines, so it would flicker.

pub mod account;
pub mod beside;
pub mod cart;
pub mod checkout;
pub mod deals;
pub mod desk;
pub mod draw;
pub mod errors;
pub mod live;
mod money;
pub mod orders;
pub mod picks;
pub mod price;
pub mod product;
pub mod rooms;
mod say;
pub mod search;
pub mod service;
pub mod shell;
mod time;

#[cfg(not(picklive_lean))]
use picklive_contract::Lang;

pub use money::money;
pub use time::{ago, countdown, day, day_short, moment, when};

#[cfg(all(picklive_lean, feature = "widget"))]
pub use say::learn_rest;
use say::say;
pub use say::{Say, learn};

/// Every module of sentences with its number, in the order of these.
#[cfg(not(picklive_lean))]
pub const ALL: [(u16, &[Say]); 16] = [
    (shell::MODULE, shell::SENTENCES),
    (picks::MODULE, picks::SENTENCES),
    (deals::MODULE, deals::SENTENCES),
    (product::MODULE, product::SENTENCES),
    (checkout::MODULE, checkout::SENTENCES),
    (orders::MODULE, orders::SENTENCES),
    (account::MODULE, account::SENTENCES),
    (errors::MODULE, errors::SENTENCES),
    (cart::MODULE, cart::SENTENCES),
    (search::MODULE, search::SENTENCES),
    (service::MODULE, service::SENTENCES),
    (live::MODULE, live::SENTENCES),
    (draw::MODULE, draw::SENTENCES),
    (rooms::MODULE, rooms::SENTENCES),
    (beside::MODULE, beside::SENTENCES),
    (price::MODULE, price::SENTENCES),
];

/// Every sentence in `lang`, one a line, a line with `#` between modules: what the app that people get reads
/// beside its program (`public/start.js`), since the other language is of no use to whoever reads one.
#[cfg(not(picklive_lean))]
pub fn file(lang: Lang) -> String {
    let module =
        |(_, all): (u16, &[Say])| all.iter().map(|say| say.to(lang)).collect::<Vec<_>>().join("\n");
    ALL.map(module).join(say::BETWEEN)
}

/// The same for the desk, whose own sentences shoppers do not fetch: its module has a number far behind theirs, up to
/// which there is nothing.
#[cfg(not(picklive_lean))]
pub fn desk_file(lang: Lang) -> String {
    let own = desk::SENTENCES.iter().map(|say| say.to(lang)).collect::<Vec<_>>().join("\n");
    let until = say::BETWEEN.repeat(usize::from(desk::MODULE) + 1 - ALL.len());
    [file(lang), until, own].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_hold_what_the_modules_say() {
        for (at, (place, all)) in ALL.into_iter().enumerate() {
            assert_eq!(usize::from(place), at, "each module has its own number");
            assert!(
                all.iter().all(|say| Lang::ALL.iter().all(|lang| !say.to(*lang).contains('\n')))
            );
        }
        let there = [
            (Lang::Zh, include_str!("../public/zh.txt")),
            (Lang::En, include_str!("../public/en.txt")),
        ];
        for (lang, there) in there {
            assert!(file(lang) == there, "cargo run --features ssr --bin texts writes them anew");
        }
        let there = [
            (Lang::Zh, include_str!("../public/desk-zh.txt")),
            (Lang::En, include_str!("../public/desk-en.txt")),
        ];
        for (lang, there) in there {
            let modules: Vec<_> = there.split(say::BETWEEN).collect();
            assert!(desk_file(lang) == there && modules.len() == usize::from(desk::MODULE) + 1);
            assert!(modules[usize::from(desk::MODULE)].starts_with(desk::TITLE.to(lang)));
        }
    }
}
