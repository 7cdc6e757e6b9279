//! Giving units of an order back: what was asked for and how it stands, and asking.

mod fields;
mod form;
mod model;
mod photos;
mod told;

use leptos::prelude::{request_animation_frame, untrack};
use picklive_contract::storefront::Capability;

use super::act::{Deed, moved_on};
use crate::{
    address::Site,
    platform::focus,
    signal::{Call, Derived},
    state::Shop,
    text::{self, service},
    ui::{IntoNode, Node, Sheet, live, sheet, view},
};

/// Id of what says that the order has moved on while a return was asked for.
const MOVED: &str = "return-moved";

/// The returns of an order, and the way to another one while it can be asked for.
pub(super) fn returns(site: &Site, shop: &Shop, deed: &Deed) -> Node {
    let lang = site.lang;
    if !shop.0.can(&Capability::Returns) {
        return ().node();
    }
    let (open, order, now) = (Sheet::new(), deed.order, site.now);
    let until = Derived::new(move || {
        order.with(|order| {
            let some = order.lines.iter().any(|line| line.returnable > 0);
            order.returnable_until.filter(|until| some && *until > now.at())
        })
    });
    let zone = shop.0.zone.clone();
    let photos = photos::Photos::new();
    let (mut asking, stale) = (deed.another(), deed.stale);
    // Where it stands now is said on the page, behind the sheet.
    asking.stale = Call::new(move |()| {
        open.close();
        stale.run(());
        request_animation_frame(|| focus::by_id(MOVED));
    });
    let failed = asking.failed;
    let moved = {
        let told = asking.clone();
        move || {
            let moved = failed.with(|failed| failed.as_ref().is_some_and(moved_on));
            (moved && !open.is_open()).then(|| told.told(lang))
        }
    };
    let start = move |_| {
        failed.set(None);
        open.open();
    };
    let ask = live(move || {
        until.get().map(|until| {
            let until = text::moment(lang, zone.as_ref(), until, untrack(|| now.at()));
            view! {
                <section class="order-part">
                    <button type="button" class="button button-quiet button-wide" on:click=start>
                        {service::ASK_RETURN.to(lang)}
                    </button>
                    <p class="quiet center">{service::RETURN_UNTIL.with(lang, &[&until])}</p>
                </section>
            }
        })
    });
    let body = move || form::form(lang, &asking, photos, open);
    view! {
        <div id=MOVED tabindex="-1">{moved}</div>
        {told::told(site, shop, deed)}
        {ask}
        {sheet(open, lang, service::ASK_RETURN.to(lang).into(), body)}
    }
}
