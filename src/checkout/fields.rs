//! The fields of a purchase: where it goes, how the shop reaches the buyer, a note.

use leptos::prelude::*;
use picklive_contract::{Lang, address::Layout, addresses::SavedAddress, orders::NOTE_MAX};

use super::{filled::FIELDS, form::Form};
use crate::{
    signal::{Derived, effect},
    text::{Say, checkout as words, service},
    ui::{Field, IntoNode, Node, field, live, view},
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

/// A list to choose from: pairs of value and what is shown.
fn select(
    form: Form,
    name: &'static str,
    label: &'static str,
    fills: &'static str,
    options: Vec<(String, String)>,
    chosen: Box<dyn Fn(String)>,
) -> Node {
    let (id, value, wrong) = (id(name), form.text(name), form.wrong(name));
    let options = options.into_iter().map(|(this, shown)| {
        let same = this.clone();
        view! { <option value=this prop:selected=move || value.with(|value| *value == same)>{shown}</option> }
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

/// Where it goes.
pub fn address(
    form: Form,
    lang: Lang,
    countries: &[String],
    saved: Option<Derived<Vec<SavedAddress>>>,
) -> Node {
    let country = form.text("country");
    let list = countries.iter().map(|code| (code.clone(), words::country(code, lang))).collect();
    let say = |say: Say| say.to(lang).to_owned();
    let code = Derived::new(move || country.get());
    view! {
        <fieldset class="form-part">
            <legend><h2>{words::ADDRESS.to(lang)}</h2></legend>
            {saved.map(|saved| from_book(form, lang, saved))}
            {form.prefilled.then(|| view! { <p class="quiet">{words::REMEMBERED.to(lang)}</p> })}
            {select(form, "country", words::COUNTRY.to(lang), "country", list, Box::new(move |to| country.set(to)))}
            <div class="form-pair">
                {text(form, "name", say(words::NAME), "", "name", false, None)}
                {text(form, "phone", say(words::PHONE), "tel", "tel", false, Some(say(words::PHONE_WHY)))}
            </div>
            {move || region(form, lang, &code.get())}
            {text(form, "street", say(words::STREET), "", "address-line1", false, Some(say(words::STREET_HINT)))}
        </fieldset>
    }
}

/// Addresses of the person's book, to fill in with one tap; the default does so by itself while nothing is typed.
fn from_book(form: Form, lang: Lang, saved: Derived<Vec<SavedAddress>>) -> Node {
    let mut begun = false;
    effect(move || {
        let first = saved.with(|all| all.first().filter(|one| one.default).cloned());
        let Some(first) = first.filter(|_| !begun) else { return };
        begun = true;
        if form.text("street").with_untracked(String::is_empty) {
            form.take(first.address);
        }
    });
    live(move || {
        let all = saved.get();
        let one = |saved: &SavedAddress| {
            let address = saved.address.clone();
            let label = format!("{} · {}", address.name, address.street);
            view! { <button type="button" class="chip" on:click=move |_| form.take(address.clone())>{label}</button> }
        };
        (!all.is_empty()).then(|| {
            view! {
                <div class="searches" role="group" aria-label=service::USE_ADDRESS.to(lang)>
                    {all.iter().map(one).collect::<Node>()}
                </div>
            }
        })
    })
}

/// The fields between the country and the street, as the country has them.
fn region(form: Form, lang: Lang, country: &str) -> Node {
    let layout = Layout::of(country);
    let one = |asked: bool, name: &'static str, label: Say, fills: &'static str| {
        asked.then(|| text(form, name, label.to(lang).into(), "", fills, false, None))
    };
    let province = layout.province.then(|| {
        if country == "CN" {
            provinces(form, lang).node()
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

/// The Chinese provinces; choosing one of the four that are cities fills in the city.
fn provinces(form: Form, lang: Lang) -> Node {
    let (province, city) = (form.text("province"), form.text("city"));
    let names = words::provinces(lang);
    let mut list = vec![(String::new(), words::CHOOSE.to(lang).to_owned())];
    // What was typed for another country is no Chinese province.
    if province.with_untracked(|now| !names.clone().any(|name| name.0 == now)) {
        province.change(String::new());
    }
    list.extend(names.map(|(name, shown)| (name.to_owned(), shown.to_owned())));
    let chosen = move |to: String| {
        let is_city =
            |name: &String| words::provinces(lang).take(words::CITIES).any(|city| city.0 == name);
        if city.with_untracked(|now| now.is_empty() || is_city(now)) {
            city.set(if is_city(&to) { to.clone() } else { String::new() });
        }
        province.set(to);
    };
    select(form, "province", words::PROVINCE.to(lang), "address-level1", list, Box::new(chosen))
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
