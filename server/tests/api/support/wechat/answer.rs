//! What the stand-in answers.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Query, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use picklive_contract::UnixMillis;
use serde_json::{Value, json};

use super::{
    API_KEY, APP_SECRET, APPID, Book, MCHID, Mood, PUBLIC_ID, Refund, SERIAL, Trade, headers,
    keys::{merchant, seal},
    now, signer,
};

type Shared = Arc<Mutex<Book>>;
type Answer = (u16, Value);

pub fn router(book: Shared) -> Router {
    Router::new().route("/sns/oauth2/access_token", get(who)).fallback(answer).with_state(book)
}

/// Who brought a code.
async fn who(State(book): State<Shared>, Query(asked): Query<HashMap<String, String>>) -> Response {
    let mut book = book.lock().unwrap();
    let fine = asked["appid"] == APPID && asked["secret"] == APP_SECRET;
    assert!(fine && asked["grant_type"] == "authorization_code", "{asked:?}");
    // WeChat says everything with status 200 and as text.
    match book.codes.remove(&asked["code"]) {
        Some(openid) => json!({"access_token": "a", "openid": openid, "scope": "snsapi_base"}),
        None => json!({"errcode": 40029, "errmsg": "invalid code"}),
    }
    .to_string()
    .into_response()
}

