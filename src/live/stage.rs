//! What a room looks like: the picture, and what lies over it.

use leptos::{html, prelude::*};
use picklive_contract::{
    Lang,
    live::{RoomState, SourceKind},
};

use super::{
    buy::Counter,
    chapters,
    gifts::Gifts,
    marks::{BAG, MUTED, PLAY, mark},
    order, pin, rest,
    room::Live,
    talk::Talking,
    top,
};
use crate::{
    api::asset,
    platform::{video::State, viewport},
    signal::{Derived, effect},
    text::{self, live as words},
    ui::{IntoNode, Node, countdown, live as drawn, view},
};

/// The room. The picture is drawn once: everything else lies over it and comes and goes by itself.
pub(super) fn draw(live: Live) -> Node {
    let (counter, talking) = (Counter::new(live), Talking::new(live));
    let gifts = Gifts::new(live);
    let whole = NodeRef::<html::Div>::new();
    let seen = viewport::follow();
    let played = played(live);
    effect(move || {
        if let Some(whole) = whole.get() {
            seen.get().tell(&whole);
        }
    });
    view! {
        <div class="room" node_ref=whole class:room-typing=move || seen.get().has_keyboard()>
            {picture(live)}
            <div class="room-over">
                {top::top(live, gifts.person())}
                <div class="room-middle">
                    {standing(live, counter)}
                    {picture_says(live, played)}
                </div>
                <div class="room-lower">
                    <div class="room-left">
                        {order::held(live, counter)}
                        {talking.list()}
                        {rest::gifts(live, gifts)}
                        {pin::pin(live, counter)}
                    </div>
                    <div class="room-side">
                        {rest::steering(live, played)}
                        {rest::hearts(live)}
                    </div>
                </div>
                <footer class="room-foot">
                    {shelf_button(live, counter)}
                    {chapters::button(live, counter)}
                    {rest::form(live, talking)}
                </footer>
            </div>
            {rest::sheets(live, counter, gifts)}
        </div>
    }
}

/// The picture: one `<video>` for as long as the room is there, unless somebody else plays it.
fn picture(live: Live) -> Node {
    if live.video.is_over() {
        return ().node();
    }
    let lang = live.lang;
    view! {
        {cover(live)}
        <video class="room-video" part="video" node_ref=live.video.element() aria-label=words::VIDEO.to(lang)
            on:click=move |_| live.video.tap()></video>
    }
}

/// The room's picture, behind the stream and in its place.
fn cover(live: Live) -> Node {
    let Some(site) = live.site() else { return ().node() };
    let url = Derived::new(move || {
        live.room.with(|room| room.cover.as_ref().map(|cover| cover.url.clone()))
    });
    let src = asset(&site);
    drawn(move || {
        let url = url.get().map(|url| src(&url)).filter(|url| !url.is_empty());
        url.map(|url| view! { <img class="room-cover" src=url alt="" /> })
    })
}

/// Whether the room has a picture that can be played here; nothing while none is due.
fn played(live: Live) -> Derived<Option<bool>> {
    Derived::new(move || {
        live.room.with(|room| {
            let on = matches!(room.state, RoomState::Live | RoomState::Paused | RoomState::Replay);
            (on && !live.video.is_over())
                .then(|| room.sources.iter().any(|source| source.kind == SourceKind::Hls))
        })
    })
}

