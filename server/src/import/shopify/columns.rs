//! Columns of a product list.

use super::{
    super::{Wrong, kinds, table::Table, variants},
    Rules,
};

/// Where things stand in the file.
pub struct Columns {
    /// Handle.
    pub handle: Option<usize>,
    /// Name.
    pub title: Option<usize>,
    /// Description.
    pub body: Option<usize>,
    /// One line.
    pub summary: Option<usize>,
    /// Whether it is published.
    pub published: Option<usize>,
    /// Whether it is active.
    pub status: Option<usize>,
    /// Whether it is a gift card.
    pub gift_card: Option<usize>,
    /// Those of kinds.
    pub kind: kinds::Columns,
    /// A picture.
    pub image: Option<usize>,
    /// Its place.
    pub image_position: Option<usize>,
    /// What it shows.
    pub image_alt: Option<usize>,
    /// Those of variants.
    pub variant: variants::Columns,
}

impl Columns {
    /// Finds them by their headings.
    pub fn find(table: &Table) -> Self {
        Self {
            handle: table.column(&["handle", "url handle"]),
            title: table.column(&["title"]),
            body: table.column(&["body (html)", "body html", "description"]),
            summary: table.column(&["seo description"]),
            published: table.column(&["published", "published on online store"]),
            status: table.column(&["status"]),
            gift_card: table.column(&["gift card"]),
            kind: kinds::Columns::find(table),
            image: table.column(&["image src", "product image url"]),
            image_position: table.column(&["image position"]),
            image_alt: table.column(&["image alt text"]),
            variant: variants::Columns::find(table),
        }
    }

    /// Those that must be there and are not.
    pub fn missing(&self, rules: &Rules) -> Vec<Wrong> {
        let mut missing = Vec::new();
        for (column, name) in
            [(self.handle, "Handle"), (self.title, "Title"), (self.variant.price, "Variant Price")]
        {
            if column.is_none() {
                missing.push(Wrong::at(1, format!("the column “{name}” is missing")));
            }
        }
        if self.variant.quantity.is_none() && rules.stock.is_none() {
            let reason = "the column “Variant Inventory Qty” is missing; say --stock N";
            missing.push(Wrong::at(1, reason));
        }
        missing
    }
}
