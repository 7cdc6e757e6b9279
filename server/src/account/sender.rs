//! Who carries a code to a contact: mail, short messages, or nobody but the log of a developer.

use std::{fmt, future::Future, pin::Pin, time::Duration};

use picklive_contract::account::ContactKind;

use super::{
    contact::hidden,
    mail::Mailer,
    sms::{Gateway, Short, number},
};
use crate::random;

/// A message on its way; the error is for the log, so it names neither contact nor code.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>>;

/// Sends codes to contacts.
pub trait CodeSender: fmt::Debug + Send + Sync {
    /// The kinds of contacts it reaches.
    fn kinds(&self) -> Vec<ContactKind>;

    /// Sends `code` to `to`, a contact in its one spelling.
    fn send<'a>(&'a self, kind: &'a ContactKind, to: &'a str, code: &'a str) -> Sending<'a>;

    /// Whether the caller is told the code: only where nobody else can call.
    fn tells(&self) -> bool {
        false
    }
}

/// The ways in which messages really leave the shop.
#[derive(Clone, Debug)]
pub struct Carriers {
    /// For e-mail.
    pub mailer: Option<Mailer>,
    /// For telephones.
    pub gateway: Option<Gateway>,
    /// How long one may take for a letter: well below the shortest claim of one, so that nobody else sends it
    /// meanwhile.
    pub patience: Duration,
}

impl Default for Carriers {
    fn default() -> Self {
        Self { mailer: None, gateway: None, patience: Duration::from_secs(45) }
    }
}

impl CodeSender for Carriers {
    fn kinds(&self) -> Vec<ContactKind> {
        let phone = self.gateway.as_ref().map(|_| ContactKind::Phone);
        let email = self.mailer.as_ref().map(|_| ContactKind::Email);
        phone.into_iter().chain(email).collect()
    }

    fn send<'a>(&'a self, kind: &'a ContactKind, to: &'a str, code: &'a str) -> Sending<'a> {
        match (kind, &self.mailer, &self.gateway) {
            (ContactKind::Email, Some(mailer), _) => mailer.send_code(to, code),
            (ContactKind::Phone, _, Some(gateway)) => Box::pin(by_phone(gateway, to, code)),
            _ => Box::pin(async { Err("nobody carries codes to such contacts".into()) }),
        }
    }
}

/// Once: a code that comes twice or late is worse than one that is asked for again.
async fn by_phone(gateway: &Gateway, to: &str, code: &str) -> Result<(), String> {
    let (to, id) = (number(to), random::id());
    let text = format!(
        "{code} 是您的验证码，十分钟内有效，请勿告诉他人。Your sign-in code, good for ten minutes."
    );
    let params = serde_json::json!({ "code": code });
    gateway.send(&Short { to: &to, text: &text, kind: "code", id: &id, params }).await
}

/// The sender of `--dev`: writes the code to the log and tells it to the caller.
#[derive(Debug)]
pub struct DevSender;

impl CodeSender for DevSender {
    fn kinds(&self) -> Vec<ContactKind> {
        vec![ContactKind::Phone, ContactKind::Email]
    }

    fn send<'a>(&'a self, _: &'a ContactKind, to: &'a str, code: &'a str) -> Sending<'a> {
        tracing::info!(to = hidden(to), code, "sign-in code");
        Box::pin(async { Ok(()) })
    }

    fn tells(&self) -> bool {
        true
    }
}
