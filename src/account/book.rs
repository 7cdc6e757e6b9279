//! The address book: which is the default, adding, changing and forgetting one.

mod form;
mod work;

use leptos::prelude::*;
use picklive_contract::{
    Lang,
    addresses::{
        ADDRESSES_MAX, AddAddress, AddressAsk, AddressBook, ChangeAddress, RemoveAddress,
        SavedAddress,
    },
};

use crate::{
    address::Site,
    api::Api,
    checkout::address_lines,
    signal::Derived,
    state::{App, Book, Shop},
    text::{checkout as words, service},
    ui::{Data, Loader, Node, Sheet, live, load, sheet, view},
};
use work::{UNDO, Work, id_of};

/// Draws the book of whoever is signed in; nothing for a guest.
pub(super) fn book(site: &Site, shop: &Shop, app: App, api: Api) -> Node {
    let (lang, shop) = (site.lang, shop.clone());
    let book = Book::of(app, api.clone(), &shop.0);
    live(move || {
        let loader = book.loader()?;
        Some(untrack(|| section(lang, &shop, app, api.clone(), loader)))
    })
}

fn section(lang: Lang, shop: &Shop, app: App, api: Api, loader: Loader<AddressBook>) -> Node {
    let (work, open) = (Work::new(api, loader), Sheet::new());
    let (shop, who) = (shop.clone(), app.session.who());
    let sent = shop.0.shipping.is_some();
    let body = move || form::form(lang, &shop, work, who.as_ref(), open);
    let list = move |book| list(lang, work, book, open, sent);
    view! {
        <section class="account-part">
            <h2>{service::ADDRESSES.to(lang)}</h2>
            {undo(lang, work)}
            {load(loader, lang, list)}
            {move || (!open.is_open()).then(|| work.told(lang))}
            {sheet(open, lang, words::ADDRESS.to(lang).into(), body)}
        </section>
    }
}

/// The addresses, and the way to another one while there is room; where nothing is `sent` there is none to add.
fn list(lang: Lang, work: Work, book: Data<AddressBook>, open: Sheet, sent: bool) -> Node {
    let all = Derived::new(move || book.with(|book| book.addresses.clone()));
    let edit = move |one: Option<SavedAddress>| {
        work.failed.set(None);
        work.editing.set(one);
        open.open();
    };
    let rows = move || {
        let all = all.get();
        let rows = all.iter().map(|one| row(lang, work, one, edit)).collect::<Node>();
        if all.is_empty() {
            view! { <p class="quiet">{service::NO_ADDRESS.to(lang)}</p> }
        } else {
            view! { <ul class="addresses">{rows}</ul> }
        }
    };
    let full = Derived::new(move || all.with(|all| all.len() >= ADDRESSES_MAX));
    let more = move || {
        if full.get() {
            view! { <p class="quiet">{service::BOOK_FULL.to(lang)}</p> }
        } else {
            view! {
                <button type="button" class="button button-quiet" id="address-add" on:click=move |_| edit(None)>{service::ADD_ADDRESS.to(lang)}</button>
            }
        }
    };
    view! { {rows} {sent.then(|| live(more))} }
}

fn row(
    lang: Lang,
    work: Work,
    one: &SavedAddress,
    edit: impl Fn(Option<SavedAddress>) + 'static,
) -> Node {
    let lines = address_lines(lang, &one.address).into_iter().filter(|line| !line.is_empty());
    let lines = lines.map(|line| view! { <p>{line}</p> }).collect::<Node>();
    let label = Some(one.label.clone()).filter(|label| !label.is_empty());
    let (chosen, changed, gone) = (one.clone(), one.clone(), one.clone());
    let make = move |_| {
        let SavedAddress { id, label, address, .. } = chosen.clone();
        let ask = AddressAsk { label, address, default: true };
        work.change::<ChangeAddress>(&id, &ask, Box::new(|| {}));
    };
    let remove = move |_| {
        let taken = gone.clone();
        let done = move || work.removed.set(Some(taken));
        work.change::<RemoveAddress>(&gone.id, &(), Box::new(done));
    };
    let busy = work.busy;
    let mark = if one.default {
        view! { <span class="tag tag-good">{service::DEFAULT.to(lang)}</span> }
    } else {
        view! { <button type="button" class="link" disabled=move || busy.get() on:click=make>{service::MAKE_DEFAULT.to(lang)}</button> }
    };
    view! {
        <li class="saved" id=id_of(&one.id) tabindex="-1">
            <div>{label.map(|label| view! { <p><b>{label}</b></p> })} {lines}</div>
            <p class="saved-act">
                {mark}
                <button type="button" class="link" disabled=move || busy.get()
                    on:click=move |_| edit(Some(changed.clone()))>{service::CHANGE.to(lang)}</button>
                <button type="button" class="link" disabled=move || busy.get() on:click=remove>{service::REMOVE.to(lang)}</button>
            </p>
        </li>
    }
}

/// What was removed can be brought back.
fn undo(lang: Lang, work: Work) -> Node {
    live(move || {
        work.removed.get().map(|one| {
            let back = move |_| {
                let SavedAddress { label, address, default, .. } = one.clone();
                let done = move || work.removed.set(None);
                work.change::<AddAddress>(&(), &AddressAsk { label, address, default }, Box::new(done));
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
