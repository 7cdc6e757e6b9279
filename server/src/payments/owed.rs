//! What goes back, as the merchant sees it: sent, still owed by hand, or not taken by a provider yet.

use std::collections::HashMap;

use picklive_contract::{Currency, Money, UnixMillis};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement, Value},
};
use serde::Serialize;

use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{order, payment, refund, return_request},
    },
    orders::view,
    returns::requests,
};

/// Where one refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The merchant sends it, and then says so.
    ByHand,
    /// The provider is told by a running server.
    Pending,
    /// The provider has not taken it so far; it is tried again.
    Failing,
    /// It went back.
    Done,
}

/// One refund of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Back {
    /// How much.
    pub amount: Money,
    /// Why; for a return its number.
    pub reason: String,
    /// Where it stands.
    pub state: Standing,
    /// When it was decided.
    pub created_at: UnixMillis,
    /// When it had gone back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_at: Option<UnixMillis>,
    /// How often the provider was told in vain.
    pub tries: i32,
}

/// The refunds of orders by the orders' ids, oldest first.
///
/// # Errors
/// If they cannot be read.
pub async fn of_orders(
    state: &AppState,
    orders: &[order::Model],
) -> Result<HashMap<String, Vec<Back>>, ApiError> {
    let mut told: HashMap<String, Vec<Back>> = HashMap::new();
    for orders in orders.chunks(view::CHUNK) {
        let ids: Vec<_> = orders.iter().map(|order| order.id.as_str()).collect();
        let providers: Vec<(String, String)> = payment::Entity::find()
            .select_only()
            .columns([payment::Column::Id, payment::Column::Provider])
            .filter(payment::Column::OrderId.is_in(ids.iter().copied()))
            .into_tuple()
            .all(&state.db.read)
            .await?;
        let providers: HashMap<_, _> = providers.into_iter().collect();
        let returns = return_request::Entity::find()
            .filter(return_request::Column::OrderId.is_in(ids.iter().copied()))
            .filter(return_request::Column::RefundId.is_not_null())
            .all(&state.db.read)
            .await?;
        let rows = refund::Entity::find()
            .filter(refund::Column::OrderId.is_in(ids))
            .order_by_asc(refund::Column::CreatedAt)
            .order_by_asc(refund::Column::Id)
            .all(&state.db.read)
            .await?;
        for row in rows {
            let Some(order) = orders.iter().find(|order| order.id == row.order_id) else {
                continue;
            };
            let provider = providers.get(&row.payment_id).map_or("", String::as_str);
            let by_hand = is_by_hand(state, provider);
            let mut back = back(&row, by_hand, view::currency(order)?)?;
            let of = returns.iter().find(|one| one.refund_id.as_ref() == Some(&row.id));
            if let Some(of) = of {
                back.reason = format!("return {}", requests::number(of, &order.number));
            }
            told.entry(row.order_id).or_default().push(back);
        }
    }
    Ok(told)
}

fn is_by_hand(state: &AppState, provider: &str) -> bool {
    state.payments.provider(provider).is_some_and(|provider| provider.is_by_hand())
}

fn back(row: &refund::Model, by_hand: bool, own: Currency) -> Result<Back, ApiError> {
    let standing = match row.state.as_str() {
        "done" => Standing::Done,
        _ if by_hand => Standing::ByHand,
        _ if row.tries > 0 => Standing::Failing,
        _ => Standing::Pending,
    };
    Ok(Back {
        amount: row.money(own)?,
        reason: row.reason.clone(),
        state: standing,
        created_at: UnixMillis(row.created_at),
        done_at: row.done_at.map(UnixMillis),
        tries: row.tries,
    })
}

/// Ids of the orders with money that has not gone back yet, for a filter.
pub fn owing() -> SelectStatement {
    let pending = refund::Entity::find().filter(refund::Column::State.eq("pending"));
    pending.select_only().column(refund::Column::OrderId).into_query()
}

/// The merchant has sent all that was owed by hand for an order: how much that was, sum by sum. Nothing when
/// nothing was owed.
///
/// # Errors
/// If it cannot be written.
pub async fn handed_back(state: &AppState, order: &order::Model) -> Result<Vec<Money>, ApiError> {
    let (now, own) = (state.clock.now(), view::currency(order)?);
    let work = async |tx: Tx| -> Result<Vec<Money>, ApiError> {
        // Whoever adds a refund has this lock too: what is marked is what is told.
        order::Entity::find_by_id(&order.id).lock_exclusive().one(&*tx).await?;
        let payments = payment::Entity::find().filter(payment::Column::OrderId.eq(&order.id));
        let payments = payments.all(&*tx).await?;
        let theirs = payments.into_iter().filter(|payment| is_by_hand(state, &payment.provider));
        let theirs: Vec<_> = theirs.map(|payment| payment.id).collect();
        let rows = refund::Entity::find()
            .filter(refund::Column::OrderId.eq(&order.id))
            .filter(refund::Column::State.eq("pending"))
            .filter(refund::Column::PaymentId.is_in(theirs))
            .all(&*tx)
            .await?;
        refund::Entity::update_many()
            .col_expr(refund::Column::State, Expr::value("done"))
            .col_expr(refund::Column::DoneAt, Expr::value(now.0))
            .col_expr(refund::Column::NextTryAt, Expr::value(Value::BigInt(None)))
            .filter(refund::Column::Id.is_in(rows.iter().map(|row| row.id.as_str())))
            .exec(&*tx)
            .await?;
        rows.iter().map(|row| row.money(own)).collect()
    };
    state.db.writing(work).await
}
