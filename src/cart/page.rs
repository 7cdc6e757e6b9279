//! The page of the cart: what is in it at the prices of this moment, and the way to checkout.

use leptos::prelude::*;
use picklive_contract::{Lang, Money, VariantId, offer::Offer, quotes::LineAsk};

use super::{
    model::{goods, to_buy},
    row::{Row, id_of, row},
};
use crate::{
    address::{Page, Purchase, Site},
    api::Api,
    checkout::{Pricing, region_known},
    platform::focus,
    signal::{Call, Derived, Var, effect, watch},
    state::{App, CartLine, Shop},
    text::{cart as words, checkout, money, shell},
    ui::{IntoNode, Node, empty, failure, live, page_head, view, waiting},
};

/// Id of the button that puts back what was taken out.
const UNDO: &str = "cart-undo";

/// What was taken out.
#[derive(Clone, Copy)]
struct Taken {
    /// The line that can be put back, and its place.
    removed: Var<Option<(usize, CartLine)>>,
    /// The line that was put back, until it is drawn and has the focus.
    returned: Var<Option<String>>,
}

/// What was put aside, priced by the server.
pub fn page(site: Site, _: &Shop) -> Node {
    let lang = site.lang;
    let (Some(app), Some(api)) = (App::get(), use_context::<Api>()) else { return waiting(lang) };
    let asks = Derived::new(move || asks(app));
    let region = region_known();
    let guest = Derived::new(move || app.session.is_guest());
    let (lines, region) = (untrack(|| asks.get()), Derived::new(move || region.clone()));
    let pricing = Pricing::new(api, lines, region, guest, None);
    let now = site.now;
    app.told.listen(move |event| pricing.heard(event, now));
    pricing.follow(site.now);
    watch(asks, move |_, now| pricing.lines.set(now));
    // What was seen before this visit; from now on the prices of this visit are what was seen.
    let before = untrack(|| app.cart.lines());
    effect(move || saw(app, pricing));

    let taken = Taken { removed: Var::new(None), returned: Var::new(None) };
    let some = Derived::new(move || !app.cart.lines().is_empty());
    let drawn = site.clone();
    let body = live(move || {
        if !some.get() {
            return none(&drawn);
        }
        if pricing.there.get() {
            return untrack(|| list(&drawn, app, pricing, &before, taken));
        }
        match pricing.failed.get() {
            Some(error) => failure(&error, lang, move || {
                pricing.failed.set(None);
                pricing.again();
            }),
            None => waiting(lang),
        }
    });
    view! { <div class="cart">{undo(lang, app, taken)} {body}</div> }
}

fn asks(app: App) -> Vec<LineAsk> {
    app.cart.lines().iter().map(CartLine::ask).collect()
}

/// Remembers at what each line is shown. What is left of an offer is no part of that.
fn saw(app: App, pricing: Pricing) {
    let shown: Vec<(VariantId, Offer)> = pricing.quote.with(|quote| {
        let lines = quote.iter().flat_map(|quote| &quote.lines);
        let seen = |offer: &Offer| Offer { left: None, ..offer.clone() };
        lines.map(|line| (line.variant.clone(), seen(&line.offer))).collect()
    });
    let now = |line: &CartLine| shown.iter().find(|it| it.0 == line.variant).map(|it| &it.1);
    let other = |line: &CartLine| now(line).is_some_and(|now| Some(now) != line.seen.as_ref());
    if untrack(|| app.cart.lines().iter().any(other)) {
        app.cart.change(|lines| {
            for line in lines {
                if let Some(now) = now(line) {
                    line.seen = Some(now.clone());
                }
            }
        });
    }
}

fn none(site: &Site) -> Node {
    let lang = site.lang;
    let link = (Page::Today.href(site), shell::TO_TODAY.to(lang).into());
    empty(words::NONE.to(lang).into(), words::NONE_HINT.to(lang).into(), Some(link))
}

/// What was taken out last can be put back.
fn undo(lang: Lang, app: App, Taken { removed, returned }: Taken) -> Node {
    live(move || {
        removed.get().map(|(at, line)| {
            let back = move |_| {
                app.cart.change(|lines| lines.insert(at.min(lines.len()), line.clone()));
                removed.set(None);
                // It is drawn once it has its price.
                returned.set(Some(line.variant.0.clone()));
            };
            view! {
                <p class="note-bar" role="status">
                    {words::REMOVED.to(lang)} " "
                    <button type="button" class="link" id=UNDO on:click=back>{words::UNDO.to(lang)}</button>
                </p>
            }
        })
    })
}

