//! In what the page is open.

use picklive_contract::payments::ClientKind;

/// The kind of client, from the user agent: decides which ways to pay can work.
pub fn kind() -> ClientKind {
    let agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok());
    of_agent(&agent.unwrap_or_default())
}

/// Whether the page is open in WeChat's web view.
pub fn in_wechat() -> bool {
    kind() == ClientKind::Wechat
}

fn of_agent(agent: &str) -> ClientKind {
    if agent.contains("MicroMessenger") {
        ClientKind::Wechat
    } else if ["Mobile", "Android", "iPhone", "iPad"].iter().any(|word| agent.contains(word)) {
        ClientKind::Mobile
    } else {
        ClientKind::Desktop
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_views_and_browsers_are_told_apart() {
        let wechat = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.50";
        let phone = "Mozilla/5.0 (Linux; Android 13; K) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36";
        let desk =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36";
        assert_eq!(of_agent(wechat), ClientKind::Wechat);
        assert_eq!(of_agent(phone), ClientKind::Mobile);
        assert_eq!(of_agent(desk), ClientKind::Desktop);
        assert_eq!(of_agent(""), ClientKind::Desktop);
    }
}
