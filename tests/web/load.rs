//! Every wait and every failure has its screen, and what is there is never torn down.

use std::{cell::RefCell, collections::VecDeque, future::pending, rc::Rc, sync::Arc};

use leptos::prelude::untrack;
use picklive::{
    api::{ApiError, Refusal},
    ui::{Data, Loader, load, load_or, view},
};
use picklive_contract::{Lang, problem::ProblemKind};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::host::Host;

type Answers = Rc<RefCell<VecDeque<Result<String, ApiError>>>>;

/// A loader whose answers a test gives, drawn; when it has none left, the server is silent.
fn drawn(answers: &Answers) -> (Host, Rc<RefCell<Option<Loader<String>>>>) {
    drawn_as(answers, true)
}

/// The same; what is loaded `may` not exist, or always does.
fn drawn_as(answers: &Answers, may: bool) -> (Host, Rc<RefCell<Option<Loader<String>>>>) {
    let (answers, out) = (answers.clone(), Rc::new(RefCell::new(None)));
    let kept = out.clone();
    let host = Host::new(move || {
        let loader = Loader::new(None, move || {
            let answer = answers.borrow_mut().pop_front();
            async move {
                match answer {
                    Some(answer) => answer,
                    None => pending().await,
                }
            }
        });
        *kept.borrow_mut() = Some(loader);
        let ready = |data: Data<String>| {
            view! { <p class="ready">{move || data.with(Clone::clone)}</p> }
        };
        let absent = || view! { <p class="absent">"nothing here"</p> };
        if may { load_or(loader, Lang::En, ready, absent) } else { load(loader, Lang::En, ready) }
    });
    (host, out)
}

fn answers(given: impl IntoIterator<Item = Result<&'static str, ApiError>>) -> Answers {
    let given = given.into_iter().map(|answer| answer.map(str::to_owned));
    Rc::new(RefCell::new(given.collect()))
}

fn problem(kind: ProblemKind, status: u16) -> ApiError {
    ApiError::Problem(Arc::new(Refusal::new(kind, status)))
}

#[wasm_bindgen_test]
async fn a_silent_server_shows_the_wait() {
    let (host, _) = drawn(&answers([]));
    assert!(host.find(".wait[role=status]").is_some());
    assert!(host.find(".ready").is_none() && host.find("button").is_none());
}

#[wasm_bindgen_test]
async fn an_answer_takes_the_place_of_the_wait() {
    let (host, _) = drawn(&answers([Ok("tea")]));
    host.until("the answer", |host| host.says(".ready") == "tea").await;
    assert!(host.find(".wait").is_none());
}

#[wasm_bindgen_test]
async fn a_failure_says_what_to_do_and_a_tap_tries_again() {
    let (host, _) = drawn(&answers([Err(ApiError::Offline), Ok("tea")]));
    host.until("the failure", |host| host.find("[role=alert]").is_some()).await;
    assert!(host.text().contains("Cannot reach the shop"));
    host.click("button");
    host.until("the answer", |host| host.says(".ready") == "tea").await;
    assert!(host.find("[role=alert]").is_none());
}

#[wasm_bindgen_test]
async fn what_does_not_exist_is_no_failure() {
    let (host, _) = drawn(&answers([Err(problem(ProblemKind::NotFound, 404))]));
    host.until("the empty page", |host| host.find(".absent").is_some()).await;
    assert!(host.find("[role=alert]").is_none());
}

#[wasm_bindgen_test]
async fn what_must_exist_and_is_not_found_is_a_failure() {
    let missing = || Err(problem(ProblemKind::NotFound, 404));
    let (host, loader) = drawn_as(&answers([missing(), Ok("tea"), missing()]), false);
    host.until("the failure", |host| host.find("[role=alert] button").is_some()).await;
    host.click("[role=alert] button");
    host.until("the answer", |host| host.says(".ready") == "tea").await;
    loader.borrow().unwrap().reload();
    host.until("the note", |host| host.find(".note-bar[role=status]").is_some()).await;
    assert_eq!(host.says(".ready"), "tea", "a gateway that finds nothing takes nothing away");
}

