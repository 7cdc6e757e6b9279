//! Where the shop's data is: the same for every command beside a running server.

/// The database of a shop.
#[derive(Debug, clap::Args)]
pub struct Data {
    /// SQLite file, or postgres://…
    #[arg(
        long = "data",
        value_name = "DATA",
        global = true,
        env = "PICKLIVE_DATA",
        default_value = "picklive.sqlite",
        hide_env_values = true
    )]
    pub at: String,
}
