//! The shop as its buyers reach it.

use picklive_contract::{
    Endpoint, OrderId, RoomId, UnixMillis,
    orders::{Cancel, GetOrder, Order, OrderState},
    problem::ProblemKind,
    storefront::{Capability, Storefront},
};

use super::Caller;
use crate::{
    ask::Ask,
    client::{Answer, Client},
    fixture::Fixture,
    rules::{self, Rule},
};

/// Addresses whose answers depend on the caller.
const PERSONAL: [&str; 7] = [
    "/v1/session",
    "/v1/quotes",
    "/v1/orders",
    "/v1/addresses",
    "/v1/returns",
    "/v1/coupons",
    "/v1/hosted",
];

/// The shop, its fixture, who is signed in, and what is still to be called off.
pub(crate) struct Till<'a> {
    pub(crate) client: Client<'a>,
    pub(crate) fixture: &'a Fixture,
    pub(crate) shop: Storefront,
    /// Whether the foreign page is answered.
    pub(crate) crosses: bool,
    /// Those of the fixture who could sign in.
    pub(crate) persons: Vec<Caller>,
    /// Why there are not more of them.
    pub(crate) nobody: String,
    /// The room it is bought in, and where the viewer's playback is.
    pub(crate) inside: Option<(RoomId, Option<UnixMillis>)>,
    placed: Vec<(Caller, OrderId)>,
}

impl<'a> Till<'a> {
    pub(super) fn new(
        client: Client<'a>,
        fixture: &'a Fixture,
        shop: Storefront,
        crosses: bool,
    ) -> Self {
        let nobody = "two persons in the fixture ([[persons]])".into();
        let (persons, placed) = (Vec::new(), Vec::new());
        Self { client, fixture, shop, crosses, persons, nobody, inside: None, placed }
    }

    /// Lacks the capability unless the storefront lists it.
    pub(crate) fn needs(&self, capability: &Capability) -> Result<(), String> {
        if self.shop.can(capability) { Ok(()) } else { Err(format!("the capability {capability}")) }
    }

    /// The `nth` person of the fixture.
    pub(crate) fn person(&self, nth: usize) -> Result<Caller, String> {
        self.persons.get(nth).cloned().ok_or_else(|| self.nobody.clone())
    }

    /// Asks as a caller.
    pub(crate) async fn send(&mut self, caller: &Caller, ask: Ask) -> Result<Answer, String> {
        let answer = self.client.send(caller.asks(ask)).await.ok_or("an answer")?;
        self.personal(&answer);
        Ok(answer)
    }

    /// Asks an endpoint that takes no body as a caller.
    pub(crate) async fn call<E: Endpoint>(
        &mut self,
        caller: &Caller,
        at: &E::At,
    ) -> Result<Answer, String> {
        self.send(caller, Ask::to::<E>(at)).await
    }

    /// Asks several times at the same moment; those without an answer are left out.
    pub(crate) async fn together(&mut self, asks: Vec<(Caller, Ask)>) -> Vec<(Caller, Answer)> {
        let (callers, asks): (Vec<_>, Vec<_>) =
            asks.into_iter().map(|(caller, ask)| (caller.clone(), caller.asks(ask))).unzip();
        let answers = self.client.together(asks).await;
        let came = callers.into_iter().zip(answers);
        let came: Vec<_> = came.filter_map(|(caller, answer)| Some((caller, answer?))).collect();
        for (_, answer) in &came {
            self.personal(answer);
        }
        came
    }

    fn personal(&mut self, answer: &Answer) {
        let path = answer.at.split_once(' ').map_or("", |(_, path)| path);
        let own = path.ends_with("/figures")
            || path.ends_with("/entry")
            || path.ends_with("/follow")
            || PERSONAL.iter().any(|own| path.starts_with(own));
        if !answer.is_success() || !own {
            return;
        }
        let control = answer.header("cache-control").unwrap_or("no Cache-Control").to_lowercase();
        let kept = control.contains("no-store");
        self.client.record.check(&rules::NO_STORE, &answer.at, kept, "no-store", control);
    }

    /// Notes whether `rule` holds for an answer.
    pub(crate) fn check(
        &mut self,
        rule: &Rule,
        answer: &Answer,
        holds: bool,
        expected: impl std::fmt::Display,
    ) -> bool {
        self.client.record.check(rule, &answer.at, holds, expected, answer.brief())
    }

    /// Notes whether an answer is the refusal it should be.
    pub(crate) fn expect(
        &mut self,
        rule: &Rule,
        answer: &Answer,
        status: u16,
        kind: &ProblemKind,
    ) -> bool {
        self.check(rule, answer, answer.refuses(status, kind), format!("{status} {kind}"))
    }

    /// The order of an answer, with who may see it; it will be called off in the end.
    pub(crate) fn keep(&mut self, caller: &Caller, answer: &Answer) -> Option<(Order, Caller)> {
        let order: Order = answer.read().filter(|_| answer.is_success())?;
        let secret = order.secret.clone().or_else(|| caller.secret.clone());
        let owner = Caller { secret, ..caller.clone() };
        self.placed.push((owner.clone(), order.id.clone()));
        Some((order, owner))
    }

    /// Calls an order off.
    pub(crate) async fn call_off(
        &mut self,
        owner: &Caller,
        id: &OrderId,
    ) -> Result<Answer, String> {
        let answer = self.call::<Cancel>(owner, id).await?;
        if answer.is_success() {
            self.placed.retain(|(_, placed)| placed != id);
        }
        Ok(answer)
    }

    /// The order as its owner sees it now.
    pub(crate) async fn show(&mut self, owner: &Caller, id: &OrderId) -> Result<Order, String> {
        let answer = self.call::<GetOrder>(owner, id).await?;
        let order = answer.read().filter(|_| answer.is_success());
        self.check(&rules::OWNER, &answer, order.is_some(), "the order");
        order.ok_or("an order that its owner can see".into())
    }

    /// Forgets an order that is decided.
    pub(crate) fn done(&mut self, id: &OrderId) {
        self.placed.retain(|(_, placed)| placed != id);
    }

    /// Calls off what is left.
    pub(crate) async fn clear(&mut self) {
        for (owner, id) in std::mem::take(&mut self.placed) {
            let Ok(answer) = self.call::<GetOrder>(&owner, &id).await else { continue };
            let open = |order: &Order| order.state == OrderState::AwaitingPayment;
            if answer.read().as_ref().is_some_and(open) {
                let _ = self.call::<Cancel>(&owner, &id).await;
            }
        }
    }
}
