//! Money: whole minor units with a currency, never a float.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// An ISO 4217 code: three capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Reads a code; anything but three capital letters is `None`.
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Self(bytes))
    }

    /// The code, e.g. `CNY`.
    pub fn code(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits after the point (ISO 4217): 2 for most, 0 for yen and its like, 3 for some dinars.
    pub fn minor_digits(self) -> u32 {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" | b"PYG" | b"UGX" | b"XAF" | b"XOF"
            | b"XPF" | b"RWF" | b"KMF" | b"GNF" | b"DJF" | b"BIF" | b"VUV" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = String::deserialize(from)?;
        Self::parse(&code).ok_or_else(|| D::Error::custom("a currency is three capital letters"))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Currency {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Currency".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[A-Z]{3}$"})
    }
}

/// An amount of money. Arithmetic is checked: other currencies and overflow give `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Money {
    /// Whole minor units (cents, 分).
    pub amount: i64,
    /// The currency the units are of.
    pub currency: Currency,
}

impl Money {
    /// `amount` minor units of `currency`.
    pub fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// The sum, if the currency is the same and it fits.
    pub fn plus(self, other: Self) -> Option<Self> {
        let amount = self.amount.checked_add(other.amount)?;
        (self.currency == other.currency).then_some(Self { amount, ..self })
    }

    /// The difference, if the currency is the same and it fits.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self { amount: other.amount.checked_neg()?, ..other })
    }

    /// The price of `units` pieces, if it fits.
    pub fn times(self, units: i64) -> Option<Self> {
        Some(Self { amount: self.amount.checked_mul(units)?, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cny(amount: i64) -> Money {
        Money::new(amount, Currency::parse("CNY").unwrap())
    }

    #[test]
    fn sums_stay_in_one_currency_and_in_range() {
        let usd = Money::new(1, Currency::parse("USD").unwrap());
        assert_eq!(cny(4990).plus(cny(10)), Some(cny(5000)));
        assert_eq!(cny(1).plus(usd), None);
        assert_eq!(cny(i64::MAX).plus(cny(1)), None);
        assert_eq!(cny(4990).times(3), Some(cny(14970)));
        assert_eq!(cny(i64::MAX).times(2), None);
        assert_eq!(cny(5).minus(cny(7)), Some(cny(-2)));
        assert_eq!(cny(0).minus(cny(i64::MIN)), None);
    }

    #[test]
    fn codes_are_three_capitals() {
        for bad in ["", "cny", "CN", "CNYY", "C1Y", "人民币"] {
            assert!(Currency::parse(bad).is_none(), "{bad}");
        }
        assert_eq!(Currency::parse("JPY").unwrap().minor_digits(), 0);
        assert_eq!(Currency::parse("KWD").unwrap().minor_digits(), 3);
    }

    #[test]
    fn amounts_beyond_a_double_stay_exact() {
        let text = r#"{"amount":9007199254740993,"currency":"CNY"}"#;
        let money: Money = serde_json::from_str(text).unwrap();
        assert_eq!(money.amount, 9_007_199_254_740_993);
        assert_eq!(serde_json::to_string(&money).unwrap(), text);
    }
}
