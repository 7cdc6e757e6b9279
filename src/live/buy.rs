//! From a product to the paid order, in sheets that leave the picture in sight.

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{OrderId, ProductId, orders::Order, quotes::LineAsk};

use super::{model::prices, order, room::Live};
use crate::{
    checkout::{self, Chosen, InRoom, Offered, Placed, flow, variant_sheet},
    signal::{Call, Var, effect},
    text::checkout as words,
    ui::{Data, IntoNode, Node, Sheet, live as drawn, sheet, view},
};

/// The counter of a room: which sheet is open, and for what.
#[derive(Clone, Copy)]
pub(super) struct Counter {
    live: Live,
    /// All products.
    pub shelf: Sheet,
    /// The product of which a variant is chosen; with each wish a new one, also for the same product.
    choice: Var<Option<ProductId>>,
    /// What is bought.
    lines: Var<Vec<LineAsk>>,
    flow: Sheet,
    /// The order of this room that is not paid yet.
    pub order: Var<Option<OrderId>>,
    /// The sheet in which it is looked at.
    pub looked: Sheet,
}

impl Counter {
    /// A counter where nothing is bought; with the order one comes back for.
    pub fn new(live: Live) -> Self {
        let resume = live.given().and_then(|setup| setup.resume);
        let this = Self {
            live,
            shelf: Sheet::new(),
            choice: Var::new(None),
            lines: Var::new(Vec::new()),
            flow: Sheet::new(),
            order: Var::new(resume.clone()),
            looked: Sheet::new(),
        };
        if resume.is_some() {
            this.looked.open();
        }
        this
    }

    /// Has a variant of a product chosen.
    pub fn choose(self, id: ProductId) {
        super::follow::hurry(self.live);
        self.shelf.close();
        self.choice.set(Some(id));
    }

    /// Buys lines again, those of an order that came to nothing.
    pub fn again(self, lines: Vec<LineAsk>) {
        self.order.set(None);
        self.looked.close();
        self.lines.set(lines);
        self.flow.open();
    }

    /// Whether the sheet of the purchase is open; tracked.
    pub fn is_buying(&self) -> bool {
        self.flow.is_open()
    }

    /// The sheets, closed.
    pub fn sheets(self) -> Node {
        view! { {self.variant()} {self.checkout()} {order::sheet(self.live, self)} }
    }

    /// The choice of a variant, drawn with each product that is chosen.
    fn variant(self) -> Node {
        let live = self.live;
        drawn(move || {
            let id = self.choice.get()?;
            let (setup, site) = (live.given()?, live.site_of_stream()?);
            let of = id.clone();
            let found = move |shelf: &Vec<_>| prices::pinned(shelf, Some(&of)).cloned();
            let product = Data::new(untrack(|| live.shelf.with(found.clone()))?);
            effect(move || {
                if let Some(item) = live.shelf.with(found.clone()) {
                    product.set(item);
                }
            });
            let state = Sheet::new();
            state.open();
            let buy = Chosen::new(move |(what, offer)| {
                if setup.taken.is_some_and(|taken| taken.run((what.clone(), offer))) {
                    return;
                }
                self.lines.set(what.lines);
                self.flow.open();
            });
            let offered = Offered { product, visitor: setup.visitor, verifies: setup.verifies };
            // What a room's price is, is no cart's of the shop.
            let zone = setup.purchase.storefront.zone.as_ref();
            Some(variant_sheet(&site, zone, state, offered, buy, setup.aside))
        })
    }

    /// The purchase, in a sheet; what is typed outlives its closing.
    fn checkout(self) -> Node {
        let live = self.live;
        let lang = live.lang;
        let body = move || {
            let lines = self.lines.get_untracked();
            live.given().map(|setup| flow(self.purchase(setup.purchase, lines))).node()
        };
        sheet(self.flow, lang, words::TITLE.to(lang).into(), body)
    }

    fn purchase(self, given: checkout::Setup, lines: Vec<LineAsk>) -> checkout::Setup {
        let live = self.live;
        let listen = Call::new(move |one: Call<()>| live.priced.update(|all| all.push(one)));
        let (remember, placed) = (given.remember.held(), given.placed);
        checkout::Setup {
            lines,
            // Also when the sheet was closed while the order was being sent: then this alone is called.
            remember: Call::new(move |placed: Placed| {
                self.order.set(Some(placed.id.clone()));
                remember(placed);
            }),
            room: live.id().map(|id| InRoom::new(id, live.seen.into(), listen)),
            placed: Call::new(move |order: Arc<Order>| {
                self.order.set(Some(order.id.clone()));
                placed.run(order);
            }),
            done: self.done(given.done),
            leave: Call::new(move |()| self.flow.close()),
            ..given
        }
    }

    /// Forgets an order that waits for nobody any more; another that is to be paid stays.
    pub fn forget(self, id: &OrderId) {
        if self.order.with_untracked(|held| held.as_ref() == Some(id)) {
            self.order.set(None);
        }
    }

    /// Forgets the order that is paid, once its sheet is closed; and tells who wants to know.
    pub fn done(self, then: Call<Arc<Order>>) -> Call<Arc<Order>> {
        Call::new(move |order: Arc<Order>| {
            self.forget(&order.id);
            then.run(order);
        })
    }
}
