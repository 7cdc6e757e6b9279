//! From which address a request comes, and to which it goes.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap, Uri, uri::PathAndQuery},
};

use crate::{config::Config, random};

/// The address of the caller: the peer's, or, when the peer is a trusted proxy, the last one in
/// `X-Forwarded-For` that is not such a proxy.
pub fn of(config: &Config, extensions: &Extensions, headers: &HeaderMap) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0.ip().to_canonical());
    let trusted = |address| config.trusted_proxies.iter().any(|network| network.contains(address));
    if !trusted(peer) {
        return peer;
    }
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let named: Vec<_> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let mut nearest = peer;
    for name in named.into_iter().rev() {
        let Ok(address) = name.parse::<IpAddr>() else { break };
        nearest = address.to_canonical();
        if !trusted(nearest) {
            break;
        }
    }
    nearest
}

/// How a caller's address is kept for flood guards: hashed, and for IPv6 the network that one customer
/// gets.
pub fn key(address: IpAddr) -> String {
    random::digest(network(address).to_be_bytes())
}

/// What of an address one customer has: all of it, of IPv6 the network.
pub fn network(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits() >> 64 << 64,
    }
}

/// Whether something between the caller and this server forwarded the request.
pub fn is_forwarded(headers: &HeaderMap) -> bool {
    FORWARDED.iter().any(|name| headers.contains_key(*name))
}

/// Headers by which proxies and tunnels say that they forward.
const FORWARDED: [&str; 6] =
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/// The same address without the base path (`/shop/`, with its slashes) before it; `None` when it does not
/// lie below.
pub fn without(base: &str, uri: &Uri) -> Option<Uri> {
    let inside = uri.path_and_query()?.as_str().strip_prefix(base.trim_end_matches('/'))?;
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(inside.parse::<PathAndQuery>().ok()?);
    inside.starts_with('/').then(|| Uri::from_parts(parts).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_is_taken_away_once_and_only_as_a_whole() {
        let without = |path: &str| {
            let inside = without("/shop/", &path.parse().unwrap())?;
            Some(inside.to_string())
        };
        assert_eq!(without("/shop/v1/time?a=/shop/").as_deref(), Some("/v1/time?a=/shop/"));
        assert_eq!(without("/shop/").as_deref(), Some("/"));
        assert_eq!(without("/shop/shop/").as_deref(), Some("/shop/"));
        for other in ["/", "/shop", "/shopping/", "/v1/time", "/shop?a=b"] {
            assert_eq!(without(other), None, "{other}");
        }
    }

    #[test]
    fn forwarded_addresses_are_believed_only_from_a_trusted_proxy() {
        let mut extensions = Extensions::new();
        let peer: SocketAddr = "10.0.0.9:1234".parse().unwrap();
        extensions.insert(ConnectInfo(peer));
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "6.6.6.6, 203.0.113.7, 10.0.0.1".parse().unwrap());
        let mut config = Config::default();
        assert_eq!(of(&config, &extensions, &headers), peer.ip());
        config.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
        assert_eq!(of(&config, &extensions, &headers).to_string(), "203.0.113.7");
    }
}
