//! My orders: those of the signed-in person and those this browser placed.

use leptos::prelude::*;
use picklive_contract::{
    Zone,
    account::Session,
    orders::{GetOrder, ListOrders, Order},
    storefront::Capability,
};

use super::model::{merged, state_look, state_word};
use crate::{
    address::{Page, Site},
    api::{Api, ApiError, Extra, asset},
    checkout::verify_sheet,
    state::{App, Shop},
    text::{self, money, orders as words, shell},
    ui::{Data, Loader, Sheet, empty, load, page_head, picture, waiting},
};

/// What could be read of the orders.
#[derive(Clone, Default)]
struct Found {
    orders: Vec<Order>,
    /// Some could not be read just now.
    partly: bool,
}

/// The list of orders.
pub fn list_page(site: Site, shop: &Shop) -> AnyView {
    let lang = site.lang;
    let (Some(app), Some(api)) = (App::get(), use_context::<Api>()) else {
        return view! { {page_head(None, words::TITLE.to(lang).into(), None)} {waiting(lang)} }
            .into_any();
    };
    let loader = loader(app, api.clone());
    let who = Memo::new(move |_| app.session.is_guest());
    Effect::new(move |before: Option<()>| {
        who.get();
        if before.is_some() {
            loader.reload();
        }
    });
    let recover = recover(&site, shop, app, api);
    let (site, zone) = (site.clone(), shop.0.zone.clone());
    let draw = move |found: Data<Found>| {
        let (site, zone) = (site.clone(), zone.clone());
        (move || Some(list(&site, zone.as_ref(), &*found.get()?))).into_any()
    };
    view! { {load(loader, lang, draw, || ().into_any())} {recover} }.into_any()
}

/// Reads the person's orders, then those of this browser one by one; each is shown as it comes.
fn loader(app: App, api: Api) -> Loader<Found> {
    let slot = StoredValue::new(None::<Loader<Found>>);
    let loader = Loader::new(None, move || {
        let api = api.clone();
        async move { read(app, api, slot).await }
    });
    slot.set_value(Some(loader));
    loader
}

async fn read(
    app: App,
    api: Api,
    slot: StoredValue<Option<Loader<Found>>>,
) -> Result<Found, ApiError> {
    let mut found = Found::default();
    let mut failure = None;
    if untrack(|| !app.session.is_guest()) {
        match api.read::<ListOrders>().await {
            Ok(list) => found.orders = list.items,
            Err(error) => failure = Some(error),
        }
    }
    for known in untrack(|| app.orders.all()) {
        if found.orders.iter().any(|order| order.id == known.id) {
            continue;
        }
        let extra = Extra { secret: known.secret, ..Extra::default() };
        match api.call::<GetOrder>(&known.id, &(), extra).await {
            Ok(order) => {
                found.orders = merged(found.orders, vec![order]);
                if let Some(Some(loader)) = slot.try_get_value() {
                    loader.put(found.clone());
                }
            }
            // Deleted by the shop, or placed by somebody who has signed out since.
            Err(error) if error.is_not_found() => {}
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
    }
    match failure {
        Some(error) if found.orders.is_empty() => Err(error),
        failure => {
            Ok(Found { orders: merged(found.orders, Vec::new()), partly: failure.is_some() })
        }
    }
}

fn list(site: &Site, zone: Option<&Zone>, found: &Found) -> AnyView {
    let lang = site.lang;
    if found.orders.is_empty() {
        let link = (Page::Today.href(site), shell::TO_TODAY.to(lang).into());
        return empty(words::NONE.to(lang).into(), words::NONE_HINT.to(lang).into(), Some(link));
    }
    let partly =
        found.partly.then(|| view! { <p class="note-bar">{words::SOME_MISSING.to(lang)}</p> });
    let rows = found.orders.iter().map(|order| row(site, zone, order)).collect_view();
    view! {
        {page_head(None, words::TITLE.to(lang).into(), None)}
        {partly}
        <ul class="orders">{rows}</ul>
    }
    .into_any()
}

fn row(site: &Site, zone: Option<&Zone>, order: &Order) -> impl IntoView + use<> {
    let lang = site.lang;
    let first = order.lines.first().map(|line| &line.bought);
    let shown = first.and_then(|line| line.picture.clone()).map(|mut shown| {
        shown.alt = None;
        shown
    });
    let units: u32 = order.lines.iter().map(|line| line.bought.quantity).sum();
    let more = (order.lines.len() > 1).then(|| words::MORE_ITEMS.with(lang, &[&units.to_string()]));
    view! {
        <li>
            <a class="order-row" href=Page::Order(order.id.clone()).href(site)>
                <span class="line-picture">{picture(shown.as_ref(), lang, asset(site), false)}</span>
                <span class="order-what">
                    <b>{first.map(|line| line.title.get(lang).to_owned())} " " {more}</b>
                    <small class="quiet">{text::moment(lang, zone, order.placed_at)}</small>
                    <span class=state_look(&order.state)>{state_word(&order.state).to(lang)}</span>
                </span>
                <b class="line-price">{money(order.total)}</b>
            </a>
        </li>
    }
}

/// For a guest: a way to orders placed elsewhere.
fn recover(site: &Site, shop: &Shop, app: App, api: Api) -> impl IntoView + use<> {
    let lang = site.lang;
    if !shop.0.can(&Capability::Account) || shop.0.contact_kinds.is_empty() {
        return None;
    }
    let sheet = Sheet::new();
    let signed_in = Callback::new(move |session: Session| app.session.put(session));
    let form = verify_sheet(site, sheet, api, shop.0.contact_kinds.clone(), signed_in);
    let guest = Memo::new(move |_| app.session.is_guest());
    let offer = move || {
        guest.get().then(|| view! {
            <p class="orders-recover">
                {words::SIGN_IN_HINT.to(lang)} " "
                <button type="button" class="link" on:click=move |_| sheet.open()>{words::SIGN_IN.to(lang)}</button>
            </p>
        })
    };
    Some(view! { {offer} {form} })
}
