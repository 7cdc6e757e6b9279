//! The transaction that places an order.

use axum::http::StatusCode;
use picklive_contract::{
    Lang, PersonId, UnixMillis,
    address::OrderContact,
    coupons::shares,
    orders::{OrderAsk, OrderState, PlaceOrder},
    problem::ProblemKind,
    quotes::QuoteLine,
    time::SECOND,
};
use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, EntityTrait,
    sea_query::{LockType, OnConflict},
};

use super::{
    accept, ceilings,
    quote::Basket,
    secret, steps,
    units::{self, Offers, Refused, Shelf},
    view::{self, Parts},
};
use crate::{
    ApiError,
    coupons::used,
    db::{
        Tx,
        entities::{order, order_line, order_step},
        inserted, locks,
    },
    http::Answer,
    random,
};

/// An order to be written.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// What was asked; checked.
    pub ask: &'a OrderAsk,
    /// What it costs and takes.
    pub basket: &'a Basket,
    /// Who asks.
    pub person: Option<&'a PersonId>,
    /// Digest of the address they ask from.
    pub origin: Option<&'a str>,
    /// Their idempotency key.
    pub key: &'a [u8],
    /// The moment it was priced.
    pub now: UnixMillis,
    /// The language they read.
    pub lang: Lang,
}

/// Whether a guarded write refused: then the prices are read again to find out why.
pub fn is_guard(error: &ApiError) -> bool {
    let ApiError::Problem(problem, _) = error else { return false };
    matches!(problem.kind, ProblemKind::SoldOut | ProblemKind::LimitReached)
        && problem.quote.is_none()
}

fn guard(refused: Refused) -> ApiError {
    let kind = match refused {
        Refused::Gone => ProblemKind::SoldOut,
        Refused::Limit => ProblemKind::LimitReached,
    };
    ApiError::problem(kind, StatusCode::CONFLICT, "A guard refused")
}

/// Takes the units and writes the order; undone as a whole when a guard refuses.
pub async fn order(
    tx: Tx,
    draft: &Draft<'_>,
    hold_seconds: u32,
) -> Result<Answer<PlaceOrder>, ApiError> {
    let now = draft.now;
    let person = draft.person.map(PersonId::as_str);
    let wants = &draft.basket.wants;
    let offers = Offers::OpenAt(now);
    let buyer = ceilings::buyer(draft.person, draft.ask);
    let units = ceilings::units(draft.ask);
    let origin = draft.origin.filter(|_| person.is_none());
    ceilings::not_too_many(&tx, &buyer, origin, units, now).await?;
    if !kinds_stand(&tx, draft).await? {
        // It is something else now: priced anew, it may want an address or none.
        return Err(guard(Refused::Gone));
    }
    if let Some(refused) = units::take(&tx, wants, person, offers, Shelf::Reserved).await? {
        return Err(guard(refused));
    }
    let mut order = row(draft, buyer, hold_seconds)?;
    add(&tx, &mut order).await?;
    if !used::take_for(&tx, &order).await? {
        // Another order uses it: priced anew, this one costs more.
        return Err(guard(Refused::Gone));
    }
    let lines = lines(draft, &order.id)?;
    let insert = lines.iter().map(|line| order_line::ActiveModel::from(line.clone()).reset_all());
    order_line::Entity::insert_many(insert).exec_without_returning(&*tx).await?;
    let state = OrderState::AwaitingPayment;
    steps::reached(&tx, &order.id, &state, now, None).await?;
    if order.total == 0 {
        units::sell_held(&tx, &lines).await?;
        accept::paid(&tx, &order, &lines, &state, now, None).await?;
        let paid = order::Entity::find_by_id(&order.id).one(&*tx).await?;
        let paid = paid.ok_or_else(|| ApiError::internal("an order got lost"))?;
        return Ok(Answer::private(&view::one(&*tx, paid).await?)?.status(StatusCode::CREATED));
    }
    let step = order_step::Model {
        order_id: order.id.clone(),
        state: state.as_str().into(),
        at: now.0,
        reason: None,
    };
    let parts = Parts { lines, steps: vec![step], ..Parts::default() };
    Ok(Answer::private(&view::told(order, parts)?)?.status(StatusCode::CREATED))
}

