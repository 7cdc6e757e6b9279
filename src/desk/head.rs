//! How the room goes: where it stands, for how long, and its figures of the last minute.

use picklive_contract::{
    Lang,
    figures::{Figures, Tally},
    live::RoomState,
};

use super::{console::Console, model};
use crate::{
    signal::Derived,
    text::{Say, countdown, desk as words, money},
    ui::{Node, live, view},
};

/// The head of the console.
pub(super) fn head(console: Console) -> Node {
    let lang = console.lang();
    let title = console.derived(move |room| room.title.get(lang).to_owned());
    let state = console.derived(|room| Some(room.state.clone()));
    let class = move || match state.get() {
        Some(RoomState::Live) => "desk-state desk-state-live",
        Some(RoomState::Paused) => "desk-state desk-state-paused",
        _ => "desk-state",
    };
    let named = move || {
        let say = match state.get() {
            Some(RoomState::Scheduled) => words::SCHEDULED,
            Some(RoomState::Live) => words::LIVE,
            Some(RoomState::Paused) => words::PAUSED,
            _ => words::OVER,
        };
        say.to(lang)
    };
    let air = move || {
        let now = console.certain()?;
        let millis = console.with(|room| model::on_air(room, now))?;
        // A second counts once it is over.
        let told = countdown(lang, millis / 1_000 * 1_000);
        Some(view! { <span class="desk-air" role="timer" aria-live="off">{told}</span> })
    };
    let rehearses = move || {
        console.is_rehearsing().then(|| {
            view! { <p class="desk-rehearsal" role="status">{words::REHEARSAL_BAR.to(lang)}</p> }
        })
    };
    // Of the host, and so of no minute.
    let loader = console.figures;
    let follow = Derived::new(move || {
        loader.data().and_then(|data| data.with(|figures: &Figures| figures.followers))
    });
    let followers = move || {
        follow.get().map(|number| {
            let told = words::FOLLOWERS.with(lang, &[&number.to_string()]);
            view! { <span class="desk-total">{told}</span> }
        })
    };
    view! {
        <header class="desk-head">
            {rehearses}
            <div class="desk-title">
                <span class=class>{named}</span>
                {air}
                <h1 tabindex="-1">{move || title.get()}</h1>
                {followers}
            </div>
            {figures(console)}
        </header>
    }
}

/// The figures of the last minute, and below each what it is in all.
fn figures(console: Console) -> Node {
    let lang = console.lang();
    let loader = console.figures;
    let all = Derived::new(move || loader.data().map(|data| data.with(cells)).unwrap_or_default());
    let old = move || loader.error().is_some();
    live(move || {
        let rows = all.get().into_iter().map(|(say, minute, total): Cell| {
            let total = total.map(|total| words::TOTAL.with(lang, &[&total]));
            view! {
                <div class="desk-figure">
                    <dt>{say.0.to(lang)}</dt>
                    <dd>{minute}</dd>
                    <dd class="desk-total">{total}</dd>
                </div>
            }
        });
        let rows = rows.collect::<Node>();
        view! {
            <dl class="desk-figures" class:desk-old=old aria-label=words::FIGURES.to(lang)>{rows}</dl>
        }
    })
}

/// A heading that can be compared.
#[derive(Clone, Copy)]
struct Named(Say);

impl PartialEq for Named {
    fn eq(&self, other: &Self) -> bool {
        self.0.to(Lang::En) == other.0.to(Lang::En)
    }
}

/// Of what, in the last minute, in all.
type Cell = (Named, String, Option<String>);

/// The figures that are known.
fn cells(figures: &Figures) -> Vec<Cell> {
    let of = |say: Say, one: fn(&Tally) -> Option<String>| {
        let minute = one(&figures.minute)?;
        Some((Named(say), minute, one(&figures.total)))
    };
    [
        of(words::VIEWERS, |tally| tally.viewers.map(|number| number.to_string())),
        of(words::COMMENTS, |tally| Some(tally.comments.to_string())),
        of(words::TAPS, |tally| tally.taps.map(|number| number.to_string())),
        of(words::ORDERS, |tally| Some(tally.orders.to_string())),
        of(words::PAID, |tally| Some(money(tally.paid))),
    ]
    .into_iter()
    .flatten()
    .collect()
}
