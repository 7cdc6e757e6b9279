//! What a run may buy: a small file that names parts of a shop made for it.

use std::ops::Range;

use anyhow::{Context as _, bail};
use picklive_contract::{
    ProductId, RoomId, VariantId,
    account::Contact,
    address::{self, Address},
};
use serde::Deserialize;
use toml::Spanned;

/// An example, which fits the demo shop of the reference server.
pub const EXAMPLE: &str = include_str!("../fixture.example.toml");

/// Most buyers of a crowd.
const CROWD: std::ops::RangeInclusive<usize> = 2..=5_000;

/// The parts. Each may be missing; rules that need it are then not checked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixture {
    /// Who can sign in; the first two are used.
    #[serde(default)]
    pub(crate) persons: Vec<Spanned<Person>>,
    /// A variant with many units.
    pub(crate) stock: Option<Goods>,
    /// A variant with few units.
    pub(crate) last: Option<Goods>,
    /// A variant with a limited deal that is on.
    pub(crate) deal: Option<Goods>,
    /// A variant that can be returned as soon as it is paid.
    pub(crate) returned: Option<Goods>,
    /// How the hold of an unpaid order is waited for.
    pub(crate) hold: Option<Hold>,
    /// A way to pay that pays by itself.
    pub(crate) payment: Option<Paying>,
    /// Where parcels go.
    pub(crate) address: Option<Spanned<Address>>,
    /// A live room, with its host.
    pub(crate) room: Option<Hall>,
    /// For level `load`.
    pub(crate) load: Option<Crowd>,
}

/// Somebody who can sign in: by a token they have, or by a code that the server tells (`demo_code`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Person {
    pub(crate) token: Option<String>,
    pub(crate) contact: Option<Contact>,
}

/// Something to buy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Goods {
    pub(crate) variant: VariantId,
}

/// A live room that may be played in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hall {
    pub(crate) id: RoomId,
    /// What its host may sell there.
    pub(crate) product: ProductId,
    /// A variant of it.
    pub(crate) variant: VariantId,
    pub(crate) host: Spanned<Person>,
    /// Whether it may be ended, for good.
    #[serde(default)]
    pub(crate) ends: bool,
}

/// A hold that is waited for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hold {
    /// A variant with few units; that of `last` when absent.
    pub(crate) variant: Option<VariantId>,
    /// Longest wait for a hold to lapse.
    pub(crate) wait_seconds: u32,
}

/// A way to pay.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Paying {
    /// Its id in the storefront.
    pub(crate) method: String,
    /// Longest wait until the order is paid.
    #[serde(default = "ten")]
    pub(crate) wait_seconds: u32,
}

fn ten() -> u32 {
    10
}

/// A crowd and what it comes for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Crowd {
    pub(crate) variant: VariantId,
    /// Units there are; what a quote says is available when absent.
    pub(crate) units: Option<i64>,
    pub(crate) buyers: Spanned<usize>,
}

impl Fixture {
    /// Reads a file's text.
    ///
    /// # Errors
    /// A sentence with the line and the field that is wrong.
    pub fn read(text: &str) -> anyhow::Result<Self> {
        let read: Self = toml::from_str(text).context("the fixture cannot be read")?;
        let line = |span: Range<usize>| {
            let before = text.get(..span.start).unwrap_or("");
            before.matches('\n').count() + 1
        };
        let hosts = read.room.as_ref().map(|room| &room.host);
        for person in read.persons.iter().chain(hosts) {
            let both = (&person.get_ref().token, &person.get_ref().contact);
            if !matches!(both, (Some(_), None) | (None, Some(_))) {
                bail!(
                    "line {}: a person has a token or a contact, one of them",
                    line(person.span())
                );
            }
        }
        if let Some(wanted) = &read.address {
            let wrong = address::check(wanted.get_ref());
            if let Some((field, reason)) = wrong.first() {
                bail!("line {}: address.{field} is {reason}", line(wanted.span()));
            }
        }
        if let Some(crowd) = &read.load
            && !CROWD.contains(crowd.buyers.get_ref())
        {
            let (least, most) = (CROWD.start(), CROWD.end());
            bail!("line {}: load.buyers is {least} to {most}", line(crowd.buyers.span()));
        }
        Ok(read)
    }

    /// What level `load` will do, for whoever is asked whether it may.
    pub fn crowd_told(&self) -> Option<String> {
        let crowd = self.load.as_ref()?;
        let (buyers, variant) = (crowd.buyers.get_ref(), &crowd.variant);
        let units = crowd.units.map_or("as many as there are units".into(), |n| n.to_string());
        Some(format!(
            "{buyers} guests order a unit of {variant} at the same moment; {units} orders are placed, \
             repeated, and called off in the end"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        format!("{:#}", Fixture::read(text).unwrap_err())
    }

    #[test]
    fn the_example_can_be_read_and_has_every_part() {
        let read = Fixture::read(EXAMPLE).unwrap();
        assert_eq!(read.persons.len(), 2);
        assert!(read.stock.is_some() && read.last.is_some() && read.deal.is_some());
        assert!(read.hold.is_some() && read.payment.is_some() && read.address.is_some());
        assert!(read.returned.is_some() && read.room.is_some() && read.load.is_some());
    }

    #[test]
    fn every_part_may_be_missing() {
        assert!(Fixture::read("").unwrap().persons.is_empty());
    }

    #[test]
    fn a_mistake_is_told_with_line_and_field() {
        let unknown = refused("[stock]\nvarient = \"a\"\n");
        assert!(unknown.contains("line 2") && unknown.contains("`varient`"), "{unknown}");
        let missing = refused("[payment]\nwait_seconds = 3\n");
        assert!(missing.contains("line 1") && missing.contains("`method`"), "{missing}");
        let broken = refused("[stock\n");
        assert!(broken.contains("line 1"), "{broken}");
        let person = refused("[[persons]]\ntoken = \"t\"\n\n[[persons]]\n");
        assert!(person.contains("line 4") && person.contains("a token or a contact"), "{person}");
        let host = "[room]\nid = \"a\"\nproduct = \"b\"\nvariant = \"c\"\nhost = {}\n";
        let host = refused(host);
        assert!(host.contains("line 5") && host.contains("a token or a contact"), "{host}");
        let address = refused("[address]\ncountry = \"SG\"\nname = \"Lin\"\nstreet = \"1\"\n");
        assert!(address.contains("line 1") && address.contains("address.phone"), "{address}");
        let many = refused("[load]\nvariant = \"a\"\nbuyers = 1\n");
        assert!(many.contains("line 3") && many.contains("load.buyers"), "{many}");
    }
}
