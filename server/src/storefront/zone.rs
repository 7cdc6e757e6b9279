//! The shop's calendar: which day it is there, and when its hours are.

use jiff::{Timestamp, civil, tz::TimeZone};
use picklive_contract::{Date, UnixMillis, Zone, time::DAY};

use crate::ApiError;

/// The shop's time zone, ready to compute with.
#[derive(Clone, Debug)]
pub struct ShopZone(TimeZone);

impl ShopZone {
    /// Reads an IANA name.
    ///
    /// # Errors
    /// When there is no such zone.
    pub fn named(name: &str) -> Result<Self, ApiError> {
        let zone = TimeZone::get(name);
        zone.map(Self).map_err(|error| ApiError::internal(format!("time zone {name}: {error}")))
    }

    /// The zone as the storefront tells it: the offset now and its next change within a year.
    pub fn told(&self, name: &str, now: UnixMillis) -> Zone {
        let minutes = |at| self.0.to_offset(at).seconds() / 60;
        let start = timestamp(now);
        let offset_minutes = minutes(start);
        let within = timestamp(now.plus(366 * DAY));
        let changes = self.0.following(start).map(|change| change.timestamp());
        let change =
            changes.take_while(|at| *at <= within).find(|at| minutes(*at) != offset_minutes);
        Zone {
            name: name.into(),
            offset_minutes,
            changes_at: change.map(|at| UnixMillis(at.as_millisecond())),
            then_offset_minutes: change.map(minutes),
        }
    }

    /// The shop's day at `at`.
    pub fn date(&self, at: UnixMillis) -> Date {
        let day = self.0.to_datetime(timestamp(at)).date();
        let number = |part: i8| u8::try_from(part).unwrap_or(1);
        Date { year: day.year().into(), month: number(day.month()), day: number(day.day()) }
    }

    /// The day that a merchant writes: `today`, `tomorrow` or `YYYY-MM-DD`, as the shop's day is at `now`.
    ///
    /// # Errors
    /// A sentence for the merchant, when it is none of these.
    pub fn day(&self, text: &str, now: UnixMillis) -> Result<Date, String> {
        match text {
            "today" => Ok(self.date(now)),
            "tomorrow" => Ok(self.date(now).plus_days(1)),
            text => Date::parse(text)
                .ok_or_else(|| format!("a day is today, tomorrow or YYYY-MM-DD, not “{text}”")),
        }
    }

    /// The day whose edition is shown at `now`: before the shop's hour it is the day before.
    ///
    /// # Errors
    /// When `publish_at` is no time of day.
    pub fn edition_day(&self, publish_at: &str, now: UnixMillis) -> Result<Date, ApiError> {
        let today = self.date(now);
        let out = self.at(today, publish_at)? <= now;
        Ok(today.plus_days(if out { 0 } else { -1 }))
    }

    /// When it is `time` (`HH:MM`) on `date` in the shop. An hour that is skipped there counts as the
    /// one after, one that comes twice as its first.
    ///
    /// # Errors
    /// When `time` is no time of day.
    pub fn at(&self, date: Date, time: &str) -> Result<UnixMillis, ApiError> {
        let wrong = || ApiError::internal(format!("no such hour: {date} {time}"));
        let (hour, minute) = time.split_once(':').ok_or_else(wrong)?;
        let (hour, minute) =
            (hour.parse().map_err(|_| wrong())?, minute.parse().map_err(|_| wrong())?);
        let year = i16::try_from(date.year).map_err(|_| wrong())?;
        let [month, day] = [date.month, date.day].map(|part| i8::try_from(part).unwrap_or(0));
        let day = civil::Date::new(year, month, day).map_err(|_| wrong())?;
        let time = civil::Time::new(hour, minute, 0, 0).map_err(|_| wrong())?;
        let moment = self.0.to_ambiguous_timestamp(day.to_datetime(time)).compatible();
        moment.map(|at| UnixMillis(at.as_millisecond())).map_err(|_| wrong())
    }
}

fn timestamp(at: UnixMillis) -> Timestamp {
    Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> UnixMillis {
        UnixMillis::parse(text).unwrap()
    }

    #[test]
    fn the_shop_s_day_begins_at_its_own_midnight() {
        let zone = ShopZone::named("Asia/Shanghai").unwrap();
        assert_eq!(zone.date(at("2026-11-23T15:59:59Z")).to_string(), "2026-11-23");
        assert_eq!(zone.date(at("2026-11-23T16:00:00Z")).to_string(), "2026-11-24");
        let seven = zone.at(Date::parse("2026-11-24").unwrap(), "07:00").unwrap();
        assert_eq!(seven, at("2026-11-23T23:00:00Z"));
        let told = zone.told("Asia/Shanghai", seven);
        assert_eq!((told.offset_minutes, told.changes_at), (480, None));
        assert!(zone.at(Date::parse("2026-11-24").unwrap(), "24:00").is_err());
        assert!(ShopZone::named("Mars/Olympus").is_err());
    }

    #[test]
    fn a_day_is_a_word_or_a_date() {
        let zone = ShopZone::named("Asia/Shanghai").unwrap();
        // In the shop it is the 1st of December already.
        let day = |text: &str| zone.day(text, at("2026-11-30T16:00:00Z")).map(|d| d.to_string());
        assert_eq!(day("today").unwrap(), "2026-12-01");
        assert_eq!(day("tomorrow").unwrap(), "2026-12-02");
        assert_eq!(day("2026-02-28").unwrap(), "2026-02-28");
        for bad in ["", "Today", "yesterday", "2026-02-30", "1.12.2026"] {
            assert!(day(bad).unwrap_err().contains(&format!("not “{bad}”")), "{bad}");
        }
    }

    #[test]
    fn the_next_change_of_the_offset_is_told() {
        let zone = ShopZone::named("Europe/Berlin").unwrap();
        let told = zone.told("Europe/Berlin", at("2026-07-01T00:00:00Z"));
        assert_eq!(told.offset_minutes, 120);
        assert_eq!(told.changes_at, Some(at("2026-10-25T01:00:00Z")));
        assert_eq!(told.then_offset_minutes, Some(60));
        // 02:30 does not exist on the last Sunday of March.
        let skipped = zone.at(Date::parse("2026-03-29").unwrap(), "02:30").unwrap();
        assert_eq!(skipped, at("2026-03-29T01:30:00Z"));
    }
}
