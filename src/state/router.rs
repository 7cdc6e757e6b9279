//! Where one is: the page shown, and going elsewhere.

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{Lang, Slug};

use crate::{
    address::{Now, Page, Site},
    platform::{
        focus,
        navigation::{self, Here},
    },
    signal::Var,
};

/// The router. Links are plain links; this follows them.
#[derive(Clone, Copy)]
pub struct Router {
    base: Var<Arc<str>>,
    shop: Var<Option<Slug>>,
    page: Var<Page>,
    lang: Lang,
    now: Now,
}

impl Router {
    /// Reads the address bar.
    pub fn new(base: &str, lang: Lang, now: Now) -> Self {
        let here = navigation::here();
        let (shop, page) = Page::read(base, &here.path, &here.search);
        Self { base: Var::new(base.into()), shop: Var::new(shop), page: Var::new(page), lang, now }
    }

    /// The page shown; tracked.
    pub fn page(&self) -> Page {
        self.page.get()
    }

    /// Where and for whom pages are drawn; tracks the shop.
    pub fn site(&self) -> Site {
        Site {
            base: self.base.get_untracked(),
            shop: self.shop.get(),
            lang: self.lang,
            now: self.now,
        }
    }

    /// Goes to a page of this shop.
    pub fn go(&self, page: &Page) {
        self.follow(&page.href(&untrack(|| self.site())));
    }

    /// Goes to a page in the place of this one, which is then not come back to.
    pub fn go_instead(&self, page: &Page) {
        navigation::replace(&page.href(&untrack(|| self.site())));
        self.arrive(0.0);
    }

    /// Follows the address of a link.
    pub fn follow(&self, href: &str) {
        let here = navigation::here();
        // The page one is on already: up to its beginning, and no second entry to come back through.
        if href == format!("{}{}", here.path, here.search) {
            return navigation::scroll_to(0.0);
        }
        navigation::push(href);
        self.arrive(0.0);
    }

    /// Shows what the address bar says.
    fn arrive(&self, scroll: f64) {
        let here = navigation::here();
        let base = self.base.get_untracked();
        let (shop, page) = Page::read(&base, &here.path, &here.search);
        if shop != self.shop.get_untracked() {
            self.shop.set(shop);
        }
        if page != self.page.get_untracked() {
            self.page.set(page);
        }
        // The new page is on the screen after the effects of this task have run.
        request_animation_frame(move || {
            navigation::scroll_to(scroll);
            settle(here, scroll, FRAMES);
        });
    }

    /// Follows clicks and the back button until the calling component goes away.
    pub fn listen(&self) {
        let this = *self;
        navigation::listen(
            move || this.base.get_untracked().to_string(),
            move |href| this.follow(&href),
            move |scroll| this.arrive(scroll),
        );
    }
}

/// For how many frames a page's content is waited for.
const FRAMES: u32 = 1_200;

/// Leads to the heading, and to the place one comes back to, once the content of the page is there: until
/// it was fetched there is neither. Whoever has gone on by then is left alone.
fn settle(at: Here, scroll: f64, frames: u32) {
    if frames == 0 || navigation::here() != at {
        return;
    }
    // Whoever has begun to use the page meanwhile is left alone.
    if !focus::is_free() {
        return;
    }
    if focus::heading() {
        if scroll > 0.0 {
            navigation::scroll_to(scroll);
        }
    } else {
        request_animation_frame(move || settle(at, scroll, frames - 1));
    }
}
