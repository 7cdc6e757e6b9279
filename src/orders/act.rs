//! What a buyer does with an order: a call that answers the order, made once however often it is tapped.

use picklive_contract::{Endpoint, Lang, Method, orders::Order, problem::ProblemKind};

use crate::{
    api::{Api, ApiError, Extra, reason},
    checkout::{Wish, memory},
    platform::{clock, json, random, task},
    signal::{Call, Var},
    text::errors,
    ui::{Data, Node, view},
};

/// An order that something is done with.
#[derive(Clone)]
pub(super) struct Deed {
    /// The way to the server.
    pub api: Api,
    /// The order as it is known.
    pub order: Data<Order>,
    /// Takes what the server says about it.
    pub fresh: Call<Order>,
    /// Called when the order is no longer what is shown.
    pub stale: Call<()>,
    /// A guest's key to it.
    pub secret: Option<String>,
    /// A call is under way.
    pub busy: Var<bool>,
    /// Why the last one failed.
    pub failed: Var<Option<ApiError>>,
    /// The last question that has no answer yet: a repeat carries the same key.
    wish: Var<Wish>,
}

impl Deed {
    /// Nothing has been done yet.
    pub fn new(
        api: Api,
        order: Data<Order>,
        fresh: Call<Order>,
        stale: Call<()>,
        secret: Option<String>,
    ) -> Self {
        let (busy, failed) = (Var::new(false), Var::new(None));
        Self { api, order, fresh, stale, secret, busy, failed, wish: Var::new(Wish::default()) }
    }

    /// The same order for another deed.
    pub fn another(&self) -> Self {
        Self::new(self.api.clone(), self.order, self.fresh, self.stale, self.secret.clone())
    }

    /// The same order for a deed that is made once also when the page was loaded anew before its answer came:
    /// its key is remembered by what it is `about`.
    pub fn remembered(&self, about: &str) -> Self {
        Self { wish: Var::new(memory::wish(about)), ..self.another() }
    }

    /// Makes the call; `done` when it was answered, also when the page was left meanwhile.
    pub fn call<E: Endpoint<Answer = Order> + 'static>(
        &self,
        at: &E::At,
        ask: &E::Ask,
        done: Box<dyn FnOnce()>,
    ) {
        let Some(body) = json::write(ask).filter(|_| !self.busy.get_untracked()) else { return };
        let path = E::path(at);
        self.send(E::METHOD, path, body, done);
    }

    fn send(&self, method: Method, path: String, body: String, done: Box<dyn FnOnce()>) {
        let mut wish = self.wish.get_untracked();
        let mut new = false;
        let key = wish.key_for(format!("{path} {body}"), || {
            new = true;
            random::key()
        });
        if new {
            wish.at = clock::wall() as i64;
        }
        self.note(wish.clone());
        self.busy.set(true);
        self.failed.set(None);
        let (this, extra) = (
            self.clone(),
            Extra { key: Some(key), secret: self.secret.clone(), ..Extra::default() },
        );
        let body = Some(body).filter(|body| body != "null");
        let answer = this.api.text_of(method, path, body, extra);
        // Not with the page: what was sent is sent.
        task::detach(async move {
            let answer = answer.await;
            let order = answer.and_then(|text| json::read(&text).ok_or(ApiError::Unreadable));
            this.busy.set(false);
            // Answered or refused for good: the next try is a wish of its own.
            if !order.as_ref().is_err_and(ApiError::is_passing) {
                wish.answered();
                this.note(wish);
            }
            match order {
                Ok(order) => {
                    this.fresh.run(order);
                    done();
                }
                Err(error) => {
                    // What is said then is that the page shows where it stands.
                    if moved_on(&error) {
                        this.stale.run(());
                    }
                    this.failed.set(Some(error));
                }
            }
        });
    }

    fn note(&self, wish: Wish) {
        if !wish.about.is_empty() {
            memory::keep_wish(&wish);
        }
        self.wish.set(wish);
    }

    /// What is said of the last call, if it failed.
    pub fn told(&self, lang: Lang) -> Node {
        let failed = self.failed;
        let told = move || {
            let told = failed.with(|failed| failed.as_ref().map(|error| said(error, lang)));
            told.map(|told| view! { <p class="note-bar" role="alert">{told}</p> })
        };
        view! { {told} }
    }

    /// What the server found wrong with a field, in words; tracked.
    pub fn wrong(&self, field: &str, lang: Lang) -> Option<String> {
        self.failed.with(|failed| match failed {
            Some(ApiError::Problem(refusal)) => {
                let wrong = refusal.fields.iter().find(|wrong| wrong.field.starts_with(field));
                wrong.map(|wrong| reason(&wrong.reason, lang).into())
            }
            _ => None,
        })
    }
}

/// Whether a refusal means that the order is no longer what is shown.
pub(super) fn moved_on(error: &ApiError) -> bool {
    error.kind() == Some(&ProblemKind::WrongState) || error.is_not_found()
}

/// A failure in words. What those of the app say of quantities is about buying; here nothing is bought.
fn said(error: &ApiError, lang: Lang) -> String {
    match error.kind() {
        Some(ProblemKind::Invalid) => errors::INVALID.to(lang).into(),
        _ => error.told(lang, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Refusal;
    use picklive_contract::problem::FieldProblem;

    #[test]
    fn who_gives_too_many_back_is_not_told_to_buy_fewer() {
        let mut refusal = Refusal::new(ProblemKind::Invalid, 422);
        let field =
            FieldProblem { field: "lines.0.quantity".into(), reason: "out-of-range".into() };
        refusal.fields.push(field);
        let error = ApiError::Problem(refusal.into());
        for lang in Lang::ALL {
            assert_eq!(said(&error, lang), errors::INVALID.to(lang));
        }
        assert_eq!(said(&ApiError::Offline, Lang::En), errors::OFFLINE.to(Lang::En));
    }

    #[test]
    fn only_what_moved_on_is_read_again() {
        let told = |kind, status| moved_on(&ApiError::Problem(Refusal::new(kind, status).into()));
        assert!(told(ProblemKind::WrongState, 409) && told(ProblemKind::NotFound, 404));
        assert!(!told(ProblemKind::Invalid, 422) && !moved_on(&ApiError::Offline));
    }
}
