//! The parts of the variant sheet: picture and price, axes, stock, quantity.

use leptos::prelude::*;
use picklive_contract::{Lang, Text, Zone, offer::OfferKind, product::Product};

use super::State;
use crate::{
    address::Site,
    api::asset,
    checkout::choice::{self, Chip, Told},
    text::{self, checkout, money, product as words},
    ui::{IntoNode, Node, live, offer_name, picture, price, price_basis, view},
};

/// Id of the fieldset of an axis.
pub(super) fn axis_id(axis: usize) -> String {
    format!("axis-{axis}")
}

/// Picture, price and name of the variant.
pub(super) fn head(site: &Site, state: State) -> Node {
    let lang = site.lang;
    let src = asset(site);
    let picture = move || {
        let at = state.seen().and_then(|seen| seen.variant().picture).unwrap_or(0);
        state.product.with(|product| {
            let shown = product.pictures.get(at).or(product.pictures.first());
            Some(picture(shown, lang, &src, true))
        })
    };
    let cost = move || {
        let seen = state.seen()?;
        let reference = seen.variant().reference.as_ref();
        let name = offer_name(&seen.offer, lang);
        let many = !seen.chosen && state.product.with(|product| product.variants.len() > 1);
        Some(view! {
            <p class="variant-price">
                {price(seen.offer.price, many, reference, lang)}
                {price_basis(seen.offer.price, reference, lang)
                    .map(|basis| view! { <small class="price-basis">{basis}</small> })}
                {name.map(|name| view! { <span class="tag">{name}</span> })}
            </p>
        })
    };
    let name = move || {
        let seen = state.seen().filter(|seen| seen.chosen)?;
        let name = state.product.with(|product| product.variant_name(seen.variant(), lang));
        (!name.is_empty())
            .then(|| view! { <p class="quiet">{words::CHOSEN.to(lang)} " " {name}</p> })
    };
    view! {
        <div class="variant-head">
            <div class="variant-picture">{picture}</div>
            <div>{cost}{name}</div>
        </div>
    }
}

/// The axes as groups of radio chips.
pub(super) fn axes(site: &Site, state: State) -> Node {
    let lang = site.lang;
    live(move || {
        state.product.with(|product| {
            let axes = product.options.iter().take(choice::axes(product)).enumerate();
            axes.map(|(at, axis)| group(lang, state, at, &axis.name, &axis.values).node())
                .collect::<Vec<_>>()
        })
    })
}

fn group(lang: Lang, state: State, axis: usize, name: &Text, values: &[Text]) -> Node {
    let chips = values.iter().enumerate();
    let chips = chips.map(|(at, value)| chip(lang, state, axis, at, value.get(lang).to_owned()));
    view! {
        <fieldset class="axis" id=axis_id(axis)>
            <legend>{name.get(lang).to_owned()}</legend>
            <div class="choices">{chips.collect::<Node>()}</div>
        </fieldset>
    }
}

fn chip(lang: Lang, state: State, axis: usize, value: usize, name: String) -> Node {
    let is = move || {
        let picks = state.picks();
        let chip = |product: &Product| Some(choice::chip(product, &picks, axis, value));
        state.product.with(chip).unwrap_or(Chip { chosen: false, possible: false, sold_out: false })
    };
    let pick = move |_| {
        let mut picks = untrack(|| state.picks());
        untrack(|| state.product.with(|product| choice::pick(product, &mut picks, axis, value)));
        state.picks.set(picks);
    };
    let why = move || match is() {
        chip if !chip.possible => Some(checkout::NO_CHOICE.to(lang)),
        chip if chip.sold_out => Some(checkout::VALUE_GONE.to(lang)),
        _ => None,
    };
    view! {
        <label class="chip" class:chip-gone=move || is().sold_out>
            <input type="radio" class="unseen" name=axis_id(axis) prop:checked=move || is().chosen
                disabled=move || !is().possible on:change=pick />
            <span class="choice">{name}<span class="unseen">{why}</span></span>
        </label>
    }
}

