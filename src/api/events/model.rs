//! When a connection that ended is begun anew.

use std::time::Duration;

use picklive_contract::events::{SHOP, Start, TOPICS_MAX, room_topic};

use super::Joined;
use crate::api::ApiError;

/// How long is waited after the first failure, in milliseconds; it doubles.
const FIRST: f64 = 1_000.0;
/// The longest wait.
const LONGEST: f64 = 60_000.0;

/// A connection that is over sooner, in milliseconds, was not held.
const SHORT: f64 = 3_000.0;

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It told what there was to tell.
    Told,
    /// It did not come about; the server may have said for how many seconds to leave it alone.
    Failed(Option<u64>),
    /// Something on the way holds a stream back.
    Blocked,
    /// There are no events here.
    Never,
}

impl Ended {
    /// How a connection ended that failed so.
    pub fn of(error: &ApiError) -> Self {
        match error {
            // What a gateway says, e.g. while the shop is built anew, is said of this moment.
            ApiError::Problem(refusal)
                if refusal.is_told() && !error.is_passing() && refusal.status != 401 =>
            {
                Self::Never
            }
            ApiError::Problem(refusal) => {
                Self::Failed(refusal.detail.as_deref().and_then(|text| text.parse().ok()))
            }
            _ => Self::Failed(None),
        }
    }

    /// How a stream ended that did not open. A proxy that gathers a whole answer before it passes it on holds
    /// back the headers, too, so to who waits for a stream nothing answers at all.
    pub fn opening(error: &ApiError) -> Self {
        if *error == ApiError::Slow { Self::Blocked } else { Self::of(error) }
    }
}

/// From where on is told of a room whose snapshot has this `cursor`, and of all else as `before`. The snapshot comes
/// first: what was read of the shop with it is what is shown.
pub fn from(before: Option<Start>, cursor: String, rooms: usize) -> Start {
    let Start { after, since } = before.unwrap_or_default();
    let others = after.into_iter().filter(|known| *known != cursor).take(rooms).collect::<Vec<_>>();
    Start { after: [vec![cursor], others].concat(), since }
}

/// What one line is asked to tell of, and the tickets that go with it; each room once, as many as a line carries.
pub fn asked(joined: &[Joined]) -> (Vec<String>, Option<String>) {
    let mut rooms: Vec<&Joined> = Vec::new();
    for one in joined {
        match rooms.iter_mut().find(|known| known.room == one.room) {
            // Who has a ticket speaks for the room.
            Some(known) if known.viewer.is_none() => *known = one,
            Some(_) => {}
            None => rooms.push(one),
        }
    }
    rooms.truncate(TOPICS_MAX - 1);
    let topics = rooms.iter().map(|one| room_topic(&one.room));
    let topics = std::iter::once(SHOP.to_owned()).chain(topics).collect();
    let tickets: Vec<&str> = rooms.iter().filter_map(|one| one.viewer.as_deref()).collect();
    (topics, (!tickets.is_empty()).then(|| tickets.join(",")))
}

/// How a connection ended in good order after so many milliseconds, with something `new`. A server that hangs
/// up at once, or answers at once that there is nothing new, is left alone like one that fails.
pub fn held(millis: f64, new: bool) -> Ended {
    if new || millis >= SHORT { Ended::Told } else { Ended::Failed(None) }
}

