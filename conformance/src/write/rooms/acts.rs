//! What the host shows and says.

use picklive_contract::{
    ProductId, RoomId,
    events::EventKind,
    host::{ANNOUNCEMENT_MAX, Act, ActInRoom, ActKind, Acted, SHELF_MAX},
    live::{Room, RoomState},
    problem::ProblemKind,
};

use super::{door::json, stage::Stage};
use crate::{
    ask::{Ask, fresh_key},
    rules::{self, Rule},
    write::{Caller, Checked},
};

pub(super) const OWN: &[&Rule] = &[
    &rules::HOST_ONLY,
    &rules::HOST_REPEAT,
    &rules::HOST_FIELDS,
    &rules::HOST_GOODS,
    &rules::HOST_PIN,
    &rules::HOST_SHELF,
    &rules::HOST_SAYS,
    &rules::HOST_PAUSE,
];

pub(super) async fn check(stage: &mut Stage<'_, '_>) -> Checked {
    strangers(stage).await?;
    announced(stage).await?;
    pinned(stage).await?;
    shelved(stage).await?;
    refused(stage).await?;
    paused(stage).await
}

fn announce(text: &str) -> Act {
    Act { text: text.into(), ..Act::new(ActKind::Announce) }
}

async fn strangers(stage: &mut Stage<'_, '_>) -> Checked {
    let before = stage.read().await?.announcement;
    let viewer = stage.guest().await?;
    // The host's ticket alone makes nobody the host.
    let ticket = Caller { viewer: stage.host.viewer.clone(), ..Caller::default() };
    let persons = stage.till.persons.clone();
    let act = announce("not mine");
    for caller in [Caller::default(), viewer, ticket].iter().chain(&persons) {
        let ask = stage.ask::<ActInRoom>(&act)?;
        let answer = stage.till.send(caller, ask).await?;
        stage.till.expect(&rules::HOST_ONLY, &answer, 404, &ProblemKind::NotFound);
    }
    let nowhere = RoomId::from("there-is-no-such-room");
    let ask = Ask::to::<ActInRoom>(&nowhere).json(&json(&act)?);
    let answer = stage.till.send(&stage.host.clone(), ask).await?;
    stage.till.expect(&rules::HOST_ONLY, &answer, 404, &ProblemKind::NotFound);
    let same = |room: &Room| room.announcement == before;
    stage.shown(&rules::HOST_ONLY, "the room as it was", same).await?;
    Ok(())
}

async fn announced(stage: &mut Stage<'_, '_>) -> Checked {
    let rule = &rules::HOST_SAYS;
    let text = "三份 <b>left</b>";
    let (act, key) = (announce(text), fresh_key());
    let (first, event) = stage.act_by_key(rule, &act, &key).await?;
    let told = event.as_ref().and_then(|event| event.room.as_ref()?.announcement.as_ref());
    let right = told.is_some_and(|told| told.text == text)
        && event.as_ref().is_some_and(|event| event.kind == EventKind::Announcement);
    stage.tells(rule, event.as_ref(), "announcement, with its text", right);
    let is = |room: &Room| room.announcement.as_ref().is_some_and(|said| said.text == text);
    stage.shown(rule, "the announcement", is).await?;
    let ask = stage.ask::<ActInRoom>(&act)?.key(&key);
    let host = stage.host.clone();
    let answer = stage.till.send(&host, ask.clone()).await?;
    let again: Option<Acted> = answer.read();
    let same = again.is_some_and(|again| again == first);
    stage.till.check(&rules::HOST_REPEAT, &answer, same, format!("seq {} again", first.seq));
    let other = json(&announce("another"))?;
    stage.till.keyed(&host, &ask, Some(&other)).await?;
    let (_, event) = stage.act(rule, &announce("")).await?;
    let told = event.as_ref().and_then(|event| event.room.as_ref()?.announcement.as_ref());
    let right = told.is_some_and(|told| told.text.is_empty());
    stage.tells(rule, event.as_ref(), "an empty announcement", right);
    stage.shown(rule, "no announcement", |room| room.announcement.is_none()).await?;
    Ok(())
}

async fn pinned(stage: &mut Stage<'_, '_>) -> Checked {
    let (rule, product) = (&rules::HOST_PIN, stage.hall.product.clone());
    let act = Act { product: Some(product.clone()), ..Act::new(ActKind::Pin) };
    let (acted, event) = stage.act(rule, &act).await?;
    let told = event.as_ref().and_then(|event| event.room.as_ref()?.pin.as_ref());
    let right = told.is_some_and(|pin| pin.product == product && pin.at == acted.at)
        && event.as_ref().is_some_and(|event| event.kind == EventKind::Pin);
    stage.tells(rule, event.as_ref(), "pin, with the product and the moment answered", right);
    let is = |room: &Room| {
        room.pin.as_ref().is_some_and(|pin| pin.product == product && pin.at == acted.at)
    };
    stage.shown(rule, "the product, since the moment answered", is).await?;
    let (_, event) = stage.act(rule, &Act::new(ActKind::Unpin)).await?;
    let right = event.as_ref().is_some_and(|event| event.kind == EventKind::Unpin);
    stage.tells(rule, event.as_ref(), "unpin", right);
    stage.shown(rule, "nothing pinned", |room| room.pin.is_none()).await?;
    Ok(())
}

