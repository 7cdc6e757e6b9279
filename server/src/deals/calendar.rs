//! `GET /v1/drops/{id}/calendar.ics`: a drop as an iCalendar entry (RFC 5545) that reminds five minutes
//! before.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use picklive_contract::{Lang, Text, UnixMillis};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;

use crate::{
    ApiError, AppState,
    db::entities::drop,
    http::call::can_be_id,
    payments::addresses,
    product::{offers::ANNOUNCED, read},
    storefront::settings,
};

/// What may stand behind the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// Language tag of the entry; the shop's own when absent.
    lang: Option<String>,
}

/// Writes the entry of a drop; 404 for one that is not announced.
pub async fn show(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if !can_be_id(&id) {
        return Err(ApiError::not_found());
    }
    let now = state.clock.now();
    let drop = drop::Entity::find_by_id(id)
        .filter(drop::Column::OpensAt.lte(now.plus(ANNOUNCED).0))
        .filter(drop::Column::RoomId.is_null())
        .one(&state.db.read)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let shop = settings::get(&state).await?;
    let wanted = asked.lang.as_deref().and_then(Lang::parse);
    let own = shop.languages.iter().find_map(|tag| Lang::parse(tag));
    let lang = wanted.or(own).unwrap_or_default();
    let title: Text = read(&drop.title)?;
    let base = addresses::base(&state.config, &headers)?;
    let entry = Entry {
        uid: format!("{}@{}", drop.id, base.host_str().unwrap_or("localhost")),
        summary: format!("{} · {}", title.get(lang), shop.name.get(lang)),
        link: format!("{}/deals", base.as_str().trim_end_matches('/')),
        opens_at: UnixMillis(drop.opens_at),
        closes_at: UnixMillis(drop.closes_at),
        now,
    };
    let named = format!("inline; filename=\"{}.ics\"", file_name(&drop.id));
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, named),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, entry.write()).into_response())
}

fn file_name(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

/// What an entry says.
struct Entry {
    uid: String,
    summary: String,
    link: String,
    opens_at: UnixMillis,
    closes_at: UnixMillis,
    now: UnixMillis,
}

impl Entry {
    fn write(&self) -> String {
        let summary = escape(&self.summary);
        let description = escape(&format!("{}\n{}", self.summary, self.link));
        let lines = [
            "BEGIN:VCALENDAR".into(),
            "VERSION:2.0".into(),
            "PRODID:-//Picklive//Drops//EN".into(),
            "METHOD:PUBLISH".into(),
            "BEGIN:VEVENT".into(),
            format!("UID:{}", escape(&self.uid)),
            format!("DTSTAMP:{}", stamp(self.now)),
            format!("DTSTART:{}", stamp(self.opens_at)),
            format!("DTEND:{}", stamp(self.closes_at)),
            format!("SUMMARY:{summary}"),
            format!("DESCRIPTION:{description}"),
            format!("URL:{}", self.link),
            "BEGIN:VALARM".into(),
            "ACTION:DISPLAY".into(),
            "TRIGGER:-PT5M".into(),
            format!("DESCRIPTION:{summary}"),
            "END:VALARM".into(),
            "END:VEVENT".into(),
            "END:VCALENDAR".into(),
        ];
        let mut text = String::new();
        for line in lines {
            fold(&line, &mut text);
        }
        text
    }
}

/// `20261123T230000Z`.
fn stamp(at: UnixMillis) -> String {
    let whole = UnixMillis(at.0 - at.0.rem_euclid(1_000));
    whole.to_rfc3339().replace(['-', ':'], "")
}

/// Escapes a text value; other control characters are left out.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Appends a line in pieces of at most 75 bytes, never inside a character.
fn fold(line: &str, to: &mut String) {
    let mut room = 75;
    for c in line.chars() {
        if c.len_utf8() > room {
            to.push_str("\r\n ");
            room = 74;
        }
        room -= c.len_utf8();
        to.push(c);
    }
    to.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters_and_can_be_put_together_again() {
        let line = format!("SUMMARY:{}", "七点见；".repeat(40));
        let mut folded = String::new();
        fold(&line, &mut folded);
        assert!(folded.split("\r\n").all(|piece| piece.len() <= 75));
        assert_eq!(folded.replace("\r\n ", "").trim_end(), line);
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escape("a,b;c\\d\r\ne"), "a\\,b\\;c\\\\d\\ne");
        let at = UnixMillis::parse("2026-11-23T23:00:00.5Z").unwrap();
        assert_eq!(stamp(at), "20261123T230000Z");
    }
}
