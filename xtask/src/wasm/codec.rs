//! Numbers and pieces of the binary format.

use anyhow::{Context, Result};

/// One byte.
pub fn byte(from: &mut &[u8]) -> Result<u8> {
    let (first, rest) = from.split_first().context("the wasm file ends early")?;
    *from = rest;
    Ok(*first)
}

/// An unsigned LEB128 number.
pub fn number(from: &mut &[u8]) -> Result<u64> {
    let (mut value, mut shift) = (0, 0);
    loop {
        let next = byte(from)?;
        value |= u64::from(next & 0x7f).checked_shl(shift).context("a number is too long")?;
        if next & 0x80 == 0 {
            return Ok(value);
        }
        shift += 7;
    }
}

/// A length and as many bytes.
pub fn piece<'a>(from: &mut &'a [u8]) -> Result<&'a [u8]> {
    let length = usize::try_from(number(from)?)?;
    let (piece, rest) = from.split_at_checked(length).context("the wasm file ends early")?;
    *from = rest;
    Ok(piece)
}

/// Writes an unsigned LEB128 number.
pub fn put_number(mut value: u64, to: &mut Vec<u8>) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            return to.push(low);
        }
        to.push(low | 0x80);
    }
}

/// Writes a length and the bytes.
pub fn put_piece(bytes: &[u8], to: &mut Vec<u8>) {
    put_number(bytes.len() as u64, to);
    to.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_as_they_were_written() {
        for value in [0, 1, 127, 128, 300, 1 << 20, u64::from(u32::MAX)] {
            let mut bytes = Vec::new();
            put_number(value, &mut bytes);
            assert_eq!(number(&mut bytes.as_slice()).unwrap(), value);
        }
        let mut bytes = Vec::new();
        put_piece(b"abc", &mut bytes);
        assert_eq!(piece(&mut bytes.as_slice()).unwrap(), b"abc");
    }
}