fn row(draft: &Draft<'_>, buyer: String, hold_seconds: u32) -> Result<order::Model, ApiError> {
    let (ask, quote) = (draft.ask, &draft.basket.quote);
    let id = random::id();
    let shipping = quote.shipping.map_or(0, |fee| fee.amount);
    let off = quote.coupon.as_ref().map_or(0, |coupon| coupon.off.amount);
    let contact = OrderContact {
        phone: ask.contact.phone.trim().into(),
        email: ask.contact.email.trim().into(),
    };
    // Nobody's address is kept that is not needed.
    let address = ask.address.as_ref().filter(|_| quote.needs_address);
    let guest = draft.person.is_none();
    Ok(order::Model {
        number: secret::number(),
        person_id: draft.person.map(ToString::to_string),
        secret_hash: guest.then(|| random::digest(secret::derive(draft.key, &id))),
        id,
        buyer,
        state: OrderState::AwaitingPayment.as_str().into(),
        units: "held".into(),
        shipped_goods: quote.needs_address,
        currency: quote.total.currency.code().into(),
        goods: quote.goods.amount - off,
        shipping,
        total: quote.total.amount,
        refunded: 0,
        placed_at: draft.now.0,
        hold_expires_at: draft.now.plus(i64::from(hold_seconds) * SECOND).0,
        delivered_at: None,
        contact: serde_json::to_string(&contact)?,
        address: address.map(serde_json::to_string).transpose()?,
        note: ask.note.trim().into(),
        shop: ask.shop.as_ref().map(ToString::to_string),
        carrier: None,
        tracking_number: None,
        // Whose address it is, is nobody's business once they are known by their contact.
        origin: draft.origin.filter(|_| guest).map(ToOwned::to_owned),
        quantity: ceilings::units(ask),
        lang: Some(draft.lang.tag().into()),
        room_id: ask.room.as_ref().map(ToString::to_string),
        coupon_id: quote.coupon.as_ref().map(|coupon| coupon.id.0.clone()),
        coupon_off: off,
        at_stream_time: ask.room.as_ref().and(ask.at_stream_time).map(|at| at.0),
    })
}

/// Whether everything is still of the kind that it was priced as; it stays so until the transaction ends, since an
/// import that changes a kind locks the whole row.
async fn kinds_stand(tx: &DatabaseTransaction, draft: &Draft<'_>) -> Result<bool, ApiError> {
    let lines = &draft.basket.quote.lines;
    let products = lines.iter().map(|line| line.product.as_str());
    let found = locks::products(tx, products, LockType::KeyShare).await?;
    let stands = |line: &QuoteLine| {
        found.iter().any(|(id, kind)| id == line.product.as_str() && kind == line.kind.as_str())
    };
    Ok(lines.iter().all(stands))
}

/// Inserts the order; a number that is taken is drawn again.
async fn add(tx: &DatabaseTransaction, order: &mut order::Model) -> Result<(), ApiError> {
    loop {
        let row = order::ActiveModel::from(order.clone()).reset_all();
        let taken = OnConflict::column(order::Column::Number).do_nothing().to_owned();
        let insert = order::Entity::insert(row).on_conflict(taken);
        if inserted(insert.exec_without_returning(tx).await)? {
            return Ok(());
        }
        order.number = secret::number();
    }
}

fn lines(draft: &Draft<'_>, id: &str) -> Result<Vec<order_line::Model>, ApiError> {
    let (quote, mut lines) = (&draft.basket.quote, Vec::new());
    let sums: Vec<_> = quote.lines.iter().map(|line| line.total.amount).collect();
    let shares = shares(quote.coupon.as_ref().map_or(0, |coupon| coupon.off.amount), &sums);
    for ((position, line), coupon_off) in quote.lines.iter().enumerate().zip(shares) {
        let mut bought = line.clone();
        (bought.available, bought.offer.left, bought.used_up) = (None, None, None);
        (bought.verified, bought.changes_at) = (None, None);
        lines.push(order_line::Model {
            order_id: id.to_owned(),
            position: i32::try_from(position).unwrap_or(i32::MAX),
            product_id: line.product.0.clone(),
            variant_id: line.variant.0.clone(),
            deal_id: line.offer.deal.as_ref().map(|deal| deal.0.clone()),
            limited: line.offer.limit.is_some(),
            quantity: i64::from(line.quantity),
            unit_price: line.offer.price.amount,
            coupon_off,
            bought: serde_json::to_string(&bought)?,
            returned: 0,
            in_return: 0,
        });
    }
    Ok(lines)
}
