//! Where one is: the page shown, and going elsewhere.

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{Lang, Slug};

use crate::{
    address::{Now, Page, Site},
    platform::{document, focus, navigation},
};

/// The router. Links are plain links; this follows them.
#[derive(Clone, Copy)]
pub struct Router {
    base: StoredValue<Arc<str>>,
    shop: RwSignal<Option<Slug>>,
    page: RwSignal<Page>,
    lang: RwSignal<Lang>,
    now: Now,
}

impl Router {
    /// Reads the address bar.
    pub fn new(base: &str, lang: Lang, now: Now) -> Self {
        let here = navigation::here();
        let (shop, page) = Page::read(base, &here.path, &here.search);
        Self {
            base: StoredValue::new(base.into()),
            shop: RwSignal::new(shop),
            page: RwSignal::new(page),
            lang: RwSignal::new(lang),
            now,
        }
    }

    /// The page shown; tracked.
    pub fn page(&self) -> Page {
        self.page.get()
    }

    /// Where and for whom pages are drawn; tracks shop and language.
    pub fn site(&self) -> Site {
        Site {
            base: self.base.get_value(),
            shop: self.shop.get(),
            lang: self.lang.get(),
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
        navigation::push(href);
        self.arrive(0.0);
    }

    /// Shows what the address bar says.
    fn arrive(&self, scroll: f64) {
        let here = navigation::here();
        let base = self.base.get_value();
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
            focus::heading();
        });
    }

    /// Follows clicks and the back button until the calling component goes away.
    pub fn listen(&self) {
        let this = *self;
        navigation::listen(
            move || this.base.get_value().to_string(),
            move |href| this.follow(&href),
            move |scroll| this.arrive(scroll),
        );
    }

    /// Speaks another language from now on.
    pub fn speak(&self, lang: Lang) {
        document::set_lang(lang.html(), lang.tag());
        self.lang.set(lang);
    }
}
