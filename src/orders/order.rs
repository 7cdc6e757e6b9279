//! One order: where it stands, paying it, and everything about it.

use leptos::prelude::*;
use picklive_contract::{
    OrderId,
    orders::{GetOrder, Order, OrderLine, OrderState},
    quotes::LineAsk,
};

use super::{
    act::Deed,
    buy::{return_url, secret_of},
    messages::messages,
    parts,
    returns::returns,
};
use crate::{
    address::{Page, Purchase, Site},
    api::Api,
    checkout::{Paying, order_lines, paying},
    platform::{document, navigation},
    signal::{Call, Derived, watch},
    state::{App, Shop},
    text::{self, orders as words},
    ui::{Data, Loader, Node, empty, load_or, page_head, view, waiting},
};

/// The page of an order.
pub fn order_page(site: Site, shop: &Shop, id: OrderId) -> Node {
    let lang = site.lang;
    let (Some(app), Some(api)) = (App::get(), use_context::<Api>()) else {
        return waiting(lang);
    };
    // What a link says never takes the place of a key that is known.
    let secret = app.orders.secret(&id).or_else(|| navigation::fragment("secret"));
    let loader = Loader::get::<GetOrder>(None, api.clone(), &id, secret.clone());
    loader.reload_when_seen();
    // Whoever signs in may find an order that was not theirs to see before.
    let who = Derived::new(move || app.session.who());
    watch(who, move |before, _| {
        if before.is_some() {
            loader.clear();
        }
        loader.reload();
    });
    let absent = {
        let site = site.clone();
        move || {
            let link = (Page::Account.href(&site), words::TO_ACCOUNT.to(lang).into());
            let (title, hint) = (words::NOT_FOUND.to(lang), words::NOT_FOUND_HINT.to(lang));
            empty(title.into(), hint.into(), Some(link))
        }
    };
    let shop = shop.clone();
    // An order that ends without being bought gives a limited deal back to its buyer.
    let asking = api.clone();
    let ended = Derived::new(move || {
        loader.data().is_some_and(|order| {
            order.with(|order| {
                matches!(
                    order.state,
                    OrderState::Cancelled | OrderState::Expired | OrderState::Refunded
                )
            })
        })
    });
    watch(ended, move |_, _| app.session.again(&asking));
    let draw = move |order: Data<Order>| {
        keep_secret(&site, app, &id, secret.clone());
        body(&site, &shop, app, api.clone(), loader, order)
    };
    view! { {load_or(loader, lang, draw, absent)} }
}

/// Takes the key that opened the order out of the link's fragment, so that it is in no history and no
/// shared address, and remembers it. One that opens nothing is not remembered.
fn keep_secret(site: &Site, app: App, id: &OrderId, secret: Option<String>) {
    if navigation::fragment("secret").is_some() {
        app.orders.remember(id.clone(), secret);
        navigation::replace(&Page::Order(id.clone()).href(site));
    }
}

fn body(
    site: &Site,
    shop: &Shop,
    app: App,
    api: Api,
    loader: Loader<Order>,
    order: Data<Order>,
) -> Node {
    let (lang, zone) = (site.lang, shop.0.zone.clone());
    let fresh = Call::new(move |order| loader.put(order));
    let secret = untrack(|| order.get()).and_then(|order| app.orders.secret(&order.id));
    let stale = Call::new(move |()| loader.reload());
    let deed = Deed::new(api.clone(), order, fresh, stale, secret);
    let setup = Paying {
        site: site.clone(),
        storefront: shop.0.clone(),
        api,
        order,
        fresh,
        secret_of: secret_of(app),
        return_url: return_url(site),
        stays: false,
        again: Call::new(move |()| again(app, order)),
        done: Call::new(|_| {}),
    };
    let known = untrack(|| order.get());
    let (number, placed) = known.map(|order| (order.number.clone(), order.placed_at)).unzip();
    let now = untrack(|| site.now.at());
    let placed =
        placed.map(|at| words::PLACED.with(lang, &[&text::moment(lang, zone.as_ref(), at, now)]));
    let title = words::ORDER.with(lang, &[&number.unwrap_or_default()]);
    document::set_title(&format!("{title} · {}", shop.0.name.get(lang)));
    let head = page_head(placed, title, None);
    let (lines_site, lines_zone) = (site.clone(), zone.clone());
    let lines =
        move || Some(order_lines(&lines_site, lines_zone.as_ref(), &order.get()?.lines, true));
    view! {
        <article class="order">
            {head}
            {paying(setup)}
            {parts::tracking(lang, app.toasts, order)}
            <section class="order-part" aria-label=words::LINES.to(lang)>
                {lines}
                {parts::totals(lang, order)}
            </section>
            {returns(site, shop, &deed)}
            {parts::steps(site, zone, order)}
            {parts::delivery(lang, order)}
            {messages(site, shop, &deed)}
            {own_link(site, app, order)}
            <p class="order-all"><a href=Page::Orders.href(site)>{words::ALL.to(lang)}</a></p>
        </article>
    }
}

/// A guest's link to the order, to be kept elsewhere: this browser may forget.
fn own_link(site: &Site, app: App, order: Data<Order>) -> Option<Node> {
    let (lang, order) = (site.lang, untrack(|| order.get())?);
    let secret = app.orders.secret(&order.id)?;
    let href = format!("{}#secret={secret}", Page::Order(order.id.clone()).href(site));
    let title = words::ORDER.with(lang, &[&order.number]);
    let keep = move |_| app.share(lang, title.clone(), href.clone());
    Some(view! {
        <p class="order-all"><button type="button" class="link" on:click=keep>{words::KEEP.to(lang)}</button></p>
    })
}

/// Goes to checkout with the same again.
fn again(app: App, order: Data<Order>) {
    let Some(order) = untrack(|| order.get()) else { return };
    let Some(first) = order.lines.first() else { return };
    let line = |line: &OrderLine| LineAsk {
        variant: line.bought.variant.clone(),
        quantity: line.bought.quantity,
    };
    let lines = order.lines.iter().map(line).collect();
    app.router.go(&Page::Buy(Purchase {
        product: first.bought.product.clone(),
        lines,
        from_cart: false,
    }));
}
