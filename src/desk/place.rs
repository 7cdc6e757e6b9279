//! The desk's addresses: below `desk/`, which shoppers' pages never name.

use picklive_contract::{RoomId, endpoint::encode};

use crate::address::{Query, Site};

/// Every page of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The rooms that one hosts.
    Rooms,
    /// The console of a room.
    Live(RoomId),
    /// An address that leads nowhere.
    Unknown,
}

impl Place {
    /// Reads an address; `path` starts with `base`.
    pub fn read(base: &str, path: &str) -> Self {
        let rest = path.strip_prefix(base).unwrap_or_default().trim_end_matches('/');
        match rest.split('/').collect::<Vec<_>>().as_slice() {
            // Read as a value of a question is, of which decoding is the same.
            ["desk", "live", id] if !id.is_empty() => {
                let id = Query::read(&["id=", &id.replace('+', "%2B")].concat());
                id.get("id").map_or(Self::Unknown, |id| Self::Live(id.into()))
            }
            ["desk"] => Self::Rooms,
            _ => Self::Unknown,
        }
    }
}

/// Where the console of a room is.
pub fn console_at(site: &Site, room: &RoomId) -> String {
    let mut path = [&*site.base, "desk/live/"].concat();
    encode(room.as_str(), &mut path);
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_one_room_below_the_base() {
        let live = |id: &str| Place::Live(id.into());
        assert_eq!(Place::read("/", "/desk/live/morning-tea"), live("morning-tea"));
        assert_eq!(Place::read("/shop/", "/shop/desk/live/tea/"), live("tea"));
        assert_eq!(Place::read("/", "/desk/live/a%2Fb+c"), live("a/b+c"));
        assert_eq!(Place::read("/shop/", "/shop/desk/"), Place::Rooms);
        for bad in ["/desks", "/desk/live/", "/live/tea", "/desk/live/a/b", ""] {
            assert_eq!(Place::read("/", bad), Place::Unknown, "{bad}");
        }
        assert_eq!(Place::read("/shop/", "/desk/live/tea"), Place::Unknown);
    }
}
