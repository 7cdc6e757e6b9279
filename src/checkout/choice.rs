//! Which variant is chosen, how many of it there can be, and what is true of it now. Plain rules.
//!
//! Earlier axes come first: a value is possible when some variant has it together with what is chosen on
//! the axes before. So no choice can lock a person in, and a later choice that no longer fits is dropped.

use picklive_contract::{
    UnixMillis,
    offer::{Offer, Visitor},
    product::{Product, Variant},
    quotes::QUANTITY_MAX,
};

/// For each axis the index of the chosen value, if one is chosen.
pub type Picks = Vec<Option<usize>>;

/// What is true of one value of an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chip {
    /// It is chosen.
    pub chosen: bool,
    /// Some variant has it, with what is chosen before.
    pub possible: bool,
    /// It can be chosen, but everything it leads to is gone.
    pub sold_out: bool,
}

/// How many there are, in the words that are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Enough, or the server does not say.
    Nothing,
    /// This many, a number worth knowing.
    Left(i64),
    /// So few that one may hurry.
    Few(i64),
    /// None now; unpaid ones may come back at the moment named.
    Reserved(Option<UnixMillis>),
    /// None.
    Gone,
}

/// Below this many the number is told, and below the second one with emphasis.
const TOLD_BELOW: i64 = 51;
const FEW_BELOW: i64 = 6;

/// How many axes there are to choose on: none when no variant follows them.
pub fn axes(product: &Product) -> usize {
    if product.variants.iter().any(|variant| follows(product, variant)) {
        product.options.len()
    } else {
        0
    }
}

/// Whether a variant names one existing value for each axis.
fn follows(product: &Product, variant: &Variant) -> bool {
    variant.values.len() == product.options.len()
        && variant.values.iter().zip(&product.options).all(|(at, axis)| *at < axis.values.len())
}

/// The variants that agree with the picks on the axes for which `counts` holds.
fn agreeing<'a>(
    product: &'a Product,
    picks: &[Option<usize>],
    counts: impl Fn(usize) -> bool,
) -> impl Iterator<Item = &'a Variant> {
    product.variants.iter().filter(move |variant| {
        follows(product, variant)
            && picks.iter().enumerate().all(|(axis, pick)| {
                !counts(axis) || pick.is_none_or(|value| variant.values.get(axis) == Some(&value))
            })
    })
}

/// Nothing chosen yet but what leaves no choice.
pub fn start(product: &Product) -> Picks {
    let mut picks = vec![None; axes(product)];
    settle(product, &mut picks);
    picks
}

/// Chooses a value; later choices that no longer fit are dropped, and what is left without a choice is
/// chosen. An impossible value changes nothing.
pub fn pick(product: &Product, picks: &mut Picks, axis: usize, value: usize) {
    if !chip(product, picks, axis, value).possible {
        return;
    }
    picks[axis] = Some(value);
    for later in axis + 1..picks.len() {
        if agreeing(product, picks, |at| at <= later).next().is_none() {
            picks[later] = None;
        }
    }
    settle(product, picks);
}

/// Chooses where there is one possible value only.
fn settle(product: &Product, picks: &mut Picks) {
    for axis in 0..picks.len() {
        let only = {
            let mut values = agreeing(product, picks, |at| at < axis).map(|v| v.values[axis]);
            values.next().filter(|first| values.all(|value| value == *first))
        };
        if picks[axis].is_none() {
            picks[axis] = only;
        }
    }
}

/// Fits old picks to a product that was just loaded again.
pub fn refit(product: &Product, picks: &Picks) -> Picks {
    let mut fresh = start(product);
    for (axis, value) in picks.iter().enumerate().take(fresh.len()) {
        if let Some(value) = value {
            pick(product, &mut fresh, axis, *value);
        }
    }
    fresh
}

/// What is true of a value of an axis.
pub fn chip(product: &Product, picks: &Picks, axis: usize, value: usize) -> Chip {
    let with = |counts: fn(usize, usize) -> bool| {
        agreeing(product, picks, move |at| counts(at, axis))
            .filter(move |variant| variant.values.get(axis) == Some(&value))
    };
    let possible = axis < picks.len() && with(|at, axis| at < axis).next().is_some();
    // What the tap would lead to: with the later choices where they fit, else without them.
    let full = with(|at, axis| at != axis).next().is_some();
    let all_gone = if full {
        with(|at, axis| at != axis).all(Variant::sold_out)
    } else {
        with(|at, axis| at < axis).all(Variant::sold_out)
    };
    Chip { chosen: picks.get(axis) == Some(&Some(value)), possible, sold_out: possible && all_gone }
}

/// The first axis on which nothing is chosen.
pub fn missing(picks: &Picks) -> Option<usize> {
    picks.iter().position(Option::is_none)
}

/// The chosen variant; `None` while an axis is open. Without axes it is the one that leads.
pub fn chosen<'a>(
    product: &'a Product,
    picks: &Picks,
    now: UnixMillis,
    visitor: &Visitor,
) -> Option<&'a Variant> {
    if picks.is_empty() {
        return product.leading(now, visitor);
    }
    let values: Option<Vec<usize>> = picks.iter().copied().collect();
    product.variant_for(&values?)
}

/// What is told of a variant's stock.
pub fn told(variant: &Variant) -> Told {
    let reserved = variant.stock.filter(|stock| stock.reserved > 0);
    match variant.left() {
        None => Told::Nothing,
        Some(0) => reserved.map_or(Told::Gone, |stock| Told::Reserved(stock.reserved_until)),
        Some(left) if left < FEW_BELOW => Told::Few(left),
        Some(left) if left < TOLD_BELOW => Told::Left(left),
        Some(_) => Told::Nothing,
    }
}

/// Most units that can be bought at once under an offer; 0 when it is gone.
pub fn most(variant: &Variant, offer: &Offer) -> u32 {
    let bounds = [variant.left(), offer.left, offer.limit.map(i64::from)];
    let least = bounds.into_iter().flatten().fold(i64::from(QUANTITY_MAX), i64::min);
    u32::try_from(least.max(0)).unwrap_or(QUANTITY_MAX)
}

/// The next offer that will be cheaper than the present one, if one is announced; `limited` tells whether
/// also one for verified contacts.
pub fn coming<'a>(
    variant: &'a Variant,
    offer: &Offer,
    now: UnixMillis,
    limited: bool,
) -> Option<&'a Offer> {
    let later = variant.offers.iter().filter(|later| {
        // As long as no time is known, what was to open may be over.
        now.0 > 0
            && later.opens_at.is_some_and(|opens| opens > now)
            && (limited || later.limit.is_none())
            && later.left.is_none_or(|left| left > 0)
            && later.price.currency == offer.price.currency
            && later.price.amount < offer.price.amount
    });
    later.min_by_key(|later| later.opens_at)
}

/// The offer a guest misses, because it is for verified contacts.
pub fn missed(variant: &Variant, offer: &Offer, now: UnixMillis) -> Option<Offer> {
    let person = variant.offer(now, &Visitor::PERSON);
    (person.price.amount < offer.price.amount).then_some(person)
}

#[cfg(test)]
mod tests;
