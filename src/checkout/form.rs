//! The form of a purchase as it is typed into: every change is remembered at once.

use leptos::prelude::*;
use picklive_contract::{
    Lang,
    address::{Address, OrderContact, Region},
};

use super::{
    filled::{FIELDS, Filled, Needs, own_name, region_of},
    memory::{self, Buyer},
    wish::Wish,
};
use crate::{
    api::{ApiError, reason},
    platform::focus,
    signal::{Derived, Var, effect},
    ui::Data,
};

/// What happened to the form beside typing.
#[derive(Clone, Default)]
struct Marks {
    /// The fields that were left once.
    left: Vec<&'static str>,
    /// It was handed in once: from then on everything wrong is said.
    tried: bool,
    /// What the server refused: a field's name, why, and what stood in it then.
    told: Vec<(&'static str, String, String)>,
}

/// The form; its fields go by the names in [`FIELDS`].
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
        let Buyer { contact, mut address } = draft.unwrap_or_else(memory::buyer);
        let (note, wish) = (memory::note(&about), memory::wish(&about));
        if !countries.contains(&address.country) {
            address.country = countries.first().cloned().unwrap_or_default();
        }
        if address.phone.is_empty() {
            address.phone = contact.phone;
        }
        let Address { country, name, phone, province, city, district, street, postcode } = address;
        let texts =
            [country, name, phone, province, city, district, postcode, street, contact.email, note];
        let form = Self {
            texts: texts.map(Var::new),
            lang,
            marks: Data::new(Marks::default()),
            wish: Data::new(wish),
            wants_address: Var::new(false),
            wants_email: Var::new(false),
            prefilled,
        };
        effect(move || form.keep());
        form
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

    /// What to say beside a field.
    pub fn wrong(&self, name: &'static str) -> Derived<Option<String>> {
        let (this, text) = (*self, self.text(name));
        Derived::new(move || {
            let value = text.get();
            let (told, watched) = this.marks.with(|marks| {
                let told = marks.told.iter().find(|told| told.0 == name && told.2 == value);
                let left = !value.trim().is_empty() && marks.left.contains(&name);
                (told.map(|told| reason(&told.1, this.lang)), left || marks.tried)
            });
            let own = || {
                let all = this.filled().check(this.needs());
                all.into_iter().find(|one| one.0 == name).map(|one| reason(one.1, this.lang))
            };
            told.or_else(|| if watched { own() } else { None }).map(Into::into)
        })
    }

    fn mark(&self, change: impl FnOnce(&mut Marks)) {
        let mut marks = untrack(|| self.marks.with(Clone::clone));
        change(&mut marks);
        self.marks.set(marks);
    }

    /// A field was left: from now on it is said when it is wrong.
    pub fn leave(&self, name: &'static str) {
        if untrack(|| self.marks.with(|marks| !marks.left.contains(&name))) {
            self.mark(|marks| marks.left.push(name));
        }
    }

    /// How many fields are wrong, once the form was handed in; tracked.
    pub fn count_wrong(&self) -> usize {
        if self.marks.with(|marks| marks.tried) {
            self.filled().check(self.needs()).len()
        } else {
            0
        }
    }

    /// Hands the form in: whether it is right. If not, the first wrong field gets the focus.
    pub fn hand_in(&self) -> bool {
        self.mark(|marks| {
            marks.tried = true;
            marks.told.clear();
        });
        let wrong = untrack(|| self.filled().check(self.needs()));
        wrong.first().inspect(|wrong| focus_on(wrong.0)).is_none()
    }

    /// Shows what the server found wrong, and leads to it.
    pub fn refused(&self, error: &ApiError) {
        let ApiError::Problem(problem) = error else { return };
        let fields = problem.fields.iter().filter_map(|wrong| {
            let name = own_name(&wrong.field)?;
            Some((name, wrong.reason.clone(), self.text(name).get_untracked()))
        });
        let told: Vec<_> = fields.collect();
        if let Some(first) = told.first().map(|told| told.0) {
            self.mark(|marks| marks.told = told);
            focus_on(first);
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

fn focus_on(name: &str) {
    if let Some(field) = FIELDS.iter().find(|field| field.0 == name) {
        focus::by_id(field.1);
    }
}
