//! Calendar days, and the shop's time zone as the app needs it.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::time::{DAY, HOUR, MINUTE, UnixMillis};

/// A day of the Gregorian calendar, `2026-11-24` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year, 0 to 9999.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD`; a day that is not in the calendar is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let shape = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shape {
            return None;
        }
        let date = Self {
            year: text[..4].parse().ok()?,
            month: text[5..7].parse().ok()?,
            day: text[8..].parse().ok()?,
        };
        (date.month <= 12 && Self::from_days(date.days_since_epoch()) == date).then_some(date)
    }

    /// Days since 1970-01-01 (proleptic Gregorian; the year is counted from March, so that the leap day
    /// is its last).
    pub fn days_since_epoch(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let month = i64::from((self.month + 9) % 12);
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// The day `days` after 1970-01-01.
    pub fn from_days(days: i64) -> Self {
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        Self { year: year as i32, month: month as u8, day: day as u8 }
    }

    /// The day `days` later.
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_days(self.days_since_epoch() + days)
    }

    /// Day of the week, 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> usize {
        (self.days_since_epoch() + 3).rem_euclid(7) as usize
    }
}

impl core::fmt::Display for Date {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("a date is YYYY-MM-DD"))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Date {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Date".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "date"})
    }
}

/// The shop's time zone: its name, what it is offset now, and the next change, so that the app shows the
/// shop's hours without a time zone table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Zone {
    /// IANA name, e.g. `Asia/Shanghai`.
    pub name: String,
    /// Minutes east of UTC now.
    pub offset_minutes: i32,
    /// When the offset changes next, if it does within a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes_at: Option<UnixMillis>,
    /// Minutes east of UTC from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then_offset_minutes: Option<i32>,
}

impl Zone {
    /// Minutes east of UTC at `at`.
    pub fn offset_at(&self, at: UnixMillis) -> i32 {
        match (self.changes_at, self.then_offset_minutes) {
            (Some(change), Some(then)) if at >= change => then,
            _ => self.offset_minutes,
        }
    }

    /// The shop's calendar day, hour and minute at `at`.
    pub fn local(&self, at: UnixMillis) -> (Date, u8, u8) {
        let shifted = at.plus(i64::from(self.offset_at(at)) * MINUTE).0;
        let rest = shifted.rem_euclid(DAY);
        let date = Date::from_days(shifted.div_euclid(DAY));
        (date, (rest / HOUR) as u8, (rest / MINUTE % 60) as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_comes_back() {
        for days in -200_000..200_000 {
            let date = Date::from_days(days);
            assert_eq!(date.days_since_epoch(), days);
            assert_eq!(Date::parse(&date.to_string()), Some(date));
        }
        assert_eq!(Date::parse("2026-11-24").unwrap().weekday(), 1);
    }

    #[test]
    fn days_that_are_not_in_the_calendar_are_refused() {
        for bad in [
            "2026-02-29",
            "2026-00-10",
            "2026-04-31",
            "2026-1-01",
            "2026-13-01",
            "20261124",
            "２026-11-4",
        ] {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
        assert!(Date::parse("2028-02-29").is_some());
    }

    #[test]
    fn the_offset_changes_at_its_second() {
        let change = UnixMillis::parse("2026-10-25T01:00:00Z").unwrap();
        let zone = Zone {
            name: "Europe/Berlin".into(),
            offset_minutes: 120,
            changes_at: Some(change),
            then_offset_minutes: Some(60),
        };
        assert_eq!(zone.local(change.plus(-1)).1, 2);
        assert_eq!(zone.local(change), (Date::parse("2026-10-25").unwrap(), 2, 0));
        assert_eq!(zone.local(change.plus(HOUR)).1, 3);
    }
}
