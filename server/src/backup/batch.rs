//! Rows of a backup that are written together: many small ones, few large ones.

use sea_orm::Value;

/// Bytes of rows written at a time, one row more or less: some hold pictures.
const BYTES: usize = 8 * 1024 * 1024;

/// Rows that are written together.
pub struct Batch {
    /// Themselves.
    pub rows: Vec<Vec<Value>>,
    bytes: usize,
    most: usize,
}

impl Batch {
    /// At most so many rows.
    pub fn of(most: usize) -> Self {
        Self { rows: Vec::new(), bytes: 0, most }
    }

    /// Adds a row that took so many bytes.
    pub fn add(&mut self, row: Vec<Value>, bytes: usize) {
        self.rows.push(row);
        self.bytes += bytes;
    }

    /// Whether it is to be written before there is more.
    pub fn is_full(&self) -> bool {
        self.rows.len() >= self.most || self.bytes >= BYTES
    }

    /// Takes them out.
    pub fn take(&mut self) -> Vec<Vec<Value>> {
        self.bytes = 0;
        std::mem::take(&mut self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_large_rows_are_as_many_as_many_small_ones() {
        let mut batch = Batch::of(1_000);
        let large = || batch_of(&mut Batch::of(1_000), 1024 * 1024);
        assert_eq!(large(), 8);
        assert_eq!(batch_of(&mut batch, 100), 1_000);
        assert_eq!((batch.take().len(), batch.bytes), (1_000, 0));
    }

    fn batch_of(batch: &mut Batch, bytes: usize) -> usize {
        while !batch.is_full() {
            batch.add(Vec::new(), bytes);
        }
        batch.rows.len()
    }
}
