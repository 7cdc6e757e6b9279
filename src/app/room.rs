//! Where a room is drawn: above the pages and not one of them, so that its picture goes on, the same element, while one
//! looks around in the shop.

use leptos::prelude::untrack;
use picklive_contract::storefront::Storefront;

use super::frame::MAIN;
use crate::{
    routes,
    signal::Derived,
    state::{App, Shop},
    text::rooms,
    ui::{Data, Node, live, view},
};

/// The room that is open; nothing while none is. Whatever is new of the shop, it goes on.
pub(super) fn room(app: App, shop: Data<Storefront>) -> Node {
    let small = Derived::new(move || app.room.is_small());
    live(move || {
        let page = app.room.page()?;
        let (site, shop) = untrack(|| (app.router.site(), shop.get()));
        let (lang, shop) = (site.lang, Shop(shop?));
        let body = untrack(|| routes::draw(page, site, &shop, None));
        let class = move || if small.get() { "room-corner" } else { "page" };
        let role = move || if small.get() { "complementary" } else { "main" };
        Some(view! {
            <div class=class id=move || (!small.get()).then_some(MAIN)
                role=role aria-label=move || small.get().then(|| rooms::TAB.to(lang)) tabindex="-1">
                <section>{body}</section>
            </div>
        })
    })
}
