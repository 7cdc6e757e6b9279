//! A lucky bag as it is typed, and what is wrong with it.

use picklive_contract::{
    Currency, Lang, Money,
    bags::{BagFor, TITLE_MAX, WINNERS},
    host::{Act, ActKind},
};

use super::{
    coupon::{MINUTES, sum},
    deal::whole,
};
use crate::text::errors;

/// A bag that can be dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// The act that drops it.
    pub act: Act,
    /// How much a winner's coupon takes off.
    pub off: Money,
    /// From which sum on.
    pub minimum: Money,
    /// How many win, in digits.
    pub winners: String,
    /// For how long it is entered, in digits.
    pub minutes: String,
}

/// Reads title, sum, minimum, winners and minutes.
///
/// # Errors
/// For each that is wrong why.
pub fn read(
    typed: [String; 5],
    who: BagFor,
    currency: Currency,
    lang: Lang,
) -> Result<Typed, [Option<String>; 5]> {
    let title = typed[0].trim();
    let title = match title.chars().count() {
        0 => Err(errors::MISSING.to(lang).to_owned()),
        1..=TITLE_MAX => Ok(title.to_owned()),
        _ => Err(errors::TOO_LONG.to(lang).to_owned()),
    };
    let off = sum(&typed[1], currency, None, lang);
    let least = off.as_ref().ok().copied();
    let minimum = sum(&typed[2], currency, least, lang);
    let winners = whole(&typed[3], (*WINNERS.start(), *WINNERS.end()), lang);
    let minutes = whole(&typed[4], MINUTES, lang);
    match (title, off, minimum, winners, minutes) {
        (Ok(title), Ok(off), Ok(minimum), Ok(winners), Ok(minutes)) => {
            let act = Act {
                text: title,
                off: Some(off),
                minimum: Some(minimum),
                quota: Some(winners),
                seconds: Some(minutes * 60),
                who: Some(who),
                ..Act::new(ActKind::Bag)
            };
            let (winners, minutes) = (winners.to_string(), minutes.to_string());
            Ok(Typed { act, off, minimum, winners, minutes })
        }
        (title, off, minimum, winners, minutes) => {
            Err([title.err(), off.err(), minimum.err(), winners.err(), minutes.err()])
        }
    }
}

/// The act that takes a bag back.
pub fn cancel(bag: &picklive_contract::BagId) -> Act {
    Act { bag: Some(bag.clone()), ..Act::new(ActKind::CancelBag) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bag_has_a_name_and_a_prize_that_asks_for_no_less_than_it_gives() {
        let cny = Currency::parse("CNY").unwrap();
        let read = |typed: [&str; 5]| read(typed.map(Into::into), BagFor::Buyers, cny, Lang::En);
        let good = read([" Tea ", "20", "99", "3", "5"]).unwrap();
        assert_eq!((good.off.amount, good.minimum.amount), (2_000, 9_900));
        let act = good.act;
        assert_eq!((act.text.as_str(), act.quota, act.seconds), ("Tea", Some(3), Some(300)));
        assert_eq!(act.who, Some(BagFor::Buyers));
        let wrong = |typed| read(typed).unwrap_err().map(|wrong| wrong.is_some());
        assert_eq!(wrong([" ", "", "", "0", "61"]), [true; 5]);
        assert_eq!(wrong(["Tea", "20", "19", "101", "1"]), [false, false, true, true, false]);
        let long = "茶".repeat(TITLE_MAX + 1);
        assert_eq!(wrong([&long, "1", "1", "1", "1"]), [true, false, false, false, false]);
        assert!(read([&long[3..], "1", "1", "1", "1"]).is_ok(), "characters, not bytes");
    }
}
