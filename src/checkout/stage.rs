//! Where an order stands, as a buyer needs it, and which ways to pay can work. Plain rules.

use picklive_contract::{
    orders::{Order, OrderState},
    payments::{Action, ClientKind, Payment, PaymentMethod, PaymentState},
};

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Held, to be paid.
    Hold,
    /// The hold lapsed; with a payment that may still come when `true`.
    Lapsed(bool),
    /// Called off.
    Cancelled,
    /// Paid, to be shipped or given; late, and one was still left, when `true`.
    Paid(bool),
    /// On its way.
    Shipped,
    /// At the door.
    Delivered,
    /// Done; late when `true`.
    Completed(bool),
    /// The money went back; because it came too late when `true`.
    Refunded(bool),
    /// A state this build does not know.
    Other,
}

/// Where `order` stands.
pub fn stage(order: &Order) -> Stage {
    let because = |word: &str| order.steps.iter().any(|step| step.reason.as_deref() == Some(word));
    let late = || because("paid_late_unit_found");
    match &order.state {
        OrderState::AwaitingPayment => Stage::Hold,
        OrderState::Expired => Stage::Lapsed(pending(order).is_some()),
        OrderState::Cancelled => Stage::Cancelled,
        OrderState::Paid => Stage::Paid(late()),
        OrderState::Shipped => Stage::Shipped,
        OrderState::Delivered => Stage::Delivered,
        OrderState::Completed => Stage::Completed(late()),
        OrderState::Refunded => Stage::Refunded(because("paid_late_sold_out")),
        OrderState::Other(_) => Stage::Other,
    }
}

impl Stage {
    /// Longest pause between two looks at the order, in milliseconds, while it may move by itself soon.
    pub fn longest_pause(self) -> Option<u32> {
        match self {
            Self::Hold => Some(5_000),
            Self::Lapsed(true) => Some(30_000),
            _ => None,
        }
    }

    /// Whether the purchase ended with the thing bought.
    pub fn is_bought(self) -> bool {
        matches!(self, Self::Paid(_) | Self::Shipped | Self::Delivered | Self::Completed(_))
    }
}

/// The attempt to pay that is not decided.
pub fn pending(order: &Order) -> Option<&Payment> {
    order.payment.as_ref().filter(|payment| payment.state == PaymentState::Pending)
}

/// The ways to pay that can work in this client.
pub fn methods(all: &[PaymentMethod], client: &ClientKind) -> Vec<PaymentMethod> {
    let works =
        |method: &&PaymentMethod| method.clients.is_empty() || method.clients.contains(client);
    all.iter().filter(works).cloned().collect()
}

/// Whether the page may be sent to `url`: https, or where page or API come from. Never a script.
pub fn may_go_to(url: &str, trusted: &[&str]) -> bool {
    let within = |origin: &&str| {
        origin.contains("://")
            && url
                .strip_prefix(origin.trim_end_matches('/'))
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    };
    url.starts_with("https://") || trusted.iter().any(within)
}

/// The picture of a code, if it is one that may be shown.
pub fn code_picture(action: &Action) -> Option<&str> {
    let Action::Qr { picture: Some(picture), .. } = action else { return None };
    let fine = ["data:image/", "https://", "http://"].iter().any(|head| picture.starts_with(head));
    fine.then_some(picture)
}

/// What a code says, if a phone can open it as a page.
pub fn code_link(action: &Action) -> Option<&str> {
    let Action::Qr { content, .. } = action else { return None };
    (content.starts_with("https://") || content.starts_with("http://")).then_some(content)
}

#[cfg(test)]
mod tests;
