//! The rest of a room: what stands beside the picture to act with, and the sheets that open over it. On somebody
//! else's page its code comes behind what is seen first (`src/widget/rest.rs`), so a tap can be quicker than it.

use leptos::prelude::untrack;
use picklive_contract::Lang;

use super::{
    buy::Counter, chapters, following::follow, gifts::Gifts, hearts::likes, order,
    person::AsPerson, room::Live, share, shelf, steer::steer, talk::Talking,
};
use crate::{
    signal::{Derived, effect, watch},
    ui::{self, IntoNode, Loader, Node, Sheet, Toasts, live as drawn, load, sheet, view},
};

/// How the rest of a room is drawn.
#[derive(Clone, Copy)]
pub struct Rest {
    sheets: fn(Live, Counter, Gifts) -> Node,
    form: fn(Talking) -> Node,
    gifts: fn(Gifts) -> Node,
    likes: fn(Live) -> Node,
    follow: fn(Live, AsPerson) -> Node,
    steer: fn(Live, Derived<Option<bool>>) -> Node,
    sharing: fn(Live) -> Node,
    shares: fn(Lang, String, String, Toasts),
}

/// All of it. Who names this has its code in their part of the program.
pub const REST: Rest = Rest {
    sheets: all,
    form: Talking::form,
    gifts: Gifts::chips,
    likes,
    follow,
    steer,
    sharing: share::button,
    shares: ui::share,
};

impl Rest {
    /// For who has it at once.
    pub fn here() -> Loader<Self> {
        Loader::new(Some(REST), async || Ok(REST))
    }

    /// Shares an address with a title, and says so.
    pub fn share(self, lang: Lang, title: String, href: String, toasts: Toasts) {
        (self.shares)(lang, title, href, toasts);
    }
}

fn all(live: Live, counter: Counter, gifts: Gifts) -> Node {
    order::follow(live, counter);
    view! {
        {shelf::shelf(live, counter)}
        {chapters::sheet(live, counter)}
        {counter.variant()}
        {counter.checkout()}
        {order::sheet(live, counter)}
        {gifts.sheets()}
    }
}

type Then = Box<dyn Fn(Rest) -> Node + Send>;
type Until = Box<dyn Fn(Loader<Rest>) -> Node + Send>;

/// Draws once the rest is there, and `until` then. Boxed, since it is used for one piece after the other.
fn once_there(live: Live, then: Then, until: Option<Until>) -> Node {
    let Some(part) = live.given().map(|setup| setup.rest) else { return ().node() };
    let there = Derived::new(move || part.data().is_some());
    drawn(move || match there.get() {
        true => untrack(|| Some(then(*part.data()?.get()?))),
        false => until.as_ref().map(|until| until(part)),
    })
}

/// The field to say something.
pub(super) fn form(live: Live, talking: Talking) -> Node {
    once_there(live, Box::new(move |rest| (rest.form)(talking)), None)
}

/// What opens the coupons and the lucky bags.
pub(super) fn gifts(live: Live, gifts: Gifts) -> Node {
    once_there(live, Box::new(move |rest| (rest.gifts)(gifts)), None)
}

/// The button to like, with its hearts.
pub(super) fn hearts(live: Live) -> Node {
    once_there(live, Box::new(move |rest| (rest.likes)(live)), None)
}

/// The button to follow the host.
pub(super) fn following(live: Live, person: AsPerson) -> Node {
    once_there(live, Box::new(move |rest| (rest.follow)(live, person)), None)
}

/// The buttons that steer the picture.
pub(super) fn steering(live: Live, played: Derived<Option<bool>>) -> Node {
    once_there(live, Box::new(move |rest| (rest.steer)(live, played)), None)
}

/// The button that shares the room.
pub(super) fn sharing(live: Live) -> Node {
    once_there(live, Box::new(move |rest| (rest.sharing)(live)), None)
}

/// The sheets, closed; in the place of those that are still to come one that says so, once one is asked for.
pub(super) fn sheets(live: Live, counter: Counter, gifts: Gifts) -> Node {
    let then = Box::new(move |rest: Rest| (rest.sheets)(live, counter, gifts));
    once_there(live, then, Some(Box::new(move |part| waits(live, part, counter, gifts))))
}

/// Waits for the sheets in one of its own, which can be closed: nothing opens then when they come.
fn waits(live: Live, part: Loader<Rest>, counter: Counter, gifts: Gifts) -> Node {
    let (lang, state) = (live.lang, Sheet::new());
    effect(move || {
        if counter.is_asked() || gifts.is_asked() {
            if untrack(|| part.error()).is_some() {
                part.again();
            }
            state.open();
        }
    });
    watch(Derived::new(move || state.is_open()), move |was, _| {
        if was {
            counter.close();
            gifts.close();
        }
    });
    let body = move || load(part, lang, |_| ().node());
    let title = untrack(|| live.room.with(|room| room.title.get(lang).to_owned()));
    sheet(state, lang, title, body)
}
