//! What the host sees of the room, and nobody else.

use std::time::Instant;

use picklive_contract::{
    Endpoint as _, List, ProductId,
    figures::{Figures, GetFigures, ListHosted},
    list::page_path,
    live::{LikeAsk, LikeRoom, RoomCard},
    problem::ProblemKind,
};

use reqwest::Method;

use super::stage::{PAUSE, SOON, Stage};
use crate::{
    ask::Ask,
    rules::{self, Rule},
    write::{Caller, Checked},
};

pub(super) const OWN: &[&Rule] =
    &[&rules::HOSTED, &rules::HOST_FIGURES, &rules::HOST_TAPS, &rules::FIGURES_HIDDEN];
/// Most pages of somebody's rooms that are read.
const PAGES: usize = 20;

pub(super) async fn check(stage: &mut Stage<'_, '_>) -> Checked {
    let viewer = stage.guest().await?;
    let ticket = Caller { viewer: stage.host.viewer.clone(), ..Caller::default() };
    let persons = stage.till.persons.clone();
    let room = stage.room.clone();
    for caller in [Caller::default(), viewer, ticket].iter().chain(&persons) {
        let answer = stage.till.call::<GetFigures>(caller, &room).await?;
        stage.till.expect(&rules::FIGURES_HIDDEN, &answer, 404, &ProblemKind::NotFound);
    }
    hosted(stage, &persons).await?;
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
    taps(stage, after.total.taps).await
}

/// A viewer opens the product, and something that is not sold here.
async fn taps(stage: &mut Stage<'_, '_>, before: Option<i64>) -> Checked {
    let rule = &rules::HOST_TAPS;
    let Some(before) = before else {
        stage.till.client.record.want(&[rule], "figures that tell `taps`");
        return Ok(());
    };
    let (viewer, nothing) = (stage.guest().await?, ProductId::from("there-is-no-such-product"));
    let opened = vec![stage.hall.product.clone(), nothing];
    let ask = stage.ask::<LikeRoom>(&LikeAsk { count: 0, taps: opened })?;
    let answer = stage.till.send(&viewer, ask).await?;
    stage.till.check(rule, &answer, answer.is_success(), "likes so far");
    let (wanted, end) = (Some(before + 1), Instant::now() + SOON + SOON);
    let mut now = figures(stage).await?.total.taps;
    while now != wanted && Instant::now() < end {
        tokio::time::sleep(PAUSE).await;
        now = figures(stage).await?.total.taps;
    }
    let at = format!("GET {}", GetFigures::path(&stage.room));
    let (right, got) = (now == wanted, format!("{now:?}"));
    stage.till.client.record.check(rule, &at, right, format!("{wanted:?}"), got);
    Ok(())
}

/// Whether the room is among those of its host, and of nobody else.
async fn hosted(stage: &mut Stage<'_, '_>, others: &[Caller]) -> Checked {
    let rule = &rules::HOSTED;
    let answer = stage.till.call::<ListHosted>(&Caller::default(), &()).await?;
    stage.till.expect(rule, &answer, 401, &ProblemKind::SignInNeeded);
    let host = stage.host.clone();
    for (caller, is_host) in [(&host, true)].into_iter().chain(others.iter().map(|it| (it, false)))
    {
        let (mut there, mut after) = (false, None::<String>);
        for _ in 0..PAGES {
            let path = page_path(ListHosted::path(&()), after.as_deref());
            let answer = stage.till.send(caller, Ask::new(Method::GET, path.as_str())).await?;
            let page: Option<List<RoomCard>> = stage.till.client.parse(&answer, rule);
            let page = page.ok_or("a list of rooms that can be read")?;
            there |= page.items.iter().any(|card| card.id == stage.room);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let (at, right) = (format!("GET {}", ListHosted::PATH), there == is_host);
        let expected = if is_host { "the room, for its host" } else { "no room of another's" };
        let record = &mut *stage.till.client.record;
        record.check(rule, &at, right, expected, if there { "it is there" } else { "it is not" });
    }
    Ok(())
}

async fn figures(stage: &mut Stage<'_, '_>) -> Result<Figures, String> {
    let (host, room) = (stage.host.clone(), stage.room.clone());
    let answer = stage.till.call::<GetFigures>(&host, &room).await?;
    let figures = stage.till.client.parse::<Figures>(&answer, &rules::HOST_FIGURES);
    figures.ok_or("figures that can be read".into())
}
