//! Editions: today's, by date, the one before, those not yet out.

use picklive_contract::{
    Date, Endpoint as _,
    picks::{Edition, GetEdition, GetToday},
};

use super::{Seen, unique};
use crate::{
    client::{Answer, Client},
    rules::{self, Rule},
};

const OF_TODAY: [&Rule; 5] =
    [&rules::TODAY_DATE, &rules::TODAY_LATEST, &rules::PICKS, &rules::BY_DATE, &rules::NEIGHBOURS];

pub(super) async fn check(client: &mut Client<'_>, seen: &mut Seen) {
    if let Some(answer) = client.get(GetToday::PATH).await {
        if answer.status == 404 {
            let none = "a published edition";
            client.record.want(&OF_TODAY, none);
            client.record.want(&[&rules::TODAY], none);
        } else if let Some(today) = client.parse::<Edition>(&answer, &rules::TODAY) {
            of_today(client, seen, &today, &answer).await;
        } else {
            client.record.want(&OF_TODAY, "an edition of today that can be read");
        }
    }
    unpublished(client, seen).await;
    for day in ["2026-02-30", "2026-13-01", "tomorrow"] {
        let Some(answer) = client.get(&format!("/v1/editions/{day}")).await else { continue };
        let refused = matches!(answer.status, 400 | 404);
        client.record.check(&rules::BAD_DATE, &answer.at, refused, "400 or 404", answer.brief());
    }
}

async fn of_today(client: &mut Client<'_>, seen: &mut Seen, today: &Edition, answer: &Answer) {
    let at = answer.at.as_str();
    if let Some(now) = answer.time() {
        let day = seen.day(now);
        let begun = today.date <= day;
        client.record.check(&rules::TODAY_DATE, at, begun, format!("{day} or before"), today.date);
        let out = today.published_at.is_none_or(|published| published <= now);
        let open = today.closes_at.is_none_or(|closes| closes > now);
        let last = today.next.is_none();
        let got = format!(
            "now {}, published {:?}, closes {:?}, next {:?}",
            now.to_rfc3339(),
            today.published_at.map(|at| at.to_rfc3339()),
            today.closes_at.map(|at| at.to_rfc3339()),
            today.next.map(|date| date.to_string())
        );
        let expected = "published_at <= now < closes_at, no next";
        client.record.check(&rules::TODAY_LATEST, at, out && open && last, expected, got);
    } else {
        let rules = [&rules::TODAY_DATE, &rules::TODAY_LATEST];
        client.record.want(&rules, "Picklive-Time on today's edition");
    }
    picks(client, seen, today, at);

    if let Some(same) = by_date(client, today.date).await {
        let ids = |edition: &Edition| -> Vec<String> {
            edition.picks.iter().map(|pick| pick.product.id.to_string()).collect()
        };
        let (here, there) = (ids(today), ids(&same));
        let path = GetEdition::path(&today.date);
        let (expected, got) = (here.join(", "), there.join(", "));
        client.record.check(&rules::BY_DATE, &path, here == there, expected, got);
    }
    let Some(date) = today.previous else {
        return client.record.want(&[&rules::NEIGHBOURS], "an edition before today's");
    };
    let earlier = date < today.date;
    client.record.check(&rules::NEIGHBOURS, at, earlier, format!("before {}", today.date), date);
    let Some(before) = by_date(client, date).await else {
        client.record.check(&rules::NEIGHBOURS, at, false, "an edition to read", date);
        return;
    };
    let path = GetEdition::path(&date);
    picks(client, seen, &before, &path);
    let named = before.next == Some(today.date);
    let got = before.next.map_or("none".into(), |date| date.to_string());
    client.record.check(&rules::NEIGHBOURS, &path, named, format!("next {}", today.date), got);
}

fn picks(client: &mut Client<'_>, seen: &mut Seen, edition: &Edition, at: &str) {
    let ids = edition.picks.iter().map(|pick| pick.product.id.to_string());
    unique(client.record, &rules::PICKS, at, ids);
    for pick in &edition.picks {
        seen.list(&pick.product, at);
    }
}

/// The edition of a date, if it answers as it should.
async fn by_date(client: &mut Client<'_>, date: Date) -> Option<Edition> {
    let path = GetEdition::path(&date);
    let (edition, answer) = client.read::<Edition>(&path, &rules::BY_DATE).await?;
    let right = edition.date == date;
    client.record.check(&rules::BY_DATE, &answer.at, right, date, edition.date).then_some(edition)
}

async fn unpublished(client: &mut Client<'_>, seen: &Seen) {
    let Some(now) = client.now() else {
        return client.record.want(&[&rules::UNPUBLISHED], "server time");
    };
    let tomorrow = seen.day(now).plus_days(1);
    let days = [tomorrow, Date { year: 9999, month: 12, day: 31 }];
    for day in days {
        let Some(answer) = client.get(&GetEdition::path(&day)).await else { continue };
        let hidden = answer.status == 404;
        client.record.check(&rules::UNPUBLISHED, &answer.at, hidden, "404", answer.brief());
    }
}
