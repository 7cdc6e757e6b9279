//! Letters to buyers: that an order is paid and what it gives, that it is on its way, that money goes back,
//! that the shop called it off, what it says to a return, what it writes.
//!
//! And letters to followers, that a room begins ([`rooms`]).
//!
//! A letter is a row, written in the transaction that makes its news true, so a crash loses none; a row an
//! event, so a repeat writes none twice. [`send_due`] has them carried, to a contact that the buyer gave for this
//! very order and to no other.

mod lanes;
mod langs;
pub mod rooms;
mod send;
mod text;
mod tries;
mod words;

use picklive_contract::UnixMillis;
use sea_orm::{DatabaseTransaction, EntityTrait, Set, sea_query::OnConflict};

pub use lanes::{run, send_due};

use crate::{
    ApiError,
    db::{entities::letter, inserted},
    random,
};

/// What a letter tells; in the order of a story, for what happened in one millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The order is paid; with what courses and vouchers give.
    Paid,
    /// The parcel is on its way.
    Shipped,
    /// The shop called the order off before it was paid.
    Cancelled,
    /// The shop has written about the order.
    Message,
    /// The shop refused a return.
    ReturnRefused,
    /// The shop agreed to a return, and may say where to send it.
    ReturnAgreed,
    /// Money goes back that the order never needed.
    Surplus,
    /// A part of the money goes back.
    PartRefunded,
    /// All the money goes back.
    Refunded,
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::Paid,
        Self::Shipped,
        Self::Cancelled,
        Self::Message,
        Self::ReturnRefused,
        Self::ReturnAgreed,
        Self::Surplus,
        Self::PartRefunded,
        Self::Refunded,
    ];

    /// The word in the row.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Shipped => "shipped",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
            Self::PartRefunded => "part_refunded",
            Self::Surplus => "surplus",
            Self::ReturnAgreed => "return_agreed",
            Self::ReturnRefused => "return_refused",
            Self::Message => "message",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What gateways of short messages are told, which have templates of their own.
    fn at_gateway(self) -> &'static str {
        match self {
            Self::PartRefunded | Self::Surplus => Self::Refunded.as_str(),
            kind => kind.as_str(),
        }
    }
}

/// What happened to one of several things of an order: the kind, and its id or number.
pub fn event(kind: Kind, of: impl std::fmt::Display) -> String {
    format!("{} {of}", kind.as_str())
}

/// The id or number in what [`event`] wrote.
fn which(event: &str) -> Option<&str> {
    Some(event.split_once(' ')?.1)
}

/// Writes down that the buyer of an order is to be told something; nothing a second time. `event` is what
/// happened: the kind itself where it happens once, the id of a refund, or [`event`] of a return or a message.
///
/// # Errors
/// When the database does not answer.
pub async fn announce(
    tx: &DatabaseTransaction,
    order: &str,
    kind: Kind,
    event: &str,
    now: UnixMillis,
) -> Result<(), ApiError> {
    let row = letter::ActiveModel {
        id: Set(random::id()),
        kind: Set(kind.as_str().into()),
        order_id: Set(Some(order.into())),
        room_id: Set(None),
        person_id: Set(None),
        event: Set(event.into()),
        created_at: Set(now.0),
        next_try_at: Set(Some(now.0)),
        tries: Set(0),
        sent_at: Set(None),
        carrier: Set(None),
        receiver: Set(None),
        tried_at: Set(None),
    };
    let mut once = OnConflict::columns([letter::Column::OrderId, letter::Column::Event]);
    let insert = letter::Entity::insert(row).on_conflict(once.do_nothing().to_owned());
    inserted(insert.exec_without_returning(tx).await)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gateways_are_told_of_every_kind_there_is() {
        let page = include_str!("../../docs/operations.md");
        let table = page.split("| `kind` | sent when | `params` |").nth(1).unwrap();
        let rows = table.split("\n\n").next().unwrap();
        for kind in Kind::ALL.map(Kind::at_gateway).into_iter().chain([rooms::KIND]) {
            let name = format!("| `{kind}` |");
            assert!(rows.contains(&name), "{name} in docs/operations.md");
        }
        let known = |row: &str| {
            let name = row.split('`').nth(1).unwrap_or_default();
            let other = ["code", rooms::KIND].contains(&name);
            other || Kind::ALL.iter().any(|kind| kind.at_gateway() == name)
        };
        assert!(rows.lines().skip(2).all(known), "{rows}");
    }
}
