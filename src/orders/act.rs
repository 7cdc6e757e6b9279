//! What a buyer does with an order: a call that answers the order, made once however often it is tapped.

use picklive_contract::{Endpoint, Lang, orders::Order};

use crate::{
    api::{Api, ApiError, Extra, reason},
    checkout::Wish,
    platform::{json, random, task},
    signal::{Call, Var},
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
    pub fn new(api: Api, order: Data<Order>, fresh: Call<Order>, secret: Option<String>) -> Self {
        let (busy, failed) = (Var::new(false), Var::new(None));
        Self { api, order, fresh, secret, busy, failed, wish: Var::new(Wish::default()) }
    }

    /// The same order for another deed.
    pub fn another(&self) -> Self {
        Self::new(self.api.clone(), self.order, self.fresh, self.secret.clone())
    }

    /// Makes the call; `done` when it was answered.
    pub fn call<E: Endpoint<Answer = Order> + 'static>(
        &self,
        at: &E::At,
        ask: &E::Ask,
        done: Call<()>,
    ) {
        let Some(body) = json::write(ask).filter(|_| !self.busy.get_untracked()) else { return };
        let path = E::path(at);
        let question = format!("{path} {body}");
        let mut wish = self.wish.get_untracked();
        let key = Some(wish.key_for(question, random::key));
        self.wish.set(wish);
        self.busy.set(true);
        self.failed.set(None);
        let (this, extra) = (self.clone(), Extra { key, secret: self.secret.clone() });
        let body = Some(body).filter(|body| body != "null");
        let answer = this.api.text_of(E::METHOD, path, body, extra);
        // Not with the page: what was sent is sent.
        task::detach(async move {
            let answer = answer.await;
            let order = answer.and_then(|text| json::read(&text).ok_or(ApiError::Unreadable));
            this.busy.set(false);
            match order {
                Ok(order) => {
                    this.wish.set(Wish::default());
                    this.fresh.run(order);
                    done.run(());
                }
                Err(error) => {
                    // Refused for good: the next try is a wish of its own.
                    if !error.is_passing() {
                        this.wish.set(Wish::default());
                    }
                    this.failed.set(Some(error));
                }
            }
        });
    }

    /// What is said of the last call, if it failed.
    pub fn told(&self, lang: Lang) -> Node {
        let failed = self.failed;
        let told = move || {
            let told = failed.with(|failed| failed.as_ref().map(|error| error.told(lang, None)));
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
