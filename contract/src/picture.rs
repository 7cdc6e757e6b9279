//! Pictures.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// A picture with its size, so that its place is kept before it arrives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Picture {
    /// Address, absolute or relative to the API's base.
    pub url: String,
    /// Width in CSS pixels of the file at 1x.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in the same pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// What is to be seen, for those who do not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<Text>,
}
