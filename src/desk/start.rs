//! The start in the browser: nothing is drawn by the server, since all of it is one person's.

use leptos::{mount::mount_to, prelude::*};
use picklive_contract::{
    Lang,
    storefront::{GetStorefront, Storefront},
};

use super::door;
use crate::{
    address::Site,
    api::Api,
    platform::{
        clock::{self, ServerClock},
        document,
    },
    signal::effect,
    state::SessionState,
    text::{self, desk as words},
    ui::{Data, Loader, Node, Toasts, load_around, toasts, view},
};

/// Id of the element that holds the desk.
const PLACE: &str = "app";

/// What outlives a page of the desk.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Who is signed in.
    pub session: SessionState,
    /// Short words about what just happened.
    pub toasts: Toasts,
    /// Server time.
    pub clock: ServerClock,
    /// The reader's language.
    pub lang: Lang,
}

impl Desk {
    /// A desk at which nobody is known yet.
    pub fn new(clock: ServerClock, lang: Lang) -> Self {
        Self { session: SessionState::new(), toasts: Toasts::new(), clock, lang }
    }
}

/// Starts the desk.
pub fn start() {
    std::panic::set_hook(Box::new(|_info| {
        document::announce("picklive:panic");
        #[cfg(debug_assertions)]
        leptos::logging::error!("{_info}");
    }));
    text::learn(document::meta("picklive-texts"));
    let Some(place) = document::detached() else { return };
    mount_to(place.clone(), root).forget();
    document::take_place(PLACE, &place);
    document::announce("picklive:started");
}

/// Everything: contexts, the storefront, then who may come in.
fn root() -> Node {
    let clock = ServerClock::new(None);
    let api = Api::new(&document::meta("picklive-api").unwrap_or_default(), clock);
    let lang = Lang::parse(&document::html_lang()).unwrap_or_default();
    let desk = Desk::new(clock, lang);
    provide_context(api.clone());
    let asking = Data::new(api.clone());
    clock::run(clock, move || {
        let api = untrack(|| asking.get());
        Box::pin(async move { api?.ask_time().await })
    });
    desk.session.ask(api.clone());
    desk.session.follow(&api);
    let base = document::base_path();
    let site = Site { base: base.as_str().into(), shop: None, lang, now: clock.now() };
    let shop = Loader::get::<GetStorefront>(None, api.clone(), &(), None);
    effect(move || {
        let name = shop.data().map(|shop| shop.with(|shop| shop.name.get(lang).to_owned()));
        document::set_title(&[words::TITLE.to(lang), &name.unwrap_or_default()].join(" · "));
    });
    let inside = move |shop: Data<Storefront>| door::door(desk, &site, api.clone(), &base, shop);
    view! {
        {load_around(shop, lang, inside)}
        {toasts(desk.toasts)}
    }
}
