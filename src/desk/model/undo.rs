//! What undoes an act.
//!
//! Most acts have an opposite: they are sent at once, since a pin that comes five seconds late is of no use, and
//! undone by that. Taking a comment away has none, since nothing brings it back to who has lost it: so it is held
//! back for as long as it can be undone (`queue.rs`), unless it is tapped again. Muting is sent at once and undone
//! by letting write again; what it took away stays away. Opening a deal and what ends (a deal, the show, a price
//! that leaves with its product) is asked for twice and not undone: somebody may have bought, or gone.

use picklive_contract::{
    Money, ProductId, VariantId,
    host::{Act, ActKind},
    live::Room,
    product::Product,
};

use super::{announce, block, of_comment, of_product, price, shelf, slow};

/// What is known before an act is done.
pub struct Before<'a> {
    /// The room.
    pub room: &'a Room,
    /// Acts before it that the room does not tell yet, in their order.
    pub coming: &'a [Act],
    /// Words that are blocked; unknown as long as nobody has told.
    pub words: Option<&'a [String]>,
    /// The price that is set for a variant, also before the room is on; unknown as the words may be.
    pub set: &'a dyn Fn(&VariantId) -> Option<Option<Money>>,
}

/// The act that undoes `act`; nothing when none does.
pub fn opposite(before: &Before<'_>, act: &Act) -> Option<Act> {
    let room = before.room;
    match act.kind {
        ActKind::Pin | ActKind::Unpin => {
            let was = pinned(room, before.coming);
            match was {
                Some(was) if Some(was) == act.product.as_ref() => None,
                Some(was) => Some(of_product(ActKind::Pin, was)),
                None => (act.kind == ActKind::Pin).then(|| Act::new(ActKind::Unpin)),
            }
        }
        ActKind::Price => {
            let variant = act.variant.as_ref()?;
            let was = (before.set)(variant)?;
            (was != act.price).then(|| price(variant, was))
        }
        ActKind::Announce => {
            let was = room.announcement.as_ref().map_or("", |said| said.text.as_str());
            (was != act.text).then(|| announce(was))
        }
        ActKind::Shelf => {
            let was = shelved(room, before.coming);
            let (whole, same) = (!loses(before, &act.products), was == act.products);
            (whole && !same).then(|| shelf(was))
        }
        ActKind::Mute => Some(of_comment(ActKind::Unmute, act.comment.as_ref()?)),
        ActKind::Unmute => Some(of_comment(ActKind::Mute, act.comment.as_ref()?)),
        ActKind::Slow => {
            let was = room.slow_seconds;
            (Some(was) != act.seconds).then(|| slow(was))
        }
        ActKind::Block => {
            before.words.filter(|was| *was != act.words).map(|was| block(was.to_vec()))
        }
        _ => None,
    }
}

/// The shelf once what is coming has come: each shelf act is the whole of it.
pub fn shelved(room: &Room, coming: &[Act]) -> Vec<ProductId> {
    match coming.iter().rfind(|act| act.kind == ActKind::Shelf) {
        Some(act) => act.products.clone(),
        None => room.shelf.iter().map(|product| product.id.clone()).collect(),
    }
}

/// What is shown once what is coming has come.
fn pinned<'a>(room: &'a Room, coming: &'a [Act]) -> Option<&'a ProductId> {
    let now = room.pin.as_ref().map(|pin| &pin.product);
    coming.iter().fold(now, |was, act| match act.kind {
        ActKind::Pin => act.product.as_ref(),
        ActKind::Unpin => None,
        ActKind::Shelf => was.filter(|id| act.products.contains(id)),
        _ => was,
    })
}

