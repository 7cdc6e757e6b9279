//! Money that the merchant hands back.

use picklive_contract::{
    orders::{Order, OrderState},
    time::{HOUR, MINUTE},
};
use picklive_server::{db::entities::refund, payments::refunds};
use sea_orm::EntityTrait;

use crate::{
    cli::{bad, good, paid, run, shop, text},
    orders_books::balance,
    orders_support::{pass, place, show},
    support::{Client, Server},
};

/// An order that was paid by hand.
async fn by_hand(server: &Server) -> (Order, Client) {
    let (order, guest) = place(&server.client(), &[("cup", 0, 2)], 10_000).await.unwrap();
    good(server, &["confirm", &order.number]).await;
    (show(&guest, &order.id).await, guest)
}

async fn states(server: &Server) -> Vec<String> {
    let rows = refund::Entity::find().all(&server.state.db.read).await.unwrap();
    rows.into_iter().map(|row| row.state).collect()
}

#[tokio::test]
async fn money_owed_by_hand_waits_until_the_merchant_has_sent_it() {
    let server = shop().await;
    let (order, guest) = by_hand(&server).await;
    let number = order.number.as_str();
    let part = ["refund", number, "--amount", "33.33", "--reason", "a chip"];
    let told = text(&run(&server, &part).await.stderr);
    assert!(told.contains("send 33.33 CNY back to the buyer yourself"), "{told}");
    assert!(told.contains(&format!("picklive-server orders refunded {number}")), "{told}");
    assert!(!told.contains("payment provider"), "{told}");
    let told = text(&run(&server, &["refund", number]).await.stderr);
    assert!(told.contains("66.67 CNY goes back") && told.contains("send 100.00 CNY"), "{told}");
    // However long the server runs, it has not sent what only a person can.
    pass(&server, HOUR).await;
    assert_eq!(refunds::send_due(&server.state).await.unwrap(), 0);
    assert_eq!(states(&server).await, ["pending", "pending"]);
    let listed = good(&server, &["list", "--refunds"]).await;
    assert!(listed.contains(number) && listed.contains("33.33 CNY to be sent by hand"), "{listed}");
    let shown = good(&server, &["show", number]).await;
    for row in
        ["33.33 CNY to be sent by hand (a chip)", "66.67 CNY to be sent by hand (refunded_by"]
    {
        assert!(shown.contains(row), "{row} in {shown}");
    }

    let told = run(&server, &["refunded", number]).await;
    assert!(text(&told.stderr).contains("100.00 CNY was sent back by hand"), "{told:?}");
    assert!(text(&told.stdout).contains("33.33 CNY went back 20"), "{told:?}");
    assert_eq!(states(&server).await, ["done", "done"]);
    assert!(!good(&server, &["list", "--refunds"]).await.contains(number));
    let (code, err) = bad(&server, &["refunded", number]).await;
    assert!(code == 1 && err.contains("no money waits to be sent back by hand"), "{err}");
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Refunded);
    balance(&server.state).await;
}

#[tokio::test]
async fn the_list_as_json_says_of_each_refund_how_much_and_whether_it_was_sent() {
    let server = shop().await;
    let (order, _) = by_hand(&server).await;
    paid(&server, "cup", 1, 5_000).await;
    let number = order.number.as_str();
    good(&server, &["refund", number, "--amount", "33.33", "--reason", "a chip"]).await;
    good(&server, &["refunded", number]).await;
    good(&server, &["refund", number, "--amount", "20"]).await;
    let read = async |args: &[&str]| -> serde_json::Value {
        serde_json::from_str(&good(&server, args).await).unwrap()
    };
    let listed = read(&["list", "--refunds", "--json"]).await;
    assert_eq!(listed.as_array().unwrap().len(), 1, "of the other nothing goes back: {listed}");
    let backs = &listed[0]["refunds"];
    for (nth, amount, state) in [(0, 3_333, "done"), (1, 2_000, "by_hand")] {
        assert_eq!(backs[nth]["amount"]["amount"], amount, "{listed}");
        assert_eq!(backs[nth]["state"], state, "{listed}");
    }
    assert!(backs[0]["done_at"].is_string() && backs[1].get("done_at").is_none(), "{listed}");
    assert_eq!(backs, &read(&["show", "--json", number]).await["refunds"], "as shown by itself");
    let orders: Vec<Order> = serde_json::from_value(listed).unwrap();
    assert_eq!(orders[0].id, order.id);
    // Where refunds are not asked for, an order is what it was.
    let all = read(&["list", "--json"]).await;
    let all = all.as_array().unwrap();
    assert!(all.len() == 2 && all.iter().all(|row| row.get("refunds").is_none()), "{all:?}");
}

#[tokio::test]
async fn what_a_provider_sends_is_not_the_merchants_to_send() {
    let server = shop().await;
    let (order, _) = paid(&server, "cup", 1, 5_000).await;
    let told = text(&run(&server, &["refund", &order.number, "--reason", "late"]).await.stderr);
    assert!(told.contains("50.00 CNY goes back") && !told.contains("yourself"), "{told}");
    let (code, _) = bad(&server, &["refunded", &order.number]).await;
    assert_eq!(code, 1);
    pass(&server, MINUTE).await;
    let json = good(&server, &["show", "--json", &order.number]).await;
    let told: serde_json::Value = serde_json::from_str(&json).unwrap();
    let row = &told["refunds"][0];
    assert_eq!((&row["state"], &row["reason"]), (&"done".into(), &"late".into()));
    assert_eq!(row["amount"]["amount"], 5_000);
    let told: Order = serde_json::from_str(&json).unwrap();
    assert_eq!(told.id, order.id);
    balance(&server.state).await;
}

#[tokio::test]
async fn a_refund_that_the_provider_does_not_take_is_listed() {
    let server = shop().await;
    let (order, _) = paid(&server, "cup", 1, 5_000).await;
    let id = order.id.as_str();
    let work = |tx: picklive_server::db::Tx| async move {
        use picklive_server::db::entities::payment;
        use sea_orm::{ColumnTrait, QueryFilter, sea_query::Expr};
        payment::Entity::update_many()
            .col_expr(payment::Column::Provider, Expr::value("lost"))
            .filter(payment::Column::OrderId.eq(id))
            .exec(&*tx)
            .await?;
        Ok(())
    };
    server.state.db.writing(work).await.unwrap();
    good(&server, &["refund", &order.number]).await;
    pass(&server, MINUTE).await;
    let listed = good(&server, &["list", "--refunds"]).await;
    assert!(listed.contains("50.00 CNY refused ") && listed.contains("tried again"), "{listed}");
}
