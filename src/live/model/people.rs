//! What people do is heard at once, whatever the host does and the picture has not come to: how many have what is given
//! away, and what this viewer says.

use std::collections::VecDeque;

use picklive_contract::{CommentId, bags::Bag, comments::Comment, coupons::Coupon, events::Event};

use super::Feed;

/// How many comments are remembered as told: more than one event tells.
const TOLD: usize = 400;

/// What is known of people.
#[derive(Default)]
pub struct People {
    /// What this viewer said and is not told yet.
    pub own: Vec<Comment>,
    /// What was told last of comments, also of those that are taken away, or too many to be shown.
    told: VecDeque<CommentId>,
    /// What was told of what is given away, ahead of its moment.
    heard: (Vec<Coupon>, Vec<Bag>),
}

impl Feed {
    /// Shows what this viewer has just written, before it is told.
    pub fn say(&mut self, own: Comment) {
        let is_shown = self.room.comments.iter().any(|known| known.id == own.id);
        if !is_shown && !self.people.told.contains(&own.id) {
            self.room.comments.push(own.clone());
            self.people.own.push(own);
        }
    }

    /// Takes an event into what is shown; `false` when something of it is not known. What this viewer said and is not
    /// told yet stays behind what is: so all of it comes to stand as it does in the shop.
    pub(super) fn tell(&mut self, event: &Event) -> bool {
        let own = core::mem::take(&mut self.people.own);
        self.room.comments.retain(|known| own.iter().all(|own| own.id != known.id));
        let all = self.room.take(event);
        if let Some(now) = &event.room {
            let told = now.comments.iter().map(|comment| &comment.id).chain(&now.removed);
            self.people.told.extend(told.cloned());
            let over = self.people.told.len().saturating_sub(TOLD);
            self.people.told.drain(..over);
        }
        own.into_iter().for_each(|own| self.say(own));
        all
    }

    /// Hears of how many are left and in, ahead of the moment of what tells it.
    pub(super) fn hear(&mut self, coupons: Option<&[Coupon]>, bags: Option<&[Bag]>) {
        if let Some(coupons) = coupons {
            coupons.clone_into(&mut self.people.heard.0);
        }
        if let Some(bags) = bags {
            bags.clone_into(&mut self.people.heard.1);
        }
    }

    /// Puts what was heard into what is shown: numbers that go one way only, so that what waited tells no older ones
    /// when its moment comes. Whether one was new.
    pub(super) fn count(&mut self) -> bool {
        let mut new = false;
        for known in &mut self.room.coupons {
            for told in &self.people.heard.0 {
                if told.id == known.id && told.left < known.left {
                    (known.left, new) = (told.left, true);
                }
            }
        }
        for known in &mut self.room.bags {
            for told in &self.people.heard.1 {
                if told.id == known.id && told.entries > known.entries {
                    (known.entries, new) = (told.entries, true);
                }
            }
        }
        new
    }
}

#[cfg(test)]
mod tests {
    use picklive_contract::{
        Money, UnixMillis,
        events::EventKind,
        live::{Room, RoomNow},
    };

    use super::super::{
        Taken,
        tests::{NOW, event, pin, room, seen},
    };
    use super::*;

    fn coupon(id: &str, left: i64) -> Coupon {
        let off = Money::new(1, picklive_contract::Currency::parse("CNY").unwrap());
        let (opens_at, closes_at, valid_until) = (UnixMillis(1), NOW.plus(1), NOW.plus(2));
        let (id, room) = (id.into(), "r".into());
        Coupon { id, room, off, minimum: off, quota: 9, left, opens_at, closes_at, valid_until }
    }

    fn bag(entries: u32) -> Bag {
        let sample = include_str!("../../../contract/samples/get-bag.answer.json");
        Bag { entries, opens_at: UnixMillis(1), ..serde_json::from_str(sample).unwrap() }
    }

    fn given(seq: i64, at: i64, coupons: Vec<Coupon>, bags: Vec<Bag>) -> Event {
        let now = RoomNow { coupons: Some(coupons), bags: Some(bags), ..RoomNow::default() };
        event(seq, at, EventKind::Coupon, now)
    }

    fn counts(feed: &Feed) -> (Vec<i64>, Vec<u32>) {
        let left = feed.room().coupons.iter().map(|coupon| coupon.left);
        (left.collect(), feed.room().bags.iter().map(|bag| bag.entries).collect())
    }