/// Stock, reserved units, limit, and the price to come: all that may change while the sheet is open.
pub(super) fn stock(site: &Site, zone: Option<Zone>, state: State) -> Node {
    let lang = site.lang;
    view! {
        <ul class="variant-said" aria-live="polite">
            {move || {
                let lines = said(lang, zone.as_ref(), state).into_iter();
                lines.map(|(kind, line)| view! { <li class=kind>{line}</li> }).collect::<Node>()
            }}
        </ul>
    }
}

fn said(lang: Lang, zone: Option<&Zone>, state: State) -> Vec<(&'static str, String)> {
    let Some(seen) = state.seen().filter(|seen| seen.chosen) else { return Vec::new() };
    let now = untrack(|| state.now.at());
    let hour = |at| text::when(lang, zone, at, now);
    let mut said = Vec::new();
    match seen.told {
        Told::Nothing => {}
        Told::Left(left) => said.push(("", words::LEFT.with(lang, &[&left.to_string()]))),
        Told::Few(left) => {
            said.push(("said-warn", words::LEFT_FEW.with(lang, &[&left.to_string()])))
        }
        Told::Reserved(Some(until)) => {
            said.push(("said-warn", words::RESERVED_ALL.with(lang, &[&hour(until)])));
        }
        Told::Reserved(None) | Told::Gone => {
            said.push(("said-warn", words::SOLD_OUT.to(lang).into()))
        }
    }
    let reserved = seen.variant().stock.filter(|stock| stock.left > 0 && stock.reserved > 0);
    if let Some((stock, until)) = reserved.and_then(|stock| Some((stock, stock.reserved_until?))) {
        let count = stock.reserved.to_string();
        said.push(("", checkout::MORE_RESERVED.with(lang, &[&count, &hour(until)])));
    }
    if let Some(limit) = seen.offer.limit {
        said.push(("", words::LIMIT.with(lang, &[&limit.to_string()])));
    }
    if let Some(missed) = &seen.missed {
        let limit = missed.limit.unwrap_or(1).to_string();
        said.push(("", checkout::MISSED.with(lang, &[&money(missed.price), &limit])));
    }
    if let Some((opens, coming)) = seen.coming.as_ref().and_then(|c| Some((c.opens_at?, c))) {
        let told = words::DEAL_OPENS.with(lang, &[&hour(opens), &money(coming.price)]);
        said.push(("said-deal", told));
    }
    let deal = seen.offer.kind == OfferKind::Drop;
    if let Some(closes) = seen.offer.closes_at.filter(|_| deal) {
        said.push(("said-deal", words::DEAL_UNTIL.with(lang, &[&hour(closes)])));
    }
    said
}

/// The quantity, within what there is.
pub(super) fn stepper(site: &Site, state: State) -> Node {
    let lang = site.lang;
    let step = move |by: i32| {
        let (units, most) = untrack(|| state.units());
        state.quantity.set(units.saturating_add_signed(by).clamp(1, most));
    };
    let full = move || {
        let (units, most) = state.units();
        units >= most
    };
    let ended = move || {
        let (units, most) = state.units();
        (units >= most && most > 1).then(|| checkout::MAX_REACHED.with(lang, &[&most.to_string()]))
    };
    view! {
        <div class="variant-quantity">
            <span id="quantity-label">{words::QUANTITY.to(lang)} " " <small class="quiet">{ended}</small></span>
            <span class="stepper" role="group" aria-labelledby="quantity-label">
                <button type="button" aria-label=words::LESS.to(lang)
                    disabled=move || { state.units().0 <= 1 } on:click=move |_| step(-1)>"−"</button>
                <output aria-live="polite">{move || state.units().0.to_string()}</output>
                <button type="button" aria-label=words::MORE.to(lang) disabled=full
                    on:click=move |_| step(1)>"+"</button>
            </span>
        </div>
    }
}