/// The shop's own word for it, and not that of a gateway.
fn told_missing() -> ApiError {
    let body = r#"{"type":"urn:picklive:not-found","title":"gone","status":404}"#;
    ApiError::Problem(Arc::new(Refusal::read(body).unwrap()))
}

#[wasm_bindgen_test]
async fn what_is_no_longer_to_be_seen_leaves_and_comes_back() {
    let (host, loader) = drawn(&answers([Ok("tea"), Err(told_missing()), Ok("tea")]));
    host.until("the answer", |host| host.says(".ready") == "tea").await;
    loader.borrow().unwrap().reload();
    host.until("the empty page", |host| host.find(".absent").is_some()).await;
    assert!(host.find(".ready").is_none());
    loader.borrow().unwrap().reload();
    host.until("the same again", |host| host.says(".ready") == "tea").await;
}

#[wasm_bindgen_test]
async fn what_is_there_stays_when_it_is_asked_for_again() {
    let gone = problem(ProblemKind::Unavailable, 503);
    let (host, loader) = drawn(&answers([Ok("tea"), Err(gone), Ok("rice")]));
    host.until("the answer", |host| host.says(".ready") == "tea").await;
    let before = host.find(".ready").unwrap();
    loader.borrow().unwrap().reload();
    host.until("the failure", |host| host.find(".note-bar[role=status]").is_some()).await;
    assert_eq!(host.says(".ready"), "tea");
    host.click(".note-bar button");
    host.until("the next answer", |host| host.says(".ready") == "rice").await;
    assert!(host.find(".note-bar").is_none());
    assert_eq!(host.find(".ready").unwrap(), before, "the same element, with another text");
}

#[wasm_bindgen_test]
async fn a_gateway_that_finds_nothing_takes_nothing_away() {
    let missing = Err(problem(ProblemKind::NotFound, 404));
    let (host, loader) = drawn(&answers([Ok("tea"), missing]));
    host.until("the answer", |host| host.says(".ready") == "tea").await;
    loader.borrow().unwrap().reload();
    host.until("the note", |host| host.find(".stale").is_some()).await;
    assert!(host.says(".ready") == "tea" && host.find(".absent").is_none());
}

#[wasm_bindgen_test]
async fn what_is_told_of_something_old_makes_it_no_newer() {
    let (host, loader) = drawn(&answers([Ok("tea"), Err(ApiError::Offline)]));
    host.until("the answer", |host| host.says(".ready") == "tea").await;
    let loader = loader.borrow().unwrap();
    loader.reload();
    host.until("the note", |host| host.find(".stale").is_some()).await;
    let at = untrack(|| loader.at());
    loader.amend(|_| Some("rice".into()));
    host.until("what is told", |host| host.says(".ready") == "rice").await;
    assert!(host.find(".stale").is_some(), "the rest of it is as old as before");
    assert_eq!(untrack(|| loader.at()), at);
}

#[wasm_bindgen_test]
async fn what_is_told_while_it_is_fetched_is_put_into_the_answer() {
    let given = answers([Ok("tea"), Ok("green tea")]);
    let (host, loader) = drawn(&given);
    host.until("the answer", |host| host.says(".ready") == "tea").await;
    let loader = loader.borrow().unwrap();
    loader.reload();
    loader.amend(|there| (!there.contains("rice")).then(|| format!("{there} and rice")));
    host.until("both", |host| host.says(".ready") == "green tea and rice").await;
    assert!(given.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn what_stands_in_says_how_old_it_is() {
    let (host, loader) = drawn(&answers([Err(ApiError::Offline)]));
    host.until("the failure", |host| host.find("[role=alert]").is_some()).await;
    let three_hours = 3.0 * 3_600_000.0;
    loader.borrow().unwrap().stand_in(
        "tea".into(),
        String::new(),
        js_sys::Date::now() - three_hours,
    );
    host.until("what was there", |host| host.says(".ready") == "tea").await;
    assert!(host.says(".stale").contains("this is how it was 3 h ago"), "{}", host.text());
}
