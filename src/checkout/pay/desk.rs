//! The calls of the payment part: start an attempt to pay, call the order off.

use leptos::prelude::*;
use picklive_contract::{
    Lang, OrderId,
    endpoint::encode,
    orders::Cancel,
    payments::{ActionKind, ClientKind, PaymentAsk, PaymentState, StartPayment},
    problem::ProblemKind,
};

use super::{Desk, Paying, openid};
use crate::{
    api::{ApiError, Extra},
    checkout::{stage::pending, wish::Wish},
    platform::{
        client, guest, json,
        navigation::{self, Aside},
        random, task,
    },
    text::checkout as words,
};

/// Where a window of its own ends: a page that says that it can be closed.
const BACK: &str = "embed/back.html";

/// Where a provider's page leads back to.
fn back(setup: &Paying, order: &OrderId, apart: bool) -> String {
    let back = setup.return_url.run(order.clone());
    // A guest's order has no other page to come back to.
    if !apart || guest::IS_ONE {
        return back;
    }
    // That page leads on to where the order is shown: the phone may have let go of the one with the room.
    let home = [&*navigation::origin(), &setup.site.base].concat();
    let mut url = [&*home, BACK, "?to="].concat();
    encode(back.strip_prefix(&*home).unwrap_or_default(), &mut url);
    url
}

impl Desk {
    pub(super) fn lang(&self) -> Lang {
        untrack(|| self.setup.with(|setup| setup.site.lang))
    }

    /// Whether an attempt to pay is under way; tracked.
    pub(super) fn is_pending(&self) -> bool {
        self.order.with(|order| pending(order).is_some())
    }

    /// Begins a call that must not be made twice; gives what it needs. The key is that of the last call
    /// with the same `body`, if its answer was lost.
    fn begin(
        &self,
        body: impl FnOnce(&Paying, &OrderId) -> String,
    ) -> Option<(Paying, OrderId, Extra)> {
        if self.busy.get_untracked() {
            return None;
        }
        let setup = Paying::clone(&*untrack(|| self.setup.get())?);
        let id = untrack(|| self.order.get())?.id.clone();
        self.busy.set(true);
        self.failed.set(None);
        self.said.set(None);
        let secret = setup.secret_of.run(id.clone());
        let mut wish = untrack(|| self.wish.with(Clone::clone));
        let key = wish.key_for(body(&setup, &id), random::key);
        self.wish.set(wish);
        Some((setup, id, Extra { key: Some(key), secret, ..Extra::default() }))
    }

    /// Ends a call: a good answer is given on, a refusal is said and the truth asked for.
    fn end<T>(&self, answer: Result<T, ApiError>) -> Option<T> {
        self.busy.set(false);
        let error = match answer {
            Ok(answer) => {
                self.wish.set(Wish::default());
                return Some(answer);
            }
            Err(error) => error,
        };
        if !error.is_passing() {
            self.wish.set(Wish::default());
        }
        if self.finds_out(&error) {
            return None;
        }
        if error.kind() == Some(&ProblemKind::WrongState) {
            self.poll.soon();
        }
        self.failed.set(Some(error));
        None
    }

    /// Whether the page stays while it is paid elsewhere. Within WeChat there is one window.
    pub(super) fn stays(&self) -> bool {
        let stays = untrack(|| self.setup.with(|setup| setup.stays));
        stays && client::kind() != ClientKind::Wechat
    }

    /// A window for the page that the chosen way to pay leads to, if that is not to take the place of this one. To be
    /// called in the handler of a tap.
    pub(super) fn window(&self) -> Option<Aside> {
        let leads = |setup: &Paying| {
            let chosen = self.method.get_untracked();
            let mut methods = setup.storefront.payment_methods.iter();
            methods.any(|it| it.id == chosen && it.action == ActionKind::Redirect)
        };
        let wanted = self.stays() && untrack(|| self.setup.with(leads));
        let says = words::OPENING.to(self.lang());
        (wanted && !self.busy.get_untracked()).then(|| Aside::open(says, self.lang())).flatten()
    }

    /// Starts an attempt to pay by the chosen way, and does what it asks for.
    pub(super) fn start(self, aside: Option<Aside>) {
        let apart = aside.is_some();
        let asked = |setup: &Paying, id: &OrderId| PaymentAsk {
            method: self.method.get_untracked(),
            client: client::kind(),
            openid: openid::token(),
            return_url: Some(back(setup, id, apart)),
        };
        let body =
            |setup: &Paying, id: &OrderId| json::write(&asked(setup, id)).unwrap_or_default();
        let Some((setup, id, extra)) = self.begin(body) else { return };
        let ask = asked(&setup, &id);
        task::detach(async move {
            let answer = setup.api.call::<StartPayment>(&id, &ask, extra).await;
            let Some(payment) = self.end(answer) else { return };
            let action = (payment.state == PaymentState::Pending).then(|| payment.action.clone());
            // Whoever reads it just now sees it with the next look.
            self.order.amend(|order| order.payment = Some(payment));
            self.poll.soon();
            if let Some(action) = action {
                self.act(action, aside);
            }
        });
    }

    /// Calls the order off.
    pub(super) fn cancel(self) {
        let Some((setup, id, extra)) = self.begin(|_, _| "cancel".into()) else { return };
        task::detach(async move {
            let answer = setup.api.call::<Cancel>(&id, &(), extra).await;
            if let Some(order) = self.end(answer) {
                setup.fresh.run(order);
            }
        });
    }
}