/// The lines, and what they come to. A line is drawn once, and follows the cart and the prices.
fn list(site: &Site, app: App, pricing: Pricing, before: &[CartLine], taken: Taken) -> Node {
    let lang = site.lang;
    let Taken { removed, returned } = taken;
    let gone = Call::new(move |id: VariantId| {
        let taken = app.cart.change(|lines| {
            let at = lines.iter().position(|line| line.variant == id)?;
            Some((at, lines.remove(at)))
        });
        removed.set(taken);
        request_animation_frame(|| focus::by_id(UNDO));
    });
    // Drawn as soon as it has a price.
    let ids = Derived::new(move || {
        let lines = app.cart.lines();
        pricing.quote.with(|quote| {
            let priced = |line: &&CartLine| {
                quote.as_ref().is_some_and(|q| q.lines.iter().any(|it| it.variant == line.variant))
            };
            lines.iter().filter(priced).map(|line| line.variant.0.clone()).collect::<Vec<_>>()
        })
    });
    let (drawn, before) = (site.clone(), before.to_vec());
    let rows = move || {
        let ids = ids.get();
        if let Some(back) = returned.get_untracked().filter(|back| ids.contains(back)) {
            returned.set(None);
            request_animation_frame(move || focus::by_id(&id_of(&VariantId(back))));
        }
        let ids = ids.into_iter().map(VariantId);
        let rows = ids.map(|id| {
            let seen =
                before.iter().find(|line| line.variant == id).and_then(|line| line.seen.clone());
            untrack(|| row(&drawn, Row { app, pricing, id, seen, gone })).node()
        });
        Some(rows.collect::<Node>())
    };
    view! {
        {page_head(None, words::TITLE.to(lang).into(), None)}
        <ul class="lines" aria-label=words::LINES.to(lang)>{rows}</ul>
        {sums(lang, app, pricing)}
    }
}

/// What is chosen comes to, and the way on.
fn sums(lang: Lang, app: App, pricing: Pricing) -> Node {
    // Sum and units of what can be bought, and the goods from which on it ships free.
    let seen = Derived::new(move || {
        let lines = app.cart.lines();
        pricing.quote.with(|quote| {
            let quote = quote.as_ref()?;
            let (sum, units) = goods(&lines, quote)?;
            Some((Money::new(sum, quote.goods.currency), units, quote.free_from))
        })
    });
    let failed = move || pricing.failed.with(Option::is_some);
    let buy = move |_| {
        if untrack(failed) {
            return pricing.again();
        }
        let lines = untrack(|| app.cart.lines());
        let asked = untrack(|| {
            pricing.quote.with(|quote| quote.as_ref().map(|quote| to_buy(&lines, quote)))
        });
        let asked = asked.unwrap_or_default();
        let first = lines.iter().find(|line| asked.iter().any(|ask| ask.variant == line.variant));
        let Some(product) = first.map(|line| line.product.clone()) else { return };
        app.router.go(&Page::Buy(Purchase { product, lines: asked, from_cart: true }));
    };
    let told = move || {
        let (sum, units, free_from) = seen.get().filter(|seen| seen.1 > 0)?;
        let more = free_from.and_then(|from| from.minus(sum)).filter(|more| more.amount > 0);
        let later = match more {
            Some(more) => checkout::FREE_FROM.with(lang, &[&money(more)]),
            None => words::LATER.to(lang).into(),
        };
        Some(view! {
            <p class="cart-sum"><span>{words::GOODS.with(lang, &[&units.to_string()])}</span> <b>{money(sum)}</b></p>
            <p class="quiet">{later}</p>
        })
    };
    let stale = move || {
        let said = pricing.failed.with(|failed| failed.as_ref().map(|it| it.told(lang, None)))?;
        Some(view! { <p role="alert">{said}</p> })
    };
    let units = move || seen.get().map_or(0, |seen| seen.1);
    let label = move || match seen.get() {
        _ if pricing.asking.get() => checkout::ASKING.to(lang).to_owned(),
        _ if failed() => shell::RETRY.to(lang).into(),
        Some((sum, units, _)) if units > 0 => words::CHECKOUT.with(lang, &[&money(sum)]),
        _ => words::NOTHING_CHOSEN.to(lang).into(),
    };
    view! {
        <div class="pay-bar">
            {stale} {told}
            <button type="button" class="button button-wide" on:click=buy
                disabled=move || { pricing.asking.get() || !failed() && units() == 0 }>{label}</button>
        </div>
    }
}
