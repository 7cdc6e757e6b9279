//! Cursors of lists that go by a moment and an id: opaque to callers, who send back what `next` said.

use picklive_contract::list::AFTER;

use super::call::can_be_id;
use crate::ApiError;

/// The last item of a page: its moment and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Unix milliseconds.
    pub at: i64,
    /// Id of the item.
    pub id: String,
}

impl Cursor {
    /// The cursor in a query string; `None` for the first page.
    ///
    /// # Errors
    /// 422 for one that no list has told.
    pub fn asked(query: Option<&str>) -> Result<Option<Self>, ApiError> {
        let pairs = url::form_urlencoded::parse(query.unwrap_or("").as_bytes());
        let Some((_, text)) = pairs.into_iter().find(|(name, _)| name == AFTER) else {
            return Ok(None);
        };
        match Self::read(&text) {
            Some(cursor) => Ok(Some(cursor)),
            None => Err(ApiError::invalid([(AFTER, "malformed")])),
        }
    }

    /// As it is told in `next`.
    pub fn told(&self) -> String {
        format!("{}.{}", self.at, self.id)
    }

    fn read(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('.')?;
        can_be_id(id).then_some(Self { at: at.parse().ok()?, id: id.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_can_be_asked_for() {
        let cursor = Cursor { at: -5, id: "drop-1.2 ü".into() };
        let mut query = url::form_urlencoded::Serializer::new("a=b".to_owned());
        let query = query.extend_pairs([(AFTER, cursor.told())]).finish();
        assert_eq!(Cursor::asked(Some(&query)).unwrap(), Some(cursor));
        assert_eq!(Cursor::asked(None).unwrap(), None);
        assert_eq!(Cursor::asked(Some("before=1.a")).unwrap(), None);
        for bad in ["after=", "after=1", "after=x.a", "after=1.", "after=1.a%00"] {
            assert!(Cursor::asked(Some(bad)).is_err(), "{bad}");
        }
    }
}
