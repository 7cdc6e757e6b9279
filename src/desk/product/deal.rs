//! A flash deal of a variant: opened with the numbers of the last one, closed before its time.

use leptos::prelude::untrack;
use picklive_contract::{Money, UnixMillis};

use super::Chosen;
use crate::{
    desk::{
        model::{
            card,
            deal::{self, Last},
            is_on,
        },
        parts::armed,
    },
    platform::storage::{self, Keep},
    signal::{Derived, Var},
    text::{countdown, desk as words, money},
    ui::{Field, Node, field, live, view},
};

/// Under which name the phone remembers the numbers of the last deal.
const LAST: &str = "desk.deal";

/// The deal that is on, or the form of a new one.
pub(super) fn form(chosen: &Chosen) -> Node {
    let (console, lang) = (chosen.console, chosen.lang());
    let id = chosen.id();
    let on = Derived::new(move || {
        let now = console.now();
        console.with(|room| card::deal(room, &id, now)).map(|open| (open.price, open.closes_at))
    });
    let (chosen, may) = (chosen.clone(), console.derived(is_on));
    live(move || {
        let inside = match on.get() {
            Some(open) => untrack(|| closing(&chosen, open)),
            None if may.get() => untrack(|| opening(&chosen)),
            None => view! { <p class="quiet">{words::DEAL_LATER.to(lang)}</p> },
        };
        view! { <section class="desk-form"><h3>{words::DEAL_TITLE.to(lang)}</h3> {inside}</section> }
    })
}

fn closing(chosen: &Chosen, (price, until): (Money, UnixMillis)) -> Node {
    let (console, lang, id) = (chosen.console, chosen.lang(), chosen.id());
    let of = chosen.id();
    let left = console
        .derived(move |room| card::deal(room, &of, UnixMillis(0)).map_or(0, |open| open.left));
    let told = move || words::DEAL_ON.with(lang, &[&money(price), &left.get().to_string()]);
    let clock = move || console.certain().map(|now| countdown(lang, until.since(now)));
    let act = move || console.act(deal::close(&id));
    view! {
        <p class="desk-deal">{told} " " <b>{clock}</b></p>
        {armed(
            "button button-quiet",
            move || words::CLOSE_DEAL.to(lang).into(),
            move || words::CLOSE_SURE.to(lang).into(),
            act,
        )}
    }
}

fn opening(chosen: &Chosen) -> Node {
    let lang = chosen.lang();
    let last: Last = storage::read(Keep::Forever, LAST).unwrap_or_default();
    let typed = [last.quota, last.seconds, last.limit].map(|number| Var::new(number.to_string()));
    let (cost, left) = (Var::new(String::new()), Var::new(false));
    let (most, floor) = (chosen.variant.price, chosen.floor);
    let price = Derived::new(move || deal::price(&cost.get(), floor, most, lang));
    let numbers = Derived::new(move || {
        let texts = typed.map(|typed| typed.get());
        deal::numbers([&texts[0], &texts[1], &texts[2]], lang)
    });
    let wrong_price = Derived::new(move || {
        let told = price.with(|price| price.clone().err());
        told.filter(|_| left.get())
    });
    let number = |at: usize, id: &'static str, say: crate::text::Say, hint: Option<String>| {
        let wrong = Derived::new(move || numbers.with(|read| read.clone().err()?[at].clone()));
        let name = numeric(id, say.to(lang).into(), "numeric", hint);
        field(name, typed[at], wrong, || {})
    };
    let hint = floor.map(|floor| words::FLOOR.with(lang, &[&money(floor)]));
    let cost_field = numeric("desk-deal-price", words::DEAL_PRICE.to(lang).into(), "decimal", hint);
    view! {
        {field(cost_field, cost, wrong_price, move || left.set(true))}
        <div class="desk-numbers">
            {number(0, "desk-quota", words::QUOTA, None)}
            {number(1, "desk-seconds", words::SECONDS, None)}
            {number(2, "desk-limit", words::LIMIT, Some(words::NO_LIMIT.to(lang).into()))}
        </div>
        <div class="desk-buttons">{open(chosen, price, numbers)}</div>
    }
}

fn numeric(
    id: &'static str,
    label: String,
    inputmode: &'static str,
    hint: Option<String>,
) -> Field {
    Field { id, label, inputmode, autocomplete: "off", max: 12, hint, ..Field::default() }
}

/// Opens the deal, once all of it is right.
fn open(
    chosen: &Chosen,
    price: Derived<Result<Money, String>>,
    numbers: Derived<Result<Last, [Option<String>; 3]>>,
) -> Node {
    let (lang, console, sheet, id) = (chosen.lang(), chosen.console, chosen.sheet, chosen.id());
    let was = chosen.now();
    live(move || {
        let price = price.with(|price| price.clone().ok())?;
        let last = numbers.with(|numbers| numbers.clone().ok())?;
        let id = id.clone();
        let (units, seconds) = (last.quota.to_string(), last.seconds.to_string());
        let told = move |say: crate::text::Say| {
            say.with(lang, &[&money(was), &money(price), &units, &seconds])
        };
        let asks = told.clone();
        let act = move || {
            storage::write(Keep::Forever, LAST, &last);
            console.act(deal::open(&id, price, &last));
            sheet.close();
        };
        Some(armed("button", move || told(words::OPEN_DEAL), move || asks(words::OPEN_SURE), act))
    })
}
