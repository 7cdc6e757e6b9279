//! The room that is open: over the whole screen, or small in a corner while one looks around in the shop. Its picture
//! is one element all the while.

use picklive_contract::Slug;

use crate::{
    address::{Page, Site},
    signal::Var,
};

/// The room that is open; a handle.
#[derive(Clone, Copy)]
pub struct OpenRoom {
    room: Var<Option<(Option<Slug>, Page)>>,
    small: Var<bool>,
}

impl OpenRoom {
    /// No room yet.
    pub fn new() -> Self {
        Self { room: Var::new(None), small: Var::new(false) }
    }

    /// The page of the room that is open; tracked.
    pub fn page(&self) -> Option<Page> {
        self.room.with(|room| room.as_ref().map(|room| room.1.clone()))
    }

    /// Whether it is small in its corner; tracked.
    pub fn is_small(&self) -> bool {
        self.small.get()
    }

    /// One has come to a page: a room is opened, or large again; elsewhere it ends, unless it was made small before.
    pub fn arrive(&self, page: &Page, site: &Site) {
        if matches!(page, Page::Room(_)) {
            self.room.change(Some((site.shop.clone(), page.clone())));
            self.small.change(false);
        } else if !self.small.get_untracked() {
            self.room.change(None);
        }
    }

    /// Makes it small, for whoever goes on to another page.
    pub fn shrink(&self) {
        self.small.set(true);
    }

    /// Ends it, small as it is.
    pub fn close(&self) {
        self.room.set(None);
        self.small.set(false);
    }
}

impl Default for OpenRoom {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::Owner;

    use super::*;
    use crate::address::Now;

    #[test]
    fn a_room_stays_only_where_it_was_made_small() {
        Owner::new().with(|| {
            let at = |shop: Option<&str>| Site {
                base: "/".into(),
                shop: shop.map(|shop| Slug(shop.into())),
                lang: picklive_contract::Lang::En,
                now: Now::new(Var::new(None), Var::new(false)),
            };
            let (open, tea) = (OpenRoom::new(), Page::Room("tea".into()));
            let stands = || (open.page(), open.is_small());
            open.arrive(&tea, &at(None));
            open.arrive(&Page::Today, &at(None));
            assert_eq!(stands(), (None, false), "left");
            open.arrive(&tea, &at(None));
            open.shrink();
            for page in [Page::Today, Page::Deals, Page::Cart] {
                open.arrive(&page, &at(None));
                assert_eq!(stands(), (Some(tea.clone()), true), "{page:?}");
            }
            open.arrive(&tea, &at(None));
            assert_eq!(stands(), (Some(tea.clone()), false), "large again");
            open.arrive(&Page::Deals, &at(None));
            assert_eq!(stands(), (None, false));
            open.arrive(&tea, &at(None));
            open.shrink();
            open.arrive(&Page::Today, &at(None));
            open.arrive(&Page::Room("cups".into()), &at(None));
            assert_eq!(stands(), (Some(Page::Room("cups".into())), false), "another room");
            open.shrink();
            open.close();
            assert_eq!(stands(), (None, false));
        });
    }
}
