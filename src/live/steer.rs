//! What steers the picture, which plays by itself: it can be stopped and silenced by whoever wants that, also by
//! keyboard.

use super::{
    marks::{FLOAT, MUTED, PAUSE, PLAY, SOUND, mark},
    room::Live,
};
use crate::{
    platform::video::State,
    signal::Derived,
    text::live as words,
    ui::{IntoNode, Node, live as drawn, view},
};

/// The buttons for play, for sound, and for a picture above other pages where the browser has that; nothing while
/// there is no picture. Each stays where it is, so that a keyboard stays on it.
pub(super) fn steer(live: Live, played: Derived<Option<bool>>) -> Node {
    drawn(move || {
        (played.get() == Some(true)).then(|| view! { {play(live)} {sound(live)} {float(live)} })
    })
}

fn play(live: Live) -> Node {
    let (lang, video) = (live.lang, live.video);
    let stands = Derived::new(move || video.state() == State::Poster);
    let turn = move |_| if stands.get_untracked() { video.play_on() } else { video.pause() };
    let label = move || if stands.get() { words::PLAY } else { words::PAUSE }.to(lang);
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
    let label = move || if silent.get() { words::SOUND_ON } else { words::SOUND_OFF }.to(lang);
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
                <button type="button" class="room-round room-float" aria-label=words::FLOAT.to(lang)
                    on:click=move |_| video.float()>
                    {mark(FLOAT)}
                </button>
            }
        })
    })
}
