//! `POST /v1/webhooks/{provider}`: a provider tells how a payment stands, or money that goes back.

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use picklive_contract::problem::ProblemKind;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    provider::{Notice, PaymentProvider, Untrusted},
    returned,
    settle::settle,
};
use crate::{
    ApiError, AppState,
    db::{Tx, entities::payment},
};

/// Believes what is signed, once or many times; answers 204 so that the provider stops telling.
pub async fn receive(
    State(state): State<AppState>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, ApiError> {
    let provider = state.payments.provider(&provider).ok_or_else(ApiError::not_found)?;
    let read = provider.read_notice(&headers, &body, state.clock.now()).await;
    match read.map_err(|why| refusal(provider, why))? {
        Notice::Charge { payment, charge, outcome } => {
            of_charge(&state, provider, &payment, charge.as_deref()).await?;
            settle(&state, &payment, outcome).await?;
        }
        Notice::Refund { refund, failed } => {
            returned::told(&state, provider.id(), &refund, failed).await?;
        }
        Notice::Other => {}
    }
    Ok(StatusCode::NO_CONTENT)
}

fn refusal(provider: &dyn PaymentProvider, why: Untrusted) -> ApiError {
    tracing::warn!(provider = provider.id(), ?why, "a webhook is not believed");
    let (kind, status, title) = match why {
        Untrusted::Signature => {
            (ProblemKind::Forbidden, StatusCode::FORBIDDEN, "The signature is not right")
        }
        Untrusted::Foreign => {
            (ProblemKind::Forbidden, StatusCode::FORBIDDEN, "It is about another account")
        }
        Untrusted::Body => {
            (ProblemKind::BadRequest, StatusCode::BAD_REQUEST, "The body cannot be read")
        }
        Untrusted::Unsure => (
            ProblemKind::Unavailable,
            StatusCode::SERVICE_UNAVAILABLE,
            "It cannot be checked now; tell it again",
        ),
    };
    ApiError::problem(kind, status, title)
}

/// A provider speaks of its own payments only: the key of one must not settle what another was asked for.
/// What it calls the charge is kept when its answer to the start was lost.
async fn of_charge(
    state: &AppState,
    provider: &dyn PaymentProvider,
    payment: &str,
    charge: Option<&str>,
) -> Result<(), ApiError> {
    let told = payment::Entity::find_by_id(payment).one(&state.db.read).await?;
    let Some(told) = told else { return Ok(()) };
    if told.provider != provider.id() {
        tracing::warn!(provider = provider.id(), "a webhook is about another provider's payment");
        let title = "The payment is another provider's";
        return Err(ApiError::problem(ProblemKind::Forbidden, StatusCode::FORBIDDEN, title));
    }
    let (Some(charge), None) = (charge, &told.charge_id) else { return Ok(()) };
    let work = async |tx: Tx| -> Result<(), ApiError> {
        payment::Entity::update_many()
            .col_expr(payment::Column::ChargeId, Expr::value(charge))
            .filter(payment::Column::Id.eq(payment))
            .filter(payment::Column::ChargeId.is_null())
            .exec(&*tx)
            .await?;
        Ok(())
    };
    state.db.writing(work).await
}
