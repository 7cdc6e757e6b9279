//! What is asked to go back: units, their worth, and the sum.

use picklive_contract::{
    Currency, Lang, Money,
    orders::Order,
    returns::{self, Return, ReturnLineAsk, ReturnReason, ReturnState},
};
use serde::{Deserialize, Serialize};

use crate::text::{Say, errors, service};

/// The reasons in the order in which they are offered.
pub const REASONS: [ReturnReason; 6] = [
    ReturnReason::Damaged,
    ReturnReason::WrongItem,
    ReturnReason::NotAsDescribed,
    ReturnReason::DoesNotFit,
    ReturnReason::ChangedMind,
    ReturnReason::SomethingElse,
];

/// What was chosen and typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Units of each line, by its place.
    #[serde(default)]
    pub units: Vec<u32>,
    /// Why; empty until it is chosen.
    #[serde(default)]
    pub reason: String,
    /// The buyer's words.
    #[serde(default)]
    pub note: String,
    /// A smaller sum, as typed; empty for all of it.
    #[serde(default)]
    pub less: String,
}

impl Draft {
    /// The draft for an order as it is now: of a single unit it is clear what goes back.
    pub fn fitting(mut self, order: &Order) -> Self {
        let most: Vec<u32> = order.lines.iter().map(|line| line.returnable).collect();
        self.units.resize(most.len(), 0);
        for (units, most) in self.units.iter_mut().zip(&most) {
            *units = (*units).min(*most);
        }
        if most.iter().sum::<u32>() == 1 {
            self.units = most;
        }
        self
    }

    /// The lines to ask for.
    pub fn lines(&self) -> Vec<ReturnLineAsk> {
        let chosen = (0..).zip(&self.units).filter(|(_, units)| **units > 0);
        chosen.map(|(line, quantity)| ReturnLineAsk { line, quantity: *quantity }).collect()
    }

    /// What is to be done before it can be sent, in the order of the form: a field of the question, and why.
    pub fn wrong(&self, order: &Order) -> Vec<(&'static str, Say)> {
        let mut wrong = Vec::new();
        if self.lines().is_empty() {
            wrong.push(("lines", service::CHOOSE_UNITS));
        }
        if self.reason.is_empty() {
            wrong.push(("reason", service::CHOOSE_REASON));
        }
        if !self.less.trim().is_empty() {
            let most = worth(order, &self.units).map_or(i64::MAX, |most| most.amount);
            match typed_sum(&self.less, order.total.currency) {
                None => wrong.push(("amount", errors::MALFORMED)),
                // Without units there is nothing yet to compare it with.
                Some(sum) if most > 0 && !(1..=most).contains(&sum.amount) => {
                    wrong.push(("amount", errors::OUT_OF_RANGE));
                }
                Some(_) => {}
            }
        }
        wrong
    }
}

/// Chosen files that are not among the photographs.
#[derive(Clone, Debug, Default)]
pub struct LeftOut {
    /// So many could not be read.
    pub unread: usize,
    /// So many are more than may be sent.
    pub over: usize,
}

/// What is said of them; nothing when there are none.
pub fn left_out(lang: Lang, out: &LeftOut) -> Option<String> {
    let told = [(service::NO_PICTURE, out.unread), (service::PICTURES_OVER, out.over)];
    let told = told.into_iter().filter(|told| told.1 > 0);
    let told: Vec<_> = told.map(|(say, count)| say.with(lang, &[&count.to_string()])).collect();
    (!told.is_empty()).then(|| told.join(" · "))
}

/// Whether the units of a return are back, or going back.
fn counts(one: &Return) -> bool {
    !matches!(one.state, ReturnState::Refused | ReturnState::Withdrawn)
}

/// What goes back for the chosen units: what they were bought for, without their share of a coupon; `None` when it cannot be told.
pub fn worth(order: &Order, units: &[u32]) -> Option<Money> {
    let each = order.lines.iter().zip(units);
    let mut sums = (0..).zip(each).map(|(at, (line, units))| {
        let gone = order.returns.iter().filter(|one| counts(one)).flat_map(|one| &one.lines);
        let gone = gone.filter(|gone| gone.line == at).fold((0, 0), |(units, sum), gone| {
            (units + i64::from(gone.quantity), sum + gone.worth.amount)
        });
        let paid = line.bought.total.amount - line.coupon.map_or(0, |off| off.amount);
        returns::worth(paid, line.bought.quantity.into(), i64::from(*units), gone)
    });
    let sum = sums.try_fold(0_i64, |sum, more| sum.checked_add(more?))?;
    Some(Money::new(sum, order.total.currency))
}

/// A sum as people type it: `12`, `12.5`, `12.50`; `None` for what is none, or finer than the currency.
pub fn typed_sum(text: &str, currency: Currency) -> Option<Money> {
    let text = text.trim().trim_start_matches(['¥', '$', '€', '£']).trim();
    let (whole, part) = text.split_once(['.', '。']).unwrap_or((text, ""));
    let digits = currency.minor_digits() as usize;
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) || part.len() > digits {
        return None;
    }
    let minor = format!("{whole}{part:0<digits$}").parse().ok()?;
    Some(Money::new(minor, currency))
}

