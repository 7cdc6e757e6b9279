//! Coupons of the room: dropped, claimed, used and given back.

use picklive_contract::{
    CouponId, Endpoint as _, List, Money,
    coupons::{Claim, ClaimCoupon, Coupon, ListCoupons},
    events::EventKind,
    host::{Act, ActKind},
    problem::ProblemKind,
    quotes::Quote,
    storefront::Capability,
};
use serde_json::json;

use super::{prices::part, stage::Stage};
use crate::{
    ask::Ask,
    rules::{self, Rule},
    write::{Caller, Checked, goods::order},
};

pub(super) const OWN: &[&Rule] = &[
    &rules::COUPON,
    &rules::COUPON_PERSON,
    &rules::COUPON_ONCE,
    &rules::COUPON_QUOTA,
    &rules::COUPON_USED,
    &rules::COUPON_BACK,
];

/// How long one could be claimed, in seconds.
const LASTS: u32 = 600;
/// Claims of one person, and orders with one coupon, at the same moment.
const AT_ONCE: usize = 4;

pub(super) async fn check(stage: &mut Stage<'_, '_>) -> Checked {
    stage.till.needs(&Capability::Coupons)?;
    let (one, other) = (stage.till.person(0)?, stage.till.person(1)?);
    let usual = stage.usual().await?;
    let coupon = dropped(stage, part(usual, 2)?, usual, 2).await?;
    let guest = Caller::default();
    for answer in [
        stage.till.call::<ClaimCoupon>(&guest, &coupon.id).await?,
        stage.till.call::<ListCoupons>(&guest, &()).await?,
    ] {
        stage.till.expect(&rules::COUPON_PERSON, &answer, 401, &ProblemKind::SignInNeeded);
    }
    once(stage, &one, &coupon).await?;
    let last = dropped(stage, part(usual, 1)?, usual, 1).await?;
    quota(stage, [&one, &other], &last).await?;
    used(stage, &one, &coupon).await
}

/// Drops a coupon; whether it is told and shown with its rules is noted.
async fn dropped(
    stage: &mut Stage<'_, '_>,
    off: Money,
    minimum: Money,
    quota: u32,
) -> Result<Coupon, String> {
    let act = Act {
        off: Some(off),
        minimum: Some(minimum),
        quota: Some(quota),
        seconds: Some(LASTS),
        ..Act::new(ActKind::Coupon)
    };
    let rule = &rules::COUPON;
    let find = |coupons: &[Coupon]| {
        let is = |coupon: &&Coupon| {
            let rules = (coupon.off, coupon.minimum, coupon.quota, coupon.left);
            rules == (off, minimum, quota, i64::from(quota))
                && coupon.valid_until >= coupon.closes_at
        };
        coupons.iter().find(is).cloned()
    };
    let (_, event) = stage.act(rule, &act).await?;
    let told = event.as_ref().filter(|event| event.kind == EventKind::Coupon);
    let told = told.and_then(|event| event.room.as_ref()?.coupons.as_deref());
    let right = told.is_some_and(|coupons| find(coupons).is_some());
    stage.tells(rule, event.as_ref(), "coupon, with the coupons that can be claimed", right);
    let room = stage.shown(rule, "the coupon", |room| find(&room.coupons).is_some()).await?;
    find(&room.coupons).ok_or("a coupon of the room that is shown".into())
}

/// One person claims again and again.
async fn once(stage: &mut Stage<'_, '_>, person: &Caller, coupon: &Coupon) -> Checked {
    let ask = || (person.clone(), Ask::to::<ClaimCoupon>(&coupon.id));
    let answers = stage.till.together((0..AT_ONCE).map(|_| ask()).collect()).await;
    let rule = &rules::COUPON_ONCE;
    for (_, answer) in &answers {
        let claim: Option<Claim> = answer.read().filter(|_| answer.is_success());
        let right = claim.is_some_and(|claim| claim.coupon.id == coupon.id);
        stage.till.check(rule, answer, right, "the claim, also again");
    }
    let one_left = |shown: &Coupon| shown.id == coupon.id && shown.left == coupon.left - 1;
    stage.shown(rule, "one less of them", |room| room.coupons.iter().any(one_left)).await?;
    let mine = claims(stage, rule, person).await?;
    let count = mine.iter().filter(|claim| claim.coupon.id == coupon.id).count();
    let at = format!("GET {}", ListCoupons::PATH);
    stage.till.client.record.check(rule, &at, count == 1, "the coupon, once", count);
    Ok(())
}

