//! The address book and signing in, through every misdeed: nothing that was typed is lost.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{MISDEEDS, Misdeed, Visit};
use serde_json::json;

use crate::{
    after::sign_in,
    book::{ADD, SAVE},
    buying,
    hostile::{Place, journey, place, settled, walk},
    hostile_after::TRIED,
};

const BOOK_AT: &str = "/v1/addresses";
const BOOK: Place = place("address book", "/account", &[BOOK_AT], ".saved");
const FORM: Place = place("address", "/account", &[BOOK_AT], ".saved, #buy-street");
const CODES: Place = place("codes", "/account", &["/v1/session/codes"], ".verify, .account-who");
const SIGN_IN: Place = place("sign-in", "/account", &["/v1/session"], ".verify, .account-who");
const CONTACT: &str = "#verify-contact";
const CODE: &str = "#verify-code";
const SEND: &str = "dialog[open] button[type=submit]";
/// A day and an hour, in milliseconds: no limit looks back so far.
const LONG_AGO: i64 = 90_000_000;

/// What is done while a misdeed is done; gives what is wrong then.
async fn suffers(visit: &Visit, tap: &str, place: Place, misdeed: Misdeed) -> Result<Vec<String>> {
    visit.shop.spoiler()?.spoil(misdeed, place.reads);
    visit.tap(tap).await?;
    let faults = settled(visit, place, misdeed).await?;
    visit.shop.spoiler()?.behave();
    Ok(faults)
}

/// Adds to `all` what was wrong with a misdeed.
fn note(all: &mut Vec<String>, misdeed: &Misdeed, faults: Result<Vec<String>>) {
    let faults = faults.unwrap_or_else(|error| vec![format!("{error:#}")]);
    all.extend(faults.into_iter().map(|fault| format!("misdeed {}: {fault}", misdeed.name)));
}

/// A field holds what was typed into it.
async fn holds(visit: &Visit, css: &str, typed: &str) -> Result<()> {
    let there = visit.value(&format!("document.querySelector({css:?})?.value")).await?;
    ensure!(there == json!(typed), "{css} holds {there}");
    Ok(())
}

#[test]
fn the_address_book_bears_every_misdeed() -> Result<()> {
    journey(async |visit| {
        sign_in(visit).await?;
        buying::order(visit).await?;
        visit.shop.comes_to("addresses", "1 = 1", 1).await?;
        walk(visit, &[BOOK], |_| true).await
    })
}

/// Saves what is in the form, which is kept or saved, once.
async fn saves(visit: &Visit, misdeed: Misdeed) -> Result<Vec<String>> {
    let street = format!("清晨路 {}", misdeed.name);
    visit.fill("#buy-street", &street).await?;
    let faults = suffers(visit, SAVE, FORM, misdeed).await?;
    if visit.has("dialog[open]").await? {
        holds(visit, "#buy-street", &street).await?;
        holds(visit, "#buy-name", "林晓").await?;
        visit.tap(SAVE).await?;
    }
    visit.sees(".saved", &street).await?;
    let kept = visit.shop.count("addresses", &format!("instr(address, '{street}')"))?;
    ensure!(kept == 1, "{street} is kept {kept} times");
    visit.tap(ADD).await?;
    buying::fill_address(visit).await?;
    Ok(faults)
}

#[test]
fn an_address_is_saved_once_or_still_typed() -> Result<()> {
    journey(async |visit| {
        sign_in(visit).await?;
        visit.tap(ADD).await?;
        buying::fill_address(visit).await?;
        let mut all = Vec::new();
        for misdeed in MISDEEDS.iter().filter(|it| TRIED.contains(&it.name)) {
            note(&mut all, misdeed, saves(visit, *misdeed).await);
        }
        ensure!(all.is_empty(), "{}", all.join("\n"));
        Ok(())
    })
}

/// Asks for a code; the contact stays, whatever is answered.
async fn asks_for_code(visit: &Visit, misdeed: Misdeed) -> Result<Vec<String>> {
    if !visit.has(CONTACT).await? {
        // What went wrong before is noted.
        visit.open("/account").await?;
        visit.tap(".account-who .button").await?;
        visit.fill(CONTACT, "13900139000").await?;
    }
    let faults = suffers(visit, SEND, CODES, misdeed).await?;
    if visit.has(CODE).await? {
        visit.tap(".verify [role=status] .link").await?;
    }
    visit.element(CONTACT).await?;
    holds(visit, CONTACT, "13900139000").await?;
    if visit.shop.count("codes", "1")? > 0 {
        visit.shop.codes_age(LONG_AGO)?;
    }
    Ok(faults)
}

/// Types a code that is wrong; it stays, whatever is answered.
async fn types_code(visit: &Visit, misdeed: Misdeed) -> Result<Vec<String>> {
    visit.fill(CODE, "000001").await?;
    let faults = suffers(visit, SEND, SIGN_IN, misdeed).await?;
    holds(visit, CODE, "000001").await?;
    visit.element(".verify .field-wrong .field-note").await?;
    Ok(faults)
}

#[test]
fn signing_in_bears_every_misdeed_and_ends_well() -> Result<()> {
    journey(async |visit| {
        visit.open("/account").await?;
        visit.tap(".account-who .button").await?;
        visit.fill(CONTACT, "13900139000").await?;
        let mut all = Vec::new();
        for misdeed in MISDEEDS {
            note(&mut all, misdeed, asks_for_code(visit, *misdeed).await);
        }
        visit.tap(SEND).await?;
        visit.element(CODE).await?;
        // What a shop answers to a wrong code is no message that could be changed.
        for misdeed in MISDEEDS.iter().filter(|it| !it.is_in_words()) {
            note(&mut all, misdeed, types_code(visit, *misdeed).await);
        }
        ensure!(all.is_empty(), "{}", all.join("\n"));
        // Wrong ones were tried often enough: another code, and the answer to it is lost.
        visit.tap(".verify [role=status] .link").await?;
        visit.shop.codes_age(LONG_AGO)?;
        visit.tap(SEND).await?;
        let told = visit.text(".verify .note-bar").await?;
        let code: String = told.chars().filter(char::is_ascii_digit).collect();
        visit.fill(CODE, &code).await?;
        let lost = MISDEEDS.iter().find(|it| it.name == "reset").context("no misdeed")?;
        let faults = suffers(visit, SEND, SIGN_IN, *lost).await?;
        ensure!(faults.is_empty(), "{faults:?}");
        holds(visit, CODE, &code).await?;
        visit.tap(SEND).await?;
        visit.sees(".account-who", "退出").await?;
        ensure!(visit.shop.count("sessions", "1")? == 1, "signed in once");
        Ok(())
    })
}

#[test]
fn what_is_searched_for_stays_in_its_field() -> Result<()> {
    journey(async |visit| {
        visit.open("/search").await?;
        visit.element(".found-row").await?;
        let found = place("search", "/search", &["/v1/products"], ".found");
        let mut all = Vec::new();
        for misdeed in MISDEEDS.iter().filter(|it| TRIED.contains(&it.name)) {
            let text = format!("茶 {}", misdeed.name);
            visit.shop.spoiler()?.spoil(*misdeed, found.reads);
            visit.fill("#search-text", &text).await?;
            note(&mut all, misdeed, settled(visit, found, *misdeed).await);
            holds(visit, "#search-text", &text).await?;
        }
        ensure!(all.is_empty(), "{}", all.join("\n"));
        visit.shop.spoiler()?.behave();
        visit.fill("#search-text", "茶").await?;
        visit.sees(".found-row", "茶").await
    })
}
