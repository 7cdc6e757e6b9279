//! `import products` of courses and vouchers: what buyers get once they have paid, and nobody before.

use picklive_contract::{
    Lang, Text,
    orders::{Cancel, Order, OrderState},
    product::ProductKind,
    time::DAY,
};
use picklive_server::{
    db::entities::product,
    import::{
        ImportError,
        products::{self, Options, Summary},
    },
};
use reqwest::StatusCode;
use sea_orm::EntityTrait;

use crate::{
    import::{options, shown},
    orders_support::{people, place, quote, show},
    returns_support::paid,
    support::{Client, NOON, Server},
};

pub const HEAD: &str = "Handle,Title,Kind,Access Text,Voucher Prefix,Voucher Days,Variant Price,\
    Variant Inventory Qty,Variant Requires Shipping";
/// Only buyers may know it.
const SECRET: &str = "https://learn.shop.example/tea 九十度";

pub fn list() -> String {
    format!(
        "tea,Tea lessons,course,{SECRET},,,99,30,false\n\
         seat,A seat,Voucher,,pot,120,20,9,false\n\
         cup,Cup,,,,,50,9,true\n"
    )
}

async fn import(server: &Server, text: &str, options: &Options) -> Result<Summary, ImportError> {
    products::run(&server.state, text.as_bytes(), options).await
}

pub async fn good(server: &Server, rows: &str) -> Summary {
    import(server, &format!("{HEAD}\n{rows}"), &options()).await.unwrap()
}

