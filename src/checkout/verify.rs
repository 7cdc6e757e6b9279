//! Verifying a contact by a one-time code.

mod steps;

use leptos::prelude::*;
use picklive_contract::{
    Lang,
    account::{CodeSent, Contact, ContactKind, SendCode, Session, SignIn, SignInAsk},
    address::{email_looks_right, phone_looks_right},
};

use super::{
    memory::{self, Buyer},
    wish::Wish,
};
use crate::{
    address::Site,
    api::{Api, ApiError, Extra},
    platform::{focus, random, task},
    signal::{Call, Var},
    text::{checkout, errors},
    ui::{Data, IntoNode, Node, Sheet, sheet},
};

/// Digits of a code.
const DIGITS: usize = 6;
/// Ids of the inputs.
const CONTACT: &str = "verify-contact";
const CODE: &str = "verify-code";

/// The state of the form.
#[derive(Clone, Copy)]
struct Form {
    api: Data<Api>,
    site: Data<Site>,
    /// Whether the contact is an e-mail address.
    email: Var<bool>,
    contact: Var<String>,
    /// Where the code went.
    sent: Data<Option<CodeSent>>,
    /// Whether it was sent: until then the contact is asked for.
    is_sent: Var<bool>,
    code: Var<String>,
    busy: Var<bool>,
    wrong: Var<Option<String>>,
    /// What was asked for last: a repeat after a lost answer sends no second code.
    wish: Data<Wish>,
    signed_in: Call<Session>,
}

/// A bottom sheet in which a contact of one of `kinds` is verified; `signed_in` is called with the
/// session, after the sheet has closed. Contact and code survive closing it.
pub fn verify_sheet(
    site: &Site,
    sheet: Sheet,
    api: Api,
    kinds: Vec<ContactKind>,
    signed_in: Call<Session>,
) -> Node {
    let close = Call::new(move |session: Session| {
        sheet.close();
        signed_in.run(session);
    });
    let form = Form::new(site, api, &kinds, close);
    let title = checkout::VERIFY_TITLE.to(site.lang).to_owned();
    let body = move || form.draw(kinds.clone());
    self::sheet(sheet, site.lang, title, body)
}

impl Form {
    fn new(site: &Site, api: Api, kinds: &[ContactKind], signed_in: Call<Session>) -> Self {
        let email = kinds.first() == Some(&ContactKind::Email);
        Self {
            api: Data::new(api),
            site: Data::new(site.clone()),
            email: Var::new(email),
            contact: Var::new(known(email)),
            sent: Data::new(None),
            is_sent: Var::new(false),
            code: Var::new(String::new()),
            busy: Var::new(false),
            wrong: Var::new(None),
            wish: Data::new(Wish::default()),
            signed_in,
        }
    }

    fn draw(self, kinds: Vec<ContactKind>) -> Node {
        let lang = self.lang();
        (move || {
            if self.is_sent.get() {
                steps::code(self, lang).node()
            } else {
                steps::contact(self, lang, &kinds).node()
            }
        })
        .node()
    }

    fn lang(&self) -> Lang {
        untrack(|| self.site.with(|site| site.lang))
    }

    fn asked(&self) -> Contact {
        let value = self.contact.get_untracked().trim().to_owned();
        let kind = if self.email.get_untracked() { ContactKind::Email } else { ContactKind::Phone };
        Contact { kind, value }
    }

    /// Takes another kind of contact.
    fn choose(&self, email: bool) {
        self.contact.set(known(email));
        self.email.set(email);
        self.wrong.set(None);
    }

    /// Asks for a code. A second tap while the first is under way does nothing.
    fn send(self) {
        let contact = self.asked();
        let right = match contact.kind {
            ContactKind::Email => email_looks_right(&contact.value),
            _ => phone_looks_right(&contact.value),
        };
        if !right {
            let say = if contact.value.is_empty() { errors::MISSING } else { errors::MALFORMED };
            self.wrong.set(Some(say.to(self.lang()).into()));
            return focus::by_id(CONTACT);
        }
        let Some((api, extra)) = self.begin(&contact.value) else { return };
        task::detach(async move {
            let answer = api.call::<SendCode>(&(), &contact, extra).await;
            if let Some(sent) = self.end(answer, "value") {
                remember(&contact);
                self.code.set(String::new());
                self.sent.set(Some(sent));
                self.is_sent.set(true);
                request_animation_frame(|| focus::by_id(CODE));
            }
        });
    }

    /// Signs in with the code typed.
    fn confirm(self) {
        let code = self.code.get_untracked();
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        if code.len() != DIGITS || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            self.wrong.set(Some(checkout::CODE_SHORT.to(self.lang()).into()));
            return focus::by_id(CODE);
        }
        let Some((api, extra)) = self.begin(&code) else { return };
        let ask = SignInAsk { contact: self.asked(), code };
        task::detach(async move {
            let answer = api.call::<SignIn>(&(), &ask, extra).await;
            // A session of nobody is none: who is told that it worked must be somebody.
            let somebody = |session: Session| session.person.is_some().then_some(session);
            let answer = answer.and_then(|it| somebody(it).ok_or(ApiError::Unreadable));
            match self.end(answer, "code") {
                Some(session) => {
                    if session.token.is_some() {
                        api.sign_in_with(session.token.clone());
                    }
                    self.is_sent.set(false);
                    self.signed_in.run(session);
                }
                None => focus::by_id(CODE),
            }
        });
    }

    /// Begins a call whose question is told by `body`; gives what it needs.
    fn begin(&self, body: &str) -> Option<(Api, Extra)> {
        if self.busy.get_untracked() {
            return None;
        }
        let api = untrack(|| self.api.get())?;
        self.busy.set(true);
        self.wrong.set(None);
        let mut wish = untrack(|| self.wish.with(Clone::clone));
        let key = Some(wish.key_for(body.into(), random::key));
        self.wish.set(wish);
        Some((Api::clone(&api), Extra { key, ..Extra::default() }))
    }

    /// Ends a call: what went wrong is said beside the field.
    fn end<T>(&self, answer: Result<T, ApiError>, field: &str) -> Option<T> {
        self.busy.set(false);
        if !matches!(&answer, Err(error) if error.is_passing()) {
            self.wish.set(Wish::default());
        }
        let error = match answer {
            Ok(answer) => return Some(answer),
            Err(error) => error,
        };
        let lang = self.lang();
        let told = error.field(field, lang).map_or_else(|| error.told(lang, None), Into::into);
        self.wrong.set(Some(told));
        None
    }
}

/// The contact of a kind that is remembered.
fn known(email: bool) -> String {
    let contact = memory::buyer().contact;
    if email { contact.email } else { contact.phone }
}

/// A contact that a code could be sent to is worth remembering.
fn remember(contact: &Contact) {
    let mut buyer = Buyer::default();
    match contact.kind {
        ContactKind::Email => buyer.contact.email.clone_from(&contact.value),
        _ => buyer.contact.phone.clone_from(&contact.value),
    }
    memory::keep_buyer(buyer);
}
