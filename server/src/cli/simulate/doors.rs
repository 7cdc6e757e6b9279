//! The ways into the server: people come from many addresses, and a server counts what comes from each.

use std::net::{IpAddr, Ipv4Addr};

use reqwest::Client;
use url::{Host, Url};

use super::caller::{Caller, client};

/// People who come from one address of this machine.
const EACH: usize = 200;
/// Most addresses.
const MOST: usize = 250;

/// One client an address.
#[derive(Debug)]
pub struct Doors {
    api: Url,
    clients: Vec<Client>,
}

impl Doors {
    /// Enough for so many people. To a server on this very machine they come from its many loopback addresses,
    /// where there are such; to another one from the one address that the network gives.
    ///
    /// # Errors
    /// A sentence when a client cannot be made.
    pub fn to(api: &Url, people: usize) -> Result<Self, String> {
        let here = cfg!(target_os = "linux")
            && matches!(api.host(), Some(Host::Ipv4(address)) if address.is_loopback());
        let many = if here { people.div_ceil(EACH).clamp(1, MOST) } else { 1 };
        let from = |nth: usize| {
            let last = u8::try_from(nth + 1).unwrap_or(u8::MAX);
            here.then_some(IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)))
        };
        let clients: Result<_, _> = (0..many).map(|nth| client(from(nth))).collect();
        Ok(Self { api: api.clone(), clients: clients? })
    }

    /// A caller who comes by the nth of them.
    pub fn caller(&self, nth: usize) -> Caller {
        Caller::new(&self.api, self.clients[nth % self.clients.len()].clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_people_come_from_many_addresses_of_this_machine_and_from_one_to_another() {
        let doors =
            |api: &str, people| Doors::to(&Url::parse(api).unwrap(), people).unwrap().clients.len();
        assert_eq!(doors("https://shop.example/", 5_000), 1);
        if cfg!(target_os = "linux") {
            assert_eq!(doors("http://127.0.0.1:4000/", 5_000), 25);
            assert_eq!(doors("http://127.0.0.1:4000/", 0), 1);
        }
    }
}
