//! What things cost in a room: the shop's offers and the room's, of which the lowest counts, as everywhere.

use picklive_contract::{
    ProductId, UnixMillis,
    live::{Chapter, Room, RoomPrice},
    offer::{Offer, Visitor},
    product::Product,
};

/// The shelf with the room's offers among each variant's.
pub fn shelf(room: &Room) -> Vec<Product> {
    room.shelf.iter().map(|product| with_offers(product, &room.prices)).collect()
}

fn with_offers(product: &Product, prices: &[RoomPrice]) -> Product {
    let mut product = product.clone();
    for variant in &mut product.variants {
        let own = prices.iter().filter(|price| price.variant == variant.id);
        variant.offers.extend(own.map(|price| price.offer.clone()));
    }
    product
}

/// The product that is pinned, as far as it is on the shelf.
pub fn pinned<'a>(shelf: &'a [Product], pin: Option<&ProductId>) -> Option<&'a Product> {
    shelf.iter().find(|product| Some(&product.id) == pin)
}

/// The product that a recording shows at a place, in milliseconds from its begin: the one that was pinned last before.
pub fn stretch(chapters: &[Chapter], at: i64) -> Option<&ProductId> {
    let begun = chapters.iter().filter(|chapter| chapter.position <= at);
    begun.max_by_key(|chapter| chapter.position).map(|chapter| &chapter.product)
}

/// What is told of a product in one line: the price, whether others of its variants cost other than that, and what
/// is left.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// What it costs, by the variant that leads.
    pub offer: Offer,
    /// Its everyday price, when the offer is below it.
    pub usual: Option<picklive_contract::Money>,
    /// Whether it is the lowest of several.
    pub from: bool,
    /// Units that can be bought; unknown when absent.
    pub left: Option<i64>,
}

/// What is told of a product at a moment, to a visitor.
pub fn told(product: &Product, now: UnixMillis, visitor: &Visitor) -> Option<Told> {
    let leading = product.leading(now, visitor)?;
    let offer = leading.offer(now, visitor);
    let usual = (offer.price.amount < leading.price.amount).then_some(leading.price);
    let mut others = product.variants.iter().map(|it| it.offer(now, visitor).price);
    let from = others.any(|price| price != offer.price);
    let stock = product.variants.iter().map(|variant| variant.left());
    let stock = stock.sum::<Option<i64>>();
    let left = [stock, offer.left.filter(|_| offer.deal.is_some())].into_iter().flatten().min();
    Some(Told { offer, usual, from, left })
}

/// The time by which a room's prices are looked for: the moment that is seen, but no further back than the server
/// honours, and never ahead of its clock.
pub fn moment(seen: Option<UnixMillis>, now: UnixMillis, allowance: i64) -> UnixMillis {
    let earliest = now.plus(-allowance.max(0));
    seen.unwrap_or(now).clamp(earliest, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deal_is_seen_with_the_stream_as_far_as_it_is_honoured() {
        let (now, at) = (UnixMillis(100_000), |at| Some(UnixMillis(at)));
        assert_eq!(moment(at(95_000), now, 10_000), UnixMillis(95_000));
        assert_eq!(moment(at(20_000), now, 10_000), UnixMillis(90_000), "no further back");
        assert_eq!(moment(at(200_000), now, 10_000), now, "a sender's clock may be ahead");
        assert_eq!(moment(None, now, 10_000), now);
        assert_eq!(moment(at(95_000), now, -5), now, "nonsense");
    }

    #[test]
    fn a_recording_shows_what_was_pinned_last_before() {
        let chapter = |product: &str, position| Chapter {
            product: product.into(),
            at: UnixMillis(position),
            position,
            price: None,
        };
        let all = [chapter("cup", 70_000), chapter("tea", 10_000)];
        assert_eq!(stretch(&all, 9_999), None);
        assert_eq!(stretch(&all, 10_000), Some(&"tea".into()));
        assert_eq!(stretch(&all, 69_999), Some(&"tea".into()));
        assert_eq!(stretch(&all, 900_000), Some(&"cup".into()), "in whatever order they are told");
    }
}
