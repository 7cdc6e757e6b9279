//! What happens in a room, for whoever it stands with: on a stranger's page, the page.

use leptos::prelude::untrack;
use picklive_contract::{ProductId, live::RoomState, money::Money, product::Product};

use super::{model::prices, room::Live};
use crate::signal::{Derived, effect};

/// Something that happened, as the viewer has seen it.
#[derive(Clone, Debug)]
pub enum Happening {
    /// The room stands so now; told once at the beginning.
    Stands(RoomState),
    /// This product is on show, at the price it costs this viewer; nothing is with `None`.
    Shown(Option<Box<(Product, Option<Money>)>>),
}

/// Tells, if anybody wants to know, until the calling component goes away.
pub(super) fn begin(live: Live) {
    let Some(tell) = live.given().and_then(|setup| setup.happens) else { return };
    let state = live.state();
    effect(move || {
        if let Some(state) = state.get() {
            tell.run(Happening::Stands(state));
        }
    });
    let shown: Derived<Option<ProductId>> = Derived::new(move || {
        let pin = live.room.with(|room| room.pin.as_ref().map(|pin| pin.product.clone()));
        // One that is not on the shelf yet is told when it is.
        pin.filter(|id| live.shelf.with(|shelf| prices::pinned(shelf, Some(id)).is_some()))
    });
    effect(move || {
        let id = shown.get();
        let shown = untrack(|| {
            let item = live.shelf.with(|shelf| prices::pinned(shelf, id.as_ref()).cloned())?;
            let visitor = live.setup.with(|setup| setup.visitor.get());
            let told = prices::told(&item, live.moment.at(), &visitor);
            Some(Box::new((item, told.map(|told| told.offer.price))))
        });
        tell.run(Happening::Shown(shown));
    });
}