    #[test]
    fn how_many_are_left_and_in_is_told_before_the_picture_comes_to_it() {
        let late = seen(NOW.0 - 18_000);
        let first = Room { coupons: vec![coupon("k", 9)], bags: vec![bag(3)], ..room() };
        let mut feed = Feed::new(first, NOW, false);
        // What the host drops waits, and who was quicker is counted.
        let both = |left| vec![coupon("k", left), coupon("new", left)];
        let at = NOW.0 - 9_000;
        assert_eq!(feed.take(&given(1, at, both(7), vec![bag(5)]), late, NOW), Taken::Shown);
        assert_eq!(counts(&feed), (vec![7], vec![5]));
        let next = given(2, at + 1_000, both(2), vec![bag(8)]);
        assert_eq!(feed.take(&next, late, NOW), Taken::Shown);
        assert_eq!(feed.take(&pin(3, at + 2_000, "other"), late, NOW), Taken::Nothing);
        assert_eq!(counts(&feed), (vec![2], vec![8]));
        // With its own moment the first tells no older number, not even of what it brings.
        assert_eq!(feed.reach(seen(at), NOW), Taken::Shown);
        assert_eq!(counts(&feed), (vec![2, 2], vec![8]));
        feed.reach(seen(at + 1_000), NOW);
        assert_eq!(counts(&feed), (vec![2, 2], vec![8]));
    }

    #[test]
    fn a_snapshot_of_a_moment_that_is_not_seen_tells_them_as_well() {
        let late = seen(NOW.0 - 18_000);
        let first = Room { coupons: vec![coupon("k", 9)], bags: vec![bag(3)], ..room() };
        let mut feed = Feed::new(first.clone(), NOW, false);
        let fresh = Room { coupons: vec![coupon("k", 4)], bags: vec![bag(6)], ..first };
        feed.take(&given(1, NOW.0 - 5_000, vec![coupon("k", 8)], vec![bag(4)]), late, NOW);
        feed.renew(fresh, late, NOW, f64::MAX);
        assert_eq!(counts(&feed), (vec![4], vec![6]));
        feed.take(&given(2, NOW.0 + 1, vec![coupon("k", 1)], vec![bag(7)]), late, NOW);
        assert_eq!(counts(&feed), (vec![1], vec![7]));
        for at in [-5_000, 0, 1] {
            feed.reach(seen(NOW.0 + at), NOW.plus(20_000));
            assert_eq!(counts(&feed), (vec![1], vec![7]), "{at}");
        }
    }

    fn comment(id: &str) -> Comment {
        let (name, text, at) = ("n".into(), "t".into(), UnixMillis(1));
        Comment { id: id.into(), name, text, at, host: false }
    }

    fn batch(seq: i64, ids: &[&str]) -> Event {
        let comments = ids.iter().map(|id| comment(id)).collect();
        event(seq, seq, EventKind::Comment, RoomNow { comments, ..RoomNow::default() })
    }

    fn said(feed: &Feed) -> Vec<&str> {
        feed.room().comments.iter().map(|comment| comment.id.as_str()).collect()
    }

    #[test]
    fn what_one_says_comes_to_stand_as_it_does_in_the_shop() {
        let mut feed = Feed::new(room(), NOW, false);
        feed.take(&batch(1, &["a"]), None, NOW);
        feed.say(comment("mine"));
        assert_eq!(said(&feed), ["a", "mine"], "at once");
        // Told of what was written before, late, and then of one's own, with others before and behind it.
        assert_eq!(feed.take(&batch(2, &["b"]), None, NOW), Taken::Talk);
        assert_eq!(said(&feed), ["a", "b", "mine"]);
        feed.take(&batch(3, &["c", "mine", "d"]), None, NOW);
        feed.take(&batch(4, &["e"]), None, NOW);
        assert_eq!(said(&feed), ["a", "b", "c", "mine", "d", "e"]);
        // The answer may come behind the event.
        feed.say(comment("c"));
        feed.take(&batch(5, &["f"]), None, NOW);
        assert_eq!(said(&feed), ["a", "b", "c", "mine", "d", "e", "f"], "once");
        // Of so many that the shop tells at once only the last are shown: one's own is among those before, or taken away.
        let many: Vec<_> = (0..60).map(|at| format!("m{at}")).collect();
        let many =
            |own| [own].into_iter().chain(many.iter().map(String::as_str)).collect::<Vec<_>>();
        feed.say(comment("first"));
        feed.take(&batch(6, &many("first")), None, NOW);
        assert_eq!((said(&feed).len(), said(&feed)[49]), (50, "m59"), "not behind all for ever");
        feed.take(&batch(7, &many("second")), None, NOW);
        feed.say(comment("second"));
        assert!(!said(&feed).contains(&"second"), "nor when the answer comes behind the event");
        feed.say(comment("bad"));
        let now = RoomNow { removed: vec!["bad".into()], ..RoomNow::default() };
        feed.take(&event(8, 8, EventKind::CommentRemoved, now), None, NOW);
        feed.take(&batch(9, &["n"]), None, NOW);
        assert_eq!((said(&feed).len(), said(&feed)[49]), (50, "n"), "what is taken away stays so");
        feed.say(comment("lost"));
        feed.renew(room(), None, NOW, f64::MAX);
        feed.take(&batch(10, &["g"]), None, NOW);
        assert_eq!(said(&feed), ["g"], "a snapshot knows better");
    }
}
