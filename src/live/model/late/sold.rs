//! What is sold, to whom something else is shown still.

use super::*;

#[test]
fn nothing_is_offered_that_the_server_sells_no_more_whatever_is_seen() {
    let mut first = Room { allowance: 10_000, ..room() };
    first.prices = vec![price(&first, 7, None, 0), price(&first, 5, Some("d"), 0)];
    let none = Room { prices: vec![], ..first.clone() };
    // As an event tells it, and as a snapshot does.
    let mut told = Feed::new(first.clone(), NOW, false);
    let taken = told.take(&priced(1, NOW.0, EventKind::Price, vec![]), seen(LATE), NOW);
    assert_eq!(taken, Taken::Shown);
    let mut read = Feed::new(first.clone(), NOW, false);
    read.renew(none, seen(LATE), NOW, 0.0);
    for feed in [&mut told, &mut read] {
        assert_eq!(costs(feed), [5], "a host's price ends at once, a deal is still honoured");
        assert_eq!(feed.reach(seen(LATE), NOW.plus(9_999)), Taken::Nothing);
        assert_eq!(feed.reach(seen(LATE), NOW.plus(10_000)), Taken::Shown);
        assert!(costs(feed).is_empty());
    }
    // Raised, it is the new one at once; lowered, when that is seen.
    let mut feed = Feed::new(first.clone(), NOW, false);
    let raised = vec![price(&first, 9, None, 0), first.prices[1].clone()];
    feed.take(&priced(1, NOW.0 - 3, EventKind::Price, raised), seen(LATE), NOW);
    assert_eq!(costs(&feed), [9, 5]);
    let lower = vec![price(&first, 8, None, 0), first.prices[1].clone()];
    feed.take(&priced(2, NOW.0 - 2, EventKind::Price, lower), seen(LATE), NOW);
    assert_eq!(costs(&feed), [9, 5]);
    feed.reach(seen(NOW.0 - 3), NOW.plus(17_997));
    assert_eq!(costs(&feed), [9, 5]);
    feed.reach(seen(NOW.0), NOW.plus(18_000));
    assert_eq!(costs(&feed), [8, 5]);
}

#[test]
fn what_is_left_of_a_deal_that_goes_on_is_told_by_a_snapshot_at_once() {
    let mut first = room();
    first.prices = vec![price(&first, 5, Some("d"), 0)];
    let mut feed = Feed::new(first.clone(), NOW, false);
    let mut fresh = first;
    fresh.prices[0].offer.left = Some(2);
    feed.renew(fresh, seen(LATE), NOW, 0.0);
    assert_eq!(feed.room().prices[0].offer.left, Some(2));
}
