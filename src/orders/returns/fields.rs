//! The fields of a return: how many, why, in the buyer's words, how much.

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{
    orders::{NOTE_MAX, Order, OrderLine},
    returns::ReturnReason,
};

use super::{
    form::Asking,
    model::{REASONS, reason, worth},
};
use crate::{
    text::{money, service},
    ui::{Field, Node, field, view},
};

/// How many units of each line.
pub(super) fn lines(asking: Asking, order: &Order) -> Node {
    let wrong = asking.wrong("lines");
    let one = |(at, line): (usize, &OrderLine)| {
        (line.returnable > 0).then(|| {
            let (id, title) = (id_of_line(at), line.bought.title.get(asking.lang).to_owned());
            let option = move |units: u32| {
                let chosen = move || asking.units.with(|all| all.get(at) == Some(&units));
                view! { <option value=units.to_string() prop:selected=chosen>{units.to_string()}</option> }
            };
            let options = (0..=line.returnable).map(option).collect::<Node>();
            let choose = move |event| {
                let units = event_target_value(&event).parse().unwrap_or(0);
                asking.units.update(|all| {
                    if let Some(mine) = all.get_mut(at) {
                        *mine = units;
                    }
                });
            };
            view! {
                <div class="return-line">
                    <label for=id.clone()>{title}</label>
                    <select id=id on:change=choose aria-invalid=move || wrong.get().is_some().then_some("true")
                        aria-describedby="return-units-note">{options}</select>
                </div>
            }
        })
    };
    let lines = order.lines.iter().enumerate().filter_map(one).collect::<Node>();
    view! {
        <fieldset class="field" class:field-wrong=move || wrong.get().is_some()>
            <legend>{service::UNITS.to(asking.lang)}</legend>
            {lines}
            <p class="field-note" id="return-units-note">{move || wrong.get()}</p>
        </fieldset>
    }
}

/// Where a field stands, by its name in the question.
pub(super) fn id_of(name: &str, order: &Order) -> String {
    match name {
        "lines" => {
            let first = order.lines.iter().position(|line| line.returnable > 0);
            id_of_line(first.unwrap_or(0))
        }
        "reason" => "return-reason".into(),
        _ => "return-less".into(),
    }
}

fn id_of_line(at: usize) -> String {
    format!("return-units-{at}")
}

/// Why, and in the buyer's words.
pub(super) fn why(asking: Asking) -> Node {
    let (lang, wrong) = (asking.lang, asking.wrong("reason"));
    let option = |this: ReturnReason| {
        let (word, label) = (this.as_str().to_owned(), reason(&this).to(lang));
        let same = word.clone();
        view! { <option value=word prop:selected=move || asking.reason.with(|it| *it == same)>{label}</option> }
    };
    view! {
        <div class="field" class:field-wrong=move || wrong.get().is_some()>
            <label for="return-reason">{service::REASON.to(lang)}</label>
            <select id="return-reason" aria-invalid=move || wrong.get().is_some().then_some("true")
                aria-describedby="return-reason-note"
                on:change=move |event| asking.reason.set(event_target_value(&event))>
                <option value="">{service::CHOOSE.to(lang)}</option>
                {REASONS.into_iter().map(option).collect::<Node>()}
            </select>
            <p class="field-note" id="return-reason-note">{move || wrong.get()}</p>
        </div>
        <div class="field">
            <label for="return-note">{service::NOTE.to(lang)}</label>
            <textarea id="return-note" rows="3" maxlength=NOTE_MAX.to_string() prop:value=move || asking.note.get()
                on:input=move |event| asking.note.set(event_target_value(&event))></textarea>
        </div>
    }
}

/// What the units were bought for, and asking for less.
pub(super) fn sum(asking: Asking, order: Arc<Order>) -> Node {
    let lang = asking.lang;
    let told = move || {
        let sum = asking.units.with(|units| worth(&order, units))?;
        Some(service::WORTH.with(lang, &[&money(sum)]))
    };
    let spec = Field {
        id: "return-less",
        label: service::LESS.to(lang).into(),
        inputmode: "decimal",
        autocomplete: "off",
        optional: true,
        max: 20,
        hint: Some(service::LESS_HINT.to(lang).into()),
        ..Field::default()
    };
    view! {
        <p class="return-worth">{told}</p>
        {field(spec, asking.less, asking.wrong("amount"), || {})}
    }
}
