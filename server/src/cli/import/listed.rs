//! Arguments that follow each other: `--pick A --note … --pick B --note …`. What stands behind a
//! `--pick` or `--deal` belongs to it.

use clap::{Arg, ArgAction, ArgMatches, Command, Error, FromArgMatches, error::ErrorKind};
use picklive_contract::Text;

use crate::import::lists::{DealItem, Figure, PickItem, Which};

/// The picks of an edition.
#[derive(Debug, Default)]
pub struct Picks {
    /// A note before the first pick: the edition's own.
    pub note: Option<String>,
    /// The picks.
    pub picks: Vec<PickItem>,
}

/// The deals of a drop.
#[derive(Debug, Default)]
pub struct Deals(pub Vec<DealItem>);

const PICK: &[(&str, &str, &str)] = &[
    ("pick", "HANDLE", "A product of the edition; may come again"),
    ("note", "TEXT", "Why it was chosen; before the first --pick: the edition's opening words"),
    ("price", "AMOUNT", "Its price in the edition, e.g. 49.90"),
];

const DEAL: &[(&str, &str, &str)] = &[
    ("deal", "HANDLE", "A product of the drop; may come again"),
    ("variant", "N", "Which variant, from 1, or its name; needed when there are several"),
    ("price", "AMOUNT", "Its price in the drop, e.g. 39.90"),
    ("quota", "Q", "Units at this price"),
    ("limit", "L", "Units one person may buy"),
];

fn augment(mut command: Command, names: &'static [(&str, &str, &str)]) -> Command {
    for &(name, value, help) in names {
        let arg = Arg::new(name).long(name).value_name(value).help(help);
        command = command.arg(arg.action(ArgAction::Append));
    }
    command
}

/// The values in the order they were typed.
fn typed(
    matches: &ArgMatches,
    names: &'static [(&'static str, &str, &str)],
) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    for &(name, ..) in names {
        let values = matches.get_many::<String>(name).unwrap_or_default();
        let places = matches.indices_of(name).into_iter().flatten();
        all.extend(places.zip(values).map(|(place, value)| (place, name, value.clone())));
    }
    all.sort_by_key(|(place, ..)| *place);
    all.into_iter().map(|(_, name, value)| (name, value)).collect()
}

fn error(text: String) -> Error {
    Error::raw(ErrorKind::ValueValidation, format!("{text}\n"))
}

fn put<T>(slot: &mut Option<T>, value: T, name: &str, of: &str) -> Result<(), Error> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(error(format!("--{name} is there twice for {of}"))),
    }
}

fn whole<N: std::str::FromStr>(value: &str, name: &str) -> Result<N, Error> {
    value.parse().map_err(|_| error(format!("--{name} is a whole number, not “{value}”")))
}

impl clap::Args for Picks {
    fn augment_args(command: Command) -> Command {
        augment(command, PICK)
    }
    fn augment_args_for_update(command: Command) -> Command {
        augment(command, PICK)
    }
}

impl FromArgMatches for Picks {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut read = Self::default();
        for (name, value) in typed(matches, PICK) {
            match (name, read.picks.last_mut()) {
                ("pick", _) => {
                    read.picks.push(PickItem {
                        line: None,
                        product: value,
                        note: None,
                        price: None,
                    });
                }
                ("note", None) => put(&mut read.note, value, name, "the edition")?,
                ("note", Some(pick)) => {
                    put(&mut pick.note, Text::Plain(value), name, &pick.product)?
                }
                (_, Some(pick)) => put(&mut pick.price, Figure::Text(value), name, &pick.product)?,
                (_, None) => return Err(error(format!("--{name} belongs behind a --pick"))),
            }
        }
        Ok(read)
    }
    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// A deal that is being read.
#[derive(Default)]
struct Draft {
    product: String,
    variant: Option<Which>,
    price: Option<Figure>,
    quota: Option<i64>,
    limit: Option<i32>,
}

impl clap::Args for Deals {
    fn augment_args(command: Command) -> Command {
        augment(command, DEAL)
    }
    fn augment_args_for_update(command: Command) -> Command {
        augment(command, DEAL)
    }
}

impl FromArgMatches for Deals {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut drafts = Vec::<Draft>::new();
        for (name, value) in typed(matches, DEAL) {
            if name == "deal" {
                drafts.push(Draft { product: value, ..Draft::default() });
                continue;
            }
            let Some(deal) = drafts.last_mut() else {
                return Err(error(format!("--{name} belongs behind a --deal")));
            };
            let of = &deal.product;
            match name {
                "variant" => put(&mut deal.variant, Which::from(value.as_str()), name, of)?,
                "price" => put(&mut deal.price, Figure::Text(value), name, of)?,
                "quota" => put(&mut deal.quota, whole(&value, name)?, name, of)?,
                _ => put(&mut deal.limit, whole(&value, name)?, name, of)?,
            }
        }
        let mut deals = Vec::new();
        for draft in drafts {
            let missing = |name: &str| error(format!("{} has no --{name}", draft.product));
            deals.push(DealItem {
                line: None,
                price: draft.price.ok_or_else(|| missing("price"))?,
                quota: draft.quota.ok_or_else(|| missing("quota"))?,
                variant: draft.variant,
                limit: draft.limit,
                product: draft.product,
            });
        }
        Ok(Self(deals))
    }
    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
