//! What buyer and shop wrote to each other about an order, and writing more.

use leptos::prelude::*;
use picklive_contract::{
    Lang, Zone,
    messages::{MESSAGE_MAX, MessageAsk, SendMessage, Sender},
    orders::Order,
    storefront::Capability,
};

use super::act::Deed;
use crate::{
    address::{Now, Site},
    platform::{
        focus,
        storage::{self, Keep},
    },
    signal::{Derived, Var, effect},
    state::Shop,
    text::{self, service},
    ui::{Data, IntoNode, Node, live, view, ways},
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
    let zone = shop.0.zone.clone();
    let form = writes.then(|| view! { {thread(site, zone, deed.order)} {form(lang, deed)} });
    view! {
        <section class="order-part">
            <h2>{service::CONTACT.to(lang)}</h2>
            {form}
            {contact}
        </section>
    }
}

/// What was written, as it is drawn.
#[derive(Clone)]
struct Thread {
    lang: Lang,
    now: Now,
    zone: Option<Zone>,
    order: Data<Order>,
}

/// The list stays on the page, also while it is empty, and grows: drawn anew it would be read out from the
/// beginning, or not at all.
fn thread(site: &Site, zone: Option<Zone>, order: Data<Order>) -> Node {
    let thread = Thread { lang: site.lang, now: site.now, zone, order };
    let there = untrack(|| order.with(|order| order.messages.len()));
    view! {
        <ul class="messages" aria-live="polite">
            {(0..there).map(|at| thread.message(at)).collect::<Node>()}
            {thread.after(there)}
        </ul>
    }
}

impl Thread {
    /// One message; not tracked.
    fn message(&self, at: usize) -> Option<Node> {
        let order = untrack(|| self.order.get())?;
        let message = order.messages.get(at)?;
        let own = message.from == Sender::Buyer;
        let who = if own { service::YOU } else { service::SHOP }.to(self.lang);
        let at = text::moment(self.lang, self.zone.as_ref(), message.at, untrack(|| self.now.at()));
        Some(view! {
            <li class="message" class:message-own=own>
                <small class="quiet">{who} " · " {at}</small>
                <p class="pay-text">{message.text.clone()}</p>
            </li>
        })
    }

    /// What comes after the first `at`, as it comes.
    fn after(&self, at: usize) -> Node {
        let (this, order) = (self.clone(), self.order);
        let there = Derived::new(move || order.with(|order| order.messages.len() > at));
        live(move || {
            there.get().then(|| view! { {this.message(at)} {untrack(|| this.after(at + 1))} })
        })
    }
}

fn form(lang: Lang, deed: &Deed) -> Node {
    let Some(id) = untrack(|| deed.order.get()).map(|order| order.id.clone()) else {
        return ().node();
    };
    // What is being written stays until it is sent, and is sent once.
    let name = format!("message {id}");
    let deed = deed.remembered(&name);
    let typed = Var::new(storage::read::<String>(Keep::Tab, &name).unwrap_or_default());
    let kept = name.clone();
    effect(move || match typed.get() {
        text if text.is_empty() => storage::remove(Keep::Tab, &kept),
        text => storage::write(Keep::Tab, &kept, &text),
    });
    let (sending, busy) = (deed.clone(), deed.busy);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = typed.get_untracked().trim().to_owned();
        if text.is_empty() {
            return focus::by_id(FIELD);
        }
        let (name, sent) = (name.clone(), text.clone());
        // Also when the page was left meanwhile. What was written since then stays.
        let done = move || {
            if storage::read(Keep::Tab, &name).is_some_and(|kept: String| kept.trim() == sent) {
                storage::remove(Keep::Tab, &name);
            }
            if typed.with_untracked(|typed| typed.trim() == sent) {
                typed.set(String::new());
            }
        };
        sending.call::<SendMessage>(&id, &MessageAsk { text }, Box::new(done));
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
