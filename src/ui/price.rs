//! A price, and what it is compared with: nothing is struck through without its basis beside it.

use crate::ui::{Node, view};
use picklive_contract::{
    Lang, Money,
    offer::{Basis, Offer, OfferKind, Reference},
};

use crate::text::{Say, money, price as words};

/// A price with the one it is compared with, if that may be struck through. `from` when it is the lowest
/// of several.
pub fn price(now: Money, from: bool, reference: Option<&Reference>, lang: Lang) -> Node {
    let struck = reference.filter(|reference| reference.may_be_struck(now)).map(|reference| {
        view! {
            <span class="unseen">{words::WAS.to(lang)}</span>
            <s class="price-was">{money(reference.price)}</s>
        }
    });
    let word = move |say: Say| {
        let word = say.to(lang);
        (from && !word.is_empty()).then(|| view! { <small class="price-from">{word}</small> })
    };
    let (before, after) = (word(words::FROM_BEFORE), word(words::FROM_AFTER));
    view! {
        <span class="price">
            <span class="unseen">{words::PRICE.to(lang)}</span>
            {before}
            <span class="price-now">{money(now)}</span>
            {after}
            {struck}
        </span>
    }
}

/// What a price is called: a drop by its title, an edition's simply today's, a room's the room's.
pub fn offer_name(offer: &Offer, lang: Lang) -> Option<String> {
    match offer.kind {
        OfferKind::Edition => Some(words::EDITION_PRICE.to(lang).into()),
        OfferKind::Room => Some(words::ROOM_PRICE.to(lang).into()),
        _ => offer.name.as_ref().map(|name| name.get(lang).into()),
    }
}

/// On what the struck-through price rests, in words; `None` when nothing is struck through.
pub fn price_basis(now: Money, reference: Option<&Reference>, lang: Lang) -> Option<String> {
    let reference = reference.filter(|reference| reference.may_be_struck(now))?;
    match (&reference.basis, &reference.source) {
        (Basis::ListPrice, Some(source)) => Some(source.get(lang).into()),
        (Basis::LowestOfSevenDays, _) => Some(words::LOWEST_7.to(lang).into()),
        _ => None,
    }
}
