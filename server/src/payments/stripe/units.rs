//! Sums as Stripe writes them, which are not everywhere whole minor units of ISO 4217.

use picklive_contract::{Currency, Money};

/// Digits after the point in Stripe's sums; `None` for a currency that it does not take.
///
/// Króna and Ugandan shilling have no smaller unit any more, and Stripe still wants two digits of zeros.
fn digits(currency: Currency) -> Option<u32> {
    Some(match currency.code() {
        "BIF" | "CLP" | "DJF" | "GNF" | "JPY" | "KMF" | "KRW" | "MGA" | "PYG" | "RWF" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "JOD" | "KWD" | "OMR" | "TND" => 3,
        "IQD" | "LYD" => return None,
        _ => 2,
    })
}

/// Whether Stripe takes a currency at all.
pub fn takes(currency: Currency) -> bool {
    digits(currency).is_some()
}

/// A sum for Stripe; `None` when it cannot be said exactly. Of sums with three digits it takes only those
/// that end in zero.
pub fn write(money: Money) -> Option<i64> {
    let (own, theirs) = (money.currency.minor_digits(), digits(money.currency)?);
    let written = shift(money.amount, own, theirs)?;
    (theirs < 3 || written % 10 == 0).then_some(written)
}

/// A sum from Stripe, in a currency as it writes it (`cny`); `None` when it is not whole minor units.
pub fn read(amount: i64, currency: &str) -> Option<Money> {
    let currency = Currency::parse(&currency.to_ascii_uppercase())?;
    Some(Money::new(shift(amount, digits(currency)?, currency.minor_digits())?, currency))
}

fn shift(amount: i64, from: u32, to: u32) -> Option<i64> {
    let factor = 10_i64.pow(from.abs_diff(to));
    if to >= from {
        return amount.checked_mul(factor);
    }
    (amount % factor == 0).then_some(amount / factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_said_exactly_or_not_at_all() {
        for (code, own, theirs) in [
            ("CNY", 4_990, Some(4_990)),
            ("JPY", 500, Some(500)),
            ("ISK", 5, Some(500)),
            ("UGX", 5, Some(500)),
            ("KWD", 5_120, Some(5_120)),
            ("KWD", 5_124, None),
            ("MGA", 500, Some(5)),
            ("MGA", 550, None),
            ("HUF", 1_045, Some(1_045)),
            ("IQD", 1_000, None),
            ("ISK", i64::MAX, None),
        ] {
            let money = Money::new(own, Currency::parse(code).unwrap());
            assert_eq!(write(money), theirs, "{code} {own}");
            if let Some(theirs) = theirs {
                assert_eq!(read(theirs, &code.to_ascii_lowercase()), Some(money));
            }
        }
        assert_eq!(read(550, "isk"), None, "no part of a króna");
        assert_eq!(read(1, "???"), None);
        assert!(!takes(Currency::parse("LYD").unwrap()));
    }
}
