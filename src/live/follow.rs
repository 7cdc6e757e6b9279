//! The room goes on: what is told is shown at its moment, and what was missed is read again.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;
use picklive_contract::{
    Endpoint, UnixMillis,
    comments::Comment,
    events::{Event, EventKind, room_topic},
    live::{GetRoom, Room, RoomState, SourceKind, room_path},
};

use super::{
    chapters,
    model::{Feed, Taken, prices},
    room::Live,
};
use crate::{
    api::{ApiError, Extra},
    platform::{
        clock::monotonic,
        json, random, task, timer,
        video::{Source, State},
        visibility,
    },
    signal::{Call, Derived, Var, effect, watch},
};

/// How often is looked where the playback is.
const GLANCE: Duration = Duration::from_millis(400);
/// How often a room is read where nothing is told.
const ASK: Duration = Duration::from_secs(8);
/// Over how many milliseconds viewers are spread who read a room again.
const SPREAD: f64 = 2_000.0;
/// How old a snapshot may be that the server gives, in milliseconds: what was told since is put into it again.
const OLD: f64 = 1_500.0;

/// Begins to follow, until the calling component goes away. `at` and `sure` are the clock by which prices are
/// looked for.
pub(super) fn begin(live: Live, at: Var<Option<UnixMillis>>, sure: Var<bool>) {
    let Some(setup) = live.given() else { return };
    let now = setup.purchase.site.now;
    setup.purchase.listen.run(Call::new(move |event: Arc<Event>| live.heard(&event)));
    play(live);
    timer::every(GLANCE, move || {
        let seen = live.video.at();
        if seen != live.seen.get_untracked() {
            live.seen.set(seen);
        }
        live.shows.change(chapters::shown(live));
        let now = untrack(|| now.at());
        let expects = untrack(|| live.video.state()) == State::Loading;
        show(
            live,
            live.feed.try_update_value(|feed| {
                feed.expect(expects);
                feed.reach(seen, now)
            }),
        );
    });
    effect(move || {
        let (seen, now, certain) = (live.seen.get(), now.at(), now.is_certain());
        let allowance = live.room.with(|room| room.allowance);
        // Whole seconds are enough, and quieter.
        let moment = prices::moment(seen, now, allowance);
        at.change(Some(UnixMillis(moment.0 - moment.0.rem_euclid(1_000))));
        sure.change(certain);
    });
    let told = setup.is_told;
    timer::every(ASK, move || {
        if visibility::visible() && !told.run(()) {
            read_again(live, 0.0);
        }
    });
}

/// What there is to be played: an address, and whether it is on the air.
pub(super) fn source(room: &Room) -> Option<(String, bool)> {
    use RoomState::{Live, Paused, Replay};
    let found = room.sources.iter().find(|source| source.kind == SourceKind::Hls)?;
    let on = matches!(room.state, Live | Paused | Replay);
    on.then(|| (found.url.clone(), room.state != Replay))
}

/// Plays what there is to be played.
fn play(live: Live) {
    let source = Derived::new(move || live.room.with(source));
    effect(move || {
        let source = source.get();
        let Some(api) = live.api() else { return };
        let source = source.map(|(url, on)| Source { url: api.url(&rooted(url)), live: on });
        untrack(|| live.video.open(source));
    });
    watch(live.state(), move |before, now| {
        if (before, now) == (Some(RoomState::Paused), Some(RoomState::Live)) {
            live.video.wake();
        }
    });
    let prices = Derived::new(move || live.room.with(|room| room.prices.clone()));
    watch(prices, move |_, _| {
        live.priced.update(|all| all.retain(|one| !one.is_gone()));
        for one in live.priced.get_untracked() {
            one.run(());
        }
    });
}

/// An address from the API's base when it is relative.
fn rooted(url: String) -> String {
    if url.starts_with('/') || url.contains("://") { url } else { format!("/{url}") }
}

