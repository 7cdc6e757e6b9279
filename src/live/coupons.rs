//! Coupons that the host has dropped: all their rules, what is left, and one tap to have one.

use leptos::prelude::untrack;
use picklive_contract::{
    CouponId,
    account::Session,
    coupons::{ClaimCoupon, Coupon, ListCoupons},
    live::Room,
    problem::ProblemKind,
    storefront::Capability,
};

use super::room::{Live, Setup};
use crate::{
    api::{ApiError, Extra},
    checkout::verify_sheet,
    platform::{random, task},
    signal::{Call, Derived, Var},
    text::{self, live as words, money},
    ui::{IntoNode, Node, Sheet, countdown, live as drawn, sheet, view},
};

/// The coupons of a room, and what this viewer has of them.
#[derive(Clone, Copy)]
pub(super) struct Coupons {
    live: Live,
    sheet: Sheet,
    verify: Sheet,
    /// Those that are the viewer's.
    mine: Var<Vec<CouponId>>,
    /// The one that is wanted, while a contact is verified for it.
    wanted: Var<Option<CouponId>>,
    busy: Var<bool>,
    wrong: Var<Option<String>>,
}

impl Coupons {
    /// Nobody has any yet.
    pub fn new(live: Live) -> Self {
        let (mine, wanted, wrong) = (Var::new(Vec::new()), Var::new(None), Var::new(None));
        let (sheet, verify, busy) = (Sheet::new(), Sheet::new(), Var::new(false));
        Self { live, sheet, verify, mine, wanted, busy, wrong }
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
        drawn(move || {
            let best = open.with(|open| {
                let best = open.iter().max_by_key(|coupon| coupon.off.amount)?;
                Some((best.off, best.minimum))
            });
            best.map(|(off, minimum)| {
                view! {
                    <button type="button" class="room-coupon" part="coupon" on:click=move |_| self.look()>
                        <b>{words::COUPON_OFF.with(lang, &[&money(off)])}</b> " "
                        {words::COUPON_FROM.with(lang, &[&money(minimum)])}
                    </button>
                }
            })
        })
    }

    /// The sheet with all of them, and the one for who is not signed in; closed.
    pub fn sheets(self) -> Node {
        let lang = self.live.lang;
        let body = move || {
            let open = self.open();
            let wrong = move || {
                let wrong = self.wrong.get();
                wrong.map(|told| view! { <p class="note-bar" role="alert">{told}</p> })
            };
            let rows = drawn(move || {
                let open = open.get();
                if open.is_empty() {
                    return view! { <p class="quiet">{words::COUPON_OVER.to(lang)}</p> };
                }
                let rows = open.into_iter().map(|coupon| self.row(coupon)).collect::<Node>();
                view! { <ul class="room-shelf">{rows}</ul> }
            });
            view! { {rows} {wrong} }
        };
        let verify = self.live.given().filter(|setup| setup.verifies).map(|setup| {
            let given = setup.purchase;
            let done = Call::new(move |session: Session| {
                given.signed_in.run(session);
                if let Some(id) = self.wanted.take() {
                    self.claim(id);
                }
            });
            let kinds = given.storefront.contact_kinds.clone();
            verify_sheet(&given.site, self.verify, given.api, kinds, done)
        });
        view! { {sheet(self.sheet, lang, words::COUPONS.to(lang).into(), body)} {verify} }
    }

    fn row(self, coupon: Coupon) -> Option<Node> {
        let (lang, setup) = (self.live.lang, self.live.given()?);
        let site = setup.purchase.site;
        let (zone, now) = (setup.purchase.storefront.zone.as_ref(), untrack(|| site.now.at()));
        let when = |at| text::when(lang, zone, at, now);
        let facts = [money(coupon.minimum), when(coupon.valid_until)];
        let closes = words::ENDS_AT.with(lang, &[&when(coupon.closes_at)]);
        let clock = countdown(&site, Some(words::ENDS_IN.to(lang)), coupon.closes_at, Some(closes));
        let left = [coupon.left.to_string(), coupon.quota.to_string()];
        let (id, of, gone) = (coupon.id.clone(), coupon.id, coupon.left < 1);
        let has = Derived::new(move || self.mine.with(|mine| mine.contains(&id)));
        let idle = move || !has.get() && !gone && !self.busy.get();
        let label = move || match (has.get(), gone) {
            (true, _) => words::CLAIMED.to(lang),
            (_, true) => words::ALL_CLAIMED.to(lang),
            _ => words::CLAIM.to(lang),
        };
        Some(view! {
            <li class="room-item room-ticket">
                <div class="room-item-text">
                    <h3>{words::COUPON_OFF.with(lang, &[&money(coupon.off)])}</h3>
                    <p>{words::COUPON_RULES.with(lang, &[&facts[0], &facts[1]])}</p>
                    <p class="room-facts">
                        {clock} <span>{words::COUPON_LEFT.with(lang, &[&left[0], &left[1]])}</span>
                    </p>
                </div>
                <button type="button" class="button" disabled=move || !idle()
                    on:click=move |_| self.want(of.clone())>{label}</button>
            </li>
        })
    }

    /// Opens the sheet, and asks what the viewer has.
    fn look(self) {
        self.wrong.set(None);
        self.sheet.open();
        let Some(setup) = self.live.given() else { return };
        if untrack(|| setup.purchase.guest.get()) {
            return;
        }
        let api = setup.purchase.api;
        task::spawn(async move {
            if let Ok(list) = api.call::<ListCoupons>(&(), &(), Extra::default()).await {
                self.mine.set(list.items.into_iter().map(|claim| claim.coupon.id).collect());
            }
        });
    }

    /// A coupon is for people: who is not signed in, does that first.
    fn want(self, id: CouponId) {
        let Some(setup) = self.live.given() else { return };
        if untrack(|| setup.purchase.guest.get()) && setup.verifies {
            self.wanted.set(Some(id));
            return self.verify.open();
        }
        self.claim(id);
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
            Some(ProblemKind::SoldOut) => words::ALL_CLAIMED.to(lang).into(),
            Some(ProblemKind::WrongState) => words::COUPON_OVER.to(lang).into(),
            _ => error.told(lang, None),
        }
    }
}
