//! Days, hours and what is left of them, in the shop's zone.

use picklive_contract::{
    Date, Lang, UnixMillis, Zone,
    time::{self, DAY, HOUR, MINUTE},
};

use super::shell;

const WEEK: [[&str; 7]; 2] = [
    ["一", "二", "三", "四", "五", "六", "日"],
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `11月24日 星期二`, `Tuesday, 24 November`.
pub fn day(lang: Lang, date: Date) -> String {
    match lang {
        Lang::Zh => format!("{}月{}日 星期{}", date.month, date.day, WEEK[0][date.weekday()]),
        Lang::En => format!("{}, {}", WEEK[1][date.weekday()], day_short(lang, date)),
    }
}

/// `11月24日`, `24 November`.
pub fn day_short(lang: Lang, date: Date) -> String {
    let month = MONTHS.get(usize::from(date.month).wrapping_sub(1)).copied().unwrap_or("");
    match lang {
        Lang::Zh => format!("{}月{}日", date.month, date.day),
        Lang::En => format!("{} {month}", date.day),
    }
}

/// `07:00` in the shop's zone; in UTC, and marked so, when the shop does not tell its zone.
fn hour(zone: Option<&Zone>, at: UnixMillis) -> String {
    let (_, hour, minute, mark) = local(zone, at);
    format!("{hour:02}:{minute:02}{mark}")
}

/// The hour of a coming moment as one says it at `now`: `07:00` today, else with its date.
pub fn when(lang: Lang, zone: Option<&Zone>, at: UnixMillis, now: UnixMillis) -> String {
    let (day, today) = (local(zone, at).0, local(zone, now).0);
    // Never “tomorrow”: a page that was opened in the evening is looked at in the morning.
    if day == today { hour(zone, at) } else { moment(lang, zone, at, now) }
}

/// `11月24日 07:00`, `24 November 07:00`; with its year when that is not the one of `now`.
pub fn moment(lang: Lang, zone: Option<&Zone>, at: UnixMillis, now: UnixMillis) -> String {
    let (day, this) = (local(zone, at).0, local(zone, now).0);
    let told = day_short(lang, day);
    let told = match lang {
        _ if day.year == this.year => told,
        Lang::Zh => format!("{}年{told}", day.year),
        Lang::En => format!("{told} {}", day.year),
    };
    format!("{told} {}", hour(zone, at))
}

fn local(zone: Option<&Zone>, at: UnixMillis) -> (Date, u8, u8, &'static str) {
    let utc = Zone {
        name: String::new(),
        offset_minutes: 0,
        changes_at: None,
        then_offset_minutes: None,
    };
    let (date, hour, minute) = zone.unwrap_or(&utc).local(at);
    (date, hour, minute, if zone.is_some() { "" } else { " UTC" })
}

/// What is left, `04:05`, `1:04:05` or `2 天 03:04:05`; a started second counts, below zero is zero.
pub fn countdown(lang: Lang, millis: i64) -> String {
    let seconds = millis.max(0).saturating_add(time::SECOND - 1) / time::SECOND;
    let (days, hours) = (seconds / 86_400, seconds / 3_600 % 24);
    let (minutes, seconds) = (seconds / 60 % 60, seconds % 60);
    let clock = format!("{minutes:02}:{seconds:02}");
    match (days, hours, lang) {
        (0, 0, _) => clock,
        (0, hours, _) => format!("{hours}:{clock}"),
        (days, hours, Lang::Zh) => format!("{days}天 {hours:02}:{clock}"),
        (days, hours, Lang::En) => format!("{days}d {hours:02}:{clock}"),
    }
}

/// How long ago something was, from its age in milliseconds.
pub fn ago(lang: Lang, millis: i64) -> String {
    let steps = [(MINUTE, HOUR, shell::MINUTES_AGO), (HOUR, TWO_DAYS, shell::HOURS_AGO)];
    if millis < MINUTE {
        return shell::JUST_NOW.to(lang).into();
    }
    let step = steps.into_iter().find(|step| millis < step.1);
    let (say, count) =
        step.map_or((shell::DAYS_AGO, millis / DAY), |(unit, _, say)| (say, millis / unit));
    say.with(lang, &[&count.to_string()])
}

/// From here on hours are no longer counted.
const TWO_DAYS: i64 = 2 * DAY;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_started_second_counts_and_the_end_is_zero() {
        let left = |millis| countdown(Lang::Zh, millis);
        assert_eq!(left(60_000), "01:00");
        assert_eq!(left(59_999), "01:00");
        assert_eq!(left(1), "00:01");
        assert_eq!(left(0), "00:00");
        assert_eq!(left(-5_000), "00:00");
        assert_eq!(left(i64::MIN), "00:00");
        assert_eq!(left(3_600_000 + 61_000), "1:01:01");
        assert_eq!(left(90_061_000), "1天 01:01:01");
        assert_eq!(countdown(Lang::En, 90_061_000), "1d 01:01:01");
    }

    #[test]
    fn what_is_old_says_so_in_the_largest_unit_that_tells() {
        let said = |millis| ago(Lang::En, millis);
        assert_eq!([said(-DAY), said(0), said(MINUTE - 1)], ["a moment ago"; 3]);
        assert_eq!([said(MINUTE), said(HOUR - 1)], ["1 min ago", "59 min ago"]);
        assert_eq!([said(HOUR), said(TWO_DAYS - 1)], ["1 h ago", "47 h ago"]);
        assert_eq!([said(TWO_DAYS), said(9 * DAY)], ["2 days ago", "9 days ago"]);
        assert_eq!(
            shell::UPDATED_AGO.with(Lang::Zh, &[&ago(Lang::Zh, 3 * HOUR)]),
            "没能更新，下面是 3 小时前的内容。"
        );
    }

    #[test]
    fn the_shops_hour_is_shown_wherever_the_phone_is() {
        let zone = Zone {
            name: "Asia/Shanghai".into(),
            offset_minutes: 480,
            changes_at: None,
            then_offset_minutes: None,
        };
        let seven = UnixMillis::parse("2026-11-23T23:00:00Z").unwrap();
        assert_eq!(hour(Some(&zone), seven), "07:00");
        assert_eq!(hour(None, seven), "23:00 UTC");
        let on = |at: &str| when(Lang::En, Some(&zone), UnixMillis::parse(at).unwrap(), seven);
        assert_eq!(on("2026-11-24T15:59:00Z"), "23:59");
        assert_eq!(on("2026-11-24T16:00:00Z"), "25 November 00:00");
        assert_eq!(on("2026-11-25T23:00:00Z"), "26 November 07:00");
        assert_eq!(moment(Lang::En, Some(&zone), seven, seven), "24 November 07:00");
        let next = UnixMillis::parse("2026-12-31T16:00:00Z").unwrap();
        assert_eq!(moment(Lang::En, Some(&zone), next, seven), "1 January 2027 00:00");
        assert_eq!(moment(Lang::Zh, Some(&zone), seven, next), "2026年11月24日 07:00");
        assert_eq!(day(Lang::Zh, Date::parse("2026-11-24").unwrap()), "11月24日 星期二");
    }
}
