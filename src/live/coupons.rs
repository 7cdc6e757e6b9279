//! Coupons that the host has dropped: all their rules, what is left, and one tap to have one.

use leptos::prelude::untrack;
use picklive_contract::{
    CouponId,
    coupons::{ClaimCoupon, Coupon, ListCoupons},
    live::Room,
    problem::ProblemKind,
    storefront::Capability,
};

use super::{
    person::AsPerson,
    room::{Live, Setup},
};
use crate::{
    api::{ApiError, Extra},
    platform::{random, task},
    signal::{Derived, Var, effect},
    text::{self, beside, live as words, money},
    ui::{IntoNode, Node, Sheet, countdown, live as drawn, sheet, view},
};

/// The coupons of a room, and what this viewer has of them.
#[derive(Clone, Copy)]
pub(super) struct Coupons {
    live: Live,
    sheet: Sheet,
    person: AsPerson,
    /// Those that are the viewer's.
    mine: Var<Vec<CouponId>>,
    busy: Var<bool>,
    wrong: Var<Option<String>>,
    /// What is read out.
    said: Var<Option<String>>,
}

impl Coupons {
    /// Nobody has any yet.
    pub fn new(live: Live, person: AsPerson) -> Self {
        Self {
            live,
            sheet: Sheet::new(),
            person,
            mine: Var::new(Vec::new()),
            busy: Var::new(false),
            wrong: Var::new(None),
            said: Var::new(None),
        }
    }

    /// Those that can be claimed by the time of the shop; tracked.
    fn open(self) -> Derived<Vec<Coupon>> {
        let site = self.live.site();
        Derived::new(move || {
            let now = site.as_ref().map(|site| site.now.at());
            let open = |coupon: &&Coupon| now.is_some_and(|now| coupon.open_at(now));
            let of = |room: &Room| room.coupons.iter().filter(open).cloned().collect();
            self.live.room.with(of)
        })
    }

    /// The one that takes off most, over the picture.
    pub fn chip(self) -> Node {
        let (lang, open) = (self.live.lang, self.open());
        let takes = |setup: Setup| setup.purchase.storefront.can(&Capability::Coupons);
        if !self.live.given().is_some_and(takes) {
            return ().node();
        }
        // How many are left changes each second: what is tapped stays where it is.
        let best = Derived::new(move || {
            open.with(|open| {
                let best = open.iter().max_by_key(|coupon| coupon.off.amount)?;
                Some((best.off, best.minimum))
            })
        });
        let off = move || Some(beside::COUPON_OFF.with(lang, &[&money(best.get()?.0)]));
        let from = move || Some(beside::COUPON_FROM.with(lang, &[&money(best.get()?.1)]));
        let there = Derived::new(move || best.get().is_some());
        drawn(move || {
            there.get().then(|| {
                view! {
                    <button type="button" class="room-coupon" part="coupon" on:click=move |_| self.sheet.open()>
                        <b>{off}</b> " " {from}
                    </button>
                }
            })
        })
    }

    /// The sheet with all of them, closed.
    pub fn sheet(self) -> Node {
        let lang = self.live.lang;
        effect(move || {
            if self.sheet.is_open() {
                untrack(|| self.look());
            }
        });
        let body = move || {
            let open = self.open();
            let wrong = move || {
                let wrong = self.wrong.get();
                wrong.map(|told| view! { <p class="note-bar" role="alert">{told}</p> })
            };
            // Rows are drawn anew when there are others, and not when fewer are left.
            let rules = |coupon: &Coupon| Coupon { left: 0, ..coupon.clone() };
            let all: Derived<Vec<Coupon>> =
                Derived::new(move || open.with(|open| open.iter().map(rules).collect()));
            let rows = drawn(move || {
                let all = all.get();
                if all.is_empty() {
                    return view! { <p class="quiet">{beside::COUPON_OVER.to(lang)}</p> };
                }
                let rows = all.into_iter().map(|coupon| self.row(open, coupon)).collect::<Node>();
                view! { <ul class="room-shelf">{rows}</ul> }
            });
            let said = move || self.said.get();
            view! { {rows} <p class="unseen" role="status">{said}</p> {wrong} }
        };
        sheet(self.sheet, lang, beside::COUPONS.to(lang).into(), body)
    }

