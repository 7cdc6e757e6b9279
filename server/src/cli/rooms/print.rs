//! Rooms on a terminal. What viewers wrote is printed so that it cannot pass for what the program says.

use picklive_contract::{Currency, Lang, Money, Zone};

use super::find::{Said, Shown};
use crate::{
    cli::orders::print::{at, one_line, out},
    money::shown as money,
};

/// Prints a row a room.
pub fn table(all: &[Shown], zone: &Zone) {
    if all.is_empty() {
        out("no rooms");
        return;
    }
    let head = ["room", "begins", "state", "viewers", "likes", "products", "title"];
    let mut rows = vec![head.map(String::from)];
    rows.extend(all.iter().map(|room| {
        [
            room.id.clone(),
            at(room.starts_at, zone),
            room.state.clone(),
            room.viewers.to_string(),
            room.likes.to_string(),
            room.products.len().to_string(),
            one_line(room.title.get(Lang::Zh)),
        ]
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    // The title is the last: nothing has to stand below it.
    let widths: Vec<_> = (0..head.len() - 1).map(width).collect();
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}  "));
        out(&format!("{}{}", cells.collect::<String>(), row[head.len() - 1]));
    }
}

/// Prints one room in full.
pub fn room(room: &Shown, zone: &Zone, currency: Currency) {
    let field = |name: &str, value: String| {
        if !value.is_empty() {
            out(&format!("{name:<10} {value}"));
        }
    };
    let when = |moment: Option<_>| moment.map_or(String::new(), |moment| at(moment, zone));
    field("room", room.id.clone());
    field("title", one_line(room.title.get(Lang::Zh)));
    field("state", room.state.clone());
    field("begins", at(room.starts_at, zone));
    field("began", when(room.started_at));
    field("ended", when(room.ended_at));
    let contact = room.host_contact.as_ref().map(|contact| format!(" ({contact})"));
    let name = one_line(room.host.name.get(Lang::Zh));
    field("host", format!("{name}{}", contact.unwrap_or_default()));
    field("cover", room.cover.as_ref().map_or(String::new(), |cover| one_line(&cover.url)));
    for source in &room.sources {
        field("source", one_line(&source.url));
    }
    for recording in &room.recordings {
        field("recording", one_line(&recording.url));
    }
    for allowed in &room.products {
        let floor = allowed.floor.map(|floor| Money::new(floor, currency));
        let floor = floor.map(|floor| format!(", not below {}", money(floor)));
        let mut here = String::new();
        if room.shelf.contains(&allowed.product) {
            here.push_str(", on the shelf");
        }
        if room.pin.as_ref() == Some(&allowed.product) {
            here.push_str(", shown now");
        }
        let floor = floor.unwrap_or_default();
        field("product", format!("{}{floor}{here}", one_line(&allowed.product)));
    }
    if room.coupon_budget > 0 {
        let most = money(Money::new(room.coupon_budget, currency));
        field("coupons", format!("take off up to {most} in all"));
    }
    field("announced", one_line(room.announcement.as_deref().unwrap_or("")));
    if room.slow_seconds > 0 {
        field("slow", format!("{} s between a viewer's comments", room.slow_seconds));
    }
    field("viewers", room.viewers.to_string());
    field("likes", room.likes.to_string());
    for said in &room.comments {
        field("comment", comment(said, zone));
    }
}

fn comment(said: &Said, zone: &Zone) -> String {
    let host = if said.host { " (host)" } else { "" };
    let removed = if said.removed_at.is_some() { "  [taken away]" } else { "" };
    let (name, text) = (one_line(&said.name), one_line(&said.text));
    format!("{}  {}{removed}  {name}{host}: {text}", said.id, at(said.at, zone))
}
