//! Placing the order: once per wish, and every refusal leads on.

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{
    orders::{Order, PlaceOrder},
    problem::ProblemKind,
    quotes::Quote,
};

use super::{Flow, Placed};
use crate::{
    api::{Api, ApiError, Extra},
    checkout::{memory, wish::Wish},
    platform::{clock, json, random, task},
    text::checkout as words,
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
        let mut ask = filled.ask(needs, lines, total, setup.shop.clone());
        ask.lang = Some(self.lang.tag().into());
        ask.room = setup.room.and_then(|room| room.id());
        ask.at_stream_time = setup.room.and_then(|room| room.time());
        self.send(json::write(&ask));
    }

    /// Asks again for what got no answer. Whether it can still be bought is not looked at: it may be bought.
    pub(super) fn place_again(self) {
        if !self.busy.get_untracked() {
            self.send(None);
        }
    }

    fn send(self, question: Option<String>) {
        let Some(setup) = untrack(|| self.setup.get()) else { return };
        let (key, asked) = self.form.wish(|wish| {
            if !wish.is_open() {
                wish.at = clock::wall() as i64;
                wish.by_person = !untrack(|| setup.guest.get());
            }
            wish.ask(question, random::key)
        });
        self.busy.set(true);
        self.failed.set(None);
        self.pricing.changed.set(Vec::new());
        let (about, buyer) = (self.form.about(), untrack(|| self.form.filled()).buyer);
        let (api, remember) = (setup.api.clone(), setup.remember.held());
        // Not dropped when the person leaves: the order and its key must be remembered.
        task::detach(async move {
            let (answer, latest) = ask_for(&api, key, asked).await;
            let answer = answer.map(Arc::new);
            let gone = self.form.is_gone();
            let open = matches!(&answer, Err(error) if error.may_have_happened());
            if !open && gone {
                memory::keep_wish(&Wish::of(about.clone()));
            } else if !open {
                self.form.wish(Wish::answered);
            }
            if let Ok(order) = &answer {
                let note = match (gone, latest) {
                    (true, _) => Some(words::PLACED_AFTER),
                    (_, false) => Some(words::PLACED_BEFORE),
                    _ => None,
                };
                if latest {
                    memory::keep_buyer(buyer);
                }
                remember(Placed { order: Arc::clone(order), note });
                memory::keep_note(&about, "");
            }
            if gone {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(order) => {
                    memory::drop_draft();
                    self.order.set(Some(Data::shared(Arc::clone(&order))));
                    setup.placed.run(order);
                }
                Err(error) => self.refused(error),
            }
        });
    }

    fn refused(self, error: ApiError) {
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

/// Asks for one wish in its wordings, the latest first, until one is not refused as another than the one
/// that was answered; and whether it is the latest that was answered.
async fn ask_for(api: &Api, key: String, asked: Vec<String>) -> (Result<Order, ApiError>, bool) {
    let (mut answer, mut latest) = (Err(ApiError::Unreadable), true);
    for (at, question) in asked.into_iter().enumerate() {
        let extra = Extra { key: Some(key.clone()), ..Extra::default() };
        answer = api.put::<PlaceOrder>(&(), Some(question), extra).await;
        latest = at == 0;
        if !matches!(&answer, Err(error) if error.kind() == Some(&ProblemKind::KeyReused)) {
            break;
        }
    }
    (answer, latest)
}
