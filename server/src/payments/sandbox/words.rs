//! What the sandbox says.

use picklive_contract::{
    Text,
    payments::{ActionKind, PaymentMethod},
};

use super::{NONE, QR, REDIRECT, WECHAT};

/// The ways to pay.
pub fn methods() -> Vec<PaymentMethod> {
    let method = |id: &str, zh: &str, en: &str, action, hint: (&str, &str)| PaymentMethod {
        id: id.into(),
        label: Text::both(zh, en),
        action,
        clients: Vec::new(),
        hint: Some(Text::both(hint.0, hint.1)),
    };
    let wechat = method(
        WECHAT,
        "演示微信支付",
        "Demo WeChat Pay",
        ActionKind::WechatJsapi,
        (
            "在微信里直接付；别处由演示窗口代替",
            "In WeChat without leaving; elsewhere a demo window stands in",
        ),
    );
    vec![
        method(
            NONE,
            "演示钱包",
            "Demo wallet",
            ActionKind::None,
            ("一秒后自动付好", "Pays by itself in a second"),
        ),
        method(
            REDIRECT,
            "演示收银台",
            "Demo checkout page",
            ActionKind::Redirect,
            ("去收银台付，付完回来", "Pay on another page and come back"),
        ),
        method(
            QR,
            "演示扫码",
            "Demo QR code",
            ActionKind::Qr,
            ("用另一台设备扫", "Scan it with another device"),
        ),
        wechat,
    ]
}

/// What the wallet's payer reads.
pub fn wait() -> Text {
    Text::both("演示钱包正在付款，稍等一秒。", "The demo wallet is paying; one moment.")
}

/// The words of the sandbox's page, in one language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// For `<html lang>`.
    pub lang: &'static str,
    /// The page's title.
    pub title: &'static str,
    /// What this is.
    pub about: &'static str,
    /// Before the order's number.
    pub order: &'static str,
    /// Buttons.
    pub pay: &'static str,
    /// Refuses.
    pub fail: &'static str,
    /// Pays after the hold.
    pub late: &'static str,
    /// Explains that.
    pub late_hint: &'static str,
    /// Opens further choices.
    pub more: &'static str,
    /// The webhook never arrives.
    pub lose: &'static str,
    /// Leads back.
    pub back: &'static str,
    /// States.
    pub paid: &'static str,
    /// Refused.
    pub failed: &'static str,
    /// Will pay late.
    pub waiting: &'static str,
    /// Below a decided charge without a way back.
    pub close: &'static str,
    /// No such charge.
    pub unknown: &'static str,
}

/// Chinese.
pub const ZH: Words = Words {
    lang: "zh-CN",
    title: "演示收银台",
    about: "这里不会动真钱，只用来试付款。",
    order: "订单",
    pay: "付款",
    fail: "付款失败",
    late: "过时再付",
    late_hint: "等保留时间过了才到账",
    more: "更多",
    lose: "丢掉付款通知（店家约半分钟后自己来问）",
    back: "回到店里",
    paid: "已付款",
    failed: "没有付成",
    waiting: "保留时间过后会付款",
    close: "可以关掉这一页了。",
    unknown: "没有这笔付款。",
};

/// English.
pub const EN: Words = Words {
    lang: "en",
    title: "Demo checkout",
    about: "No real money moves here: it is for trying payments out.",
    order: "Order",
    pay: "Pay",
    fail: "Fail",
    late: "Pay after the hold has lapsed",
    late_hint: "The money arrives once the time is over",
    more: "More",
    lose: "Lose the notice (the shop asks by itself after about half a minute)",
    back: "Back to the shop",
    paid: "Paid",
    failed: "Not paid",
    waiting: "It will be paid once the hold has lapsed",
    close: "You can close this page.",
    unknown: "There is no such payment.",
};

/// The words for a reader, by `Accept-Language`.
pub fn words(accept: &str) -> &'static Words {
    let zh = |tag: &str| tag.trim().get(..2).is_some_and(|tag| tag.eq_ignore_ascii_case("zh"));
    let en = |tag: &str| tag.trim().get(..2).is_some_and(|tag| tag.eq_ignore_ascii_case("en"));
    let first = accept.split(',').find(|tag| zh(tag) || en(tag));
    if first.is_some_and(en) { &EN } else { &ZH }
}
