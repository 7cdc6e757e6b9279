//! When a drop opens and closes, as the merchant writes it: hours are the shop's.

use picklive_contract::{
    Date, UnixMillis,
    time::{DAY, MINUTE},
};

use super::DropList;
use crate::storefront::zone::ShopZone;

/// Longest drop, in milliseconds.
const LONGEST: i64 = 31 * DAY;

/// Opening and closing of a drop.
pub fn window(
    list: &DropList,
    zone: &ShopZone,
    now: UnixMillis,
) -> Result<(UnixMillis, UnixMillis), String> {
    let opens = list.opens.as_deref().ok_or("a drop has an opening: --opens")?;
    let opens = moment(opens, zone, now)?;
    // A minute is forgiven: the hand is slower than the clock.
    if opens < now.plus(-MINUTE) {
        return Err(format!("{} is past", opens.to_rfc3339()));
    }
    let closes = match (&list.closes, list.minutes) {
        (Some(closes), None) => moment(closes, zone, now)?,
        (None, Some(minutes @ 1..=44_640)) => opens.plus(minutes * MINUTE),
        (None, Some(_)) => return Err("minutes are 1 to 44640".into()),
        _ => return Err("a drop has either a closing or a number of minutes".into()),
    };
    if closes <= opens || closes <= now || closes > opens.plus(LONGEST) {
        return Err("a drop closes after it opens, and within 31 days".into());
    }
    Ok((opens, closes))
}

/// An instant as the merchant writes it; hours alone are today's.
///
/// # Errors
/// A sentence that says how to write it.
pub fn moment(text: &str, zone: &ShopZone, now: UnixMillis) -> Result<UnixMillis, String> {
    let wrong = || {
        format!(
            "“{text}” is no time; write now, 07:00, 2026-11-25 07:00 or 2026-11-25T07:00:00+08:00"
        )
    };
    if text == "now" {
        return Ok(now);
    }
    if let Some(at) = UnixMillis::parse(text) {
        return Ok(at);
    }
    let (date, time) = match text.split_once([' ', 'T']) {
        Some((date, time)) => (Date::parse(date).ok_or_else(wrong)?, time),
        None => (zone.date(now), text),
    };
    if time.len() != 5 || !time.bytes().all(|byte| byte.is_ascii_digit() || byte == b':') {
        return Err(wrong());
    }
    zone.at(date, time).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_the_shop_s() {
        let zone = ShopZone::named("Asia/Shanghai").unwrap();
        let now = UnixMillis::parse("2026-11-24T04:00:00Z").unwrap();
        let at = |text: &str| moment(text, &zone, now).map(UnixMillis::to_rfc3339);
        assert_eq!(at("now").unwrap(), "2026-11-24T04:00:00Z");
        assert_eq!(at("20:30").unwrap(), "2026-11-24T12:30:00Z");
        assert_eq!(at("2026-11-25 07:00").unwrap(), "2026-11-24T23:00:00Z");
        assert_eq!(at("2026-11-25T07:00:00+09:00").unwrap(), "2026-11-24T22:00:00Z");
        for bad in ["", "7", "soon", "24:00", "2026-02-30 07:00", "07:00:00", "-1:00"] {
            assert!(at(bad).is_err(), "{bad}");
        }
        let list = |opens: &str, closes: Option<&str>, minutes| {
            let (opens, closes) = (Some(opens.into()), closes.map(Into::into));
            window(&DropList { opens, closes, minutes, ..DropList::default() }, &zone, now)
        };
        assert!(list("20:00", None, Some(30)).is_ok() && list("now", Some("20:00"), None).is_ok());
        assert!(list("11:58", None, Some(30)).unwrap_err().contains("past"));
        for (closes, minutes) in
            [(None, None), (Some("20:00"), Some(3)), (None, Some(0)), (Some("19:00"), None)]
        {
            assert!(list("20:00", closes, minutes).is_err());
        }
    }
}
