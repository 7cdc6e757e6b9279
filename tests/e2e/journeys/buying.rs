//! The steps of a purchase that several journeys take.

use anyhow::Result;
use picklive_e2e::Visit;

/// Checkout of the three books: a parcel without variants, of which the demo shop has no deals, so that its
/// price never changes in the middle of a journey.
pub const BOOKS: &str = "/buy?product=essay-books&variant=essay-books-0&quantity=1";
/// Checkout of one notebook, which is sold in drops.
pub const NOTEBOOK: &str = "/buy?product=thread-notebook&variant=thread-notebook-0&quantity=1";
/// The button that places the order.
pub const PLACE: &str = ".pay-bar button[type=submit]";
/// The button that starts paying.
pub const PAY: &str = ".methods button[type=submit]";

/// Fills in where the parcel goes.
pub async fn fill_address(visit: &Visit) -> Result<()> {
    visit.fill("#buy-name", "林晓").await?;
    visit.fill("#buy-phone", "13800138000").await?;
    let province = "document.querySelector('#buy-province').options[1].value";
    let province = visit.value(province).await?;
    visit.choose("#buy-province", province.as_str().unwrap_or_default()).await?;
    // Where the province is a city, the city fills itself in.
    visit.fill("#buy-city", "北京市").await?;
    visit.fill("#buy-district", "东城区").await?;
    visit.fill("#buy-street", "清晨路 7 号").await
}

/// Opens checkout, fills it in, places the order and waits for its page; gives the order's path.
pub async fn order(visit: &Visit) -> Result<String> {
    visit.open(BOOKS).await?;
    place(visit).await
}

/// In checkout: fills it in, places the order and waits for its page; gives the order's path.
pub async fn place(visit: &Visit) -> Result<String> {
    fill_address(visit).await?;
    visit.tap(PLACE).await?;
    placed(visit).await
}

/// In checkout: goes on until the order is paid by the wallet that asks nothing.
pub async fn place_and_pay(visit: &Visit) -> Result<()> {
    place(visit).await?;
    pay_by(visit, "sandbox_none").await?;
    sees_paid(visit).await
}

/// Waits for the page of the order that was placed; gives its path.
pub async fn placed(visit: &Visit) -> Result<String> {
    visit.arrives("/orders/").await?;
    visit.sees(".hold-until", "已为你保留到").await?;
    visit.path().await
}

/// Chooses a way to pay and starts.
pub async fn pay_by(visit: &Visit, method: &str) -> Result<()> {
    visit.tap(&format!("label.method:has(input[value={method}])")).await?;
    visit.tap(PAY).await
}

/// Waits until the order's page says that it is paid.
pub async fn sees_paid(visit: &Visit) -> Result<()> {
    visit.sees(".paying", "付款成功").await
}

/// In the sandbox's page: the buttons that pay, refuse, or pay once the hold is over.
pub const SANDBOX: &str = "button[name=do]";

/// Waits for the sandbox's page.
pub async fn sees_sandbox(visit: &Visit) -> Result<()> {
    visit.arrives("/sandbox/pay/").await?;
    visit.element(SANDBOX).await?;
    Ok(())
}

/// In the sandbox's page: taps `pay`, `fail` or `late` and waits until that has led on. Going elsewhere
/// before would call off the form on its way.
pub async fn decide(visit: &Visit, what: &str) -> Result<()> {
    sees_sandbox(visit).await?;
    visit.tap(&format!("{SANDBOX}[value={what}]")).await?;
    visit.wait("the way back", "!location.pathname.includes('/sandbox/pay/')").await?;
    visit.started().await
}
