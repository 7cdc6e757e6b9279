//! Prices as people write them.

use picklive_contract::Currency;

/// More than any price; keeps sums of orders far from overflow.
const MOST: i64 = 1_000_000_000_000;

/// Minor units of `currency` for a decimal such as `49.90`.
///
/// # Errors
/// A sentence, when it is no decimal or has more digits than the currency.
pub fn minor(text: &str, currency: Currency) -> Result<i64, String> {
    let digits = usize::try_from(currency.minor_digits()).unwrap_or(0);
    let (whole, part) = match text.split_once('.') {
        Some((_, "")) => return Err(no_price(text)),
        Some(parts) => parts,
        None => (text, ""),
    };
    let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) {
        return Err(no_price(text));
    }
    if part.len() > digits {
        return Err(format!("{text} has more than the {digits} decimals of {}", currency.code()));
    }
    let amount = format!("{whole}{part:0<digits$}").parse().ok();
    amount.filter(|amount| *amount <= MOST).ok_or_else(|| format!("{text} is too much"))
}

fn no_price(text: &str) -> String {
    format!("“{text}” is no price; write it like 49.90")
}

/// An amount as people read it.
pub fn shown(amount: i64, currency: Currency) -> String {
    let digits = usize::try_from(currency.minor_digits()).unwrap_or(0);
    let text = format!("{amount:0>width$}", width = digits + 1);
    let (whole, part) = text.split_at(text.len() - digits);
    let point = if part.is_empty() { "" } else { "." };
    format!("{whole}{point}{part} {}", currency.code())
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
            ("19.99", cny, 1_999),
            ("007", jpy, 7),
            ("1.5", kwd, 1_500),
        ] {
            assert_eq!(minor(text, currency), Ok(amount), "{text}");
        }
        for (text, currency) in [("1.999", cny), ("10.00", jpy), ("1.0000", kwd)] {
            assert!(minor(text, currency).unwrap_err().contains("decimals"), "{text}");
        }
        for text in
            ["", ".5", "5.", "-5", "+5", "1,000", "1e3", "¥5", "1.2.3", "٣", "99999999999999999999"]
        {
            assert!(minor(text, cny).is_err(), "{text}");
        }
        assert_eq!(shown(5, cny), "0.05 CNY");
        assert_eq!(shown(1_234, jpy), "1234 JPY");
    }
}
