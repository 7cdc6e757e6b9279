//! Mail over SMTP: sign-in codes, and letters about orders.

use std::{fmt, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::{Error, extension::ClientId},
};
use url::Url;

use super::sender::Sending;
use crate::config::is_loopback;

/// How long the line to the mail server may take. Who sends bounds the rest.
const PATIENCE: Duration = Duration::from_secs(15);
/// Where its receiver ends that such mails come; mail programs show it as a button.
const UNSUBSCRIBE: HeaderName = HeaderName::new_from_ascii_str("List-Unsubscribe");
/// How long all of a sign-in code may take: somebody waits for the answer.
const CODE: Duration = Duration::from_secs(20);

/// Sends mail through one SMTP server. Its address holds a password, so it is never shown.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    patience: Duration,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailer").field("from", &self.from).finish_non_exhaustive()
    }
}

impl Mailer {
    /// A sender through the server at `url` (`smtps://user:password@host`, or `smtp://…?tls=required` for
    /// STARTTLS), as `from` (`Shop <shop@host>`), that greets with the name `host`.
    ///
    /// # Errors
    /// A sentence, when one of them cannot be read, or the way to another machine is not encrypted.
    pub fn new(url: &str, from: &str, host: Option<&str>) -> Result<Self, String> {
        let from: Mailbox = from.parse().map_err(|_| {
            format!("--mail-from {from}: it is an address, e.g. “Shop <shop@shop.example>”")
        })?;
        let read = Url::parse(url).map_err(|_| "--smtp-url is no address".to_owned())?;
        let tls = read.query_pairs().any(|(name, value)| name == "tls" && value == "required");
        if read.scheme() != "smtps" && !tls && !is_loopback(&read) {
            return Err("--smtp-url: mail to another machine is encrypted: write smtps://…, or \
                 smtp://…?tls=required"
                .into());
        }
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
        // The error may quote the address, which holds a password.
        let builder = builder.map_err(|_| "--smtp-url cannot be used as it is".to_owned())?;
        let builder = match host {
            Some(host) if read.path().len() <= 1 => {
                builder.hello_name(ClientId::Domain(host.into()))
            }
            _ => builder,
        };
        let transport = builder.timeout(Some(PATIENCE)).build();
        Ok(Self { transport, from, patience: CODE })
    }

    /// The same with this patience for a sign-in code.
    #[must_use]
    pub fn patient_for(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Sends a plain text. `id` names the message for good, so that a second copy is known as one; `stop` is the page
    /// where its receiver ends that such mails come, if it is of a kind that can be ended.
    ///
    /// # Errors
    /// A sentence for the log, without anything of the mail or of the mail server's own words.
    pub async fn send(
        &self,
        to: &str,
        id: &str,
        subject: &str,
        text: String,
        stop: Option<&str>,
    ) -> Result<(), String> {
        let to = to.parse().map_err(|_| "the address cannot be written to".to_owned())?;
        let host = self.from.email.domain();
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .message_id(Some(format!("<{id}@{host}>")))
            .subject(subject)
            .header(ContentType::TEXT_PLAIN);
        if let Some(page) = stop {
            message = message.raw_header(HeaderValue::new(UNSUBSCRIBE, format!("<{page}>")));
        }
        let message =
            message.body(text).map_err(|_| "the mail could not be put together".to_owned())?;
        self.transport.send(message).await.map(|_| ()).map_err(|error| told(&error))
    }
}

/// What went wrong, for the log. The reply of a mail server usually quotes the recipient, and may quote
/// more of a mail, so only the kind and the status code are told.
fn told(error: &Error) -> String {
    let kind = if error.is_permanent() {
        "the mail server refuses"
    } else if error.is_transient() {
        "the mail server puts it off"
    } else if error.is_timeout() {
        "the mail server takes too long"
    } else if error.is_tls() {
        "the line to the mail server could not be encrypted"
    } else if error.is_response() {
        "the mail server does not speak SMTP"
    } else if error.is_client() {
        "the mail server cannot do what is asked"
    } else {
        "no line to the mail server"
    };
    error.status().map_or(kind.to_owned(), |code| format!("{kind}: {code}"))
}

impl Mailer {
    /// Sends a sign-in code.
    pub fn send_code<'a>(&'a self, to: &'a str, code: &'a str) -> Sending<'a> {
        let subject = format!("{code} 是您的验证码 · is your sign-in code");
        let text = format!(
            "您的验证码是 {code}，十分钟内有效。如果不是您本人在登录，请忽略这封邮件。\n\n\
             Your sign-in code is {code}. It is good for ten minutes. If you did not ask for it, \
             ignore this mail.\n"
        );
        Box::pin(async move {
            let id = crate::random::id();
            let sent =
                tokio::time::timeout(self.patience, self.send(to, &id, &subject, text, None));
            sent.await.unwrap_or_else(|_| Err("the mail server takes too long".into()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_to_another_machine_is_encrypted() {
        let from = "晓窗 <shop@shop.example>";
        for good in [
            "smtps://user:word@mail.example",
            "smtp://user:word@mail.example:587?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://[::1]",
            "smtp://localhost",
        ] {
            assert!(Mailer::new(good, from, Some("shop.example")).is_ok(), "{good}");
        }
        for bad in ["smtp://mail.example", "smtp://mail.example?tls=opportunistic", "x", "http://a"]
        {
            let error = Mailer::new(bad, from, None).unwrap_err();
            assert!(error.starts_with("--smtp-url"), "{error}");
        }
        assert!(Mailer::new("smtp://localhost", "shop", None).unwrap_err().contains("--mail-from"));
        let shown = format!("{:?}", Mailer::new("smtps://user:word@mail.example", from, None));
        assert!(!shown.contains("word"), "{shown}");
    }
}
