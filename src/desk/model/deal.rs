//! A price or a flash deal as it is typed, and what is wrong with it.

use picklive_contract::{
    Lang, Money, VariantId,
    host::{Act, ActKind},
};
use serde::{Deserialize, Serialize};

use super::amount;
use crate::text::{desk as words, errors, money};

/// Units of a deal.
const QUOTA: (u32, u32) = (1, 100_000);
/// Seconds of a deal.
const SECONDS: (u32, u32) = (10, 3_600);

/// What was typed for the last deal: it is what the next one begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// Units at this price.
    pub quota: u32,
    /// How long it is open.
    pub seconds: u32,
    /// Units one person may buy; 0 for as many as they like.
    pub limit: u32,
}

impl Default for Last {
    fn default() -> Self {
        Self { quota: 10, seconds: 60, limit: 1 }
    }
}

/// Why a price cannot be set: a sentence for the host.
///
/// # Errors
/// When it is no amount, below what the merchant allows (`floor`), or above the everyday price (`most`).
pub fn price(text: &str, floor: Option<Money>, most: Money, lang: Lang) -> Result<Money, String> {
    if text.trim().is_empty() {
        return Err(errors::MISSING.to(lang).into());
    }
    let Some(price) = amount::read(text, most.currency) else {
        return Err(words::NO_AMOUNT.to(lang).into());
    };
    // Nothing is given away unless the merchant says so.
    let floor = floor.unwrap_or(Money { amount: 1, ..most });
    if floor.currency == price.currency && price.amount < floor.amount {
        return Err(words::BELOW_FLOOR.with(lang, &[&money(floor)]));
    }
    if price.amount > most.amount {
        return Err(words::ABOVE_USUAL.with(lang, &[&money(most)]));
    }
    Ok(price)
}

/// A whole number within bounds.
///
/// # Errors
/// When it is none, or out of them: a sentence that names them.
pub(super) fn whole(text: &str, (least, most): (u32, u32), lang: Lang) -> Result<u32, String> {
    let read = text.trim().parse().ok().filter(|number| (least..=most).contains(number));
    read.ok_or_else(|| words::FROM_TO.with(lang, &[&least.to_string(), &most.to_string()]))
}

/// The numbers of a deal as typed: quota, seconds, limit.
///
/// # Errors
/// For each that is wrong why.
pub fn numbers(typed: [&str; 3], lang: Lang) -> Result<Last, [Option<String>; 3]> {
    let read = [
        whole(typed[0], QUOTA, lang),
        whole(typed[1], SECONDS, lang),
        whole(typed[2], (0, QUOTA.1), lang),
    ];
    match read {
        [Ok(quota), Ok(seconds), Ok(limit)] => Ok(Last { quota, seconds, limit }),
        wrong => Err(wrong.map(Result::err)),
    }
}

/// The act that opens a deal.
pub fn open(variant: &VariantId, price: Money, last: &Last) -> Act {
    Act {
        variant: Some(variant.clone()),
        price: Some(price),
        quota: Some(last.quota),
        seconds: Some(last.seconds),
        limit: (last.limit > 0).then_some(last.limit),
        ..Act::new(ActKind::Deal)
    }
}

/// The act that closes it before its time.
pub fn close(variant: &VariantId) -> Act {
    Act { variant: Some(variant.clone()), ..Act::new(ActKind::CloseDeal) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use picklive_contract::Currency;

    #[test]
    fn a_price_below_the_floor_is_refused_with_the_floor() {
        let cny = Currency::parse("CNY").unwrap();
        let (floor, most) = (Some(Money::new(8_800, cny)), Money::new(16_800, cny));
        let read = |text: &str| price(text, floor, most, Lang::En);
        assert_eq!(read("88").unwrap().amount, 8_800);
        assert!(read("87.99").unwrap_err().contains("¥88"));
        assert_eq!(read("").unwrap_err(), errors::MISSING.to(Lang::En));
        assert_eq!(read("x").unwrap_err(), words::NO_AMOUNT.to(Lang::En));
        assert!(read("168").is_ok() && read("168.01").unwrap_err().contains("¥168"));
        assert!(price("0.01", None, most, Lang::En).is_ok());
        assert!(price("0", None, most, Lang::En).is_err(), "nothing is given away");
    }

    #[test]
    fn each_wrong_number_is_told_by_itself() {
        let last = numbers(["10", " 60", "0"], Lang::En).unwrap();
        assert_eq!(last, Last { quota: 10, seconds: 60, limit: 0 });
        let act = open(&"v".into(), Money::new(1, Currency::parse("CNY").unwrap()), &last);
        assert_eq!((act.limit, act.quota, act.seconds), (None, Some(10), Some(60)));
        let wrong = numbers(["0", "60", "-1"], Lang::En).unwrap_err();
        assert!(wrong[0].is_some() && wrong[1].is_none() && wrong[2].is_some());
        assert!(wrong[0].as_ref().unwrap().contains("100000"));
        assert!(numbers(["1", "3601", "1"], Lang::En).is_err());
    }
}
