//! The sheet in which a variant and a quantity are chosen.

mod parts;

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{
    Lang, UnixMillis, Zone,
    offer::{Offer, OfferKind, Visitor, next_change},
    product::{Product, Variant},
};

use super::choice::{self, Picks, Told};
use crate::{
    address::{Now, Purchase, Site},
    platform::focus,
    signal::{Call, Derived, Var},
    text::{checkout, money, product as words, shell},
    ui::{Data, Node, Sheet, sheet, view},
};

/// What is true of the choice at this moment.
struct Seen {
    product: Arc<Product>,
    /// Which of its variants: the chosen one, else the one that leads.
    at: usize,
    /// Whether it is chosen.
    chosen: bool,
    offer: Offer,
    told: Told,
    /// Most units; never 0, so that the stepper always shows a number.
    most: u32,
    coming: Option<Offer>,
    missed: Option<Offer>,
}

impl Seen {
    fn variant(&self) -> &Variant {
        &self.product.variants[self.at]
    }
}

/// The state of an open sheet.
#[derive(Clone, Copy)]
struct State {
    product: Data<Product>,
    visitor: Derived<Visitor>,
    /// Whether a guest can verify a contact here.
    verifies: bool,
    now: Now,
    /// The next moment at which a price may change: what is seen is looked at again when this changes,
    /// not each second.
    edge: Derived<Option<UnixMillis>>,
    picks: Data<Picks>,
    quantity: Var<u32>,
}

impl State {
    fn new(site: &Site, offered: Offered) -> Self {
        let Offered { product, visitor, verifies } = offered;
        let now = site.now;
        let edge = Derived::new(move || {
            let now = now.at();
            product.with(|product| {
                let edges = product.variants.iter().map(|v| next_change(&v.offers, now));
                edges.flatten().min()
            })
        });
        let picks = Data::new(untrack(|| product.with(choice::start)));
        Self { product, visitor, verifies, now, edge, picks, quantity: Var::new(1) }
    }

    /// The picks, as far as they fit: a product that was loaded again may have other variants. Tracked.
    fn picks(&self) -> Picks {
        let picks = self.picks.with(Clone::clone);
        self.product.with(|product| choice::refit(product, &picks))
    }

    /// What is true of the choice; tracked.
    fn seen(&self) -> Option<Seen> {
        // Read, not only tracked: a memo that nobody reads never looks at the clock.
        self.edge.get();
        let (now, picks) = (untrack(|| self.now.at()), self.picks());
        let visitor = &self.visitor.get();
        let product = self.product.get()?;
        let chosen = choice::chosen(&product, &picks, now, visitor);
        let variant = chosen.or_else(|| product.leading(now, visitor))?;
        let at = product.variants.iter().position(|one| std::ptr::eq(one, variant))?;
        let offer = variant.offer(now, visitor);
        let limited = self.verifies || !visitor.guest;
        Some(Seen {
            chosen: chosen.is_some(),
            told: choice::told(variant),
            most: choice::most(variant, &offer).max(1),
            coming: choice::coming(variant, &offer, now, limited).cloned(),
            missed: choice::missed(variant, &offer, now).filter(|_| visitor.guest && limited),
            at,
            product: Arc::clone(&product),
            offer,
        })
    }

    /// Units to be bought, what was asked for within what there is, and how many that is at most; tracked.
    fn units(&self) -> (u32, u32) {
        let most = self.seen().map_or(1, |seen| seen.most);
        (self.quantity.get().clamp(1, most), most)
    }
}

/// What the sheet's one button does now.
enum Go {
    /// Nothing is for sale, or it is gone.
    Closed(&'static str),
    /// An axis is open: the button leads to it.
    Choose(usize, String),
    /// It buys.
    Buy(Purchase, Offer, String),
}

/// Something to do with a choice, and the offer at which it was made.
pub type Chosen = Call<(Purchase, Offer)>;

/// What is for sale, and to whom.
#[derive(Clone, Copy)]
pub struct Offered {
    /// What.
    pub product: Data<Product>,
    /// Whose prices it has.
    pub visitor: Derived<Visitor>,
    /// Whether a guest can become a person here.
    pub verifies: bool,
}

/// A bottom sheet to choose a variant and how many; `buy`, or `aside` where there is a cart, is called with the choice, after the
/// sheet has closed. Prices, stock and the button
/// follow `product` and the clock while it is open; hours are shown in `zone`, the shop's.
pub fn variant_sheet(
    site: &Site,
    zone: Option<&Zone>,
    sheet: Sheet,
    offered: Offered,
    buy: Chosen,
    aside: Option<Chosen>,
) -> Node {
    let state = State::new(site, offered);
    let (site, zone, lang) = (site.clone(), zone.cloned(), site.lang);
    let body = move || {
        view! {
            <div class="variant">
                {parts::head(&site, state)}
                {parts::axes(&site, state)}
                {parts::stock(&site, zone.clone(), state)}
                {parts::stepper(&site, state)}
                {buttons(site.lang, sheet, state, buy, aside)}
            </div>
        }
    };
    self::sheet(sheet, lang, words::CHOOSE.to(lang).into(), body)
}

fn go(lang: Lang, state: State) -> Go {
    let Some(seen) = state.seen() else { return Go::Closed(words::NOT_SOLD.to(lang)) };
    if !seen.chosen {
        let open = choice::missing(&state.picks()).unwrap_or(0);
        let name = state
            .product
            .with(|product| product.options.get(open).map(|axis| axis.name.get(lang).to_owned()));
        return Go::Choose(open, words::CHOOSE_FIRST.with(lang, &[&name.unwrap_or_default()]));
    }
    if seen.variant().sold_out() {
        return Go::Closed(words::SOLD_OUT.to(lang));
    }
    // A deal opens and closes at a second: its button is open only while the time is certain.
    if seen.offer.kind == OfferKind::Drop && !state.now.is_certain() {
        return Go::Closed(shell::CLOCK_UNSURE.to(lang));
    }
    let quantity = state.units().0;
    let sum = seen.offer.price.times(i64::from(quantity)).unwrap_or(seen.offer.price);
    let product = state.product.with(|product| product.id.as_str().to_owned());
    let purchase = Purchase::of(product.as_str().into(), seen.variant().id.clone(), quantity);
    Go::Buy(purchase, seen.offer, checkout::BUY_FOR.with(lang, &[&money(sum)]))
}

fn buttons(lang: Lang, sheet: Sheet, state: State, buy: Chosen, aside: Option<Chosen>) -> Node {
    let label = move || match go(lang, state) {
        Go::Closed(label) => label.to_owned(),
        Go::Choose(_, label) | Go::Buy(_, _, label) => label,
    };
    let act = move |done: Chosen| match untrack(|| go(lang, state)) {
        Go::Closed(_) => {}
        Go::Choose(axis, _) => focus::first_input(&parts::axis_id(axis)),
        Go::Buy(purchase, offer, _) => {
            sheet.close();
            done.run((purchase, offer));
        }
    };
    // What can be put aside is chosen, and there.
    let there = move || matches!(go(lang, state), Go::Buy(..));
    view! {
        <div class="sheet-foot">
            {aside.map(|aside| view! {
                <button type="button" class="button button-wide button-quiet" on:click=move |_| act(aside)
                    disabled=move || !there()>
                    {checkout::PUT_IN.to(lang)}
                </button>
            })}
            <button type="button" class="button button-wide" on:click=move |_| act(buy)
                disabled=move || matches!(go(lang, state), Go::Closed(_))
                class:button-quiet=move || matches!(go(lang, state), Go::Choose(..))>
                {label}
            </button>
        </div>
    }
}
