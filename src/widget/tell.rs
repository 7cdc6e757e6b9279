//! What the page is told, as events of the element: each is a name and a plain value, as
//! `public/embed/picklive-room.d.ts` and `docs/widget.md` have them.

use leptos::prelude::untrack;
use picklive_contract::{
    OrderId, ProductId, RoomId, VariantId,
    live::{Room, RoomState},
    money::Money,
    offer::Offer,
    orders::{Order, OrderState},
};
use serde::Serialize;

use crate::{
    address::Purchase,
    live::Happening,
    platform::{
        guest::{self, Host},
        task,
    },
    ui::Data,
};

/// Tells the page of one widget.
#[derive(Clone, Copy)]
pub(super) struct Tell(Data<Told>);

struct Told {
    host: Host,
    room: RoomId,
    lang: picklive_contract::Lang,
}

/// The room is drawn.
#[derive(Serialize)]
struct Ready {
    room: RoomId,
    title: String,
    state: RoomState,
}

/// Where the room stands.
#[derive(Serialize)]
struct State {
    room: RoomId,
    state: RoomState,
}

/// What is on show.
#[derive(Serialize)]
struct Pin {
    room: RoomId,
    product: Option<ProductId>,
    title: Option<String>,
    price: Option<Money>,
}

/// What is put aside, or about to be bought.
#[derive(Serialize)]
struct Choice {
    room: RoomId,
    product: ProductId,
    variant: VariantId,
    quantity: u32,
    price: Money,
}

/// An order of this room.
#[derive(Serialize)]
struct Ordered {
    room: RoomId,
    id: OrderId,
    number: String,
    state: OrderState,
    total: Money,
}

/// What went wrong.
#[derive(Serialize)]
struct Wrong {
    room: RoomId,
    reason: &'static str,
}

impl Tell {
    /// For the widget of an element.
    pub fn new(host: Host, room: RoomId, lang: picklive_contract::Lang) -> Self {
        Self(Data::new(Told { host, room, lang }))
    }

    /// Not within what is being drawn: a page may take the widget away when it hears of it.
    fn later<T: Serialize + 'static>(self, name: &'static str, detail: impl FnOnce(RoomId) -> T) {
        let told = untrack(|| self.0.with(|told| Some((told.host.clone(), told.room.clone()))));
        let Some((host, room)) = told else { return };
        let detail = detail(room);
        task::detach(async move { _ = guest::tell(&host, name, &detail, false) });
    }

    /// The room is drawn.
    pub fn ready(self, room: &Room) {
        let lang = untrack(|| self.0.with(|told| told.lang));
        let (title, state) = (room.title.get(lang).to_owned(), room.state.clone());
        self.later("picklive:ready", |room| Ready { room, title, state });
    }

    /// Something went wrong that the widget has said on its own place.
    pub fn wrong(self, reason: &'static str) {
        self.later("picklive:error", |room| Wrong { room, reason });
    }

    /// Something happened in the room.
    pub fn happens(self, what: &Happening) {
        match what.clone() {
            Happening::Stands(state) => self.later("picklive:state", |room| State { room, state }),
            Happening::Shown(shown) => {
                let lang = untrack(|| self.0.with(|told| told.lang));
                let price = shown.as_ref().and_then(|shown| shown.1);
                let product = shown.as_ref().map(|shown| shown.0.id.clone());
                let title = shown.map(|shown| shown.0.title.get(lang).to_owned());
                self.later("picklive:pin", |room| Pin { room, product, title, price });
            }
        }
    }

    /// A purchase is about to begin; whether the page takes it from here.
    pub fn buys(self, what: &Purchase, offer: &Offer) -> bool {
        self.chosen("picklive:buy", what, offer, true)
    }

    /// Something is put into the page's cart.
    pub fn puts_aside(self, what: &Purchase, offer: &Offer) {
        self.chosen("picklive:add", what, offer, false);
    }

    fn chosen(self, name: &str, what: &Purchase, offer: &Offer, can_be_stopped: bool) -> bool {
        let told = untrack(|| self.0.with(|told| Some((told.host.clone(), told.room.clone()))));
        let (Some((host, room)), Some(line)) = (told, what.lines.first()) else { return false };
        let choice = Choice {
            room,
            product: what.product.clone(),
            variant: line.variant.clone(),
            quantity: line.quantity,
            price: offer.price,
        };
        guest::tell(&host, name, &choice, can_be_stopped)
    }

    /// An order was placed, or paid.
    pub fn order(self, order: &Order) {
        let (id, number) = (order.id.clone(), order.number.clone());
        let (state, total) = (order.state.clone(), order.total);
        self.later("picklive:order", |room| Ordered { room, id, number, state, total });
    }
}
