//! Who signs in, and how.

use picklive_contract::{
    account::{CodeSent, Contact, SendCode, Session, SignIn, SignInAsk},
    storefront::Capability,
};
use serde::Serialize;
use serde_json::Value;

use super::{
    Caller, Till,
    caller::{cookies, sent_back},
};
use crate::{
    answer::Answer,
    ask::{Ask, From},
    rules,
};

/// What stands for letters of this run in a contact.
const ANY: char = '*';

/// Signs in those of the fixture; two of them are used.
pub(super) async fn arrive(till: &mut Till<'_>) {
    if let Err(lack) = till.needs(&Capability::Account) {
        till.nobody = lack;
        return;
    }
    for person in till.fixture.persons.iter().take(2) {
        let person = person.get_ref();
        let arrived = match (&person.token, &person.contact) {
            (Some(token), _) => Ok(Caller::bearer(token)),
            (None, Some(contact)) => {
                let from = till.usual();
                till.signed_in(&of_this_run(contact), from).await.map(|(_, caller)| caller)
            }
            (None, None) => continue,
        };
        match arrived {
            Ok(caller) => till.persons.push(caller),
            Err(lack) => {
                till.nobody = lack;
                return;
            }
        }
    }
}

/// A contact with letters of its own where it has a star.
pub(super) fn of_this_run(contact: &Contact) -> Contact {
    let letters: String = (0..12).map(|_| char::from(rand::random_range(b'0'..=b'9'))).collect();
    Contact { value: contact.value.replace(ANY, &letters), ..contact.clone() }
}

impl Till<'_> {
    /// Where people sign in from: elsewhere where that is allowed, since then they have a token.
    pub(super) fn usual(&self) -> From {
        if self.crosses { From::Elsewhere } else { From::Home }
    }

    /// A contact that nobody signed in with before.
    pub(super) fn fresh_contact(&self) -> Result<Contact, String> {
        self.needs(&Capability::Account)?;
        let contacts = self.fixture.persons.iter().filter_map(|p| p.get_ref().contact.as_ref());
        let any = contacts.into_iter().find(|contact| contact.value.contains(ANY));
        let lack = "a contact with * in it in the fixture ([[persons]])";
        any.map(of_this_run).ok_or(lack.into())
    }

    /// Asks for a code and reads it from the answer, which only a server made for tests tells.
    pub(super) async fn code(
        &mut self,
        contact: &Contact,
        from: From,
    ) -> Result<(CodeSent, String), String> {
        let answer = self.send(&Caller::default(), send_code(contact, from)?).await?;
        if answer.status == 429 {
            return Err(format!("a code for {}: {}", contact.value, answer.brief()));
        }
        let sent: Option<CodeSent> = answer.read().filter(|_| answer.is_success());
        let now = self.client.now();
        let right = sent.as_ref().is_some_and(|sent| {
            let good = now.is_none_or(|now| sent.expires_at > now);
            good && !sent.to.is_empty() && sent.to != contact.value
        });
        self.check(&rules::CODE, &answer, right, "to (partly hidden), expires_at, again_at");
        let sent = sent.ok_or("a code that is sent")?;
        let told = sent.demo_code.clone();
        Ok((sent, told.ok_or("a server that tells its codes (demo_code), or persons with tokens")?))
    }

    /// Signs in with a code that is asked for now.
    pub(super) async fn signed_in(
        &mut self,
        contact: &Contact,
        from: From,
    ) -> Result<(Answer, Caller), String> {
        let (_, code) = self.code(contact, from).await?;
        let answer = self.send(&Caller::default(), try_code(contact, &code, from)?).await?;
        let caller = self.entered(&answer)?;
        Ok((answer, caller))
    }

    /// Who is signed in after this answer; whether somebody is, is noted.
    pub(super) fn entered(&mut self, answer: &Answer) -> Result<Caller, String> {
        let session: Option<Session> = answer.read().filter(|_| answer.is_success());
        let cookie = sent_back(&cookies(answer));
        let token = session.as_ref().and_then(|session| session.token.clone());
        let named = session.is_some_and(|session| session.person.is_some());
        let right = named && (token.is_some() || cookie.is_some());
        let expected = "a person, and a token or a cookie";
        if !self.check(&rules::SIGN_IN, answer, right, expected) {
            return Err("a sign-in".into());
        }
        let cookie = cookie.filter(|_| token.is_none());
        Ok(Caller { token, cookie, ..Caller::default() })
    }
}

/// A question for a code.
pub(super) fn send_code(contact: &Contact, from: From) -> Result<Ask, String> {
    Ok(Ask { from, ..Ask::to::<SendCode>(&()).json(&value(contact)?) })
}

/// A try to sign in.
pub(super) fn try_code(contact: &Contact, code: &str, from: From) -> Result<Ask, String> {
    let ask = SignInAsk { contact: contact.clone(), code: code.into() };
    Ok(Ask { from, ..Ask::to::<SignIn>(&()).json(&value(&ask)?) })
}

fn value(of: &impl Serialize) -> Result<Value, String> {
    serde_json::to_value(of).map_err(|error| error.to_string())
}
