//! `import edition` and `import drop`.

use crate::{
    orders_support::place,
    support::{NOON, Server, fixtures},
};
use picklive_contract::{
    Lang,
    deals::ListDrops,
    picks::{Edition, GetToday},
    time::HOUR,
};
use picklive_server::import::{
    ImportError, drop, edition,
    lists::{self, DropList, EditionList},
};

async fn shop() -> Server {
    let server = Server::start().await;
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    fixtures::product(&server.state, "cup", &[5_000, 6_000], 5).await;
    server
}

fn told<T: std::fmt::Debug>(result: Result<T, ImportError>) -> Vec<String> {
    match result {
        Err(ImportError::Input(wrong)) => wrong.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

pub async fn today(server: &Server) -> Edition {
    server.client().call::<GetToday>(&(), &()).await.unwrap()
}

fn edition_of(text: &str) -> EditionList {
    lists::edition("e.toml", text.as_bytes()).unwrap()
}

fn drop_of(text: &str) -> DropList {
    lists::drop("d.toml", text.as_bytes()).unwrap()
}

const EDITION: &str = r#"
title = { zh = "早", en = "Early" }
[[picks]]
product = "tea"
note = "Warm"
price = "8.00"
[[picks]]
product = "cup"
"#;

#[tokio::test]
async fn an_edition_is_out_at_once_and_is_replaced_only_on_purpose() {
    let server = shop().await;
    let placed = edition::run(&server.state, &edition_of(EDITION), false).await.unwrap();
    assert!(placed.is_out && placed.publishes_at == NOON);
    let shown = today(&server).await;
    assert_eq!(shown.title.unwrap().get(Lang::En), "Early");
    assert_eq!(shown.picks[0].note, Some("Warm".into()));
    assert_eq!(shown.picks[0].product.variants[0].offers[0].price.amount, 800);
    let csv = "handle,note_zh,note_en,title\ncup,杯,A cup,Noon\ntea,,,\n";
    let list = lists::edition("e.CSV", csv.as_bytes()).unwrap();
    let refused = told(edition::run(&server.state, &list, false).await);
    assert_eq!(refused, ["there is an edition of 2026-11-24; --replace replaces it"]);
    server.set_clock(NOON.plus(HOUR));
    assert!(edition::run(&server.state, &list, true).await.unwrap().replaced);
    let shown = today(&server).await;
    assert_eq!(shown.picks.len(), 2);
    assert_eq!(shown.picks[0].note.as_ref().unwrap().get(Lang::Zh), "杯");
    assert!(shown.picks[1].product.variants[0].offers.is_empty());
}

#[tokio::test]
async fn a_price_of_an_edition_that_was_replaced_is_not_forgotten() {
    let server = shop().await;
    server.set_clock(NOON.plus(9 * 24 * HOUR));
    edition::run(&server.state, &edition_of(EDITION), false).await.unwrap();
    server.set_clock(NOON.plus(9 * 24 * HOUR + HOUR));
    let dearer = edition_of("[[picks]]\nproduct = \"tea\"\nprice = \"9.00\"");
    edition::run(&server.state, &dearer, true).await.unwrap();
    let tea = today(&server).await.picks[0].product.clone();
    // 8.00 was the price an hour ago, so 10.00 is not the lowest of seven days.
    assert_eq!(tea.variants[0].offers[0].price.amount, 900);
    assert_eq!(tea.variants[0].reference, None);
    // Another text with the same price does not begin a reduction anew, eight days later it is one.
    server.set_clock(NOON.plus(18 * 24 * HOUR));
    let fresh = edition_of(EDITION);
    let first = edition::run(&server.state, &fresh, false).await.unwrap();
    server.set_clock(NOON.plus(18 * 24 * HOUR + HOUR));
    let again = edition::run(&server.state, &fresh, true).await.unwrap();
    assert_eq!(first.publishes_at, again.publishes_at);
    let struck = today(&server).await.picks[0].product.variants[0].reference.clone();
    assert_eq!(struck.map(|struck| struck.price.amount), Some(900));
}

#[tokio::test]
async fn every_mistake_of_an_edition_is_told() {
    let server = shop().await;
    let list = edition_of(
        "date = \"2026-11-23\"\n[[picks]]\nproduct = \"no\"\n[[picks]]\nproduct = \"tea\"\n\
         price = \"10\"\n[[picks]]\nproduct = \"tea\"\nprice = \"1.234\"",
    );
    let wrong = told(edition::run(&server.state, &list, false).await);
    assert_eq!(wrong.len(), 6, "{wrong:?}");
    for says in [
        "2026-11-23 is past",
        "no: there is no product",
        "tea: the price of an edition is below the everyday price (10.00 CNY)",
        "tea: 1.234 has more",
        "tea: is picked twice",
    ] {
        assert!(wrong.iter().any(|line| line.starts_with(says)), "{says}: {wrong:?}");
    }
    for (text, says) in [
        ("[[picks]]\nproduct = \"tea\"\nprice = 8.5", "in quotation marks"),
        ("\npick = []", "line 2: unknown field"),
        ("title = \"", "line 1: "),
    ] {
        let wrong = told(lists::edition("e.toml", text.as_bytes()));
        assert!(wrong[0].contains(says), "{wrong:?}");
    }
    let later = edition_of("date = \"tomorrow\"\n[[picks]]\nproduct = \"tea\"");
    let placed = edition::run(&server.state, &later, false).await.unwrap();
    assert!(!placed.is_out);
    assert_eq!(placed.publishes_at.to_rfc3339(), "2026-11-24T23:00:00Z");
}

const DROP: &str = r#"
title = "Eight"
opens = "20:00"
minutes = 30
[[deals]]
product = "tea"
price = "5"
quota = 3
limit = 1
[[deals]]
product = "cup"
variant = 2
price = 50
quota = 9
"#;

#[tokio::test]
async fn a_drop_is_planned_in_the_shop_s_hours() {
    let server = shop().await;
    let placed = drop::run(&server.state, &drop_of(DROP), false).await.unwrap();
    assert_eq!(placed.id, "drop-20261124t120000z");
    assert_eq!(placed.warnings, ["cup: the quota is 9, but 5 are there"]);
    let drops = server.client().call::<ListDrops>(&(), &()).await.unwrap().items;
    let deals: Vec<_> =
        drops[0].deals.iter().map(|d| (d.variant.as_str(), d.price.amount)).collect();
    assert_eq!(deals, [("tea-0", 500), ("cup-1", 5_000)]);
    assert_eq!((drops[0].opens_at.0 - NOON.0, drops[0].deals[0].limit), (8 * HOUR, Some(1)));
    let again = told(drop::run(&server.state, &drop_of(DROP), false).await);
    assert!(again[0].starts_with("there is a drop drop-"), "{again:?}");
    drop::run(&server.state, &drop_of(DROP), true).await.unwrap();
    server.set_clock(NOON.plus(8 * HOUR));
    place(&server.client(), &[("cup", 1, 1)], 5_000).await.unwrap();
    let late = told(drop::run(&server.state, &drop_of(DROP), true).await);
    assert!(late[0].contains("has opened"), "{late:?}");
}

#[tokio::test]
async fn every_mistake_of_a_drop_is_told() {
    let server = shop().await;
    let csv = "handle,variant,price,quota,limit,title,opens,minutes
no,,1,1,,A,11:00,30
cup,,1,1,,,,
cup,3,1,1,,,,
cup,v0,50,1,,,,
tea,,1,0,,,,
tea,,2,1,0,,,
";
    let list = lists::drop("d.csv", csv.as_bytes()).unwrap();
    let wrong = told(drop::run(&server.state, &list, false).await);
    for (at, says) in [
        "2026-11-24T03:00:00Z is past",
        "line 2: no: there is no product",
        "line 3: cup: which variant? 1 = v0, 2 = v1",
        "line 4: cup: which variant?",
        "line 5: cup: the price of a deal is below the everyday price (50.00 CNY)",
        "line 6: tea: quota is at least 1",
        "line 7: tea: limit is at least 1",
    ]
    .iter()
    .enumerate()
    {
        assert!(wrong[at].starts_with(says), "{says}: {wrong:?}");
    }
    let bad = told(lists::drop("d.csv", b"handle,price,quota\ntea,1,many\n"));
    assert_eq!(bad, ["line 2: quota is a whole number"]);
}

#[tokio::test]
async fn before_the_shops_hour_the_edition_that_is_shown_can_still_be_mended() {
    let server = shop().await;
    // 02:00 in Shanghai: the edition of the 23rd is shown until seven.
    server.set_clock(NOON.plus(-10 * HOUR));
    let of = |date: &str| edition_of(&format!("date = \"{date}\"\n[[picks]]\nproduct = \"tea\""));
    let placed = edition::run(&server.state, &of("2026-11-23"), false).await.unwrap();
    assert!(placed.is_out);
    let wrong = told(edition::run(&server.state, &of("2026-11-22"), false).await);
    assert_eq!(wrong, ["2026-11-22 is past; the edition that is shown is that of 2026-11-23"]);
    let today = edition::run(&server.state, &of("2026-11-24"), false).await.unwrap();
    assert!(!today.is_out, "it comes out at seven");
    server.set_clock(NOON);
    let wrong = told(edition::run(&server.state, &of("2026-11-23"), true).await);
    assert_eq!(wrong.len(), 1, "{wrong:?}");
}
