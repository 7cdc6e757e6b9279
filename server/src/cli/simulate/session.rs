//! Sessions of those who are played: they sign in like anybody else.

use picklive_contract::account::{Contact, Session, SignIn, SignInAsk};
use reqwest::header;

use super::caller::{Caller, Refusal, read};

/// The token of a session that is begun with a contact and the code that was sent there.
///
/// # Errors
/// Why there is none.
pub async fn of(guest: &Caller, contact: Contact, code: String) -> Result<String, Refusal> {
    let answer = guest.asked::<SignIn>(&(), &SignInAsk { contact, code }).await?;
    // The shop's own pages get it as a cookie, others in the answer.
    let cookie = answer.headers().get(header::SET_COOKIE).and_then(|set| set.to_str().ok());
    let cookie = cookie.and_then(|set| Some(set.split(';').next()?.split_once('=')?.1.to_owned()));
    let session: Session = read::<SignIn>(answer).await?;
    session.token.or(cookie).ok_or_else(|| "there is no session in the answer".to_owned().into())
}
