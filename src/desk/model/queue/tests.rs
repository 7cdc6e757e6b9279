use picklive_contract::{UnixMillis, problem::ProblemKind};

use super::{
    super::{of_comment, of_product},
    *,
};
use crate::api::Refusal;

fn pin(id: &str) -> Act {
    of_product(ActKind::Pin, &id.into())
}

fn keys(queue: &Queue) -> String {
    queue.acts.iter().map(|waiting| waiting.key.as_str()).collect()
}

#[test]
fn acts_are_sent_in_their_order_each_with_its_own_key() {
    let mut queue = Queue::default();
    queue.put(pin("tea"), "a".into(), 0);
    queue.put(pin("dress"), "b".into(), 1);
    let first = queue.due(1).unwrap().clone();
    assert_eq!(first.key, "a");
    queue.tried("a");
    assert_eq!(queue.due(9).unwrap().key, "a", "the same until it is answered, with the same key");
    assert_eq!(queue.due(9).unwrap().act, first.act);
    queue.ended("a");
    assert_eq!(queue.due(9).unwrap().key, "b");
}

#[test]
fn what_takes_away_is_held_back_and_holds_nothing_up() {
    let mut queue = Queue::default();
    let comment = "c-1".into();
    queue.put(of_comment(ActKind::RemoveComment, &comment), "a".into(), 1_000);
    queue.put(pin("tea"), "b".into(), 1_001);
    assert_eq!(queue.due(1_001).unwrap().key, "b");
    queue.ended("b");
    assert_eq!((queue.due(5_999), queue.due_in(5_999)), (None, Some(1)));
    assert_eq!(queue.removal(&comment).unwrap().key, "a");
    assert_eq!(queue.due(6_000).unwrap().key, "a");
    queue.put(of_comment(ActKind::RemoveComment, &"c-2".into()), "c".into(), 6_000);
    queue.let_go();
    assert_eq!(keys(&queue), "ac");
    assert!(queue.acts.iter().all(|waiting| waiting.from == 0));
}

#[test]
fn only_what_nobody_has_heard_of_can_be_taken_back() {
    let mut queue = Queue::default();
    queue.put(pin("tea"), "a".into(), 0);
    queue.put(pin("dress"), "b".into(), 0);
    queue.tried("a");
    assert!(!queue.take_back("a"));
    assert!(queue.take_back("b") && !queue.take_back("b"));
    assert_eq!(keys(&queue), "a");
}

#[test]
fn a_page_that_is_loaded_anew_sends_nothing_unasked_and_then_with_the_same_keys() {
    let mut queue = Queue::default();
    queue.put(pin("tea"), "a".into(), 0);
    queue.tried("a");
    let kept = serde_json::to_string(&queue).unwrap();
    let mut queue = serde_json::from_str::<Queue>(&kept).unwrap().found();
    assert_eq!((queue.due(i64::MAX), queue.left.len()), (None, 1));
    queue.put(pin("dress"), "b".into(), 0);
    assert_eq!(queue.due(0).unwrap().key, "b", "what is done now waits for nobody");
    let mut dropped = queue.clone();
    dropped.settle_left(false);
    assert_eq!((keys(&dropped).as_str(), dropped.left.len()), ("b", 0));
    queue.settle_left(true);
    assert_eq!((keys(&queue).as_str(), queue.left.len()), ("ba", 0));
}

#[test]
fn only_the_shop_says_no_for_good() {
    let by_shop = |kind, status| {
        let body = format!(r#"{{"type":"{kind}","title":"t","status":{status}}}"#);
        Ending::of(Err(ApiError::Problem(Refusal::read(&body).unwrap().into())))
    };
    let no = |ending: &Ending| matches!(ending, Ending::Refused(_));
    let again = |ending: &Ending| matches!(ending, Ending::Again(_));
    assert!(no(&by_shop("urn:picklive:invalid", 422)));
    assert!(no(&by_shop("urn:picklive:wrong-state", 409)));
    assert!(no(&by_shop("urn:picklive:not-found", 404)));
    assert!(again(&by_shop("urn:picklive:too-many", 429)));
    assert!(again(&by_shop("urn:picklive:unavailable", 503)));
    assert_eq!(by_shop("urn:picklive:sign-in-needed", 401), Ending::SignedOut);
    let gateway =
        |kind, status| Ending::of(Err(ApiError::Problem(Refusal::new(kind, status).into())));
    assert!(again(&gateway(ProblemKind::NotFound, 404)));
    assert!(again(&gateway(ProblemKind::Forbidden, 403)));
    assert!(again(&Ending::of(Err(ApiError::Offline))));
    assert!(again(&Ending::of(Err(ApiError::Slow))));
    let acted = Acted { at: UnixMillis(5), seq: 9 };
    assert_eq!(Ending::of(Ok(acted)), Ending::Done(acted));
}

#[test]
fn tries_grow_rarer_but_never_rare() {
    assert_eq!([0, 1, 2, 5, 40].map(pause), [500, 1_000, 2_000, 10_000, 10_000]);
}
