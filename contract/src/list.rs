//! Pages of a list.

use serde::{Deserialize, Serialize};

use crate::endpoint::encode;

/// Query parameter that asks for the page after a cursor: `?after=` with [`List::next`].
pub const AFTER: &str = "after";

/// The path of a list's page: the first one, or the one after a cursor.
pub fn page_path(mut path: String, after: Option<&str>) -> String {
    if let Some(after) = after {
        path.push('?');
        path.push_str(AFTER);
        path.push('=');
        encode(after, &mut path);
    }
    path
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ListOf{T}"))]
pub struct List<T> {
    /// The items of this page, in the order they are shown.
    pub items: Vec<T>,
    /// Cursor of the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> List<T> {
    /// A list that fits on one page.
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}
