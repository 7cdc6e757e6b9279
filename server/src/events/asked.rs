//! What `GET /v1/events` is asked.

use std::time::Duration;

use axum::http::StatusCode;
use picklive_contract::{
    UnixMillis,
    events::{SHOP, TOPICS_MAX, WAIT_MAX},
    problem::ProblemKind,
};

use super::{
    cursor::{Position, read_cursor},
    told::Begin,
};
use crate::ApiError;

/// What is asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Asked {
    /// Of which topics, each once.
    pub topics: Vec<String>,
    /// How long to wait for something to tell.
    pub wait: Duration,
    /// Of each cursor what it says; `None` of one that cannot be read.
    cursors: Vec<Option<Vec<Position>>>,
    since: Option<UnixMillis>,
}

impl Asked {
    /// Reads a query, no further than it makes sense.
    ///
    /// # Errors
    /// 400 when a parameter is missing or cannot be read, or there are more topics than one may ask for.
    pub fn read(query: &str) -> Result<Self, ApiError> {
        let (mut topics, mut cursors, mut since, mut wait) = (Vec::new(), Vec::new(), None, 0);
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "topics" => {
                    for topic in value.split(',') {
                        if topics.iter().any(|known| known == topic) {
                            continue;
                        }
                        if topics.len() == TOPICS_MAX {
                            return Err(wrong("topics"));
                        }
                        topics.push(topic.to_owned());
                    }
                }
                "after" => cursors.push(read_cursor(&value)),
                "since" => since = Some(UnixMillis(value.parse().map_err(|_| wrong("since"))?)),
                "wait" => wait = value.parse::<u32>().map_err(|_| wrong("wait"))?.min(WAIT_MAX),
                _ => {}
            }
        }
        if topics.is_empty() {
            return Err(wrong("topics"));
        }
        // Rooms are told first: what is left of their deals says the shop, of deals that are known by then.
        topics.sort_by_key(|topic| topic == SHOP);
        Ok(Self { topics, wait: Duration::from_secs(wait.into()), cursors, since })
    }

    /// From where on a topic is asked for, whose numbers are of this epoch: where the first cursor that knows it says.
    pub fn begin(&self, topic: &str, epoch: &str) -> Begin {
        let mut positions = self.cursors.iter().flatten().flatten();
        match positions.find(|position| position.topic == topic) {
            Some(position) if position.epoch == epoch => Begin::After(position.seq),
            // Of a copy of the shop that a backup was put back over: it gave the same numbers to other events.
            Some(_) => Begin::Lost,
            // A cursor of another server, which may have known it.
            None if self.cursors.iter().any(Option::is_none) => Begin::Lost,
            None => self.since.map_or(Begin::Now, Begin::Since),
        }
    }
}

fn wrong(parameter: &str) -> ApiError {
    let title = format!("The parameter {parameter} is missing or cannot be read");
    ApiError::problem(ProblemKind::BadRequest, StatusCode::BAD_REQUEST, &title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(query: &str, topic: &str) -> Begin {
        Asked::read(&format!("topics=shop,room:a&{query}")).unwrap().begin(topic, "e")
    }

    #[test]
    fn what_is_asked_is_read() {
        let asked = Asked::read("topics=shop,room%3Aa&topics=shop&wait=999").unwrap();
        assert_eq!((asked.topics.len(), &*asked.topics[1]), (2, "shop"));
        assert_eq!(asked.wait, Duration::from_secs(25));
        for bad in ["", "topics=shop&since=x", "topics=shop&wait=-1"] {
            assert!(Asked::read(bad).is_err(), "{bad}");
        }
        let most = (0..8).map(|nth| format!("room:{nth}")).collect::<Vec<_>>().join(",");
        assert!(Asked::read(&format!("topics={most},room:0")).is_ok(), "one twice");
        assert!(Asked::read(&format!("topics={most},shop")).is_err());
        assert!(Asked::read(&format!("topics={most}&topics=shop")).is_err());
    }

    #[test]
    fn each_topic_begins_where_the_first_cursor_that_knows_it_says() {
        assert_eq!(begin("", "shop"), Begin::Now);
        assert_eq!(begin("since=5", "shop"), Begin::Since(UnixMillis(5)));
        let both = "since=5&after=shop%40e.7&after=room%3Aa%40e.3,shop%40e.9";
        assert_eq!(
            (begin(both, "shop"), begin(both, "room:a")),
            (Begin::After(7), Begin::After(3))
        );
        let one = "since=5&after=shop%40e.7";
        assert_eq!(
            (begin(one, "shop"), begin(one, "room:a")),
            (Begin::After(7), Begin::Since(UnixMillis(5)))
        );
        let copy = "after=shop%40other.7,room%3Aa%40e.3";
        assert_eq!((begin(copy, "shop"), begin(copy, "room:a")), (Begin::Lost, Begin::After(3)));
        let strange = "since=5&after=strange&after=shop%40e.7";
        assert_eq!(
            (begin(strange, "shop"), begin(strange, "room:a")),
            (Begin::After(7), Begin::Lost)
        );
    }
}
