//! Lucky bags as a viewer is shown them.

use picklive_contract::{
    UnixMillis,
    bags::{Bag, BagState, MyEntry},
};

/// For how many milliseconds after its draw a bag is still shown over the picture.
const TOLD: i64 = 10 * 60_000;

/// Where a bag stands for this viewer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stands {
    /// It can be entered.
    #[default]
    Open,
    /// The viewer is in, with this number.
    In(u32),
    /// It is closed, and about to be drawn.
    Closed,
    /// It is drawn, and the viewer has won.
    Won,
    /// It is drawn, and the viewer has not won.
    Lost,
    /// It is drawn without the viewer.
    Drawn,
}

/// Where a bag stands for who has this entry, or none.
pub fn stands(bag: &Bag, mine: Option<&MyEntry>, now: UnixMillis) -> Stands {
    match (&bag.state, mine) {
        (BagState::Drawn, Some(mine)) => {
            let won = bag.won.iter().any(|won| won.id == mine.entry.id);
            if won { Stands::Won } else { Stands::Lost }
        }
        (BagState::Drawn, None) => Stands::Drawn,
        _ if now >= bag.closes_at => Stands::Closed,
        (_, Some(mine)) => Stands::In(mine.entry.number),
        _ => Stands::Open,
    }
}

/// The bags that a viewer is told of: those that are open, by when they close, and then those that were drawn, the
/// last first.
pub fn told(bags: &[Bag]) -> Vec<&Bag> {
    let of = |state: BagState| bags.iter().filter(move |bag| bag.state == state);
    of(BagState::Open).chain(of(BagState::Drawn).rev()).collect()
}

/// The bag that is shown over the picture: the open one that closes first, else the last that was drawn just now.
pub fn shown(bags: &[Bag], now: UnixMillis) -> Option<&Bag> {
    let lately = |bag: &&Bag| bag.drawn_at.is_none_or(|at| now.since(at) < TOLD);
    told(bags).into_iter().next().filter(lately)
}

#[cfg(test)]
mod tests {
    use picklive_contract::live::Room;

    use super::*;

    fn bag(state: &str) -> Bag {
        let sample = match state {
            "drawn" => include_str!("../../../contract/samples/get-bag.answer.drawn.json"),
            _ => include_str!("../../../contract/samples/get-bag.answer.json"),
        };
        serde_json::from_str(sample).unwrap()
    }

    fn mine() -> MyEntry {
        let sample = include_str!("../../../contract/samples/get-entry.answer.json");
        serde_json::from_str(sample).unwrap()
    }

    #[test]
    fn it_stands_as_the_shop_says_and_the_clock() {
        let (open, drawn, mine) = (bag("open"), bag("drawn"), mine());
        let (before, after) = (open.closes_at.plus(-1), open.closes_at);
        assert_eq!(stands(&open, None, before), Stands::Open);
        assert_eq!(stands(&open, Some(&mine), before), Stands::In(5));
        assert_eq!(stands(&open, None, after), Stands::Closed);
        assert_eq!(stands(&open, Some(&mine), after), Stands::Closed, "who won is not said yet");
        assert_eq!(stands(&drawn, None, after), Stands::Drawn);
        assert_eq!(stands(&drawn, Some(&mine), before), Stands::Won);
        let mut other = mine;
        other.entry.id = "e-other".into();
        assert_eq!(stands(&drawn, Some(&other), after), Stands::Lost);
    }

    #[test]
    fn what_is_open_comes_first_and_the_last_draw_is_shown_for_a_while() {
        let (open, drawn) = (bag("open"), bag("drawn"));
        let at = drawn.drawn_at.unwrap();
        let earlier =
            Bag { id: "earlier".into(), drawn_at: Some(at.plus(-60_000)), ..drawn.clone() };
        let gone = Bag { state: BagState::Cancelled, ..open.clone() };
        let newer = Bag { state: BagState::Other("x".into()), ..open.clone() };
        let all = [earlier, drawn.clone(), gone, newer, open.clone()];
        let ids: Vec<_> = told(&all).iter().map(|bag| (bag.id.as_str(), &bag.state)).collect();
        assert_eq!(ids[0].1, &BagState::Open);
        assert_eq!((ids[1].0, ids[2].0, ids.len()), ("bag-tea-1", "earlier", 3));
        assert_eq!(shown(&all, at).map(|bag| &bag.state), Some(&BagState::Open));
        assert_eq!(shown(&all[..4], at), Some(&drawn));
        assert_eq!(shown(&all[..4], at.plus(TOLD)), None);
        assert_eq!(shown(&[], at), None);
        let sample = include_str!("../../../contract/samples/get-room.answer.json");
        let room: Room = serde_json::from_str(sample).unwrap();
        assert!(shown(&room.bags, room.starts_at).is_some(), "the sample has one");
    }
}
