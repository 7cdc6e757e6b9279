//! Comments as they are looked at: the latest, or those that were there when the reader scrolled up.

use picklive_contract::comments::Comment;

/// How many are drawn while the latest are followed: a little more than can be seen.
pub const DRAWN: usize = 9;

/// The comments that are kept, and what of them is drawn.
#[derive(Clone, Default)]
pub struct Talk {
    /// All that there are while the reader looks back, else what is drawn.
    kept: Vec<Comment>,
    paused: Option<Paused>,
}

/// The reader has scrolled up.
#[derive(Clone)]
struct Paused {
    /// What was there then.
    shown: Vec<Comment>,
    /// How many came since.
    unread: usize,
}

impl Talk {
    /// Takes all that there are, oldest first. What was taken away by the host goes, also from before the eyes of
    /// who looks back; what only became too old stays there.
    pub fn take(&mut self, all: &[Comment]) {
        if self.paused.is_none() {
            let from = all.len().saturating_sub(DRAWN);
            return all[from..].clone_into(&mut self.kept);
        }
        // From the last one on that is still there: the very last may have been taken away.
        let place = |known: &Comment| all.iter().position(|comment| comment.id == known.id);
        let known = self.kept.iter().rev().find_map(place);
        let new = all.len() - known.map_or(0, |at| at + 1);
        if let Some(Paused { shown, unread }) = &mut self.paused {
            *unread += new;
            let first = all.first().map(|comment| comment.at);
            let is_old = |comment: &Comment| first.is_some_and(|first| comment.at < first);
            let is_there = |comment: &Comment| all.iter().any(|it| it.id == comment.id);
            shown.retain(|comment| is_old(comment) || is_there(comment));
        }
        self.kept = all.to_vec();
    }

    /// The reader looks back: what is before their eyes stays, of all that there are.
    pub fn pause(&mut self, all: &[Comment]) {
        if self.paused.is_none() {
            all.clone_into(&mut self.kept);
            self.paused = Some(Paused { shown: all.to_vec(), unread: 0 });
        }
    }

    /// The reader follows again.
    pub fn follow(&mut self) {
        self.paused = None;
        self.kept.drain(..self.kept.len().saturating_sub(DRAWN));
    }

    /// How many came while the reader looks back; `None` while they follow.
    pub fn unread(&self) -> Option<usize> {
        self.paused.as_ref().map(|paused| paused.unread)
    }

    /// What is drawn: the last few, or all that were there when the reader scrolled up.
    pub fn drawn(&self) -> &[Comment] {
        match &self.paused {
            Some(paused) => &paused.shown,
            None => &self.kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use picklive_contract::UnixMillis;

    fn all(numbers: std::ops::Range<i64>) -> Vec<Comment> {
        let one = |number: i64| Comment {
            id: number.to_string().as_str().into(),
            name: "n".into(),
            text: "t".into(),
            at: UnixMillis(number),
            host: false,
        };
        numbers.map(one).collect()
    }

    fn ids(comments: &[Comment]) -> Vec<i64> {
        comments.iter().map(|comment| comment.at.0).collect()
    }

    #[test]
    fn only_the_last_few_are_drawn_however_many_come() {
        let mut talk = Talk::default();
        talk.take(&all(0..5));
        assert_eq!(ids(talk.drawn()), [0, 1, 2, 3, 4]);
        talk.take(&all(10_000..10_050));
        assert_eq!(talk.drawn().len(), DRAWN);
        assert_eq!(talk.drawn().last().map(|last| last.at.0), Some(10_049));
    }

    #[test]
    fn who_scrolls_up_keeps_what_they_read_and_is_told_how_many_are_new() {
        let mut talk = Talk::default();
        talk.take(&all(0..50));
        talk.pause(&all(0..50));
        talk.take(&all(3..53));
        talk.pause(&all(3..53));
        assert_eq!((talk.unread(), ids(talk.drawn())), (Some(3), (0..50).collect()));
        talk.take(&all(60..110));
        assert_eq!(talk.unread(), Some(53), "a gap counts what came");
        assert_eq!(talk.drawn().len(), 50, "what is too old to be kept stays before their eyes");
        talk.follow();
        assert_eq!((talk.unread(), talk.drawn().last().map(|last| last.at.0)), (None, Some(109)));
    }

    #[test]
    fn the_last_one_taken_away_makes_nothing_new() {
        let mut talk = Talk::default();
        talk.take(&all(0..50));
        talk.pause(&all(0..50));
        talk.take(&all(0..49));
        assert_eq!((talk.unread(), talk.drawn().len()), (Some(0), 49));
        let mut next = all(1..51);
        next.retain(|comment| comment.at.0 != 49);
        talk.take(&next);
        assert_eq!(talk.unread(), Some(1));
    }

    #[test]
    fn what_is_taken_away_goes_from_everywhere_and_nothing_comes_twice() {
        let mut talk = Talk::default();
        talk.take(&all(0..5));
        talk.pause(&all(0..5));
        let mut left = all(0..6);
        left.remove(2);
        talk.take(&left);
        assert_eq!(ids(talk.drawn()), [0, 1, 3, 4]);
        talk.follow();
        talk.take(&left);
        assert_eq!(ids(talk.drawn()), [0, 1, 3, 4, 5]);
    }
}
