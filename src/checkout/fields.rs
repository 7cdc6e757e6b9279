//! The fields of a purchase: where it goes, how the shop reaches the buyer, a note.

mod provinces;
mod saved;

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{
    Lang,
    address::Layout,
    addresses::SavedAddress,
    orders::NOTE_MAX,
    storefront::{Shipping, Storefront},
};

use super::{filled::FIELDS, form::Form};
use crate::{
    signal::Derived,
    text::{Say, checkout as words},
    ui::{Field, IntoNode, Node, field, view},
};

fn id(name: &str) -> &'static str {
    FIELDS.iter().find(|field| field.0 == name).map_or("", |field| field.1)
}

/// A text field by its name, with what browsers fill in.
fn text(
    form: Form,
    name: &'static str,
    label: String,
    kind: &'static str,
    fills: &'static str,
    optional: bool,
    hint: Option<String>,
) -> Node {
    let spec = Field {
        id: id(name),
        label,
        kind,
        autocomplete: fills,
        inputmode: kind,
        optional,
        hint,
        ..Field::default()
    };
    field(spec, form.text(name), form.wrong(name), move || form.leave(name))
}

/// A place to choose: its value, its name, and whether parcels go there.
type Place = (String, String, bool);

/// A list of places to choose from. Where no parcels go is shown, and why it cannot be chosen.
fn select(
    form: Form,
    name: &'static str,
    label: &'static str,
    fills: &'static str,
    options: Vec<Place>,
    chosen: Box<dyn Fn(String)>,
) -> Node {
    let (id, value, wrong) = (id(name), form.text(name), form.wrong(name));
    let lang = form.lang();
    let options = options.into_iter().map(|(this, name, sent)| {
        let same = this.clone();
        let shown = if sent { name } else { words::NOT_SENT_TO.with(lang, &[&name]) };
        view! { <option value=this disabled=!sent prop:selected=move || value.with(|value| *value == same)>{shown}</option> }
    });
    view! {
        <div class="field" class:field-wrong=move || wrong.get().is_some()>
            <label for=id>{label}</label>
            <select id=id name=id autocomplete=fills required
                aria-invalid=move || wrong.get().is_some().then_some("true") aria-describedby=format!("{id}-note")
                on:change=move |event| chosen(event_target_value(&event))>
                {options.collect::<Node>()}
            </select>
            <p class="field-note" id=format!("{id}-note")>{move || wrong.get()}</p>
        </div>
    }
}

/// Where it goes: a place that the shop sends to. `saved` are addresses to choose from.
pub fn address(
    form: Form,
    lang: Lang,
    shop: Arc<Storefront>,
    saved: Option<Derived<Vec<SavedAddress>>>,
) -> Node {
    let country = form.text("country");
    let shipping = shop.shipping.as_ref();
    let countries = shipping.map_or(&[][..], |shipping| &shipping.countries);
    let home = countries.first().cloned().unwrap_or_default();
    let place = |code: &String| (code.clone(), words::country(code, lang), true);
    let list = countries.iter().map(place).collect();
    let say = |say: Say| say.to(lang).to_owned();
    let code = Derived::new(move || country.get());
    view! {
        <fieldset class="form-part">
            <legend><h2>{words::ADDRESS.to(lang)}</h2></legend>
            {saved.map(|saved| saved::chips(form, lang, home, saved))}
            {form.prefilled.then(|| view! { <p class="quiet">{words::REMEMBERED.to(lang)}</p> })}
            {select(form, "country", words::COUNTRY.to(lang), "country", list, Box::new(move |to| country.set(to)))}
            <div class="form-pair">
                {text(form, "name", say(words::NAME), "", "name", false, None)}
                {text(form, "phone", say(words::PHONE), "tel", "tel", false, Some(say(words::PHONE_WHY)))}
            </div>
            {move || region(form, lang, shop.shipping.as_ref(), &code.get())}
            {text(form, "street", say(words::STREET), "", "address-line1", false, Some(say(words::STREET_HINT)))}
        </fieldset>
    }
}

/// The fields between the country and the street, as the country has them.
fn region(form: Form, lang: Lang, shipping: Option<&Shipping>, country: &str) -> Node {
    let layout = Layout::of(country);
    let one = |asked: bool, name: &'static str, label: Say, fills: &'static str| {
        asked.then(|| text(form, name, label.to(lang).into(), "", fills, false, None))
    };
    let province = layout.province.then(|| {
        if country == "CN" {
            provinces::provinces(form, lang, shipping).node()
        } else {
            one(true, "province", words::STATE, "address-level1").node()
        }
    });
    view! {
        <div class="form-pair">
            {province}
            {one(layout.city, "city", words::CITY, "address-level2")}
            {one(layout.district, "district", words::DISTRICT, "address-level3")}
            {one(layout.postcode, "postcode", words::POSTCODE, "postal-code")}
        </div>
    }
}

/// How the shop reaches the buyer, beside the telephone number in the address.
pub fn contact(form: Form, lang: Lang, needed: bool) -> Node {
    let label = if needed { words::EMAIL } else { words::EMAIL_OPTIONAL };
    let label = label.to(lang).to_owned();
    let why = Some(words::EMAIL_WHY.to(lang).to_owned());
    view! {
        <fieldset class="form-part">
            <legend><h2>{words::CONTACT.to(lang)}</h2></legend>
            {text(form, "email", label, "email", "email", !needed, why)}
        </fieldset>
    }
}

/// The buyer's words to the shop.
pub fn note(form: Form, lang: Lang) -> Node {
    let (id, value, wrong) = (id("note"), form.text("note"), form.wrong("note"));
    view! {
        <div class="form-part field" class:field-wrong=move || wrong.get().is_some()>
            <label for=id>{words::NOTE.to(lang)}</label>
            <textarea id=id name=id rows="2" maxlength=NOTE_MAX.to_string() aria-describedby="buy-note-note"
                prop:value=move || value.get() on:input=move |event| value.set(event_target_value(&event))></textarea>
            <p class="field-note" id="buy-note-note">{move || wrong.get()}</p>
        </div>
    }
}
