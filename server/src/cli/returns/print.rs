//! Returns on a terminal. What a buyer wrote is printed so that it cannot pass for what the program says.

use picklive_contract::{
    Lang, Zone,
    orders::Order,
    returns::{Return, ReturnLine},
};

use super::find::Shown;
use crate::{
    cli::orders::print::{at, one_line, out, what},
    money::shown as money,
};

/// Prints a row a return.
pub fn table(all: &[Shown], zone: &Zone) {
    if all.is_empty() {
        out("no returns");
        return;
    }
    let head = ["return", "asked", "state", "reason", "units", "asked for", "allowed", "refunded"];
    let mut rows = vec![head.map(String::from)];
    rows.extend(all.iter().map(|Shown { request, .. }| {
        let units: u32 = request.lines.iter().map(|line| line.quantity).sum();
        [
            request.number.clone(),
            at(request.asked_at, zone),
            one_line(request.state.as_str()),
            one_line(request.reason.as_str()),
            units.to_string(),
            money(request.asked),
            request.allowed.map_or(String::new(), money),
            request.refunded.map_or(String::new(), money),
        ]
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: Vec<_> = (0..head.len()).map(width).collect();
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}  "));
        out(cells.collect::<String>().trim_end());
    }
}

/// Prints one return in full.
pub fn request(request: &Return, order: &Order, zone: &Zone) {
    let field = |name: &str, value: String| {
        if !value.is_empty() {
            out(&format!("{name:<10} {value}"));
        }
    };
    let when = |moment: Option<_>| moment.map_or(String::new(), |moment| at(moment, zone));
    field("return", request.number.clone());
    field("id", request.id.to_string());
    field("order", format!("{} ({})", order.number, order.state));
    field("state", one_line(request.state.as_str()));
    field("asked", at(request.asked_at, zone));
    field("decided", when(request.decided_at));
    field("received", when(request.received_at));
    field("closed", when(request.closed_at));
    for part in &request.lines {
        field("line", line(part, order));
    }
    field("reason", one_line(request.reason.as_str()));
    // A further line stands under the first one and so cannot look like a field.
    for (nth, line) in request.note.lines().enumerate() {
        field(if nth == 0 { "note" } else { "" }, one_line(line));
    }
    if request.pictures > 0 {
        field("pictures", request.pictures.to_string());
    }
    field("asked for", money(request.asked));
    field("allowed", request.allowed.map_or(String::new(), money));
    field("refunded", request.refunded.map_or(String::new(), money));
    let send_back = request.send_back.as_ref().map_or("", |text| text.get(Lang::Zh));
    field("send back", one_line(send_back));
    field("answer", one_line(request.answer.as_deref().unwrap_or("")));
}

/// Units of a line: its number in the order, what it is, and what they were bought for.
fn line(part: &ReturnLine, order: &Order) -> String {
    let at = usize::try_from(part.line).unwrap_or(usize::MAX);
    let bought = order.lines.get(at).map_or(String::new(), |line| format!(" of {}", what(line)));
    format!("{}: {}{bought}  {}", at.saturating_add(1), part.quantity, money(part.worth))
}
