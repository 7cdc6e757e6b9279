//! Who carries a code to a contact: mail, short messages, or nobody but the log of a developer.

use std::{fmt, future::Future, pin::Pin};

use picklive_contract::account::ContactKind;

use super::contact::hidden;

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
