//! The choice at its edges: 0 to 3 axes, missing combinations, sold out before and while it is open.

use super::*;
use picklive_contract::{
    Currency, Money,
    offer::OfferKind,
    product::{OptionAxis, ProductKind, Stock},
};

const T0: UnixMillis = UnixMillis(1_000_000);

fn cny(amount: i64) -> Money {
    Money::new(amount, Currency::parse("CNY").unwrap())
}

fn variant(values: &[usize], left: i64) -> Variant {
    let id = format!("v{values:?}");
    Variant {
        id: id.as_str().into(),
        values: values.into(),
        price: cny(100),
        offers: Vec::new(),
        reference: None,
        stock: Some(Stock { left, ..Stock::default() }),
        picture: None,
    }
}

/// A product with axes of these lengths.
fn product(axes: &[usize], variants: Vec<Variant>) -> Product {
    let axis = |count: &usize| OptionAxis {
        name: "axis".into(),
        values: (0..*count).map(|at| at.to_string().as_str().into()).collect(),
    };
    Product {
        id: "p".into(),
        kind: ProductKind::Parcel,
        title: "p".into(),
        summary: None,
        body: None,
        pictures: Vec::new(),
        options: axes.iter().map(axis).collect(),
        variants,
        note: None,
        sold: None,
        buy_url: None,
    }
}

fn name(product: &Product, picks: &Picks) -> Option<String> {
    chosen(product, picks, T0, &Visitor::PERSON).map(|variant| variant.id.0.clone())
}

#[test]
fn without_axes_the_only_variant_is_chosen() {
    let one = product(&[], vec![variant(&[], 3)]);
    assert_eq!(start(&one), Picks::new());
    assert_eq!(name(&one, &start(&one)).as_deref(), Some("v[]"));
    let none = product(&[], vec![]);
    assert_eq!(name(&none, &start(&none)), None);
    let broken = product(&[2], vec![variant(&[], 3), variant(&[7], 3)]);
    assert_eq!(axes(&broken), 0, "no variant follows the axis, so it is not asked for");
    assert!(name(&broken, &start(&broken)).is_some());
}

#[test]
fn an_axis_with_one_value_is_chosen_by_itself() {
    let item = product(&[1, 2], vec![variant(&[0, 0], 1), variant(&[0, 1], 1)]);
    assert_eq!(start(&item), [Some(0), None]);
    assert_eq!(missing(&start(&item)), Some(1));
}

#[test]
fn what_leads_to_no_variant_cannot_be_chosen_and_nobody_is_locked_in() {
    // Three axes; of the eight combinations three exist.
    let item = product(
        &[2, 2, 2],
        vec![variant(&[0, 0, 0], 1), variant(&[0, 1, 1], 1), variant(&[1, 1, 0], 1)],
    );
    let mut picks = start(&item);
    assert_eq!(picks, [None; 3]);
    pick(&item, &mut picks, 0, 0);
    pick(&item, &mut picks, 1, 1);
    assert_eq!(picks, [Some(0), Some(1), Some(1)], "the third is what is left");
    assert!(!chip(&item, &picks, 2, 0).possible);
    let before = picks.clone();
    pick(&item, &mut picks, 2, 0);
    assert_eq!(picks, before, "an impossible value changes nothing");
    assert!(chip(&item, &picks, 0, 1).possible, "an earlier axis can always be changed");
    pick(&item, &mut picks, 0, 1);
    assert_eq!(picks, [Some(1), Some(1), Some(0)], "what no longer fits gives way");
    assert_eq!(name(&item, &picks).as_deref(), Some("v[1, 1, 0]"));
    pick(&item, &mut picks, 9, 0);
    pick(&item, &mut picks, 0, 9);
    assert_eq!(picks, [Some(1), Some(1), Some(0)]);
}

