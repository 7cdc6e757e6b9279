//! What a shopper writes cannot pass for what the program says.

use picklive_contract::{
    address::{Address, OrderContact},
    orders::{Order, PlaceOrder},
};
use picklive_server::db::{Tx, entities::order};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    cli::{good, shop},
    orders_support::{address, ask},
};

const FORGED: &str = "Lin\nstate      paid\r\u{1b}[1Astate      shipped\u{9b}2J\u{202e}";

#[tokio::test]
async fn fields_with_control_characters_are_refused_by_name() {
    let server = shop().await;
    let guest = server.client();
    let mut wish = ask(&[("cup", 0, 1)], 5_000);
    wish.address = Some(Address { name: FORGED.into(), ..address() });
    let refused = guest.call::<PlaceOrder>(&(), &wish).await.unwrap_err();
    let field = &refused.fields[0];
    assert_eq!((field.field.as_str(), field.reason.as_str()), ("address.name", "malformed"));
    wish.address = Some(address());
    wish.note = "\u{1b}[2J".into();
    let refused = guest.call::<PlaceOrder>(&(), &wish).await.unwrap_err();
    assert_eq!((refused.status, refused.fields[0].field.as_str()), (422, "note"));
}

#[tokio::test]
async fn what_was_kept_before_is_printed_harmlessly() {
    let server = shop().await;
    let mut wish = ask(&[("cup", 0, 1)], 5_000);
    wish.note = "ring twice\nstate      paid\n\tthanks".into();
    let order = server.client().call::<PlaceOrder>(&(), &wish).await.unwrap();
    let contact = OrderContact { phone: FORGED.into(), email: FORGED.into() };
    let address = Address { name: FORGED.into(), street: " ".repeat(90) + "paid", ..address() };
    let (contact, address) = (&contact, &address);
    let work = |tx: Tx| async move {
        order::Entity::update_many()
            .col_expr(order::Column::Contact, Expr::value(serde_json::to_string(contact)?))
            .col_expr(order::Column::Address, Expr::value(serde_json::to_string(address)?))
            .filter(order::Column::Number.is_not_null())
            .exec(&*tx)
            .await?;
        Ok(())
    };
    server.state.db.writing(work).await.unwrap();
    let shown = good(&server, &["show", &order.number]).await;
    let states: Vec<_> = shown.lines().filter(|line| line.starts_with("state")).collect();
    assert_eq!(states, ["state      awaiting_payment"], "{shown}");
    assert!(!shown.contains("          paid, "), "no blanks in a row: {shown}");
    let note = "note       ring twice\n           state paid\n           thanks\n";
    assert!(shown.contains(note), "{shown}");
    let json = good(&server, &["show", "--json", &order.number]).await;
    let listed = good(&server, &["list"]).await;
    for text in [&shown, &json, &listed] {
        let moves = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!text.contains(moves), "{text:?}");
    }
    let told: Order = serde_json::from_str(&json).unwrap();
    assert_eq!(&told.contact, contact, "JSON tells all of it");
}
