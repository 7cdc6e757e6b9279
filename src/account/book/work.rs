//! What is done with the book: calls that answer all of it, each made once however often it is tapped.

use leptos::prelude::*;
use picklive_contract::{
    AddressId, Endpoint, Lang, Method,
    addresses::{AddressBook, SavedAddress},
    problem::ProblemKind,
};

use crate::{
    api::{Api, ApiError, Extra},
    checkout::Wish,
    platform::{focus, json, random, task},
    signal::Var,
    text::service,
    ui::{Data, Loader, Node, live, view},
};

/// Id of the button that brings back what was removed.
pub(super) const UNDO: &str = "address-undo";

/// Id of an address on the page.
pub(super) fn id_of(id: &AddressId) -> String {
    format!("address-{id}")
}

/// The book at work.
#[derive(Clone, Copy)]
pub(super) struct Work {
    api: Data<Api>,
    loader: Loader<AddressBook>,
    pub busy: Var<bool>,
    pub failed: Var<Option<ApiError>>,
    /// The last change that has no answer yet: a repeat carries the same key.
    wish: Var<Wish>,
    /// What was removed last.
    pub removed: Var<Option<SavedAddress>>,
    /// What is changed in the form; a new one when there is none.
    pub editing: Var<Option<SavedAddress>>,
}

impl Work {
    /// Nothing has been done yet.
    pub fn new(api: Api, loader: Loader<AddressBook>) -> Self {
        Self {
            api: Data::new(api),
            loader,
            busy: Var::new(false),
            failed: Var::new(None),
            wish: Var::new(Wish::default()),
            removed: Var::new(None),
            editing: Var::new(None),
        }
    }

    /// Changes the book; `done` when the server has. What was changed has the focus then.
    pub fn change<E: Endpoint<Answer = AddressBook>>(
        self,
        at: &E::At,
        ask: &E::Ask,
        done: Box<dyn FnOnce()>,
    ) {
        if let Some(body) = json::write(ask) {
            self.send(E::METHOD, E::path(at), body, done);
        }
    }

    fn send(self, method: Method, path: String, body: String, done: Box<dyn FnOnce()>) {
        let Some(api) = untrack(|| self.api.get()).filter(|_| !self.busy.get_untracked()) else {
            return;
        };
        self.busy.set(true);
        self.failed.set(None);
        let mut wish = self.wish.get_untracked();
        let key = Some(wish.key_for(format!("{path} {body}"), random::key));
        self.wish.set(wish);
        let body = Some(body).filter(|body| body != "null");
        let answer = api.text_of(method, path, body, Extra { key, ..Extra::default() });
        task::detach(async move {
            let answer = answer.await;
            let book = answer.and_then(|text| json::read(&text).ok_or(ApiError::Unreadable));
            self.busy.set(false);
            if !book.as_ref().is_err_and(ApiError::is_passing) {
                self.wish.set(Wish::default());
            }
            match book {
                Ok(book) => self.take(book, done),
                Err(error) => {
                    // Changed or removed in another tab: then this is not how it is.
                    if error.is_not_found() {
                        self.loader.reload();
                    }
                    self.failed.set(Some(error));
                }
            }
        });
    }

    fn take(self, book: AddressBook, done: Box<dyn FnOnce()>) {
        let changed = book.saved.as_ref().map_or_else(|| UNDO.into(), id_of);
        self.loader.put(book);
        done();
        // The button that was tapped is drawn anew, or is gone.
        request_animation_frame(move || focus::by_id(&changed));
    }

    /// What is said of the last change, if it failed.
    pub fn told(self, lang: Lang) -> Node {
        live(move || {
            let told = self.failed.with(|failed| failed.as_ref().map(|error| said(error, lang)));
            told.map(|told| view! { <p class="note-bar" role="alert">{told}</p> })
        })
    }
}

/// A failure in words. What those of the app say of a limit is about buying.
fn said(error: &ApiError, lang: Lang) -> String {
    match error.kind() {
        Some(ProblemKind::LimitReached) => service::BOOK_FULL.to(lang).into(),
        _ => error.told(lang, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Refusal;

    #[test]
    fn a_full_book_is_not_told_as_a_limit_of_buying() {
        let error = ApiError::Problem(Refusal::new(ProblemKind::LimitReached, 409).into());
        for lang in Lang::ALL {
            assert_eq!(said(&error, lang), service::BOOK_FULL.to(lang));
        }
    }
}
