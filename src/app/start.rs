//! The start in the browser: the app is drawn beside the server's first screen and takes its place in one
//! task, so that no frame is without content.

use leptos::{mount::mount_to, prelude::*};
use picklive_contract::{
    Lang,
    storefront::{GetStorefront, Storefront},
};

use super::frame;
use crate::{
    address::Bundle,
    api::Api,
    platform::{
        clock::{self, ServerClock},
        document, focus,
    },
    routes::{self, Draw},
    state::{App, First, FirstPage, KnownOrders, Router, SessionState, Shop},
    ui::{Data, Loader, Toasts, load, toasts},
};

/// Id of the element that holds the app, and before it the server's first screen.
const PLACE: &str = "app";

/// Starts a bundle of the app: draws it, takes the first screen's place, says so.
pub fn start(bundle: Bundle, draw: Draw) {
    std::panic::set_hook(Box::new(|_info| {
        document::announce("picklive:panic");
        // The message is for developers; writing it is not worth its weight in a release.
        #[cfg(debug_assertions)]
        leptos::logging::error!("{_info}");
    }));
    let Some(place) = document::detached() else { return };
    let first = First::of_document();
    let kept = focus::keep(PLACE);
    let mounted = mount_to(place.clone(), move || root(bundle, draw, first));
    document::take_place(PLACE, &place);
    kept.restore();
    mounted.forget();
    document::announce("picklive:started");
}

/// Everything: contexts, the storefront, then the page.
fn root(bundle: Bundle, draw: Draw, first: Option<First>) -> impl IntoView {
    let (sent_at, storefront, page) = match first {
        Some(first) => (Some(first.now), Some(first.storefront), Some(first.page)),
        None => (None, None, None),
    };
    let clock = ServerClock::new(sent_at);
    let api = Api::new(&document::meta("picklive-api").unwrap_or_default(), clock);
    let lang = Lang::parse(&document::html_lang()).unwrap_or_default();
    let app = App {
        router: Router::new(&document::base_path(), bundle, lang, clock.now()),
        session: SessionState::new(),
        orders: KnownOrders::remembered(),
        clock,
        toasts: Toasts::new(),
    };
    provide_context(api.clone());
    provide_context(app);
    app.router.listen();
    app.session.ask(api.clone());
    let asking = StoredValue::new(api.clone());
    clock::run(clock, move || {
        let api = asking.get_value();
        Box::pin(async move { api.ask_time().await })
    });
    let shop = Loader::get::<GetStorefront>(storefront, api, &(), None);
    let page = StoredValue::new(page);
    let pages = move |shop: Data<Storefront>| pages(app, draw, shop, page);
    view! {
        {load(shop, lang, pages, || ().into_any())}
        {toasts(app.toasts)}
    }
}

/// The page that the address bar names, drawn anew when address or language change.
fn pages(
    app: App,
    draw: Draw,
    shop: Data<Storefront>,
    first: StoredValue<Option<FirstPage>>,
) -> AnyView {
    (move || {
        let (page, site, shop) = (app.router.page(), app.router.site(), Shop(shop.get()?));
        let first = first.try_update_value(Option::take).flatten();
        document::set_title(&routes::title(&page, &site, &shop));
        let body = draw(page.clone(), site.clone(), &shop, first);
        Some(frame(&site, &shop, &page, body))
    })
    .into_any()
}
