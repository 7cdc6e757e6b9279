//! What was typed into the form of a purchase: what is wrong with it, and the question it makes. Plain
//! rules; the words for what is wrong are those of the contract.

use picklive_contract::{
    Money, Slug,
    address::{self, Address, Layout, OrderContact, Region, email_looks_right},
    orders::{NOTE_MAX, OrderAsk},
    product::ProductKind,
    quotes::{LineAsk, Quote},
};

use super::memory::Buyer;

/// The fields in the order they stand in the form, each with the id of its input.
pub const FIELDS: [(&str, &str); 10] = [
    ("country", "buy-country"),
    ("name", "buy-name"),
    ("phone", "buy-phone"),
    ("province", "buy-province"),
    ("city", "buy-city"),
    ("district", "buy-district"),
    ("postcode", "buy-postcode"),
    ("street", "buy-street"),
    ("email", "buy-email"),
    ("note", "buy-note"),
];

/// A field by its name in [`FIELDS`], and why it is wrong.
pub type Wrong = (&'static str, &'static str);

/// What a purchase must know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Something is shipped: an address with a telephone number.
    pub address: bool,
    /// Something is sent by mail, or there is no other contact.
    pub email: bool,
}

impl Needs {
    /// What the lines of a quote need.
    pub fn of(quote: &Quote) -> Self {
        let sent = |kind: &ProductKind| matches!(kind, ProductKind::Course | ProductKind::Voucher);
        let email = !quote.needs_address || quote.lines.iter().any(|line| sent(&line.kind));
        Self { address: quote.needs_address, email }
    }
}

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Contact and address; the telephone number stands in the address.
    pub buyer: Buyer,
    /// The note.
    pub note: String,
}

impl Filled {
    /// What is wrong, in the order of the form.
    pub fn check(&self, needs: Needs) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        if needs.address {
            wrong.extend(address::check(&self.buyer.address));
        }
        let email = self.buyer.contact.email.trim();
        if email.is_empty() && needs.email {
            wrong.push(("email", "missing"));
        } else if !email.is_empty() && !email_looks_right(email) {
            wrong.push(("email", "malformed"));
        }
        if self.note.chars().count() > NOTE_MAX {
            wrong.push(("note", "too-long"));
        }
        // In the order of the form, so that the first is the one to lead to.
        let of = |name| wrong.iter().filter(move |wrong| wrong.0 == name).copied();
        FIELDS.iter().flat_map(|field| of(field.0)).collect()
    }

    /// The address as it is sent. Fields that its country does not ask for are left out, though they may have
    /// been typed before.
    pub fn address(&self) -> Address {
        let given = &self.buyer.address;
        let layout = Layout::of(&given.country);
        Address {
            country: given.country.clone(),
            name: text(&given.name, true),
            phone: text(&given.phone, true),
            province: text(&given.province, layout.province),
            city: text(&given.city, layout.city),
            district: text(&given.district, layout.district),
            street: text(&given.street, true),
            postcode: text(&given.postcode, layout.postcode),
        }
    }

    /// The question that places the order, without what this purchase does not ask for.
    pub fn ask(
        &self,
        needs: Needs,
        lines: Vec<LineAsk>,
        expected_total: Money,
        shop: Option<Slug>,
    ) -> OrderAsk {
        let address = needs.address.then(|| self.address());
        OrderAsk {
            lines,
            contact: OrderContact {
                phone: address.as_ref().map(|address| address.phone.clone()).unwrap_or_default(),
                email: text(&self.buyer.contact.email, true),
            },
            address,
            note: text(&self.note, true),
            expected_total,
            shop,
            lang: None,
            room: None,
            at_stream_time: None,
        }
    }
}

fn text(text: &str, asked: bool) -> String {
    if asked { text.trim().into() } else { String::new() }
}

/// Whether nothing of an address was typed: beside the country a form begins with there is at most the
/// telephone number that was known before.
pub fn is_blank(address: &Address, home: &str, phone: &str) -> bool {
    let begun =
        |phone: &str| Address { country: home.into(), phone: phone.into(), ..Address::default() };
    *address == begun("") || *address == begun(phone)
}

