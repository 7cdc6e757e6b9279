//! Likes: a tap is a heart at once, and is told to the server once a second with the others, and with the products that
//! were opened meanwhile.

use std::time::Duration;

use leptos::prelude::untrack;
use picklive_contract::{
    Lang,
    live::{LIKES_MAX, LikeAsk},
};

use super::{
    act,
    marks::{HEART, mark},
    room::Live,
};
use crate::{
    platform::{task, timer},
    signal::{Derived, Var, watch},
    text::beside,
    ui::{IntoNode, Node, view},
};

/// How many hearts rise at once: the oldest makes way.
const HEARTS: usize = 8;
/// How often taps are told.
const TELL: Duration = Duration::from_secs(1);
/// How long nothing is told after a failure.
const REST: Duration = Duration::from_secs(3);
/// Most hearts for those of others, at a time.
const OTHERS: i64 = 3;

/// A heart's place: how often one rose from it.
type Places = [Var<u32>; HEARTS];

/// The button with its hearts.
pub(super) fn likes(live: Live) -> Node {
    let lang = live.lang;
    let places: Places = std::array::from_fn(|_| Var::new(0));
    let next = Var::new(0_usize);
    let rise = move || {
        let at = next.get_untracked();
        next.set((at + 1) % HEARTS);
        places[at].set(places[at].get_untracked().wrapping_add(1));
    };
    let (taps, busy) = (Var::new(0_u32), Var::new(false));
    let tap = move |_| {
        rise();
        taps.set(taps.get_untracked().saturating_add(1));
    };
    let is_on = live.is_on();
    timer::every(TELL, move || {
        let count = taps.get_untracked().min(LIKES_MAX);
        let opened = live.opened.get_untracked();
        // One at a time: on a dead line they would pile up.
        if is_on.get_untracked() && (count > 0 || !opened.is_empty()) && !busy.get_untracked() {
            // More than fit into a second are a joy, and not counted.
            taps.set(0);
            live.opened.set(Vec::new());
            busy.set(true);
            task::detach(async move {
                let answer = act::like(live, LikeAsk { count, taps: opened.clone() }).await;
                if answer.is_err_and(|error| error.is_passing()) {
                    opened.iter().for_each(|id| live.opens(id));
                    // A server that has too much to do is not pressed.
                    timer::sleep(REST).await;
                }
                busy.set(false);
            });
        }
    });
    watch(Derived::from(live.likes), move |before, now| {
        for _ in 0..(now - before).clamp(0, OTHERS) {
            rise();
        }
    });
    let heart = move |at: usize| {
        move || {
            let turn = places[at].get();
            // Drawn anew, it rises anew.
            (turn > 0).then(|| view! { <i class=format!("heart heart-{at}")></i> })
        }
    };
    let hearts = (0..HEARTS).map(|at| heart(at).node()).collect::<Node>();
    let count = move || Some(live.likes.get()).filter(|likes| *likes > 0).map(|it| told(it, lang));
    let label = move || {
        format!(
            "{} · {}",
            beside::LIKE.to(lang),
            beside::LIKES.with(lang, &[&told(live.likes.get(), lang)])
        )
    };
    view! {
        <div class="likes">
            <span class="hearts" aria-hidden="true">{hearts}</span>
            {move || is_on.get().then(|| untrack(|| view! {
                <button type="button" class="room-round" aria-label=label on:click=tap>{mark(HEART)}</button>
                <small aria-hidden="true">{count}</small>
            }))}
        </div>
    }
}

/// A number as it fits beneath a button: `12345` is `12.3k`, and in Chinese `1.2万`.
pub(super) fn told(count: i64, lang: Lang) -> String {
    let (unit, name) = match (lang, count) {
        (_, ..=9_999) => return count.max(0).to_string(),
        (Lang::Zh, ..=99_999_999) => (10_000, "万"),
        (Lang::Zh, _) => (100_000_000, "亿"),
        (Lang::En, ..=999_999) => (1_000, "k"),
        (Lang::En, _) => (1_000_000, "M"),
    };
    format!("{}.{}{name}", count / unit, count / (unit / 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_short() {
        let all = [-1, 0, 9_999, 10_000, 12_345, 999_999, 1_250_000];
        let said = all.map(|it| told(it, Lang::En));
        assert_eq!(said, ["0", "0", "9999", "10.0k", "12.3k", "999.9k", "1.2M"]);
        let said = all.map(|it| told(it, Lang::Zh));
        assert_eq!(said, ["0", "0", "9999", "1.0万", "1.2万", "99.9万", "125.0万"]);
        assert_eq!(told(250_000_000, Lang::Zh), "2.5亿");
    }
}