/// How long to wait before the next connection, after `failed` that failed one after the other. Spread by
/// `fraction` (0 to 1), so that a server that comes back does not meet everybody in one moment.
pub fn pause(ended: &Ended, failed: u32, fraction: f64) -> Duration {
    let millis = match ended {
        Ended::Blocked | Ended::Never => 0.0,
        Ended::Told => fraction * 1_000.0,
        Ended::Failed(told) => {
            let doubled = FIRST * f64::from(1_u32 << failed.saturating_sub(1).min(8));
            let told = told.map_or(0.0, |seconds| seconds as f64 * 1_000.0);
            doubled.min(LONGEST) * (0.5 + fraction) + told.min(LONGEST)
        }
    };
    Duration::from_millis(millis as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Refusal;
    use picklive_contract::{UnixMillis, problem::ProblemKind};

    #[test]
    fn failures_are_left_alone_for_longer_and_longer_but_not_for_ever() {
        let wait = |failed| pause(&Ended::Failed(None), failed, 0.5).as_millis();
        assert_eq!([wait(1), wait(2), wait(3), wait(6)], [1_000, 2_000, 4_000, 32_000]);
        assert_eq!([wait(7), wait(40)], [60_000, 60_000]);
        let spread = [0.0, 0.999].map(|at| pause(&Ended::Failed(None), 1, at).as_millis());
        assert_eq!(spread, [500, 1_499]);
        assert_eq!(pause(&Ended::Failed(Some(30)), 1, 0.5).as_millis(), 31_000);
        assert!(pause(&Ended::Told, 0, 0.999).as_millis() < 1_000);
        assert!(pause(&Ended::Blocked, 3, 0.9).is_zero());
    }

    #[test]
    fn who_does_not_hold_a_connection_is_not_asked_again_and_again() {
        assert_eq!(held(20.0, false), Ended::Failed(None));
        assert_eq!([held(20.0, true), held(15_000.0, false)], [Ended::Told, Ended::Told]);
    }

    #[test]
    fn only_a_server_that_says_so_has_no_events() {
        assert_eq!(Ended::of(&ApiError::Offline), Ended::Failed(None));
        assert_eq!(Ended::of(&ApiError::Unreadable), Ended::Failed(None));
        let said = |refusal: Refusal| Ended::of(&ApiError::Problem(refusal.into()));
        let by_shop = |kind, status| {
            let body = format!(r#"{{"type":"{kind}","title":"t","status":{status}}}"#);
            said(Refusal::read(&body).unwrap())
        };
        assert_eq!(by_shop("urn:picklive:not-found", 404), Ended::Never);
        assert_eq!(by_shop("urn:picklive:of-a-later-build", 403), Ended::Never);
        assert_eq!(by_shop("urn:picklive:unavailable", 503), Ended::Failed(None));
        assert_eq!(by_shop("urn:picklive:sign-in-needed", 401), Ended::Failed(None));
        // A gateway has no body, or one of its own.
        assert_eq!(by_shop("about:blank", 404), Ended::Failed(None));
        for (kind, status) in [(ProblemKind::NotFound, 404), (ProblemKind::Forbidden, 403)] {
            assert_eq!(said(Refusal::new(kind, status)), Ended::Failed(None));
        }
    }

    #[test]
    fn a_room_is_told_of_from_its_snapshot_on_and_the_shop_where_it_was() {
        let since = Start::since(UnixMillis(7));
        let first = from(Some(since), "room".into(), 1);
        assert_eq!(
            (first.after.as_slice(), first.since),
            (&["room".into()][..], Some(UnixMillis(7)))
        );
        let line = from(Some(Start::after("line")), "room".into(), 1);
        assert_eq!(line.after, ["room", "line"]);
        let other = from(Some(line), "other".into(), 1);
        assert_eq!(other.after, ["other", "room"], "cursors do not pile up");
        assert_eq!(from(None, "room".into(), 1), Start::after("room"));
        let two = from(Some(Start::after("room")), "other".into(), 2);
        assert_eq!(from(Some(two), "third".into(), 3).after, ["third", "other", "room"]);
    }

    #[test]
    fn one_line_tells_of_each_room_once_and_shows_a_ticket_to_each() {
        let room = |room: &str, viewer: Option<&str>| Joined {
            room: room.into(),
            cursor: "c".into(),
            viewer: viewer.map(Into::into),
        };
        assert_eq!(asked(&[]), (vec!["shop".to_owned()], None));
        let two = [room("a", None), room("b", Some("t")), room("a", Some("s"))];
        let (topics, tickets) = asked(&two);
        assert_eq!(topics, ["shop", "room:a", "room:b"]);
        assert_eq!(tickets.as_deref(), Some("s,t"));
        let many: Vec<_> = (0..20).map(|at| room(&at.to_string(), None)).collect();
        assert_eq!(asked(&many).0.len(), TOPICS_MAX);
    }

    #[test]
    fn a_stream_that_is_not_even_answered_is_held_back() {
        assert_eq!(Ended::opening(&ApiError::Slow), Ended::Blocked);
        assert_eq!(Ended::opening(&ApiError::Offline), Ended::Failed(None));
        assert_eq!(Ended::of(&ApiError::Slow), Ended::Failed(None), "who asks, asks again");
    }
}
