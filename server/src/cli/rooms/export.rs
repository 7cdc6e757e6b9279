//! The event log of a room, a JSON object a line.

use std::io::{self, BufWriter, ErrorKind, Stdout, Write};

use crate::{AppState, live::export};

/// Standard output, whose reader may have had enough: that is no reason to fail.
struct Out(BufWriter<Stdout>);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(bytes.len()),
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            flushed => flushed,
        }
    }
}

/// `export`.
pub async fn run(state: &AppState, room: &str) -> Result<(), String> {
    let mut out = Out(BufWriter::new(io::stdout()));
    let lines =
        export::write(state, room, &mut out).await.map_err(|refused| refused.to_string())?;
    eprintln!("events written: {lines}");
    Ok(())
}
