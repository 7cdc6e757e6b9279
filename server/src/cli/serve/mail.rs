//! Arguments about mail.

use url::Url;

use crate::{account::mail::Mailer, config::Config};

/// How mail is sent: sign-in codes, and letters to buyers.
#[derive(Debug, clap::Args)]
pub struct Mail {
    /// Mail server: `smtps://user:password@host`, or `smtp://…?tls=required` for STARTTLS.
    #[arg(
        long,
        env = "PICKLIVE_SMTP_URL",
        value_name = "URL",
        hide_env_values = true,
        requires = "mail_from"
    )]
    smtp_url: Option<Secret>,
    /// Who mail comes from, e.g. `Shop <shop@shop.example>`.
    #[arg(long, env = "PICKLIVE_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
}

impl Mail {
    /// The sender, if there is to be one.
    ///
    /// # Errors
    /// A sentence for the person who starts the server.
    pub fn mailer(&self, config: &Config) -> Result<Option<Mailer>, String> {
        let Some(Secret(url)) = &self.smtp_url else { return Ok(None) };
        let from = self.mail_from.as_deref().unwrap_or("");
        let host = config.public_url.as_ref().and_then(Url::host_str);
        Mailer::new(url, from, host).map(Some)
    }
}

/// An argument that holds a password.
#[derive(Clone)]
struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}
