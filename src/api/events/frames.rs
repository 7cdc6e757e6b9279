//! The wire format of a stream (HTML standard, "Server-sent events"), as far as the contract uses it.

/// Longest event, in bytes; nothing in the contract comes near.
const LONGEST: usize = 1 << 20;

/// One event of the stream.
#[derive(Debug, PartialEq, Eq)]
pub struct Frame {
    /// The cursor after it; empty when none was told.
    pub id: String,
    /// What it says.
    pub data: String,
}

/// Puts pieces together to events: a piece may end anywhere, also inside a character.
#[derive(Debug, Default)]
pub struct Frames(Vec<u8>);

impl Frames {
    /// Takes a piece and gives the events that are whole with it; `None` when what comes is no stream.
    pub fn push(&mut self, piece: &[u8]) -> Option<Vec<Frame>> {
        if piece.contains(&b'\r') {
            self.0.extend(piece.iter().filter(|byte| **byte != b'\r'));
        } else {
            self.0.extend_from_slice(piece);
        }
        let mut whole = Vec::new();
        while let Some(end) = end(&self.0) {
            let rest = self.0.split_off(end);
            let block = std::mem::replace(&mut self.0, rest);
            whole.extend(read(&String::from_utf8(block).ok()?));
        }
        (self.0.len() <= LONGEST).then_some(whole)
    }
}

/// Where the first event ends, behind its empty line. Events are long and their lines few: looked for line by line.
fn end(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += bytes[at..].iter().position(|byte| *byte == b'\n')? + 1;
        if *bytes.get(at)? == b'\n' {
            return Some(at + 1);
        }
    }
}

/// An event; `None` for one without data, e.g. a comment that keeps the line in use.
fn read(block: &str) -> Option<Frame> {
    let (mut id, mut data) = (String::new(), String::new());
    for line in block.lines() {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "id" => id = value.into(),
            "data" => {
                if !data.is_empty() {
                    data.push('\n');
                }
                data.push_str(value);
            }
            _ => {}
        }
    }
    (!data.is_empty()).then_some(Frame { id, data })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(id: &str, data: &str) -> Frame {
        Frame { id: id.into(), data: data.into() }
    }

    #[test]
    fn a_piece_may_end_anywhere() {
        let text = ":\n\nid: shop@1\ndata: {\"a\":\"晓窗\"}\n\nevent: x\r\ndata:two\r\ndata: lines\r\n\r\n";
        for cut in 0..text.len() {
            let (one, two) = text.as_bytes().split_at(cut);
            let mut frames = Frames::default();
            let mut all = frames.push(one).unwrap();
            all.extend(frames.push(two).unwrap());
            assert_eq!(
                all,
                [frame("shop@1", "{\"a\":\"晓窗\"}"), frame("", "two\nlines")],
                "{cut}"
            );
        }
    }

    #[test]
    fn what_is_no_stream_is_given_up() {
        assert_eq!(Frames::default().push(b"<html>\n\n"), Some(Vec::new()));
        assert_eq!(Frames::default().push(b"data: \xff\n\n"), None);
        let mut frames = Frames::default();
        assert!(frames.push(&vec![b'x'; LONGEST]).is_some() && frames.push(b"x").is_none());
    }
}
