//! The playlists (RFC 8216) of a clip that is shown again and again: functions of the time and nothing else, so every
//! process of a shop writes the same one, and one that was started anew goes on where it was.
//!
//! Segment `n` begins at `n` × [`SEGMENT`] of the server's clock, and shows the clip's segment `n` modulo
//! [`SEGMENTS`]; each time the clip begins anew there is a discontinuity.

use std::fmt::Write;

use picklive_contract::UnixMillis;

/// How long a segment is, in milliseconds.
pub const SEGMENT: i64 = 2_000;
/// Segments of the clip.
pub const SEGMENTS: i64 = 10;
/// Turns of the clip in a week: then they are counted anew. Players keep a list that is as long as this number, and one
/// that had grown since 1970 would keep them busy with nothing else.
const TURNS: i64 = 30_240;
/// Segments of a live playlist.
const WINDOW: i64 = 6;
/// Longest recording, in milliseconds: its playlist is one answer.
pub const LONGEST: i64 = 3_600_000;

/// The live playlist: the latest segments that were whole `delay` milliseconds ago.
pub fn live(now: UnixMillis, delay: i64, name: impl Fn(i64) -> String) -> String {
    let end = now.plus(-delay).0.div_euclid(SEGMENT).max(WINDOW);
    let first = end - WINDOW;
    // A mark of the first segment goes with it, and only then counts.
    let passed = first.div_euclid(SEGMENTS) - i64::from(begins_anew(first));
    let passed = passed.rem_euclid(TURNS);
    let head = format!("#EXT-X-MEDIA-SEQUENCE:{first}\n#EXT-X-DISCONTINUITY-SEQUENCE:{passed}\n");
    written(&head, first, end, name)
}

/// The playlist of a recording: what the stream showed from `begin` to `end`, whole segments, at most [`LONGEST`].
/// `None` for a recording of nothing.
pub fn recording(
    begin: UnixMillis,
    end: UnixMillis,
    name: impl Fn(i64) -> String,
) -> Option<String> {
    let first = begin.0.div_euclid(SEGMENT);
    let end = end.0.div_euclid(SEGMENT).min(first.saturating_add(LONGEST / SEGMENT));
    if first < 0 || end <= first {
        return None;
    }
    let mut text = written("#EXT-X-PLAYLIST-TYPE:VOD\n", first, end, name);
    text.push_str("#EXT-X-ENDLIST\n");
    Some(text)
}

fn begins_anew(segment: i64) -> bool {
    segment.rem_euclid(SEGMENTS) == 0
}

fn written(head: &str, first: i64, end: i64, name: impl Fn(i64) -> String) -> String {
    let mut text = format!("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n{head}");
    text.push_str("#EXT-X-INDEPENDENT-SEGMENTS\n");
    for segment in first..end {
        if begins_anew(segment) {
            text.push_str("#EXT-X-DISCONTINUITY\n");
        }
        let (begin, seconds) = (UnixMillis(segment * SEGMENT).to_rfc3339(), SEGMENT / 1_000);
        let file = name(segment.rem_euclid(SEGMENTS));
        // Writing into a text cannot fail.
        let _ = write!(text, "#EXT-X-PROGRAM-DATE-TIME:{begin}\n#EXTINF:{seconds}.000,\n{file}\n");
    }
    text
}

#[cfg(test)]
mod tests;