#[test]
fn sold_out_is_marked_but_can_be_chosen() {
    let item = product(
        &[2, 2],
        vec![variant(&[0, 0], 0), variant(&[0, 1], 2), variant(&[1, 0], 0), variant(&[1, 1], -4)],
    );
    let mut picks = start(&item);
    assert!(!chip(&item, &picks, 0, 0).sold_out && chip(&item, &picks, 0, 1).sold_out);
    pick(&item, &mut picks, 1, 0);
    assert!(chip(&item, &picks, 0, 0).sold_out, "with the size that is chosen it is gone");
    pick(&item, &mut picks, 0, 1);
    let gone = chosen(&item, &picks, T0, &Visitor::PERSON).unwrap();
    assert_eq!((told(gone), most(gone, &gone.offer(T0, &Visitor::PERSON))), (Told::Gone, 0));
    let mut all = item.clone();
    for variant in &mut all.variants {
        variant.stock = Some(Stock::default());
    }
    let picks = start(&all);
    let dead = |axis, value| chip(&all, &picks, axis, value);
    assert!((0..2).all(|at| dead(0, at).sold_out && dead(0, at).possible));
}

#[test]
fn it_sells_out_while_the_sheet_is_open() {
    let mut item = product(&[2], vec![variant(&[0], 1), variant(&[1], 9)]);
    let mut picks = start(&item);
    pick(&item, &mut picks, 0, 0);
    assert_eq!(told(chosen(&item, &picks, T0, &Visitor::PERSON).unwrap()), Told::Few(1));
    item.variants[0].stock =
        Some(Stock { left: 0, reserved: 1, reserved_until: Some(T0.plus(60_000)) });
    let picks = refit(&item, &picks);
    let variant = chosen(&item, &picks, T0, &Visitor::PERSON).unwrap();
    assert_eq!(told(variant), Told::Reserved(Some(T0.plus(60_000))));
    item.variants.remove(0);
    assert_eq!(refit(&item, &picks), [Some(1)], "the variant itself is gone, one is left");
}

#[test]
fn the_stepper_ends_at_stock_quota_and_limit() {
    let mut item = variant(&[], 40);
    let mut deal = Offer { kind: OfferKind::Drop, ..Offer::list(cny(50)) };
    assert_eq!(most(&item, &deal), 40);
    deal.left = Some(7);
    assert_eq!(most(&item, &deal), 7);
    deal.limit = Some(2);
    assert_eq!(most(&item, &deal), 2);
    item.stock = None;
    assert_eq!(most(&item, &Offer::list(cny(50))), QUANTITY_MAX);
    assert_eq!(told(&item), Told::Nothing);
    assert_eq!(told(&variant(&[], 6)), Told::Left(6));
    assert_eq!(told(&variant(&[], 5_000)), Told::Nothing);
}

#[test]
fn the_next_cheaper_offer_and_the_one_a_guest_misses_are_told() {
    let mut item = variant(&[], 5);
    let deal = |price, opens: i64, limit| Offer {
        kind: OfferKind::Drop,
        opens_at: Some(T0.plus(opens)),
        left: Some(3),
        limit,
        ..Offer::list(cny(price))
    };
    item.offers = vec![deal(60, 90, None), deal(70, 10, None), deal(120, 5, None)];
    let now = item.offer(T0, &Visitor::PERSON);
    assert_eq!(coming(&item, &now, T0, true).unwrap().price, cny(70));
    assert_eq!(
        coming(&item, &item.offer(T0.plus(10), &Visitor::PERSON), T0.plus(10), true).unwrap().price,
        cny(60)
    );
    assert!(coming(&item, &now, T0.plus(90), true).is_none());
    assert!(coming(&item, &now, UnixMillis(0), true).is_none(), "no time is known");
    item.offers = vec![deal(60, 90, None), deal(70, 10, Some(1))];
    assert_eq!(coming(&item, &now, T0, false).unwrap().price, cny(60), "a guest for good");
    item.offers = vec![deal(30, -5, Some(1))];
    let guest = item.offer(T0, &Visitor::GUEST);
    assert_eq!(guest.price, cny(100));
    assert_eq!(missed(&item, &guest, T0).unwrap().limit, Some(1));
    assert!(missed(&item, &item.offer(T0, &Visitor::PERSON), T0).is_none());
}