/// Whether a new shelf takes something with a product that putting it back does not bring back: its price, its deal,
/// its being shown.
pub fn loses(before: &Before<'_>, products: &[ProductId]) -> bool {
    let room = before.room;
    let was = shelved(room, before.coming);
    let goes = |product: &&Product| was.contains(&product.id) && !products.contains(&product.id);
    let gone = room.shelf.iter().filter(goes);
    let priced = |product: &Product| {
        product.variants.iter().any(|variant| {
            let open = room.prices.iter().any(|price| price.variant == variant.id);
            // What is not known may be.
            open || (before.set)(&variant.id) != Some(None)
        })
    };
    let shown = pinned(room, before.coming);
    gone.into_iter().any(|product| priced(product) || shown == Some(&product.id))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{card, rehearsal, sample},
        *,
    };
    use picklive_contract::UnixMillis;

    fn undone(act: &Act) -> Option<Act> {
        undone_after(&[], act)
    }

    fn undone_after(coming: &[Act], act: &Act) -> Option<Act> {
        let room = sample::room();
        let set = |variant: &VariantId| Some(card::set(&room, variant));
        let words = ["spam".to_owned()];
        opposite(&Before { room: &room, coming, words: Some(&words), set: &set }, act)
    }

    /// Does an act and its opposite, and gives the room before and after.
    fn there_and_back(act: &Act) -> [Room; 2] {
        let back = undone(act).unwrap();
        let (was, mut room) = (sample::room(), sample::room());
        let now = |room: &Room| room.pin.as_ref().map_or(UnixMillis(i64::MAX / 2), |pin| pin.at);
        for act in [act, &back] {
            let at = now(&room).plus(1_000);
            let event = rehearsal::told(&room, act, at).unwrap();
            assert!(room.take(&event));
        }
        // When it was shown and announced is another time by now; what is open is told in another order.
        let plain = |mut room: Room| {
            room.pin.as_mut().into_iter().for_each(|pin| pin.at = UnixMillis(0));
            room.announcement.as_mut().into_iter().for_each(|said| said.at = UnixMillis(0));
            room.prices.sort_by(|one, other| one.variant.cmp(&other.variant));
            room.prices.iter_mut().for_each(|price| {
                (price.offer.opens_at, price.offer.name) = (None, None);
            });
            room
        };
        [plain(was), plain(room)]
    }

    #[test]
    fn the_opposite_brings_back_what_was() {
        let course = "seasons-course".into();
        let price_of = sample::room().shelf[1].variants[0].price;
        for act in [
            of_product(ActKind::Pin, &"linen-dress".into()),
            Act::new(ActKind::Unpin),
            price(&course, Some(price_of)),
            price(&course, None),
            announce("other"),
            announce(""),
            slow(30),
            shelf(vec!["seasons-course".into(), "tea-voucher".into(), "linen-dress".into()]),
        ] {
            let [was, is] = there_and_back(&act);
            assert_eq!(was, is, "{act:?}");
        }
    }

    #[test]
    fn what_nobody_is_told_is_undone_as_well_and_what_changes_nothing_is_not() {
        let words = |words: &[&str]| block(words.iter().map(|word| (*word).into()).collect());
        assert_eq!(undone(&words(&["a"])), Some(words(&["spam"])));
        assert_eq!(undone(&words(&["spam"])), None);
        let comment = "c-1".into();
        let mute = of_comment(ActKind::Mute, &comment);
        assert_eq!(undone(&mute).unwrap().kind, ActKind::Unmute);
        assert_eq!(undone(&of_product(ActKind::Pin, &"tea-voucher".into())), None);
        assert_eq!(undone(&slow(5)), None);
    }

    #[test]
    fn what_the_room_does_not_tell_yet_is_undone_to_as_well() {
        let pin = |id: &str| of_product(ActKind::Pin, &id.into());
        let (dress, course) = (pin("linen-dress"), pin("seasons-course"));
        assert_eq!(undone_after(core::slice::from_ref(&dress), &course), Some(dress.clone()));
        let down = [dress.clone(), Act::new(ActKind::Unpin)];
        assert_eq!(undone_after(&down, &course), Some(Act::new(ActKind::Unpin)));
        assert_eq!(undone_after(core::slice::from_ref(&dress), &dress), None);

        let of = |more: &[&str]| {
            let more = more.iter().map(|id| (*id).into());
            shelf(shelved(&sample::room(), &[]).into_iter().chain(more).collect())
        };
        let (one, two) = (of(&["cup"]), of(&["cup", "pot"]));
        assert_eq!(shelved(&sample::room(), core::slice::from_ref(&one)), one.products);
        assert_eq!(undone_after(core::slice::from_ref(&one), &two), Some(one.clone()));
        assert_eq!(undone_after(&[], &one), Some(of(&[])));
    }

    #[test]
    fn what_has_no_opposite_is_not_undone() {
        for kind in [ActKind::RemoveComment, ActKind::Deal, ActKind::CloseDeal, ActKind::End] {
            assert_eq!(undone(&Act::new(kind.clone())), None, "{kind:?}");
        }
        assert_eq!(undone(&shelf(vec!["tea-voucher".into()])), None, "the course has a price");
        let room = sample::room();
        let unknown = |_: &VariantId| None;
        let before = Before { room: &room, coming: &[], words: None, set: &unknown };
        assert_eq!(opposite(&before, &price(&"seasons-course".into(), None)), None);
        assert_eq!(opposite(&before, &block(Vec::new())), None, "nobody knows what was blocked");
    }
}
