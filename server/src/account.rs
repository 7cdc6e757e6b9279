//! Sign-in by one-time code, sessions, and who is calling.

pub mod caller;
pub mod codes;
pub mod contact;
pub mod known;
pub mod limits;
pub mod mail;
pub mod pumping;
pub mod sender;
pub mod session;
pub mod sign_in;
pub mod sms;
pub mod tries;

use axum::Router;

use crate::{AppState, http::route};

pub use caller::Caller;
pub use sender::CodeSender;

/// The routes of the account.
pub fn router() -> Router<AppState> {
    Router::new()
        .merge(route(codes::send))
        .merge(route(sign_in::sign_in))
        .merge(route(session::show))
        .merge(route(session::sign_out))
}
