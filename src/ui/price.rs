//! A price, and what it is compared with: nothing is struck through without its basis beside it.

use leptos::prelude::*;
use picklive_contract::{
    Lang, Money,
    offer::{Basis, Reference},
};

use crate::text::{Say, money, product};

/// A price with the one it is compared with, if that may be struck through. `from` when it is the lowest
/// of several.
pub fn price(
    now: Money,
    from: bool,
    reference: Option<&Reference>,
    lang: Lang,
) -> impl IntoView + use<> {
    let struck = reference.filter(|reference| reference.may_be_struck(now)).map(|reference| {
        view! {
            <span class="unseen">{product::WAS.to(lang)}</span>
            <s class="price-was">{money(reference.price)}</s>
        }
    });
    let word = move |say: Say| {
        let word = say.to(lang);
        (from && !word.is_empty()).then(|| view! { <small class="price-from">{word}</small> })
    };
    let (before, after) = (word(product::FROM_BEFORE), word(product::FROM_AFTER));
    view! {
        <span class="price">
            <span class="unseen">{product::PRICE.to(lang)}</span>
            {before}
            <span class="price-now">{money(now)}</span>
            {after}
            {struck}
        </span>
    }
}

/// On what the struck-through price rests, in words; `None` when nothing is struck through.
pub fn price_basis(now: Money, reference: Option<&Reference>, lang: Lang) -> Option<String> {
    let reference = reference.filter(|reference| reference.may_be_struck(now))?;
    match (&reference.basis, &reference.source) {
        (Basis::ListPrice, Some(source)) => Some(source.get(lang).into()),
        (Basis::LowestOfSevenDays, _) => Some(product::LOWEST_7.to(lang).into()),
        _ => None,
    }
}
