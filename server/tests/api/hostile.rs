//! Every endpoint of the contract, called with what no app sends.

use serde_json::{Value, json};

use crate::{
    rooms_support::enter,
    tried::{ORDER, all, refused, shop},
};

/// Largest body that is read, in bytes.
const MOST: usize = 1 << 20;

/// What may become of a value.
type Change = dyn Fn(&Value) -> Option<Value>;

/// Calls `change` with every place of a value in turn, and collects what became of the whole.
fn everywhere(value: &Value, change: &Change) -> Vec<Value> {
    let mut all: Vec<Value> = change(value).into_iter().collect();
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                for changed in everywhere(field, change) {
                    let mut whole = fields.clone();
                    whole.insert(name.clone(), changed);
                    all.push(Value::Object(whole));
                }
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                for changed in everywhere(item, change) {
                    let mut whole = items.clone();
                    whole[at] = changed;
                    all.push(Value::Array(whole));
                }
            }
        }
        _ => {}
    }
    all
}

#[tokio::test]
async fn bodies_that_are_no_question_are_refused() {
    let (server, order) = shop().await;
    let client = server.client();
    let json = "application/json";
    let (odd, large, foreign) = (&[400, 422][..], &[413][..], &[415][..]);
    let mut bodies: Vec<(&str, Vec<u8>, &[u16])> = vec![
        (json, b"".to_vec(), &[400]),
        (json, b"\x00".to_vec(), &[400]),
        (json, b"nonsense".to_vec(), &[400]),
        (json, b"{\"lines\": [".to_vec(), odd),
        (json, b"{}{}".to_vec(), odd),
        (json, b"{\"a\": \"\xff\xfe\"}".to_vec(), odd),
        (json, "[".repeat(200_000).into_bytes(), odd),
        (json, "{\"lines\":".repeat(100_000).into_bytes(), odd),
        (json, "{\"nested\":".repeat(100_000).into_bytes(), odd),
        (json, vec![b' '; MOST + 1], large),
        ("text/plain", b"{}".to_vec(), foreign),
        ("application/x-www-form-urlencoded", b"a=b".to_vec(), foreign),
        ("application/jsonp", b"{}".to_vec(), foreign),
        ("multipart/form-data; boundary=x", b"--x--".to_vec(), foreign),
    ];
    for wrong in ["[]", "42", "null", "true", "\"x\"", "{}", "[[[]]]", "{\"\\u0000\": 1}"] {
        bodies.push((json, wrong.into(), &[422]));
    }
    for tried in all().iter().filter(|tried| tried.has_body) {
        for (kind, body, status) in &bodies {
            let start = String::from_utf8_lossy(&body[..body.len().min(20)]).into_owned();
            let what = format!("{} {kind} {start}", tried.name);
            let segment = if tried.segment() == ORDER { &order } else { tried.segment() };
            let request = tried.request(&client, segment).header("content-type", *kind);
            // Whoever follows need say nothing more: there what holds nothing is a question, and nobody has asked it.
            let says_nothing =
                tried.name == "follow-host" && matches!(&body[..], [b'{', ..] | b"[]");
            let status: &[u16] = if says_nothing && *status == [422] { &[401] } else { status };
            let told = refused(request.body(body.clone()).send().await.unwrap(), &what).await;
            assert!(status.contains(&told.status), "{what}: {told:?}");
        }
    }
}

#[tokio::test]
async fn values_of_another_kind_are_refused_or_skipped_and_never_a_fault() {
    let (server, order) = shop().await;
    // With a ticket, so that more is looked at than whether there is one.
    let client = enter(&server.client(), &"tea-room".into()).await;
    let changes: [(&str, &Change); 7] = [
        ("a NUL", &|value| value.is_string().then(|| json!("a\u{0}b"))),
        ("a lone NUL", &|value| value.is_string().then(|| json!("\u{0}"))),
        ("very long", &|value| value.is_string().then(|| json!("长".repeat(100_000)))),
        ("another kind", &|_| Some(json!([{"a": [1.5]}]))),
        ("nothing", &|_| Some(Value::Null)),
        ("far too much", &|value| value.is_number().then(|| json!(u64::MAX))),
        ("less than nothing", &|value| value.is_number().then(|| json!(-1e300))),
    ];
    for tried in all().iter().filter(|tried| tried.has_body) {
        let sample = tried.sample();
        for (what, change) in changes {
            for body in everywhere(&sample, change) {
                let segment = if tried.segment() == ORDER { &order } else { tried.segment() };
                let answer = tried.request(&client, segment).json(&body).send().await.unwrap();
                let status = answer.status();
                let what = format!("{} with {what}: {status}", tried.name);
                assert!(!status.is_server_error(), "{what} {body:.300}");
                if !status.is_success() {
                    refused(answer, &what).await;
                }
            }
        }
    }
}