async fn answer(
    State(book): State<Shared>,
    method: Method,
    uri: Uri,
    asked: HeaderMap,
    body: Bytes,
) -> Response {
    let mut book = book.lock().unwrap();
    match book.mood {
        Mood::Down => return (StatusCode::SERVICE_UNAVAILABLE, "").into_response(),
        Mood::Html => {
            return ([(header::CONTENT_TYPE, "text/html")], "<h1>Hi</h1>").into_response();
        }
        Mood::Huge => return vec![b' '; 10 << 20].into_response(),
        _ => {}
    }
    let body = String::from_utf8(body.to_vec()).unwrap();
    let path = uri.path_and_query().unwrap().as_str().to_owned();
    let (status, told) = checked(&mut book, &method, &path, &asked, &body);
    if let Mood::Lost(times) = book.mood {
        book.mood = if times > 1 { Mood::Lost(times - 1) } else { Mood::Well };
        return (StatusCode::BAD_GATEWAY, "<h1>Bad gateway</h1>").into_response();
    }
    let text = if told.is_null() { String::new() } else { told.to_string() };
    let mut response = StatusCode::from_u16(status).unwrap().into_response();
    for (name, value) in headers(signer(&book), now(&book), &text) {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    *response.body_mut() = text.into();
    response
}

fn refuse(status: u16, code: &str) -> Answer {
    (status, json!({"code": code, "message": format!("about {API_KEY}")}))
}

/// The fields of the merchant's signature.
fn signed(value: &str) -> Option<HashMap<&str, &str>> {
    let fields = value.strip_prefix("WECHATPAY2-SHA256-RSA2048 ")?.split(',');
    fields.map(|field| Some((field.split_once('=')?.0, field.split('"').nth(1)?))).collect()
}

fn checked(book: &mut Book, method: &Method, path: &str, asked: &HeaderMap, body: &str) -> Answer {
    let header = |name: &str| asked.get(name).map_or("", |value| value.to_str().unwrap());
    let Some(field) = signed(header("authorization")) else { return refuse(401, "SIGN_ERROR") };
    let (at, nonce) = (field["timestamp"], field["nonce_str"]);
    let text = format!("{method}\n{path}\n{at}\n{nonce}\n{body}\n");
    let near = now(book).since(UnixMillis(at.parse::<i64>().unwrap() * 1_000)).abs() <= 300_000;
    let ours = field["mchid"] == MCHID && field["serial_no"] == SERIAL;
    let fresh = book.nonces.insert(nonce.to_owned());
    if !near || !ours || !fresh || !merchant().signed(&text, field["signature"]) {
        return refuse(401, "SIGN_ERROR");
    }
    assert_eq!(header("accept"), "application/json");
    assert!(!header("user-agent").is_empty(), "WeChat Pay refuses those who give no name");
    if book.by_public_key {
        assert_eq!(header("wechatpay-serial"), PUBLIC_ID);
    }
    if book.mood == Mood::Refuses {
        return refuse(403, "NO_AUTH");
    }
    let body: Value = serde_json::from_str(body).unwrap_or(Value::Null);
    let parts: Vec<_> = path.split(['/', '?']).skip(1).collect();
    match (method.as_str(), &parts[..]) {
        ("GET", ["v3", "certificates"]) => certificates(book),
        ("POST", ["v3", "pay", "transactions", way @ ("jsapi" | "h5" | "native")]) => {
            prepay(book, way, body)
        }
        ("GET", ["v3", "pay", "transactions", "out-trade-no", no, "mchid=1900000001"]) => {
            match book.trades.get(*no) {
                Some(trade) => (200, trade_told(no, trade)),
                None => refuse(404, "ORDER_NOT_EXIST"),
            }
        }
        ("POST", ["v3", "pay", "transactions", "out-trade-no", no, "close"]) => {
            match book.trades.get_mut(*no) {
                Some(trade) if trade.state == "NOTPAY" => trade.state = "CLOSED",
                _ => return refuse(400, "ORDER_PAID"),
            }
            (204, Value::Null)
        }
        ("POST", ["v3", "refund", "domestic", "refunds"]) => refund(book, body),
        ("GET", ["v3", "refund", "domestic", "refunds", no]) => match book.refunds.get(*no) {
            Some(refund) => (200, refund_told(no, refund)),
            None => refuse(404, "RESOURCE_NOT_EXISTS"),
        },
        _ => refuse(404, "NOT_FOUND"),
    }
}

fn certificates(book: &mut Book) -> Answer {
    book.certificates_asked += 1;
    let told = book.platform.iter().map(|one| {
        json!({"serial_no": one.serial, "effective_time": "2026-01-01T00:00:00+08:00",
            "expire_time": "2030-01-01T00:00:00+08:00",
            "encrypt_certificate": seal(API_KEY, "certificate", one.certificate.as_bytes())})
    });
    (200, json!({"data": told.collect::<Vec<_>>()}))
}

fn prepay(book: &mut Book, way: &str, asked: Value) -> Answer {
    let no = asked["out_trade_no"].as_str().unwrap().to_owned();
    let total = asked["amount"]["total"].as_i64().unwrap();
    let until = UnixMillis::parse(asked["time_expire"].as_str().unwrap()).unwrap();
    let fine = asked["mchid"] == MCHID
        && asked["appid"] == APPID
        && asked["amount"]["currency"] == "CNY"
        && total > 0
        && (6..=32).contains(&no.len())
        && no.chars().all(|c| c.is_ascii_alphanumeric() || "_-*".contains(c))
        && asked["attach"].as_str().is_some_and(|attach| attach.len() <= 128)
        && (1..=127).contains(&asked["description"].as_str().unwrap().len())
        && !asked["notify_url"].as_str().unwrap().contains('?')
        && until.since(now(book)) > 60_000
        && (way != "jsapi" || asked["payer"]["openid"].is_string())
        && (way != "h5" || asked["scene_info"]["payer_client_ip"].is_string());
    if !fine {
        return refuse(400, "PARAM_ERROR");
    }
    let trade = Trade { way: way.into(), asked: asked.clone(), state: "NOTPAY", total };
    let known = book.trades.entry(no).or_insert(trade);
    if known.asked != asked || known.way != way {
        return refuse(400, "INVALID_REQUEST");
    }
    let told = match way {
        "jsapi" => json!({"prepay_id": "wx26112221580621e9b071c00d9e093b0000"}),
        "h5" => {
            json!({"h5_url": "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx1"})
        }
        _ => json!({"code_url": "weixin://wxpay/bizpayurl?pr=p4lpSuKzz"}),
    };
    (200, told)
}

fn refund(book: &mut Book, asked: Value) -> Answer {
    let no = asked["out_refund_no"].as_str().unwrap().to_owned();
    let trade = book.trades.get(asked["out_trade_no"].as_str().unwrap());
    let Some(trade) = trade.filter(|trade| trade.state == "SUCCESS") else {
        return refuse(404, "RESOURCE_NOT_EXISTS_TRADE");
    };
    let sum = |asked: &Value| asked["amount"]["refund"].as_i64().unwrap();
    let live = book.refunds.values().filter(|refund| refund.status != "CLOSED");
    let before: i64 = live.map(|refund| sum(&refund.asked)).sum();
    if asked["amount"]["total"] != trade.total || before + sum(&asked) > trade.total {
        return refuse(400, "INVALID_REQUEST");
    }
    let refund = Refund { asked, status: book.refund_status };
    let told = refund_told(&no, &refund);
    book.refunds.insert(no, refund);
    (200, told)
}

pub fn trade_told(no: &str, trade: &Trade) -> Value {
    json!({"mchid": MCHID, "appid": APPID, "out_trade_no": no, "transaction_id": "42000001",
        "trade_type": trade.way.to_uppercase(), "trade_state": trade.state,
        "trade_state_desc": "…", "attach": trade.asked["attach"],
        "amount": {"total": trade.total, "payer_total": trade.total, "currency": "CNY"}})
}

fn refund_told(no: &str, refund: &Refund) -> Value {
    json!({"refund_id": "50000001", "out_refund_no": no, "status": refund.status,
        "out_trade_no": refund.asked["out_trade_no"], "amount": refund.asked["amount"]})
}
