//! Places to listen from: so many in all, since each costs a connection, and so many of them for one address.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::http::address::network;

/// Phones share the addresses of their carriers, a shop's regulars with them.
const EACH_AT_LEAST: usize = 2_000;

/// All places; cheap to clone.
#[derive(Clone, Debug)]
pub struct Places {
    most: usize,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by_network: HashMap<u128, usize>,
}

/// One that is taken; given back when it is dropped.
#[derive(Debug)]
pub struct Permit {
    places: Places,
    network: u128,
}

impl Places {
    /// So many.
    pub fn new(most: usize) -> Self {
        Self { most, taken: Arc::default() }
    }

    /// How many one address may take: a quarter, so that nobody takes them all, or as many as one address of a
    /// carrier may stand for; and a quarter is left to others, however few there are.
    fn each(&self) -> usize {
        (self.most / 4).max(EACH_AT_LEAST).min(self.most - self.most / 4)
    }

    /// Takes a place; `None` when there is none left, or none left for this address.
    pub fn take(&self, address: IpAddr) -> Option<Permit> {
        let network = network(address);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = taken.by_network.get(&network).copied().unwrap_or(0);
        if taken.all >= self.most || mine >= self.each() {
            return None;
        }
        taken.all += 1;
        taken.by_network.insert(network, mine + 1);
        Some(Permit { places: self.clone(), network })
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all = taken.all.saturating_sub(1);
        let left = taken.by_network.get(&self.network).map_or(0, |mine| mine.saturating_sub(1));
        if left == 0 {
            taken.by_network.remove(&self.network);
        } else {
            taken.by_network.insert(self.network, left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(last: u8) -> IpAddr {
        IpAddr::from([203, 0, 113, last])
    }

    #[test]
    fn one_address_leaves_places_to_others_and_all_come_back() {
        let places = Places::new(10_000);
        let mut held: Vec<_> = (0..2_500).map(|_| places.take(from(1)).unwrap()).collect();
        assert!(places.take(from(1)).is_none(), "a quarter");
        assert!(places.take(from(2)).is_some());
        held.pop();
        assert!(places.take(from(1)).is_some());
        drop(held);
        assert!(places.taken.lock().unwrap().by_network.is_empty());
        let some = Places::new(512);
        let _held: Vec<_> = (0..384).map(|_| some.take(from(1)).unwrap()).collect();
        assert!(some.take(from(1)).is_none(), "three quarters");
        assert!(some.take(from(2)).is_some());
        let few = Places::new(3);
        let held: Vec<_> = (0..3).map(|nth| few.take(from(nth)).unwrap()).collect();
        assert!(few.take(from(9)).is_none());
        drop(held);
        assert!(few.take(from(9)).is_some());
    }
}
