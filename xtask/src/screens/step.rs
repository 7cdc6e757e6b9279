//! The steps before a picture, done in the browser or by the shop's merchant.

use std::thread;
use std::time::Duration;

use anyhow::Result;

use super::list::Step;
use super::shop::Shop;
use crate::browser::Session;

/// Does one step of the picture with this number, which stands for `{n}`: a contact of the picture's own, since the shop
/// sends one contact only so many codes.
///
/// # Errors
/// What the step asked for did not come, or the browser or the server's command line failed.
pub fn perform(session: &Session<'_>, step: &Step, shop: &Shop, number: u32) -> Result<()> {
    let numbered = |text: &str| text.replace("{n}", &number.to_string());
    match step {
        Step::Click { click } => tap(session, click),
        Step::Sure { sure } => {
            tap(session, sure)?;
            // A tap that comes at once is taken for the first one's echo.
            thread::sleep(Duration::from_millis(500));
            tap(session, sure)
        }
        Step::Fill { fill, text } => session.element(fill)?.fill(&numbered(text)),
        Step::Choose { choose, value } => {
            session.element(choose)?;
            let script = "const list = document.querySelector(arguments[0]); \
                 list.value = arguments[1]; \
                 list.dispatchEvent(new Event('change', { bubbles: true }))";
            session.script(script, &[choose, value]).map(|_| ())
        }
        Step::Wait { wait, seconds } => {
            let there = "return document.querySelector(arguments[0]) !== null";
            session.wait_for(Duration::from_secs(*seconds), there, &[wait], wait)
        }
        Step::Gone { gone } => {
            let script = "return document.querySelector(arguments[0]) === null";
            session.wait_until(script, &[gone], &format!("the end of {gone}"))
        }
        Step::Go { go } => session.script("location.href = arguments[0]", &[go]).map(|_| ()),
        Step::Reload { reload: false } => Ok(()),
        Step::Reload { reload: true } => session.script("location.reload()", &[]).map(|_| ()),
        Step::Cli { cli } => {
            let heading = session.script("return document.querySelector('h1').textContent", &[])?;
            let order = heading.as_str().and_then(|text| text.split_whitespace().last());
            let words = numbered(&cli.replace("{order}", order.unwrap_or_default()));
            shop.cli(words.split_whitespace()).map(|_| ())
        }
        Step::Set { set } => shop.set(set),
        Step::Scroll { scroll } => {
            session.element(scroll)?;
            let script = "document.querySelector(arguments[0]).scrollIntoView({block: 'start'})";
            session.script(script, &[scroll]).map(|_| ())
        }
    }
}

fn tap(session: &Session<'_>, selector: &str) -> Result<()> {
    let element = session.element(selector)?;
    // Clear of the bars at the edges of the window.
    let middle = "document.querySelector(arguments[0]).scrollIntoView({block: 'center'})";
    session.script(middle, &[selector])?;
    element.click()
}
