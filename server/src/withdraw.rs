//! Taking things off sale: a drop, a product, a pick. Orders that were placed stay as they are, with their
//! prices and their holds; what is withdrawn is refused from the next order on.

pub mod drop;
pub mod pick;
pub mod product;

use crate::ApiError;

/// Why nothing was withdrawn: a sentence for the merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        Self(error.to_string())
    }
}
