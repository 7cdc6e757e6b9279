//! What answers point to: pictures and calendars.

use super::Seen;
use crate::{client::Client, rules};

/// Most pictures fetched.
const PICTURES: usize = 3;

pub(super) async fn check(client: &mut Client<'_>, seen: &Seen) {
    let pictures = seen.whole.iter().filter_map(|product| product.pictures.first());
    for picture in pictures.take(PICTURES) {
        if picture.url.starts_with("data:") {
            continue;
        }
        let got = fetch(client, &picture.url, "").await;
        let is_picture = got.as_ref().is_ok_and(|(kind, _)| kind.starts_with("image/"));
        let got = got.map_or_else(|error| error, |(kind, _)| kind);
        client.record.check(&rules::PICTURE_LOADS, &picture.url, is_picture, "200, image/*", got);
    }
    client.record.want(&[&rules::PICTURE_LOADS], "a product with a picture to fetch");

    let calendar = seen.drops.iter().find_map(|drop| drop.calendar.as_deref());
    let Some(address) = calendar else {
        return client.record.want(&[&rules::CALENDAR], "a drop with a calendar");
    };
    let got = fetch(client, address, "BEGIN:VCALENDAR").await;
    let right = got.as_ref().is_ok_and(|(kind, begins)| kind == "text/calendar" && *begins);
    let got = got.map_or_else(|error| error, |(kind, begins)| format!("{kind}, {begins}"));
    let expected = "200, text/calendar, beginning with BEGIN:VCALENDAR";
    client.record.check(&rules::CALENDAR, address, right, expected, got);
}

/// The media type of what an address answers with 200, and whether it begins with `text`.
pub(super) async fn fetch(
    client: &mut Client<'_>,
    address: &str,
    text: &str,
) -> Result<(String, bool), String> {
    let url = client.locate(address).ok_or("not an address")?;
    let answer = client.fetch(url).await?;
    if answer.status != 200 {
        return Err(answer.brief());
    }
    Ok((answer.media_type(), answer.body.starts_with(text.as_bytes())))
}
