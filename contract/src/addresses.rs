//! A person's address book.

use serde::{Deserialize, Serialize};

use crate::{AddressId, Endpoint, Method, address::Address};

/// Most addresses of one person.
pub const ADDRESSES_MAX: usize = 20;
/// Longest name of an address, in characters.
pub const LABEL_MAX: usize = 40;

/// An address as it is to be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AddressAsk {
    /// What the person calls it, e.g. “office”; one line of up to [`LABEL_MAX`] characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The address, right as on an order.
    pub address: Address,
    /// Whether it becomes the default, in place of the one before. The first address always does.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub default: bool,
}

/// An address that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SavedAddress {
    /// Its id.
    pub id: AddressId,
    /// What the person calls it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The address.
    pub address: Address,
    /// Whether a checkout begins with it; one at most is.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub default: bool,
}

/// All addresses of a person; each change answers the whole book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AddressBook {
    /// The default first, then the latest first.
    pub addresses: Vec<SavedAddress>,
    /// The one that this call added or changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved: Option<AddressId>,
}

/// `GET /v1/addresses`: the signed-in person's.
pub struct GetAddresses;
impl Endpoint for GetAddresses {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/addresses";
    type At = ();
    type Ask = ();
    type Answer = AddressBook;
}

/// `POST /v1/addresses`: keeps another one. 409 `limit-reached` when there are [`ADDRESSES_MAX`].
pub struct AddAddress;
impl Endpoint for AddAddress {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/addresses";
    const CREATES: bool = true;
    type At = ();
    type Ask = AddressAsk;
    type Answer = AddressBook;
}

/// `POST /v1/addresses/{id}`: changes one, whole. The default stays the default until another one is.
pub struct ChangeAddress;
impl Endpoint for ChangeAddress {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/addresses/{id}";
    const CREATES: bool = true;
    type At = AddressId;
    type Ask = AddressAsk;
    type Answer = AddressBook;
}

/// `DELETE /v1/addresses/{id}`: forgets one. When it was the default, the latest of the others is.
pub struct RemoveAddress;
impl Endpoint for RemoveAddress {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/v1/addresses/{id}";
    const CREATES: bool = true;
    type At = AddressId;
    type Ask = ();
    type Answer = AddressBook;
}
