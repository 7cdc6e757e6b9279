//! Events for who cannot stream: what was missed at once, or what comes next.

use std::time::Duration;

use picklive_contract::events::{EventKind, Events};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{
    hub::{Handed, Place, ended},
    told::{Begin, Missed, cursor, here, missed},
};
use crate::{ApiError, AppState};

/// What has been missed; when that is nothing, what comes next, if it comes in time.
///
/// # Errors
/// When the database does not answer.
pub async fn at_once(
    state: &AppState,
    mut place: Place,
    mut known: Missed,
    wait: Duration,
) -> Result<Events, ApiError> {
    if known.events.is_empty() && !known.resync && !wait.is_zero() {
        tokio::select! {
            () = ended(&mut place.ending) => {}
            () = tokio::time::sleep(wait) => {}
            next = next(state, &mut place.events, known.known) => known = next?,
        }
    }
    let mut last = known.events.back().map_or(known.known, |last| last.seq);
    // What is there already comes along, as far as it follows: behind a gap (more came than can wait here) a
    // cursor would lie past what was never told.
    while let Ok(event) = place.events.try_recv() {
        if event.seq == last + 1 {
            last = event.seq;
            known.events.push_back(event);
        } else if event.seq > last {
            break;
        }
    }
    if known.resync {
        let event = here(EventKind::Resync, known.known, state.clock.now());
        return Ok(Events { items: vec![event], cursor: cursor(&place.epoch, known.known) });
    }
    let read = |event: Handed| Ok(serde_json::from_str(&event.body)?);
    let items = known.events.into_iter().map(read).collect::<Result<_, ApiError>>()?;
    Ok(Events { items, cursor: cursor(&place.epoch, last) })
}

/// What comes after the event with a number. When more came than can wait here, the rows say what it was.
async fn next(
    state: &AppState,
    events: &mut Receiver<Handed>,
    known: i64,
) -> Result<Missed, ApiError> {
    loop {
        match events.recv().await {
            Ok(event) if event.seq > known + 1 => break,
            Ok(event) if event.seq > known => {
                return Ok(Missed { known, events: [event].into(), resync: false });
            }
            Ok(_) => {}
            Err(RecvError::Lagged(_) | RecvError::Closed) => break,
        }
    }
    missed(state, Begin::After(known)).await
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use picklive_contract::{
        UnixMillis,
        events::{Event, SHOP},
    };
    use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

    use super::*;
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
    /// More than can wait for a listener.
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
        let place = state.events.listen(&state.db, HERE).await.unwrap().unwrap();
        let epoch = place.epoch.clone();
        // It waits, and more comes than can wait for it.
        write(&state, 1..=MANY).await;
        state.events.read(&state.db).await.unwrap();
        let nothing = Missed { known: 0, events: Vec::new().into(), resync: false };
        let told = at_once(&state, place, nothing, wait).await.unwrap();
        assert_eq!((told.items.len(), &told.items[0].kind), (1, &EventKind::Resync));
        assert_eq!(told.cursor, cursor(&epoch, MANY));
        // It knows of some when the same happens: those it is told, and the next question tells the rest.
        let place = state.events.listen(&state.db, HERE).await.unwrap().unwrap();
        let text = serde_json::to_string(&Event::new(SHOP, MANY + 1, NOW, EventKind::Drops));
        let first = Handed { seq: MANY + 1, at: NOW.0, body: text.unwrap().into() };
        let known = Missed { known: MANY, events: [first].into(), resync: false };
        write(&state, MANY + 1..=3 * MANY).await;
        state.events.read(&state.db).await.unwrap();
        let told = at_once(&state, place, known, wait).await.unwrap();
        assert_eq!((told.items.len(), told.items[0].seq), (1, MANY + 1), "nothing past the gap");
        assert_eq!(told.cursor, cursor(&epoch, MANY + 1));
        state.db.close().await.unwrap();
        std::fs::remove_dir_all(folder).unwrap();
    }
}
