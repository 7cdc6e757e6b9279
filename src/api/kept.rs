//! What was read on this page's visit, to be drawn at once when one comes back to it.

use crate::signal::Erased;

/// For how many addresses the last answer is kept.
const MOST: usize = 12;

/// An answer, and when it was true.
#[derive(Clone)]
pub struct Kept {
    /// What it said.
    pub value: Erased,
    /// Its text; empty when `value` is not what that says.
    pub text: String,
    /// When it came, by the phone's own clock.
    pub at: f64,
}

/// What is kept, by path, the latest first.
pub(super) type All = Vec<(String, Kept)>;

/// What is kept of a path.
pub(super) fn find(all: &All, path: &str) -> Option<Kept> {
    all.iter().find(|kept| kept.0 == path).map(|kept| kept.1.clone())
}

/// Keeps what was read at a path.
pub(super) fn put(all: &mut All, path: &str, kept: Kept) {
    all.retain(|kept| kept.0 != path);
    all.insert(0, (path.into(), kept));
    all.truncate(MOST);
}

/// What is kept of a path was found to be true at a later time.
pub(super) fn renew(all: &mut All, path: &str, at: f64) {
    if let Some(kept) = all.iter_mut().find(|kept| kept.0 == path) {
        kept.1.at = at;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn kept(text: &str, at: f64) -> Kept {
        Kept { value: Arc::new(()), text: text.into(), at }
    }

    #[test]
    fn an_answer_is_kept_with_its_time_until_it_is_read_again() {
        let mut all = All::new();
        let told = |all: &All, path| find(all, path).map(|kept| (kept.text, kept.at));
        put(&mut all, "/a", kept("one", 1.0));
        put(&mut all, "/b", kept("two", 2.0));
        assert_eq!(told(&all, "/a"), Some(("one".into(), 1.0)));
        renew(&mut all, "/a", 3.0);
        renew(&mut all, "/never", 3.0);
        assert_eq!(told(&all, "/a"), Some(("one".into(), 3.0)));
        put(&mut all, "/a", kept("new", 4.0));
        assert_eq!(told(&all, "/a"), Some(("new".into(), 4.0)));
        assert_eq!(all.len(), 2);
        for at in 0..MOST {
            put(&mut all, &at.to_string(), kept("", 5.0));
        }
        assert_eq!((all.len(), told(&all, "/a")), (MOST, None), "the oldest goes");
    }
}
