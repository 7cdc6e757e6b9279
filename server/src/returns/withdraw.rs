//! `POST /v1/returns/{id}/withdraw`: the buyer takes a return back.

use picklive_contract::returns::{ReturnState, WithdrawReturn};

use super::{close::close, draft, period, requests};
use crate::{
    ApiError,
    account::Caller,
    db::Tx,
    http::{Answer, Call, Wish, idempotent},
    orders::view,
};

/// Takes a return back. One that was taken back already is shown as it is.
pub async fn withdraw(call: Call<WithdrawReturn>) -> Result<Answer<WithdrawReturn>, ApiError> {
    let (state, caller, wish) = (&call.state, Caller::of(&call).await?, Wish::of(&call)?);
    let (person, id) = (caller.person.as_ref(), call.at.as_str());
    requests::own(&state.db.read, id, person, &call.headers).await?;
    let now = state.clock.now();
    let work = async |tx: Tx| {
        let (request, order) = requests::locked(&tx, id).await?;
        let from = [ReturnState::Requested, ReturnState::Approved];
        let to = ReturnState::Withdrawn;
        let was = requests::state(&request);
        if was != to && !close(&tx, &request, &from, to, None, now).await? {
            return Err(draft::wrong_state("The return is past that"));
        }
        Answer::private(&period::as_of(view::one(&*tx, order).await?, now))
    };
    idempotent(state, &caller, &wish, work).await
}
