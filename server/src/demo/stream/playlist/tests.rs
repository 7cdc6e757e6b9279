use std::collections::BTreeMap;

use super::*;

/// What a player reads: each segment's number, with its discontinuity number, its begin and its file.
type Read = BTreeMap<i64, (i64, UnixMillis, String)>;

fn read(text: &str) -> Read {
    let value = |line: &str, name: &str| line.strip_prefix(name).map(str::to_owned);
    let number = |name: &str| {
        let found = text.lines().find_map(|line| value(line, name));
        found.map_or(0, |number| number.parse::<i64>().unwrap())
    };
    let mut segment = number("#EXT-X-MEDIA-SEQUENCE:");
    let mut discontinuity = number("#EXT-X-DISCONTINUITY-SEQUENCE:");
    let mut begin = None;
    let mut found = Read::new();
    for line in text.lines() {
        if line == "#EXT-X-DISCONTINUITY" {
            discontinuity += 1;
        } else if let Some(date) = value(line, "#EXT-X-PROGRAM-DATE-TIME:") {
            begin = UnixMillis::parse(&date);
        } else if !line.starts_with('#') {
            found.insert(segment, (discontinuity, begin.take().unwrap(), line.to_owned()));
            segment += 1;
        }
    }
    found
}

fn name(index: i64) -> String {
    format!("{index:02}.ts")
}

const NOON: UnixMillis = UnixMillis(1_795_492_800_000);

#[test]
fn the_window_slides_and_nothing_that_was_said_of_a_segment_changes() {
    let mut known = Read::new();
    let mut newest = 0;
    // Three turns of the clip, asked for in odd steps.
    for step in 0..200 {
        let now = NOON.plus(step * 331);
        let text = live(now, 1_000, name);
        let told = read(&text);
        assert_eq!(told.len(), 6, "{text}");
        let (last, (_, begin, _)) = told.last_key_value().unwrap();
        assert!(*last >= newest, "a number went back at {step}");
        newest = *last;
        let behind = now.since(begin.plus(SEGMENT));
        assert!((1_000..3_000).contains(&behind), "{behind} ms behind at {step}");
        for (number, segment) in told {
            let before = known.insert(number, segment.clone());
            assert!(before.is_none_or(|before| before == segment), "segment {number} at {step}");
        }
    }
    let pairs = || known.values().zip(known.values().skip(1));
    assert!(pairs().all(|((_, one, _), (_, next, _))| next.since(*one) == SEGMENT));
    for ((one, _, _), (next, _, file)) in pairs() {
        assert_eq!(next - one, i64::from(file == "00.ts"), "a discontinuity where the clip begins");
    }
    let files: Vec<_> = known.values().map(|(_, _, file)| file.clone()).collect();
    assert!(files.windows(2).all(|pair| pair[0] != pair[1]) && files.len() > 30);
}

#[test]
fn one_is_written_to_the_letter() {
    // The clip begins anew at 12:00:00.
    let text = live(NOON.plus(3_500), 1_000, name);
    let begin = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:897746395\n\
        #EXT-X-DISCONTINUITY-SEQUENCE:22319\n#EXT-X-INDEPENDENT-SEGMENTS\n\
        #EXT-X-PROGRAM-DATE-TIME:2026-11-24T03:59:50Z\n#EXTINF:2.000,\n05.ts\n";
    assert!(text.starts_with(begin), "{text}");
    let end = "09.ts\n#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2026-11-24T04:00:00Z\n#EXTINF:2.000,\n00.ts\n";
    assert!(text.ends_with(end), "{text}");
    // The mark of the first segment is told with it, and counts once it is gone.
    let counted = |at| live(at, 0, name).lines().nth(4).unwrap().to_owned();
    assert_eq!(counted(NOON.plus(12_000)), "#EXT-X-DISCONTINUITY-SEQUENCE:22319");
    assert_eq!(counted(NOON.plus(14_000)), "#EXT-X-DISCONTINUITY-SEQUENCE:22320");
}

#[test]
fn who_is_behind_reads_what_others_read_before() {
    for step in 0..40 {
        let now = NOON.plus(step * 777);
        assert_eq!(live(now, 18_000, name), live(now.plus(-17_000), 1_000, name));
    }
}

#[test]
fn a_recording_is_what_was_shown() {
    let text = recording(NOON.plus(-7_000), NOON.plus(30_000), name).unwrap();
    assert!(text.contains("#EXT-X-PLAYLIST-TYPE:VOD\n") && text.ends_with("#EXT-X-ENDLIST\n"));
    let told = read(&text);
    assert_eq!(told.len(), 19);
    assert_eq!(told.first_key_value().unwrap().1.1, NOON.plus(-8_000));
    assert_eq!(text.matches("#EXT-X-DISCONTINUITY\n").count(), 2, "{text}");
    assert_eq!(recording(NOON, NOON.plus(1_999), name), None);
    assert_eq!(recording(NOON, NOON.plus(-1), name), None);
    let for_ever = recording(UnixMillis(0), UnixMillis(i64::MAX), name).unwrap();
    assert_eq!(read(&for_ever).len(), 1_800);
    for (begin, end) in [(i64::MAX, i64::MAX), (i64::MIN, i64::MAX), (-1, 9_000)] {
        recording(UnixMillis(begin), UnixMillis(end), name);
    }
}

#[test]
fn turns_are_counted_within_a_week() {
    const { assert!(TURNS * SEGMENTS * SEGMENT == 7 * picklive_contract::time::DAY) };
    for day in 0..8 {
        let text = live(NOON.plus(day * picklive_contract::time::DAY), 1_000, name);
        assert!(read(&text).values().all(|(turn, _, _)| *turn <= TURNS), "{text}");
    }
}
