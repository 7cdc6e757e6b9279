//! The start in the browser: the app is drawn beside the server's first screen and takes its place in one
//! task, so that no frame is without content.

use std::{cell::RefCell, rc::Rc};

use leptos::{mount::mount_to, prelude::*};
use picklive_contract::{
    Lang, UnixMillis,
    account::Session,
    storefront::{Capability, GetStorefront, Storefront},
};

use super::{frame, room::room, title::Titled};
use crate::{
    address::Page,
    api::Api,
    platform::{
        clock::{self, ServerClock},
        document, focus, navigation,
    },
    routes,
    signal::{Var, effect},
    state::{
        App, Cart, First, FirstPage, KnownOrders, OpenRoom, Router, SessionState, Shop, Told,
        Verify, last, verify,
    },
    text,
    ui::{Data, Loader, Node, Toasts, load_around, stale, toasts, view},
};

/// Id of the element that holds the app, and before it the server's first screen.
const PLACE: &str = "app";

/// Starts the app: draws it, takes the first screen's place, says so.
pub fn start() {
    std::panic::set_hook(Box::new(|_info| {
        document::announce("picklive:panic");
        // The message is for developers; writing it is not worth its weight in a release.
        #[cfg(debug_assertions)]
        leptos::logging::error!("{_info}");
    }));
    text::learn(document::meta("picklive-texts"));
    let Some(place) = document::detached() else { return };
    let first = First::of_document();
    let swap: Swap = Rc::default();
    let given = swap.clone();
    let mounted = mount_to(place.clone(), move || root(first, &given));
    mounted.forget();
    let take_place = Box::new(move || {
        let kept = focus::keep(PLACE);
        document::take_place(PLACE, &place);
        navigation::restore_scroll();
        kept.restore();
        document::announce("picklive:started");
    });
    let (base, here) = (document::base_path(), navigation::here());
    if routes::comes_late(&Page::read(&base, &here.path, &here.search).1) {
        // What the server has drawn stays until the page's own code is there.
        swap.replace(Some(take_place));
    } else {
        take_place();
    }
}

/// What puts the app in the first screen's place, while it waits.
type Swap = Rc<RefCell<Option<Box<dyn FnOnce()>>>>;

/// Everything: contexts, the storefront, then the page.
fn root(first: Option<First>, swap: &Swap) -> Node {
    let (sent_at, storefront, page) = match first {
        Some(first) => (Some(first.now), Some(first.storefront), Some(first.page)),
        None => (None, None, None),
    };
    let clock = ServerClock::new(sent_at);
    let api = Api::new(&document::meta("picklive-api").unwrap_or_default(), clock);
    // Chosen by the server that has drawn the page, else by `public/start.js`.
    let lang = Lang::parse(&document::html_lang()).unwrap_or_default();
    let late = Loader::new(None, routes::fetch_late);
    let app = App {
        router: Router::new(&document::base_path(), lang, clock.now()),
        room: OpenRoom::new(),
        session: SessionState::new(),
        verify: Verify::new(),
        orders: KnownOrders::remembered(),
        cart: Cart::remembered(),
        told: Told::new(),
        clock,
        late,
        toasts: Toasts::new(),
    };
    provide_context(api.clone());
    provide_context(app);
    let swap = swap.clone();
    effect(move || {
        let settled = app.late.data().is_some() || app.late.error().is_some();
        if let Some(swap) = settled.then(|| swap.take()).flatten() {
            untrack(swap);
        }
    });
    app.router.listen();
    app.cart.follow();
    let asking = Data::new(api.clone());
    clock::run(clock, move || {
        let api = untrack(|| asking.get());
        Box::pin(async move { api?.ask_time().await })
    });
    let pages_api = api.clone();
    let shop = Loader::get::<GetStorefront>(storefront, api, &(), None);
    last::follow_shop(shop, clock);
    let page = Var::new(page);
    let pages =
        move |there: Data<Storefront>| pages(app, pages_api.clone(), shop, there, page, sent_at);
    view! {
        {load_around(shop, lang, pages)}
        {toasts(app.toasts)}
    }
}

/// Follows what the server tells, as soon as the code for that is there.
fn follow(app: App, api: Api, sent_at: Option<UnixMillis>) {
    let (owner, begun) = (Owner::current().unwrap_or_default(), Var::new(false));
    effect(move || {
        let Some(late) = app.late.data().filter(|_| !begun.get_untracked()) else { return };
        begun.set(true);
        // Not with this effect, which ends what it started when it runs again.
        let follow = late.with(|late| Some(late.follow));
        owner.with(|| follow.map(|follow| untrack(|| follow(app, api.clone(), sent_at))));
    });
}

/// Begins what the shop can do besides showing goods, once it can: the one that is remembered may not have.
fn begin(app: App, api: Api, shop: Data<Storefront>, sent_at: Option<UnixMillis>) {
    let (owner, mut told, mut asked) = (Owner::current().unwrap_or_default(), false, false);
    effect(move || {
        let can = |capability| shop.with(|shop| shop.can(&capability));
        let (events, account) = (can(Capability::Events), can(Capability::Account));
        if events && !told {
            told = true;
            owner.with(|| untrack(|| follow(app, api.clone(), sent_at)));
        }
        if account && !asked {
            asked = true;
            owner.with(|| untrack(|| app.session.ask(api.clone())));
            owner.with(|| app.session.follow(&api));
        } else if !account && !asked {
            // Where nobody can sign in, there is nobody to ask for.
            untrack(|| app.session.put(Session::default()));
        }
    });
}

/// The page that the address bar names, drawn anew when the address changes, and what lies above
/// every page.
fn pages(
    app: App,
    api: Api,
    loader: Loader<Storefront>,
    shop: Data<Storefront>,
    first: Var<Option<FirstPage>>,
    sent_at: Option<UnixMillis>,
) -> Node {
    begin(app, api.clone(), shop, sent_at);
    let titled = Titled::new();
    let page = move || {
        let (page, site) = (app.router.page(), app.router.site());
        let shop = Shop(shop.get()?);
        let title = routes::title(&page, &site, &shop);
        if titled.is_due(&page.href(&site), &title) {
            document::set_title(&title);
        }
        untrack(|| app.room.arrive(&page, &site));
        if matches!(page, Page::Room(_)) {
            return None;
        }
        // Other pages say themselves how old they are.
        let old = matches!(page, Page::Account | Page::Policy(_)).then(|| stale(loader, site.lang));
        let body = routes::draw(page.clone(), site.clone(), &shop, first.take());
        Some(frame(&site, &shop, &page, view! { {old} {body} }))
    };
    let above = move || verify(app, &Shop(shop.get()?), api.clone());
    view! { {page} {room(app, shop)} {above} }
}
