//! The checkout page: the purchase flow with the app around it.

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{OrderId, account::Session, orders::Order};

use crate::{
    address::{Page, Purchase, Site},
    api::Api,
    checkout::{Placed, Setup, flow},
    platform::navigation,
    signal::{Call, Derived},
    state::{App, Book, Shop},
    text::checkout as words,
    ui::{Node, page_head, view, waiting},
};

/// Checkout of one purchase. Once the order is placed the address is the order's.
pub fn buy_page(site: Site, shop: &Shop, what: Purchase) -> Node {
    let lang = site.lang;
    let head = page_head(None, words::TITLE.to(lang).into(), None);
    // What a person buys is nothing the server draws.
    let (Some(app), Some(api)) = (App::get(), use_context::<Api>()) else {
        return view! { {head} {waiting(lang)} };
    };
    let (from_cart, bought, asking) = (what.from_cart, what.lines.clone(), api.clone());
    let back = if from_cart { Page::Cart } else { Page::Product(what.product) };
    let book = Book::of(app, api.clone(), &shop.0);
    let (keeping, storefront) = (api.clone(), shop.0.clone());
    let setup = Setup {
        storefront: shop.0.clone(),
        lines: what.lines,
        api,
        guest: Derived::new(move || app.session.is_guest()),
        shop: site.shop.clone(),
        room: None,
        remember: Call::new(move |placed: Placed| {
            app.orders.remember(placed.order.id.clone(), placed.order.secret.clone());
            if from_cart {
                app.cart.bought(&bought);
            }
            app.session.again(&asking);
            Book::keep(app, &keeping, &storefront, placed.order.address.clone());
            if let Some(note) = placed.note {
                app.toasts.say(note.to(lang).into());
            }
        }),
        secret_of: secret_of(app),
        return_url: return_url(&site),
        placed: Call::new(move |order: Arc<Order>| {
            app.router.go_instead(&Page::Order(order.id.clone()))
        }),
        done: Call::new(|_| {}),
        listen: Call::new(move |heard| app.told.hand_to(heard)),
        addresses: Derived::new(move || book.all()),
        signed_in: Call::new(move |session: Session| app.session.put(session)),
        leave: Call::new(move |()| app.router.go(&back)),
        site,
    };
    view! { {head} {flow(setup)} }
}

/// The key to an order that this browser remembers.
pub(super) fn secret_of(app: App) -> Call<OrderId, Option<String>> {
    Call::new(move |id: OrderId| app.orders.secret(&id))
}

/// The absolute address of an order's page.
pub(super) fn return_url(site: &Site) -> Call<OrderId, String> {
    let site = site.clone();
    Call::new(move |id| format!("{}{}", navigation::origin(), Page::Order(id).href(&site)))
}
