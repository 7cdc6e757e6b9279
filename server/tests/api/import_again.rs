//! `import products` again: what an import does to what is there.

use picklive_contract::{Lang, offer::Basis, time::HOUR};
use picklive_server::{
    db::entities::price_change,
    import::products::{self, Options},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    import::{LIST, good, import, options, shown, stock},
    orders_support::{balance, place},
    support::{NOON, Server, fixtures},
};

#[tokio::test]
async fn again_it_brings_up_to_date_and_every_price_is_remembered() {
    let server = Server::start().await;
    good(&server, LIST).await;
    server.set_clock(NOON.plus(HOUR));
    let same = good(&server, LIST).await.written;
    assert_eq!((same.products_unchanged, same.products_updated, same.variants_updated), (2, 0, 0));
    let next = LIST.replace("60.5", "55").replace("Lamp,", "Tall lamp,")
        + "cup,,,,,M,,,shopify,2,52,,,,,,\n";
    let dry = Options { dry_run: true, ..options() };
    let seen = import(&server, &next, &dry).await.unwrap().written;
    assert_eq!(stock(&server, "cup-1").await, 3);
    let done = good(&server, &next).await.written;
    assert_eq!(seen, done);
    assert_eq!((done.products_updated, done.variants_added, done.variants_updated), (2, 1, 1));
    assert_eq!(shown(&server, "lamp").await.title.get(Lang::En), "Tall lamp");
    let cup = shown(&server, "cup").await;
    let ids: Vec<_> = cup.variants.iter().map(|variant| variant.id.as_str()).collect();
    assert_eq!(ids, ["cup-0", "cup-1", "cup-2"]);
    let changes = price_change::Entity::find()
        .filter(price_change::Column::VariantId.eq("cup-1"))
        .order_by_asc(price_change::Column::Id)
        .all(&server.state.db.read)
        .await
        .unwrap();
    let told: Vec<_> = changes.iter().map(|change| (change.price, change.at)).collect();
    assert_eq!(told, [(6_050, NOON.0), (5_500, NOON.plus(HOUR).0)]);
}

#[tokio::test]
async fn units_that_are_held_or_sold_do_not_come_back() {
    let server = Server::start().await;
    good(&server, LIST).await;
    place(&server.client(), &[("cup", 0, 2)], 10_000).await.unwrap();
    assert_eq!(good(&server, LIST).await.written.variants_updated, 0);
    assert_eq!(stock(&server, "cup-0").await, 3);
    good(&server, &LIST.replace("shopify,5,", "shopify,9,")).await;
    assert_eq!(stock(&server, "cup-0").await, 7);
    good(&server, &LIST.replace("shopify,5,", "shopify,1,")).await;
    assert_eq!(stock(&server, "cup-0").await, 0);
    // A fresh count of what can be sold is one of what is not held.
    let counted = Options { counted: true, ..options() };
    import(&server, LIST, &counted).await.unwrap();
    assert_eq!(stock(&server, "cup-0").await, 3);
    balance(&server.state).await;
}

#[tokio::test]
async fn a_variant_that_is_gone_stays_only_when_it_was_ordered() {
    let server = Server::start().await;
    good(&server, LIST).await;
    place(&server.client(), &[("cup", 1, 1)], 6_050).await.unwrap();
    let next = "cup,Cup,<p>Round</p>,true,Size,XL,,,shopify,5,50.00,,,,,,active\n";
    let done = good(&server, next).await.written;
    let counts = (done.variants_added, done.variants_removed, done.variants_retired);
    assert_eq!(counts, (1, 1, 1));
    let cup = shown(&server, "cup").await;
    let names: Vec<_> =
        cup.variants.iter().map(|v| (cup.variant_name(v, Lang::En), v.left())).collect();
    assert_eq!(names, [("XL".into(), Some(5)), ("L".into(), Some(0))]);
    // When it is in the list again it is the same variant.
    good(&server, LIST).await;
    assert_eq!(stock(&server, "cup-1").await, 2);
}

#[tokio::test]
async fn a_compare_at_price_is_struck_through_only_with_its_source() {
    let server = Server::start().await;
    let rows = "cup,Cup,,true,,,,,shopify,5,50.00,70,,,,,\n";
    let summary = good(&server, rows).await;
    assert!(summary.warnings[0].starts_with("1 compare-at prices are kept but not"));
    assert_eq!(shown(&server, "cup").await.variants[0].reference, None);
    let named = Options { compare_at_source: Some("the maker".into()), ..options() };
    assert!(import(&server, rows, &named).await.unwrap().warnings.is_empty());
    let struck = shown(&server, "cup").await.variants[0].reference.clone().unwrap();
    assert_eq!((struck.basis, struck.price.amount), (Basis::ListPrice, 7_000));
    assert_eq!(struck.source, Some("the maker".into()));
    // The source holds for the price it was named for, and no other.
    good(&server, rows).await;
    assert!(shown(&server, "cup").await.variants[0].reference.is_some());
    good(&server, &rows.replace("70", "90")).await;
    assert_eq!(shown(&server, "cup").await.variants[0].reference, None);
}

#[tokio::test]
async fn a_product_that_was_made_by_hand_is_met_by_its_values() {
    let server = Server::start().await;
    fixtures::product(&server.state, "cup", &[1_000, 2_000], 5).await;
    let rows = "cup,Cup,,true,Size,v1,,,shopify,5,30,,,,,,\ncup,,,,,v0,,,shopify,5,20,,,,,,\n";
    let done = good(&server, rows).await.written;
    assert_eq!((done.variants_added, done.variants_updated), (0, 2));
    let cup = shown(&server, "cup").await;
    assert_eq!((cup.variants[0].id.as_str(), cup.variants[0].price.amount), ("cup-1", 3_000));
}

#[tokio::test]
async fn what_a_list_has_no_column_for_stays_as_it_is() {
    let server = Server::start().await;
    let full = "lamp,Lamp,<p>Bright</p>,true,Title,Default Title,,,shopify,4,80,120,,,,,active\n";
    let maker = Options { compare_at_source: Some("the maker".into()), ..options() };
    import(&server, full, &maker).await.unwrap();
    let before = shown(&server, "lamp").await;
    assert!(before.body.is_some() && before.variants[0].reference.is_some());

    let few = "Handle,Title,Variant Price,Variant Inventory Qty\nlamp,Lamp,75,4\n";
    products::run(&server.state, few.as_bytes(), &options()).await.unwrap();
    let after = shown(&server, "lamp").await;
    assert_eq!(after.variants[0].price.amount, 7_500);
    assert_eq!(
        (after.body, after.variants[0].reference.clone()),
        (before.body, before.variants[0].reference.clone())
    );

    // An empty cell of a column that is there says that there is none.
    good(&server, &full.replace("<p>Bright</p>", "").replace(",120,", ",,")).await;
    let emptied = shown(&server, "lamp").await;
    assert!(emptied.body.is_none() && emptied.variants[0].reference.is_none());
}
