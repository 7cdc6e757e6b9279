//! Everybody can use it: axe finds nothing on any page, in both languages and colours.

use anyhow::{Result, ensure};
use picklive_e2e::{Look, Visit, journey_with};

use crate::{after, book, buying, merchant, messages, rooms, rooms_pay};

#[test]
fn axe_finds_nothing_where_one_reads_in_chinese() -> Result<()> {
    journey_with(Look::default(), async |visit| reading(visit).await)
}

#[test]
fn axe_finds_nothing_where_one_reads_in_english() -> Result<()> {
    journey_with(english(), async |visit| reading(visit).await)
}

#[test]
fn axe_finds_nothing_where_one_buys_in_chinese() -> Result<()> {
    journey_with(Look::default(), async |visit| purchase(visit).await)
}

#[test]
fn axe_finds_nothing_where_one_buys_in_english() -> Result<()> {
    journey_with(english(), async |visit| purchase(visit).await)
}

#[test]
fn axe_finds_nothing_after_the_purchase_in_chinese() -> Result<()> {
    journey_with(Look::default(), async |visit| afterwards(visit).await)
}

#[test]
fn axe_finds_nothing_after_the_purchase_in_english() -> Result<()> {
    journey_with(english(), async |visit| afterwards(visit).await)
}

#[test]
fn axe_finds_nothing_where_something_is_missing_in_chinese() -> Result<()> {
    journey_with(Look::default(), async |visit| trouble(visit).await)
}

#[test]
fn axe_finds_nothing_where_something_is_missing_in_english() -> Result<()> {
    journey_with(english(), async |visit| trouble(visit).await)
}

#[test]
fn axe_finds_nothing_in_live_rooms_in_chinese() -> Result<()> {
    journey_with(Look::default(), async |visit| rooms(visit).await)
}

#[test]
fn axe_finds_nothing_in_live_rooms_in_english() -> Result<()> {
    journey_with(english(), async |visit| rooms(visit).await)
}

/// One who reads English.
pub fn english() -> Look {
    Look { language: "en", ..Look::default() }
}

/// What axe said, page by page.
#[derive(Default)]
pub struct Found(Vec<String>);

impl Found {
    /// Asks in light and in dark colours about the page that is there.
    pub async fn look(&mut self, visit: &Visit, page: &str) -> Result<()> {
        for dark in [false, true] {
            visit.browser.scheme(dark).await?;
            let asked = format!("matchMedia('(prefers-color-scheme: dark)').matches === {dark}");
            visit.wait("the colours", &asked).await?;
            let colours = if dark { "dark" } else { "light" };
            let said = visit.axe().await?;
            self.0.extend(said.into_iter().map(|line| format!("{page}, {colours}: {line}")));
        }
        Ok(())
    }

    /// Opens a page, waits for what it is there for, and asks.
    pub async fn open(&mut self, visit: &Visit, path: &str, there: &str) -> Result<()> {
        visit.open(path).await?;
        visit.element(there).await?;
        self.look(visit, path).await
    }

    pub fn nothing(self) -> Result<()> {
        ensure!(self.0.is_empty(), "axe found:\n{}", self.0.join("\n"));
        Ok(())
    }
}

async fn reading(visit: &Visit) -> Result<()> {
    let mut found = Found::default();
    for (path, there) in [
        ("/", ".pick-title"),
        ("/deals", ".deal"),
        ("/products/linen-dress", ".product .pick-price"),
        ("/account", ".account-who .button"),
        ("/policies/returns", "h1"),
        ("/search", ".found-row"),
        ("/search?q=zzzzzz", ".state-title"),
    ] {
        found.open(visit, path, there).await?;
    }
    visit.open("/").await?;
    visit.tap(".besides .beside").await?;
    visit.element(".edition .note-bar").await?;
    found.look(visit, "an earlier edition").await?;
    visit.open("/products/linen-dress").await?;
    visit.tap(".buy-bar .button").await?;
    visit.element("dialog[open] .choices").await?;
    found.look(visit, "the variant sheet").await?;
    visit.open("/products/essay-books").await?;
    visit.tap(".buy-bar .button").await?;
    visit.tap("dialog[open] .sheet-foot button:first-child").await?;
    visit.element(".tab-count").await?;
    visit.tap(".tabs a[href='/cart']").await?;
    visit.element(".cart-line").await?;
    found.look(visit, "the cart").await?;
    visit.tap(".cart-act .link").await?;
    visit.element("#cart-undo").await?;
    found.look(visit, "the empty cart").await?;
    visit.open("/account").await?;
    visit.tap(".account-who .button").await?;
    visit.element("dialog[open] #verify-contact").await?;
    found.look(visit, "the sheet that verifies").await?;
    visit.fill("#verify-contact", "13800138000").await?;
    visit.tap("dialog[open] button[type=submit]").await?;
    visit.element("dialog[open] #verify-code").await?;
    found.look(visit, "the sheet that asks for the code").await?;
    found.nothing()
}

