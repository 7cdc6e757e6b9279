//! What an act, and a comment, must look like before anything is looked up.

use picklive_contract::{
    bags::{BagFor, ENTER_SECONDS, PRIZE_SECONDS, TITLE_MAX, WINNERS},
    comments::{COMMENT_MAX, CommentAsk, NAME_MAX},
    coupons::{CLAIM_SECONDS, VALID_SECONDS_MAX},
    host::{ANNOUNCEMENT_MAX, Act, ActKind, SHELF_MAX, WORDS_MAX},
};

use super::fold::is_blank;
use crate::{
    http::call::can_be_id,
    orders::check::{Wrong, breaks_lines},
};

/// Units of a deal.
const QUOTA: std::ops::RangeInclusive<u32> = 1..=100_000;
/// Seconds a deal is open.
const DEAL_SECONDS: std::ops::RangeInclusive<u32> = 10..=3_600;
/// Most seconds between two comments of one viewer.
const SLOW_MAX: u32 = 300;
/// Longest blocked word, in characters.
const WORD_MAX: usize = 50;

/// What is wrong with an act.
pub fn act(act: &Act) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    match &act.kind {
        ActKind::Pin => wrong.extend(id("product", act.product.as_ref().map(|id| id.as_str()))),
        ActKind::Shelf => wrong.extend(shelf(act)),
        ActKind::Price => wrong.extend(id("variant", act.variant.as_ref().map(|id| id.as_str()))),
        ActKind::Deal => wrong.extend(deal(act)),
        ActKind::CloseDeal => {
            wrong.extend(id("variant", act.variant.as_ref().map(|id| id.as_str())));
        }
        ActKind::Coupon => wrong.extend(coupon(act)),
        ActKind::Bag => wrong.extend(bag(act)),
        ActKind::CancelBag => wrong.extend(id("bag", act.bag.as_ref().map(|id| id.as_str()))),
        ActKind::Announce => wrong.extend(line("text", &act.text, ANNOUNCEMENT_MAX)),
        ActKind::RemoveComment | ActKind::Mute | ActKind::Unmute => {
            wrong.extend(id("comment", act.comment.as_ref().map(|id| id.as_str())));
        }
        ActKind::Slow => wrong.extend(number("seconds", act.seconds, |n| n <= SLOW_MAX)),
        ActKind::Block => wrong.extend(words(act)),
        ActKind::Start | ActKind::Pause | ActKind::End | ActKind::Unpin => {}
        ActKind::Other(_) => wrong.push(("kind".into(), "malformed")),
    }
    wrong
}

/// What is wrong with a comment.
pub fn comment(ask: &CommentAsk) -> Vec<Wrong> {
    let name = line("name", &ask.name, NAME_MAX).or_else(|| seen("name", &ask.name));
    let text = line("text", &ask.text, COMMENT_MAX).or_else(|| seen("text", &ask.text));
    name.into_iter().chain(text).collect()
}

/// What is wrong with a name that may be left out.
pub fn name(name: &str) -> Option<Wrong> {
    line("name", name, NAME_MAX)
}

/// Whether a character turns the direction of what stands around it: it would reach into other people's lines.
fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What is wrong with a text of one line.
fn line(field: &str, text: &str, most: usize) -> Option<Wrong> {
    if text.trim().chars().count() > most {
        return Some((field.into(), "too-long"));
    }
    text.contains(|c| breaks_lines(c) || turns(c)).then(|| (field.into(), "malformed"))
}

/// What is wrong with a text of which nothing is to be seen.
fn seen(field: &str, text: &str) -> Option<Wrong> {
    text.chars().all(is_blank).then(|| (field.into(), "missing"))
}

fn id(field: &str, id: Option<&str>) -> Option<Wrong> {
    match id {
        None | Some("") => Some((field.into(), "missing")),
        Some(id) if !can_be_id(id) || id.contains(breaks_lines) => {
            Some((field.into(), "malformed"))
        }
        Some(_) => None,
    }
}

fn number(field: &str, number: Option<u32>, good: impl Fn(u32) -> bool) -> Option<Wrong> {
    match number {
        None => Some((field.into(), "missing")),
        Some(number) => (!good(number)).then(|| (field.into(), "out-of-range")),
    }
}

fn shelf(act: &Act) -> Vec<Wrong> {
    if act.products.len() > SHELF_MAX {
        return vec![("products".into(), "out-of-range")];
    }
    let mut wrong = Vec::new();
    for (at, product) in act.products.iter().enumerate() {
        let field = format!("products.{at}");
        let twice = act.products.iter().take(at).any(|before| before == product);
        let odd = id(&field, Some(product.as_str()));
        wrong.extend(odd.or_else(|| twice.then_some((field, "malformed"))));
    }
    wrong
}

