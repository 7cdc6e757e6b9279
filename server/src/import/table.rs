//! Reading a table from the bytes of a CSV file: encoding, separator, headings, line numbers.

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::{ImportError, Wrong, settle};

/// A row and where it stands.
#[derive(Clone, Debug)]
pub struct Row {
    /// Line on which it begins, from 1.
    pub line: u64,
    cells: StringRecord,
}

impl Row {
    /// The trimmed cell of a column; empty when the table has no such column.
    pub fn get(&self, column: Option<usize>) -> &str {
        column.and_then(|column| self.cells.get(column)).unwrap_or("").trim()
    }
}

/// A table with headings.
#[derive(Clone, Debug)]
pub struct Table {
    headings: Vec<String>,
    /// The rows that are not empty.
    pub rows: Vec<Row>,
}

impl Table {
    /// The column with the first of these headings (lower case) that is there.
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.headings.iter().position(|heading| heading == name))
    }

    /// Reads a file. UTF-8 with or without a byte order mark, and UTF-16 with one; comma, semicolon or
    /// tab, whichever gives a heading in `known` (lower case).
    ///
    /// # Errors
    /// Every row that has another number of cells than the headings, or is not text.
    pub fn read(bytes: &[u8], known: &[&str]) -> Result<Self, ImportError> {
        let decoded;
        let bytes = match bytes {
            [0xef, 0xbb, 0xbf, rest @ ..] => rest,
            [0xff, 0xfe, rest @ ..] => {
                decoded = wide(rest, u16::from_le_bytes)?;
                decoded.as_bytes()
            }
            [0xfe, 0xff, rest @ ..] => {
                decoded = wide(rest, u16::from_be_bytes)?;
                decoded.as_bytes()
            }
            bytes => bytes,
        };
        let separators = [b',', b';', b'\t'];
        let best = separators.into_iter().find(|separator| {
            headings(bytes, *separator)
                .is_ok_and(|found| found.iter().any(|heading| known.contains(&heading.as_str())))
        });
        let separator = best.unwrap_or(b',');
        let headings = headings(bytes, separator)?;
        let rows = rows(bytes, separator, headings.len())?;
        Ok(Self { headings, rows })
    }
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Wrong> {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16(&units).map_err(|_| Wrong::whole("the file is broken UTF-16"))
}

fn reader(bytes: &[u8], separator: u8) -> csv::Reader<&[u8]> {
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(separator);
    builder.from_reader(bytes)
}

fn headings(bytes: &[u8], separator: u8) -> Result<Vec<String>, Wrong> {
    let mut record = ByteRecord::new();
    let read = reader(bytes, separator).read_byte_record(&mut record);
    if !read.map_err(|error| Wrong::at(1, error.to_string()))? {
        return Err(Wrong::whole("the file is empty"));
    }
    let record = StringRecord::from_byte_record(record).map_err(|_| not_text(1))?;
    Ok(record.iter().map(|heading| heading.trim().to_lowercase()).collect())
}

fn rows(bytes: &[u8], separator: u8, width: usize) -> Result<Vec<Row>, ImportError> {
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    let (mut reader, mut record) = (reader(bytes, separator), ByteRecord::new());
    let mut lines = Lines { bytes, at: 0, line: 1 };
    let mut first = true;
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(Wrong::whole(error.to_string()).into()),
        }
        let start = record.position().map_or(0, csv::Position::byte);
        let line = lines.of(usize::try_from(start).unwrap_or(usize::MAX));
        if std::mem::take(&mut first) || record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        if record.len() != width {
            wrong.push(Wrong::at(
                line,
                format!(
                    "has {} cells, the headings are {width}; is a quotation mark missing?",
                    record.len()
                ),
            ));
            continue;
        }
        match StringRecord::from_byte_record(record.clone()) {
            Ok(cells) => rows.push(Row { line, cells }),
            Err(_) => wrong.push(not_text(line)),
        }
    }
    settle(wrong).map(|()| rows)
}

fn not_text(line: u64) -> Wrong {
    Wrong::at(line, "is not UTF-8 text; save the file as “CSV UTF-8”")
}

/// Counts lines up to ever later places. The reader's own count is taken before the end of the line
/// before, so it is not used.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, start: usize) -> u64 {
        loop {
            let byte = self.bytes.get(self.at).copied();
            let in_break = matches!(byte, Some(b'\r' | b'\n'));
            if byte.is_none() || (self.at >= start && !in_break) {
                return self.line;
            }
            let ends = byte == Some(b'\n')
                || (byte == Some(b'\r') && self.bytes.get(self.at + 1) != Some(&b'\n'));
            self.line += u64::from(ends);
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<(u64, String)> {
        let table = Table::read(bytes, &["a"]).unwrap();
        let b = table.column(&["b"]);
        table.rows.iter().map(|row| (row.line, row.get(b).to_owned())).collect()
    }

    fn pairs(expected: &[(u64, &str)]) -> Vec<(u64, String)> {
        expected.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
    }

    #[test]
    fn lines_are_counted_however_they_end() {
        let expected = pairs(&[(2, "one\ntwo"), (4, "x"), (6, "y")]);
        let text = "A,B\n1,\"one\ntwo\"\n2,x\n\n3,y\n";
        assert_eq!(lines(text.as_bytes()), expected);
        let crlf = lines(text.replace('\n', "\r\n").as_bytes());
        assert_eq!(crlf, pairs(&[(2, "one\r\ntwo"), (4, "x"), (6, "y")]));
        assert_eq!(lines(b"a,b\r1,x\r2,y"), pairs(&[(2, "x"), (3, "y")]));
    }

    #[test]
    fn marks_wide_text_and_separators_are_seen() {
        assert_eq!(lines("\u{feff}a;b\n1;茶".as_bytes()), pairs(&[(2, "茶")]));
        let wide: Vec<u8> =
            "\u{feff}a\tb\r\n1\t茶".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(lines(&wide), pairs(&[(2, "茶")]));
    }

    #[test]
    fn every_wrong_row_is_told() {
        let Err(ImportError::Input(wrong)) =
            Table::read(b"a,b\n1\n1,2\n1,2,3\n1,\xb2\xe8\n,\n", &["a"])
        else {
            panic!()
        };
        let lines: Vec<_> = wrong.iter().map(|wrong| wrong.line).collect();
        assert_eq!(lines, [Some(2), Some(4), Some(5)]);
        assert!(wrong[2].reason.contains("UTF-8"));
        assert!(Table::read(b"", &["a"]).is_err());
    }
}
