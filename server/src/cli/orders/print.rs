//! Orders on a terminal. What a shopper wrote is printed so that it cannot pass for what the program says.

use std::{collections::HashMap, io::Write};

use picklive_contract::{
    Lang, UnixMillis, Zone,
    orders::{Order, OrderLine},
};
use serde::Serialize;

use crate::{
    money::shown as money,
    payments::owed::{Back, Standing},
};

/// Prints a value as JSON.
pub fn json<T: Serialize>(value: &T) -> Result<(), String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| error.to_string())?;
    // JSON lets these stand as they are, but only inside texts, where they can be written so too.
    let escaped = |c: char| match c {
        '\n' => c.to_string(),
        c if is_unprintable(c) => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    };
    out(&text.chars().map(escaped).collect::<String>());
    Ok(())
}

/// Whether a character moves others on a terminal: controls and escapes, ends of lines, and marks that turn
/// the direction of writing.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text without what moves others.
fn printable(text: &str) -> String {
    text.chars().map(|c| if is_unprintable(c) { '\u{fffd}' } else { c }).collect()
}

/// What somebody else wrote, on one line: also blanks in a row would move what follows to the next line.
pub fn one_line(text: &str) -> String {
    printable(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Prints a line. A reader that has closed its end is no reason to fail.
pub fn out(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// An instant in the shop's zone, to the minute.
pub fn at(at: UnixMillis, zone: &Zone) -> String {
    let (date, hour, minute) = zone.local(at);
    format!("{date} {hour:02}:{minute:02}")
}

/// Prints a row an order; with `backs`, what of its refunds has not gone back.
pub fn table(orders: &[Order], backs: &HashMap<String, Vec<Back>>, zone: &Zone) {
    if orders.is_empty() {
        out("no orders");
        return;
    }
    let head = ["number", "placed", "state", "total", "refunded", "owed", "what"];
    let mut rows = vec![head.map(String::from)];
    rows.extend(orders.iter().map(|order| {
        let owed = backs.get(order.id.as_str()).into_iter().flatten();
        let owed = owed.filter(|back| back.state != Standing::Done);
        [
            order.number.clone(),
            at(order.placed_at, zone),
            order.state.to_string(),
            money(order.total),
            order.refunded.map_or(String::new(), money),
            owed.map(|back| standing(back, zone)).collect::<Vec<_>>().join(", "),
            order.lines.iter().map(what).collect::<Vec<_>>().join(", "),
        ]
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: Vec<_> = (0..6).map(width).collect();
    for row in &rows {
        let mut line = String::new();
        for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
            // Nothing is owed in most lists: then there is no such column.
            if at != 5 || !backs.is_empty() {
                line.push_str(&format!("{cell:width$}  "));
            }
        }
        line.push_str(&row[6]);
        out(line.trim_end());
    }
}

/// How much of a refund, and where it stands.
fn standing(back: &Back, zone: &Zone) -> String {
    let done = back.done_at.map_or(String::new(), |done| at(done, zone));
    let word = match back.state {
        Standing::ByHand => "to be sent by hand".into(),
        Standing::Pending => "on its way".into(),
        Standing::Failing => format!("refused {} times, tried again", back.tries),
        Standing::Done => format!("went back {done}"),
    };
    format!("{} {word}", money(back.amount))
}

/// A line in short: how many of what.
pub fn what(line: &OrderLine) -> String {
    let bought = &line.bought;
    let name = bought.variant_name.as_ref().map(|name| format!(" ({})", name.get(Lang::Zh)));
    let title = bought.title.get(Lang::Zh);
    one_line(&format!("{} × {title}{}", bought.quantity, name.unwrap_or_default()))
}

/// Prints one order in full.
pub fn order(order: &Order, backs: &[Back], zone: &Zone) {
    let field = |name: &str, value: String| {
        if !value.is_empty() {
            out(&format!("{name:<10} {}", printable(&value)));
        }
    };
    field("order", order.number.clone());
    field("id", order.id.to_string());
    field("state", order.state.to_string());
    field("placed", at(order.placed_at, zone));
    field("held until", order.hold_expires_at.map_or(String::new(), |until| at(until, zone)));
    for line in &order.lines {
        field("line", format!("{}  {}", what(line), money(line.bought.total)));
        for code in &line.codes {
            let redeemed = code.redeemed_at.map(|when| format!("  redeemed {}", at(when, zone)));
            field("  code", format!("{}{}", code.code, redeemed.unwrap_or_default()));
        }
    }
    if let Some(coupon) = &order.coupon {
        field("coupon", format!("-{}", money(coupon.off)));
    }
    field("shipping", money(order.shipping));
    field("total", money(order.total));
    field("refunded", order.refunded.map_or(String::new(), money));
    for back in backs {
        field("  refund", format!("{} ({})", standing(back, zone), back.reason));
    }
    if let Some(payment) = &order.payment {
        field("payment", format!("{} {}", payment.method, payment.state));
    }
    field("contact", one_line(&format!("{} {}", order.contact.phone, order.contact.email)));
    if let Some(to) = &order.address {
        let parts = [
            &to.name,
            &to.phone,
            &to.country,
            &to.province,
            &to.city,
            &to.district,
            &to.street,
            &to.postcode,
        ];
        let parts: Vec<_> =
            parts.into_iter().map(|p| one_line(p)).filter(|p| !p.is_empty()).collect();
        field("address", parts.join(", "));
    }
    // A further line stands under the first one and so cannot look like a field.
    for (nth, line) in order.note.lines().enumerate() {
        field(if nth == 0 { "note" } else { "" }, one_line(line));
    }
    if let Some(parcel) = &order.tracking {
        field("parcel", format!("{} {}", parcel.carrier, parcel.number));
    }
    for request in &order.returns {
        let sum = request.refunded.or(request.allowed).unwrap_or(request.asked);
        field("return", format!("{}  {}  {}", request.number, request.state, money(sum)));
    }
    field(
        "returnable",
        order.returnable_until.map_or(String::new(), |until| format!("until {}", at(until, zone))),
    );
    for message in &order.messages {
        for (nth, line) in message.text.lines().enumerate() {
            let head = format!("{}  {}: ", at(message.at, zone), one_line(message.from.as_str()));
            let head = if nth == 0 { head } else { " ".repeat(head.chars().count()) };
            field(if nth == 0 { "message" } else { "" }, format!("{head}{}", one_line(line)));
        }
    }
    for step in &order.steps {
        let reason = step.reason.as_ref().map(|reason| format!(" ({reason})"));
        field(
            "step",
            format!("{}  {}{}", at(step.at, zone), step.state, reason.unwrap_or_default()),
        );
    }
}
