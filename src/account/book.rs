//! The address book: which is the default, and forgetting one.

use leptos::prelude::*;
use picklive_contract::{
    Endpoint,
    addresses::{AddAddress, AddressAsk, AddressBook, ChangeAddress, RemoveAddress, SavedAddress},
};

use crate::{
    address::Site,
    api::{Api, ApiError, Extra},
    checkout::{Wish, address_lines},
    platform::{focus, json, random, task},
    signal::{Call, Var},
    state::{App, Book, Shop},
    text::service,
    ui::{Data, Node, live, view},
};

/// Id of the button that brings back what was removed.
const UNDO: &str = "address-undo";

/// The book at work.
#[derive(Clone, Copy)]
struct Work {
    api: Data<Api>,
    book: Book,
    busy: Var<bool>,
    failed: Var<Option<ApiError>>,
    /// The last change that has no answer yet: a repeat carries the same key.
    wish: Var<Wish>,
    /// What was removed last.
    removed: Var<Option<SavedAddress>>,
}

impl Work {
    /// Changes the book; `done` when the server has.
    fn change<E: Endpoint<Answer = AddressBook> + 'static>(
        self,
        at: E::At,
        ask: E::Ask,
        done: Call<()>,
    ) {
        let Some(api) = untrack(|| self.api.get()).filter(|_| !self.busy.get_untracked()) else {
            return;
        };
        self.busy.set(true);
        self.failed.set(None);
        let mut wish = self.wish.get_untracked();
        let question = format!("{} {}", E::path(&at), json::write(&ask).unwrap_or_default());
        let key = Some(wish.key_for(question, random::key));
        self.wish.set(wish);
        task::detach(async move {
            let extra = Extra { key, secret: None };
            let answer = api.call::<E>(&at, &ask, extra).await;
            self.busy.set(false);
            match answer {
                Ok(book) => {
                    self.wish.set(Wish::default());
                    self.book.put(book);
                    done.run(());
                }
                Err(error) => {
                    if !error.is_passing() {
                        self.wish.set(Wish::default());
                    }
                    self.failed.set(Some(error));
                }
            }
        });
    }
}

/// Draws the book of whoever is signed in; nothing for a guest.
pub(super) fn book(site: &Site, shop: &Shop, app: App, api: Api) -> Node {
    let lang = site.lang;
    let work = Work {
        api: Data::new(api.clone()),
        book: Book::of(app, api, &shop.0),
        busy: Var::new(false),
        failed: Var::new(None),
        wish: Var::new(Wish::default()),
        removed: Var::new(None),
    };
    let rows = move || {
        let all = work.book.all();
        let rows = all.into_iter().map(|one| row(lang, work, one)).collect::<Node>();
        Some(view! { <ul class="addresses">{rows}</ul> })
    };
    let told = move || {
        let told = work.failed.with(|failed| failed.as_ref().map(|error| error.told(lang, None)));
        told.map(|told| view! { <p class="note-bar" role="alert">{told}</p> })
    };
    live(move || {
        let some = !work.book.all().is_empty() || work.removed.get().is_some();
        some.then(|| {
            view! {
                <section class="account-part">
                    <h2>{service::ADDRESSES.to(lang)}</h2>
                    {undo(lang, work)} {rows} {told}
                </section>
            }
        })
    })
}

fn row(lang: picklive_contract::Lang, work: Work, one: SavedAddress) -> Node {
    let lines = address_lines(lang, &one.address).into_iter().filter(|line| !line.is_empty());
    let lines = lines.map(|line| view! { <p>{line}</p> }).collect::<Node>();
    let (chosen, gone) = (one.clone(), one.clone());
    let make = move |_| {
        let SavedAddress { id, label, address, .. } = chosen.clone();
        work.change::<ChangeAddress>(
            id,
            AddressAsk { label, address, default: true },
            Call::new(|()| {}),
        );
    };
    let remove = move |_| {
        let taken = gone.clone();
        let done = Call::new(move |()| {
            work.removed.set(Some(taken.clone()));
            request_animation_frame(|| focus::by_id(UNDO));
        });
        work.change::<RemoveAddress>(gone.id.clone(), (), done);
    };
    let busy = work.busy;
    let mark = if one.default {
        view! { <span class="tag tag-good">{service::DEFAULT.to(lang)}</span> }
    } else {
        view! { <button type="button" class="link" disabled=move || busy.get() on:click=make>{service::MAKE_DEFAULT.to(lang)}</button> }
    };
    view! {
        <li class="saved">
            <div>{lines}</div>
            <p class="saved-act">
                {mark}
                <button type="button" class="link" disabled=move || busy.get() on:click=remove>{service::REMOVE.to(lang)}</button>
            </p>
        </li>
    }
}

/// What was removed can be brought back.
fn undo(lang: picklive_contract::Lang, work: Work) -> Node {
    live(move || {
        work.removed.get().map(|one| {
            let back = move |_| {
                let SavedAddress { label, address, default, .. } = one.clone();
                let done = Call::new(move |()| work.removed.set(None));
                work.change::<AddAddress>((), AddressAsk { label, address, default }, done);
            };
            view! {
                <p class="note-bar" role="status">
                    {service::ADDRESS_REMOVED.to(lang)} " "
                    <button type="button" class="link" id=UNDO on:click=back>{service::UNDO.to(lang)}</button>
                </p>
            }
        })
    })
}
