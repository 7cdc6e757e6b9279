//! Pieces of the console: a button that asks before it does, acts in words, and why one was refused.

use std::time::Duration;

use leptos::prelude::*;
use picklive_contract::{
    Currency, Lang,
    host::{Act, ActKind},
    live::Room,
    problem::ProblemKind,
};

use super::{
    console::Console,
    model::{
        arm::{ARMED, Tap, tap},
        card, is_on,
    },
};
use crate::{
    api::ApiError,
    platform::clock::monotonic,
    signal::Var,
    text::{Say, desk as words, money},
    ui::{Node, live, view},
};

/// A form about money, in the currency of what the room sells; nothing while the room is not on, or sells nothing.
pub(super) fn in_currency(console: Console, fields: fn(Console, Currency) -> Node) -> Node {
    let currency = console.derived(|room| {
        let variants = room.shelf.iter().flat_map(|product| &product.variants);
        variants.map(|variant| variant.price.currency).next().filter(|_| is_on(room))
    });
    live(move || currency.get().map(|currency| untrack(|| fields(console, currency))))
}

/// A button that does `act` at the second tap; `asks` says what will be done, once it was tapped.
pub(super) fn armed(
    class: &'static str,
    label: impl Fn() -> String + Send + 'static,
    asks: impl Fn() -> String + Send + 'static,
    act: impl Fn() + 'static,
) -> Node {
    let (at, number) = (Var::new(None::<f64>), Var::new(0_u32));
    let tapped = move |_| match tap(at.get_untracked(), monotonic()) {
        Tap::Nothing => {}
        Tap::Does => {
            at.set(None);
            act();
        }
        Tap::Asks => {
            let mine = number.get_untracked().wrapping_add(1);
            number.set(mine);
            at.set(Some(monotonic()));
            let lapse = move || {
                if number.get_untracked() == mine {
                    at.set(None);
                }
            };
            set_timeout(lapse, Duration::from_millis(ARMED));
        }
    };
    view! {
        <button type="button" class=class class:desk-armed=move || at.get().is_some() on:click=tapped>
            <span aria-live="polite">{move || if at.get().is_some() { asks() } else { label() }}</span>
        </button>
    }
}

/// What an act does, in a few words.
pub(super) fn told(lang: Lang, room: &Room, act: &Act) -> String {
    let of_variant = |product: &&picklive_contract::product::Product| {
        product.variants.iter().any(|variant| Some(&variant.id) == act.variant.as_ref())
    };
    let named = act.product.as_ref().and_then(|id| card::product(room, id));
    let named = named.or_else(|| room.shelf.iter().find(of_variant));
    let title = named.map_or(String::new(), |product| product.title.get(lang).into());
    let cost = act.price.map(money);
    let with = |say: Say, value: &str| say.with(lang, &[value]);
    match act.kind {
        ActKind::Start => words::DID_START.to(lang).into(),
        ActKind::Pause => words::DID_PAUSE.to(lang).into(),
        ActKind::End => words::DID_END.to(lang).into(),
        ActKind::Pin => with(words::DID_PIN, &title),
        ActKind::Unpin => words::DID_UNPIN.to(lang).into(),
        ActKind::Shelf => words::DID_SHELF.to(lang).into(),
        ActKind::Price => match cost {
            Some(cost) => words::DID_PRICE.with(lang, &[&title, &cost]),
            None => with(words::DID_USUAL, &title),
        },
        ActKind::Deal => words::DID_DEAL.with(lang, &[&title, &cost.unwrap_or_default()]),
        ActKind::CloseDeal => with(words::DID_CLOSE, &title),
        ActKind::Coupon => with(words::DID_COUPON, &act.off.map(money).unwrap_or_default()),
        ActKind::Bag => with(words::DID_BAG, &act.text),
        ActKind::CancelBag => words::DID_CANCEL_BAG.to(lang).into(),
        ActKind::Announce if act.text.is_empty() => words::DID_QUIET.to(lang).into(),
        ActKind::Announce => words::DID_ANNOUNCE.to(lang).into(),
        ActKind::RemoveComment => words::DID_REMOVE.to(lang).into(),
        ActKind::Mute => words::DID_MUTE.to(lang).into(),
        ActKind::Unmute => words::DID_UNMUTE.to(lang).into(),
        ActKind::Slow => words::DID_SLOW.to(lang).into(),
        ActKind::Block => words::DID_BLOCK.to(lang).into(),
        ActKind::Other(_) => String::new(),
    }
}

/// Why an act was refused.
pub(super) fn refused(lang: Lang, act: &Act, error: &ApiError) -> String {
    let wrong = |name: &str| match error {
        ApiError::Problem(refusal) => {
            refusal.fields.iter().any(|field| field.field.split('.').next() == Some(name))
        }
        _ => false,
    };
    let priced = matches!(act.kind, ActKind::Price | ActKind::Deal);
    let say = match error.kind() {
        Some(ProblemKind::WrongState) if act.kind == ActKind::Deal => words::DEAL_RUNS,
        Some(ProblemKind::WrongState) if act.kind == ActKind::CloseDeal => words::NO_DEAL,
        Some(ProblemKind::WrongState) if act.kind == ActKind::CancelBag => words::BAG_ENTERED,
        Some(ProblemKind::WrongState) => words::NOT_NOW,
        Some(ProblemKind::Invalid) if wrong("comment") => words::COMMENT_GONE,
        Some(ProblemKind::Invalid) if priced && wrong("price") => words::PRICE_REFUSED,
        Some(ProblemKind::Invalid) if wrong("product") || wrong("products") || wrong("variant") => {
            words::NOT_ALLOWED
        }
        Some(ProblemKind::Invalid) if matches!(act.kind, ActKind::Coupon | ActKind::Bag) => {
            words::COUPON_REFUSED
        }
        _ => return error.told(lang, None),
    };
    say.to(lang).into()
}

/// The words for an act in the room that is shown; not tracked.
pub(super) fn told_of(console: Console, act: &Act) -> String {
    untrack(|| console.with(|room| told(console.lang(), room, act)))
}
