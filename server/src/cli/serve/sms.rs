//! Arguments about short messages.

use std::{env, path::PathBuf};

use crate::account::sms::{Gateway, PER_HOUR};

/// The variable with the gateway's token: an argument could be seen by others on the machine.
const TOKEN: &str = "PICKLIVE_SMS_TOKEN";

/// How short messages are sent: sign-in codes, and news of orders.
#[derive(Debug, clap::Args)]
pub struct Sms {
    /// Gateway of short messages, `https://…`; its token stands in `PICKLIVE_SMS_TOKEN`, or in a file.
    #[arg(long, env = "PICKLIVE_SMS_URL", value_name = "URL", hide_env_values = true)]
    sms_url: Option<String>,
    /// File with the gateway's token.
    #[arg(long, value_name = "FILE", requires = "sms_url")]
    sms_token_file: Option<PathBuf>,
    /// Most short messages within an hour, codes and news together.
    #[arg(long, value_name = "COUNT", default_value_t = PER_HOUR, value_parser = clap::value_parser!(u64).range(1..))]
    sms_per_hour: u64,
}

impl Sms {
    /// The gateway, if there is to be one.
    ///
    /// # Errors
    /// A sentence for the person who starts the server.
    pub fn gateway(&self) -> Result<Option<Gateway>, String> {
        let Some(url) = &self.sms_url else { return Ok(None) };
        let gateway = Gateway::new(url, &self.token()?)?;
        Ok(Some(gateway.at_most(self.sms_per_hour)))
    }

    fn token(&self) -> Result<String, String> {
        if let Some(file) = &self.sms_token_file {
            let read = std::fs::read_to_string(file);
            return read.map_err(|error| format!("--sms-token-file {}: {error}", file.display()));
        }
        let missing =
            format!("--sms-url needs the gateway's token, in {TOKEN} or --sms-token-file");
        env::var(TOKEN).map_err(|_| missing)
    }
}
