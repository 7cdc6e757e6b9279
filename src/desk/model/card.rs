//! A product of the shelf as its card shows it, and which comes next.

use picklive_contract::{
    Lang, Money, ProductId, UnixMillis, VariantId,
    live::{Room, RoomPrice},
    offer::{Offer, OfferKind, Visitor},
    picture::Picture,
    product::{Product, Variant},
};

/// A product of the shelf.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    /// Its name.
    pub title: String,
    /// Its picture.
    pub picture: Option<Picture>,
    /// What its leading variant costs here now.
    pub price: Option<Money>,
    /// Whether others cost more.
    pub from: bool,
    /// What that one costs elsewhere, when that is more.
    pub usual: Option<Money>,
    /// Units of all its variants, when all are known.
    pub left: Option<i64>,
    /// Whether it is the one that is shown.
    pub pinned: bool,
    /// Its flash deal.
    pub deal: Option<Open>,
}

/// A flash deal that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Of which variant.
    pub variant: VariantId,
    /// At which price.
    pub price: Money,
    /// Units neither sold nor held.
    pub left: i64,
    /// When it closes.
    pub closes_at: UnixMillis,
}

/// The card of a product; nothing when it is not on the shelf.
pub fn card(room: &Room, id: &ProductId, now: UnixMillis, lang: Lang) -> Option<Card> {
    let product = product(room, id)?;
    let there = || product.variants.iter().filter(|variant| !variant.sold_out());
    let here = |variant: &Variant| offer(room, variant, now).price;
    let leading = there().min_by_key(|variant| here(variant).amount).or(product.variants.first());
    let price = leading.map(here);
    let usual = leading.map(|variant| variant.offer(now, &Visitor::PERSON).price);
    let left = product.variants.iter().map(Variant::left).sum::<Option<i64>>();
    Some(Card {
        title: product.title.get(lang).into(),
        picture: product.pictures.first().cloned(),
        price,
        from: there().any(|variant| Some(here(variant)) != price),
        usual: usual.filter(|usual| Some(*usual) != price),
        left,
        pinned: is_pinned(room, id),
        deal: product.variants.iter().find_map(|variant| deal(room, &variant.id, now)),
    })
}

/// The product of the shelf with this id.
pub fn product<'a>(room: &'a Room, id: &ProductId) -> Option<&'a Product> {
    room.shelf.iter().find(|product| product.id == *id)
}

/// Whether a product is the one that is shown.
pub fn is_pinned(room: &Room, id: &ProductId) -> bool {
    room.pin.as_ref().is_some_and(|pin| pin.product == *id)
}

/// What a variant costs who is in the room and may have everything that is open.
pub fn offer(room: &Room, variant: &Variant, now: UnixMillis) -> Offer {
    let mut all = variant.clone();
    all.offers.extend(of(room, &variant.id).map(|price| price.offer.clone()));
    all.offer(now, &Visitor::PERSON)
}

/// The price that the host has set for a variant, of a room that is on.
pub fn set(room: &Room, variant: &VariantId) -> Option<Money> {
    let mut set = of(room, variant).filter(|price| price.offer.kind == OfferKind::Room);
    set.next().map(|price| price.offer.price)
}

/// The flash deal of a variant that is open now.
pub fn deal(room: &Room, variant: &VariantId, now: UnixMillis) -> Option<Open> {
    of(room, variant).find_map(|price| {
        let closes_at = price.offer.closes_at.filter(|at| *at > now)?;
        let flash = price.offer.kind == OfferKind::Drop;
        flash.then(|| Open {
            variant: variant.clone(),
            price: price.offer.price,
            left: price.offer.left.unwrap_or(0),
            closes_at,
        })
    })
}

fn of<'a>(room: &'a Room, variant: &'a VariantId) -> impl Iterator<Item = &'a RoomPrice> {
    room.prices.iter().filter(move |price| price.variant == *variant)
}

/// The product to show next: the one behind what is shown, in the host's order and from its beginning again, that is
/// not sold out; nothing when there is no other.
pub fn next(room: &Room) -> Option<ProductId> {
    let shown = room.shelf.iter().position(|product| is_pinned(room, &product.id));
    let begin = shown.map_or(0, |at| at + 1);
    let around = room.shelf.iter().cycle().skip(begin).take(room.shelf.len());
    let gone = |product: &Product| product.variants.iter().all(Variant::sold_out);
    let mut free = around.filter(|product| !is_pinned(room, &product.id) && !gone(product));
    free.next().map(|product| product.id.clone())
}

#[cfg(test)]
mod tests {
    use super::{super::sample, *};

    #[test]
    fn the_next_one_follows_the_pin_and_leaves_out_what_is_gone() {
        let mut room = sample::room();
        assert_eq!(next(&room).unwrap().as_str(), "seasons-course");
        room.pin.as_mut().unwrap().product = "linen-dress".into();
        assert_eq!(next(&room).unwrap().as_str(), "tea-voucher", "from the beginning again");
        room.shelf[0].variants[0].stock.as_mut().unwrap().left = 0;
        assert_eq!(next(&room).unwrap().as_str(), "seasons-course");
        room.pin = None;
        assert_eq!(next(&room).unwrap().as_str(), "seasons-course");
        room.shelf.truncate(1);
        assert_eq!(next(&room), None);
    }

    #[test]
    fn a_card_shows_the_price_here_and_the_usual_one() {
        let room = sample::room();
        let now = room.pin.as_ref().unwrap().at.plus(60_000);
        let of = |id: &str, now| card(&room, &id.into(), now, Lang::En).unwrap();
        let tea = of("tea-voucher", now);
        assert_eq!(tea.price.unwrap().amount, 8_800);
        assert_eq!(tea.usual.unwrap().amount, 9_900, "a drop of the shop is on");
        assert_eq!((tea.pinned, tea.left), (true, Some(40)));
        let deal = tea.deal.unwrap();
        assert_eq!((deal.left, deal.closes_at.since(now)), (7, 540_000));
        assert_eq!(of("tea-voucher", now.plus(540_000)).deal, None, "closed by itself");
        let course = of("seasons-course", now);
        assert_eq!((course.price.unwrap().amount, course.left), (17_800, None));
        assert_eq!(set(&room, &"seasons-course".into()).unwrap().amount, 17_800);
        assert_eq!(set(&room, &"tea-voucher".into()), None, "a deal is no set price");
        let dress = of("linen-dress", now);
        assert!(dress.from && dress.price.unwrap().amount == 4_990);
        assert!(card(&room, &"gone".into(), now, Lang::En).is_none());
    }
}
