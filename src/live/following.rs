//! Following the host: one tap over the picture, and a second one takes it back.
//!
//! What is wanted is shown at once and sent one after the other, so that what was tapped last is what the server has
//! heard last.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use leptos::prelude::untrack;
use picklive_contract::{
    Endpoint, Method, RoomId,
    follows::{Follow, FollowAsk, FollowHost, GetFollow, UnfollowHost},
    problem::ProblemKind,
    storefront::Capability,
};

use super::{
    person::AsPerson,
    room::{Live, Setup},
};
use crate::{
    api::{Api, ApiError, Extra},
    platform::{json, task},
    signal::{Derived, Var, effect},
    text::beside as words,
    ui::{IntoNode, Node, live as drawn, view},
};

/// Where the viewer stands with the host.
#[derive(Clone, Copy)]
struct Following {
    live: Live,
    person: AsPerson,
    /// Whether they follow, or want to, as it is shown.
    follows: Var<bool>,
    /// What was tapped last. Who sends it has a hold of it, also when the room is left.
    wish: Var<Arc<AtomicBool>>,
    /// Something is being sent.
    busy: Var<bool>,
    /// How often was tapped.
    taps: Var<u32>,
    wrong: Var<Option<String>>,
}

/// The button, where the room's host can be followed.
pub(super) fn follow(live: Live, person: AsPerson) -> Node {
    let takes = |setup: Setup| setup.purchase.storefront.can(&Capability::Follows);
    if !live.given().is_some_and(takes) {
        return ().node();
    }
    let this = Following {
        live,
        person,
        follows: Var::new(false),
        wish: Var::new(Arc::default()),
        busy: Var::new(false),
        taps: Var::new(0),
        wrong: Var::new(None),
    };
    let can = Derived::new(move || live.room.with(|room| room.can_follow));
    effect(move || {
        if can.get() {
            this.look();
        }
    });
    drawn(move || can.get().then(|| untrack(|| this.button())))
}

impl Following {
    fn button(self) -> Node {
        let lang = self.live.lang;
        let host = untrack(|| self.live.room.with(|room| room.host.name.get(lang).to_owned()));
        let label = move || match self.follows.get() {
            true => words::FOLLOWING.to(lang),
            false => words::FOLLOW.to(lang),
        };
        let wrong = move || {
            self.wrong.get().map(|told| view! { <p class="room-news" role="alert">{told}</p> })
        };
        view! {
            <button type="button" class="room-follow" part="follow" class:room-follows=move || self.follows.get()
                aria-label=move || [label(), " ", &host].concat()
                on:click=move |_| self.tap()>{label}</button>
            {wrong}
        }
    }

    /// Asks how it stands, whenever somebody else is signed in; tracked.
    fn look(self) {
        let Some(setup) = self.live.given() else { return };
        if setup.purchase.guest.get() {
            return self.follows.change(false);
        }
        // What is being sent brings it with its answer.
        let (Some(api), Some(id), false) =
            (self.live.api(), self.live.id(), self.busy.get_untracked())
        else {
            return;
        };
        let taps = self.taps.get_untracked();
        task::spawn(async move {
            // Where it cannot be asked, a tap finds out.
            let told = asked(&api, &id, GetFollow::METHOD, None).await;
            // Who has tapped meanwhile knows better.
            if let (Ok(told), true) = (told, self.taps.get_untracked() == taps) {
                self.follows.change(told.following);
            }
        });
    }

    fn tap(self) {
        let wanted = !self.follows.get_untracked();
        self.person.run(move || self.want(wanted));
    }

    fn want(self, wanted: bool) {
        self.taps.update(|taps| *taps = taps.wrapping_add(1));
        self.wrong.set(None);
        self.follows.change(wanted);
        self.wish.with_untracked(|wish| wish.store(wanted, Relaxed));
        if let (Some(api), Some(id), false) =
            (self.live.api(), self.live.id(), self.busy.get_untracked())
        {
            self.busy.set(true);
            // Also when the room is left at once.
            task::detach(self.send(api, id, self.wish.get_untracked()));
        }
    }

    /// Sends what is wanted, until nothing else was meanwhile.
    async fn send(self, api: Api, id: RoomId, wish: Arc<AtomicBool>) {
        let ask = json::write(&FollowAsk { lang: Some(self.live.lang.tag().into()) });
        let mut follows = !wish.load(Relaxed);
        loop {
            let wanted = wish.load(Relaxed);
            let (method, body) = match wanted {
                true => (FollowHost::METHOD, ask.clone()),
                false => (UnfollowHost::METHOD, None),
            };
            let mut answer = asked(&api, &id, method, body).await;
            let wrong = answer.as_ref().err().cloned();
            // What became of it is not known to who got no answer.
            if wrong.as_ref().is_some_and(ApiError::may_have_happened) {
                answer = asked(&api, &id, GetFollow::METHOD, None).await;
            }
            follows = answer.map_or(follows, |told| told.following);
            if wish.load(Relaxed) != wanted {
                continue;
            }
            self.follows.change(follows);
            if let Some(error) = wrong.filter(|_| follows != wanted) {
                self.wrong.set(Some(self.told(&error)));
            }
            return self.busy.set(false);
        }
    }

    fn told(self, error: &ApiError) -> String {
        let lang = self.live.lang;
        match error.kind() {
            Some(ProblemKind::Forbidden) => words::FOLLOW_SELF.to(lang).into(),
            _ => error.told(lang, None),
        }
    }
}

/// Asks one of the three, which are at one address.
async fn asked(
    api: &Api,
    id: &RoomId,
    method: Method,
    body: Option<String>,
) -> Result<Follow, ApiError> {
    let text = api.text_of(method, GetFollow::path(id), body, Extra::default()).await?;
    json::read(&text).ok_or(ApiError::Unreadable)
}
