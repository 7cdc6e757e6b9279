//! Variants that a list no longer has: not on sale again by themselves, and no id used twice.

use picklive_contract::{orders::OrderState, quotes::Trouble};
use picklive_server::{
    import::{
        ImportError, drop, edition,
        lists::{self, DropList},
    },
    withdraw::product,
};

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

fn drop_of(variant: &str) -> DropList {
    let text = format!(
        "title = \"Eight\"\nopens = \"20:00\"\nminutes = 30\n[[deals]]\nproduct = \"cup\"\n\
         {variant}\nprice = \"5\"\nquota = 1"
    );
    lists::drop("d.toml", text.as_bytes()).unwrap()
}

fn told<T>(done: Result<T, ImportError>) -> Vec<String> {
    match done {
        Ok(_) => Vec::new(),
        Err(ImportError::Input(wrong)) => wrong.into_iter().map(|one| one.reason).collect(),
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn no_drop_is_put_on_a_retired_variant() {
    let server = Server::start().await;
    good(&server, LIST).await;
    place(&server.client(), &[("cup", 1, 1)], 6_050).await.unwrap();
    good(&server, &shorter()).await;
    let plan = async |variant: &str| told(drop::run(&server.state, &drop_of(variant), true).await);
    for retired in ["variant = 2", "variant = \"L\"", "variant = \"cup-1\""] {
        let why = "cup: this variant is off sale; importing it again brings it back";
        assert_eq!(plan(retired).await, [why], "{retired}");
    }
    assert_eq!(plan("variant = 3").await, ["cup: which variant? 1 = S"]);
    assert!(plan("variant = \"S\"").await.is_empty());
    assert!(plan("").await.is_empty(), "of one that is sold nobody has to be told which");
    product::end(&server.state, "cup").await.unwrap();
    let why = "cup: the product is off sale; importing it again brings it back";
    assert_eq!(plan("").await, [why]);
    let list = lists::edition("e.toml", b"[[picks]]\nproduct = \"cup\"").unwrap();
    assert_eq!(told(edition::run(&server.state, &list, false).await), [why]);
}

#[tokio::test]
async fn a_retired_price_is_not_the_dearest() {
    let server = Server::start().await;
    good(&server, LIST).await;
    place(&server.client(), &[("cup", 1, 1)], 6_050).await.unwrap();
    good(&server, &shorter()).await;
    // Below the retired 60.50, above the 50.00 that is asked for.
    let text = b"[[picks]]\nproduct = \"cup\"\nprice = \"55\"";
    let list = lists::edition("e.toml", text).unwrap();
    let why = "cup: the price of an edition is below the everyday price (50.00 CNY)";
    assert_eq!(told(edition::run(&server.state, &list, false).await), [why]);
}
