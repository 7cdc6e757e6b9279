//! What buyer and shop wrote to each other about an order, and writing more.

use leptos::prelude::*;
use picklive_contract::{
    Lang, Zone,
    messages::{MESSAGE_MAX, MessageAsk, SendMessage, Sender},
    storefront::{Capability, ShopContact},
};

use super::act::Deed;
use crate::{
    address::Site,
    platform::{
        focus,
        storage::{self, Keep},
    },
    signal::{Call, Derived, Var, effect},
    state::Shop,
    text::{self, service},
    ui::{IntoNode, Node, live, view},
};

/// Id of the field.
const FIELD: &str = "order-message";

/// The thread, the field, and how else the shop is reached; nothing when it is not reached at all.
pub(super) fn messages(site: &Site, shop: &Shop, deed: &Deed) -> Node {
    let lang = site.lang;
    let contact = shop.0.contact.clone().and_then(|contact| ways(lang, contact));
    let writes = shop.0.can(&Capability::Messages);
    if !writes && contact.is_none() {
        return ().node();
    }
    let form =
        writes.then(|| view! { {thread(site, shop.0.zone.clone(), deed)} {form(lang, deed)} });
    view! {
        <section class="order-part">
            <h2>{service::CONTACT.to(lang)}</h2>
            {form}
            {contact}
        </section>
    }
}

fn thread(site: &Site, zone: Option<Zone>, deed: &Deed) -> Node {
    let (lang, now, order) = (site.lang, site.now, deed.order);
    let all = Derived::new(move || order.with(|order| order.messages.clone()));
    live(move || {
        let all = all.get();
        let one = |message: &picklive_contract::messages::Message| {
            let own = message.from == Sender::Buyer;
            let who = if own { service::YOU } else { service::SHOP }.to(lang);
            let at = text::moment(lang, zone.as_ref(), message.at, untrack(|| now.at()));
            view! {
                <li class="message" class:message-own=own>
                    <small class="quiet">{who} " · " {at}</small>
                    <p class="pay-text">{message.text.clone()}</p>
                </li>
            }
        };
        (!all.is_empty()).then(|| {
            view! { <ul class="messages" aria-live="polite">{all.iter().map(one).collect::<Node>()}</ul> }
        })
    })
}

fn form(lang: Lang, deed: &Deed) -> Node {
    let Some(id) = untrack(|| deed.order.get()).map(|order| order.id.clone()) else {
        return ().node();
    };
    // What is being written stays until it is sent.
    let kept = format!("message {id}");
    let typed = Var::new(storage::read::<String>(Keep::Tab, &kept).unwrap_or_default());
    effect(move || match typed.get() {
        text if text.is_empty() => storage::remove(Keep::Tab, &kept),
        text => storage::write(Keep::Tab, &kept, &text),
    });
    let (sending, busy) = (deed.clone(), deed.busy);
    let sent = Call::new(move |()| typed.set(String::new()));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = typed.get_untracked().trim().to_owned();
        if text.is_empty() {
            return focus::by_id(FIELD);
        }
        sending.call::<SendMessage>(&id, &MessageAsk { text }, sent);
    };
    let label = move || if busy.get() { service::SENDING } else { service::SEND }.to(lang);
    view! {
        <form class="field" on:submit=send>
            <label for=FIELD>{service::WRITE.to(lang)}</label>
            <textarea id=FIELD rows="3" maxlength=MESSAGE_MAX.to_string()
                prop:value=move || typed.get() on:input=move |event| typed.set(event_target_value(&event))></textarea>
            {deed.told(lang)}
            <button class="button button-quiet" disabled=move || busy.get()>{label}</button>
        </form>
    }
}

/// How else the shop is reached.
fn ways(lang: Lang, contact: ShopContact) -> Option<Node> {
    let ShopContact { email, phone, wechat, hours } = contact;
    let mail = email.map(|to| {
        let href = format!("mailto:{to}");
        view! { <p><a href=href rel="external">{to}</a></p> }
    });
    let call = phone.map(|to| {
        let digits: String = to.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        view! { <p><a href=format!("tel:{digits}") rel="external">{to}</a></p> }
    });
    let wechat =
        wechat.map(|name| view! { <p>{service::WECHAT.to(lang)} " " <code>{name}</code></p> });
    let some = mail.is_some() || call.is_some() || wechat.is_some();
    let hours = hours.map(|hours| view! { <p class="quiet">{hours.get(lang).to_owned()}</p> });
    some.then(|| view! { <div class="contact-ways">{mail} {call} {wechat} {hours}</div> })
}
