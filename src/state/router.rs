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
    /// The page that the address bar names.
    page: Var<Page>,
    /// It is to be drawn.
    draw: Var<()>,
    /// Whether one came back to it.
    back: Var<bool>,
    lang: Lang,
    now: Now,
}

impl Router {
    /// Reads the address bar.
    pub fn new(base: &str, lang: Lang, now: Now) -> Self {
        let here = navigation::here();
        let (shop, page) = Page::read(base, &here.path, &here.search);
        Self {
            base: Var::new(base.into()),
            shop: Var::new(shop),
            page: Var::new(page),
            draw: Var::new(()),
            back: Var::new(false),
            lang,
            now,
        }
    }

    /// The page to draw; tracks when it is to be drawn.
    pub fn page(&self) -> Page {
        self.draw.track();
        self.page.get_untracked()
    }

    /// The page that the address bar names, as it was changed on it; tracked.
    pub fn here(&self) -> Page {
        self.page.get()
    }

    /// Whether one came back to the page shown, or forward to it, and not by a link.
    pub fn came_back(&self) -> bool {
        self.back.get_untracked()
    }

    /// Names the page shown anew, as it was changed by whoever is on it: what is drawn stays.
    pub fn renamed(&self, page: &Page) {
        navigation::replace(&page.href(&untrack(|| self.site())));
        self.page.set(page.clone());
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
        self.arrive(None);
    }

    /// Follows the address of a link.
    pub fn follow(&self, href: &str) {
        let here = navigation::here();
        // The page one is on already: up to its beginning, and no second entry to come back through.
        if href == format!("{}{}", here.path, here.search) {
            return navigation::scroll_to(0.0);
        }
        navigation::push(href);
        self.arrive(None);
    }

    /// Shows what the address bar says; who came back is led to where they had scrolled.
    fn arrive(&self, back: Option<f64>) {
        let here = navigation::here();
        let base = self.base.get_untracked();
        let (shop, page) = Page::read(&base, &here.path, &here.search);
        if shop != self.shop.get_untracked() {
            self.shop.set(shop);
        }
        self.back.set(back.is_some());
        if page != self.page.get_untracked() {
            self.page.set(page);
            self.draw.set(());
        }
        let scroll = back.unwrap_or(0.0);
        // The new page is on the screen after the effects of this task have run.
        request_animation_frame(move || {
            navigation::scroll_to(scroll);
            settle(here, scroll, navigation::scrolled(), FRAMES);
        });
    }

    /// Follows clicks and the back button until the calling component goes away.
    pub fn listen(&self) {
        let this = *self;
        navigation::listen(
            move || this.base.get_untracked().to_string(),
            move |href| this.follow(&href),
            move |scroll| this.arrive(Some(scroll)),
        );
    }
}

/// For how many frames a page's content is waited for.
const FRAMES: u32 = 1_200;

/// Leads to the heading as soon as there is one, and to the place one comes back to, `scroll`, once the content
/// of the page is there: until it was fetched there is neither. Whoever has gone on by then is left alone.
fn settle(at: Here, scroll: f64, stood: f64, frames: u32) {
    // Whoever has begun to use the page meanwhile is left alone, too.
    let led = focus::is_at_heading();
    let used = !led && !focus::is_free() || navigation::scrolled() != stood;
    if frames == 0 || used || navigation::here() != at {
        return;
    }
    if (led || focus::heading()) && (scroll <= 0.0 || !focus::is_waiting()) {
        if scroll > 0.0 {
            navigation::scroll_to(scroll);
        }
    } else {
        request_animation_frame(move || settle(at, scroll, stood, frames - 1));
    }
}
