//! Lucky bags that the host has dropped: all their rules, one tap to enter, and what the draw came to.

pub(super) mod noted;
mod row;

pub(super) use row::winners;

use leptos::prelude::untrack;
use picklive_contract::{
    BagId, UnixMillis,
    bags::{Bag, BagFor, EnterAsk, EnterBag, GetEntry, MyEntry},
    problem::ProblemKind,
    storefront::Capability,
};

use super::{
    model::bags::{Stands, shown, stands, told},
    person::AsPerson,
    room::{Live, Setup},
    talk,
};
use crate::{
    api::{ApiError, Extra},
    platform::{random, task},
    signal::{Derived, Var, effect, watch},
    text::beside,
    ui::{IntoNode, Node, Sheet, live as drawn, sheet, view},
};

/// The bags of a room, and what this viewer has of them.
#[derive(Clone, Copy)]
pub(super) struct Bags {
    live: Live,
    sheet: Sheet,
    person: AsPerson,
    /// The viewer's own entries, as far as they were asked for.
    mine: Var<Vec<MyEntry>>,
    /// Bags of which it was asked for.
    asked: Var<Vec<BagId>>,
    busy: Var<bool>,
    wrong: Var<Option<String>>,
}

impl Bags {
    /// Nobody is in any yet.
    pub fn new(live: Live, person: AsPerson) -> Self {
        Self {
            live,
            sheet: Sheet::new(),
            person,
            mine: Var::new(Vec::new()),
            asked: Var::new(Vec::new()),
            busy: Var::new(false),
            wrong: Var::new(None),
        }
    }

    /// Who was in before the page was loaded is told how it ended; another person is asked for anew.
    fn follow(self) {
        let Some(setup) = self.live.given() else { return };
        let guest = setup.purchase.guest;
        watch(guest, move |_, _| {
            self.mine.set(Vec::new());
            self.asked.set(Vec::new());
        });
        let won = Derived::new(move || {
            let won = |bag: &&Bag| self.stands(bag) == Stands::Won;
            self.live.room.with(|room| room.bags.iter().filter(won).count())
        });
        // What is being bought costs less by now.
        watch(won, move |_, _| {
            for one in self.live.priced.get_untracked() {
                one.run(());
            }
        });
        let ids = self.ids();
        effect(move || {
            let (ids, asked) = (ids.get(), self.asked.get());
            if !guest.get() {
                let known = |id: &&BagId| !asked.contains(id) && noted::of(id).is_some();
                untrack(|| ids.iter().filter(known).for_each(|id| self.ask(id.clone())));
            }
        });
    }

    /// The time of the shop; tracked.
    fn now(self) -> Option<UnixMillis> {
        self.live.site().map(|site| site.now.at())
    }

    /// Those that the viewer is told of.
    fn ids(self) -> Derived<Vec<BagId>> {
        Derived::new(move || {
            self.live.room.with(|room| told(&room.bags).iter().map(|bag| bag.id.clone()).collect())
        })
    }

    /// A bag as it is; tracked.
    fn bag(self, id: &BagId) -> Option<Bag> {
        self.live.room.with(|room| room.bags.iter().find(|bag| bag.id == *id).cloned())
    }

    /// Where a bag stands for this viewer; tracked.
    fn stands(self, bag: &Bag) -> Stands {
        let now = self.now().unwrap_or(bag.opens_at);
        self.mine.with(|mine| stands(bag, mine.iter().find(|it| it.bag == bag.id), now))
    }

    /// The one that matters now, over the picture.
    pub fn chip(self) -> Node {
        let lang = self.live.lang;
        let takes = |setup: Setup| setup.purchase.storefront.can(&Capability::Bags);
        if !self.live.given().is_some_and(takes) {
            return ().node();
        }
        let one = Derived::new(move || {
            let now = self.now()?;
            let bag = self.live.room.with(|room| shown(&room.bags, now).cloned())?;
            Some((bag.winners, self.stands(&bag)))
        });
        let label = move || {
            let (winners, stands) = one.get()?;
            Some(match stands {
                Stands::Open => beside::BAG_CHIP.with(lang, &[&winners.to_string()]),
                Stands::In(_) => beside::BAG_IN.to(lang).into(),
                Stands::Closed => beside::BAG_CLOSED.to(lang).into(),
                Stands::Won => beside::BAG_WON.to(lang).into(),
                Stands::Lost | Stands::Drawn => beside::BAG_DRAWN.to(lang).into(),
            })
        };
        // However a bag stands, what opens the sheet stays where it is, and keeps the focus.
        let there = Derived::new(move || one.get().is_some());
        let chip = drawn(move || {
            there.get().then(|| {
                view! {
                    <button type="button" class="room-coupon room-lucky" part="lucky" on:click=move |_| self.sheet.open()>
                        {label}
                    </button>
                }
            })
        });
        // Who is in is told without having tapped.
        let said = move || {
            one.get().and_then(|(_, stands)| match stands {
                Stands::Won => Some(beside::BAG_WON.to(lang)),
                Stands::Lost => Some(beside::BAG_LOST.to(lang)),
                _ => None,
            })
        };
        view! { {chip} <p class="unseen" role="status">{said}</p> }
    }