/// What is said of the picture, and what a tap does.
fn picture_says(live: Live, played: Derived<Option<bool>>) -> Node {
    let lang = live.lang;
    let is_paused = Derived::new(move || live.room.with(|room| room.state == RoomState::Paused));
    let tap = move |_| live.video.tap();
    drawn(move || {
        let sources = played.get()?;
        if !sources {
            return Some(
                view! { <p class="room-says" role="status">{words::NO_SOURCE.to(lang)}</p> },
            );
        }
        // The video's state is read in any case, so that this is drawn anew with it.
        let state = live.video.state();
        let says = match state {
            State::Playing => return None,
            State::Poster => {
                return Some(view! {
                    <button type="button" class="room-play" aria-label=words::TO_PLAY.to(lang) on:click=tap>
                        {mark(PLAY)}
                    </button>
                });
            }
            State::Muted => {
                return Some(view! {
                    <button type="button" class="room-sound" on:click=tap>
                        {mark(MUTED)} <span>{words::TO_SOUND.to(lang)}</span>
                    </button>
                });
            }
            // The break is said already.
            _ if is_paused.get() => return None,
            State::Loading => words::LOADING,
            State::Stalled => words::STALLED,
            State::NoPicture => words::NO_PICTURE,
        };
        Some(view! { <p class="room-says" role="status">{says.to(lang)}</p> })
    })
}

/// Where the room stands, when it is not on the air.
fn standing(live: Live, counter: Counter) -> Node {
    let (lang, state) = (live.lang, live.state());
    let starts = Derived::new(move || live.room.with(|room| Some(room.starts_at)));
    drawn(move || {
        let setup = live.given()?;
        match state.get()? {
            RoomState::Scheduled => Some(to_come(live, counter, starts)),
            RoomState::Paused => Some(view! {
                <div class="room-state" role="status">
                    <p class="room-state-title">{words::PAUSED.to(lang)}</p>
                    <p>{words::PAUSED_HINT.to(lang)}</p>
                </div>
            }),
            RoomState::Ended => Some(view! {
                <div class="room-state" role="status">
                    <p class="room-state-title">{words::ENDED.to(lang)}</p>
                    <p>{words::ENDED_HINT.to(lang)}</p>
                    {setup.rooms.map(|href| view! {
                        <a class="button" href=href>{words::ALL_ROOMS.to(lang)}</a>
                    })}
                </div>
            }),
            _ => None,
        }
    })
}

/// A room that has not begun: how long until then, and what will be sold.
fn to_come(
    live: Live,
    counter: Counter,
    starts: Derived<Option<picklive_contract::UnixMillis>>,
) -> Node {
    let lang: Lang = live.lang;
    let (Some(site), Some(setup)) = (live.site(), live.given()) else { return ().node() };
    let zone = setup.purchase.storefront.zone.clone();
    let now = site.now;
    let is_late = Derived::new(move || {
        starts.get().zip(now.certain()).is_some_and(|(starts, now)| now >= starts)
    });
    drawn(move || {
        let starts = starts.get()?;
        let when = text::when(lang, zone.as_ref(), starts, untrack(|| now.at()));
        let late = is_late.get();
        let clock = (!late).then(|| {
            let spoken = words::BEGINS.with(lang, &[&when]);
            let digits = countdown(&site, Some(words::BEGINS_IN.to(lang)), starts, Some(spoken));
            view! { <p class="room-begins">{digits}</p> }
        });
        let hint = if late {
            words::LATE.to(lang).to_owned()
        } else {
            words::BEGINS_AT.with(lang, &[&when])
        };
        Some(view! {
            <div class="room-state">
                {clock}
                <p>{hint}</p>
                <button type="button" class="button" on:click=move |_| counter.shelf.open()>
                    {words::LOOK_AROUND.to(lang)}
                </button>
            </div>
        })
    })
}

/// What opens the shelf, with how much is on it.
fn shelf_button(live: Live, counter: Counter) -> Node {
    let lang = live.lang;
    let count = Derived::new(move || live.shelf.with(Vec::len));
    let label = move || words::SHELF_OF.with(lang, &[&count.get().to_string()]);
    let shown = move || (count.get() > 0).then(|| view! { <b>{count.get().to_string()}</b> });
    view! {
        <button type="button" class="room-round room-bag" part="shelf" aria-label=label
            on:click=move |_| counter.shelf.open()>
            {mark(BAG)} <span aria-hidden="true">{shown}</span>
        </button>
    }
}
