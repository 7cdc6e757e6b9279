//! Asking for a return: what, why, pictures, how much. What is typed stays until it is sent.

use leptos::prelude::*;
use picklive_contract::{
    Lang,
    orders::{NOTE_MAX, Order},
    returns::{AskReturn, PICTURE_BYTES_MAX, PICTURES_MAX, ReturnAsk},
};

use super::model::{Draft, REASONS, reason, typed_sum, worth};
use crate::{
    orders::act::Deed,
    platform::{
        focus, photo,
        storage::{self, Keep},
        task,
    },
    signal::{Call, Derived, Var, effect},
    state::App,
    text::{Say, errors, money, service},
    ui::{Field, IntoNode, Node, Sheet, field, view},
};

/// The form at work.
#[derive(Clone, Copy)]
struct Asking {
    lang: Lang,
    units: Var<Vec<u32>>,
    reason: Var<String>,
    note: Var<String>,
    less: Var<String>,
    pictures: Var<Vec<String>>,
    /// What is to be done before it can be sent.
    missing: Var<Option<Say>>,
}

/// Draws the form.
pub(super) fn form(lang: Lang, deed: &Deed, open: Sheet) -> Node {
    let Some(order) = untrack(|| deed.order.get()) else { return ().node() };
    let kept = format!("return {}", order.id);
    let draft = storage::read::<Draft>(Keep::Tab, &kept).unwrap_or_default().fitting(&order);
    let asking = Asking {
        lang,
        units: Var::new(draft.units),
        reason: Var::new(draft.reason),
        note: Var::new(draft.note),
        less: Var::new(draft.less),
        pictures: Var::new(Vec::new()),
        missing: Var::new(None),
    };
    let name = kept.clone();
    effect(move || storage::write(Keep::Tab, &name, &asking.draft()));
    let app = App::get();
    let sent = Call::new(move |()| {
        storage::remove(Keep::Tab, &kept);
        open.close();
        if let Some(app) = app {
            app.toasts.say(service::IS_ASKED.to(lang).into());
        }
    });
    let (sending, id, currency) = (deed.clone(), order.id.clone(), order.total.currency);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (draft, pictures) = (untrack(|| asking.draft()), asking.pictures.get_untracked());
        let less = (!draft.less.trim().is_empty()).then(|| typed_sum(&draft.less, currency));
        let missing = if draft.lines().is_empty() {
            Some((service::CHOOSE_UNITS, "return-units-0"))
        } else if draft.reason.is_empty() {
            Some((service::CHOOSE_REASON, "return-reason"))
        } else if less == Some(None) {
            Some((errors::MALFORMED, "return-less"))
        } else {
            None
        };
        asking.missing.set(missing.map(|missing| missing.0));
        if let Some((_, id)) = missing {
            return focus::by_id(id);
        }
        let ask = ReturnAsk {
            lines: draft.lines(),
            reason: draft.reason.as_str().into(),
            note: draft.note.trim().into(),
            pictures,
            amount: less.flatten(),
        };
        sending.call::<AskReturn>(&id, &ask, sent);
    };
    let busy = deed.busy;
    let label = move || if busy.get() { service::SENDING } else { service::SEND_RETURN }.to(lang);
    let missing = move || {
        asking
            .missing
            .get()
            .map(|say| view! { <p class="note-bar" role="alert">{say.to(lang)}</p> })
    };
    view! {
        <form class="return-form" novalidate on:submit=send>
            {lines(asking, &order)}
            {why(asking)}
            {sum(asking, order.clone(), deed)}
            {pictures(asking)}
            {missing} {deed.told(lang)}
            <button class="button button-wide" disabled=move || busy.get()>{label}</button>
        </form>
    }
}

impl Asking {
    /// What was chosen and typed; tracked.
    fn draft(&self) -> Draft {
        Draft {
            units: self.units.get(),
            reason: self.reason.get(),
            note: self.note.get(),
            less: self.less.get(),
        }
    }
}

/// How many units of each line.
fn lines(asking: Asking, order: &Order) -> Node {
    let one = |(at, line): (usize, &picklive_contract::orders::OrderLine)| {
        (line.returnable > 0).then(|| {
            let (id, title) = (format!("return-units-{at}"), line.bought.title.get(asking.lang).to_owned());
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
                    <select id=id on:change=choose>{options}</select>
                </div>
            }
        })
    };
    let lines = order.lines.iter().enumerate().filter_map(one).collect::<Node>();
    view! {
        <fieldset class="field">
            <legend>{service::UNITS.to(asking.lang)}</legend>
            {lines}
        </fieldset>
    }
}

/// Why, and in the buyer's words.
fn why(asking: Asking) -> Node {
    let lang = asking.lang;
    let option = |this: picklive_contract::returns::ReturnReason| {
        let (word, label) = (this.as_str().to_owned(), reason(&this).to(lang));
        let same = word.clone();
        view! { <option value=word prop:selected=move || asking.reason.with(|it| *it == same)>{label}</option> }
    };
    view! {
        <div class="field">
            <label for="return-reason">{service::REASON.to(lang)}</label>
            <select id="return-reason" on:change=move |event| asking.reason.set(event_target_value(&event))>
                <option value="">{service::CHOOSE.to(lang)}</option>
                {REASONS.into_iter().map(option).collect::<Node>()}
            </select>
        </div>
        <div class="field">
            <label for="return-note">{service::NOTE.to(lang)}</label>
            <textarea id="return-note" rows="3" maxlength=NOTE_MAX.to_string() prop:value=move || asking.note.get()
                on:input=move |event| asking.note.set(event_target_value(&event))></textarea>
        </div>
    }
}

/// What the units were bought for, and asking for less.
fn sum(asking: Asking, order: std::sync::Arc<Order>, deed: &Deed) -> Node {
    let (lang, deed) = (asking.lang, deed.clone());
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
    let wrong = Derived::new(move || deed.wrong("amount", lang));
    view! {
        <p class="return-worth">{told}</p>
        {field(spec, asking.less, wrong, || {})}
    }
}

/// Photographs, made small before they are sent.
fn pictures(asking: Asking) -> Node {
    let lang = asking.lang;
    let failed = Var::new(false);
    let add = move |event: leptos::ev::Event| {
        failed.set(false);
        for file in photo::chosen(&event) {
            task::spawn(async move {
                let small = photo::shrunk(file, PICTURE_BYTES_MAX).await;
                failed.set(small.is_none());
                asking.pictures.update(|all| {
                    all.extend(small);
                    all.truncate(PICTURES_MAX);
                });
            });
        }
    };
    let shown = move || {
        let all = asking.pictures.get();
        let one = |(at, picture): (usize, &String)| {
            let remove = move |_| asking.pictures.update(|all| drop(all.remove(at)));
            view! {
                <li>
                    <img src=photo::shown(picture) alt=service::PICTURE.with(lang, &[&(at + 1).to_string()]) />
                    <button type="button" class="link" on:click=remove>{service::REMOVE.to(lang)}</button>
                </li>
            }
        };
        view! { <ul class="return-pictures">{all.iter().enumerate().map(one).collect::<Node>()}</ul> }
    };
    let full = move || asking.pictures.with(|all| all.len() >= PICTURES_MAX);
    let said = move || {
        failed
            .get()
            .then(|| view! { <p class="note-bar" role="alert">{service::NO_PICTURE.to(lang)}</p> })
    };
    view! {
        <div class="field">
            <label for="return-pictures">{service::PICTURES.to(lang)}</label>
            {shown}
            <input id="return-pictures" type="file" accept="image/*" multiple disabled=full on:change=add />
            {said}
        </div>
    }
}
