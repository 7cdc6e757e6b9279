//! A button that asks before it does: the second tap counts, but not the second half of a double tap.

/// How long it stays armed, in milliseconds.
pub const ARMED: u64 = 4_000;
/// Taps that follow sooner are one double tap, in milliseconds.
const DOUBLE: f64 = 350.0;

/// What a tap comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tap {
    /// It asks, from now on.
    Asks,
    /// It is done.
    Does,
    /// Nothing: it belongs to the tap before.
    Nothing,
}

/// A tap at a monotonic time, after one that armed the button at `armed`.
pub fn tap(armed: Option<f64>, now: f64) -> Tap {
    match armed {
        None => Tap::Asks,
        Some(at) if now - at < DOUBLE => Tap::Nothing,
        Some(_) => Tap::Does,
    }
}

/// Whether a tap is the second half of one whose act was done at `last`.
pub fn is_double(last: Option<f64>, now: f64) -> bool {
    last.is_some_and(|at| now - at < DOUBLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_double_tap_ends_no_show() {
        assert_eq!(tap(None, 5.0), Tap::Asks);
        assert_eq!(tap(Some(5.0), 200.0), Tap::Nothing);
        assert_eq!(tap(Some(5.0), 900.0), Tap::Does);
        assert!(
            is_double(Some(5.0), 200.0) && !is_double(Some(5.0), 900.0) && !is_double(None, 5.0)
        );
    }
}
