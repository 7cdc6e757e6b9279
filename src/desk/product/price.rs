//! The price of a variant in this room: what it was, what it will be, then it is changed.

use picklive_contract::Money;

use super::Chosen;
use crate::{
    desk::{
        model::{self, amount, deal},
        parts::armed,
    },
    signal::{Derived, Var},
    text::{desk as words, money},
    ui::{Field, Node, field, live, view},
};

/// The form of a price.
pub(super) fn form(chosen: &Chosen) -> Node {
    let (lang, was) = (chosen.lang(), chosen.now());
    let (typed, left) = (Var::new(amount::write(was)), Var::new(false));
    let (most, floor) = (chosen.variant.price, chosen.floor);
    let read = Derived::new(move || deal::price(&typed.get(), floor, most, lang));
    let wrong = Derived::new(move || {
        // Once the field was left: nobody is told in the middle of a number.
        let told = read.with(|read| read.clone().err());
        told.filter(|_| left.get())
    });
    let is_set = chosen.console.set_price(&chosen.id()).flatten().is_some();
    let name = Field {
        id: "desk-price",
        label: words::PRICE_HERE.to(lang).into(),
        inputmode: "decimal",
        autocomplete: "off",
        max: 12,
        hint: floor.map(|floor| words::FLOOR.with(lang, &[&money(floor)])),
        ..Field::default()
    };
    let change = of_chosen(chosen, was, read);
    let usual = is_set.then(|| back(chosen, was));
    view! {
        <section class="desk-form">
            <h3>{words::PRICE_TITLE.to(lang)}</h3>
            {field(name, typed, wrong, move || left.set(true))}
            <div class="desk-buttons">{change} {usual}</div>
        </section>
    }
}

/// Changes the price, asking with both prices.
fn of_chosen(chosen: &Chosen, was: Money, read: Derived<Result<Money, String>>) -> Node {
    let (lang, console, sheet, id) = (chosen.lang(), chosen.console, chosen.sheet, chosen.id());
    live(move || {
        let Ok(price) = read.with(|read| Some(read.clone()))? else { return None };
        let id = id.clone();
        let label = move || words::SET_PRICE.with(lang, &[&money(was), &money(price)]);
        let asks = move || words::SET_SURE.with(lang, &[&money(was), &money(price)]);
        let act = move || {
            console.act(model::price(&id, Some(price)));
            sheet.close();
        };
        (price != was).then(|| armed("button", label, asks, act))
    })
}

/// The price of the shop again.
fn back(chosen: &Chosen, was: Money) -> Node {
    let (lang, console, sheet, id) = (chosen.lang(), chosen.console, chosen.sheet, chosen.id());
    let usual =
        chosen.variant.offer(console.now(), &picklive_contract::offer::Visitor::PERSON).price;
    let label = move || words::SET_USUAL.with(lang, &[&money(usual)]);
    let asks = move || words::SET_SURE.with(lang, &[&money(was), &money(usual)]);
    let act = move || {
        console.act(model::price(&id, None));
        sheet.close();
    };
    armed("button button-quiet", label, asks, act)
}
