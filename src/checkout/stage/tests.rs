//! Every state has its stage; nothing but a page or a picture is ever opened.

use super::*;

fn order(state: &str, reason: Option<&str>, payment: Option<&str>) -> Order {
    let money = serde_json::json!({"amount": 4990, "currency": "CNY"});
    let at = "2026-11-24T07:00:00Z";
    let mut step = serde_json::json!({"state": "paid", "at": at});
    if let Some(reason) = reason {
        step["reason"] = reason.into();
    }
    let mut order = serde_json::json!({
        "id": "o", "number": "1", "state": state, "lines": [], "goods": money, "shipping": money,
        "total": money, "placed_at": at, "contact": {}, "steps": [step],
    });
    if let Some(state) = payment {
        order["payment"] = serde_json::json!({
            "id": "p", "method": "m", "state": state, "amount": money, "started_at": at,
            "action": {"kind": "teleport"},
        });
    }
    serde_json::from_value(order).unwrap()
}

#[test]
fn every_state_has_its_stage() {
    let of = |state: &str, reason, payment| stage(&order(state, reason, payment));
    assert_eq!(of("awaiting_payment", None, None), Stage::Hold);
    assert_eq!(of("expired", None, None), Stage::Lapsed(false));
    assert_eq!(of("expired", None, Some("failed")), Stage::Lapsed(false));
    assert_eq!(of("expired", None, Some("pending")), Stage::Lapsed(true));
    assert_eq!(of("paid", None, Some("paid")), Stage::Paid(false));
    assert_eq!(of("paid", Some("paid_late_unit_found"), None), Stage::Paid(true));
    assert_eq!(of("completed", Some("paid_late_unit_found"), None), Stage::Completed(true));
    assert_eq!(of("refunded", Some("paid_late_sold_out"), None), Stage::Refunded(true));
    assert_eq!(of("refunded", None, None), Stage::Refunded(false));
    assert_eq!(of("lost_at_sea", None, None), Stage::Other);
}

#[test]
fn it_is_looked_at_again_only_while_it_may_move() {
    for state in ["paid", "shipped", "cancelled", "refunded", "lost_at_sea", "expired"] {
        assert_eq!(stage(&order(state, None, None)).longest_pause(), None, "{state}");
    }
    assert_eq!(stage(&order("awaiting_payment", None, None)).longest_pause(), Some(5_000));
    assert!(stage(&order("expired", None, Some("pending"))).longest_pause().is_some());
    assert!(Stage::Delivered.is_bought() && !Stage::Refunded(true).is_bought());
    assert_eq!(
        pending(&order("awaiting_payment", None, Some("pending"))).unwrap().action,
        Action::Unknown
    );
}

#[test]
fn ways_to_pay_are_those_that_work_here() {
    let method = |id: &str, clients: &[ClientKind]| PaymentMethod {
        id: id.into(),
        label: id.into(),
        action: "qr".into(),
        clients: clients.into(),
        hint: None,
    };
    let all = [method("any", &[]), method("chat", &[ClientKind::Wechat])];
    let ids = |client| methods(&all, &client).into_iter().map(|m| m.id).collect::<Vec<_>>();
    assert_eq!(ids(ClientKind::Desktop), ["any"]);
    assert_eq!(ids(ClientKind::Wechat), ["any", "chat"]);
}

#[test]
fn only_pages_and_pictures_are_opened() {
    let trusted = ["http://127.0.0.1:8080", "", "/"];
    for good in ["https://pay.example/1", "http://127.0.0.1:8080/sandbox", "http://127.0.0.1:8080"]
    {
        assert!(may_go_to(good, &trusted), "{good}");
    }
    for bad in [
        "javascript:alert(1)",
        "http://pay.example/",
        "data:text/html,x",
        "",
        "http://127.0.0.1:80800/",
        "//evil.example/",
        "/\\evil.example/",
    ] {
        assert!(!may_go_to(bad, &trusted), "{bad}");
    }
    let code = |content: &str, picture: &str| Action::Qr {
        content: content.into(),
        picture: Some(picture.into()),
    };
    assert_eq!(
        code_picture(&code("", "data:image/svg+xml;base64,AA")),
        Some("data:image/svg+xml;base64,AA")
    );
    assert_eq!(code_picture(&code("", "data:text/html,x")), None);
    assert_eq!(code_picture(&code("", "javascript:x")), None);
    assert_eq!(code_link(&code("weixin://wxpay/x", "")), None);
    assert_eq!(code_link(&code("https://pay.example/1", "")), Some("https://pay.example/1"));
    assert_eq!(code_picture(&Action::Unknown), None);
}
