//! Writing to the buyer of an order.

use picklive_contract::messages::{MESSAGE_MAX, Sender};
use sea_orm::{EntityTrait, QuerySelect};

use super::{find, told};
use crate::{
    ApiError, AppState,
    db::{Tx, entities::order},
    letters::{self, Kind},
    messages::thread,
};

/// `message`.
pub async fn write(state: &AppState, name: &str, text: &str, json: bool) -> Result<(), String> {
    if thread::wrong(text).is_some() {
        return Err(format!(
            "a message has 1 to {MESSAGE_MAX} characters, and no control characters"
        ));
    }
    let (order, now) = (find::order(state, name).await?, state.clock.now());
    let work = async |tx: Tx| {
        let order = order::Entity::find_by_id(&order.id).lock_exclusive().one(&*tx).await?;
        let order = order.ok_or_else(ApiError::not_found)?;
        let nth = thread::add(&tx, &order, &Sender::Shop, text, now).await?;
        let event = letters::event(Kind::Message, nth);
        letters::announce(&tx, &order.id, Kind::Message, &event, now).await
    };
    state.db.writing(work).await.map_err(told)?;
    find::show(state, &order.id, json).await
}
