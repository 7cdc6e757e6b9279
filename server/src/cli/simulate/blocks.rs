//! A stream of events in pieces, read event by event as the HTML standard has it ("Server-sent events").

/// What was read and is not whole yet.
#[derive(Debug, Default)]
pub struct Blocks(Vec<u8>);

/// An event of the stream.
#[derive(Debug, PartialEq, Eq)]
pub struct Block {
    /// The cursor after it.
    pub id: String,
    /// What it says.
    pub data: String,
}

impl Blocks {
    /// Takes a piece; the events that are whole now.
    pub fn take(&mut self, piece: &[u8]) -> Vec<Block> {
        // Lines may end in CR LF; a CR alone nobody writes.
        self.0.extend(piece.iter().filter(|byte| **byte != b'\r'));
        let Some(end) = self.0.windows(2).rposition(|pair| pair == b"\n\n") else {
            return Vec::new();
        };
        let whole: Vec<u8> = self.0.drain(..end + 2).collect();
        String::from_utf8_lossy(&whole).split("\n\n").filter_map(read).collect()
    }
}

/// Reads the lines of one event; nothing when they are comments.
fn read(lines: &str) -> Option<Block> {
    let (mut id, mut data) = (String::new(), Vec::new());
    for line in lines.lines() {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "id" => id = value.into(),
            "data" => data.push(value),
            _ => {}
        }
    }
    (!data.is_empty()).then(|| Block { id, data: data.join("\n") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_wherever_the_stream_was_cut() {
        let text = ":\n\nid: a@1\ndata: {\"茶\"}\n\nid:b\r\ndata:1\r\ndata:2\r\n\r\nid: c\ndata: 3";
        let block = |id: &str, data: &str| Block { id: id.into(), data: data.into() };
        let whole = [block("a@1", "{\"茶\"}"), block("b", "1\n2")];
        for cut in 0..text.len() {
            let (mut blocks, (one, two)) = (Blocks::default(), text.as_bytes().split_at(cut));
            let mut read = blocks.take(one);
            read.extend(blocks.take(two));
            assert_eq!(read, whole, "{cut}");
            assert_eq!(blocks.take(b"\n\n"), [block("c", "3")]);
        }
    }
}