/// Takes what the server tells.
pub(super) fn heard(live: Live, event: &Event) {
    let Some(site) = live.site() else { return };
    let (seen, now) = (live.video.at(), untrack(|| site.now.at()));
    let mono = monotonic();
    // A snapshot that is being read was begun earlier; one that is yet to be read is no older than that.
    let is_read = live.reading.get_untracked() == Reading::Now;
    let since = if is_read { f64::MIN } else { mono - OLD };
    // After a break the stream is back before a picture that stands still could reach this moment.
    let opens = event.kind == EventKind::Opened
        && live.id().is_some_and(|id| event.topic == room_topic(&id));
    if opens {
        live.video.wake();
    }
    show(
        live,
        live.feed.try_update_value(|feed| {
            feed.note(event, mono, since);
            feed.take(event, seen, now)
        }),
    );
}

/// Shows what has become of the room.
fn show(live: Live, taken: Option<Taken>) {
    let Some(taken) = taken.filter(|taken| *taken != Taken::Nothing) else { return };
    // Much may be said: the room is copied only where something else of it is another.
    let room: Option<Option<Room>> = live.feed.try_with_value(|feed| {
        talk(live, feed.room());
        (taken != Taken::Talk).then(|| feed.room().clone())
    });
    let Some(room) = room else { return };
    if let Some(room) = room {
        live.room.set(room);
    }
    if taken == Taken::Missed {
        read_again(live, random::fraction() * SPREAD);
    }
}

fn talk(live: Live, room: &Room) {
    live.viewers.change(room.viewers);
    live.likes.change(room.likes);
    live.talk.amend(|talk| talk.take(&room.comments));
}

/// Reads the room again after some milliseconds; what is typed and where one has scrolled is no part of it.
pub(super) fn read_again(live: Live, millis: f64) {
    let due = live.reading.get_untracked();
    // Who waits for a moment and does something now, reads now.
    if due == Reading::Now || due == Reading::Soon && millis > 0.0 {
        return;
    }
    live.reading.set(if millis > 0.0 { Reading::Soon } else { Reading::Now });
    let turn = live.turn.get_untracked().wrapping_add(1);
    live.turn.set(turn);
    let Some(owner) = live.owner.try_get_value() else { return };
    owner.with(|| {
        task::spawn(async move {
            timer::sleep(Duration::from_millis(millis as u64)).await;
            if live.turn.get_untracked() == turn {
                live.reading.set(Reading::Now);
                let taken = read(live).await;
                live.reading.set(Reading::Not);
                show(live, taken);
            }
        });
    });
}

/// Whether the room is being read again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Reading {
    /// It is not.
    #[default]
    Not,
    /// It will be, in a moment.
    Soon,
    /// It is.
    Now,
}

/// Reads it, until it is there.
async fn read(live: Live) -> Option<Taken> {
    let mut pause = 1_000.0;
    loop {
        let (Some(api), Some(id)) = (live.api(), live.id()) else { return None };
        let since = monotonic() - OLD;
        // What was told already is in it, whichever server answers.
        let known = live.feed.try_with_value(Feed::known)?;
        let text = api.text_of(GetRoom::METHOD, room_path(&id, known), None, Extra::default());
        match text.await.and_then(|text| json::read(&text).ok_or(ApiError::Unreadable)) {
            Ok(room) => {
                let (site, seen) = (live.site()?, live.video.at());
                let now = untrack(|| site.now.at());
                return live.feed.try_update_value(|feed| feed.renew(room, seen, now, since));
            }
            // The shop goes on from an older copy of itself, and numbers from there on.
            Err(error) if error.status() == Some(422) && known > 0 => {
                live.feed.try_update_value(Feed::forget_told);
                continue;
            }
            // It is gone: what is shown stays, and the line says no more.
            Err(error) if !error.is_passing() => return None,
            Err(_) => {
                timer::sleep(Duration::from_millis((pause * (0.5 + random::fraction())) as u64))
                    .await
            }
        }
        pause = f64::min(pause * 2.0, 20_000.0);
    }
}

/// Whoever does something does not wait for a snapshot that is to be read.
pub(super) fn hurry(live: Live) {
    if live.reading.get_untracked() == Reading::Soon {
        read_again(live, 0.0);
    }
}

/// Shows what this viewer has just written, before it is told.
pub(super) fn own(live: Live, said: Comment) {
    show(
        live,
        live.feed.try_update_value(|feed| {
            feed.say(said);
            Taken::Talk
        }),
    );
}
