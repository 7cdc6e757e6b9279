//! The steps before a picture, done in the browser or by the shop's merchant.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::Result;

use super::list::Step;
use super::shop::Shop;
use crate::browser::Session;

/// Does one step.
pub fn perform(session: &Session<'_>, step: &Step, shop: &Shop) -> Result<()> {
    match step {
        Step::Click { click } => {
            let element = session.element(click)?;
            // Clear of the bars at the edges of the window.
            let middle = "document.querySelector(arguments[0]).scrollIntoView({block: 'center'})";
            session.script(middle, &[click])?;
            element.click()
        }
        Step::Fill { fill, text } => {
            // A new contact each time: the shop sends one only so many codes.
            static NEXT: AtomicU32 = AtomicU32::new(1_000);
            let number = NEXT.fetch_add(1, Ordering::Relaxed).to_string();
            session.element(fill)?.fill(&text.replace("{n}", &number))
        }
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
        Step::Reload { reload: false } => Ok(()),
        Step::Reload { reload: true } => session.script("location.reload()", &[]).map(|_| ()),
        Step::Cli { cli } => {
            let heading = session.script("return document.querySelector('h1').textContent", &[])?;
            let order = heading.as_str().and_then(|text| text.split_whitespace().last());
            let words = cli.replace("{order}", order.unwrap_or_default());
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
