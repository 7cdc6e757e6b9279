//! The screens of a wait and of a failure.

use std::time::Duration;

use crate::ui::{Node, live, view};
use leptos::prelude::*;
use picklive_contract::Lang;

use super::{Loader, erased::Core};
use crate::{
    api::ApiError,
    platform::{guest, navigation, timer},
    signal::Var,
    text::{self, shell},
    ui::Data,
};

/// Draws what a loader brings with `view`, once it is there; later answers reach the view through its
/// data, so nothing that is on the screen is torn down. Until then the wait or the failure is drawn.
pub fn load<T: Send + Sync + 'static>(
    loader: Loader<T>,
    lang: Lang,
    view: impl Fn(Data<T>) -> Node + Send + 'static,
) -> Node {
    let core = loader.core;
    draw(core, lang, Box::new(move || view(Data::of(core.value))), None, true)
}

/// The same for what lies around a page: when it could not be read again, what is on the page says so.
pub fn load_around<T: Send + Sync + 'static>(
    loader: Loader<T>,
    lang: Lang,
    view: impl Fn(Data<T>) -> Node + Send + 'static,
) -> Node {
    let core = loader.core;
    draw(core, lang, Box::new(move || view(Data::of(core.value))), None, false)
}

/// The same for a thing that may not exist: then `absent` is drawn.
pub fn load_or<T: Send + Sync + 'static>(
    loader: Loader<T>,
    lang: Lang,
    view: impl Fn(Data<T>) -> Node + Send + 'static,
    absent: impl Fn() -> Node + Send + 'static,
) -> Node {
    let core = loader.core;
    draw(core, lang, Box::new(move || view(Data::of(core.value))), Some(Box::new(absent)), true)
}

type Draw = Box<dyn Fn() -> Node + Send>;

/// How often it is said anew how old something is.
const MINUTE: Duration = Duration::from_secs(60);

fn draw(core: Core, lang: Lang, view: Draw, absent: Option<Draw>, tells: bool) -> Node {
    core.may_go.change(absent.is_some());
    let stale = tells.then(|| is_stale(core, lang));
    let body = move || {
        if core.there.get() {
            return untrack(&view);
        }
        match (core.failed.get(), &absent) {
            (Some(error), Some(absent)) if error.is_not_found() => untrack(absent),
            (Some(error), _) => {
                failed(error.told_reading(lang), &error, lang, Box::new(move || core.again()))
            }
            _ => waiting(lang),
        }
    };
    view! { {stale} {body} }
}

/// Says that what is there could not be read again, how old it is, and does it again.
pub fn stale<T: Send + Sync + 'static>(loader: Loader<T>, lang: Lang) -> Node {
    is_stale(loader.core, lang)
}

fn is_stale(core: Core, lang: Lang) -> Node {
    live(move || {
        let error = core.failed.get().filter(|_| core.there.get())?;
        let tick = Var::new(());
        timer::every(MINUTE, move || tick.set(()));
        let age = move || {
            tick.track();
            shell::UPDATED_AGO.with(lang, &[&text::ago(lang, core.age())])
        };
        Some(view! {
            <p class="note-bar stale" role="status">
                {error.told_reading(lang)} " " <span aria-live="off">{age}</span> " "
                <button type="button" class="link" on:click=move |_| core.again()>{shell::RETRY.to(lang)}</button>
            </p>
        })
    })
}

/// The wait, drawn only after a moment so that quick answers do not flicker.
pub fn waiting(lang: Lang) -> Node {
    view! { <p class="wait" role="status">{shell::WAITING.to(lang)}</p> }
}

/// A failure: what happened, what to do, and a button that does it.
pub fn failure(error: &ApiError, lang: Lang, again: impl Fn() + 'static) -> Node {
    failed(error.told(lang, None), error, lang, Box::new(again))
}

fn failed(told: String, error: &ApiError, lang: Lang, again: Box<dyn Fn()>) -> Node {
    let outdated = *error == ApiError::Outdated && !guest::IS_ONE;
    let act = move |_| if outdated { navigation::reload() } else { again() };
    view! {
        <div class="state" role="alert">
            <h1 class="state-title" tabindex="-1">{told}</h1>
            <button type="button" class="button" on:click=act>{shell::RETRY.to(lang)}</button>
        </div>
    }
}

/// An empty state: what is not there, and where to go instead.
pub fn empty(title: String, hint: String, action: Option<(String, String)>) -> Node {
    view! {
        <div class="state">
            <h1 class="state-title" tabindex="-1">{title}</h1>
            <p>{hint}</p>
            {action.map(|(href, label)| view! { <a class="button" href=href>{label}</a> })}
        </div>
    }
}
