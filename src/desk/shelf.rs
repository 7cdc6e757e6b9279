//! What is sold, as cards: a tap shows one, the other button opens what else can be done with it.

use leptos::prelude::*;
use picklive_contract::{
    Lang, ProductId,
    host::{Act, ActKind},
};

use super::{
    console::Console,
    foot::pinning,
    model::{
        card::{self, Card},
        is_on, of_product,
    },
    product::Opened,
};
use crate::{
    api::asset,
    signal::Derived,
    text::{countdown, desk as words, money, price, product as goods},
    ui::{Node, live, picture, view},
};

/// The cards, in the host's order.
pub(super) fn shelf(console: Console, open: Opened) -> Node {
    let lang = console.lang();
    let ids = Derived::new(move || console.shelf());
    live(move || {
        let all = ids.get();
        if all.is_empty() {
            return view! { <p class="quiet desk-none">{words::NO_SHELF.to(lang)}</p> };
        }
        let cards = untrack(|| all.into_iter().map(|id| row(console, open, id)).collect::<Node>());
        view! { <ul class="desk-cards">{cards}</ul> }
    })
}

/// One card. It stays where it is while what it says changes: a tap is never lost to a change of stock.
fn row(console: Console, open: Opened, id: ProductId) -> Node {
    let lang = console.lang();
    let of = id.clone();
    let card = Derived::new(move || {
        let now = console.now();
        console.with(|room| card::card(room, &of, now, lang))
    });
    let pinned = Derived::new(move || card.with(|card| card.as_ref().is_some_and(|it| it.pinned)));
    let of = id.clone();
    let waits = Derived::new(move || pinning(console, &of));
    let next = console.derived(card::next);
    let of = id.clone();
    let mark = move || {
        let (class, say) = match (waits.get(), pinned.get()) {
            (true, _) => ("tag tag-quiet", words::SENDING),
            (_, true) => ("tag tag-good", words::SHOWN),
            _ if next.with(|next| next.as_ref() == Some(&of)) => ("tag", words::SUGGESTED),
            _ => return None,
        };
        Some(view! { <span class=class>{say.to(lang)}</span> })
    };
    let shown = live(move || {
        let shown = card.with(|card| card.as_ref().and_then(|card| card.picture.clone()));
        let site = untrack(|| console.site.get())?;
        // The name beside it says what it is.
        let shown = shown.map(|mut shown| {
            shown.alt = None;
            shown
        });
        Some(picture(shown.as_ref(), lang, asset(&site), false))
    });
    let title = move || card.with(|card| card.as_ref().map(|it| it.title.clone()));
    let (this, more) = (id.clone(), id);
    let tapped = move |_| {
        if pinned.get_untracked() {
            console.tap(Act::new(ActKind::Unpin));
        } else {
            console.tap(of_product(ActKind::Pin, &this));
        }
    };
    let on = console.derived(is_on);
    let hint = move || {
        let say = match (on.get(), pinned.get()) {
            (false, _) => words::PIN_LATER,
            (_, true) => words::UNPIN,
            _ => words::PIN,
        };
        say.to(lang)
    };
    view! {
        <li class="desk-card" class:desk-card-shown=move || pinned.get()>
            <button type="button" class="desk-pin" aria-pressed=move || if pinned.get() { "true" } else { "false" }
                disabled=move || !on.get() on:click=tapped>
                <span class="desk-picture">{shown}</span>
                <span class="desk-what">
                    <span class="desk-name">{title}</span>
                    {told(console, card)}
                    <span class="desk-marks">{mark} <small>{hint}</small></span>
                </span>
            </button>
            <button type="button" class="desk-more" on:click=move |_| open.open(more.clone())
                aria-label=move || words::MORE_OF.with(lang, &[&title().unwrap_or_default()])>"⋯"</button>
        </li>
    }
}

/// Price, what is left, and the deal that is on.
fn told(console: Console, card: Derived<Option<Card>>) -> Node {
    let lang = console.lang();
    let price = move || card.with(|card| card.as_ref().and_then(|card| price(card, lang)));
    let usual = move || {
        let usual = card.with(|card| card.as_ref().and_then(|card| card.usual));
        usual.map(|usual| words::USUAL.with(lang, &[&money(usual)]))
    };
    let left = move || {
        let left = card.with(|card| card.as_ref().and_then(|card| card.left))?;
        let say = if left > 0 { goods::LEFT } else { goods::SOLD_OUT };
        Some(say.with(lang, &[&left.to_string()]))
    };
    let deal = live(move || {
        let deal = card.with(|card| card.as_ref().and_then(|card| card.deal.clone()))?;
        let clock = move || console.certain().map(|now| countdown(lang, deal.closes_at.since(now)));
        let told = words::DEAL_ON.with(lang, &[&money(deal.price), &deal.left.to_string()]);
        Some(view! { <span class="desk-deal">{told} " " <b>{clock}</b></span> })
    });
    view! {
        <span class="desk-price"><b>{price}</b> <small>{usual}</small> <small>{left}</small></span>
        {deal}
    }
}

fn price(card: &Card, lang: Lang) -> Option<String> {
    let price = money(card.price?);
    if !card.from {
        return Some(price);
    }
    Some([price::FROM_BEFORE.to(lang), &price, price::FROM_AFTER.to(lang)].concat())
}
