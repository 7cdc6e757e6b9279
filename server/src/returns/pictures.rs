//! Pictures that come with a request. Nothing of them is taken on trust: what they are is read from their
//! bytes, they are unpacked within limits, one at a time, and packed anew. They are kept as rows, which no
//! address of the server leads to.

use base64::{Engine, engine::general_purpose::STANDARD};
use picklive_contract::{UnixMillis, returns::PICTURE_BYTES_MAX, time::DAY};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use tokio::sync::Semaphore;

use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{return_picture as row, return_request},
    },
    import::pictures::shrink::{may_be_photograph, photograph},
};

/// How long the pictures of a return are kept after it is over, in milliseconds.
pub const KEPT: i64 = 90 * DAY;

/// One picture is unpacked at a time: each may take as much memory as its limits allow.
static TURN: Semaphore = Semaphore::const_new(1);

/// Unpacks pictures in base64 and packs them anew, as JPEG.
///
/// # Errors
/// 422 with the first that is no picture, or too large.
pub async fn packed(asked: &[String]) -> Result<Vec<Vec<u8>>, ApiError> {
    // All are looked at before the first takes its turn: what can be seen to be wrong holds nobody up.
    let mut files = Vec::with_capacity(asked.len());
    for (at, text) in asked.iter().enumerate() {
        let bytes = STANDARD.decode(text).map_err(|_| wrong(at, "malformed"))?;
        if bytes.len() > PICTURE_BYTES_MAX {
            return Err(wrong(at, "too-long"));
        }
        may_be_photograph(&bytes).map_err(|_| wrong(at, "malformed"))?;
        files.push(bytes);
    }
    let mut packed = Vec::with_capacity(files.len());
    for (at, bytes) in files.into_iter().enumerate() {
        let turn = TURN.acquire().await.map_err(ApiError::internal)?;
        let work = move || {
            let done = photograph(&bytes);
            drop(turn);
            done
        };
        let done = tokio::task::spawn_blocking(work).await;
        packed.push(done.map_err(ApiError::internal)?.map_err(|_| wrong(at, "malformed"))?);
    }
    Ok(packed)
}

fn wrong(at: usize, reason: &'static str) -> ApiError {
    ApiError::invalid([(format!("pictures.{at}"), reason)])
}

/// Keeps the pictures of a return.
pub async fn keep(
    tx: &DatabaseTransaction,
    request: &str,
    pictures: &[Vec<u8>],
) -> Result<(), ApiError> {
    for (position, jpeg) in (0..).zip(pictures) {
        let row = row::ActiveModel {
            return_id: Set(request.into()),
            position: Set(position),
            jpeg: Set(jpeg.clone()),
        };
        row::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The pictures of a return, for the merchant.
///
/// # Errors
/// When the database does not answer.
pub async fn of(state: &AppState, request: &str) -> Result<Vec<row::Model>, ApiError> {
    let found = row::Entity::find().filter(row::Column::ReturnId.eq(request));
    Ok(found.order_by_asc(row::Column::Position).all(&state.db.read).await?)
}

/// Removes the pictures of returns that have been over for [`KEPT`].
///
/// # Errors
/// When the database does not answer.
pub async fn forget(tx: &Tx, now: UnixMillis) -> Result<(), ApiError> {
    let over = return_request::Entity::find()
        .select_only()
        .column(return_request::Column::Id)
        .filter(return_request::Column::ClosedAt.lt(now.plus(-KEPT).0))
        .into_query();
    row::Entity::delete_many().filter(row::Column::ReturnId.in_subquery(over)).exec(&**tx).await?;
    Ok(())
}
