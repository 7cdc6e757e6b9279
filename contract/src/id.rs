//! Typed ids: opaque strings that cannot be mixed up.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as it stands in addresses and messages.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.into())
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

id! {
    /// A product; in the reference server its handle, e.g. `linen-dress`.
    ProductId,
    /// A variant of a product: what stock and price belong to.
    VariantId,
    /// A flash-sale session.
    DropId,
    /// One product in a drop.
    DealId,
    /// An order; long and random, so that guessing one finds nothing.
    OrderId,
    /// One attempt to pay an order.
    PaymentId,
    /// What the payment provider calls its side of a payment.
    ChargeId,
    /// A verified contact.
    PersonId,
    /// An address in a person's book.
    AddressId,
    /// A request to give units of an order back.
    ReturnId,
    /// A live room; also in addresses, e.g. `morning-tea`.
    RoomId,
    /// A comment in a room.
    CommentId,
    /// A coupon.
    CouponId,
    /// A lucky bag.
    BagId,
    /// An entry in a lucky bag.
    EntryId,
    /// One of the shop's policies, e.g. `returns`.
    PolicyId,
    /// A shop's name in addresses: letters, digits, hyphen.
    Slug,
}