fn deal(act: &Act) -> Vec<Wrong> {
    let price = act.price.is_none().then(|| ("price".to_owned(), "missing"));
    let limit = act.limit.filter(|limit| !QUOTA.contains(limit));
    [
        id("variant", act.variant.as_ref().map(|id| id.as_str())),
        price,
        number("quota", act.quota, |n| QUOTA.contains(&n)),
        number("seconds", act.seconds, |n| DEAL_SECONDS.contains(&n)),
        limit.map(|_| ("limit".to_owned(), "out-of-range")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What is wrong with what a coupon or a prize takes off, and from which sum on.
fn gift(act: &Act) -> Vec<Wrong> {
    let missing = |field: &str| (field.to_owned(), "missing");
    let (off, minimum) = (act.off, act.minimum);
    let enough = off.zip(minimum).filter(|(off, minimum)| minimum.amount < off.amount);
    [
        off.is_none().then(|| missing("off")),
        off.filter(|off| off.amount <= 0).map(|_| ("off".to_owned(), "out-of-range")),
        minimum.is_none().then(|| missing("minimum")),
        enough.map(|_| ("minimum".to_owned(), "out-of-range")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn coupon(act: &Act) -> Vec<Wrong> {
    let valid =
        act.valid_seconds.filter(|n| !(act.seconds.unwrap_or(0)..=VALID_SECONDS_MAX).contains(n));
    let rest = [
        number("quota", act.quota, |n| QUOTA.contains(&n)),
        number("seconds", act.seconds, |n| CLAIM_SECONDS.contains(&n)),
        valid.map(|_| ("valid_seconds".to_owned(), "out-of-range")),
    ];
    gift(act).into_iter().chain(rest.into_iter().flatten()).collect()
}

fn bag(act: &Act) -> Vec<Wrong> {
    let (title, money) = ("text", gift(act));
    let wins = number("quota", act.quota, |n| WINNERS.contains(&n));
    let open = number("seconds", act.seconds, |n| ENTER_SECONDS.contains(&n));
    let odd = act.valid_seconds.filter(|n| !PRIZE_SECONDS.contains(n));
    let valid = odd.map(|_| ("valid_seconds".to_owned(), "out-of-range"));
    let unknown = act.who.as_ref().filter(|who| matches!(who, BagFor::Other(_)));
    let who = unknown.map(|_| ("for".to_owned(), "malformed"));
    let named = line(title, &act.text, TITLE_MAX).or_else(|| seen(title, &act.text));
    money.into_iter().chain([wins, open, valid, who, named].into_iter().flatten()).collect()
}

fn words(act: &Act) -> Vec<Wrong> {
    if act.words.len() > WORDS_MAX {
        return vec![("words".into(), "out-of-range")];
    }
    let each = act.words.iter().enumerate().filter_map(|(at, word)| {
        let field = format!("words.{at}");
        line(&field, word, WORD_MAX).or_else(|| seen(&field, word))
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, text: &str) -> Vec<Wrong> {
        comment(&CommentAsk { name: name.into(), text: text.into() })
    }

    #[test]
    fn what_is_said_is_one_line_that_can_be_seen() {
        for good in
            ["好看", "<b>https://x.example</b>", "مرحبا بكم", "👩‍👩‍👧", " a ", &"长".repeat(200)]
        {
            assert_eq!(said("林", good), [], "{good}");
        }
        for (bad, why) in [
            ("", "missing"),
            (" \u{3000}\u{200b}\u{3164}", "missing"),
            ("a\nb", "malformed"),
            ("a\0", "malformed"),
            ("\u{1b}[2J", "malformed"),
            ("a\u{202e}b", "malformed"),
            ("a\u{2066}b", "malformed"),
        ] {
            assert_eq!(said("林", bad), [("text".to_owned(), why)], "{bad:?}");
        }
        assert_eq!(said("林", &"长".repeat(201)), [("text".to_owned(), "too-long")]);
        let both = [("name".to_owned(), "too-long"), ("text".to_owned(), "missing")];
        assert_eq!(
            said(&"n".repeat(21), "\t"),
            both[..1].iter().cloned().chain([("text".to_owned(), "malformed")]).collect::<Vec<_>>()
        );
    }

    #[test]
    fn an_act_has_what_its_kind_needs() {
        let fields = |act: &Act| super::act(act).into_iter().map(|w| w.0).collect::<Vec<_>>();
        assert_eq!(fields(&Act::new(ActKind::Deal)), ["variant", "price", "quota", "seconds"]);
        let coupon = Act::new(ActKind::Coupon);
        assert_eq!(fields(&coupon), ["off", "minimum", "quota", "seconds"]);
        let bag = ["off", "minimum", "quota", "seconds", "text"];
        assert_eq!(fields(&Act::new(ActKind::Bag)), bag);
        assert_eq!(fields(&Act::new(ActKind::CancelBag)), ["bag"]);
        assert_eq!(fields(&Act::new(ActKind::Slow)), ["seconds"]);
        assert_eq!(fields(&Act::new(ActKind::Other("dance".into()))), ["kind"]);
        assert!(fields(&Act::new(ActKind::Announce)).is_empty());
        let mut shelf = Act::new(ActKind::Shelf);
        shelf.products = ["a", "b", "a", "c\0", ""].map(Into::into).into();
        assert_eq!(fields(&shelf), ["products.2", "products.3", "products.4"]);
        let pin = Act { product: Some("a\u{7}".into()), ..Act::new(ActKind::Pin) };
        assert_eq!(fields(&pin), ["product"]);
    }
}
