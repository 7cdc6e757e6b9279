//! What a page says after a misdeed: the app's own sentence of that class, read where the app has it.

use picklive_e2e::Misdeed;
use serde_json::{Value, json};

/// The app's sentences about what went wrong.
const SENTENCES: &str = include_str!("../../../src/text/errors.rs");

/// What pages say in their own words of what does not exist.
const ABSENT: [&str; 6] = [
    "页面不存在",
    "第一期还没有发布",
    "这一天没有精选",
    "没有这个直播间",
    "没有这个福袋",
    "没有找到这个订单",
];

/// The Chinese sentence of this name, up to its first gap.
fn sentence(name: &str) -> &'static str {
    let line =
        SENTENCES.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(": \""));
    line.and_then(|line| line.split(['"', '{']).next()).unwrap_or("no such sentence")
}

/// Names of the sentences of which one is said after a misdeed, if any is; none where what comes can be read.
fn class(misdeed: &str) -> &'static [&'static str] {
    match misdeed {
        "html-for-json" | "captive-portal" | "empty-body" | "null" | "list-for-object"
        | "without-end" | "no-content" | "wrong-types" => &["UNREADABLE"],
        "cut-body" => &["OFFLINE", "UNREADABLE"],
        "reset" => &["OFFLINE"],
        "half-a-minute" => &["SLOW"],
        "401" => &["SIGN_IN"],
        "403" => &["FORBIDDEN"],
        "404" => &["NOT_FOUND"],
        // Who only reads is not told of a form or an order.
        "409" => &["SERVER", "WRONG_STATE"],
        "422" => &["SERVER", "INVALID", "MALFORMED"],
        "429" => &["BUSY"],
        "500" | "503" | "502-of-a-stranger" => &["SERVER"],
        "403-of-a-stranger" => &["FORBIDDEN"],
        _ => &[],
    }
}

/// What is wrong with what a judged page says: another thing than what happened. A page that has all it is there
/// for need not say anything.
pub fn fault(misdeed: Misdeed, judged: &Value) -> Option<String> {
    let (told, says) = (judged["told"].as_str()?, judged["says"].as_str()?);
    let said = match told {
        "" if judged["there"] == json!(true) => return None,
        "" => says,
        told => told,
    };
    let class = class(misdeed.name);
    let fits = class.iter().any(|name| said.contains(sentence(name)));
    let absent = misdeed.name == "404" && ABSENT.iter().any(|words| said.contains(words));
    let when = misdeed.name != "429" || said.contains(" 7 秒");
    let good = class.is_empty() || absent || fits && when;
    (!good).then(|| format!("it says “{said}”, and not {class:?}"))
}

#[test]
fn every_class_has_a_sentence() {
    for misdeed in picklive_e2e::MISDEEDS {
        for name in class(misdeed.name) {
            assert!(sentence(name).len() > 6, "{name}: {}", sentence(name));
        }
    }
}
