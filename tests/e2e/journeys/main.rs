//! Whole journeys: server, built app and browser. Each test is a sentence; each has a shop of its own.

mod apart;
mod buying;
mod cart;
mod clock;
mod fresh;
mod guest_link;
mod hostile;
mod keyboard;
mod language;
mod late;
mod limited;
mod lost;
mod merchant;
mod own_goods;
mod paying;
mod product;
mod reading;
mod search;
mod sleep;
mod start;
mod subpath;
mod take_over;
mod told;
mod trouble;
mod two_tabs;
mod use_by_all;
