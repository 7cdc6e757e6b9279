//! Fifty who watch while the server is killed and started again: each ends with the same, in the same order.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result, ensure};
use picklive_e2e::journey;
use tokio::{sync::watch, task::JoinSet, time::timeout};

use crate::{
    rooms::{ID, PATH, lines_are},
    rooms_caller::Caller,
};

/// They and the browser.
const VIEWERS: usize = 49;
/// How long everything may take to arrive.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
pub fn the_server_is_killed_under_fifty_viewers_and_nothing_is_lost() -> Result<()> {
    journey(async |visit| {
        let host = Caller::host(&visit.shop, ID).await?;
        let (end, until) = watch::channel(None);
        let mut viewers = JoinSet::new();
        for _ in 0..VIEWERS {
            let viewer = Arc::new(Caller::viewer(&visit.shop, ID).await?);
            let from = viewer.room().await?["cursor"].as_str().context("no cursor")?.to_owned();
            let until = until.clone();
            viewers.spawn(async move { viewer.follow(from, until).await });
        }
        visit.open(PATH).await?;
        visit.element(".room-top h1").await?;
        let first = "SELECT seq FROM topics WHERE topic = 'room:morning-tea'";
        // All of them are there before anything of this is said.
        let counted = |room: &serde_json::Value| room["viewers"].as_i64() >= Some(50);
        host.room_when(counted).await?;
        let begun = visit.shop.number(first)?;

        host.pin("celadon-cup").await?;
        host.say("停机以前").await?;
        lines_are(visit, &["停机以前"]).await?;
        // Killed, not ended: in the middle of whatever it does.
        visit.shop.stop();
        visit.shop.start().await?;
        host.say("回来以后").await?;
        host.pin("course-tea").await?;
        for nth in 1..=3 {
            host.say(&format!("第 {nth} 句")).await?;
        }
        let last = visit.shop.number(first)?;
        ensure!(last >= begun + 7, "{begun} to {last}");
        end.send_replace(Some(last));

        let mut all = Vec::new();
        let gather = async {
            while let Some(one) = viewers.join_next().await {
                all.push(one??);
            }
            anyhow::Ok(())
        };
        timeout(PATIENCE, gather).await.context("not everybody has come to the end")??;
        ensure!(all.len() == VIEWERS, "{}", all.len());
        for told in &all {
            let numbers: Vec<i64> = told.iter().map(|event| event.0).collect();
            let from = *numbers.first().context("nothing was told")?;
            ensure!(from <= begun + 1, "it begins at {from}");
            ensure!(numbers == (from..=last).collect::<Vec<_>>(), "gaps or doubles: {told:#?}");
            // The same events, to the letter, from where all were there.
            let since = |told: &[(i64, String)]| {
                told.iter().filter(|event| event.0 > begun).cloned().collect::<Vec<_>>()
            };
            ensure!(since(told) == since(&all[0]), "two were told different things");
        }
        lines_are(visit, &["第 1 句", "第 2 句", "第 3 句"]).await?;
        let drawn = visit.value(crate::rooms::LINES).await?;
        ensure!(drawn == serde_json::json!(host.said().await?), "{drawn}");
        Ok(())
    })
}
