//! What the app and any compatible API say to each other.
//!
//! Types and endpoints live here once; the server and the app both use them, so they cannot drift.
//! Besides `serde` the crate depends on nothing, and it knows no table, no page and no clock.
//!
//! **Compatibility.** Unknown fields are skipped, unknown enum values are carried as `Other`, and every
//! part that is not in the core is optional: a server may leave it out and the app hides that corner.
//! Fields are only ever added. Money is whole minor units with a currency; times are RFC 3339 in UTC;
//! texts are a string or an object of languages.

mod open_enum;

pub mod account;
pub mod address;
pub mod addresses;
pub mod bags;
pub mod comments;
pub mod coupons;
pub mod date;
pub mod deals;
pub mod endpoint;
pub mod endpoints;
pub mod events;
pub mod figures;
pub mod follows;
pub mod headers;
pub mod host;
pub mod id;
pub mod list;
pub mod live;
pub mod messages;
pub mod money;
pub mod offer;
pub mod orders;
pub mod payments;
pub mod picks;
pub mod picture;
pub mod problem;
pub mod product;
pub mod quotes;
pub mod region;
pub mod returns;
#[cfg(feature = "schema")]
pub mod schema;
pub mod search;
pub mod storefront;
pub mod text;
pub mod time;

pub use date::{Date, Zone};
pub use endpoint::{Endpoint, Method};
pub use id::{
    AddressId, BagId, ChargeId, CommentId, CouponId, DealId, DropId, EntryId, OrderId, PaymentId,
    PersonId, PolicyId, ProductId, ReturnId, RoomId, Slug, VariantId,
};
pub use list::List;
pub use money::{Currency, Money};
pub use problem::Problem;
pub use text::{Lang, Text};
pub use time::UnixMillis;