/// A reason in words.
pub fn reason(reason: &ReturnReason) -> Say {
    match reason {
        ReturnReason::Damaged => service::DAMAGED,
        ReturnReason::WrongItem => service::WRONG_ITEM,
        ReturnReason::NotAsDescribed => service::NOT_AS_DESCRIBED,
        ReturnReason::DoesNotFit => service::DOES_NOT_FIT,
        ReturnReason::ChangedMind => service::CHANGED_MIND,
        _ => service::SOMETHING_ELSE,
    }
}

/// Where a return stands, in words.
pub fn state(one: &Return) -> Say {
    match one.state {
        ReturnState::Requested => service::REQUESTED,
        ReturnState::Approved if one.send_back.is_some() => service::SEND_BACK,
        ReturnState::Approved => service::APPROVED,
        ReturnState::Received => service::RECEIVED,
        ReturnState::Refused => service::REFUSED,
        ReturnState::Withdrawn => service::WITHDRAWN,
        ReturnState::Refunded => service::RETURN_REFUNDED,
        ReturnState::Other(_) => service::RETURN_OTHER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order() -> Order {
        let sample = include_str!("../../../contract/samples/get-order.answer.json");
        let mut order: Order = serde_json::from_str(sample).unwrap();
        order.returns.clear();
        order
    }

    #[test]
    fn a_sum_is_read_to_the_last_unit_and_nothing_finer() {
        let read =
            |text, code| typed_sum(text, Currency::parse(code).unwrap()).map(|sum| sum.amount);
        assert_eq!(read("12", "CNY"), Some(1_200));
        assert_eq!(read(" ¥12.5 ", "CNY"), Some(1_250));
        assert_eq!(read("0.05", "USD"), Some(5));
        assert_eq!(read("1200", "JPY"), Some(1_200));
        for bad in ["", "x", "-1", "1.234", "1,5", ".5", "99999999999999999999"] {
            assert_eq!(read(bad, "CNY"), None, "{bad}");
        }
        assert_eq!(read("1.5", "JPY"), None);
    }

    #[test]
    fn what_is_chosen_fits_the_order_and_sums_up() {
        let mut order = order();
        for (at, line) in order.lines.iter_mut().enumerate() {
            line.returnable = u32::from(at == 0) * 2;
        }
        let bought = &mut order.lines[0].bought;
        bought.quantity = 2;
        bought.total = bought.offer.price.times(2).unwrap();
        let draft = Draft { units: vec![9], ..Draft::default() }.fitting(&order);
        assert_eq!(draft.units[0], 2);
        assert_eq!(draft.lines(), [ReturnLineAsk { line: 0, quantity: 2 }]);
        let price = order.lines[0].bought.offer.price;
        assert_eq!(worth(&order, &draft.units), price.times(2));
        order.lines[0].coupon = Some(Money::new(101, price.currency));
        let of = |units| worth(&order, &[units]).unwrap().amount;
        assert_eq!((of(1), of(2)), ((2 * price.amount - 101) / 2, 2 * price.amount - 101));
        order.lines[0].returnable = 1;
        assert_eq!(Draft::default().fitting(&order).units[0], 1, "there is no choice");
        assert!(Draft::default().lines().is_empty());
    }

    #[test]
    fn what_is_wrong_is_said_of_each_field_until_it_is_right() {
        let mut order = order();
        for line in &mut order.lines {
            line.returnable = 2;
        }
        let names = |draft: &Draft| -> Vec<_> {
            draft.wrong(&order).into_iter().map(|wrong| (wrong.0, wrong.1.to(Lang::En))).collect()
        };
        let (units, why) =
            (service::CHOOSE_UNITS.to(Lang::En), service::CHOOSE_REASON.to(Lang::En));
        let mut draft = Draft { less: "x".into(), ..Draft::default() }.fitting(&order);
        let malformed = ("amount", errors::MALFORMED.to(Lang::En));
        assert_eq!(names(&draft), [("lines", units), ("reason", why), malformed]);
        (draft.units[0], draft.reason) = (1, "damaged".into());
        assert_eq!(names(&draft), [malformed]);
        let range = [("amount", errors::OUT_OF_RANGE.to(Lang::En))];
        for (less, wrong) in
            [("0", &range[..]), ("99999999", &range[..]), ("0.01", &[]), (" ", &[])]
        {
            draft.less = less.into();
            assert_eq!(names(&draft), wrong, "{less}");
        }
    }

    #[test]
    fn every_file_that_is_left_out_is_counted() {
        let told = |unread, over| left_out(Lang::En, &LeftOut { unread, over });
        assert_eq!(told(0, 0), None);
        assert!(told(1, 0).is_some_and(|told| told.contains('1') && !told.contains("at most")));
        let both = told(2, 4).unwrap();
        assert!(both.contains('2') && both.contains("3 at most: 4"), "{both}");
    }
}
