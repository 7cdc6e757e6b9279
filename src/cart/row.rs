//! One line of the cart: choose it, look at it again, change how many, take it out.

use leptos::prelude::*;
use picklive_contract::{
    Lang, VariantId,
    offer::Offer,
    quotes::{QUANTITY_MAX, QuoteLine},
};

use super::model::priced;
use crate::{
    address::{Page, Site},
    api::asset,
    checkout::{Pricing, price_change, trouble_told},
    signal::{Call, Derived},
    state::{App, CartLine},
    text::{cart as words, money, product},
    ui::{Node, live, offer_name, picture, view},
};

/// A line, and what it follows.
#[derive(Clone)]
pub(super) struct Row {
    /// The cart is in it.
    pub app: App,
    /// The prices.
    pub pricing: Pricing,
    /// What it is.
    pub id: VariantId,
    /// At what it was seen before this visit.
    pub seen: Option<Offer>,
    /// Takes it out.
    pub gone: Call<VariantId>,
}

impl Row {
    /// The line as it is in the cart; tracked.
    fn line(&self) -> Option<CartLine> {
        self.app.cart.lines().into_iter().find(|line| line.variant == self.id)
    }

    /// The line as it is priced; tracked.
    fn priced(&self) -> Option<QuoteLine> {
        let line = self.line()?;
        self.pricing.quote.with(|quote| quote.as_ref().and_then(|q| priced(q, &line)).cloned())
    }

    /// Changes the line in the cart.
    fn change(&self, change: impl Fn(&mut CartLine)) {
        self.app.cart.change(|lines| {
            lines.iter_mut().filter(|line| line.variant == self.id).for_each(change);
        });
    }
}

/// Id of a line's element.
pub(super) fn id_of(variant: &VariantId) -> String {
    format!("cart-{variant}")
}

/// Draws a line; what is said of it follows the cart and the prices.
pub(super) fn row(site: &Site, row: Row) -> Option<Node> {
    let lang = site.lang;
    let (line, first) = (row.line()?, row.priced()?);
    let title = first.title.get(lang).to_owned();
    let variant = first.variant_name.as_ref().map(|name| name.get(lang).to_owned());
    let shown = first.picture.map(|mut shown| {
        // The name beside it says what it is.
        shown.alt = None;
        shown
    });
    let of = row.clone();
    let priced = Derived::new(move || of.priced());
    let seen = row.seen.clone();
    let said = live(move || priced.get().map(|priced| told(lang, seen.as_ref(), &priced)));
    let cost = move || priced.get().map(|priced| money(priced.offer.price));
    let gone = row.gone;
    let id = row.id.clone();
    Some(view! {
        <li class="line cart-line" id=id_of(&row.id) tabindex="-1">
            {choose(lang, row.clone(), priced, &title)}
            <div class="line-picture">{picture(shown.as_ref(), lang, asset(site), false)}</div>
            <div class="line-what">
                <a class="line-title" href=Page::Product(line.product).href(site)>{title.clone()}</a>
                {variant.filter(|name| !name.is_empty()).map(|name| view! { <p class="quiet">{name}</p> })}
                {said}
            </div>
            <div class="line-price"><b>{cost}</b></div>
            <div class="cart-act">
                {stepper(lang, row, priced, &title)}
                <button type="button" class="link" aria-label=words::REMOVE_THIS.with(lang, &[&title])
                    on:click=move |_| gone.run(id.clone())>{words::REMOVE.to(lang)}</button>
            </div>
        </li>
    })
}

/// Whether it is bought with the others.
fn choose(lang: Lang, row: Row, priced: Derived<Option<QuoteLine>>, title: &str) -> Node {
    let blocked =
        move || priced.with(|priced| priced.as_ref().is_some_and(|it| it.trouble.is_some()));
    let (of, this) = (row.clone(), row);
    let checked = move || !blocked() && of.line().is_some_and(|line| !line.left_out);
    view! {
        <label class="cart-choose">
            <input type="checkbox" prop:checked=checked disabled=blocked
                on:change=move |_| this.change(|line| line.left_out = !line.left_out) />
            <span class="unseen">{words::CHOOSE.with(lang, &[title])}</span>
        </label>
    }
}

/// By what name it has its price, how that moved since it was seen before, and what is in the way.
fn told(lang: Lang, seen: Option<&Offer>, priced: &QuoteLine) -> Node {
    let moved = seen.and_then(|seen| price_change(seen, priced)).map(|change| change.told(lang));
    view! {
        {offer_name(&priced.offer, lang).map(|name| view! { <span class="tag">{name}</span> })}
        {moved.map(|text| view! { <p class="note-bar" role="status">{text}</p> })}
        {trouble_told(lang, priced).map(|text| view! { <p class="note-bar line-trouble" role="alert">{text}</p> })}
    }
}

/// How many: no more than there are, and one at least. What is more than there are goes down at one tap.
fn stepper(lang: Lang, row: Row, priced: Derived<Option<QuoteLine>>, title: &str) -> Node {
    let most = move || {
        let there = priced.with(|priced| priced.as_ref().and_then(|it| it.available));
        let there = there.and_then(|left| u32::try_from(left).ok());
        there.unwrap_or(QUANTITY_MAX).clamp(1, QUANTITY_MAX)
    };
    let of = row.clone();
    let units = Derived::new(move || of.line().map_or(0, |line| line.quantity));
    let to = move |quantity: u32| row.change(|line| line.quantity = quantity);
    let more = to.clone();
    view! {
        <span class="stepper" role="group" aria-label=words::QUANTITY.with(lang, &[title])>
            <button type="button" aria-label=product::LESS.to(lang) disabled=move || { units.get() <= 1 }
                on:click=move |_| to(units.get_untracked().saturating_sub(1).clamp(1, untrack(most)))>"−"</button>
            <output aria-live="polite">{move || units.get().to_string()}</output>
            <button type="button" aria-label=product::MORE.to(lang) disabled=move || { units.get() >= most() }
                on:click=move |_| more(units.get_untracked().saturating_add(1).min(untrack(most)))>"+"</button>
        </span>
    }
}
