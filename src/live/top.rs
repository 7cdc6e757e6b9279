//! The upper edge: who runs the room, how many watch, following, and what everybody is to read.

use picklive_contract::Lang;

use super::{
    hearts::told,
    marks::{EYE, mark},
    person::AsPerson,
    rest,
    room::Live,
};
use crate::{
    api::asset,
    signal::Derived,
    text::live as words,
    ui::{IntoNode, Node, live as drawn, picture, view},
};

/// Host, viewers and the buttons at the upper edge.
pub(super) fn top(live: Live, person: AsPerson) -> Node {
    let lang = live.lang;
    view! {
        <header class="room-top" part="top">
            {host(live, lang)}
            {viewers(live, lang)}
            <span class="room-shared">{rest::sharing(live)}</span>
        </header>
        <div class="room-said">{rest::following(live, person)} {news(live, lang)}</div>
    }
}

fn host(live: Live, lang: Lang) -> Node {
    let Some(site) = live.site() else { return ().node() };
    let about =
        Derived::new(move || live.room.with(|room| Some((room.host.clone(), room.title.clone()))));
    drawn(move || {
        let (host, title) = about.get()?;
        Some(view! {
            <div class="room-host">
                {host.face.as_ref().map(|face| view! {
                    <span class="room-face" aria-hidden="true">{picture(Some(face), lang, asset(&site), false)}</span>
                })}
                <div class="room-who">
                    <b>{host.name.get(lang).to_owned()}</b>
                    <h1 tabindex="-1">{title.get(lang).to_owned()}</h1>
                </div>
            </div>
        })
    })
}

fn viewers(live: Live, lang: Lang) -> Node {
    let is_on = live.is_on();
    let count = Derived::new(move || live.viewers.get().filter(|_| is_on.get()));
    drawn(move || {
        count.get().map(|count| {
            let label = words::WATCHING.with(lang, &[&count.to_string()]);
            view! {
                <span class="room-viewers">
                    {mark(EYE)}
                    <span aria-hidden="true">{told(count, lang)}</span>
                    <span class="unseen">{label}</span>
                </span>
            }
        })
    })
}

/// What the host has everybody read.
fn news(live: Live, lang: Lang) -> Node {
    let said = Derived::new(move || {
        live.room.with(|room| room.announcement.as_ref().map(|said| said.text.clone()))
    });
    let line = move || {
        said.get().map(|text| {
            view! { <p class="room-news"><b>{words::NEWS.to(lang)}</b> " " {text}</p> }
        })
    };
    let demo = Derived::new(move || live.room.with(|room| room.demo));
    let mark =
        move || demo.get().then(|| view! { <span class="room-tag">{words::DEMO.to(lang)}</span> });
    view! { {mark} <div role="status">{line}</div> }
}
