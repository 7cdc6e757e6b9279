//! `POST /v1/webhooks/{provider}`: a provider tells how a payment stands.

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use picklive_contract::problem::ProblemKind;
use sea_orm::EntityTrait;

use super::{provider::Untrusted, settle::settle};
use crate::{ApiError, AppState, db::entities::payment};

/// Believes what is signed, once or many times; answers 204 so that the provider stops telling.
pub async fn receive(
    State(state): State<AppState>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, ApiError> {
    let provider = state.payments.provider(&provider).ok_or_else(ApiError::not_found)?;
    let notice = provider.read_notice(&headers, &body, state.clock.now()).map_err(|why| {
        tracing::warn!(provider = provider.id(), ?why, "a webhook is not believed");
        let (kind, status, title) = match why {
            Untrusted::Signature => {
                (ProblemKind::Forbidden, StatusCode::FORBIDDEN, "The signature is not right")
            }
            Untrusted::Body => {
                (ProblemKind::BadRequest, StatusCode::BAD_REQUEST, "The body cannot be read")
            }
        };
        ApiError::problem(kind, status, title)
    })?;
    // A provider speaks of its own payments only: the key of one must not settle what another was asked for.
    let told = payment::Entity::find_by_id(&notice.payment).one(&state.db.read).await?;
    if told.is_some_and(|payment| payment.provider != provider.id()) {
        tracing::warn!(provider = provider.id(), "a webhook is about another provider's payment");
        let title = "The payment is another provider's";
        return Err(ApiError::problem(ProblemKind::Forbidden, StatusCode::FORBIDDEN, title));
    }
    settle(&state, &notice.payment, notice.outcome).await?;
    Ok(StatusCode::NO_CONTENT)
}
