//! What all other journeys stand on: what the driver does arrives in the page as if a hand had done it.

use anyhow::{Result, ensure};
use picklive_e2e::{Visit, journey};
use serde_json::json;
use thirtyfour::By;

/// A page that notes every click and key, and whether it came from a hand.
const PAGE: &str = "data:text/html;charset=utf-8,<meta name=viewport content='width=device-width'>
    <button>tap</button><input><script>
      const heard = [];
      for (const kind of ['click', 'keydown', 'input']) {
        addEventListener(kind, (it) => { heard.push([kind, it.key ?? '', it.isTrusted].join(' ')); });
      }
    </script>";

/// What the page has noted since it was asked last.
async fn heard(visit: &Visit) -> Result<Vec<String>> {
    let heard = visit.value("heard.splice(0)").await?;
    let heard = heard.as_array().cloned().unwrap_or_default();
    Ok(heard.iter().filter_map(|line| line.as_str().map(Into::into)).collect())
}

#[test]
pub fn a_click_and_a_key_of_the_driver_arrive() -> Result<()> {
    journey(async |visit| {
        let web = &visit.browser.web;
        web.goto(PAGE).await?;
        web.find(By::Css("button")).await?.click().await?;
        ensure!(heard(visit).await? == ["click  true"], "a click arrives, once");

        let field = web.find(By::Css("input")).await?;
        field.send_keys("a晓").await?;
        let typed = heard(visit).await?;
        ensure!(typed.contains(&"keydown a true".into()), "a key arrives: {typed:?}");
        visit.press("z").await?;
        let pressed = heard(visit).await?;
        ensure!(pressed.contains(&"keydown z true".into()), "wherever the focus is: {pressed:?}");
        let text = visit.value("document.querySelector('input').value").await?;
        ensure!(text == json!("a晓z"), "the field holds {text}");

        let seen = visit.value("[innerWidth, innerHeight]").await?;
        ensure!(seen == json!([375, 812]), "a phone's window, not {seen}");
        ensure!(visit.value("navigator.language").await? == json!("zh-CN"), "a Chinese reader");
        Ok(())
    })
}
