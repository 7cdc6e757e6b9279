//! What was found, row by row, and what to do when that is nothing.

use leptos::prelude::*;
use picklive_contract::Lang;

use super::{model::Found, row::row};
use crate::{
    address::{Page, Site},
    api::Api,
    platform::task,
    signal::{Call, Derived},
    text::{search, shell},
    ui::{Data, Further, Loader, Node, empty, live, more, view},
};

/// Draws what was found. `taken` is called when one of it is gone to.
pub fn results(
    site: &Site,
    api: Api,
    loader: Loader<Found>,
    data: Data<Found>,
    taken: Call<()>,
) -> Node {
    let (lang, site) = (site.lang, site.clone());
    // Rows are drawn anew only when others were found; their prices follow by themselves.
    let ids = Derived::new(move || {
        data.with(|found| found.items.iter().map(|item| item.id.0.clone()).collect::<Vec<_>>())
    });
    let none = Derived::new(move || {
        let none = |found: &Found| found.items.is_empty().then(|| found.text.clone());
        data.with(none)
    });
    let body = live(move || {
        if let Some(text) = none.get() {
            return nothing(&site, &text);
        }
        let site = site.clone();
        let rows = move || {
            ids.track();
            let found = untrack(|| data.get())?;
            Some(found.items.iter().map(|item| row(&site, data, item)).collect::<Node>())
        };
        view! { <ul class="found" on:click=move |_| taken.run(())>{rows}</ul> }
    });
    let told = move || data.with(|found| found.told(lang));
    // What went wrong with the end of one search is not said of the next.
    let text = Derived::new(move || data.with(|found| found.text.clone()));
    let end = live(move || {
        text.track();
        further(lang, api.clone(), loader, data)
    });
    view! {
        <p class="quiet" class:unseen=move || none.get().is_some() role="status">{told}</p>
        {body}
        {end}
    }
}

fn nothing(site: &Site, text: &str) -> Node {
    let lang = site.lang;
    let link = (Page::Today.href(site), shell::TO_TODAY.to(lang).into());
    let (title, hint) = Found::nothing_told(text, lang);
    empty(title, hint, Some(link))
}

/// The button for further ones.
fn further(lang: Lang, api: Api, loader: Loader<Found>, data: Data<Found>) -> Node {
    let some = Derived::new(move || data.with(|found| found.next.is_some()));
    let ask = Call::new(move |further: Further| {
        let Some(found) = untrack(|| data.get()) else { return further.end(None) };
        let api = api.clone();
        task::spawn(async move {
            match super::page::ask(&api, &found.text, found.next.as_deref()).await {
                Ok(list) => {
                    further.end(None);
                    // Meanwhile something else may have been searched for, or the same read again. What is
                    // there already is no newer for what comes after it.
                    loader.amend(move |now| {
                        let still = now.text == found.text && now.next == found.next;
                        still.then(|| now.with(&list))
                    });
                }
                Err(error) => further.end(Some(error)),
            }
        });
    });
    more(lang, ".found", some, search::MORE, ask)
}
