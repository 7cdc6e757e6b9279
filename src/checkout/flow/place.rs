//! Placing the order: once per wish, and every refusal leads on.

use leptos::prelude::*;
use picklive_contract::{orders::PlaceOrder, problem::ProblemKind, quotes::Quote};

use super::Flow;
use crate::{
    api::{ApiError, Extra},
    checkout::{memory, wish::Wish},
    platform::{json, random, task},
    ui::Data,
};

impl Flow {
    /// Whether the button places an order now; tracked.
    pub(super) fn is_open(&self) -> bool {
        let buyable = self.pricing.quote.with(|quote| quote.as_ref().is_some_and(Quote::buyable));
        buyable && !self.pricing.asking.get()
    }

    /// Places the order, if the form is right and no other call is under way.
    pub(super) fn place(self) {
        if self.busy.get_untracked() || !untrack(|| self.is_open()) || !self.form.hand_in() {
            return;
        }
        let total = untrack(|| self.pricing.quote.with(|quote| quote.as_ref().map(|q| q.total)));
        let (Some(total), Some(setup)) = (total, untrack(|| self.setup.get())) else { return };
        let filled = untrack(|| self.form.filled());
        let lines = untrack(|| self.pricing.lines.with(Clone::clone));
        let needs = untrack(|| self.form.needs());
        let ask = filled.ask(needs, lines, total, setup.shop.clone());
        let body = json::write(&ask).unwrap_or_default();
        let key = self.form.wish(|wish| wish.key_for(body, random::key));
        self.busy.set(true);
        self.failed.set(None);
        self.pricing.changed.set(Vec::new());
        // Not dropped when the person leaves: the order and its key must be remembered.
        task::detach(async move {
            let extra = Extra { key: Some(key), ..Extra::default() };
            let answer = setup.api.call::<PlaceOrder>(&(), &ask, extra).await;
            self.busy.set(false);
            match answer {
                Ok(order) => {
                    memory::keep_buyer(filled.buyer);
                    self.form.wish(Wish::answered);
                    self.form.done();
                    setup.remember.run((order.id.clone(), order.secret.clone()));
                    let order = Data::new(order);
                    self.order.set(Some(order));
                    if let Some(order) = untrack(|| order.get()) {
                        setup.placed.run(order);
                    }
                }
                Err(error) => self.refused(error),
            }
        });
    }

    fn refused(self, error: ApiError) {
        if !error.is_passing() {
            self.form.wish(Wish::answered);
        }
        let fresh = match &error {
            ApiError::Problem(refusal) => refusal.quote(),
            _ => None,
        };
        match (fresh, error.kind()) {
            (Some(quote), _) => self.pricing.take(quote),
            (
                None,
                Some(ProblemKind::SoldOut | ProblemKind::PriceChanged | ProblemKind::LimitReached),
            ) => self.pricing.again(),
            _ => {}
        }
        if matches!(error.kind(), Some(ProblemKind::ContactNeeded | ProblemKind::SignInNeeded)) {
            self.verify.open();
        }
        self.form.refused(&error);
        self.failed.set(Some(error));
    }
}
