//! `GET /v1/events`.

use std::{net::IpAddr, time::Duration};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use picklive_contract::{
    Endpoint, UnixMillis,
    events::{ListEvents, SHOP, STREAM, WAIT_MAX},
    problem::ProblemKind,
};

use super::{
    poll::at_once,
    stream::stream,
    told::{Begin, missed, read_cursor},
};
use crate::{
    ApiError, AppState,
    http::{Answer, address},
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
    let epoch = state.events.begin(&state.db).await?;
    let asked = Asked::read(epoch, uri.query().unwrap_or_default())?;
    let place = state.events.listen(&state.db, from).await?.ok_or_else(full)?;
    let missed = missed(&state, asked.begin).await?;
    if takes_stream(headers) {
        return Ok(stream(state, place, missed));
    }
    let events = at_once(&state, place, missed, asked.wait).await?;
    Ok(Answer::<ListEvents>::private(&events)?.respond(headers))
}

fn full() -> ApiError {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    ApiError::problem(ProblemKind::Unavailable, status, "Too many are listening; ask again soon")
}

fn takes_stream(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok());
    accepted.flat_map(|line| line.split([',', ';'])).any(|kind| kind.trim() == STREAM)
}

/// What is asked.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    begin: Begin,
    wait: Duration,
}

impl Asked {
    fn read(epoch: &str, query: &str) -> Result<Self, ApiError> {
        let (mut after, mut since, mut wait, mut topics) = (None, None, 0, false);
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "topics" if value == SHOP => topics = true,
                "topics" => return Err(ApiError::not_found()),
                // A cursor of another server, or of an older version of this one: all is read again.
                "after" => after = Some(read_cursor(epoch, &value).unwrap_or(i64::MAX)),
                "since" => since = Some(UnixMillis(value.parse().map_err(|_| wrong("since"))?)),
                "wait" => wait = value.parse::<u32>().map_err(|_| wrong("wait"))?.min(WAIT_MAX),
                _ => {}
            }
        }
        if !topics {
            return Err(wrong("topics"));
        }
        let begin = match (after, since) {
            (Some(seq), _) => Begin::After(seq),
            (None, Some(at)) => Begin::Since(at),
            (None, None) => Begin::Now,
        };
        Ok(Self { begin, wait: Duration::from_secs(wait.into()) })
    }
}

fn wrong(parameter: &str) -> ApiError {
    let title = format!("The parameter {parameter} is missing or cannot be read");
    ApiError::problem(ProblemKind::BadRequest, StatusCode::BAD_REQUEST, &title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_read() {
        let begin = |query| Asked::read("e", query).unwrap().begin;
        assert_eq!(begin("topics=shop"), Begin::Now);
        assert_eq!(begin("topics=shop&since=5"), Begin::Since(UnixMillis(5)));
        assert_eq!(begin("topics=shop&since=5&after=shop%40e.7"), Begin::After(7));
        assert_eq!(begin("topics=shop&after=other"), Begin::After(i64::MAX));
        assert_eq!(Asked::read("e", "topics=shop&wait=999").unwrap().wait, Duration::from_secs(25));
        for bad in ["", "topics=room:1", "topics=shop&since=x", "topics=shop&wait=-1"] {
            assert!(Asked::read("e", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_stream_is_for_who_takes_one() {
        let takes = |kinds: &'static str| {
            takes_stream(&HeaderMap::from_iter([(header::ACCEPT, kinds.parse().unwrap())]))
        };
        assert!(takes("text/event-stream") && takes("application/json, text/event-stream;q=0.5"));
        assert!(!takes("application/json") && !takes_stream(&HeaderMap::new()));
    }
}
