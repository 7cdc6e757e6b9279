//! `GET /v1/time`.

use picklive_contract::storefront::{GetTime, ServerTime};

use crate::{
    ApiError,
    http::{Answer, Call},
};

/// Tells the time; never stored.
pub async fn time(call: Call<GetTime>) -> Result<Answer<GetTime>, ApiError> {
    Answer::private(&ServerTime { now: call.state.clock.now() })
}
