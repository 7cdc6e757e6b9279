//! Signing in by a code that is read elsewhere and typed here.

use anyhow::{Context, Result, ensure};
use picklive_e2e::{Look, Visit, journey_with};
use serde_json::json;

const CONTACT: &str = "#verify-contact";
const CODE: &str = "#verify-code";
const DONE: &str = "dialog[open] button[type=submit]";
const AGAIN: &str = "dialog[open] .button-quiet.button-wide";
const WRONG: &str = ".verify .field-wrong .field-note";

/// Nobody waits for the minute after which a code can be sent again: to the page it is eight seconds, to the shop
/// [`picklive_e2e::Shop::codes_age`].
const SOON: &str = "{
    const usual = window.fetch;
    window.fetch = async (...asked) => {
        const answer = await usual(...asked);
        if (!String(asked[0]).endsWith('/v1/session/codes') || !answer.ok) return answer;
        const said = await answer.json();
        said.again_at = new Date(Date.parse(said.again_at) - 52000).toISOString();
        return new Response(JSON.stringify(said), { status: answer.status, headers: answer.headers });
    };
}";

/// Opens the sheet in which a contact is verified.
async fn opens(visit: &Visit) -> Result<()> {
    visit.open("/account").await?;
    visit.tap(".account-who .button").await?;
    visit.element(CONTACT).await?;
    Ok(())
}

/// Says where the code is to go; gives it, as the demonstration tells it instead of a phone.
async fn is_sent(visit: &Visit, contact: &str, hidden: &str) -> Result<String> {
    visit.fill(CONTACT, contact).await?;
    visit.tap(DONE).await?;
    visit.sees(".verify [role=status]", &format!("验证码已发到 {hidden}")).await?;
    visit.wait("focus on the code", &format!("document.activeElement?.matches({CODE:?})")).await?;
    told(visit).await
}

/// The code that was sent last.
async fn told(visit: &Visit) -> Result<String> {
    let said = visit.text(".verify .note-bar").await?;
    let code: String = said.chars().filter(char::is_ascii_digit).collect();
    ensure!(code.len() == 6, "no code is told: {said}");
    Ok(code)
}

/// Another code than this one, as `nth` somebody might mistype it.
fn mistyped(code: &str, nth: u32) -> Result<String> {
    let number: u32 = code.parse().context("no number")?;
    Ok(format!("{:06}", (number + nth) % 1_000_000))
}

/// Types a code and sends it.
async fn types(visit: &Visit, code: &str) -> Result<()> {
    visit.fill(CODE, code).await?;
    visit.tap(DONE).await
}

/// What was typed is wrong: that is said, it stays, and the field has the focus.
async fn is_wrong(visit: &Visit, typed: &str, why: &str) -> Result<()> {
    visit.sees(WRONG, why).await?;
    let there = format!(
        "(() => {{ const it = document.activeElement;
            return it?.matches({CODE:?}) && it.value === {typed:?} && it.ariaInvalid === 'true'; }})()"
    );
    visit.wait("the field that is wrong", &there).await
}

/// The sheet is gone, and the contact is verified.
async fn is_in(visit: &Visit, kind: &str) -> Result<()> {
    visit.wait("no sheet", "!document.querySelector('dialog[open]')").await?;
    visit.sees(".account-who", "退出").await?;
    let who = "SELECT count(*) FROM sessions JOIN persons ON persons.id = person_id WHERE kind";
    let who = visit.shop.number(&format!("{who} = '{kind}'"))?;
    ensure!(who == 1 && visit.shop.count("sessions", "1")? == 1, "is signed in once, by {kind}");
    Ok(())
}

