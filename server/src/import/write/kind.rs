//! The columns of a product that follow from its kind.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::LockType};

use super::{
    super::{Wrong, kinds::Goods, products::Ready, shopify::Product},
    Context, fresh,
};
use crate::{
    ApiError,
    db::{
        Tx,
        entities::{order_line, product},
        locks,
    },
};

/// What changing kinds brought up.
#[derive(Debug, Default)]
pub struct Kinds {
    /// Mistakes: then nothing may be written.
    pub wrong: Vec<Wrong>,
    /// Changes, as sentences.
    pub changed: Vec<String>,
}

/// Locks the products of a list, before anything is read or written. Who orders one that becomes of another kind is
/// waited for, and the next order reads the new kind; the others are ordered meanwhile.
///
/// # Errors
/// When the database does not answer.
pub async fn hold(tx: &Tx, ready: &[Ready<'_>]) -> Result<(), ApiError> {
    let told: HashMap<&str, &Goods> = ready
        .iter()
        .filter_map(|ready| Some((ready.product.handle.as_str(), ready.product.goods.as_ref()?)))
        .collect();
    let all = ready.iter().map(|ready| ready.product.handle.as_str());
    let there = locks::products(tx, all, LockType::NoKeyUpdate).await?;
    let other = |id: &str, kind: &str| told.get(id).is_some_and(|it| it.kind().as_str() != kind);
    let others = there.iter().filter(|(id, kind)| other(id, kind)).map(|(id, _)| id.as_str());
    locks::products(tx, others, LockType::Update).await?;
    Ok(())
}

/// Puts what the list says of the product's kind into its row. A kind that an order names stays: its
/// buyers were promised a parcel, a text or codes, so a change is a mistake of the list.
///
/// # Errors
/// When the database does not answer.
pub async fn put(
    context: &Context<'_>,
    new: &Product,
    row: &mut product::Model,
    kinds: &mut Kinds,
) -> Result<(), ApiError> {
    let Some(goods) = &new.goods else { return Ok(()) };
    let kind = goods.kind();
    if kind.as_str() != row.kind {
        // It is held (`hold`): an order that was being written is done, and the next one reads the new kind.
        let lines = order_line::Entity::find();
        let named = lines.filter(order_line::Column::ProductId.eq(new.handle.as_str()));
        let (handle, before) = (&new.handle, &row.kind);
        if named.count(&**context.tx).await? > 0 {
            let reason = format!(
                "{handle} was ordered as a {before}; a {kind} needs another handle, and this one can \
                 be taken off sale"
            );
            kinds.wrong.push(Wrong::at(new.line, reason));
            return Ok(());
        }
        let line = new.line;
        kinds.changed.push(format!("line {line}: {handle} was a {before} and is a {kind} now"));
        (row.access, row.voucher_prefix, row.voucher_days) = (None, None, None);
    }
    row.kind = kind.as_str().into();
    match goods {
        Goods::Parcel => {}
        Goods::Course { access } => row.access = Some(fresh::json(access)?),
        Goods::Voucher { prefix, days } => {
            if context.tells.voucher_prefix {
                row.voucher_prefix.clone_from(prefix);
            }
            if context.tells.voucher_days {
                row.voucher_days = *days;
            }
        }
    }
    Ok(())
}
