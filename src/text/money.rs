//! Money as people write it.

use picklive_contract::Money;

/// What stands in the place of a sum that cannot be.
const NONE: &str = "—";

/// `¥49.90`, `$1,200`, `AED 12.50`. A whole amount is written without its zeros. No price, fee or sum here is below
/// nothing: what a server says of one is not shown as if it were true.
pub fn money(money: Money) -> String {
    if money.amount < 0 {
        return NONE.into();
    }
    let digits = money.currency.minor_digits();
    let unit = 10u64.pow(digits);
    let amount = money.amount.unsigned_abs();
    let (whole, rest) = (amount / unit, amount % unit);
    let mut out = format!("{}{}", symbol(money.currency.code()), grouped(whole));
    if rest > 0 {
        out.push_str(&format!(".{rest:0width$}", width = digits as usize));
    }
    out
}

fn symbol(code: &str) -> String {
    match code {
        "CNY" | "JPY" => "¥".into(),
        "USD" => "$".into(),
        "EUR" => "€".into(),
        "GBP" => "£".into(),
        "KRW" => "₩".into(),
        "HKD" => "HK$".into(),
        "TWD" => "NT$".into(),
        "SGD" => "S$".into(),
        "AUD" => "A$".into(),
        "CAD" => "C$".into(),
        other => format!("{other}\u{a0}"),
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{NONE, money};
    use picklive_contract::{Currency, Money};

    #[test]
    fn written_with_symbol_groups_and_minor_digits() {
        let write = |amount, code| money(Money::new(amount, Currency::parse(code).unwrap()));
        assert_eq!(write(4990, "CNY"), "¥49.90");
        assert_eq!(write(29900, "CNY"), "¥299");
        assert_eq!(write(5, "USD"), "$0.05");
        assert_eq!(write(123_456_789, "EUR"), "€1,234,567.89");
        assert_eq!(write(1200, "JPY"), "¥1,200");
        assert_eq!(write(1500, "KWD"), "KWD\u{a0}1.500");
        assert_eq!(write(i64::MAX, "CNY"), "¥92,233,720,368,547,758.07");
        assert_eq!((write(-1, "CNY"), write(i64::MIN, "CNY")), (NONE.into(), NONE.into()));
    }
}
