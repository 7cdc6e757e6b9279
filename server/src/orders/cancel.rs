//! `POST /v1/orders/{id}/cancel`: calls an unpaid order off; its units are sellable at once.

use axum::http::StatusCode;
use picklive_contract::{
    orders::{Cancel, OrderState},
    problem::ProblemKind,
};

use super::{holds, own, view};
use crate::{
    ApiError,
    account::Caller,
    http::{Answer, Call, Wish, idempotent},
    payments::asks,
};

/// Calls an order off. One that is called off already is shown as it is.
pub async fn cancel(call: Call<Cancel>) -> Result<Answer<Cancel>, ApiError> {
    let (state, caller, wish) = (&call.state, Caller::of(&call).await?, Wish::of(&call)?);
    let (person, id, headers) = (caller.person.as_ref(), call.at.as_str(), &call.headers);
    own::find(&state.db.read, id, person, headers).await?;
    let work = async |tx: crate::db::Tx| {
        let to = OrderState::Cancelled;
        let done = holds::call_off(&tx, id, None, state.clock.now()).await?;
        let order = own::find(&*tx, id, person, headers).await?;
        if !done && order.state != to.as_str() {
            let title = "The order no longer awaits payment";
            return Err(ApiError::problem(ProblemKind::WrongState, StatusCode::CONFLICT, title));
        }
        Answer::private(&view::one(&*tx, order).await?)
    };
    let answer = idempotent(state, &caller, &wish, work).await?;
    state.released.again();
    asks::soon(state, [id]).await;
    Ok(answer)
}
