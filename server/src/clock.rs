//! The server's clock: the machine's, or one that a test sets.

use std::{sync::Arc, time::Duration};

use picklive_contract::UnixMillis;
use tokio::sync::watch;

/// The one source of "now". Cheap to clone; clones show the same time.
#[derive(Clone, Debug)]
pub struct Clock(Option<Arc<watch::Sender<UnixMillis>>>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands at `at` until it is [set](Self::set).
    pub fn standing(at: UnixMillis) -> Self {
        Self(Some(Arc::new(watch::Sender::new(at))))
    }

    /// Now.
    pub fn now(&self) -> UnixMillis {
        match &self.0 {
            Some(standing) => *standing.borrow(),
            None => {
                let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
                UnixMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
        }
    }

    /// Moves a standing clock to `at` and wakes those who wait for it. The machine's clock stays as it is.
    pub fn set(&self, at: UnixMillis) {
        if let Some(standing) = &self.0 {
            standing.send_replace(at);
        }
    }

    /// Returns once it is `at` or later. The machine's clock is looked at again at least once a minute,
    /// so that a correction of its time is noticed.
    pub async fn reach(&self, at: UnixMillis) {
        if let Some(standing) = &self.0 {
            // The sender lives in `self`, so the wait can only end with the time reached.
            let _ = standing.subscribe().wait_for(|now| *now >= at).await;
            return;
        }
        loop {
            let Ok(left @ 1..) = u64::try_from(at.since(self.now())) else { return };
            tokio::time::sleep(Duration::from_millis(left.min(60_000))).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_standing_clock_wakes_those_who_wait_when_it_is_set() {
        let clock = Clock::standing(UnixMillis(1_000));
        clock.reach(UnixMillis(1_000)).await;
        let other = clock.clone();
        let waiting = tokio::spawn(async move { other.reach(UnixMillis(2_000)).await });
        clock.set(UnixMillis(1_999));
        assert_eq!(clock.now(), UnixMillis(1_999));
        clock.set(UnixMillis(2_000));
        waiting.await.unwrap();
    }

    #[tokio::test]
    async fn the_machine_s_clock_goes_forward() {
        let clock = Clock::system();
        let before = clock.now();
        clock.reach(before.plus(2)).await;
        assert!(clock.now() >= before.plus(2));
    }
}
