//! The returns of an order: what, how it stands, what to do next.

use leptos::prelude::{request_animation_frame, untrack};
use picklive_contract::{
    Zone,
    orders::Order,
    returns::{Return, WithdrawReturn},
};

use super::model::{reason, state};
use crate::{
    address::Site,
    orders::act::Deed,
    platform::focus,
    signal::Derived,
    state::{App, Shop},
    text::{self, money, service},
    ui::{Node, live, view},
};

/// Id of the heading.
const HEAD: &str = "returns";

/// Leads to the heading once what was just done is drawn: the button it was done with may be gone.
pub(super) fn focus_on_head() {
    request_animation_frame(|| focus::by_id(HEAD));
}

/// Draws them, the latest first.
pub(super) fn told(site: &Site, shop: &Shop, deed: &Deed) -> Node {
    let (site, zone, deed) = (site.clone(), shop.0.zone.clone(), deed.another());
    let order = deed.order;
    let all = Derived::new(move || order.with(|order| order.returns.clone()));
    live(move || {
        let all = all.get();
        let order = untrack(|| order.get())?;
        let cards = all.iter().rev().map(|one| card(&site, zone.as_ref(), &deed, &order, one));
        let cards = cards.collect::<Node>();
        (!all.is_empty()).then(|| {
            view! {
                <section class="order-part returns">
                    <h2 id=HEAD tabindex="-1">{service::RETURNS.to(site.lang)}</h2>
                    {cards}
                    {deed.told(site.lang)}
                </section>
            }
        })
    })
}

fn card(site: &Site, zone: Option<&Zone>, deed: &Deed, order: &Order, one: &Return) -> Node {
    let lang = site.lang;
    let at = text::moment(lang, zone, one.asked_at, untrack(|| site.now.at()));
    let line = |line: &picklive_contract::returns::ReturnLine| {
        let at = usize::try_from(line.line).unwrap_or(usize::MAX);
        let title = order.lines.get(at).map(|line| line.bought.title.get(lang).to_owned());
        view! { <p>{title} " × " {line.quantity.to_string()}</p> }
    };
    let sum = match (one.refunded, one.allowed) {
        (Some(back), _) => service::BACK.with(lang, &[&money(back)]),
        (None, Some(allowed)) => service::ALLOWED.with(lang, &[&money(allowed)]),
        (None, None) => service::ASKED.with(lang, &[&money(one.asked)]),
    };
    let pictures =
        (one.pictures > 0).then(|| service::PICTURES_SENT.with(lang, &[&one.pictures.to_string()]));
    let send_back = one.send_back.as_ref().filter(|_| one.is_open());
    let send_back = send_back
        .map(|text| view! { <p class="pay-text return-to">{text.get(lang).to_owned()}</p> });
    let answer = one.answer.clone().map(
        |text| view! { <blockquote class="pick-note"><p class="pay-text">{text}</p></blockquote> },
    );
    let (id, busy, withdrawing) = (one.id.clone(), deed.busy, deed.clone());
    let app = App::get();
    let done = move || {
        if let Some(app) = app {
            app.toasts.say(service::IS_WITHDRAWN.to(lang).into());
        }
        focus_on_head();
    };
    let withdraw = move |_| withdrawing.call::<WithdrawReturn>(&id, &(), Box::new(done));
    let withdraw = one.can_be_withdrawn().then(|| view! {
        <button type="button" class="link" disabled=move || busy.get() on:click=withdraw>{service::WITHDRAW.to(lang)}</button>
    });
    view! {
        <article class="return">
            <p><b>{state(one).to(lang)}</b></p>
            <p class="quiet">{service::RETURN.with(lang, &[&one.number])} " · " {at} " · " {reason(&one.reason).to(lang)}</p>
            {one.lines.iter().map(line).collect::<Node>()}
            <p>{sum}</p>
            {(!one.note.is_empty()).then(|| view! { <p class="quiet pay-text">{one.note.clone()}</p> })}
            {pictures.map(|told| view! { <p class="quiet">{told}</p> })}
            {answer}
            {send_back}
            {withdraw}
        </article>
    }
}
