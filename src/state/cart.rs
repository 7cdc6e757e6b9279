//! What was put aside to be bought together. It is this browser's: it survives a reload, and every tab sees
//! what another has changed. What it costs is the server's to say.

use picklive_contract::{
    ProductId, VariantId,
    offer::Offer,
    quotes::{LINES_MAX, LineAsk, QUANTITY_MAX},
};
use serde::{Deserialize, Serialize};

use crate::{
    platform::storage::{self, Keep},
    signal::Var,
};

const CART: &str = "cart";

/// A line of the cart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CartLine {
    /// The product, to look at it again.
    pub product: ProductId,
    /// What.
    pub variant: VariantId,
    /// How many, 1 to [`QUANTITY_MAX`].
    pub quantity: u32,
    /// At what it was seen last: another price is spoken of.
    #[serde(default)]
    pub seen: Option<Offer>,
    /// Whether it is left out of the next purchase.
    #[serde(default)]
    pub left_out: bool,
}

impl CartLine {
    /// What was put in, at an offer that was seen.
    pub fn of(product: ProductId, line: LineAsk, seen: Option<Offer>) -> Self {
        let LineAsk { variant, quantity } = line;
        Self { product, variant, quantity, seen, left_out: false }
    }

    /// The line as it is asked for.
    pub fn ask(&self) -> LineAsk {
        LineAsk { variant: self.variant.clone(), quantity: self.quantity }
    }
}

/// The cart. Read when first asked for.
#[derive(Clone, Copy)]
pub struct Cart(Var<Option<Vec<CartLine>>>);

impl Cart {
    /// What the browser remembers, once asked for.
    pub fn remembered() -> Self {
        Self(Var::new(None))
    }

    /// Sees what other tabs do, until the calling component goes away.
    pub fn follow(self) {
        storage::on_change_elsewhere(CART, move || self.0.set(Some(read())));
    }

    /// Its lines, in the order they came; tracked.
    pub fn lines(&self) -> Vec<CartLine> {
        self.0.get().unwrap_or_else(read)
    }

    /// How many units are in it; tracked.
    pub fn units(&self) -> u32 {
        self.lines().iter().map(|line| line.quantity).sum()
    }

    /// Changes it as it is now, also by another tab, and remembers it.
    pub fn change<R>(&self, change: impl FnOnce(&mut Vec<CartLine>) -> R) -> R {
        // Where storage is blocked the cart lives as long as the page.
        let mut lines = kept().unwrap_or_else(|| self.0.get_untracked().unwrap_or_default());
        let result = change(&mut lines);
        storage::write(Keep::Forever, CART, &lines);
        self.0.set(Some(lines));
        result
    }

    /// Puts something in; units of what is there already are added. False when it is full.
    pub fn put(&self, line: CartLine) -> bool {
        self.change(|lines| put(lines, line))
    }

    /// Takes out what an order was placed for.
    pub fn bought(&self, bought: &[LineAsk]) {
        self.change(|lines| take(lines, bought));
    }
}

fn kept() -> Option<Vec<CartLine>> {
    storage::read(Keep::Forever, CART)
}

fn read() -> Vec<CartLine> {
    kept().unwrap_or_default()
}

fn put(lines: &mut Vec<CartLine>, line: CartLine) -> bool {
    if let Some(there) = lines.iter_mut().find(|there| there.variant == line.variant) {
        let quantity = there.quantity.saturating_add(line.quantity).min(QUANTITY_MAX);
        *there = CartLine { quantity, ..line };
        return true;
    }
    let room = lines.len() < LINES_MAX;
    if room {
        lines.push(line);
    }
    room
}

fn take(lines: &mut Vec<CartLine>, bought: &[LineAsk]) {
    for line in &mut *lines {
        let units = bought.iter().filter(|bought| bought.variant == line.variant);
        let units: u32 = units.map(|bought| bought.quantity).sum();
        line.quantity = line.quantity.saturating_sub(units);
    }
    lines.retain(|line| line.quantity > 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(variant: &str, quantity: u32) -> CartLine {
        CartLine::of("p".into(), LineAsk { variant: variant.into(), quantity }, None)
    }

    fn told(lines: &[CartLine]) -> Vec<(&str, u32)> {
        lines.iter().map(|line| (line.variant.as_str(), line.quantity)).collect()
    }

    #[test]
    fn units_of_the_same_come_together_and_the_cart_has_an_end() {
        let mut lines = Vec::new();
        assert!(put(&mut lines, CartLine { left_out: true, ..line("a", 2) }));
        assert!(put(&mut lines, line("b", 1)) && put(&mut lines, line("a", 3)));
        assert_eq!(told(&lines), [("a", 5), ("b", 1)]);
        assert!(!lines[0].left_out, "what is put in is wanted");
        put(&mut lines, line("a", 998));
        assert_eq!(told(&lines)[0], ("a", QUANTITY_MAX));
        for n in lines.len()..LINES_MAX {
            assert!(put(&mut lines, line(&n.to_string(), 1)));
        }
        assert!(!put(&mut lines, line("one more", 1)) && put(&mut lines, line("b", 1)));
    }

    #[test]
    fn only_what_was_bought_is_taken_out() {
        let mut lines = vec![line("a", 5), line("b", 1), line("c", 2)];
        let ask = |variant: &str, quantity| LineAsk { variant: variant.into(), quantity };
        take(&mut lines, &[ask("a", 3), ask("b", 1), ask("z", 1)]);
        assert_eq!(told(&lines), [("a", 2), ("c", 2)], "another tab had put two more in");
    }
}
