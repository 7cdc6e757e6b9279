//! A coupon as it is typed, and what is wrong with it.

use picklive_contract::{
    Currency, Lang, Money,
    host::{Act, ActKind},
};

use super::{amount, deal::whole};
use crate::text::{desk as words, errors, money};

/// Most minutes in which it can be claimed.
pub(super) const MINUTES: (u32, u32) = (1, 60);
/// How many there can be.
const QUOTA: (u32, u32) = (1, 100_000);

/// A coupon that can be dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// The act that drops it.
    pub act: Act,
    /// How much off.
    pub off: Money,
    /// From which sum on.
    pub minimum: Money,
    /// How many, in digits.
    pub quota: String,
    /// For how long, in digits.
    pub minutes: String,
}

/// Reads sum, minimum, number and minutes.
///
/// # Errors
/// For each that is wrong why.
pub fn read(
    typed: [String; 4],
    currency: Currency,
    lang: Lang,
) -> Result<Typed, [Option<String>; 4]> {
    let off = sum(&typed[0], currency, None, lang);
    let least = off.as_ref().ok().copied();
    let minimum = sum(&typed[1], currency, least, lang);
    let (quota, minutes) = (whole(&typed[2], QUOTA, lang), whole(&typed[3], MINUTES, lang));
    match (off, minimum, quota, minutes) {
        (Ok(off), Ok(minimum), Ok(quota), Ok(minutes)) => {
            let act = Act {
                off: Some(off),
                minimum: Some(minimum),
                quota: Some(quota),
                seconds: Some(minutes * 60),
                ..Act::new(ActKind::Coupon)
            };
            let (quota, minutes) = (quota.to_string(), minutes.to_string());
            Ok(Typed { act, off, minimum, quota, minutes })
        }
        (off, minimum, quota, minutes) => {
            Err([off.err(), minimum.err(), quota.err(), minutes.err()])
        }
    }
}

/// A sum above nothing, and no less than `least`.
pub(super) fn sum(
    text: &str,
    currency: Currency,
    least: Option<Money>,
    lang: Lang,
) -> Result<Money, String> {
    if text.trim().is_empty() {
        return Err(errors::MISSING.to(lang).into());
    }
    let read = amount::read(text, currency).filter(|sum| sum.amount > 0);
    let sum = read.ok_or_else(|| words::NO_AMOUNT.to(lang).to_owned())?;
    match least.filter(|least| sum.amount < least.amount) {
        Some(least) => Err(words::COUPON_LEAST.with(lang, &[&money(least)])),
        None => Ok(sum),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coupon_takes_off_no_more_than_it_asks_for() {
        let cny = Currency::parse("CNY").unwrap();
        let read = |typed: [&str; 4]| read(typed.map(Into::into), cny, Lang::En);
        let good = read(["5", "49.90", "20", "3"]).unwrap();
        assert_eq!((good.off.amount, good.minimum.amount), (500, 4_990));
        assert_eq!((good.act.quota, good.act.seconds), (Some(20), Some(180)));
        let wrong = |typed| read(typed).unwrap_err().map(|wrong| wrong.is_some());
        assert_eq!(wrong(["", "", "0", "61"]), [true; 4]);
        assert_eq!(wrong(["5", "4.99", "1", "1"]), [false, true, false, false]);
        assert_eq!(wrong(["0", "5", "1", "1"]), [true, false, false, false]);
        assert!(read(["5", "5", "1", "1"]).is_ok());
    }
}
