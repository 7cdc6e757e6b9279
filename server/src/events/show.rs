//! `GET /v1/events`.

use std::time::Duration;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use picklive_contract::{
    Endpoint, UnixMillis,
    events::{EventKind, Events, ListEvents, SHOP, STREAM, WAIT_MAX},
    problem::ProblemKind,
};

use super::{
    hub::{Handed, Place, ended},
    stream::stream,
    told::{Begin, Missed, cursor, here, missed, read_cursor},
};
use crate::{ApiError, AppState, http::Answer};

/// The route.
pub fn router() -> Router<AppState> {
    Router::new().route(ListEvents::PATH, get(show))
}

async fn show(State(state): State<AppState>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    match answer(state, &parts.uri, &parts.headers).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

async fn answer(state: AppState, uri: &Uri, headers: &HeaderMap) -> Result<Response, ApiError> {
    let asked = Asked::read(uri.query().unwrap_or_default())?;
    let place = state.events.listen(&state.db).await?.ok_or_else(full)?;
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
    fn read(query: &str) -> Result<Self, ApiError> {
        let (mut after, mut since, mut wait, mut topics) = (None, None, 0, false);
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "topics" if value == SHOP => topics = true,
                "topics" => return Err(ApiError::not_found()),
                // A cursor of another server, or of an older version of this one: all is read again.
                "after" => after = Some(read_cursor(&value).unwrap_or(i64::MAX)),
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

/// What has been missed; when that is nothing, what comes next, if it comes in time.
async fn at_once(
    state: &AppState,
    mut place: Place,
    mut missed: Missed,
    wait: Duration,
) -> Result<Events, ApiError> {
    if missed.events.is_empty() && !missed.resync && !wait.is_zero() {
        let next = async {
            loop {
                match place.events.recv().await {
                    Ok(event) if event.seq > missed.known => return Some(event),
                    Ok(_) => {}
                    Err(_) => return None,
                }
            }
        };
        tokio::select! {
            () = ended(&mut place.ending) => {}
            () = tokio::time::sleep(wait) => {}
            event = next => missed.events.extend(event),
        }
    }
    // All that is there already comes along.
    while let Ok(event) = place.events.try_recv() {
        let last = missed.events.back().map_or(missed.known, |last| last.seq);
        if event.seq > last && !missed.resync {
            missed.events.push_back(event);
        }
    }
    if missed.resync {
        let event = here(EventKind::Resync, missed.known, state.clock.now());
        return Ok(Events { items: vec![event], cursor: cursor(missed.known) });
    }
    let last = missed.events.back().map_or(missed.known, |last| last.seq);
    let read = |event: Handed| Ok(serde_json::from_str(&event.body)?);
    let items = missed.events.into_iter().map(read).collect::<Result<_, ApiError>>()?;
    Ok(Events { items, cursor: cursor(last) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_read() {
        let begin = |query| Asked::read(query).unwrap().begin;
        assert_eq!(begin("topics=shop"), Begin::Now);
        assert_eq!(begin("topics=shop&since=5"), Begin::Since(UnixMillis(5)));
        assert_eq!(begin("topics=shop&since=5&after=shop%407"), Begin::After(7));
        assert_eq!(begin("topics=shop&after=other"), Begin::After(i64::MAX));
        assert_eq!(Asked::read("topics=shop&wait=999").unwrap().wait, Duration::from_secs(25));
        for bad in ["", "topics=room:1", "topics=shop&since=x", "topics=shop&wait=-1"] {
            assert!(Asked::read(bad).is_err(), "{bad}");
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
