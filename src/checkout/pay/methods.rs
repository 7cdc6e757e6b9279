//! While an order is held: until when, the ways to pay, calling it off.

use leptos::prelude::*;
use picklive_contract::{
    Lang, UnixMillis,
    payments::{PaymentMethod, PaymentState},
};

use super::{Desk, Paying, act};
use crate::{
    checkout::stage,
    platform::{client, focus},
    signal::{Derived, Var},
    text::{self, checkout as words, money},
    ui::{IntoNode, Node, clock_left, live, view},
};

/// Everything that can be done with an order that is held.
pub(super) fn hold(desk: Desk) -> Node {
    let Some(setup) = untrack(|| desk.setup.get()) else { return ().node() };
    let lang = setup.site.lang;
    let failed = move || {
        let refused = desk.order.with(|order| {
            order.payment.as_ref().is_some_and(|payment| payment.state == PaymentState::Failed)
        });
        let error = desk.failed.with(|failed| failed.as_ref().map(|error| error.told(lang, None)));
        let said = error.or_else(|| desk.said.get());
        let said = said.or_else(|| refused.then(|| words::FAILED.to(lang).to_owned()));
        said.map(|said| view! { <p class="note-bar" role="alert">{said}</p> })
    };
    view! {
        {countdown(desk, &setup)}
        {act::panel(desk, lang)}
        {failed}
        {choose(desk, &setup)}
        {cancel(desk, lang)}
    }
}

/// Until when the units are held: a way to pay that takes longer moves it.
fn held_until(desk: Desk) -> Derived<Option<UnixMillis>> {
    Derived::new(move || desk.order.with(|order| order.hold_expires_at))
}

/// How long the units are held.
fn countdown(desk: Desk, setup: &Paying) -> Node {
    let (site, zone, until) = (setup.site.clone(), setup.storefront.zone.clone(), held_until(desk));
    live(move || {
        let (lang, until) = (site.lang, until.get()?);
        let left = clock_left(&site, until);
        let hour = text::when(lang, zone.as_ref(), until, untrack(|| site.now.at()));
        Some(view! {
            <div class="hold">
                <p class="hold-until">{words::HELD.with(lang, &[&hour])}</p>
                <p class="hold-left" aria-hidden="true">
                    <small>{words::LEFT_TO_PAY.to(lang)}</small>
                    <span class="countdown-digits">{move || left.get()}</span>
                </p>
                <p class="quiet">{words::HELD_HINT.to(lang)}</p>
            </div>
        })
    })
}

/// The ways to pay, and the button that starts one.
fn choose(desk: Desk, setup: &Paying) -> Node {
    let (lang, now) = (setup.site.lang, setup.site.now);
    let methods = stage::methods(&setup.storefront.payment_methods, &client::kind());
    let Some(first) = methods.first() else {
        return view! { <p class="note-bar">{words::NO_METHOD.to(lang)}</p> };
    };
    // The way that was begun with is chosen, also after the page was loaded anew.
    let order = untrack(|| desk.order.get());
    let last = order.as_ref().and_then(|order| order.payment.as_ref()).map(|last| &last.method);
    let last = last.filter(|last| methods.iter().any(|method| method.id == **last));
    desk.method.set(last.unwrap_or(&first.id).clone());
    let until = held_until(desk);
    let over = Derived::new(move || {
        until.get().is_some_and(|until| now.certain().is_some_and(|now| now >= until))
    });
    let total = order.map(|order| money(order.total)).unwrap_or_default();
    let legend =
        move || if desk.is_pending() { words::OTHER_WAY } else { words::HOW_TO_PAY }.to(lang);
    let label = move || match (desk.busy.get(), over.get()) {
        (true, _) => words::STARTING.to(lang).into(),
        (_, true) => words::LAPSED.to(lang).into(),
        _ => words::PAY.with(lang, &[&total]),
    };
    let start = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !over.get_untracked() {
            desk.start(desk.window());
        }
    };
    let options = methods.into_iter().map(|method| option(desk, lang, method));
    view! {
        <form class="methods" on:submit=start>
            <fieldset>
                <legend>{legend}</legend>
                {options.collect::<Node>()}
            </fieldset>
            <div class="pay-bar">
                <button type="submit" class="button button-wide" class:button-quiet=move || desk.is_pending()
                    disabled=move || over.get() aria-disabled=move || desk.busy.get().then_some("true")>
                    {label}
                </button>
            </div>
        </form>
    }
}

fn option(desk: Desk, lang: Lang, method: PaymentMethod) -> Node {
    let PaymentMethod { id, label, hint, .. } = method;
    let (value, this) = (id.clone(), id.clone());
    view! {
        <label class="method">
            <input type="radio" name="method" value=value
                prop:checked=move || desk.method.with(|chosen| *chosen == this)
                on:change=move |_| desk.method.set(id.clone()) />
            <span>
                {label.get(lang).to_owned()}
                {hint.map(|hint| view! { <small class="quiet">{hint.get(lang).to_owned()}</small> })}
            </span>
        </label>
    }
}

/// Ids of the button that asks to call the order off, and of the one that keeps it.
const ASK: &str = "pay-ask";
const KEEP: &str = "pay-keep";

/// Calls the order off, after asking once.
fn cancel(desk: Desk, lang: Lang) -> Node {
    let asking = Var::new(false);
    // What is tapped goes away with the tap: the focus goes to what takes its place.
    let ask = move |on: bool| {
        asking.set(on);
        request_animation_frame(move || focus::by_id(if on { KEEP } else { ASK }));
    };
    live(move || {
        if !asking.get() {
            return view! {
                <p class="pay-cancel">
                    <button type="button" class="link" id=ASK on:click=move |_| ask(true)>{words::CANCEL.to(lang)}</button>
                </p>
            };
        }
        view! {
            <div class="pay-cancel" role="group" aria-label=words::CANCEL.to(lang)>
                <p>{words::CANCEL_SURE.to(lang)}</p>
                <button type="button" class="button button-quiet" id=KEEP on:click=move |_| ask(false)>
                    {words::CANCEL_NO.to(lang)}
                </button>
                <button type="button" class="button button-quiet" on:click=move |_| desk.cancel()>
                    {words::CANCEL_YES.to(lang)}
                </button>
            </div>
        }
    })
}
