//! Instants: milliseconds since 1970 inside, RFC 3339 in UTC on the wire.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::date::Date;

/// Milliseconds in a second.
pub const SECOND: i64 = 1_000;
/// Milliseconds in a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Milliseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Milliseconds in a day.
pub const DAY: i64 = 24 * HOUR;

/// An instant, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// This instant moved by `millis` (saturating).
    pub fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to here; negative when here is first.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Reads RFC 3339: `2026-11-24T07:00:00Z`, also with a fraction or an offset.
    pub fn parse(text: &str) -> Option<Self> {
        if !text.is_ascii() {
            return None;
        }
        let (day, rest) = (Date::parse(text.get(..10)?)?, text.get(10..)?);
        let clock = rest.strip_prefix(['T', 't', ' '])?;
        let number = |part: Option<&str>, max: i64| -> Option<i64> {
            let part = part?;
            let digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            part.parse().ok().filter(|n: &i64| digits && *n <= max)
        };
        if clock.get(2..3)? != ":" || clock.get(5..6)? != ":" {
            return None;
        }
        let hour = number(clock.get(..2), 23)?;
        let minute = number(clock.get(3..5), 59)?;
        let second = number(clock.get(6..8), 60)?;
        let tail = clock.get(8..)?;
        let zone_at = tail.find(['Z', 'z', '+', '-'])?;
        let (fraction, zone) = tail.split_at(zone_at);
        let mut millis = 0;
        if !fraction.is_empty() {
            let digits = fraction.strip_prefix('.')?;
            if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            for place in 0..3 {
                let digit = digits.as_bytes().get(place).map_or(0, |b| i64::from(b - b'0'));
                millis = millis * 10 + digit;
            }
        }
        let offset = match zone.as_bytes() {
            [b'Z' | b'z'] => 0,
            [sign, _, _, b':', _, _] => {
                let minutes = number(zone.get(1..3), 23)? * 60 + number(zone.get(4..6), 59)?;
                if *sign == b'-' { -minutes } else { minutes }
            }
            _ => return None,
        };
        let in_day = hour * HOUR + minute * MINUTE + second * SECOND + millis;
        Some(Self(day.days_since_epoch() * DAY + in_day - offset * MINUTE))
    }

    /// RFC 3339 in UTC; the fraction only when there is one.
    pub fn to_rfc3339(self) -> String {
        let date = Date::from_days(self.0.div_euclid(DAY));
        let rest = self.0.rem_euclid(DAY);
        let (h, m, s) = (rest / HOUR, rest / MINUTE % 60, rest / SECOND % 60);
        let fraction = match rest % SECOND {
            0 => String::new(),
            millis => format!(".{millis:03}"),
        };
        format!("{date}T{h:02}:{m:02}:{s:02}{fraction}Z")
    }
}

impl Serialize for UnixMillis {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.to_rfc3339())
    }
}

impl<'de> Deserialize<'de> for UnixMillis {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("a time is RFC 3339"))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for UnixMillis {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Instant".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "date-time"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_servers_write() {
        let seven = UnixMillis(1_795_474_800_000);
        for text in [
            "2026-11-23T23:00:00Z",
            "2026-11-23T23:00:00.000Z",
            "2026-11-24T07:00:00+08:00",
            "2026-11-23 17:30:00-05:30",
        ] {
            assert_eq!(UnixMillis::parse(text), Some(seven), "{text}");
        }
        assert_eq!(UnixMillis::parse("2026-11-23T23:00:00.0429Z"), Some(seven.plus(42)));
        assert_eq!(seven.plus(42).to_rfc3339(), "2026-11-23T23:00:00.042Z");
        assert_eq!(UnixMillis(-1).to_rfc3339(), "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn nonsense_is_refused_without_a_panic() {
        for text in [
            "",
            "now",
            "2026-11-24",
            "2026-13-01T00:00:00Z",
            "2026-02-30T00:00:00Z",
            "2026-11-24T24:00:00Z",
            "2026-11-24T07:00Z",
            "2026-11-24T07:00:00",
            "2026-11-24T07:00:00.Z",
            "2026-11-24T07:00:00+8",
            "二〇二六年",
            "2026-11-24T07:00:00é",
            "+026-11-24T07:00:00Z",
        ] {
            assert_eq!(UnixMillis::parse(text), None, "{text}");
        }
    }
}
