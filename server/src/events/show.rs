//! `GET /v1/events`.

use std::net::IpAddr;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use picklive_contract::{
    Endpoint, RoomId,
    events::{ListEvents, ROOM, STREAM},
    problem::ProblemKind,
};

use super::{
    asked::Asked, channel::Channel, line::Line, poll::at_once, stream::stream, watching::Watch,
};
use crate::{
    ApiError, AppState,
    http::{Answer, address},
    live::tickets,
};

/// The route.
pub fn router() -> Router<AppState> {
    Router::new().route(ListEvents::PATH, get(show))
}

async fn show(State(state): State<AppState>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let from = address::of(&state.config, &parts.extensions, &parts.headers);
    match answer(state, &parts.uri, &parts.headers, from).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

async fn answer(
    state: AppState,
    uri: &Uri,
    headers: &HeaderMap,
    from: IpAddr,
) -> Result<Response, ApiError> {
    let asked = Asked::read(uri.query().unwrap_or_default())?;
    let place = state.events.listen(&state.db, from, &asked.topics).await?.ok_or_else(full)?;
    let watches = watches(&state, &asked.topics, headers).await?;
    let begin = |channel: &Channel| asked.begin(&channel.topic, &channel.epoch);
    let line = Line::open(&state, place, watches, begin).await?;
    if takes_stream(headers) {
        return Ok(stream(state, line));
    }
    let events = at_once(&state, line, asked.wait).await?;
    Ok(Answer::<ListEvents>::private(&events)?.respond(headers))
}

/// Notes who listens to rooms, by their tickets: as long as the line is held.
///
/// # Errors
/// When it cannot be known which tickets are good.
async fn watches(
    state: &AppState,
    topics: &[String],
    headers: &HeaderMap,
) -> Result<Vec<Watch>, ApiError> {
    let mut watches = Vec::new();
    for room in topics.iter().filter_map(|topic| topic.strip_prefix(ROOM)) {
        // A line is one viewer of a room, and one whom it let in.
        if let Some(ticket) = tickets::shown(state, room, headers).await? {
            watches.extend(state.events.watchers().hold(
                &RoomId::from(room),
                &ticket.text,
                &state.clock,
            ));
        }
    }
    Ok(watches)
}

fn full() -> ApiError {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    ApiError::problem(ProblemKind::Unavailable, status, "Too many are listening; ask again soon")
}

fn takes_stream(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok());
    accepted.flat_map(|line| line.split([',', ';'])).any(|kind| kind.trim() == STREAM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_for_who_takes_one() {
        let takes = |kinds: &'static str| {
            takes_stream(&HeaderMap::from_iter([(header::ACCEPT, kinds.parse().unwrap())]))
        };
        assert!(takes("text/event-stream") && takes("application/json, text/event-stream;q=0.5"));
        assert!(!takes("application/json") && !takes_stream(&HeaderMap::new()));
    }
}