    fn row(self, open: Derived<Vec<Coupon>>, coupon: Coupon) -> Option<Node> {
        let (lang, setup) = (self.live.lang, self.live.given()?);
        let site = setup.purchase.site;
        let (zone, now) = (setup.purchase.storefront.zone.as_ref(), untrack(|| site.now.at()));
        let when = |at| text::when(lang, zone, at, now);
        let facts = [money(coupon.minimum), when(coupon.valid_until)];
        let closes = words::ENDS_AT.with(lang, &[&when(coupon.closes_at)]);
        let clock = countdown(&site, Some(words::ENDS_IN.to(lang)), coupon.closes_at, Some(closes));
        let quota = coupon.quota.to_string();
        let (id, of, one) = (coupon.id.clone(), coupon.id.clone(), coupon.id);
        let has = Derived::new(move || self.mine.with(|mine| mine.contains(&id)));
        let left = Derived::new(move || {
            open.with(|open| open.iter().find(|it| it.id == one).map_or(0, |it| it.left))
        });
        let told = move || beside::COUPON_LEFT.with(lang, &[&left.get().to_string(), &quota]);
        // A button that is disabled would lose the focus.
        let idle = Derived::new(move || !has.get() && left.get() > 0 && !self.busy.get());
        let label = move || match (has.get(), left.get() < 1) {
            (true, _) => beside::CLAIMED.to(lang),
            (_, true) => beside::ALL_CLAIMED.to(lang),
            _ => beside::CLAIM.to(lang),
        };
        Some(view! {
            <li class="room-item room-ticket">
                <div class="room-item-text">
                    <h3>{beside::COUPON_OFF.with(lang, &[&money(coupon.off)])}</h3>
                    <p>{beside::COUPON_RULES.with(lang, &[&facts[0], &facts[1]])}</p>
                    <p class="room-facts">
                        {clock} <span>{told}</span>
                    </p>
                </div>
                <button type="button" class="button" aria-disabled=move || (!idle.get()).then_some("true")
                    on:click=move |_| if idle.get_untracked() { self.want(of.clone()) }>{label}</button>
            </li>
        })
    }

    /// Whether a sheet is wanted; tracked.
    pub fn is_asked(self) -> bool {
        self.sheet.is_open()
    }

    /// Closes what was opened.
    pub fn close(self) {
        self.sheet.close();
    }

    /// Asks what the viewer has.
    fn look(self) {
        self.wrong.set(None);
        self.said.set(None);
        let Some(api) = self.live.api().filter(|_| !self.person.is_guest()) else { return };
        task::spawn(async move {
            if let Ok(list) = api.call::<ListCoupons>(&(), &(), Extra::default()).await {
                // What was claimed since it was asked for is not in it.
                self.mine.update(|mine| mine.extend(list.items.into_iter().map(|it| it.coupon.id)));
            }
        });
    }

    fn want(self, id: CouponId) {
        self.person.run(move || self.claim(id.clone()));
    }

    fn claim(self, id: CouponId) {
        let Some(api) = self.live.api() else { return };
        self.busy.set(true);
        self.wrong.set(None);
        task::spawn(async move {
            let key = Some(random::key());
            let answer = api.call::<ClaimCoupon>(&id, &(), Extra { key, ..Extra::default() }).await;
            self.busy.set(false);
            match answer {
                Ok(claim) => {
                    let off = money(claim.coupon.off);
                    self.said.set(Some(beside::HAS_CLAIMED.with(self.live.lang, &[&off])));
                    self.mine.update(|mine| mine.push(claim.coupon.id));
                    // What is being bought costs less by now.
                    for one in self.live.priced.get_untracked() {
                        one.run(());
                    }
                }
                Err(error) => self.wrong.set(Some(self.told(&error))),
            }
        });
    }

    fn told(self, error: &ApiError) -> String {
        let lang = self.live.lang;
        match error.kind() {
            Some(ProblemKind::SoldOut) => beside::ALL_CLAIMED.to(lang).into(),
            Some(ProblemKind::WrongState) => beside::COUPON_OVER.to(lang).into(),
            _ => error.told(lang, None),
        }
    }
}
