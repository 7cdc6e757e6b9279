//! A merchant brings in goods of their own, puts six on today's page, and sells one.

use anyhow::{Context, Result, ensure};
use picklive_e2e::journey;
use serde_json::json;

use crate::buying;

/// As the shop system exports it: several rows a product, HTML, columns nobody here needs.
const LIST: &str = "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Fulfillment Service,Variant Price,Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Variant Barcode,Image Src,Image Position,Image Alt Text,Gift Card,SEO Title,SEO Description,Variant Image,Variant Weight Unit,Cost per item,Status
rain-cape,Rain cape,\"<p>Keeps the <strong>rain</strong> out.</p><script>window.bitten = true</script>\",Own,Coats,\"rain, cape\",true,Size,S,,,,,RC-S,300,shopify,3,deny,manual,129.00,,true,true,,,,,false,,Light and wide,,g,,active
rain-cape,,,,,,,,M,,,,,RC-M,320,shopify,2,deny,manual,139.00,,true,true,,,,,,,,,g,,
felt-hat,Felt hat,<p>One size.</p>,Own,Hats,,true,Title,Default Title,,,,,FH,120,shopify,4,deny,manual,88.5,,true,true,,,,,false,,,,g,,active
wool-socks,Wool socks,,Own,Socks,,true,Title,Default Title,,,,,WS,80,shopify,9,deny,manual,29,,true,true,,,,,false,,,,g,,active
canvas-bag,Canvas bag,,Own,Bags,,true,Title,Default Title,,,,,CB,400,shopify,7,deny,manual,59,,true,true,,,,,false,,,,g,,active
tin-mug,Tin mug,,Own,Mugs,,true,Title,Default Title,,,,,TM,150,shopify,12,deny,manual,19.9,,true,true,,,,,false,,,,g,,active
oil-lamp,Oil lamp,,Own,Lamps,,true,Title,Default Title,,,,,OL,700,shopify,1,deny,manual,199,,true,true,,,,,false,,,,g,,active
left-out,Draft,,Own,Lamps,,false,Title,Default Title,,,,,LO,1,shopify,1,deny,manual,1,,true,true,,,,,false,,,,g,,draft
";

/// Handle, title and what the curator says.
const PICKS: [(&str, &str, &str); 6] = [
    ("oil-lamp", "Oil lamp", "停电那晚用的就是它。"),
    ("rain-cape", "Rain cape", "骑车也不会湿膝盖。"),
    ("felt-hat", "Felt hat", "风大的日子戴。"),
    ("wool-socks", "Wool socks", "不扎脚。"),
    ("canvas-bag", "Canvas bag", "装得下一周的菜。"),
    ("tin-mug", "Tin mug", "摔不坏。"),
];

#[test]
fn own_goods_are_brought_in_and_sold() -> Result<()> {
    journey(async |visit| {
        let list = visit.shop.merchants_file("goods.csv", LIST)?;
        let list = list.to_str().context("an odd path")?;
        let said = visit.shop.run(&["import", "products", list, "--currency", "CNY"])?;
        ensure!(said.contains("products: 6 added"), "it said {said}");
        let picks = PICKS.map(|(handle, _, note)| (handle, note));
        visit.shop.edition("自家的东西", &picks).await?;

        visit.open("/").await?;
        visit.sees("h1", "自家的东西").await?;
        let text = |css: &str| {
            format!("[...document.querySelectorAll('{css}')].map((it) => it.textContent)")
        };
        let titles = visit.value(&text(".pick-title")).await?;
        ensure!(titles == json!(PICKS.map(|pick| pick.1)), "{titles}, in this order");
        let notes = visit.value(&text(".pick-note")).await?;
        ensure!(notes == json!(PICKS.map(|pick| pick.2)), "{notes}");
        visit.sees(".pick:nth-child(2)", "¥129").await?;
        ensure!(!visit.has("a[href*='left-out']").await?, "a draft is not shown");

        visit.tap(".pick:nth-child(2) .pick-link").await?;
        visit.sees("h1", "Rain cape").await?;
        visit.sees(".product strong", "rain").await?;
        ensure!(visit.value("window.bitten ?? null").await?.is_null(), "no script came with it");
        visit.tap(".buy-bar .button").await?;
        visit.tap("dialog[open] label.chip:nth-child(2)").await?;
        visit.sees("dialog[open] .variant-head", "¥139").await?;
        visit.sees("dialog[open] .variant-said", "2 件").await?;
        visit.tap("dialog[open] .sheet-foot .button:last-child").await?;
        visit.sees(".checkout .lines", "Rain cape").await?;
        buying::place_and_pay(visit).await?;

        ensure!(
            visit.shop.count("orders", "state = 'paid' AND goods = 13900")? == 1,
            "the large one"
        );
        let sold = "product_id = 'rain-cape' AND stock = 1";
        ensure!(visit.shop.count("variants", sold)? == 1, "one of two is left");
        // The same list again says what the shop had in all: what is sold stays sold.
        visit.shop.run(&["import", "products", list, "--currency", "CNY"])?;
        ensure!(visit.shop.count("variants", sold)? == 1, "a sold unit does not come back");
        Ok(())
    })
}
