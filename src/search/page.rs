//! The page: a field, what is found while one types, and what was searched for before.

use std::time::Duration;

use leptos::prelude::*;
use picklive_contract::{
    Lang, List,
    product::Product,
    search::{QUERY_MAX, path},
};

use super::{
    found::results,
    model::{Found, concerns, remembered, told},
};
use crate::{
    address::{Page, Site},
    api::{Api, ApiError, Kept},
    platform::{
        events, focus, json,
        storage::{self, Keep},
        timer,
    },
    signal::{Call, Var, effect},
    state::App,
    text::search,
    ui::{Icon, IntoNode, Loader, Node, icon, live, load, page_head, view, waiting},
};

/// Id of the field.
const FIELD: &str = "search-text";
/// Under which name the browser remembers searches.
const BEFORE: &str = "searches";
/// Under which name what was found last is kept for coming back to it.
const LAST: &str = "search";
/// How long typing has to rest before it is searched.
const REST: Duration = Duration::from_millis(300);

/// Asks for a page of what is found for a text.
pub(super) async fn ask(
    api: &Api,
    text: &str,
    after: Option<&str>,
) -> Result<List<Product>, ApiError> {
    let answer = api.text(&path(text, after), None).await?;
    json::read(&answer).ok_or(ApiError::Unreadable)
}

/// Finds what there is for a text: as many pages as are shown of it.
async fn find(
    api: Api,
    asked: Var<String>,
    shown: Var<Option<Loader<Found>>>,
) -> Result<Found, ApiError> {
    let mut found = Found::nothing(asked.get_untracked());
    loop {
        let before = found.items.len();
        let more = ask(&api, &found.text, found.next.as_deref()).await?;
        found = found.with(&more);
        let grew = found.items.len() > before;
        let short = |loader: Loader<Found>| loader.peek(|shown| found.falls_short(shown, grew));
        // Who has asked for something else does not wait for the rest of this.
        if asked.get_untracked() != found.text || !shown.get_untracked().is_some_and(short) {
            return Ok(found);
        }
    }
}

/// What is found for what is `asked`, kept for coming back to it.
fn loader(api: Api, asked: Var<String>) -> Loader<Found> {
    let kept = api.kept(LAST).and_then(|Kept { value, at, .. }| {
        let found = value.downcast::<Found>().ok()?;
        (found.text == asked.get_untracked()).then_some((found, at))
    });
    let shown = Var::new(None);
    let asking = api.clone();
    let loader = Loader::new(None, move || find(asking.clone(), asked, shown));
    shown.set(Some(loader));
    if let Some((found, at)) = kept {
        loader.stand_in(Found::clone(&found), String::new(), at);
    }
    // What was found for who was there then is not kept for who signs in.
    let turn = api.turn();
    effect(move || {
        if let Some(value) = loader.data().and_then(|data| data.get()) {
            let (text, at) = (String::new(), loader.at());
            api.keep(turn, LAST, Kept { value, text, at });
        }
    });
    loader
}

/// The page, with what the address searches for.
pub fn page(site: Site, text: &str) -> Node {
    let lang = site.lang;
    let head = page_head(None, search::TITLE.to(lang).into(), None);
    let (Some(app), Some(api)) = (App::get(), use_context::<Api>()) else {
        return view! { {head} {waiting(lang)} };
    };
    let (typed, asked) = (Var::new(text.to_owned()), Var::new(text.to_owned()));
    let before = Var::new(storage::read::<Vec<String>>(Keep::Forever, BEFORE).unwrap_or_default());
    // Who comes back is led to where they were.
    if text.is_empty() && !app.router.came_back() {
        request_animation_frame(|| focus::by_id(FIELD));
    }
    let loader = loader(api.clone(), asked);
    app.told.keep(loader, told, concerns);
    loader.reload_when_seen();
    let go = Call::new(move |text: String| {
        let text = text.trim().to_owned();
        if text != asked.get_untracked() {
            // The address can be reloaded, shared and come back to.
            app.router.renamed(&Page::Search(text.clone()));
            asked.set(text);
            loader.reload();
        }
    });
    let mut begun = false;
    effect(move || {
        let text = typed.get();
        if std::mem::replace(&mut begun, true) {
            timer::after(REST, move || go.run(text));
        }
    });
    let remember = Call::new(move |()| {
        before.update(|before| {
            *before = remembered(std::mem::take(before), &asked.get_untracked());
            storage::write(Keep::Forever, BEFORE, before);
        });
    });
    let search = Call::new(move |text: String| {
        typed.set(text.clone());
        go.run(text);
        remember.run(());
    });
    let body = load(loader, lang, move |data| results(&site, api.clone(), loader, data, remember));
    view! { {head} {form(lang, typed, search)} {earlier(lang, typed, before, search)} {body} }
}

fn form(lang: Lang, typed: Var<String>, search: Call<String>) -> Node {
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        search.run(typed.get_untracked());
    };
    // The pinyin that an input method is still composing is nothing to search for. Latin words some keyboards
    // compose as well, letter by letter: they are searched for as they grow.
    let type_in = move |event: leptos::ev::Event| {
        if lang != Lang::Zh || !events::is_composing(&event) {
            typed.set(event_target_value(&event));
        }
    };
    view! {
        <form class="search" role="search" on:submit=submit>
            <label class="unseen" for=FIELD>{search::LABEL.to(lang)}</label>
            <input id=FIELD name="q" type="search" enterkeyhint="search" autocomplete="off"
                maxlength=QUERY_MAX.to_string() placeholder=search::HINT.to(lang)
                prop:value=move || typed.get()
                on:input=type_in on:compositionend=move |event| typed.set(event_target_value(&event)) />
            <button class="icon-button" aria-label=search::TITLE.to(lang)>{icon(Icon::Search)}</button>
        </form>
    }
}

/// What was searched for before, while the field is empty.
fn earlier(lang: Lang, typed: Var<String>, before: Var<Vec<String>>, search: Call<String>) -> Node {
    live(move || {
        let all = before.get();
        if all.is_empty() || !typed.get().is_empty() {
            return ().node();
        }
        let chip = |text: String| {
            let label = text.clone();
            view! { <button type="button" class="chip" on:click=move |_| search.run(text.clone())>{label}</button> }
        };
        let forget = move |_| {
            before.set(Vec::new());
            storage::remove(Keep::Forever, BEFORE);
            focus::by_id(FIELD);
        };
        view! {
            <div class="searches">
                <span class="quiet">{search::RECENT.to(lang)}</span>
                {all.into_iter().map(chip).collect::<Node>()}
                <button type="button" class="link" on:click=forget>{search::FORGET.to(lang)}</button>
            </div>
        }
    })
}
