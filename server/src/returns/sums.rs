//! How much goes back with a return. Whole minor units; every sum is right to the last one.

/// What is known of a return and its order, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// What the units were bought for.
    pub worth: i64,
    /// What the buyer asks for, at most `worth`.
    pub asked: i64,
    /// What the shop agreed to before.
    pub allowed: Option<i64>,
    /// How much of `allowed` is the order's shipping fee.
    pub with_fee: i64,
    /// What is left of the shipping fee: neither sent back nor promised with other returns.
    pub fee_left: i64,
    /// What is left of the order's sum.
    pub left: i64,
    /// What the shop has agreed to give back for other returns of the order, and has not given yet.
    pub promised: i64,
    /// Whether the whole order is back with this return.
    pub whole: bool,
}

/// A sum and how much of it is the shipping fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// All of it.
    pub amount: i64,
    /// The fee in it.
    pub fee: i64,
}

impl Sums {
    /// The sum the shop means: the one it `said`, else what it agreed to or what is asked. The shipping fee is
    /// added when the shop says so (`shipping`), or when the whole order is back, its buyer asks for all of it and the
    /// shop takes nothing off: who asks for less may keep the goods, and gets no more than was asked.
    /// What is not said is never more than what is left of the order and promised to nobody; and what was agreed to
    /// is never cut without a word.
    ///
    /// # Errors
    /// The most that can go back, when it is more than that or nothing, or when less is left than was agreed to.
    pub fn meant(&self, said: Option<i64>, shipping: bool) -> Result<Sum, i64> {
        let most = (self.worth + self.fee_left).min(self.free());
        let sum = match said {
            Some(amount) => Sum { amount, fee: (amount - self.worth).max(0) },
            None if self.allowed.is_some_and(|allowed| allowed > self.left) => return Err(most),
            None => self.unsaid(shipping),
        };
        if (1..=most).contains(&sum.amount) { Ok(sum) } else { Err(most) }
    }

    /// What of the order's sum is promised to no other return; what was agreed to for this one stands beside
    /// that, as far as it is there.
    fn free(&self) -> i64 {
        let free = (self.left - self.promised).max(0);
        free.max(self.allowed.unwrap_or(0)).min(self.left)
    }

    fn unsaid(&self, shipping: bool) -> Sum {
        let base = self.allowed.unwrap_or(self.asked);
        let nothing_off = base - self.with_fee >= self.asked;
        let all_back = self.whole && self.asked >= self.worth;
        let more = shipping || (all_back && nothing_off);
        let fee = if more && self.with_fee == 0 { self.fee_left } else { 0 };
        let amount = (base + fee).min(self.free());
        let goods = (base - self.with_fee).min(amount);
        Sum { amount, fee: amount - goods }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RETURN: Sums = Sums {
        worth: 9_999,
        asked: 9_999,
        allowed: None,
        with_fee: 0,
        fee_left: 1_000,
        left: 30_000,
        promised: 0,
        whole: false,
    };

    #[test]
    fn what_is_asked_goes_back_and_the_fee_only_with_the_whole_order_or_by_the_shop_s_word() {
        assert_eq!(RETURN.meant(None, false), Ok(Sum { amount: 9_999, fee: 0 }));
        assert_eq!(RETURN.meant(None, true), Ok(Sum { amount: 10_999, fee: 1_000 }));
        let whole = Sums { whole: true, ..RETURN };
        assert_eq!(whole.meant(None, false), Ok(Sum { amount: 10_999, fee: 1_000 }));
        let less = Sums { allowed: Some(5_000), ..whole };
        assert_eq!(less.meant(None, false), Ok(Sum { amount: 5_000, fee: 0 }), "the shop took off");
        let modest = Sums { asked: 5_000, ..RETURN };
        assert_eq!(modest.meant(None, false), Ok(Sum { amount: 5_000, fee: 0 }));
        let kept = Sums { whole: true, ..modest };
        assert_eq!(kept.meant(None, false), Ok(Sum { amount: 5_000, fee: 0 }), "as it was asked");
        assert_eq!(kept.meant(None, true), Ok(Sum { amount: 6_000, fee: 1_000 }));
    }

    #[test]
    fn a_fee_that_was_promised_is_not_added_twice() {
        let promised = Sums { allowed: Some(10_999), with_fee: 1_000, whole: true, ..RETURN };
        for shipping in [false, true] {
            assert_eq!(promised.meant(None, shipping), Ok(Sum { amount: 10_999, fee: 1_000 }));
        }
    }

    #[test]
    fn no_more_goes_back_than_was_paid_for_it_nor_than_is_left() {
        assert_eq!(RETURN.meant(Some(10_999), false), Ok(Sum { amount: 10_999, fee: 1_000 }));
        assert_eq!(RETURN.meant(Some(11_000), false), Err(10_999));
        assert_eq!(RETURN.meant(Some(0), false), Err(10_999));
        let little = Sums { left: 7_000, whole: true, ..RETURN };
        assert_eq!(little.meant(None, false), Ok(Sum { amount: 7_000, fee: 0 }));
        assert_eq!(little.meant(Some(7_001), false), Err(7_000));
        assert_eq!(Sums { left: 0, ..RETURN }.meant(None, false), Err(0));
        let nearly = Sums { left: 10_500, whole: true, ..RETURN };
        assert_eq!(nearly.meant(None, false), Ok(Sum { amount: 10_500, fee: 501 }));
    }

    #[test]
    fn what_is_promised_to_one_return_is_not_promised_to_another() {
        let other = Sums { left: 15_000, promised: 9_000, ..RETURN };
        assert_eq!(other.meant(None, false), Ok(Sum { amount: 6_000, fee: 0 }));
        assert_eq!(other.meant(Some(6_001), false), Err(6_000));
        assert_eq!(Sums { left: 9_000, ..other }.meant(None, false), Err(0));
        // A word that was given stands, also beside another one.
        let agreed = Sums { allowed: Some(9_999), ..other };
        assert_eq!(agreed.meant(None, false), Ok(Sum { amount: 9_999, fee: 0 }));
    }

    #[test]
    fn less_than_was_agreed_to_goes_back_only_by_the_shop_s_word() {
        let agreed = Sums { allowed: Some(9_999), left: 7_000, ..RETURN };
        assert_eq!(agreed.meant(None, false), Err(7_000));
        assert_eq!(agreed.meant(None, true), Err(7_000));
        assert_eq!(agreed.meant(Some(7_000), false), Ok(Sum { amount: 7_000, fee: 0 }));
        assert_eq!(Sums { left: 0, ..agreed }.meant(None, false), Err(0));
    }
}
