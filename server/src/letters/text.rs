//! The sentences of letters, in each language.

use picklive_contract::{Lang, Money, Text, Zone, orders::Order, returns::Return};

use super::Kind;
use crate::money;

/// Codes of vouchers that a short message has room for.
const SHORT_CODES: usize = 3;
/// Longest shop name, carrier or number in a short message, in characters.
const SHORT_NAME: usize = 30;

/// What there is to say.
pub struct Facts<'a> {
    /// Which news.
    pub kind: Kind,
    /// The shop's name.
    pub shop: &'a Text,
    /// The order as it is now.
    pub order: &'a Order,
    /// What the shop has written, when that is the news.
    pub message: Option<String>,
    /// The return that was decided, or whose money goes back.
    pub decided: Option<&'a Return>,
    /// What goes back.
    pub back: Option<Money>,
    /// Why: a stable word or the shop's own sentence.
    pub reason: Option<String>,
    /// The shop's zone.
    pub zone: &'a Zone,
    /// Where the order is shown.
    pub link: Option<&'a str>,
    /// Whether it was placed without a sign-in.
    pub guest: bool,
}

impl Facts<'_> {
    fn sum(&self) -> String {
        money::shown(self.back.unwrap_or(Money::new(0, self.order.total.currency)))
    }

    /// Whether a part of the order's money had gone back before.
    fn is_rest(&self) -> bool {
        self.kind == Kind::Refunded
            && self.back.is_some_and(|back| back.amount < self.order.total.amount)
    }

    /// The number of the return it is about.
    fn number(&self) -> &str {
        self.decided.map_or("", |one| one.number.as_str())
    }
}

/// The subject: the news in one sentence.
pub fn subject(facts: &Facts<'_>, lang: Lang) -> String {
    let (number, sum, total) = (&facts.order.number, facts.sum(), facts.order.total);
    match (lang, facts.kind) {
        (Lang::Zh, Kind::Paid) => format!("订单 {number} 已付款"),
        (Lang::En, Kind::Paid) => format!("Order {number} is paid"),
        (Lang::Zh, Kind::Shipped) => format!("订单 {number} 已发货"),
        (Lang::En, Kind::Shipped) => format!("Order {number} is on its way"),
        (Lang::Zh, Kind::Cancelled) => format!("订单 {number} 已被店铺取消"),
        (Lang::En, Kind::Cancelled) => format!("Order {number} was called off by the shop"),
        (Lang::Zh, Kind::Refunded) if facts.is_rest() => {
            format!("订单 {number} 退回余款 {sum}，全款 {} 至此退清", money::shown(total))
        }
        (Lang::En, Kind::Refunded) if facts.is_rest() => {
            format!("Order {number}: {sum} goes back, the rest of {}", money::shown(total))
        }
        (Lang::Zh, Kind::Refunded) => format!("订单 {number} 全额退款 {sum}"),
        (Lang::En, Kind::Refunded) => format!("Order {number}: {sum} goes back, all of it"),
        (Lang::Zh, Kind::PartRefunded) => format!("订单 {number} 部分退款 {sum}"),
        (Lang::En, Kind::PartRefunded) => format!("Order {number}: {sum} goes back, a part of it"),
        (Lang::Zh, Kind::Surplus) => format!("订单 {number} 退回多收的 {sum}"),
        (Lang::En, Kind::Surplus) => format!("Order {number}: {sum} too much goes back"),
        (Lang::Zh, Kind::ReturnAgreed) => format!("退货申请 {}，店铺同意了", facts.number()),
        (Lang::En, Kind::ReturnAgreed) => {
            format!("The shop agrees to your return {}", facts.number())
        }
        (Lang::Zh, Kind::ReturnRefused) => {
            format!("退货申请 {}，店铺没有同意", facts.number())
        }
        (Lang::En, Kind::ReturnRefused) => {
            format!("The shop refuses your return {}", facts.number())
        }
        (Lang::Zh, Kind::Message) => format!("店铺就订单 {number} 给你留言了"),
        (Lang::En, Kind::Message) => format!("The shop has written about order {number}"),
    }
}

/// The whole mail.
pub fn mail(facts: &Facts<'_>, lang: Lang) -> String {
    let mut text = format!("{}\n{}\n", facts.shop.get(lang), subject(facts, lang));
    if let Some(why) = why(facts, lang) {
        text.push_str(&format!("{why}\n"));
    }
    match facts.kind {
        Kind::Paid => text.push_str(&given(facts, lang)),
        Kind::Shipped => {
            if let Some(parcel) = parcel(facts, lang) {
                text.push_str(&format!("{parcel}\n"));
            }
        }
        Kind::Message => {
            let written = facts.message.as_deref();
            text.push_str(&written.map(|it| format!("\n{it}\n")).unwrap_or_default());
        }
        Kind::ReturnAgreed | Kind::ReturnRefused | Kind::Refunded | Kind::PartRefunded => {
            text.push_str(&decided(facts, lang));
        }
        Kind::Cancelled | Kind::Surplus => {}
    }
    let Some(link) = facts.link else { return text };
    let where_to = match (lang, facts.guest) {
        (Lang::Zh, false) => "查看订单（需登录）：",
        (Lang::En, false) => "Your order (when you are signed in):",
        (Lang::Zh, true) => "查看订单（在下单时用的手机或电脑上打开）：",
        (Lang::En, true) => "Your order (open it on the phone or computer you ordered from):",
    };
    text.push_str(&format!("\n{where_to}\n{link}\n"));
    text
}

