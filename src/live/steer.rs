//! What steers the picture, which plays by itself: it can be stopped and silenced by whoever wants that, also by
//! keyboard.

use super::{
    marks::{FLOAT, MUTED, PAUSE, PLAY, SHOP, SOUND, mark},
    room::Live,
};
use crate::{
    address::Page,
    platform::video::State,
    signal::Derived,
    text::beside,
    ui::{IntoNode, Node, live as drawn, view},
};

/// The buttons for the shop, for play, for sound, and for a picture above other pages where the browser has that; nothing while
/// there is no picture. Each stays where it is, so that a keyboard stays on it.
pub(super) fn steer(live: Live, played: Derived<Option<bool>>) -> Node {
    drawn(move || {
        (played.get() == Some(true))
            .then(|| view! { {browse(live)} {play(live)} {sound(live)} {float(live)} })
    })
}

/// Leads on into the shop, with the picture small in a corner.
fn browse(live: Live) -> Option<Node> {
    let (lang, browse) = (live.lang, live.given()?.browse?);
    Some(view! {
        <button type="button" class="room-round room-browse" aria-label=beside::BROWSE.to(lang)
            on:click=move |_| browse.run(Page::Today)>
            {mark(SHOP)}
        </button>
    })
}

fn play(live: Live) -> Node {
    let (lang, video) = (live.lang, live.video);
    let stands = Derived::new(move || video.state() == State::Poster);
    let turn = move |_| if stands.get_untracked() { video.play_on() } else { video.pause() };
    let label = move || if stands.get() { beside::PLAY } else { beside::PAUSE }.to(lang);
    let shown = move || mark(if stands.get() { PLAY } else { PAUSE });
    view! {
        <button type="button" class="room-round room-pause" aria-label=label on:click=turn>{shown}</button>
    }
    .node()
}

fn sound(live: Live) -> Node {
    let (lang, video) = (live.lang, live.video);
    let silent = Derived::new(move || video.muted());
    let turn = move |_| if silent.get_untracked() { video.sound() } else { video.mute() };
    let label = move || if silent.get() { beside::SOUND_ON } else { beside::SOUND_OFF }.to(lang);
    let shown = move || mark(if silent.get() { MUTED } else { SOUND });
    view! {
        <button type="button" class="room-round room-silence" aria-label=label on:click=turn>{shown}</button>
    }
    .node()
}

fn float(live: Live) -> Node {
    let (lang, video) = (live.lang, live.video);
    let can = Derived::new(move || video.can_float());
    drawn(move || {
        can.get().then(|| {
            view! {
                <button type="button" class="room-round room-float" aria-label=beside::FLOAT.to(lang)
                    on:click=move |_| video.float()>
                    {mark(FLOAT)}
                </button>
            }
        })
    })
}
