//! Dropping a coupon: how much off, from which sum on, how many, for how long.

use picklive_contract::{Currency, Lang, coupons::Coupon};

use crate::{
    desk::{
        console::Console,
        model::coupon::{self, Typed},
        parts::{armed, in_currency},
    },
    signal::{Derived, Var},
    text::{Say, desk as words, money},
    ui::{Field, Node, field, live, view},
};

/// The form, while the room is on.
pub(super) fn form(console: Console) -> Node {
    in_currency(console, fields)
}

fn fields(console: Console, currency: Currency) -> Node {
    let lang = console.lang();
    let typed = ["", "", "20", "5"].map(|text| Var::new(text.to_owned()));
    let touched = Var::new(false);
    let read = Derived::new(move || coupon::read(typed.map(|typed| typed.get()), currency, lang));
    let one = |at: usize, id: &'static str, say: Say, inputmode| {
        let wrong = Derived::new(move || {
            let wrong = read.with(|read| read.clone().err()?[at].clone());
            wrong.filter(|_| touched.get())
        });
        field(named(id, say, inputmode, lang), typed[at], wrong, move || touched.set(true))
    };
    let drop = live(move || {
        let Typed { act, off, minimum, quota, minutes } = read.with(|read| read.clone().ok())?;
        let told =
            move |say: Say| say.with(lang, &[&money(off), &money(minimum), &quota, &minutes]);
        let asks = told.clone();
        let act = move || console.act(act.clone());
        Some(armed(
            "button",
            move || told(words::DROP_COUPON),
            move || asks(words::COUPON_SURE),
            act,
        ))
    });
    let open = console.derived(|room| room.coupons.clone());
    let open = live(move || {
        let line = |one: Coupon| {
            let told = [money(one.off), one.left.to_string(), one.quota.to_string()];
            let told = words::COUPON_ON.with(lang, &[&told[0], &told[1], &told[2]]);
            view! { <p class="desk-deal">{told}</p> }
        };
        open.get().into_iter().map(line).collect::<Node>()
    });
    view! {
        <section class="desk-form">
            <h2>{words::COUPON_TITLE.to(lang)}</h2>
            {open}
            <div class="desk-numbers">
                {one(0, "desk-coupon-off", words::COUPON_OFF, "decimal")}
                {one(1, "desk-coupon-from", words::COUPON_FROM, "decimal")}
                {one(2, "desk-coupon-quota", words::COUPON_QUOTA, "numeric")}
                {one(3, "desk-coupon-minutes", words::COUPON_MINUTES, "numeric")}
            </div>
            {drop}
        </section>
    }
}

fn named(id: &'static str, say: Say, inputmode: &'static str, lang: Lang) -> Field {
    let label = say.to(lang).into();
    Field { id, label, inputmode, autocomplete: "off", max: 12, ..Field::default() }
}
