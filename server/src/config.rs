//! What one installation was started with.

use std::{net::IpAddr, path::PathBuf, str::FromStr};

use url::{Host, Url};

/// Settings of one process; the shop's own settings are rows (see [`crate::storefront::settings`]).
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// SQLite file, or `postgres://…`.
    pub data: String,
    /// Folder with the built app.
    pub dist: PathBuf,
    /// Folder with imported pictures.
    pub media: PathBuf,
    /// Whether an empty database becomes the demo shop, and the demo shop is kept going.
    pub demo: bool,
    /// Whether codes are told to the caller; only on a loopback address.
    pub dev: bool,
    /// Whether pages and files are left out.
    pub api_only: bool,
    /// Origins of other sites that may call the API with a bearer token.
    pub allow_origins: Vec<String>,
    /// Origins of other sites that pages fetch streams of rooms from.
    pub media_origins: Vec<String>,
    /// Proxies whose forwarded headers are believed.
    pub trusted_proxies: Vec<Network>,
    /// Where shoppers find the shop, e.g. `https://shop.example/`; as [`public_url`] reads it.
    pub public_url: Option<Url>,
    /// Whether SQLite waits for the disk at each commit (see [`crate::db::connect`]).
    pub durable: bool,
}

impl Config {
    /// Whether shoppers come by https, so that cookies are for https only.
    pub fn is_secure(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }

    /// The path below which shoppers find the shop: starts and ends with `/`.
    pub fn base(&self) -> &str {
        self.public_url.as_ref().map_or("/", Url::path)
    }

    /// Whether `origin` (as a browser sends it) may call from another site.
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.allow_origins.iter().any(|allowed| allowed == origin)
    }
}

/// Whether an address leads to this very machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        // Where http is not spoken, as with smtp://, an address is only a name.
        Some(Host::Domain(name)) => {
            let address = name.parse::<IpAddr>();
            name == "localhost"
                || name.ends_with(".localhost")
                || address.is_ok_and(|address| address.is_loopback())
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The first words of the shop's own addresses. An installation below one of them could not tell
/// whether the proxy in front has taken the path away.
const OWN_WORDS: [&str; 16] = [
    "v1", "media", "sandbox", "healthz", "s", "editions", "deals", "products", "buy", "orders",
    "account", "policies", "search", "cart", "live", "demo",
];

/// Reads `--public-url`: http or https, with a path that may be missing its last slash.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn public_url(text: &str) -> Result<Url, String> {
    let mut url = Url::parse(text).map_err(|error| format!("{error}: write https://host/path/"))?;
    if !matches!(url.scheme(), "http" | "https") || url.query().or(url.fragment()).is_some() {
        return Err("it is http:// or https://, a host and a path, nothing else".into());
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-_.~%".contains(c);
    if !url.path().chars().all(plain) || url.path().contains("//") {
        return Err("its path is of letters, digits, - _ . ~ and single slashes".into());
    }
    let first = url.path().split('/').nth(1).unwrap_or("");
    if OWN_WORDS.contains(&first) {
        return Err(format!("the shop itself has addresses that begin with /{first}"));
    }
    Ok(url)
}

/// Addresses that share a prefix, e.g. `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Whether `address` lies in the network.
    pub fn contains(&self, address: IpAddr) -> bool {
        let (mine, theirs, width) = match (self.address, address.to_canonical()) {
            (IpAddr::V4(mine), IpAddr::V4(theirs)) => {
                (u128::from(mine.to_bits()), u128::from(theirs.to_bits()), 32)
            }
            (IpAddr::V6(mine), IpAddr::V6(theirs)) => (mine.to_bits(), theirs.to_bits(), 128),
            _ => return false,
        };
        let dropped = width - u32::from(self.bits);
        mine.checked_shr(dropped).unwrap_or(0) == theirs.checked_shr(dropped).unwrap_or(0)
    }
}

impl FromStr for Network {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (address, bits) = text.split_once('/').unwrap_or((text, ""));
        let address: IpAddr = address.parse().map_err(|_| format!("{text}: not an address"))?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let bits = if bits.is_empty() { Some(width) } else { bits.parse().ok() };
        match bits {
            Some(bits) if bits <= width => Ok(Self { address, bits }),
            _ => Err(format!("{text}: the prefix is 0 to {width} bits")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_address_says_where_the_shop_is() {
        let base = |text: &str| {
            let public_url = Some(public_url(text)?);
            Ok::<_, String>(Config { public_url, ..Config::default() }.base().to_owned())
        };
        assert_eq!(Config::default().base(), "/");
        for (address, path) in [
            ("https://shop.example", "/"),
            ("https://shop.example/", "/"),
            ("http://shop.example:81/morning", "/morning/"),
            ("https://shop.example/a/b.c/", "/a/b.c/"),
        ] {
            assert_eq!(base(address).as_deref(), Ok(path), "{address}");
        }
        for bad in [
            "shop.example",
            "mailto:a@b",
            "ftp://shop.example/",
            "https://shop.example/?a=b",
            "https://shop.example/a//b",
            "https://shop.example/a;b/",
            "https://shop.example/orders",
            "https://shop.example/v1/shop",
        ] {
            assert!(base(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_network_knows_its_addresses() {
        let holds = |network: &str, address: &str| {
            network.parse::<Network>().unwrap().contains(address.parse().unwrap())
        };
        assert!(holds("10.0.0.0/8", "10.200.3.4"));
        assert!(holds("10.0.0.0/8", "::ffff:10.1.1.1"));
        assert!(!holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("0.0.0.0/0", "203.0.113.9"));
        assert!(holds("127.0.0.1", "127.0.0.1") && !holds("127.0.0.1", "127.0.0.2"));
        assert!(holds("fd00::/8", "fd12::1") && !holds("fd00::/8", "10.0.0.1"));
        for bad in ["", "10.0.0.0/33", "x/8", "10.0.0.0/-1"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }
}
