//! Routes of the contract: the endpoint's type names method, path, question and answer.

use std::future::Future;

use axum::{
    Router,
    extract::{Request, State},
    response::IntoResponse,
    routing::{self, MethodRouter},
};
use picklive_contract::{Endpoint, Method};

use super::{Answer, Call, call::FromPath};
use crate::{ApiError, AppState};

/// A router with the one endpoint that `handler` answers.
pub fn route<E, H, F>(handler: H) -> Router<AppState>
where
    E: Endpoint + 'static,
    E::At: FromPath + Send,
    E::Ask: Send,
    H: Fn(Call<E>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Answer<E>, ApiError>> + Send,
{
    let run = move |State(state): State<AppState>, request: Request| {
        let handler = handler.clone();
        async move {
            let asked = request.headers().clone();
            let answer = async { handler(Call::read(state, request).await?).await };
            match answer.await {
                Ok(answer) => answer.respond(&asked),
                Err(error) => error.into_response(),
            }
        }
    };
    let methods: MethodRouter<AppState> = match E::METHOD {
        Method::Get => routing::get(run),
        Method::Post => routing::post(run),
        Method::Delete => routing::delete(run),
    };
    Router::new().route(E::PATH, methods)
}