/// Where an address is, as far as a quote needs it.
pub fn region_of(address: &Address) -> Option<Region> {
    let Region { country, province, city, district } = Region::of(address);
    let layout = Layout::of(&country);
    let asked = |part: String, asked: bool| if asked { part } else { String::new() };
    (!country.is_empty()).then(|| Region {
        province: asked(province, layout.province),
        city: asked(city, layout.city),
        district: asked(district, layout.district),
        country,
    })
}

/// The field of the form that the server means, e.g. by `address.postcode`.
pub fn own_name(field: &str) -> Option<&'static str> {
    let last = field.rsplit('.').next()?;
    let last = if last == "contact" { "email" } else { last };
    FIELDS.iter().map(|field| field.0).find(|name| *name == last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use picklive_contract::Currency;

    const PARCEL: Needs = Needs { address: true, email: false };
    const COURSE: Needs = Needs { address: false, email: true };

    fn filled() -> Filled {
        let address = Address {
            country: "SG".into(),
            name: " Lin ".into(),
            phone: "6123 4567".into(),
            district: "left from another country".into(),
            street: "7 Dawn Road".into(),
            postcode: "049315".into(),
            ..Address::default()
        };
        Filled { buyer: Buyer { address, ..Buyer::default() }, note: " 轻放 ".into() }
    }

    #[test]
    fn a_parcel_needs_an_address_and_a_course_a_mail_address() {
        let mut form = filled();
        assert_eq!(form.check(PARCEL), []);
        assert_eq!(form.check(COURSE), [("email", "missing")]);
        form.buyer.contact.email = "li@".into();
        form.buyer.address.street = String::new();
        form.note = "长".repeat(501);
        let wrong = [("street", "missing"), ("email", "malformed"), ("note", "too-long")];
        assert_eq!(form.check(PARCEL), wrong);
        assert_eq!(form.check(COURSE), wrong[1..]);
        let nothing = Filled::default().check(Needs { address: true, email: true });
        assert_eq!(
            nothing.first(),
            Some(&("country", "missing")),
            "the first wrong field is the upmost"
        );
    }

    #[test]
    fn only_what_is_asked_for_is_sent() {
        let total = Money::new(1, Currency::parse("CNY").unwrap());
        let ask = filled().ask(PARCEL, Vec::new(), total, None);
        let address = ask.address.unwrap();
        assert_eq!((address.name.as_str(), address.district.as_str()), ("Lin", ""));
        assert_eq!((ask.contact.phone.as_str(), ask.note.as_str()), ("6123 4567", "轻放"));
        let ask = filled().ask(COURSE, Vec::new(), total, None);
        assert!(ask.address.is_none() && ask.contact.phone.is_empty());
        assert_eq!(region_of(&filled().buyer.address).unwrap().country, "SG");
        assert_eq!(region_of(&Address::default()), None);
    }

    #[test]
    fn an_address_is_blank_only_until_any_field_was_typed() {
        let begun = Address { country: "CN".into(), ..Address::default() };
        let known = Address { phone: "13800138000".into(), ..begun.clone() };
        let blank = |address: &Address| is_blank(address, "CN", "13800138000");
        assert!(blank(&begun) && blank(&known));
        let typed: [fn(&mut Address); 8] = [
            |it| it.country = "SG".into(),
            |it| it.name = "林".into(),
            |it| it.phone = "139".into(),
            |it| it.province = "北京市".into(),
            |it| it.city = "北京市".into(),
            |it| it.district = "东城区".into(),
            |it| it.postcode = "1".into(),
            |it| it.street = "清晨路".into(),
        ];
        for change in typed {
            let mut address = known.clone();
            change(&mut address);
            assert!(!blank(&address), "{address:?}");
        }
    }

    #[test]
    fn the_servers_names_lead_to_fields() {
        assert_eq!(own_name("address.postcode"), Some("postcode"));
        assert_eq!(own_name("contact.phone"), Some("phone"));
        assert_eq!(own_name("contact"), Some("email"));
        assert_eq!(own_name("lines.0.quantity"), None);
    }
}
