//! What comes of what was told.

/// What is to be done after something was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Nothing: it is known, of another room, or waits for its moment.
    Nothing,
    /// Comments, likes or viewers are others.
    Talk,
    /// Anything may be another.
    Shown,
    /// Something was missed: the snapshot is to be read again.
    Missed,
}

impl Taken {
    /// This and what came of something else.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Missed, _) | (_, Self::Missed) => Self::Missed,
            (Self::Nothing, one) | (one, Self::Nothing) => one,
            (Self::Shown, _) | (_, Self::Shown) => Self::Shown,
            _ => self,
        }
    }
}