async fn purchase(visit: &Visit) -> Result<()> {
    let mut found = Found::default();
    visit.open(buying::BOOKS).await?;
    visit.tap(buying::PLACE).await?;
    visit.element(".field-wrong").await?;
    found.look(visit, "checkout with what is missing").await?;
    buying::fill_address(visit).await?;
    found.look(visit, "checkout").await?;
    visit.tap(buying::PLACE).await?;
    visit.element(".hold-until").await?;
    found.look(visit, "an order that is held").await?;
    buying::pay_by(visit, "sandbox_qr").await?;
    visit.element("img.pay-code").await?;
    visit.element(".pay-waiting").await?;
    found.look(visit, "a payment by code").await?;
    buying::pay_by(visit, "sandbox_none").await?;
    visit.element(".result-good").await?;
    found.look(visit, "a paid order").await?;
    visit.tap(".tabs a[href='/orders']").await?;
    visit.element(".order-row").await?;
    found.look(visit, "the list of orders").await?;
    found.nothing()
}

async fn afterwards(visit: &Visit) -> Result<()> {
    let mut found = Found::default();
    after::sign_in(visit).await?;
    visit.open(buying::BOOKS).await?;
    buying::fill_address(visit).await?;
    visit.tap(buying::PLACE).await?;
    visit.element(".hold-until").await?;
    let (order, number) = (visit.path().await?, merchant::number(visit).await?);
    buying::pay_by(visit, "sandbox_none").await?;
    visit.element(".result-good").await?;
    visit.shop.run(&["orders", "ship", &number, "--carrier", "顺丰", "--number", "SF1"])?;
    visit.shop.run(&["orders", "deliver", &number])?;
    visit.open(&order).await?;
    visit.tap(after::ASK).await?;
    visit.tap(".return-form .button-wide").await?;
    visit.element(".return-form .field-wrong").await?;
    found.look(visit, "the form for a return").await?;
    visit.choose("#return-reason", "damaged").await?;
    visit.tap(".return-form .button-wide").await?;
    visit.element(".return").await?;
    visit.fill("#order-message", "Hello?").await?;
    visit.tap(messages::SEND).await?;
    visit.element(".message-own").await?;
    visit.shop.run(&["orders", "message", &number, "明天一早。"])?;
    let first = format!("{number}-1");
    visit.shop.run(&["returns", "approve", &first, "--amount", "10", "--answer", "抱歉。"])?;
    visit.shop.run(&["returns", "refund", &first])?;
    visit.open(&order).await?;
    visit.element(".messages li:nth-child(2)").await?;
    found.look(visit, "an order with a return and messages").await?;
    visit.open("/account").await?;
    visit.element(".saved").await?;
    found.look(visit, "the address book").await?;
    visit.tap(book::ADD).await?;
    visit.tap(book::SAVE).await?;
    visit.element("dialog[open] .field-wrong").await?;
    found.look(visit, "the form for an address").await?;
    visit.open(buying::BOOKS).await?;
    visit.element(".searches .chip").await?;
    found.look(visit, "checkout with the address book").await?;
    found.nothing()
}

async fn trouble(visit: &mut Visit) -> Result<()> {
    let mut found = Found::default();
    found.open(visit, "/nowhere", ".state-title").await?;
    found.open(visit, "/products/nothing", ".state-title").await?;
    found.open(visit, "/orders", ".orders-recover").await?;
    visit.open("/").await?;
    visit.element(".pick-title").await?;
    visit.shop.stop();
    visit.tap(".tabs a[href='/deals']").await?;
    visit.element(".state[role=alert]").await?;
    found.look(visit, "a failure").await?;
    found.nothing()
}

async fn rooms(visit: &Visit) -> Result<()> {
    let mut found = Found::default();
    found.open(visit, "/live", ".rooms-before .room-card").await?;
    found.open(visit, "/live/nothing", ".state-title").await?;
    found.open(visit, "/live/evening-cups", ".room-begins").await?;
    visit.open("/live/first-infusion").await?;
    rooms::moves(visit).await?;
    found.look(visit, "a room to be seen again").await?;
    visit.tap(".room-wide").await?;
    visit.element("dialog[open] .room-chapter").await?;
    found.look(visit, "its chapters").await?;
    visit.open(rooms::PATH).await?;
    rooms::say(visit, "Lin", "Is there a smaller cup?").await?;
    rooms::lines_are(visit, &["Is there a smaller cup?"]).await?;
    visit.element(rooms::PIN).await?;
    rooms::moves(visit).await?;
    found.look(visit, "a room").await?;
    visit.fill("#room-say", "One more").await?;
    found.look(visit, "a room in which one writes").await?;
    visit.tap(".room-bag").await?;
    visit.element("dialog[open] .room-item").await?;
    found.look(visit, "the shelf").await?;
    visit.tap("dialog[open] .room-item .room-buy").await?;
    rooms_pay::choose(visit).await?;
    found.look(visit, "checkout in a room").await?;
    found.nothing()
}
