//! A live room: entered, talked in, run by its host, bought in, and ended.

mod acts;
mod bags;
mod brief;
mod comments;
mod coupons;
mod deals;
mod door;
mod ending;
mod entering;
mod figures;
mod follows;
mod likes;
mod moderation;
mod prices;
mod resuming;
mod stage;

use picklive_contract::storefront::Capability;

use self::stage::Stage;
use super::{Checked, Till};
use crate::rules::Rule;

/// All rules of this folder.
const OWN: [&[&Rule]; 14] = [
    stage::OWN,
    entering::OWN,
    comments::OWN,
    likes::OWN,
    acts::OWN,
    prices::OWN,
    deals::OWN,
    coupons::OWN,
    bags::OWN,
    follows::OWN,
    figures::OWN,
    moderation::OWN,
    resuming::OWN,
    ending::OWN,
];

/// Runs checks one after the other in the room; what one lacks is noted for its own rules.
macro_rules! check_all {
    ($stage:ident: $($file:ident),+ $(,)?) => {$(
        if let Err(want) = $file::check(&mut $stage).await {
            $stage.till.client.record.want($file::OWN, &want);
        }
        $stage.till.inside = None;
    )+};
}

pub(super) async fn check(till: &mut Till<'_>) {
    if let Err(want) = played(till).await {
        for own in OWN {
            till.client.record.want(own, &want);
        }
    }
}

async fn played(till: &mut Till<'_>) -> Checked {
    till.needs(&Capability::Rooms)?;
    till.needs(&Capability::Events)?;
    let mut stage = Stage::open(till).await?;
    // Viewers are counted while nobody else holds a line, and a room is ended last.
    check_all!(stage: entering, comments, likes, acts, prices, deals, coupons, bags, follows);
    check_all!(stage: figures, moderation, resuming, ending);
    Ok(())
}
