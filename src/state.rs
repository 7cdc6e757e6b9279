//! What outlives a page: the shop, the router, the session, what was opened.

mod book;
mod cart;
mod first;
pub mod last;
mod orders;
mod room;
mod router;
mod session;
mod told;
mod verify;

pub use book::Book;
pub use cart::{Cart, CartLine};
pub use first::{ELEMENT as FIRST, First, FirstPage};
pub use orders::{KnownOrder, KnownOrders};
pub use room::OpenRoom;
pub use router::Router;
pub use session::SessionState;
pub use told::{Told, apply_to};
pub use verify::{Verify, verify};

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{Lang, UnixMillis, offer::Visitor, storefront::Storefront};

use crate::{
    address::{Page, Site},
    api::Api,
    platform::clock::ServerClock,
    ui::{Loader, Node, share},
};

/// The shop whose pages are shown; loaded before anything else.
#[derive(Clone)]
pub struct Shop(pub Arc<Storefront>);

/// For whom prices are looked for; a guest while the server draws. Tracked.
pub fn visitor(app: Option<App>) -> Visitor {
    app.map_or(Visitor::GUEST, |app| app.session.visitor())
}

/// Pages whose code comes after the start.
#[derive(Clone, Copy)]
pub struct Late {
    /// Draws one of them.
    pub draw: fn(Page, Site, &Shop) -> Node,
    /// Follows what the server tells, until the calling component goes away.
    pub follow: fn(App, Api, Option<UnixMillis>),
}

/// The app's contexts, for pages that act.
#[derive(Clone, Copy)]
pub struct App {
    /// Where one is and going elsewhere.
    pub router: Router,
    /// The room that is open, also while one is on other pages.
    pub room: OpenRoom,
    /// Who is signed in.
    pub session: SessionState,
    /// Verifying a contact.
    pub verify: Verify,
    /// Orders this browser placed.
    pub orders: KnownOrders,
    /// What was put aside to be bought together.
    pub cart: Cart,
    /// What the server tells while pages are open.
    pub told: Told,
    /// Server time.
    pub clock: ServerClock,
    /// Pages whose code comes after the start.
    pub late: Loader<Late>,
    /// Short words about what just happened.
    pub toasts: crate::ui::Toasts,
}

impl App {
    /// The contexts of the app that draws; `None` while the server draws.
    pub fn get() -> Option<Self> {
        use_context::<Self>()
    }

    /// Shares an address of the app, and says where it went if the phone does not.
    pub fn share(self, lang: Lang, title: String, href: String) {
        share(lang, title, href, self.toasts);
    }
}
