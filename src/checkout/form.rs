//! The form of a purchase as it is typed into: every change is remembered at once.

mod wrong;

use leptos::prelude::*;
use picklive_contract::{
    Lang,
    address::{Address, OrderContact, Region},
};

use super::{
    filled::{FIELDS, Filled, Needs, is_blank, region_of},
    memory::{self, Buyer},
    wish::Wish,
};
use crate::{
    signal::{Derived, Var, effect},
    ui::Data,
};
use wrong::Marks;

/// The form; its fields go by the names in `FIELDS`.
#[derive(Clone, Copy)]
pub struct Form {
    texts: [Var<String>; FIELDS.len()],
    lang: Lang,
    marks: Data<Marks>,
    /// What was asked for and has no answer yet.
    wish: Data<Wish>,
    /// Whether an address is asked for.
    pub wants_address: Var<bool>,
    /// Whether an e-mail address is needed.
    pub wants_email: Var<bool>,
    /// Whether it was filled in from the last order.
    pub prefilled: bool,
}

impl Form {
    /// A form with what was typed in this tab, else with what is remembered of the last order; the country
    /// is one of `countries`, the first when none was chosen. A note stays with what it was written `about`.
    pub fn new(lang: Lang, countries: &[String], about: String) -> Self {
        let draft = memory::draft();
        let prefilled = draft.is_none() && !memory::buyer().address.street.is_empty();
        let mut buyer = draft.unwrap_or_else(memory::buyer);
        if buyer.address.phone.is_empty() {
            buyer.address.phone = std::mem::take(&mut buyer.contact.phone);
        }
        let (note, wish) = (memory::note(&about), memory::wish(&about));
        let form = Self::with(lang, countries, buyer, note, wish);
        effect(move || form.keep());
        Self { prefilled, ..form }
    }

    /// A form for an address alone, of which nothing is remembered.
    pub fn alone(lang: Lang, countries: &[String], address: Address) -> Self {
        let buyer = Buyer { address, ..Buyer::default() };
        let form = Self::with(lang, countries, buyer, String::new(), Wish::default());
        form.wants_address.set(true);
        form
    }

    fn with(lang: Lang, countries: &[String], buyer: Buyer, note: String, wish: Wish) -> Self {
        let Buyer { contact, mut address } = buyer;
        if !countries.contains(&address.country) {
            address.country = countries.first().cloned().unwrap_or_default();
        }
        let Address { country, name, phone, province, city, district, street, postcode } = address;
        let texts =
            [country, name, phone, province, city, district, postcode, street, contact.email, note];
        Self {
            texts: texts.map(Var::new),
            lang,
            marks: Data::new(Marks::default()),
            wish: Data::new(wish),
            wants_address: Var::new(false),
            wants_email: Var::new(false),
            prefilled: false,
        }
    }

    /// Whether nothing of the address was typed or is remembered, of one that begins in the country `home`;
    /// not tracked.
    pub fn is_blank(&self, home: &str) -> bool {
        let address = untrack(|| self.filled()).buyer.address;
        is_blank(&address, home, &memory::buyer().contact.phone)
    }

    /// Fills in what is known of the contact by now, where nothing was typed.
    pub fn complete(&self) {
        let OrderContact { phone, email } = memory::buyer().contact;
        for (name, known) in [("phone", phone), ("email", email)] {
            let text = self.text(name);
            if text.with_untracked(String::is_empty) {
                text.change(known);
            }
        }
    }

    /// The language it is written in.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The text of a field.
    pub fn text(&self, name: &str) -> Var<String> {
        let at = FIELDS.iter().position(|field| field.0 == name).unwrap_or(0);
        self.texts[at]
    }

    /// What was typed; tracked.
    pub fn filled(&self) -> Filled {
        let [country, name, phone, province, city, district, postcode, street, email, note] =
            self.texts.map(|text| text.get());
        let contact = OrderContact { phone: phone.clone(), email };
        let address = Address { country, name, phone, province, city, district, street, postcode };
        Filled { buyer: Buyer { contact, address }, note }
    }

    /// Fills in an address.
    pub fn take(&self, address: Address) {
        let Address { country, name, phone, province, city, district, street, postcode } = address;
        let all = [
            ("country", country),
            ("name", name),
            ("phone", phone),
            ("province", province),
            ("city", city),
            ("district", district),
            ("postcode", postcode),
            ("street", street),
        ];
        for (field, text) in all {
            self.text(field).change(text);
        }
    }

    /// Where it goes, as far as a quote depends on it.
    pub fn region(&self) -> Derived<Option<Region>> {
        let texts = ["country", "province", "city", "district"].map(|name| self.text(name));
        Derived::new(move || {
            let [country, province, city, district] = texts.map(|text| text.get());
            region_of(&Address { country, province, city, district, ..Address::default() })
        })
    }

    /// What the purchase needs; tracked.
    pub fn needs(&self) -> Needs {
        Needs { address: self.wants_address.get(), email: self.wants_email.get() }
    }

    /// Takes what a quote says is needed.
    pub fn need(&self, needs: Needs) {
        for (signal, now) in [(self.wants_address, needs.address), (self.wants_email, needs.email)]
        {
            if signal.get_untracked() != now {
                signal.set(now);
            }
        }
    }

    /// What is bought, by which notes are remembered.
    pub fn about(&self) -> String {
        untrack(|| self.wish.with(|wish| wish.about.clone()))
    }

    /// Changes the wish and remembers it at once: also a reload repeats it.
    pub fn wish<R>(&self, change: impl FnOnce(&mut Wish) -> R) -> R {
        let mut wish = untrack(|| self.wish.with(Clone::clone));
        let result = change(&mut wish);
        memory::keep_wish(&wish);
        self.wish.set(wish);
        result
    }

    /// Whether something was asked for that has no answer yet; tracked.
    pub fn is_unanswered(&self) -> bool {
        self.wish.with(Wish::is_open)
    }

    /// Whether it was asked for by a person; tracked.
    pub fn was_persons(&self) -> bool {
        self.wish.with(|wish| wish.by_person)
    }

    /// Whether the form is no longer on the page.
    pub fn is_gone(&self) -> bool {
        self.wants_address.is_gone()
    }

    fn keep(&self) {
        let Filled { buyer, note } = self.filled();
        memory::keep_draft(&buyer);
        memory::keep_note(&self.about(), &note);
    }
}
