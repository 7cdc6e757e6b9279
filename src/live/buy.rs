//! From a product to the paid order, in sheets that leave the picture in sight.

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{OrderId, ProductId, orders::Order, quotes::LineAsk};

use super::{model::prices, room::Live};
use crate::{
    checkout::{self, Chosen, InRoom, Offered, Placed, flow, stage, variant_sheet},
    signal::{Call, Var, effect},
    text::checkout as words,
    ui::{Data, IntoNode, Node, Sheet, live as drawn, sheet},
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
    /// What became of it while nobody looked.
    pub aside: Var<Aside>,
    /// The sheet in which it is looked at.
    pub looked: Sheet,
    /// The stretches of a recording.
    pub chapters: Sheet,
}

/// What became of an order while no sheet with it was open.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Aside {
    /// It waits to be paid.
    #[default]
    Waits,
    /// It is remembered from before, and how it stands is not known yet.
    Unseen,
    /// It came to nothing.
    Nothing,
    /// Something else became of it.
    Changed,
    /// It was paid, a moment ago.
    Paid,
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
            aside: Var::new(Aside::Waits),
            looked: Sheet::new(),
            chapters: Sheet::new(),
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
        self.live.opens(&id);
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

    /// Whether a sheet is wanted; tracked.
    pub fn is_asked(self) -> bool {
        let open = [self.shelf, self.flow, self.looked, self.chapters].map(|sheet| sheet.is_open());
        self.choice.with(Option::is_some) || open.contains(&true)
    }

    /// Closes what was opened.
    pub fn close(self) {
        self.choice.set(None);
        for sheet in [self.shelf, self.flow, self.looked, self.chapters] {
            sheet.close();
        }
    }

    /// The choice of a variant, drawn with each product that is chosen.
    pub fn variant(self) -> Node {
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
    pub fn checkout(self) -> Node {
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
        let remember = given.remember.held();
        checkout::Setup {
            lines,
            // Also when the sheet was closed while the order was being sent: then this alone is called.
            remember: Call::new(move |placed: Placed| {
                self.order.set(Some(placed.order.id.clone()));
                remember(placed);
            }),
            room: live.id().map(|id| InRoom::new(id, live.seen.into(), listen)),
            done: self.done(),
            leave: Call::new(move |()| self.flow.close()),
            ..given
        }
    }

    /// Forgets an order that waits for nobody any more, and tells who wants to know if it is paid; once, whoever sees
    /// it first. Another that is to be paid stays.
    pub fn over(self, order: &Arc<Order>) {
        if self.order.with_untracked(|held| held.as_ref() == Some(&order.id)) {
            self.order.set(None);
            if stage(order).is_bought()
                && let Some(setup) = self.live.given()
            {
                setup.purchase.done.run(Arc::clone(order));
            }
        }
    }

    /// What an order is given that is paid while it is looked at.
    pub fn done(self) -> Call<Arc<Order>> {
        Call::new(move |order: Arc<Order>| self.over(&order))
    }
}
