//! What was found, row by row, and what to do when that is nothing.

use leptos::prelude::*;

use super::{model::Found, row::row};
use crate::{
    address::{Page, Site},
    api::Api,
    platform::task,
    signal::{Call, Derived, Var},
    text::{search, shell},
    ui::{Data, Loader, Node, empty, live, view},
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
    let told = move || {
        let (text, count, more) =
            data.with(|found| (found.text.clone(), found.items.len(), found.next.is_some()));
        if text.is_empty() {
            search::ALL.to(lang).to_owned()
        } else {
            let more = if more { "+" } else { "" };
            search::FOUND.with(lang, &[&format!("{count}{more}")])
        }
    };
    view! {
        <p class="quiet" role="status">{told}</p>
        {body}
        {more(lang, api, loader, data)}
    }
}

fn nothing(site: &Site, text: &str) -> Node {
    let lang = site.lang;
    let link = (Page::Today.href(site), shell::TO_TODAY.to(lang).into());
    let hint = search::NOTHING_HINT.to(lang).into();
    empty(search::NOTHING.with(lang, &[text]), hint, Some(link))
}

/// The button for further ones.
fn more(lang: picklive_contract::Lang, api: Api, loader: Loader<Found>, data: Data<Found>) -> Node {
    let busy = Var::new(false);
    let failed = Var::new(None);
    let some = Derived::new(move || data.with(|found| found.next.is_some()));
    live(move || {
        let api = api.clone();
        let ask = move |_| {
            let Some(found) = untrack(|| data.get()).filter(|_| !busy.get_untracked()) else {
                return;
            };
            busy.set(true);
            failed.set(None);
            let api = api.clone();
            task::spawn(async move {
                let further = super::page::ask(&api, &found.text, found.next.as_deref()).await;
                busy.set(false);
                // Meanwhile something else may have been searched for.
                let still = loader.peek(|now| now.text == found.text);
                match further {
                    Ok(list) if still => loader.put(found.with(list)),
                    Ok(_) => {}
                    Err(error) => failed.set(Some(error.told(lang, None))),
                }
            });
        };
        let label = move || if busy.get() { shell::WAITING } else { search::MORE }.to(lang);
        let said = move || failed.get().map(|said: String| view! { <p role="alert">{said}</p> });
        some.get().then(|| view! {
            {said}
            <button type="button" class="button button-quiet button-wide" on:click=ask>{label}</button>
        })
    })
}
