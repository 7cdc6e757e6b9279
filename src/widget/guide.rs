//! What a room is given on somebody else's page.

use std::sync::Arc;

use leptos::prelude::untrack;
use picklive_contract::{
    Lang, OrderId, RoomId, Slug, UnixMillis, account::Session, orders::Order,
    storefront::Storefront,
};

use super::{person::Orders, rest, shared::Shared, tell::Tell};
use crate::{
    address::{Page, Site},
    checkout::{self, Placed},
    live,
    platform::guest::{self, Asked, Fetched, Value},
    signal::{Call, Derived},
    ui::Toasts,
};

/// Where a provider's page leads back to, in a window of its own: it says that one can close it.
const BACK: &str = "embed/back.html";

/// What the element's attributes say.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// Which room.
    pub room: RoomId,
    /// Under whose link.
    pub shop: Option<Slug>,
    /// The language.
    pub lang: Lang,
    /// The API's base, without a slash at its end.
    pub api: String,
    /// Where the shop's own pages are, with a slash at its end.
    pub home: String,
    /// Says at which moment, in milliseconds since 1970, the page's own picture is; nothing where the room plays.
    pub at: Option<Asked>,
    /// Whether the page has a cart that takes what is put aside.
    pub cart: bool,
    /// Fetches the sheet of style and the sentences that the rest of a room has.
    pub rest: Option<Fetched>,
}

impl Wanted {
    /// Reads them; nothing without a room.
    pub fn read(given: &Value) -> Option<Self> {
        let text = |name| guest::text(given, name);
        Some(Self {
            room: RoomId::from(text("room")?.as_str()),
            shop: text("shop").map(Slug),
            lang: text("lang").and_then(|lang| Lang::parse(&lang)).unwrap_or_default(),
            api: text("api")?.trim_end_matches('/').to_owned(),
            home: text("home")?,
            at: guest::asked(given, "at"),
            cart: guest::is_set(given, "cart"),
            rest: guest::fetched(given, "rest"),
        })
    }

    /// Where and for whom: links lead to the shop's own pages.
    pub fn site(&self, shared: Shared) -> Site {
        Site {
            base: self.home.as_str().into(),
            shop: self.shop.clone(),
            lang: self.lang,
            now: shared.clock.now(),
        }
    }
}

/// All that a room needs.
pub(super) fn setup(
    wanted: &Wanted,
    shared: Shared,
    shop: &Arc<Storefront>,
    tell: Tell,
    toasts: Toasts,
) -> live::Setup {
    let site = wanted.site(shared);
    let (lang, person) = (wanted.lang, shared.person);
    let href = Page::Room(wanted.room.clone()).href(&site);
    let hands_over = Call::new(move |(what, offer)| tell.buys(&what, &offer));
    let aside = Call::new(move |(what, offer)| tell.puts_aside(&what, &offer));
    let rest = rest::rest(wanted.rest.clone());
    // The room as the shop shows it, under the shop's link.
    let share = Call::new(move |title| {
        if let Some(rest) = untrack(|| rest.data()?.get()) {
            rest.share(lang, title, href.clone(), toasts);
        }
    });
    live::Setup {
        purchase: purchase(wanted, &site, shared, shop, tell, toasts),
        id: wanted.room.clone(),
        visitor: Derived::new(move || person.visitor()),
        verifies: person.verifies(shop),
        joined: shared.joined,
        is_told: Call::new(move |()| shared.is_told()),
        share,
        resume: None,
        rooms: None,
        browse: None,
        over: wanted
            .at
            .clone()
            .map(|at| Call::new(move |()| at.ask().map(|at| UnixMillis(at as i64)))),
        happens: Some(Call::new(move |what| tell.happens(&what))),
        taken: Some(hands_over),
        rest,
        aside: wanted.cart.then_some(aside),
    }
}

fn purchase(
    wanted: &Wanted,
    site: &Site,
    shared: Shared,
    shop: &Arc<Storefront>,
    tell: Tell,
    toasts: Toasts,
) -> checkout::Setup {
    let (lang, person, orders) = (wanted.lang, shared.person, Orders);
    let back = format!("{}{BACK}", wanted.home);
    let api = shared.api();
    let asking = api.clone();
    checkout::Setup {
        site: site.clone(),
        storefront: Arc::clone(shop),
        lines: Vec::new(),
        api,
        guest: Derived::new(move || person.is_guest()),
        shop: wanted.shop.clone(),
        room: None,
        remember: Call::new(move |placed: Placed| {
            orders.remember(placed.order.id.clone(), placed.order.secret.clone());
            person.ask(asking.clone());
            tell.order(&placed.order);
            if let Some(note) = placed.note {
                toasts.say(note.to(lang).into());
            }
        }),
        secret_of: Call::new(move |id: OrderId| orders.secret(&id)),
        return_url: Call::new(move |_: OrderId| back.clone()),
        placed: Call::new(|_: Arc<Order>| {}),
        done: Call::new(move |order: Arc<Order>| tell.order(&order)),
        signed_in: Call::new(move |session: Session| person.put(session)),
        listen: Call::new(move |heard| shared.hand_to(heard)),
        addresses: Derived::new(move || person.addresses()),
        leave: Call::new(|()| {}),
    }
}
