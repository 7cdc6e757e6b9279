//! Adding an address and changing one. What is typed stays until it is saved.

use leptos::prelude::*;
use picklive_contract::{
    Lang, PersonId,
    addresses::{AddAddress, AddressAsk, ChangeAddress, LABEL_MAX},
};

use super::work::Work;
use crate::{
    checkout::{Form, address_fields, memory},
    platform::storage::{self, Keep},
    signal::{Derived, Var, effect},
    state::Shop,
    text::service,
    ui::{Field, Node, Sheet, field, view},
};

/// Draws the form for what is being edited.
pub(super) fn form(
    lang: Lang,
    shop: &Shop,
    work: Work,
    who: Option<&PersonId>,
    open: Sheet,
) -> Node {
    let one = work.editing.get_untracked();
    let id = one.as_ref().map(|one| one.id.clone());
    let of = id.as_ref().map_or("", |id| id.as_str());
    // The next person at this tab does not see it.
    let kept = format!("{}{} {of}", memory::ADDRESS, who.map_or("", |who| who.as_str()));
    let draft = storage::read::<AddressAsk>(Keep::Tab, &kept);
    let (label, address) = match (draft, one) {
        (Some(draft), _) => (draft.label, draft.address),
        (None, Some(one)) => (one.label, one.address),
        (None, None) => Default::default(),
    };
    let shipping = shop.0.shipping.as_ref();
    let countries = shipping.map_or(&[][..], |shipping| &shipping.countries);
    let form = Form::alone(lang, countries, address);
    let label = Var::new(label);
    let typed = move || AddressAsk {
        label: label.get().trim().into(),
        address: form.filled().buyer.address,
        default: false,
    };
    let (name, mut begun) = (kept.clone(), false);
    effect(move || {
        let now = typed();
        // What was only looked at is no draft.
        if std::mem::replace(&mut begun, true) {
            storage::write(Keep::Tab, &name, &now);
        }
    });
    effect(move || work.failed.with(|failed| failed.iter().for_each(|error| form.refused(error))));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !form.hand_in() {
            return;
        }
        let ask = untrack(|| AddressAsk { address: form.filled().address(), ..typed() });
        let kept = kept.clone();
        let done = Box::new(move || {
            storage::remove(Keep::Tab, &kept);
            open.close();
        });
        match &id {
            Some(id) => work.change::<ChangeAddress>(id, &ask, done),
            None => work.change::<AddAddress>(&(), &ask, done),
        }
    };
    let spec = Field {
        id: "address-label",
        label: service::LABEL.to(lang).into(),
        autocomplete: "off",
        optional: true,
        max: u32::try_from(LABEL_MAX).unwrap_or(0),
        ..Field::default()
    };
    let busy = work.busy;
    let say = move || if busy.get() { service::SAVING } else { service::SAVE }.to(lang);
    view! {
        <form class="return-form" novalidate on:submit=send>
            {address_fields(form, lang, shop.0.clone(), None)}
            {field(spec, label, Derived::new(|| None), || {})}
            {work.told(lang)}
            <button class="button button-wide" disabled=move || busy.get()>{say}</button>
        </form>
    }
}