async fn shelved(stage: &mut Stage<'_, '_>) -> Checked {
    let rule = &rules::HOST_SHELF;
    let before: Vec<ProductId> =
        stage.read().await?.shelf.into_iter().map(|product| product.id).collect();
    let turned: Vec<_> = before.iter().rev().cloned().collect();
    for wanted in [turned, before] {
        let act = Act { products: wanted.clone(), ..Act::new(ActKind::Shelf) };
        let (_, event) = stage.act(rule, &act).await?;
        let told = event.as_ref().and_then(|event| event.room.as_ref()?.shelf.as_ref());
        let right = told == Some(&wanted)
            && event.as_ref().is_some_and(|event| event.kind == EventKind::Shelf);
        stage.tells(rule, event.as_ref(), "shelf, with all products in order", right);
        let is = |room: &Room| room.shelf.iter().map(|product| &product.id).eq(&wanted);
        stage.shown(rule, "the shelf in the order asked", is).await?;
    }
    Ok(())
}

/// Acts that lack something, say too much, or are about goods of others.
async fn refused(stage: &mut Stage<'_, '_>) -> Checked {
    let (variant, product) = (stage.hall.variant.clone(), stage.hall.product.clone());
    let price = stage.till.quote(&Caller::default(), &variant, 1).await?.goods;
    let deal = Act {
        variant: Some(variant.clone()),
        price: Some(price),
        quota: Some(1),
        seconds: Some(60),
        ..Act::new(ActKind::Deal)
    };
    let wrong = [
        (Act::new(ActKind::Pin), "product"),
        (Act { price: Some(price), ..Act::new(ActKind::Price) }, "variant"),
        (Act { price: None, ..deal.clone() }, "price"),
        (Act { quota: Some(0), ..deal.clone() }, "quota"),
        (Act { seconds: Some(5), ..deal }, "seconds"),
        (announce(&"x".repeat(ANNOUNCEMENT_MAX + 1)), "text"),
        (Act { seconds: Some(301), ..Act::new(ActKind::Slow) }, "seconds"),
        (Act::new(ActKind::RemoveComment), "comment"),
        (Act { products: vec![product; SHELF_MAX + 1], ..Act::new(ActKind::Shelf) }, "products"),
    ];
    let host = stage.host.clone();
    for (act, field) in wrong {
        let ask = stage.ask::<ActInRoom>(&act)?;
        let answer = stage.till.send(&host, ask).await?;
        stage.till.named(&rules::HOST_FIELDS, &answer, &[field]);
    }
    let strange = ProductId::from("there-is-no-such-product");
    let goods = [
        Act { product: Some(strange.clone()), ..Act::new(ActKind::Pin) },
        Act { products: vec![strange], ..Act::new(ActKind::Shelf) },
        Act {
            variant: Some("there-is-no-such-variant".into()),
            price: Some(price),
            ..Act::new(ActKind::Price)
        },
    ];
    for act in goods {
        let ask = stage.ask::<ActInRoom>(&act)?;
        let answer = stage.till.send(&host, ask).await?;
        stage.till.expect(&rules::HOST_GOODS, &answer, 422, &ProblemKind::Invalid);
    }
    Ok(())
}

async fn paused(stage: &mut Stage<'_, '_>) -> Checked {
    let rule = &rules::HOST_PAUSE;
    let (_, event) = stage.act(rule, &Act::new(ActKind::Pause)).await?;
    let told = event.as_ref().and_then(|event| event.room.as_ref()?.state.as_ref());
    let right = told == Some(&RoomState::Paused)
        && event.as_ref().is_some_and(|event| event.kind == EventKind::Paused);
    stage.tells(rule, event.as_ref(), "paused, with the state", right);
    stage.shown(rule, "paused", |room| room.state == RoomState::Paused).await?;
    stage.till.inside = Some((stage.room.clone(), None));
    let variant = stage.hall.variant.clone();
    let quote = stage.till.quote(&Caller::default(), &variant, 1).await?;
    stage.till.inside = None;
    let trouble = quote.lines.first().and_then(|line| line.trouble.as_ref());
    let got = format!("trouble {trouble:?}");
    let (at, sells) = (format!("a quote in the paused room {}", stage.room), trouble.is_none());
    stage.till.client.record.check(rule, &at, sells, "a line without trouble", got);
    let (_, event) = stage.act(rule, &Act::new(ActKind::Start)).await?;
    let told = event.as_ref().and_then(|event| event.room.as_ref()?.state.as_ref());
    let right = told == Some(&RoomState::Live)
        && event.as_ref().is_some_and(|event| event.kind == EventKind::Opened);
    stage.tells(rule, event.as_ref(), "opened, with the state", right);
    stage.shown(rule, "live", |room| room.state == RoomState::Live).await?;
    Ok(())
}
