//! The rest of a room in a widget, which comes behind what is seen first: what is tapped before it is there, what does not
//! come at first, and rooms that are gone by then.

use anyhow::{Result, ensure};
use picklive_e2e::{Look, Visit, Way, journey_by};
use serde_json::json;

use crate::{
    rooms::moves,
    rooms_pay::choose,
    widget_page::{BEFORE, open, room, told},
};

const SHEET: &str = "dialog[open]";

/// While `held` is so, the rest of a room does not come, neither code nor style nor sentences.
const HELD: &str = "{ window.held = true;
    const usual = window.fetch;
    window.asked = 0;
    window.fetch = (url, init) => {
        if (!String(url).includes('/rest-')) return usual(url, init);
        window.asked += 1;
        return window.held ? Promise.reject(new TypeError('cut')) : usual(url, init);
    };
    const href = Object.getOwnPropertyDescriptor(HTMLLinkElement.prototype, 'href');
    Object.defineProperty(HTMLLinkElement.prototype, 'href', {
        get() { return href.get.call(this); },
        set(to) { href.set.call(this, window.held && to.includes('/rest-') ? to + '.none' : to); },
    });
    window.unheard = [];
    addEventListener('unhandledrejection', (event) => unheard.push(String(event.reason))); }";

async fn enter(visit: &Visit, attributes: &str) -> Result<()> {
    open(visit, &room(attributes)).await?;
    visit.tap(".poster").await?;
    visit.sees(".room-pin .room-cost", "¥58").await
}

fn look() -> Look {
    Look::with(&format!("{BEFORE}{HELD}"))
}

#[test]
fn who_taps_before_the_rest_is_there_is_told_and_gets_what_was_asked_for() -> Result<()> {
    journey_by(Way::Foreign, look(), async |visit| {
        enter(visit, "").await?;
        visit.tap(".room-pin .room-buy").await?;
        visit.sees(&format!("{SHEET} [role=alert]"), "连不上店铺").await?;
        let lies =
            "innerHeight - document.querySelector('dialog[open]').getBoundingClientRect().bottom";
        visit.wait("the sheet at the lower edge", &format!("Math.abs({lies}) < 1")).await?;
        // What was closed is not wanted any more.
        visit.tap(&format!("{SHEET} .sheet-head .icon-button")).await?;
        visit.wait("no sheet", "!document.querySelector('dialog[open]')").await?;
        visit.tap(".room-bag").await?;
        visit.element(&format!("{SHEET} [role=alert] .button")).await?;
        visit.script("window.held = false", &[]).await?;
        visit.tap(&format!("{SHEET} [role=alert] .button")).await?;
        visit.element(&format!("{SHEET} .room-shelf")).await?;
        let sheets = visit.value("document.querySelectorAll('dialog[open]').length").await?;
        ensure!(sheets == json!(1), "{sheets} sheets are open");
        visit.element(".talk-form input").await?;
        // Focus is where it was before the first of the two sheets.
        visit.tap(&format!("{SHEET} .sheet-head .icon-button")).await?;
        let led = "document.getElementById('a').shadowRoot.activeElement?.className";
        visit.wait("focus on the button", &format!("{led}?.includes('room-bag')")).await?;
        let unheard = visit.value("unheard").await?;
        ensure!(unheard == json!([]), "the page is left with {unheard}");
        Ok(())
    })
}

#[test]
fn what_did_not_come_is_fetched_again_by_itself() -> Result<()> {
    journey_by(Way::Foreign, look(), async |visit| {
        enter(visit, "lang=\"en\"").await?;
        visit.wait("a first try", "asked > 0").await?;
        visit.script("window.held = false", &[]).await?;
        visit.element(".talk-form input").await?;
        moves(visit).await?;
        // Sentences of the rest are of the same language.
        visit.tap(".room-pin .room-buy").await?;
        choose(visit).await?;
        visit.sees(&format!("{SHEET} .sheet-head h2"), "Checkout").await?;
        let unheard = visit.value("unheard").await?;
        ensure!(unheard == json!([]), "the page is left with {unheard}");
        Ok(())
    })
}

#[test]
fn a_room_that_is_gone_before_its_rest_leaves_nothing_and_comes_back_whole() -> Result<()> {
    journey_by(Way::Foreign, look(), async |visit| {
        enter(visit, "").await?;
        visit.wait("a first try", "asked > 0").await?;
        visit
            .script("window.it = document.getElementById('a'); it.remove(); held = false;", &[])
            .await?;
        visit.wait("no line", "open_.lines === 0 && open_.intervals.size === 0").await?;
        visit.script("document.body.append(it)", &[]).await?;
        visit.tap(".poster").await?;
        visit.element(".talk-form input").await?;
        let errors = told(visit, "error").await?;
        ensure!(errors.is_empty(), "{errors:?}");
        let unheard = visit.value("unheard").await?;
        ensure!(unheard == json!([]), "the page is left with {unheard}");
        Ok(())
    })
}