    /// The sheet with all of them, closed.
    pub fn sheet(self) -> Node {
        let lang = self.live.lang;
        self.follow();
        effect(move || {
            if self.sheet.is_open() {
                untrack(|| self.look());
            }
        });
        let body = move || {
            let ids = self.ids();
            let wrong = move || {
                let wrong = self.wrong.get();
                wrong.map(|told| view! { <p class="note-bar" role="alert">{told}</p> })
            };
            let rows = drawn(move || {
                let ids = ids.get();
                if ids.is_empty() {
                    return view! { <p class="quiet">{beside::BAG_OVER.to(lang)}</p> };
                }
                let rows = ids.into_iter().map(|id| self.row(id)).collect::<Node>();
                view! { <ul class="room-shelf">{rows}</ul> }
            });
            view! { {rows} {wrong} }
        };
        sheet(self.sheet, lang, beside::BAGS.to(lang).into(), body)
    }

    /// Whether the sheet is wanted; tracked.
    pub fn is_asked(self) -> bool {
        self.sheet.is_open()
    }

    /// Closes it.
    pub fn close(self) {
        self.sheet.close();
    }

    /// Asks what the viewer has.
    fn look(self) {
        self.wrong.set(None);
        if !self.person.is_guest() {
            let (ids, asked) = (self.ids().get_untracked(), self.asked.get_untracked());
            ids.into_iter().filter(|id| !asked.contains(id)).for_each(|id| self.ask(id));
        }
    }

    /// Asks for the viewer's own entry, once; that there is none is no failure.
    fn ask(self, id: BagId) {
        let Some(api) = self.live.api() else { return };
        self.asked.update(|asked| asked.push(id.clone()));
        task::spawn(async move {
            match api.call::<GetEntry>(&id, &(), Extra::default()).await {
                Ok(mine) => self.take(mine),
                Err(error) if error.is_passing() => {
                    self.asked.update(|asked| asked.retain(|it| *it != id));
                }
                Err(_) => {}
            }
        });
    }

    fn enter(self, id: BagId) {
        let (Some(api), Some(bag)) = (self.live.api(), untrack(|| self.bag(&id))) else { return };
        self.busy.set(true);
        self.wrong.set(None);
        task::spawn(async move {
            let ask = EnterAsk { nonce: noted::nonce(&bag), name: talk::named() };
            let extra = Extra { key: Some(random::key()), ..Extra::default() };
            let answer = api.call::<EnterBag>(&id, &ask, extra).await;
            self.busy.set(false);
            match answer {
                Ok(mine) => self.take(mine),
                Err(error) => self.wrong.set(Some(self.told(&error, &bag))),
            }
        });
    }

    fn take(self, mine: MyEntry) {
        noted::entered(&mine);
        self.mine.update(|all| {
            all.retain(|it| it.bag != mine.bag);
            all.push(mine);
        });
    }

    fn told(self, error: &ApiError, bag: &Bag) -> String {
        let (lang, buyers) = (self.live.lang, bag.who == BagFor::Buyers);
        match error.kind() {
            Some(ProblemKind::SoldOut) => beside::BAG_FULL.to(lang).into(),
            Some(ProblemKind::WrongState) => beside::BAG_LATE.to(lang).into(),
            Some(ProblemKind::Forbidden) if buyers => beside::BAG_NOT_BOUGHT.to(lang).into(),
            Some(ProblemKind::Forbidden) => beside::BAG_NOT_YOU.to(lang).into(),
            _ => error.told(lang, None),
        }
    }
}
