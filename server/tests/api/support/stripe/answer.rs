//! What the stand-in answers.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{Book, KEY, Mood, Refund, Session, now};

type Answer = (u16, Value);

pub fn router(book: Arc<Mutex<Book>>) -> Router {
    Router::new().fallback(answer).with_state(book)
}

async fn answer(
    State(book): State<Arc<Mutex<Book>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut book = book.lock().unwrap();
    match book.mood {
        Mood::Down => return (StatusCode::SERVICE_UNAVAILABLE, "").into_response(),
        Mood::Html => {
            return ([(header::CONTENT_TYPE, "text/html")], "<h1>Hi</h1>").into_response();
        }
        Mood::Huge => return vec![b' '; 10 << 20].into_response(),
        Mood::Odd => return (StatusCode::OK, r#"{"id":7}"#).into_response(),
        Mood::Well | Mood::Lost(_) | Mood::Refuses => {}
    }
    let body = String::from_utf8(body.to_vec()).unwrap();
    let (status, told) = checked(&mut book, &method, &uri, &headers, &body);
    if let Mood::Lost(times) = book.mood {
        book.mood = if times > 1 { Mood::Lost(times - 1) } else { Mood::Well };
        return (StatusCode::BAD_GATEWAY, "<h1>Bad gateway</h1>").into_response();
    }
    let status = StatusCode::from_u16(status).unwrap();
    (status, [(header::CONTENT_TYPE, "application/json")], told.to_string()).into_response()
}

fn refuse(status: u16, kind: &str, code: &str) -> Answer {
    let message = format!("About {KEY}: {code}");
    (status, json!({"error": {"type": kind, "code": code, "message": message}}))
}

fn invalid(code: &str) -> Answer {
    refuse(400, "invalid_request_error", code)
}

/// Who asks, in which version, and whether it was asked before.
fn checked(book: &mut Book, method: &Method, uri: &Uri, headers: &HeaderMap, body: &str) -> Answer {
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap());
    if header("authorization") != Some(&format!("Bearer {KEY}")) || book.mood == Mood::Refuses {
        return refuse(401, "invalid_request_error", "api_key_invalid");
    }
    assert_eq!(header("stripe-version"), Some("2025-03-31.basil"), "the version is pinned");
    let path = uri.path().to_owned();
    let form = |text: &str| -> HashMap<String, String> {
        url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
    };
    if method == Method::GET {
        return read(book, &path, &form(uri.query().unwrap_or("")));
    }
    assert_eq!(header("content-type"), Some("application/x-www-form-urlencoded"));
    let key = header("idempotency-key").unwrap().to_owned();
    let asked = format!("{path} {body}");
    if let Some((before, status, told)) = book.kept.get(&key) {
        if *before != asked {
            return refuse(400, "idempotency_error", "idempotency_key_reused");
        }
        return (*status, told.clone());
    }
    let (status, told) = act(book, &path, form(body));
    book.kept.insert(key, (asked, status, told.clone()));
    (status, told)
}

fn read(book: &Book, path: &str, query: &HashMap<String, String>) -> Answer {
    if path == "/v1/refunds" {
        let of = |refund: &&Refund| refund.intent == query["payment_intent"];
        let found: Vec<_> = book.refunds.iter().rev().filter(of).collect();
        let after = query
            .get("starting_after")
            .map_or(0, |last| found.iter().position(|refund| refund.id == *last).unwrap() + 1);
        // Small pages, so that there is more than one.
        let page: Vec<_> = found.iter().skip(after).take(1).map(|one| refund_told(one)).collect();
        let more = found.len() > after + page.len();
        return (200, json!({"object": "list", "data": page, "has_more": more}));
    }
    let id = path.strip_prefix("/v1/checkout/sessions/").unwrap_or("");
    match book.sessions.iter().find(|session| session.id == id) {
        Some(session) => (200, session_told(session, query.contains_key("expand[]"))),
        None => refuse(404, "invalid_request_error", "resource_missing"),
    }
}

