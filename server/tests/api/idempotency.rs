//! A purchase is one purchase: keys, tried through an endpoint of the test's own.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{body::Body, http::Request};
use picklive_contract::{Endpoint, Method, headers, problem::ProblemKind, time::DAY};
use picklive_server::{
    ApiError, AppState,
    account::Caller,
    background::prune,
    db::entities::idempotency as row,
    http::{Answer, Call, Wish, idempotency::recall, idempotent},
};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::support::{NOON, Server, client::fresh_key};

/// Counts how often the work was done.
struct Count;
impl Endpoint for Count {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/test";
    const CREATES: bool = true;
    type At = ();
    type Ask = u32;
    type Answer = usize;
}

async fn count(
    state: &AppState,
    person: Option<&str>,
    key: &str,
    ask: u32,
    done: &Arc<AtomicUsize>,
) -> Result<String, ApiError> {
    let request = Request::post("/v1/test")
        .header("content-type", "application/json")
        .header(headers::IDEMPOTENCY_KEY, key)
        .body(Body::from(ask.to_string()));
    let call = Call::<Count>::read(state.clone(), request.unwrap()).await?;
    let mut caller = Caller::of(&call).await?;
    if let Some(person) = person {
        caller.scope = format!("person:{person}");
    }
    let wish = Wish::of(&call)?;
    let answer = idempotent::<Count, _, _>(state, &caller, &wish, |_tx| async move {
        if ask == 0 {
            return Err(ApiError::invalid([("", "out-of-range")]));
        }
        Answer::private(&done.fetch_add(1, Ordering::SeqCst))
    });
    let answer = answer.await?;
    let kept = recall::<Count>(state, &caller, &wish).await?.map(|answer| answer.json);
    assert_eq!(kept.as_ref(), Some(&answer.json));
    Ok(answer.json)
}

fn kind(error: ApiError) -> ProblemKind {
    match error {
        ApiError::Problem(problem, _) => problem.kind,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_another_body_is_refused() {
    let server = Server::start().await;
    let (state, done) = (&server.state, Arc::new(AtomicUsize::new(0)));
    let key = fresh_key();
    assert_eq!(count(state, None, &key, 1, &done).await.unwrap(), "0");
    assert_eq!(count(state, None, &key, 1, &done).await.unwrap(), "0");
    let reused = count(state, None, &key, 2, &done).await.unwrap_err();
    assert_eq!(kind(reused), ProblemKind::KeyReused);
    // Another caller's key of the same name is another key.
    assert_eq!(count(state, Some("li"), &key, 1, &done).await.unwrap(), "1");
    assert_eq!(done.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn what_failed_may_be_tried_again_with_the_same_key() {
    let server = Server::start().await;
    let (state, done) = (&server.state, Arc::new(AtomicUsize::new(0)));
    let key = fresh_key();
    assert_eq!(kind(count(state, None, &key, 0, &done).await.unwrap_err()), ProblemKind::Invalid);
    assert_eq!(count(state, None, &key, 1, &done).await.unwrap(), "0");
}

#[tokio::test]
async fn of_many_at_once_one_does_the_work() {
    let server = Server::start().await;
    let (key, done) = (fresh_key(), Arc::new(AtomicUsize::new(0)));
    let runs: Vec<_> = (0..16)
        .map(|_| {
            let (state, key, done) = (server.state.clone(), key.clone(), done.clone());
            tokio::spawn(async move { count(&state, None, &key, 1, &done).await.unwrap() })
        })
        .collect();
    for run in runs {
        assert_eq!(run.await.unwrap(), "0");
    }
    assert_eq!(done.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_key_must_be_hard_to_guess() {
    let server = Server::start().await;
    let done = Arc::new(AtomicUsize::new(0));
    for weak in ["", "1", "short-key", "has spaces in it, and more", &"x".repeat(129)] {
        let refused = count(&server.state, None, weak, 1, &done).await.unwrap_err();
        assert_eq!(kind(refused), ProblemKind::KeyMissing, "{weak:?}");
    }
    let uuid = "6f1c2f9e-2a53-4c37-9a35-0d6a8a2f9b11";
    assert!(count(&server.state, None, uuid, 1, &done).await.is_ok());
}

#[tokio::test]
async fn an_answer_is_kept_a_day_and_then_forgotten() {
    let server = Server::start().await;
    let (state, done, key) = (&server.state, Arc::new(AtomicUsize::new(0)), fresh_key());
    assert_eq!(count(state, None, &key, 1, &done).await.unwrap(), "0");
    server.set_clock(NOON.plus(DAY));
    prune::once(state).await.unwrap();
    assert_eq!(count(state, None, &key, 1, &done).await.unwrap(), "0", "kept for 24 hours");
    server.set_clock(NOON.plus(DAY + 1));
    prune::once(state).await.unwrap();
    assert_eq!(row::Entity::find().count(&state.db.read).await.unwrap(), 0);
    assert_eq!(count(state, None, &key, 1, &done).await.unwrap(), "1", "a new wish");
}
