//! A transaction that is held open, and those that wait for it.

use std::{sync::Arc, time::Duration};

use picklive_server::{AppState, db::Tx};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tokio::{sync::Notify, task::JoinHandle};

/// A transaction that has changed something and is not committed. On SQLite every other writer waits for it.
pub struct Held {
    release: Arc<Notify>,
    done: JoinHandle<()>,
    state: AppState,
}

impl Held {
    /// Begins it with this change.
    pub async fn of(state: &AppState, change: &str) -> Self {
        let (begun, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (change, state) = (change.to_owned(), state.clone());
        let (tell, wait, mine) = (Arc::clone(&begun), Arc::clone(&release), state.clone());
        let done = tokio::spawn(async move {
            let (change, tell, wait) = (&change, &tell, &wait);
            let work = |tx: Tx| async move {
                tx.execute_unprepared(change).await?;
                tell.notify_one();
                wait.notified().await;
                Ok(())
            };
            mine.db.writing(work).await.unwrap();
        });
        begun.notified().await;
        Self { release, done, state }
    }

    /// Returns when so many wait for locks, or `others` have nothing to wait for. On SQLite nobody can be seen who
    /// waits: they are given the time of some reads.
    pub async fn until_waiting<T>(&self, count: i64, others: &[JoinHandle<T>]) {
        let sqlite = self.state.db.backend() == DbBackend::Sqlite;
        for nth in 0.. {
            let passed = if sqlite { nth > 20 } else { self.waiting().await >= count };
            if passed || others.iter().all(JoinHandle::is_finished) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn waiting(&self) -> i64 {
        let count = "SELECT COUNT(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let count = Statement::from_string(DbBackend::Postgres, count);
        let row = self.state.db.read.query_one_raw(count).await.unwrap().unwrap();
        row.try_get_by_index(0).unwrap()
    }

    /// Commits it.
    pub async fn commit(self) {
        self.release.notify_one();
        self.done.await.unwrap();
    }
}
