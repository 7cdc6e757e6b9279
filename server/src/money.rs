//! Money as people write it and read it: decimals of the currency, `49.90`, the same in every file, on
//! every command line and in every letter. Whole minor units are what rows hold; a person types them only
//! where an argument says so.

use picklive_contract::{Currency, Money};

/// More than any price, in minor units; keeps sums of orders far from overflow.
pub const MOST: i64 = 1_000_000_000_000;

/// Minor units of `currency` for a decimal such as `49.90`; `50` is fifty whole units.
///
/// # Errors
/// A sentence, when it is no decimal or has more digits than the currency.
pub fn parse(text: &str, currency: Currency) -> Result<i64, String> {
    let text = text.trim();
    let digits = usize::try_from(currency.minor_digits()).unwrap_or(0);
    let (whole, part) = match text.split_once('.') {
        Some((_, "")) => return Err(no_sum(text, digits)),
        Some(parts) => parts,
        None => (text, ""),
    };
    let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) {
        return Err(no_sum(text, digits));
    }
    if part.len() > digits {
        return Err(format!("{text} has more than the {digits} decimals of {}", currency.code()));
    }
    in_range(&format!("{whole}{part:0<digits$}"), text)
}

/// Whole minor units, for an argument that says that it takes them.
///
/// # Errors
/// A sentence, when it is no whole number.
pub fn parse_minor(text: &str) -> Result<i64, String> {
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("“{text}” is no number of minor units; write it like 4990"));
    }
    in_range(text, text)
}

fn in_range(digits: &str, text: &str) -> Result<i64, String> {
    let amount = digits.parse().ok();
    amount.filter(|amount| *amount <= MOST).ok_or_else(|| format!("{text} is too much"))
}

fn no_sum(text: &str, digits: usize) -> String {
    let example = if digits == 0 { "4990" } else { "49.90" };
    format!("“{text}” is no sum of money; write it like {example}")
}

/// An amount as [`parse`] reads it: `49.90`.
pub fn decimal(amount: i64, currency: Currency) -> String {
    let digits = usize::try_from(currency.minor_digits()).unwrap_or(0);
    let sign = if amount < 0 { "-" } else { "" };
    let text = format!("{:0>width$}", amount.unsigned_abs(), width = digits + 1);
    let (whole, part) = text.split_at(text.len() - digits);
    let point = if part.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{part}")
}

/// A sum as people read it: `49.90 CNY`.
pub fn shown(money: Money) -> String {
    format!("{} {}", decimal(money.amount, money.currency), money.currency.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_minor_units_exactly() {
        let [cny, jpy, kwd] = ["CNY", "JPY", "KWD"].map(|code| Currency::parse(code).unwrap());
        for (text, currency, amount) in [
            ("50", cny, 5_000),
            ("0.1", cny, 10),
            (" 19.99 ", cny, 1_999),
            ("007", jpy, 7),
            ("1.5", kwd, 1_500),
        ] {
            assert_eq!(parse(text, currency), Ok(amount), "{text}");
        }
        for (text, currency) in [("1.999", cny), ("10.00", jpy), ("1.0000", kwd)] {
            assert!(parse(text, currency).unwrap_err().contains("decimals"), "{text}");
        }
        for text in [
            "",
            ".",
            ".5",
            "5.",
            "-5",
            "+5",
            "1,000",
            "1e3",
            "¥5",
            "1.2.3",
            "٣",
            "１",
            "99999999999999999999",
        ] {
            assert!(parse(text, cny).is_err(), "{text}");
        }
        assert_eq!(parse_minor("4990"), Ok(4_990));
        for text in ["", "49.90", "-1", "x", "99999999999999999999"] {
            assert!(parse_minor(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_shown_can_be_read_again() {
        let [cny, jpy] = ["CNY", "JPY"].map(|code| Currency::parse(code).unwrap());
        assert_eq!(shown(Money::new(5, cny)), "0.05 CNY");
        assert_eq!(shown(Money::new(-4_990, cny)), "-49.90 CNY");
        assert_eq!(shown(Money::new(1_234, jpy)), "1234 JPY");
        for amount in [0, 1, 99, 100, 123_456] {
            assert_eq!(parse(&decimal(amount, cny), cny), Ok(amount));
        }
    }
}
