//! `import products`: the list, row by row.

use picklive_contract::{
    Currency, Lang, Text,
    product::{GetProduct, Product},
};
use picklive_server::{
    db::entities::{product, variant},
    import::{
        ImportError,
        products::{self, Options, Summary},
    },
};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::support::Server;

/// Headings of the lists here, in the words of the export.
pub const HEAD: &str = "Handle,Title,Body (HTML),Published,Option1 Name,Option1 Value,Option2 Name,\
    Option2 Value,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,\
    Variant Compare At Price,Image Src,Image Position,Image Alt Text,Variant Image,Status";

/// A cup in two sizes, a lamp.
pub const LIST: &str = "cup,Cup,<p>Round</p>,true,Size,S,,,shopify,5,50.00,,,,,,active
cup,,,,,L,,,shopify,3,60.5,,,,,,
lamp,Lamp,Plain & bright,true,Title,Default Title,,,shopify,4,80,,,,,,active
";

pub fn options() -> Options {
    Options::new(Currency::parse("CNY").unwrap())
}

pub async fn import(
    server: &Server,
    rows: &str,
    options: &Options,
) -> Result<Summary, ImportError> {
    products::run(&server.state, format!("{HEAD}\n{rows}").as_bytes(), options).await
}

pub async fn good(server: &Server, rows: &str) -> Summary {
    import(server, rows, &options()).await.unwrap()
}

