//! Money as a host types it.

use picklive_contract::{Currency, Money};

/// Most digits before the point: enough for any price, and no sum of it overflows.
const DIGITS: usize = 9;

/// Reads `178`, `178.5`, `178.50`, also with a comma for the point, or full width; `None` when it is none, or finer than the
/// currency is.
pub fn read(text: &str, currency: Currency) -> Option<Money> {
    let plain: String = text.trim().chars().map(narrow).collect();
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = currency.minor_digits() as usize;
    let good = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let fits = (1..=DIGITS).contains(&whole.len()) && rest.len() <= digits;
    if !fits || !good(whole) || !good(rest) || plain.ends_with('.') {
        return None;
    }
    let amount = format!("{whole}{rest:0<digits$}").parse().ok()?;
    Some(Money::new(amount, currency))
}

/// How an amount stands in a field: `178`, `49.90`.
pub fn write(money: Money) -> String {
    let digits = money.currency.minor_digits();
    let unit = 10_i64.pow(digits);
    let (whole, rest) = (money.amount / unit, money.amount % unit);
    if rest == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{rest:0width$}", width = digits as usize)
    }
}

fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        ',' | '，' | '。' | '．' => '.',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_exact_or_none() {
        let cny = Currency::parse("CNY").unwrap();
        let read = |text: &str| read(text, cny).map(|money| money.amount);
        assert_eq!(read(" 178 "), Some(17_800));
        assert_eq!([read("49.9"), read("49.90"), read("49,90")], [Some(4_990); 3]);
        assert_eq!(read("１２．５"), Some(1_250));
        assert_eq!(read("0"), Some(0));
        for bad in ["", ".", "5.", ".5", "-1", "1e3", "1.005", "1.2.3", "abc", "1234567890", "1 2"]
        {
            assert_eq!(read(bad), None, "{bad}");
        }
        let yen = Currency::parse("JPY").unwrap();
        assert_eq!(super::read("1200", yen).map(|money| money.amount), Some(1_200));
        assert_eq!(super::read("12.5", yen), None);
        for amount in [17_800, 4_990, 5, 0] {
            assert_eq!(read(&write(Money::new(amount, cny))), Some(amount));
        }
    }
}
