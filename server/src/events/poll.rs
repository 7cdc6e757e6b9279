//! Events for who cannot stream: what was missed at once, or what comes next.

use std::time::Duration;

use picklive_contract::events::{Event, Events};
use tokio::time::{Instant, sleep_until};

use super::{
    hub::ended,
    line::{Line, PIECE},
};
use crate::{ApiError, AppState};

/// What has been missed; when that is nothing, what comes next, if it comes in time.
///
/// # Errors
/// When the database does not answer, or a row cannot be read.
pub async fn at_once(state: &AppState, mut line: Line, wait: Duration) -> Result<Events, ApiError> {
    let until = Instant::now() + wait;
    let mut items = take(state, &mut line)?;
    while items.is_empty() && !wait.is_zero() {
        let place = &mut line.place;
        tokio::select! {
            () = ended(&mut place.ending) => break,
            () = sleep_until(until) => break,
            () = place.bell.notified() => items = take(state, &mut line)?,
        }
    }
    Ok(Events { items, cursor: line.cursor() })
}

/// What is there; no more than goes into one answer, the next one goes on behind it.
fn take(state: &AppState, line: &mut Line) -> Result<Vec<Event>, ApiError> {
    let (now, mut items, mut bytes) = (state.clock.now(), Vec::new(), 0);
    line.fetch();
    while bytes <= PIECE
        && let Some(body) = line.next(now)?
    {
        items.push(serde_json::from_str(&body)?);
        bytes += body.len();
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use picklive_contract::{
        UnixMillis,
        events::{Event, EventKind, SHOP},
    };
    use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

    use super::{
        super::{recent::Handed, told::Missed},
        *,
    };
    use crate::{
        clock::Clock,
        config::Config,
        db::{
            Tx, connect,
            entities::{event, topic},
        },
        random,
    };

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const NOW: UnixMillis = UnixMillis(1_000);
    /// More than is held for listeners.
    const MANY: i64 = 2_500;

    /// Writes events with these numbers, of which the last is the topic's.
    async fn write(state: &AppState, numbers: std::ops::RangeInclusive<i64>) {
        let last = *numbers.end();
        let row = |seq| event::ActiveModel {
            topic: Set(SHOP.into()),
            seq: Set(seq),
            at: Set(NOW.0),
            body: Set(serde_json::to_string(&Event::new(SHOP, seq, NOW, EventKind::Drops)).unwrap()),
        };
        let rows = &numbers.map(row).collect::<Vec<_>>();
        let work = |tx: Tx| async move {
            for rows in rows.chunks(500) {
                event::Entity::insert_many(rows.to_vec()).exec_without_returning(&*tx).await?;
            }
            topic::Entity::update_many()
                .col_expr(topic::Column::Seq, Expr::value(last))
                .filter(topic::Column::Topic.eq(SHOP))
                .exec(&*tx)
                .await?;
            Ok(())
        };
        state.db.writing(work).await.unwrap();
    }

    #[tokio::test]
    async fn a_cursor_never_lies_past_what_was_not_told() {
        let folder = std::env::temp_dir().join(format!("picklive-{}", random::id()));
        let data = folder.join("shop.sqlite").display().to_string();
        let db = connect::open(&data, false).await.unwrap();
        let state = AppState::new(db, Clock::standing(NOW), Config::default());
        let wait = Duration::from_secs(5);
        let line = async |missed: Missed| {
            let topics = [SHOP.to_owned()];
            let place = state.events.listen(&state.db, HERE, &topics).await.unwrap().unwrap();
            Line::of(place, [missed])
        };
        // It waits, and more comes than is held for it.
        let behind = line(Missed { known: 0, events: Vec::new().into(), resync: false }).await;
        write(&state, 1..=MANY).await;
        state.events.read(&state.db).await.unwrap();
        let told = at_once(&state, behind, wait).await.unwrap();
        assert_eq!((told.items.len(), &told.items[0].kind), (1, &EventKind::Resync));
        let end = |cursor: &str| cursor.rsplit_once('.').unwrap().1.parse::<i64>().unwrap();
        assert_eq!((end(&told.cursor), told.items[0].seq), (MANY, MANY));
        // It knows of some when the same happens: those it is told, and that the rest is lost.
        let text = serde_json::to_string(&Event::new(SHOP, MANY + 1, NOW, EventKind::Drops));
        let first = Handed { seq: MANY + 1, at: NOW.0, body: text.unwrap().into() };
        let known = Missed { known: MANY, events: [first].into(), resync: false };
        let mut line = line(known).await;
        write(&state, MANY + 1..=3 * MANY).await;
        state.events.read(&state.db).await.unwrap();
        let told = take(&state, &mut line).unwrap();
        assert_eq!((told.len(), told[0].seq), (1, MANY + 1), "nothing past the gap");
        assert_eq!(end(&line.cursor()), MANY + 1);
        let told = at_once(&state, line, wait).await.unwrap();
        assert_eq!((told.items.len(), &told.items[0].kind), (1, &EventKind::Resync));
        assert_eq!(end(&told.cursor), 3 * MANY);
        state.db.close().await.unwrap();
        std::fs::remove_dir_all(folder).unwrap();
    }
}
