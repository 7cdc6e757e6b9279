//! Letters to buyers: that an order is paid and what it gives, that it is on its way, that money goes back,
//! that the shop called it off, what it says to a return, what it writes.
//!
//! A letter is a row, written in the transaction that makes its news true, so a crash loses none; a row an
//! event, so a repeat writes none twice. [`send`] has them carried, to a contact that the buyer gave for this
//! very order and to no other.

pub mod send;
mod text;
mod words;

use picklive_contract::UnixMillis;
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait, Set, sea_query::OnConflict};

pub use send::{run, send_due};

use crate::{ApiError, db::entities::letter, random};

/// What a letter tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The order is paid; with what courses and vouchers give.
    Paid,
    /// The parcel is on its way.
    Shipped,
    /// The shop called the order off before it was paid.
    Cancelled,
    /// All the money goes back.
    Refunded,
    /// A part of the money goes back.
    PartRefunded,
    /// Money goes back that the order never needed.
    Surplus,
    /// The shop agreed to a return, and may say where to send it.
    ReturnAgreed,
    /// The shop refused a return.
    ReturnRefused,
    /// The shop has written about the order.
    Message,
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::Paid,
        Self::Shipped,
        Self::Cancelled,
        Self::Refunded,
        Self::PartRefunded,
        Self::Surplus,
        Self::ReturnAgreed,
        Self::ReturnRefused,
        Self::Message,
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

/// Writes down that the buyer of an order is to be told something; nothing a second time. `event` is what
/// happened: the kind itself where it happens once, the id of a refund, a kind with an id or a number.
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
        order_id: Set(order.into()),
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
    match insert.exec_without_returning(tx).await {
        Ok(_) | Err(DbErr::RecordNotInserted) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
