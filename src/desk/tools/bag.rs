//! Dropping a lucky bag: what it is called, what is won, how many win, who may enter, for how long; and how those go
//! that were dropped.

use picklive_contract::{
    BagId, Currency, Lang,
    bags::{Bag, BagFor, BagState, TITLE_MAX},
};

use crate::{
    desk::{
        console::Console,
        model::bag::{self, Typed},
        parts::{armed, in_currency},
    },
    signal::{Derived, Var},
    text::{Say, countdown, desk as words, money},
    ui::{Field, Node, field, live, view},
};

/// The form, while the room is on.
pub(super) fn form(console: Console) -> Node {
    in_currency(console, fields)
}

fn fields(console: Console, currency: Currency) -> Node {
    let lang = console.lang();
    let first = words::BAG_FIRST.to(lang);
    let typed = [first, "", "", "1", "3"].map(|text| Var::new(text.to_owned()));
    let (touched, buyers) = (Var::new(false), Var::new(false));
    let read = Derived::new(move || {
        let who = if buyers.get() { BagFor::Buyers } else { BagFor::Everyone };
        bag::read(typed.map(|typed| typed.get()), who, currency, lang)
    });
    let one = |at: usize, id: &'static str, say: Say, inputmode| {
        let wrong = Derived::new(move || {
            let wrong = read.with(|read| read.clone().err()?[at].clone());
            wrong.filter(|_| touched.get())
        });
        field(named(id, say, inputmode, lang), typed[at], wrong, move || touched.set(true))
    };
    let drop = live(move || {
        let Typed { act, off, minimum, winners, minutes } = read.with(|read| read.clone().ok())?;
        let told =
            move |say: Say| say.with(lang, &[&winners, &money(off), &money(minimum), &minutes]);
        let asks = told.clone();
        let act = move || console.act(act.clone());
        Some(armed("button", move || told(words::DROP_BAG), move || asks(words::BAG_SURE), act))
    });
    view! {
        <section class="desk-form">
            <h2>{words::BAG_TITLE.to(lang)}</h2>
            {dropped(console)}
            {one(0, "desk-bag-title", words::BAG_NAME, "text")}
            <div class="desk-numbers">
                {one(1, "desk-bag-off", words::COUPON_OFF, "decimal")}
                {one(2, "desk-bag-from", words::COUPON_FROM, "decimal")}
                {one(3, "desk-bag-winners", words::BAG_WINNERS, "numeric")}
                {one(4, "desk-bag-minutes", words::BAG_MINUTES, "numeric")}
            </div>
            <label class="desk-check">
                <input type="checkbox" id="desk-bag-buyers" prop:checked=move || buyers.get()
                    on:change=move |event| buyers.set(leptos::prelude::event_target_checked(&event)) />
                <span>{words::BAG_BUYERS.to(lang)}</span>
            </label>
            {drop}
        </section>
    }
}

fn named(id: &'static str, say: Say, inputmode: &'static str, lang: Lang) -> Field {
    let label = say.to(lang).into();
    let max = if id == "desk-bag-title" { u32::try_from(TITLE_MAX).unwrap_or(0) } else { 12 };
    Field { id, label, inputmode, autocomplete: "off", max, ..Field::default() }
}

/// Bags that are open, with who has entered and how long still; and those that were drawn, with who has won. The rows
/// stay while people enter.
fn dropped(console: Console) -> Node {
    let ids = console.derived(|room| {
        let shown = |bag: &&Bag| matches!(bag.state, BagState::Open | BagState::Drawn);
        room.bags.iter().filter(shown).map(|bag| bag.id.clone()).collect::<Vec<_>>()
    });
    live(move || ids.get().into_iter().map(|id| row(console, id)).collect::<Node>())
}

fn row(console: Console, id: BagId) -> Node {
    let lang = console.lang();
    let of = id.clone();
    let bag = console.derived(move |room| room.bags.iter().find(|bag| bag.id == of).cloned());
    let told = Derived::new(move || {
        bag.with(|bag| {
            let bag = bag.as_ref()?;
            Some(match bag.state {
                BagState::Open => {
                    let told = [bag.entries.to_string(), bag.winners.to_string()];
                    words::BAG_ON.with(lang, &[&bag.title, &told[0], &told[1]])
                }
                _ => words::BAG_DRAWN
                    .with(lang, &[&bag.title, &bag.entries.to_string(), &won(bag, lang)]),
            })
        })
    });
    let closes = Derived::new(move || {
        bag.with(|bag| {
            bag.as_ref().filter(|bag| bag.state == BagState::Open).map(|bag| bag.closes_at)
        })
    });
    let clock = move || {
        let left = console.certain().zip(closes.get()).map(|(now, at)| at.since(now));
        left.map(|left| countdown(lang, left.max(0)))
    };
    // Once somebody is in, they were promised the draw.
    let may = Derived::new(move || {
        bag.with(|bag| {
            bag.as_ref().is_some_and(|bag| bag.state == BagState::Open && bag.entries == 0)
        })
    });
    let back = live(move || {
        let id = id.clone();
        may.get().then(|| {
            armed(
                "button button-quiet",
                move || words::CANCEL_BAG.to(lang).into(),
                move || words::CANCEL_BAG_SURE.to(lang).into(),
                move || console.act(bag::cancel(&id)),
            )
        })
    });
    view! { <p class="desk-deal">{move || told.get()} " " <b>{clock}</b></p> {back} }
}

/// Who has won.
fn won(bag: &Bag, lang: Lang) -> String {
    if bag.won.is_empty() {
        return words::BAG_NOBODY.to(lang).into();
    }
    let one = |won: &picklive_contract::bags::Won| {
        let number = won.number.to_string();
        words::BAG_WINNER.with(lang, &[&number, &won.name]).trim().to_owned()
    };
    bag.won.iter().map(one).collect::<Vec<_>>().join(" · ")
}