/// The news as a short message.
pub fn short(facts: &Facts<'_>, lang: Lang) -> String {
    let cut = |text: &str| text.chars().take(SHORT_NAME).collect::<String>();
    let mut text = format!("{}: {}", cut(facts.shop.get(lang)), subject(facts, lang));
    let more = match facts.kind {
        Kind::Shipped => facts
            .order
            .tracking
            .as_ref()
            .map(|parcel| format!("{} {}", cut(&parcel.carrier), cut(&parcel.number))),
        Kind::Paid => {
            let codes = facts.order.lines.iter().flat_map(|line| &line.codes);
            let all: Vec<_> = codes.map(|code| code.code.as_str()).collect();
            let rest = if all.len() > SHORT_CODES { " …" } else { "" };
            let some = all.iter().take(SHORT_CODES).copied().collect::<Vec<_>>().join(" ");
            (!all.is_empty()).then(|| format!("{some}{rest}"))
        }
        _ => None,
    };
    for part in more.as_deref().into_iter().chain(facts.link) {
        text.push_str(&format!(" {part}"));
    }
    text
}

/// What the shop says to a return, and where it is to be sent.
fn decided(facts: &Facts<'_>, lang: Lang) -> String {
    let Some(one) = facts.decided else { return String::new() };
    // With the money on its way there is nothing to be sent any more.
    let send_back = one.send_back.as_ref().filter(|_| facts.kind == Kind::ReturnAgreed);
    let send_back = send_back.map(|text| text.get(lang).to_owned());
    let parts = one.answer.clone().into_iter().chain(send_back);
    parts.map(|part| format!("\n{part}\n")).collect()
}

fn parcel(facts: &Facts<'_>, lang: Lang) -> Option<String> {
    let parcel = facts.order.tracking.as_ref()?;
    let (carrier, number) = (&parcel.carrier, &parcel.number);
    let page = parcel.url.as_ref().map(|url| format!("\n{url}")).unwrap_or_default();
    Some(match lang {
        Lang::Zh => format!("{carrier}，单号 {number}{page}"),
        Lang::En => format!("{carrier}, parcel number {number}{page}"),
    })
}

/// What courses and vouchers give.
fn given(facts: &Facts<'_>, lang: Lang) -> String {
    let (codes, until) = match lang {
        Lang::Zh => ("券码，到店出示：", "有效期至"),
        Lang::En => ("Codes, to be shown in the shop:", "good until"),
    };
    let mut text = String::new();
    for line in &facts.order.lines {
        if line.access.is_none() && line.codes.is_empty() {
            continue;
        }
        text.push_str(&format!("\n{}\n", line.bought.title.get(lang)));
        if let Some(access) = &line.access {
            text.push_str(&format!("{}\n", access.get(lang)));
        }
        if !line.codes.is_empty() {
            text.push_str(&format!("{codes}\n"));
        }
        for code in &line.codes {
            let end = code.valid_until.map(|at| format!("  ({until} {})", facts.zone.local(at).0));
            text.push_str(&format!("  {}{}\n", code.code, end.unwrap_or_default()));
        }
    }
    text
}

/// The reason in words; the shop's own sentence as it stands.
fn why(facts: &Facts<'_>, lang: Lang) -> Option<String> {
    let reason = facts.reason.as_deref()?;
    let (zh, en) = match reason {
        "cancelled_by_shop" | "refunded_by_shop" => return None,
        "paid_late_unit_found" => {
            ("付款稍晚到账，商品仍有货。", "Your payment came late, and one was still left.")
        }
        "paid_late_sold_out" => {
            ("付款稍晚到账，商品已售完。", "Your payment came late, and all were sold by then.")
        }
        "paid_late_coupon_used" => (
            "付款稍晚到账，优惠券已用于另一单。",
            "Your payment came late, and another order used its coupon.",
        ),
        "paid_after_cancel" => {
            ("付款在取消后才到账。", "Your payment came after the order was called off.")
        }
        "returned" if facts.decided.is_some() => {
            let number = facts.number();
            return Some(match lang {
                Lang::Zh => format!("这是退货 {number} 的退款。"),
                Lang::En => format!("It is for your return {number}."),
            });
        }
        "paid_twice" => ("这个订单收到了两次付款。", "This order was paid twice."),
        "wrong_amount" => (
            "收到的金额与订单不符，订单没有付款成功。",
            "The sum that came was not the order's, so the order is not paid by it.",
        ),
        own => {
            return Some(match lang {
                Lang::Zh => format!("原因：{own}"),
                Lang::En => format!("Reason: {own}"),
            });
        }
    };
    Some(if lang == Lang::Zh { zh } else { en }.into())
}
