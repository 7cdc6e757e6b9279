//! The one purchase flow: what is bought, for whom, where to, what it costs; then the hold and payment.

mod parts;
mod place;

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{
    Lang, OrderId, Slug, account::Session, addresses::SavedAddress, events::Event, orders::Order,
    quotes::LineAsk, storefront::Storefront,
};

use super::{
    fields,
    filled::Needs,
    form::Form,
    lines::order_lines,
    pay::{Paying, paying},
    pricing::Pricing,
    room::InRoom,
    verify::verify_sheet,
};
use crate::{
    address::Site,
    api::{Api, ApiError},
    signal::{Call, Derived, Var, effect},
    text::Say,
    ui::{Data, IntoNode, Node, Sheet, failure, view, waiting},
};

/// An order that this browser placed.
#[derive(Clone, Debug)]
pub struct Placed {
    /// As it was placed; of a guest with the key to it.
    pub order: Arc<Order>,
    /// What the buyer should be told: the page was left meanwhile, or an earlier try had worked.
    pub note: Option<Say>,
}

/// What a purchase needs to know and whom it tells; it knows no router and no app state.
#[derive(Clone)]
pub struct Setup {
    /// Where and for whom.
    pub site: Site,
    /// The shop.
    pub storefront: Arc<Storefront>,
    /// What is to be bought.
    pub lines: Vec<LineAsk>,
    /// The way to the server.
    pub api: Api,
    /// Whether nobody is signed in.
    pub guest: Derived<bool>,
    /// The shop whose link was opened.
    pub shop: Option<Slug>,
    /// The room it is bought in.
    pub room: Option<InRoom>,
    /// Remembers an order of this browser, and tells what there is to tell; also when the flow is gone.
    pub remember: Call<Placed>,
    /// A guest's key to an order.
    pub secret_of: Call<OrderId, Option<String>>,
    /// The absolute address of the app to which a provider's page returns.
    pub return_url: Call<OrderId, String>,
    /// The order was placed. The flow goes on to payment by itself; a host with a page for orders may go
    /// there instead.
    pub placed: Call<Arc<Order>>,
    /// The order was paid while it was looked at.
    pub done: Call<Arc<Order>>,
    /// A contact was verified on the way.
    pub signed_in: Call<Session>,
    /// Calls what it is given with every event of the shop, as long as that is there.
    pub listen: Call<Call<Arc<Event>>>,
    /// Addresses to choose from, besides the one that was typed last.
    pub addresses: Derived<Vec<SavedAddress>>,
    /// The person wants to go back to what they looked at.
    pub leave: Call<()>,
}

/// A purchase under way.
#[derive(Clone, Copy)]
struct Flow {
    setup: Data<Setup>,
    lang: Lang,
    form: Form,
    pricing: Pricing,
    verify: Sheet,
    /// The order is being placed: a second tap does nothing.
    busy: Var<bool>,
    failed: Var<Option<ApiError>>,
    /// The order, once it is placed.
    order: Var<Option<Data<Order>>>,
}

/// A purchase, from its lines to the result, in one scrolling column without a heading of its own.
/// Everything typed is remembered at once and survives reload, failure and going away.
pub fn flow(setup: Setup) -> Node {
    let Setup { site, storefront, api, guest, signed_in, .. } = setup.clone();
    let lang = site.lang;
    let shipping = storefront.shipping.as_ref();
    let countries = shipping.map_or(&[][..], |shipping| &shipping.countries);
    let about = setup.lines.iter().map(|line| line.variant.as_str()).collect::<Vec<_>>().join(" ");
    let form = Form::new(lang, countries, about);
    let pricing = Pricing::new(api.clone(), setup.lines.clone(), form.region(), guest, setup.room);
    pricing.follow(site.now);
    let now = site.now;
    setup.listen.run(Call::new(move |event: Arc<Event>| pricing.heard(&event, now)));
    if let Some(room) = setup.room {
        room.on_prices(Call::new(move |()| pricing.soon()));
    }
    effect(move || {
        if let Some(needs) = pricing.quote.with(|quote| quote.as_ref().map(Needs::of)) {
            form.need(needs);
        }
    });
    let flow = Flow {
        setup: Data::new(setup),
        lang,
        form,
        pricing,
        verify: Sheet::new(),
        busy: Var::new(false),
        failed: Var::new(None),
        order: Var::new(None),
    };
    let verified = Call::new(move |session: Session| {
        flow.failed.set(None);
        form.complete();
        signed_in.run(session);
    });
    let kinds = storefront.contact_kinds.clone();
    let sheet = verify_sheet(&site, flow.verify, api, kinds, verified);
    let body = move || {
        if let Some(order) = flow.order.get() {
            return after(flow, order);
        }
        if pricing.there.get() {
            return untrack(|| form_view(flow, storefront.clone()));
        }
        // Only the first quote has a screen of its own; later failures are said in the form.
        match pricing.failed.get() {
            Some(error) => failure(&error, lang, move || {
                pricing.failed.set(None);
                pricing.again();
            }),
            None => waiting(lang),
        }
    };
    view! { <div class="checkout">{body} {sheet}</div> }
}

/// The form. It is drawn once: later quotes change what is in it, not the fields themselves.
fn form_view(flow: Flow, shop: Arc<Storefront>) -> Node {
    let (form, lang) = (flow.form, flow.lang);
    let saved = untrack(|| flow.setup.with(|setup| Some(setup.addresses)));
    let place = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        flow.place();
    };
    view! {
        <form novalidate on:submit=place>
            {parts::unanswered(flow)}
            {parts::changes(flow)}
            {parts::lines(flow)}
            {move || form.wants_address.get().then(|| fields::address(form, lang, shop.clone(), saved))}
            {move || fields::contact(form, lang, form.wants_email.get())}
            {fields::note(form, lang)}
            {parts::sums(flow)}
            {parts::bar(flow)}
        </form>
    }
}

/// Hold, payment and result, for a host that has no page for orders.
fn after(flow: Flow, order: Data<Order>) -> Node {
    let Some(setup) = untrack(|| flow.setup.get()) else { return ().node() };
    let leads = setup.room.is_none();
    let Setup { site, storefront, api, secret_of, return_url, done, .. } = Setup::clone(&setup);
    let again = Call::new(move |()| {
        flow.order.set(None);
        flow.pricing.again();
    });
    let fresh = Call::new(move |fresh| order.set(fresh));
    let zone = storefront.zone.clone();
    let drawn = site.clone();
    let lines = move || Some(order_lines(&drawn, zone.as_ref(), &order.get()?.lines, leads));
    let stays = !leads;
    let setup =
        Paying { site, storefront, api, order, fresh, secret_of, return_url, stays, again, done };
    view! { {paying(setup)} {lines} }
}
