//! Variants that a list no longer has: not on sale again by themselves, and no id used twice.

use picklive_contract::{orders::OrderState, quotes::Trouble};

use crate::{
    import::{LIST, good, shown, stock},
    orders_books::balance,
    orders_support::{pass, place, quote, shelf, show},
    support::Server,
};

/// The list without the cup's second size.
fn shorter() -> String {
    LIST.lines().filter(|line| !line.contains(",L,")).map(|line| format!("{line}\n")).collect()
}

#[tokio::test]
async fn a_retired_variant_stays_off_sale_when_a_hold_lapses() {
    let server = Server::start().await;
    good(&server, LIST).await;
    let client = server.client();
    let (order, guest) = place(&client, &[("cup", 1, 2)], 12_100).await.unwrap();
    assert_eq!(good(&server, &shorter()).await.written.variants_retired, 1);
    pass(&server, 15 * 60_000).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Expired);
    assert_eq!(shelf(&server.state, "cup", 1).await, (0, 0, 0));
    assert_eq!(shown(&server, "cup").await.variants[1].left(), Some(0));
    let line = quote(&client, &[("cup", 1, 1)]).await.lines.remove(0);
    assert_eq!((line.trouble, line.available), (Some(Trouble::Gone), Some(0)));
    assert_eq!(line.title, "Cup".into(), "what is gone is still called by its name");
    place(&client, &[("cup", 1, 1)], 6_050).await.unwrap_err();
    balance(&server.state).await;
    // The list has it again: so has the shop, as many as the list says.
    good(&server, LIST).await;
    assert_eq!(stock(&server, "cup-1").await, 3);
    place(&client, &[("cup", 1, 1)], 6_050).await.unwrap();
    balance(&server.state).await;
}

#[tokio::test]
async fn the_id_of_a_variant_is_never_another_s() {
    let server = Server::start().await;
    good(&server, LIST).await;
    assert_eq!(good(&server, &shorter()).await.written.variants_removed, 1);
    let other = shorter() + "cup,,,,,XL,,,shopify,2,70,,,,,,\n";
    good(&server, &other).await;
    let ids: Vec<_> = shown(&server, "cup").await.variants.into_iter().map(|v| v.id.0).collect();
    assert_eq!(ids, ["cup-0", "cup-2"]);
}
