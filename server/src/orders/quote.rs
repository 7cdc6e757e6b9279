//! `POST /v1/quotes`: what a purchase would cost now. Nothing is held.

use picklive_contract::{
    Money, RoomId, UnixMillis,
    address::Region,
    coupons::CouponOff,
    product::ProductKind,
    quotes::{GetQuote, LineAsk, Quote, QuoteLine},
};

use sea_orm::DatabaseTransaction;

use super::{
    check,
    price::{self, Buyer, Priced},
    snapshot,
    want::Want,
};
use crate::{
    ApiError,
    account::Caller,
    coupons::used,
    db::Db,
    http::{Answer, Call},
    live::prices::Bought,
    storefront::settings::{self, Settings},
};

/// A quote, and what buying it takes.
#[derive(Clone, Debug)]
pub struct Basket {
    /// What it costs.
    pub quote: Quote,
    /// What it takes.
    pub wants: Vec<Want>,
}

/// Answers a quote.
pub async fn quote(call: Call<GetQuote>) -> Result<Answer<GetQuote>, ApiError> {
    let caller = Caller::of(&call).await?;
    let mut wrong = check::lines(&call.ask.lines);
    wrong.extend(check::room(call.ask.room.as_ref()));
    if !wrong.is_empty() {
        return Err(ApiError::invalid(wrong));
    }
    let (state, region) = (&call.state, call.ask.region.as_ref());
    let settings = settings::get(state).await?;
    let person = caller.person.as_ref();
    let room = bought(call.ask.room.as_ref(), call.ask.at_stream_time);
    let buyer = Buyer { person, guest: person.is_none(), now: state.clock.now(), room };
    let basket = basket(&state.db, &settings, &call.ask.lines, region, buyer).await?;
    Answer::private(&basket.quote)
}

/// The room in which something is bought, if it is in one.
pub fn bought(room: Option<&RoomId>, at: Option<UnixMillis>) -> Option<Bought<'_>> {
    room.map(|room| Bought { room, at })
}

/// Prices lines and their shipping, as things are at one moment.
pub async fn basket(
    db: &Db,
    settings: &Settings,
    lines: &[LineAsk],
    region: Option<&Region>,
    buyer: Buyer<'_>,
) -> Result<Basket, ApiError> {
    let moment = snapshot::begin(db).await?;
    let priced = with_coupon(&moment, settings, lines, buyer).await;
    moment.rollback().await?;
    let (Priced { lines, wants }, coupon) = priced?;
    Ok(Basket { quote: sum(settings, lines, region, coupon)?, wants })
}

/// The lines, and what the best of the buyer's coupons takes off them.
async fn with_coupon(
    moment: &DatabaseTransaction,
    settings: &Settings,
    lines: &[LineAsk],
    buyer: Buyer<'_>,
) -> Result<(Priced, Option<CouponOff>), ApiError> {
    let priced = price::price(moment, settings, lines, buyer).await?;
    let Some(person) = buyer.person else { return Ok((priced, None)) };
    let sums = priced.lines.iter().map(|line| line.total.amount);
    let goods = sums.fold(0, i64::saturating_add);
    let best = used::best(moment, settings, person.as_str(), goods, buyer.now).await?;
    Ok((priced, best))
}

/// Adds lines and shipping up; a coupon takes off goods, and makes no parcel dearer.
fn sum(
    settings: &Settings,
    lines: Vec<QuoteLine>,
    region: Option<&Region>,
    coupon: Option<CouponOff>,
) -> Result<Quote, ApiError> {
    let too_much = || ApiError::invalid([("lines", "out-of-range")]);
    let nothing = settings.money(0);
    let add = |sum: Money, line: &QuoteLine| sum.plus(line.total).ok_or_else(too_much);
    let goods = lines.iter().try_fold(nothing, add)?;
    let parcel =
        |line: &QuoteLine| !matches!(line.kind, ProductKind::Course | ProductKind::Voucher);
    let needs_address = lines.iter().any(parcel);
    let free = settings.free_from.is_some_and(|from| goods.amount >= from);
    let fee = settings.money(if free { 0 } else { settings.shipping_fee });
    let ships = !needs_address || region.is_none_or(|region| settings.ships_to(region));
    let shipping = match region {
        _ if !needs_address => Some(nothing),
        Some(_) if ships => Some(fee),
        _ => None,
    };
    Ok(Quote {
        total: coupon
            .as_ref()
            .map_or(Some(goods), |coupon| goods.minus(coupon.off))
            .and_then(|left| left.plus(shipping.unwrap_or(nothing)))
            .ok_or_else(too_much)?,
        coupon,
        free_from: settings.free_from.filter(|_| needs_address).map(|from| settings.money(from)),
        lines,
        goods,
        shipping,
        needs_address,
        ships,
    })
}
