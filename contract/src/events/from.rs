//! From where on events are asked for, and the path that asks.

use super::ListEvents;
use crate::{Endpoint, UnixMillis, endpoint::encode};

/// From where on events are asked for; from now on when nothing is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Start {
    /// Cursors: of the last event taken, of a snapshot that was read. Each topic begins where the first that knows
    /// it says.
    pub after: Vec<String>,
    /// What the server's clock showed when the pages' data was read: for topics that no cursor knows.
    pub since: Option<UnixMillis>,
}

impl Start {
    /// After a cursor.
    pub fn after(cursor: impl Into<String>) -> Self {
        Self { after: vec![cursor.into()], since: None }
    }

    /// Since a time of the server.
    pub fn since(at: UnixMillis) -> Self {
        Self { after: Vec::new(), since: Some(at) }
    }
}

/// The path that asks for events of topics, waiting up to `wait` seconds where it is not a stream.
pub fn path(topics: &[&str], from: &Start, wait: Option<u32>) -> String {
    let mut path = format!("{}?topics=", ListEvents::PATH);
    for (at, topic) in topics.iter().enumerate() {
        path.push_str(if at > 0 { "," } else { "" });
        encode(topic, &mut path);
    }
    if let Some(at) = from.since {
        path.push_str("&since=");
        path.push_str(&at.0.to_string());
    }
    for cursor in &from.after {
        path.push_str("&after=");
        encode(cursor, &mut path);
    }
    if let Some(wait) = wait {
        path.push_str("&wait=");
        path.push_str(&wait.to_string());
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::{SHOP, room_topic};

    #[test]
    fn a_cursor_is_asked_with_as_it_came() {
        let since = Start::since(UnixMillis(7));
        assert_eq!(path(&[SHOP], &since, None), "/v1/events?topics=shop&since=7");
        let from = Start { after: vec!["shop@1&x".into(), "b".into()], ..since };
        let told = path(&[SHOP, &room_topic(&"a,b".into())], &from, Some(20));
        let want = "/v1/events?topics=shop,room%3Aa%2Cb&since=7&after=shop%401%26x&after=b&wait=20";
        assert_eq!(told, want);
    }
}
