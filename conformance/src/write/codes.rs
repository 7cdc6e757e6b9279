//! One-time codes.

use picklive_contract::{
    account::{CodeSent, Contact, Session},
    problem::ProblemKind,
    time::SECOND,
};

use super::{
    Caller, Checked, Till,
    caller::cookies,
    people::{send_code, try_code},
};
use crate::{
    answer::Answer,
    ask::fresh_key,
    rules::{self, Rule},
};

pub(super) const OWN: &[&Rule] = &[
    &rules::CODE,
    &rules::CODE_REPEAT,
    &rules::CODE_OFTEN,
    &rules::CODE_WRONG,
    &rules::CODE_ONCE,
    &rules::CODE_TRIES,
    &rules::SIGN_IN,
    &rules::SIGN_REPEAT,
];

/// Wrong tries in a row.
const TRIES: u32 = 20;

pub(super) async fn check(till: &mut Till<'_>) -> Checked {
    let nobody = &Caller::default();
    let (contact, from) = (till.fresh_contact()?, till.usual());
    let (sent, mut code) = till.code(&contact, from).await?;
    let now = till.client.now().ok_or("Picklive-Time")?;
    if sent.again_at.since(now) > SECOND {
        let answer = till.send(nobody, send_code(&contact, from)?).await?;
        till.expect(&rules::CODE_OFTEN, &answer, 429, &ProblemKind::TooMany);
        // One that was sent all the same is the one that counts.
        let again = answer.read::<CodeSent>().and_then(|sent| sent.demo_code);
        code = again.unwrap_or(code);
    } else {
        till.client.record.want(&[&rules::CODE_OFTEN], "a shop that waits between two codes");
    }
    let answer = till.send(nobody, try_code(&contact, &other(&code, 1), from)?).await?;
    till.expect(&rules::CODE_WRONG, &answer, 422, &ProblemKind::WrongCode);
    let answer = till.send(nobody, try_code(&contact, &code, from)?).await?;
    till.entered(&answer)?;
    let again = till.send(nobody, try_code(&contact, &code, from)?).await?;
    till.expect(&rules::CODE_ONCE, &again, 422, &ProblemKind::WrongCode);
    repeats(till).await?;
    tries(till, &till.fresh_contact()?).await
}

/// Another code of the same length.
fn other(code: &str, by: u32) -> String {
    let number: u32 = code.parse().unwrap_or(0);
    let width = code.len();
    format!("{:0width$}", (number + by) % 10_u32.saturating_pow(u32::try_from(width).unwrap_or(6)))
}

/// The same wish twice: one code, one session.
async fn repeats(till: &mut Till<'_>) -> Checked {
    let (nobody, from) = (&Caller::default(), till.usual());
    let contact: Contact = till.fresh_contact()?;
    let ask = send_code(&contact, from)?.key(&fresh_key());
    let first = till.send(nobody, ask.clone()).await?;
    let second = till.send(nobody, ask).await?;
    let code = |answer: &Answer| answer.read::<CodeSent>().filter(|_| answer.is_success());
    let (Some(first), again) = (code(&first), code(&second)) else {
        return Err("a code that is sent for a key".into());
    };
    let same = again.as_ref() == Some(&first);
    till.check(&rules::CODE_REPEAT, &second, same, "the first answer");
    // One that was sent all the same is the one that counts.
    let code = again.unwrap_or(first).demo_code;
    let code = code.ok_or("a server that tells its codes (demo_code)")?;
    let ask = try_code(&contact, &code, from)?.key(&fresh_key());
    let first = till.send(nobody, ask.clone()).await?;
    till.entered(&first)?;
    let second = till.send(nobody, ask).await?;
    let of = |answer: &Answer| {
        let token = answer.read::<Session>().and_then(|session| session.token);
        let lines = cookies(answer).into_iter().filter_map(|line| line.split(';').next());
        (token, lines.map(str::to_owned).collect::<Vec<_>>())
    };
    let same = second.is_success() && of(&first) == of(&second);
    till.check(&rules::SIGN_REPEAT, &second, same, "the same session");
    Ok(())
}

async fn tries(till: &mut Till<'_>, contact: &Contact) -> Checked {
    let (nobody, from) = (&Caller::default(), till.usual());
    let (_, code) = till.code(contact, from).await?;
    for nth in 1..=TRIES {
        let answer = till.send(nobody, try_code(contact, &other(&code, nth), from)?).await?;
        if answer.status == 429 {
            break;
        }
    }
    let answer = till.send(nobody, try_code(contact, &code, from)?).await?;
    let refused =
        answer.refuses(422, &ProblemKind::WrongCode) || answer.refuses(429, &ProblemKind::TooMany);
    let expected = format!("422 wrong-code or 429 too-many after {TRIES} wrong tries");
    till.check(&rules::CODE_TRIES, &answer, refused, expected);
    Ok(())
}
