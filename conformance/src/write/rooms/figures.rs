//! What the host sees of the room, and nobody else.

use std::time::Instant;

use picklive_contract::{
    Endpoint as _,
    figures::{Figures, GetFigures},
    problem::ProblemKind,
};

use super::stage::{PAUSE, SOON, Stage};
use crate::{
    rules::{self, Rule},
    write::{Caller, Checked},
};

pub(super) const OWN: &[&Rule] = &[&rules::HOST_FIGURES, &rules::FIGURES_HIDDEN];

pub(super) async fn check(stage: &mut Stage<'_, '_>) -> Checked {
    let viewer = stage.guest().await?;
    let ticket = Caller { viewer: stage.host.viewer.clone(), ..Caller::default() };
    let persons = stage.till.persons.clone();
    let room = stage.room.clone();
    for caller in [Caller::default(), viewer, ticket].iter().chain(&persons) {
        let answer = stage.till.call::<GetFigures>(caller, &room).await?;
        stage.till.expect(&rules::FIGURES_HIDDEN, &answer, 404, &ProblemKind::NotFound);
    }
    let before = figures(stage).await?;
    let sells = before.may_sell.iter().any(|goods| goods.product == stage.hall.product);
    let at = format!("GET {}", GetFigures::path(&room));
    let (expected, got) = (format!("may_sell with {}", stage.hall.product), "it is not there");
    stage.till.client.record.check(&rules::HOST_FIGURES, &at, sells, expected, got);

    let (guest, variant) = (Caller::default(), stage.hall.variant.clone());
    stage.till.inside = Some((room, None));
    let (order, owner) = stage.till.buy(&guest, &variant, 1).await?;
    stage.till.inside = None;
    let wanted = before.total.orders + 1;
    let end = Instant::now() + SOON;
    let mut after = figures(stage).await?;
    while after.total.orders < wanted && Instant::now() < end {
        tokio::time::sleep(PAUSE).await;
        after = figures(stage).await?;
    }
    let (right, got) = (after.total.orders == wanted, after.total.orders);
    let expected = format!("{wanted} orders");
    stage.till.client.record.check(&rules::HOST_FIGURES, &at, right, expected, got);
    stage.till.call_off(&owner, &order.id).await?;
    Ok(())
}

async fn figures(stage: &mut Stage<'_, '_>) -> Result<Figures, String> {
    let (host, room) = (stage.host.clone(), stage.room.clone());
    let answer = stage.till.call::<GetFigures>(&host, &room).await?;
    let figures = stage.till.client.parse::<Figures>(&answer, &rules::HOST_FIGURES);
    figures.ok_or("figures that can be read".into())
}