/// What a person has.
async fn claims(
    stage: &mut Stage<'_, '_>,
    rule: &Rule,
    person: &Caller,
) -> Result<Vec<Claim>, String> {
    let answer = stage.till.call::<ListCoupons>(person, &()).await?;
    let list: Option<List<Claim>> = stage.till.client.parse(&answer, rule);
    Ok(list.ok_or("a list of coupons")?.items)
}

/// Two persons want the last one.
async fn quota(stage: &mut Stage<'_, '_>, both: [&Caller; 2], last: &Coupon) -> Checked {
    let asks = both.map(|person| (person.clone(), Ask::to::<ClaimCoupon>(&last.id)));
    let answers = stage.till.together(asks.into()).await;
    let got = answers.iter().filter(|(_, answer)| answer.is_success()).count();
    let gone = |answer: &crate::answer::Answer| answer.refuses(409, &ProblemKind::SoldOut);
    let rest = answers.iter().filter(|(_, answer)| gone(answer)).count();
    let told: Vec<_> = answers.iter().map(|(_, answer)| answer.status.to_string()).collect();
    let at = format!("POST {}, twice at the same moment", ClaimCoupon::PATH);
    let expected = "one claim, and 409 sold-out";
    let rule = &rules::COUPON_QUOTA;
    stage.till.client.record.check(rule, &at, (got, rest) == (1, 1), expected, told.join(", "));
    Ok(())
}

/// The coupon in quotes and orders.
async fn used(stage: &mut Stage<'_, '_>, person: &Caller, coupon: &Coupon) -> Checked {
    counts(stage, &rules::COUPON_USED, person, coupon, true).await?;
    let variant = stage.hall.variant.clone();
    let wish = stage.till.wish(person, &variant, 1).await?;
    let asks = (0..AT_ONCE).map(|_| (person.clone(), order(&wish))).collect();
    let (mut placed, mut told) = (Vec::new(), Vec::new());
    for (caller, answer) in stage.till.together(asks).await {
        told.push(answer.status.to_string());
        placed.extend(stage.till.keep(&caller, &answer));
    }
    let rule = &rules::COUPON_USED;
    let at = format!("POST /v1/orders, {AT_ONCE} times at the same moment");
    let right = placed.len() == 1;
    stage.till.client.record.check(rule, &at, right, "one order", told.join(", "));
    let (order, owner) = placed.first().ok_or("an order with a coupon")?;
    let shown = stage.till.show(owner, &order.id).await?;
    for told in [order, &shown] {
        let names = told.coupon.as_ref().is_some_and(|off| off.id == coupon.id);
        let sum = told.goods.amount - coupon.off.amount + told.shipping.amount;
        let (right, got) = (names && told.total.amount == sum, json!(told.coupon));
        let at = format!("order {}", told.id);
        let expected = format!("{} off, {sum} in all", coupon.id);
        stage.till.client.record.check(rule, &at, right, expected, got);
    }
    counts(stage, rule, person, coupon, false).await?;
    for (order, owner) in &placed {
        stage.till.call_off(owner, &order.id).await?;
    }
    counts(stage, &rules::COUPON_BACK, person, coupon, true).await
}

/// Notes whether the coupon counts in a quote.
async fn counts(
    stage: &mut Stage<'_, '_>,
    rule: &Rule,
    person: &Caller,
    coupon: &Coupon,
    wanted: bool,
) -> Checked {
    let variant = stage.hall.variant.clone();
    let quote: Quote = stage.till.quote(person, &variant, 1).await?;
    let named: Option<&CouponId> = quote.coupon.as_ref().map(|off| &off.id);
    let off = quote.coupon.as_ref().map_or(0, |off| off.off.amount);
    let sum = quote.goods.amount - off + quote.shipping.map_or(0, |fee| fee.amount);
    let right = (named == Some(&coupon.id)) == wanted && quote.total.amount == sum;
    let expected = format!("coupon {} {}", if wanted { "is" } else { "is not" }, coupon.id);
    let got = format!("{named:?}, {} in all", quote.total.amount);
    stage.till.client.record.check(rule, "POST /v1/quotes of a person", right, expected, got);
    Ok(())
}