fn act(book: &mut Book, path: &str, form: HashMap<String, String>) -> Answer {
    if path == "/v1/checkout/sessions" {
        return open(book, form);
    }
    if path == "/v1/refunds" {
        return refund(book, &form);
    }
    let id = path.strip_prefix("/v1/checkout/sessions/").and_then(|p| p.strip_suffix("/expire"));
    let session = book.sessions.iter_mut().find(|session| Some(session.id.as_str()) == id);
    let Some(session) = session else { return invalid("resource_missing") };
    if session.status != "open" {
        return invalid("checkout_session_not_open");
    }
    session.status = "expired";
    (200, session_told(session, false))
}

fn open(book: &mut Book, form: HashMap<String, String>) -> Answer {
    let field = |name: &str| form.get(name).cloned().unwrap_or_default();
    let number = |name: &str| field(name).parse::<i64>().unwrap_or(-1);
    let left = number("expires_at") - now(book).0 / 1_000;
    if !(30 * 60..=24 * 60 * 60).contains(&left) {
        return invalid("expires_at");
    }
    let fine = field("mode") == "payment"
        && field("success_url").starts_with("http")
        && field("cancel_url").starts_with("http")
        && field("line_items[0][quantity]") == "1"
        && !field("line_items[0][price_data][product_data][name]").is_empty()
        && number("line_items[0][price_data][unit_amount]") > 0;
    if !fine {
        return invalid("parameter_missing");
    }
    let session = Session {
        id: format!("cs_test_{}", book.sessions.len() + 1),
        status: "open",
        paid: "unpaid",
        intent: "requires_payment_method",
        amount: number("line_items[0][price_data][unit_amount]"),
        currency: field("line_items[0][price_data][currency]"),
        form,
    };
    book.sessions.push(session.clone());
    (200, session_told(&session, false))
}

fn refund(book: &mut Book, form: &HashMap<String, String>) -> Answer {
    let (intent, amount) = (form["payment_intent"].clone(), form["amount"].parse().unwrap());
    let session = book.sessions.iter().find(|session| intent_of(session) == intent);
    let Some(session) = session.filter(|session| session.paid == "paid") else {
        return invalid("resource_missing");
    };
    let live = |refund: &&Refund| refund.intent == intent && refund.status != "failed";
    let before: i64 = book.refunds.iter().filter(live).map(|refund| refund.amount).sum();
    if before + amount > session.amount {
        return invalid("charge_already_refunded");
    }
    let refund = Refund {
        id: format!("re_{}", book.refunds.len() + 1),
        ours: form["metadata[picklive_refund]"].clone(),
        intent,
        amount,
        status: book.refund_status.unwrap_or("succeeded"),
    };
    book.refunds.push(refund.clone());
    (200, refund_told(&refund))
}

fn intent_of(session: &Session) -> String {
    session.id.replace("cs_test", "pi")
}

pub fn session_told(session: &Session, whole: bool) -> Value {
    let intent = match (session.status, whole) {
        ("complete", true) => json!({"id": intent_of(session), "status": session.intent}),
        ("complete", false) => json!(intent_of(session)),
        _ => Value::Null,
    };
    let url = format!("https://checkout.stripe.com/c/pay/{}", session.id);
    json!({
        "id": session.id, "object": "checkout.session", "livemode": false, "mode": "payment",
        "status": session.status, "payment_status": session.paid,
        "amount_total": session.amount, "currency": session.currency,
        "client_reference_id": session.form.get("client_reference_id"),
        "metadata": {"picklive_payment": session.form.get("metadata[picklive_payment]")},
        "payment_intent": intent,
        "url": (session.status == "open").then_some(url),
    })
}

pub fn refund_told(refund: &Refund) -> Value {
    json!({"id": refund.id, "object": "refund", "amount": refund.amount, "status": refund.status,
        "payment_intent": refund.intent, "metadata": {"picklive_refund": refund.ours}})
}
