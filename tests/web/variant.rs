//! The variant sheet: choosing, what is gone, and what the button does.

use leptos::prelude::*;
use picklive::{
    address::Purchase,
    checkout::{Chosen, Offered, variant_sheet},
    signal::Var,
    ui::{Data, Sheet},
};
use picklive_contract::{
    Currency, Money, Text,
    offer::Visitor,
    product::{OptionAxis, Product, ProductKind, Stock, Variant},
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::host::{Host, site};

const BUTTON: &str = ".sheet-foot .button:last-child";

fn variant(id: &str, values: &[usize], left: i64) -> Variant {
    Variant {
        id: id.into(),
        values: values.into(),
        price: Money::new(10_000, Currency::parse("CNY").unwrap()),
        offers: Vec::new(),
        reference: None,
        stock: Some(Stock { left, ..Stock::default() }),
        picture: None,
    }
}

fn axis(name: &str, values: [&str; 2]) -> OptionAxis {
    OptionAxis { name: Text::from(name), values: values.map(Text::from).into() }
}

/// Two colours by two sizes: oat S 3 left, oat M gone, blue S 10 left, and no blue M.
fn dress() -> Product {
    Product {
        id: "dress".into(),
        kind: ProductKind::Parcel,
        title: "dress".into(),
        summary: None,
        body: None,
        pictures: Vec::new(),
        options: vec![axis("Colour", ["Oat", "Blue"]), axis("Size", ["S", "M"])],
        variants: vec![
            variant("oat-s", &[0, 0], 3),
            variant("oat-m", &[0, 1], 0),
            variant("blue-s", &[1, 0], 10),
        ],
        note: None,
        sold: None,
        buy_url: None,
    }
}

/// An open sheet, its product, and what was bought in it.
async fn open() -> (Host, Data<Product>, StoredValue<Option<Purchase>>) {
    let (site, _) = site(1_000_000, true);
    let (product, bought) = (Data::new(dress()), StoredValue::new(None));
    let host = Host::new(move || {
        let sheet = Sheet::new();
        sheet.open();
        let buy = Chosen::new(move |(what, _)| bought.set_value(Some(what)));
        let visitor = Var::new(Visitor::GUEST).into();
        let offered = Offered { product, visitor, verifies: true };
        variant_sheet(&site, None, sheet, offered, buy, Some(Chosen::new(|_| {})))
    });
    host.until("the sheet", |host| host.find("dialog[open] .axis").is_some()).await;
    (host, product, bought)
}

fn chip(axis: usize, value: usize) -> String {
    format!("#axis-{axis} .choices label:nth-of-type({}) input", value + 1)
}

fn disabled(host: &Host, css: &str) -> bool {
    host.find(css).unwrap().has_attribute("disabled")
}

#[wasm_bindgen_test]
async fn the_button_asks_for_the_choice_that_is_missing_and_then_buys() {
    let (host, _, bought) = open().await;
    assert!(host.says(BUTTON).contains("Colour"));
    host.click(&chip(0, 0));
    host.until("the next question", |host| host.says(BUTTON).contains("Size")).await;
    host.click(BUTTON);
    assert!(bought.get_value().is_none(), "nothing is bought before everything is chosen");
    host.click(&chip(1, 0));
    host.until("the price", |host| host.says(BUTTON).contains("100")).await;
    host.click(".stepper button:last-child");
    host.until("the price of two", |host| host.says(BUTTON).contains("200")).await;
    host.click(BUTTON);
    let what = Purchase::of("dress".into(), "oat-s".into(), 2);
    assert_eq!(bought.get_value(), Some(what));
    host.until("a closed sheet", |host| host.find("dialog[open]").is_none()).await;
}

#[wasm_bindgen_test]
async fn what_is_sold_out_can_be_looked_at_and_not_bought() {
    let (host, _, bought) = open().await;
    host.click(&chip(0, 0));
    host.click(&chip(1, 1));
    host.until("a shut button", |host| host.says(BUTTON) == "Sold out").await;
    assert!(disabled(&host, BUTTON));
    host.click(BUTTON);
    assert!(bought.get_value().is_none());
}

#[wasm_bindgen_test]
async fn a_combination_that_does_not_exist_cannot_be_chosen() {
    let (host, _, _) = open().await;
    host.click(&chip(0, 1));
    host.until("one size left", |host| host.find(&chip(1, 1)).unwrap().has_attribute("disabled"))
        .await;
    // The size that is left was chosen by itself.
    host.until("the price", |host| host.says(BUTTON).contains("100")).await;
}

#[wasm_bindgen_test]
async fn stock_that_goes_while_the_sheet_is_open_shuts_the_button() {
    let (host, product, _) = open().await;
    host.click(&chip(0, 0));
    host.click(&chip(1, 0));
    host.until("the price", |host| host.says(BUTTON).contains("100")).await;
    assert!(host.says(".variant-said").contains('3'));
    let mut gone = dress();
    gone.variants[0] = variant("oat-s", &[0, 0], 0);
    product.set(gone);
    host.until("a shut button", |host| disabled(host, BUTTON)).await;
    assert_eq!(host.says(BUTTON), "Sold out");
}
