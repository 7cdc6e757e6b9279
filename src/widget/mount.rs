//! A room into its place on somebody's page, and away again.

use leptos::{mount::mount_to, prelude::*};
use picklive_contract::{
    live::{GetRoom, Room},
    storefront::Storefront,
};
use send_wrapper::SendWrapper;

use super::{
    guide::{self, Wanted},
    shared::{self, Shared},
    tell::Tell,
};
use crate::{
    api::{ApiError, Extra},
    live,
    platform::guest::{self, Value},
    signal::effect,
    text::live as words,
    ui::{Data, Loader, Node, Toasts, empty, load_around, load_or, toasts, view},
};

/// Mounts the room that `given` names into `place`; what comes back takes it away again. Nothing happens without a
/// room, an API and two elements.
pub fn mount(host: Value, place: Value, given: &Value) -> Value {
    let (Some(host), Some(place), Some(wanted)) =
        (guest::element(host), guest::element(place), Wanted::read(given))
    else {
        return Value::UNDEFINED;
    };
    let stands = place.clone();
    let mounted = mount_to(place.clone(), move || {
        guest::stand_in(&stands);
        let shared = shared::enter(&wanted.api);
        draw(&wanted, shared, Tell::new(SendWrapper::new(host), wanted.room.clone(), wanted.lang))
    });
    guest::once(move || {
        drop(mounted);
        guest::leave(&place);
        shared::leave();
    })
}

fn draw(wanted: &Wanted, shared: Shared, tell: Tell) -> Node {
    provide_context(shared.api());
    let (lang, said, wanted) = (wanted.lang, Toasts::new(), wanted.clone());
    effect(move || {
        if shared.shop.error().is_some() && shared.shop.data().is_none() {
            tell.wrong("unreachable");
        }
    });
    let inside = move |shop: Data<Storefront>| around(&wanted, shared, tell, said, shop);
    view! {
        {load_around(shared.shop, lang, inside)}
        {toasts(said)}
    }
}

/// The room, once the shop is known.
fn around(
    wanted: &Wanted,
    shared: Shared,
    tell: Tell,
    said: Toasts,
    shop: Data<Storefront>,
) -> Node {
    let (lang, api, id) = (wanted.lang, shared.api(), wanted.room.clone());
    let loader = Loader::new(None, move || {
        let (api, id) = (api.clone(), id.clone());
        async move { api.call::<GetRoom>(&id, &(), Extra::default()).await }
    });
    effect(move || {
        if let Some(error) = loader.error().filter(|_| loader.data().is_none()) {
            tell.wrong(reason(&error));
        }
    });
    let absent = move || {
        let (title, hint) = (words::NOT_FOUND.to(lang), words::NOT_FOUND_HINT.to(lang));
        empty(title.into(), hint.into(), None)
    };
    let wanted = wanted.clone();
    let room = move |there: Data<Room>| {
        let (first, shop) = untrack(|| (there.get(), shop.get()));
        let drawn = first.zip(shop).map(|(first, shop)| {
            let setup = guide::setup(&wanted, shared, &shop, tell, said);
            let node = live::room(setup, Room::clone(&first));
            tell.ready(&first);
            node
        });
        drawn.unwrap_or_default()
    };
    load_or(loader, lang, room, absent)
}

/// In a word, what a page can do something about.
fn reason(error: &ApiError) -> &'static str {
    if error.is_not_found() { "not-found" } else { "unreachable" }
}
