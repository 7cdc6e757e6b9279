//! `GET /v1/storefront`.

use picklive_contract::storefront::{Capability, GetStorefront, Storefront};

use sea_orm::{EntityTrait, QuerySelect};

use super::{settings, zone::ShopZone};
use crate::{
    ApiError, AppState,
    db::entities::room,
    http::{Answer, Cache, Call},
    payments,
};

/// Tells who the shop is.
pub async fn show(call: Call<GetStorefront>) -> Result<Answer<GetStorefront>, ApiError> {
    Answer::shared(&storefront(&call.state).await?, Cache::Shared { fresh: 60, stale: 600 })
}

/// The storefront as it is now, also for the first screen in the HTML.
///
/// # Errors
/// When the settings cannot be read.
pub async fn storefront(state: &AppState) -> Result<Storefront, ApiError> {
    let shop = settings::get(state).await?;
    let zone = ShopZone::named(&shop.zone)?.told(&shop.zone, state.clock.now());
    let payment_methods = payments::methods(state, &shop);
    let mut capabilities = vec![Capability::Deals, Capability::Events, Capability::Search];
    if has_rooms(state).await? {
        capabilities.push(Capability::Rooms);
    }
    if !payment_methods.is_empty() {
        capabilities.push(Capability::Orders);
        capabilities.push(Capability::Messages);
    }
    let returns = shop.returns().filter(|_| !payment_methods.is_empty());
    if returns.is_some() {
        capabilities.push(Capability::Returns);
    }
    let contact_kinds = state.sender.as_ref().map(|sender| sender.kinds()).unwrap_or_default();
    if !contact_kinds.is_empty() {
        capabilities.extend([Capability::Account, Capability::Addresses]);
        if capabilities.contains(&Capability::Rooms) {
            capabilities.push(Capability::Follows);
        }
        let sells = [Capability::Rooms, Capability::Orders];
        if sells.iter().all(|sells| capabilities.contains(sells)) {
            capabilities.extend([Capability::Coupons, Capability::Bags]);
        }
    }
    Ok(Storefront {
        shipping: shop.shipping(),
        name: shop.name,
        tagline: shop.tagline,
        logo: shop.logo,
        curator: shop.curator,
        currency: shop.currency,
        languages: shop.languages,
        zone: Some(zone),
        publish_at: Some(shop.publish_at),
        capabilities,
        contact_kinds,
        hold_seconds: Some(shop.hold_seconds),
        payment_methods,
        returns,
        contact: shop.contact,
        policies: shop.policies,
        demo: shop.demo,
    })
}

/// Whether the shop has ever made a room.
async fn has_rooms(state: &AppState) -> Result<bool, ApiError> {
    let first = room::Entity::find().select_only().column(room::Column::Id).into_tuple::<String>();
    Ok(first.one(&state.db.read).await?.is_some())
}