/// The mistakes, as they are told.
async fn bad(server: &Server, rows: &str) -> Vec<String> {
    match import(server, rows, &options()).await {
        Err(ImportError::Input(wrong)) => wrong.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

pub async fn shown(server: &Server, handle: &str) -> Product {
    server.client().call::<GetProduct>(&handle.into(), &()).await.unwrap()
}

pub async fn stock(server: &Server, id: &str) -> i64 {
    let row = variant::Entity::find_by_id(id).one(&server.state.db.read).await.unwrap();
    row.unwrap().stock
}

#[tokio::test]
async fn several_rows_are_one_product_with_its_variants() {
    let server = Server::start().await;
    let summary = good(&server, LIST).await;
    assert_eq!((summary.written.products_added, summary.written.variants_added), (2, 3));
    assert!(summary.warnings.is_empty() && summary.skipped.is_empty());
    let cup = shown(&server, "cup").await;
    assert_eq!(cup.title.get(Lang::En), "Cup");
    assert_eq!(cup.body, Some(Text::Plain("<p>Round</p>".into())));
    assert_eq!(cup.options[0].values, [Text::from("S"), Text::from("L")]);
    let told: Vec<_> = cup.variants.iter().map(|v| (v.price.amount, v.left(), &v.values)).collect();
    assert_eq!(told, [(5_000, Some(5), &vec![0]), (6_050, Some(3), &vec![1])]);
    let lamp = shown(&server, "lamp").await;
    assert!(lamp.options.is_empty() && lamp.variants[0].values.is_empty());
    assert_eq!(lamp.body, Some(Text::Plain("<p>Plain &amp; bright</p>".into())));
}

#[tokio::test]
async fn one_wrong_row_and_nothing_is_imported() {
    let server = Server::start().await;
    let wrong = bad(&server, &format!("{LIST}vase,Vase,,true,,,,,shopify,1,12.345,,,,,,\n")).await;
    assert_eq!(wrong.len(), 1);
    assert!(wrong[0].starts_with("line 5: Variant Price: 12.345 has more"), "{wrong:?}");
    assert_eq!(product::Entity::find().count(&server.state.db.read).await.unwrap(), 0);
    let rows = "a,A,,true,,,,,shopify,1.5,x,,,,,,
,No handle,,true,,,,,,1,1,,,,,,
b,,,true,,,,,,1,1,,,,,,
c,C,,maybe,,,,,,1,1,,,,,,
d,D,,true,Size,S,,,,1,1,,,,,,
d,,,,,S,,,,1,1,,,,,,
d,,,,,,,,,1,1,,,,,,
e,E,,true,Size,S,,,,1,1,,,,,,odd
f/g,F,,true,,,,,,1,1,,,,,,
short,row
";
    let wrong = bad(&server, rows).await;
    // A row of another length could shift everything, so that comes first.
    assert_eq!(wrong.len(), 1);
    assert!(wrong[0].starts_with("line 11: has 2 cells"), "{wrong:?}");
    let wrong = bad(&server, rows.strip_suffix("short,row\n").unwrap()).await;
    for (at, says) in [
        "line 2: Variant Price: “x” is no sum of money",
        "line 2: Variant Inventory Qty is a whole number",
        "line 3: has no handle",
        "line 4: a title has",
        "line 5: Published is true or false",
        "line 7: S is there already, on line 6",
        "line 8: the variant has no value for “Size”",
        "line 9: there is no status “odd”",
        "line 10: a handle is",
    ]
    .iter()
    .enumerate()
    {
        assert!(wrong[at].starts_with(says), "{says}: {wrong:?}");
    }
    assert_eq!(wrong.len(), 9);
}

#[tokio::test]
async fn a_list_that_lacks_a_column_or_is_in_another_currency_is_refused() {
    let server = Server::start().await;
    let run = async |text: &str, code: &str, stock: Option<i64>| {
        let options = Options { stock, ..Options::new(Currency::parse(code).unwrap()) };
        match products::run(&server.state, text.as_bytes(), &options).await {
            Ok(summary) => format!("{} added", summary.written.products_added),
            Err(ImportError::Input(wrong)) => wrong.iter().map(ToString::to_string).collect(),
            Err(other) => panic!("{other:?}"),
        }
    };
    let text = "Handle,Title,Variant Price\na,A,1\n";
    assert_eq!(run(text, "USD", None).await, "--currency USD: the shop sells in CNY");
    assert!(run(text, "CNY", None).await.contains("“Variant Inventory Qty” is missing"));
    assert!(run("Title\nA\n", "CNY", Some(1)).await.contains("“Handle” is missing"));
    assert!(run("", "CNY", Some(1)).await.contains("empty"));
    assert_eq!(run(text, "CNY", Some(7)).await, "1 added");
    assert_eq!(stock(&server, "a-0").await, 7);
    let newer = "\u{feff}Title;URL handle;Price;Inventory quantity\r\nB;b;1.5;2\r\n";
    assert_eq!(run(newer, "CNY", None).await, "1 added");
}

#[tokio::test]
async fn what_is_not_for_sale_is_left_out_and_odd_stock_is_told() {
    let server = Server::start().await;
    let summary = good(
        &server,
        "a,A,,false,,,,,shopify,1,1,,,,,,
b,B,,true,,,,,shopify,1,1,,,,,,draft
c,C,,true,,,,,,6,1,,,,,,
d,D,,true,,,,,shopify,-2,1,,,,,,
",
    )
    .await;
    assert_eq!(summary.skipped, ["line 2: a is not published", "line 3: b is not active"]);
    assert_eq!(summary.warnings.len(), 2, "{:?}", summary.warnings);
    assert!(summary.warnings[0].starts_with("1 variants have untracked stock"));
    assert_eq!((stock(&server, "c-0").await, stock(&server, "d-0").await), (6, 0));
}

#[tokio::test]
async fn no_row_is_dropped_and_no_product_is_emptied() {
    let server = Server::start().await;
    good(&server, LIST).await;
    // Price and option are missing, or stand in the wrong columns.
    let lines = |rows: &'static str| bad(&server, rows);
    let emptied = lines("cup,Cup,,true,,,,,,,,,,,,,\n").await;
    assert_eq!(emptied, ["line 2: has neither a price nor an option nor a picture"]);
    let pictures = lines("cup,Cup,,true,,,,,,,,,a.jpg,,,,\n").await;
    assert_eq!(pictures, ["line 2: the product has no row with a price"]);
    let second = lines("cup,Cup,,true,Size,S,,,shopify,5,50,,,,,,\ncup,,,,,,,,,7,,,,,,,\n").await;
    assert_eq!(second, ["line 3: the variant has no value for “Size”"]);
    let unpriced = lines("a,A,,true,,,,,shopify,5,,,,,,,\n").await;
    assert_eq!(unpriced, ["line 2: has no Variant Price"]);
    assert_eq!(shown(&server, "cup").await.variants.len(), 2, "nothing was changed");
}

#[tokio::test]
async fn a_handle_is_one_that_the_api_can_serve() {
    let server = Server::start().await;
    let row = |handle: &str| format!("{handle},A,,true,,,,,shopify,5,1,,,,,,\n");
    let long = ["a".repeat(181), "茶".repeat(61)];
    for handle in &long {
        let wrong = bad(&server, &row(handle)).await;
        assert!(wrong[0].starts_with("line 2: the handle is too long"), "{wrong:?}");
    }
    for handle in ["a".repeat(180), "茶".repeat(60)] {
        good(&server, &row(&handle)).await;
        let product = shown(&server, &handle).await;
        let quoted = crate::orders_support::quote(&server.client(), &[(&handle, 0, 1)]).await;
        assert!(quoted.buyable() && quoted.lines[0].product == product.id);
    }
}