async fn bad(server: &Server, rows: &str) -> Vec<String> {
    match import(server, &format!("{HEAD}\n{rows}"), &options()).await {
        Err(ImportError::Input(wrong)) => wrong.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

pub async fn row(server: &Server, handle: &str) -> product::Model {
    product::Entity::find_by_id(handle).one(&server.state.db.read).await.unwrap().unwrap()
}

/// What is said of kinds; that nobody said whether stock is tracked is another matter.
fn told(summary: Summary) -> Vec<String> {
    let warnings = summary.warnings.into_iter();
    warnings.filter(|warning| !warning.contains("untracked stock")).collect()
}

/// Every code of an order.
fn codes(order: &Order) -> Vec<&str> {
    order.lines.iter().flat_map(|line| &line.codes).map(|code| code.code.as_str()).collect()
}

#[tokio::test]
async fn a_course_shows_its_text_and_a_voucher_its_codes_once_paid() {
    let server = Server::start().await;
    assert_eq!(told(good(&server, &list()).await), Vec::<String>::new());
    assert_eq!(shown(&server, "tea").await.kind, ProductKind::Course);
    assert_eq!(shown(&server, "cup").await.kind, ProductKind::Parcel);
    let lines = [("tea", 0, 1), ("seat", 0, 3)];
    let (order, owner) = paid(&server, &server.client(), &lines, 15_900).await;
    assert_eq!(order.state, OrderState::Completed, "nothing of it is shipped");
    let access = order.lines[0].access.as_ref().map(|text| text.get(Lang::En));
    assert_eq!(access, Some(SECRET));
    let seats = &order.lines[1].codes;
    assert_eq!(seats.len(), 3, "one a unit");
    for seat in seats {
        assert!(seat.code.starts_with("POT-"), "{}", seat.code);
        assert_eq!(seat.valid_until, Some(NOON.plus(120 * DAY)));
    }
    assert!(seats[0].code != seats[1].code && seats[1].code != seats[2].code);

    // A classroom that moved is told to those who bought before; codes that were made stay.
    let moved = list().replace("九十度", "八十度").replace("120", "30");
    assert_eq!(good(&server, &moved).await.written.products_updated, 2);
    let later = show(&owner, &order.id).await;
    assert!(later.lines[0].access.as_ref().unwrap().get(Lang::Zh).contains("八十度"));
    assert_eq!(codes(&later), codes(&order));
    assert_eq!(later.lines[1].codes[0].valid_until, Some(NOON.plus(120 * DAY)));
    let (next, _) = paid(&server, &server.client(), &[("seat", 0, 1)], 2_000).await;
    assert_eq!(next.lines[0].codes[0].valid_until, Some(NOON.plus(30 * DAY)));
}

#[tokio::test]
async fn nobody_learns_what_is_not_paid_or_not_theirs() {
    let server = Server::start().await;
    good(&server, &list()).await;
    let mut callers = people(&server, 2).await;
    let (buyer, rival) = (callers.remove(0), callers.remove(0));
    let lines = [("tea", 0, 1), ("seat", 0, 2)];
    let (sold, _) = paid(&server, &buyer, &lines, 13_900).await;
    let known: Vec<_> = codes(&sold).into_iter().chain(["learn.shop.example"]).collect();
    assert_eq!(known.len(), 3);
    let (open, guest) = place(&server.client(), &lines, 13_900).await.unwrap();
    let (_, rival_guest) = place(&server.client(), &[("cup", 0, 1)], 5_000).await.unwrap();
    let (lapsed, _) = place(&rival, &lines, 13_900).await.unwrap();
    rival.call::<Cancel>(&lapsed.id, &()).await.unwrap();

    let silent = async |who: &Client, path: &str, status: StatusCode| {
        let answer = who.get(path).await;
        assert_eq!(answer.status(), status, "{path}");
        let text = answer.text().await.unwrap();
        for secret in &known {
            assert!(!text.contains(secret), "{path}: {text}");
        }
    };
    let order = |order: &Order| format!("/v1/orders/{}", order.id);
    silent(&guest, &order(&open), StatusCode::OK).await;
    silent(&rival, &order(&lapsed), StatusCode::OK).await;
    silent(&rival, "/v1/orders", StatusCode::OK).await;
    for stranger in [&rival, &guest, &rival_guest, &server.client()] {
        silent(stranger, &order(&sold), StatusCode::NOT_FOUND).await;
    }
    for path in ["/v1/products/tea", "/v1/products/seat", "/v1/products?q=Tea"] {
        for who in [&buyer, &rival, &server.client()] {
            silent(who, path, StatusCode::OK).await;
        }
    }
    silent(&server.client(), "/v1/storefront", StatusCode::OK).await;
    let unpaid = show(&guest, &open.id).await;
    assert_eq!(unpaid.state, OrderState::AwaitingPayment);
    assert!(unpaid.lines.iter().all(|line| line.access.is_none() && line.codes.is_empty()));
    for told in [
        serde_json::to_string(&open).unwrap(),
        serde_json::to_string(&quote(&buyer, &lines).await).unwrap(),
    ] {
        assert!(known.iter().all(|secret| !told.contains(secret)), "{told}");
    }
}

#[tokio::test]
async fn every_row_says_what_is_wrong_with_its_kind() {
    let server = Server::start().await;
    let wrong = bad(
        &server,
        "a,A,book,,,,1,1,\n\
         b,B,course,,,,1,1,\n\
         c,C,,https://x.example,,,1,1,\n\
         d,D,parcel,,,30,1,1,\n\
         e,E,voucher,,,0,1,1,\n\
         f,F,voucher,,AB-CD,30,1,1,\n\
         g,G,voucher,,,30,1,1,\n\
         g,,course,,,,,,\n",
    )
    .await;
    let expected = [
        "line 2: Kind is parcel, course or voucher, not “book”",
        "line 3: a course needs an Access Text",
        "line 4: Access Text is of a course",
        "line 5: Voucher Prefix and Voucher Days are of a voucher",
        "line 6: Voucher Days is a whole number from 1 to 3650, not “0”",
        "line 7: Voucher Prefix is at most 8 letters",
        "line 9: Kind differs from line 8; say it there",
    ];
    for says in expected {
        assert!(wrong.iter().any(|wrong| wrong.starts_with(says)), "{says}: {wrong:?}");
    }
    assert!(product::Entity::find().one(&server.state.db.read).await.unwrap().is_none());
    // Goods that need no shipping are named once, as long as the list does not say what they are.
    let told = told(good(&server, "h,H,,,,,1,1,false\ni,I,parcel,,,,1,1,false\n").await);
    assert!(told.len() == 1 && told[0].starts_with("1 variants need no shipping"), "{told:?}");
}

#[tokio::test]
async fn a_kind_changes_aloud_and_never_once_it_was_ordered() {
    let server = Server::start().await;
    good(&server, &list()).await;
    // A list without the columns, or with empty cells, leaves what is there.
    let few = "Handle,Title,Variant Price,Variant Inventory Qty\ntea,Tea,90,30\nseat,Seat,20,9\n";
    import(&server, few, &options()).await.unwrap();
    good(&server, "tea,Tea,,,,,90,30,\nseat,Seat,,,,,20,9,\n").await;
    let (tea, seat) = (row(&server, "tea").await, row(&server, "seat").await);
    assert!(tea.kind == "course" && tea.access.is_some());
    let of_seat = (seat.kind.as_str(), seat.voucher_prefix.as_deref(), seat.voucher_days);
    assert_eq!(of_seat, ("voucher", Some("POT"), Some(120)));

    // Not ordered yet: it may change, and that is said.
    let told = told(good(&server, "tea,Tea,voucher,,,7,90,30,\n").await);
    assert_eq!(told, ["line 2: tea was a course and is a voucher now"]);
    let tea = row(&server, "tea").await;
    assert_eq!((tea.kind.as_str(), tea.access, tea.voucher_days), ("voucher", None, Some(7)));
    good(&server, &list()).await;

    // Ordered, even if nobody paid: nothing of the list is written.
    place(&server.client(), &[("tea", 0, 1)], 9_900).await.unwrap();
    let change = "cup,Renamed,course,hello,,,50,9,\ntea,Tea,parcel,,,,99,30,\n";
    for dry_run in [true, false] {
        let asked = Options { dry_run, ..options() };
        let Err(ImportError::Input(wrong)) =
            import(&server, &format!("{HEAD}\n{change}"), &asked).await
        else {
            panic!()
        };
        let wrong: Vec<_> = wrong.iter().map(ToString::to_string).collect();
        assert_eq!(wrong.len(), 1);
        assert!(wrong[0].starts_with("line 3: tea was ordered as a course;"), "{wrong:?}");
    }
    assert_eq!(row(&server, "tea").await.kind, "course");
    assert_eq!(shown(&server, "cup").await.title, Text::Plain("Cup".into()));
}

#[tokio::test]
async fn the_example_of_the_manual_is_imported() {
    let server = Server::start().await;
    let manual = include_str!("../../../docs/import.md");
    let blocks = manual.split("```csv\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let example = blocks.into_iter().find(|block| block.contains("Access Text")).unwrap();
    let summary = import(&server, example, &options()).await.unwrap();
    assert_eq!((summary.written.products_added, told(summary)), (2, Vec::new()));
}