#[test]
fn a_code_is_typed_wrong_sent_again_and_typed_right() -> Result<()> {
    journey_with(Look::with(SOON), async |visit| {
        opens(visit).await?;
        visit.tap(DONE).await?;
        visit.sees(WRONG, "请填写").await?;
        let first = is_sent(visit, "13900139000", "139").await?;

        types(visit, "12345").await?;
        is_wrong(visit, "12345", "请输入 6 位数字").await?;
        ensure!(visit.shop.number("SELECT tries FROM codes")? == 0, "five digits are no try");
        let wrong = mistyped(&first, 1)?;
        types(visit, &wrong).await?;
        is_wrong(visit, &wrong, "验证码不对").await?;
        ensure!(visit.shop.number("SELECT tries FROM codes")? == 1, "that was one");

        // A new one can be asked for after a while, which is counted down.
        visit.sees(AGAIN, "后可重新发送").await?;
        visit.shop.codes_age(60_000)?;
        visit
            .wait(
                "a way to ask again",
                &format!("document.querySelector({AGAIN:?})?.disabled === false"),
            )
            .await?;
        visit.sees(AGAIN, "重新发送").await?;
        visit.tap(AGAIN).await?;
        visit.shop.comes_to("codes", "1 = 1", 2).await?;
        visit
            .wait(
                "another code",
                &format!(
                    "!document.querySelector('.verify .note-bar').innerText.includes({})",
                    json!(first)
                ),
            )
            .await?;
        visit
            .wait("an empty field", &format!("document.querySelector({CODE:?}).value === ''"))
            .await?;
        let second = told(visit).await?;
        types(visit, &second).await?;
        is_in(visit, "phone").await
    })
}

#[test]
fn a_code_goes_to_whichever_contact_was_chosen() -> Result<()> {
    journey_with(Look::default(), async |visit| {
        opens(visit).await?;
        let kind = format!("document.querySelector({CONTACT:?}).type");
        ensure!(visit.value(&kind).await? == json!("tel"), "a telephone first");
        visit.tap("dialog[open] .choices .chip:last-child").await?;
        visit.wait("a field for mail", &format!("{kind} === 'email'")).await?;
        visit.fill(CONTACT, "13900139000").await?;
        visit.tap(DONE).await?;
        visit.sees(WRONG, "格式不对").await?;
        is_sent(visit, "lin@example.com", "l").await?;
        // Back, to the other one; what was typed for either is there.
        visit.tap(".verify [role=status] .link").await?;
        visit
            .wait(
                "the address",
                &format!("document.querySelector({CONTACT:?})?.value === 'lin@example.com'"),
            )
            .await?;
        visit.tap("dialog[open] .choices .chip:first-child").await?;
        visit.wait("a field for a number", &format!("{kind} === 'tel'")).await?;
        is_sent(visit, "13900139000", "139").await?;
        ensure!(visit.shop.count("codes", "kind = 'email' AND value = 'lin@example.com'")? == 1);
        ensure!(visit.shop.count("codes", "kind = 'phone'")? == 1, "one each");
        visit.tap(".verify [role=status] .link").await?;
        visit.tap("dialog[open] .choices .chip:last-child").await?;
        // The shop may send no more than one a minute.
        visit.shop.codes_age(60_000)?;
        let code = is_sent(visit, "lin@example.com", "l").await?;
        types(visit, &code).await?;
        is_in(visit, "email").await
    })
}

#[test]
fn after_five_wrong_codes_the_right_one_is_worth_nothing_and_a_new_one_is() -> Result<()> {
    journey_with(Look::with(SOON), async |visit| {
        opens(visit).await?;
        let code = is_sent(visit, "13900139000", "139").await?;
        for nth in 1..=5 {
            let wrong = mistyped(&code, nth)?;
            types(visit, &wrong).await?;
            is_wrong(visit, &wrong, "验证码不对").await?;
            visit.shop.comes_to("codes", &format!("tries = {nth}"), 1).await?;
        }
        types(visit, &code).await?;
        is_wrong(visit, &code, "可以重新发送").await?;
        ensure!(visit.shop.count("sessions", "1")? == 0, "nobody is signed in");
        // Too soon for the shop: it says when.
        visit
            .wait(
                "a way to ask again",
                &format!("document.querySelector({AGAIN:?})?.disabled === false"),
            )
            .await?;
        visit.tap(AGAIN).await?;
        visit.sees(WRONG, "秒后再试").await?;
        visit.shop.codes_age(60_000)?;
        visit.tap(AGAIN).await?;
        visit.shop.comes_to("codes", "1 = 1", 2).await?;
        visit
            .wait(
                "another code",
                &format!(
                    "!document.querySelector('.verify .note-bar').innerText.includes({})",
                    json!(code)
                ),
            )
            .await?;
        let code = told(visit).await?;
        types(visit, &code).await?;
        is_in(visit, "phone").await
    })
}
