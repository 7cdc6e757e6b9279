//! What the server writes to its log in a test.

use std::{
    io::{Result, Write},
    sync::{Arc, Mutex},
};

use tracing::subscriber::{DefaultGuard, set_default};
use tracing_subscriber::fmt;

/// Everything that is logged on this thread, at every level, as long as it lives. The server of a test
/// runs on the test's own thread, unless the test asks for more.
pub struct Log {
    kept: Kept,
    _guard: DefaultGuard,
}

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Log {
    /// Begins to listen.
    pub fn listen() -> Self {
        let kept = Kept::default();
        let writer = kept.clone();
        let log = fmt()
            .with_max_level(tracing::Level::DEBUG)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        Self { kept, _guard: set_default(log) }
    }

    /// What was logged by the server itself so far; its libraries are quiet by default.
    pub fn lines(&self) -> String {
        let text = String::from_utf8(self.kept.0.lock().unwrap().clone()).unwrap();
        let own = text.lines().filter(|line| line.contains("picklive_server"));
        own.collect::<Vec<_>>().join("\n")
    }

    /// Waits until the server has logged `what`, which it does in a task of its own.
    pub async fn says(&self, what: &str) -> String {
        for _ in 0..400 {
            let lines = self.lines();
            if lines.contains(what) {
                return lines;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("“{what}” is not in the log: {}", self.lines());
    }
}
