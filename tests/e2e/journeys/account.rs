//! Signing in and out.

use anyhow::{Result, ensure};
use picklive_e2e::{Look, journey, journey_with};
use serde_json::json;

use crate::limited::verify;

#[test]
pub fn who_signs_out_is_nobody_here_and_at_the_shop() -> Result<()> {
    journey(async |visit| {
        visit.open("/account").await?;
        visit.tap(".account-who .button").await?;
        verify(visit).await?;
        visit.sees(".account-who", "退出").await?;
        ensure!(visit.shop.count("sessions", "1")? == 1, "the shop knows the session");
        // What signs in is out of reach of scripts.
        ensure!(visit.value("document.cookie").await? == json!(""), "scripts see the cookie");

        visit.tap(".account-who .button").await?;
        visit.sees(".account-who", "还没有验证").await?;
        ensure!(visit.shop.count("sessions", "1")? == 0, "the session has ended");
        visit.open("/account").await?;
        visit.sees(".account-who", "还没有验证").await
    })
}

/// Who is signed in cannot be asked as long as the tab says so.
const DOWN: &str = "const usual = window.fetch;
    window.asked = 0;
    window.fetch = async (...ask) => {
        if (!String(ask[0]).endsWith('/v1/session')) return usual(...ask);
        window.asked += 1;
        return window.up ? usual(...ask) : new Response('', { status: 503 });
    };";

#[test]
fn when_nobody_can_say_who_is_signed_in_the_page_says_so_and_asks_again() -> Result<()> {
    journey_with(Look::with(DOWN), async |visit| {
        visit.open("/account").await?;
        visit.sees(".account-who", "店铺那边出了问题").await?;
        ensure!(!visit.has(".account-who .button").await?, "nobody is called a guest");
        // At once, and not only when it would have been asked for anyway.
        let asked = "const before = window.asked;
            document.querySelector('.account-who .link').click();
            await new Promise((done) => setTimeout(done));
            return window.asked - before;";
        ensure!(visit.answer(asked).await? == json!(1), "it is asked again");
        visit.value("window.up = true").await?;
        visit.sees(".account-who", "还没有验证").await
    })
}
