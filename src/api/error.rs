//! What can go wrong between the app and the server, and how it is told to a person.

use std::sync::Arc;

use picklive_contract::{Lang, UnixMillis, problem::ProblemKind};

use super::Refusal;

use crate::{signal::Var, text::errors};

/// Why a call brought no answer.
#[derive(Clone, Debug)]
pub enum ApiError {
    /// The server could not be reached.
    Offline,
    /// No answer in time; what was asked for may or may not have happened.
    Slow,
    /// Something answered, but not this contract: a captive portal, a proxy, a broken body.
    Unreadable,
    /// The shop is there, but no longer with the files of this page.
    Outdated,
    /// The server answered with a problem.
    Problem(Arc<Refusal>),
}

/// Two errors are the same when they are one and the same answer: enough to see whether it changed.
impl PartialEq for ApiError {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Problem(one), Self::Problem(other)) => Arc::ptr_eq(one, other),
            (one, other) => core::mem::discriminant(one) == core::mem::discriminant(other),
        }
    }
}

impl ApiError {
    /// The kind of the problem, if the server named one.
    pub fn kind(&self) -> Option<&ProblemKind> {
        match self {
            Self::Problem(problem) => Some(&problem.kind),
            _ => None,
        }
    }

    /// The HTTP status of the problem, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(problem) => Some(problem.status),
            _ => None,
        }
    }

    /// Puts it where a page says it, unless the same is said there already: what is no news is not drawn anew under
    /// the focus.
    pub fn tell(self, failed: Var<Option<Self>>) {
        if !failed.with_untracked(|told| told.as_ref().is_some_and(|told| told.is_like(&self))) {
            failed.set(Some(self));
        }
    }

    /// Whether it says the same as another, as far as a person sees.
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Problem(one), Self::Problem(other)) => {
                (one.status, &one.kind) == (other.status, &other.kind)
            }
            (one, other) => one == other,
        }
    }

    /// Whether the shop's own server said so, and not something on the way to it.
    pub fn is_told(&self) -> bool {
        matches!(self, Self::Problem(refusal) if refusal.is_told())
    }

    /// Whether the thing asked for does not exist.
    pub fn is_not_found(&self) -> bool {
        self.kind() == Some(&ProblemKind::NotFound) || self.status() == Some(404)
    }

    /// Whether the same call may end well when it is simply made again.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Offline | Self::Slow | Self::Unreadable => true,
            Self::Outdated => false,
            Self::Problem(problem) => matches!(problem.status, 408 | 425 | 429 | 500..),
        }
    }

    /// Whether what was asked for may have happened all the same: nobody said otherwise who knows.
    pub fn may_have_happened(&self) -> bool {
        match self {
            Self::Offline | Self::Slow | Self::Unreadable => true,
            Self::Outdated => false,
            Self::Problem(problem) => {
                let stranger = problem.kind == ProblemKind::Other(String::new());
                stranger || matches!(problem.status, 408 | 500..)
            }
        }
    }

    /// Seconds until trying again makes sense, if the server says: an instant compared with `now`, or the
    /// number of `Retry-After`.
    pub fn seconds_until_retry(&self, now: Option<UnixMillis>) -> Option<i64> {
        let Self::Problem(problem) = self else { return None };
        match (problem.retry_at, now) {
            (Some(at), Some(now)) => Some(at.since(now) / 1_000 + 1),
            _ => problem.detail.as_ref()?.trim().parse().ok(),
        }
    }

    /// What to tell the person.
    pub fn told(&self, lang: Lang, seconds_until_retry: Option<i64>) -> String {
        let problem = match self {
            Self::Offline => return errors::OFFLINE.to(lang).into(),
            Self::Slow => return errors::SLOW.to(lang).into(),
            Self::Unreadable => return errors::UNREADABLE.to(lang).into(),
            Self::Outdated => return errors::UPDATE.to(lang).into(),
            Self::Problem(problem) => problem,
        };
        let say = match &problem.kind {
            ProblemKind::SoldOut => errors::SOLD_OUT,
            ProblemKind::PriceChanged => errors::PRICE_CHANGED,
            ProblemKind::LimitReached => errors::LIMIT,
            ProblemKind::ContactNeeded | ProblemKind::SignInNeeded => errors::SIGN_IN,
            ProblemKind::NoShipping => errors::NO_SHIPPING,
            ProblemKind::WrongState => errors::WRONG_STATE,
            ProblemKind::WrongCode => errors::WRONG_CODE,
            ProblemKind::PaymentDown => errors::PAYMENT_DOWN,
            ProblemKind::Invalid
                if problem.fields.iter().any(|f| f.field.ends_with(".quantity")) =>
            {
                errors::TOO_MANY_UNITS
            }
            ProblemKind::Invalid => errors::INVALID,
            ProblemKind::TooLarge => errors::TOO_LARGE,
            ProblemKind::Forbidden => errors::FORBIDDEN,
            ProblemKind::NotFound => errors::NOT_FOUND,
            ProblemKind::KeyReused | ProblemKind::KeyMissing | ProblemKind::MethodNotAllowed => {
                errors::UPDATE
            }
            ProblemKind::TooMany => {
                let seconds = seconds_until_retry.or_else(|| self.seconds_until_retry(None));
                return errors::BUSY.with(lang, &[&seconds.unwrap_or(10).max(1).to_string()]);
            }
            _ => match problem.status {
                401 => errors::SIGN_IN,
                403 => errors::FORBIDDEN,
                404 | 410 => errors::NOT_FOUND,
                400 | 422 => errors::INVALID,
                _ => errors::SERVER,
            },
        };
        say.to(lang).into()
    }

    /// What to tell a person who only wants to read. A refusal that is about a form or a purchase makes no sense
    /// then: it is the shop's own trouble.
    pub fn told_reading(&self, lang: Lang) -> String {
        match self {
            Self::Problem(problem)
                if !matches!(problem.status, 401..=405 | 408 | 410 | 425 | 429) =>
            {
                errors::SERVER.to(lang).into()
            }
            _ => self.told(lang, None),
        }
    }

    /// What is wrong with one field of a form, by its path.
    pub fn field(&self, name: &str, lang: Lang) -> Option<&'static str> {
        let Self::Problem(problem) = self else { return None };
        let found = problem.fields.iter().find(|wrong| wrong.field == name)?;
        Some(reason(&found.reason, lang))
    }
}

/// The sentence for a field problem's reason.
pub fn reason(word: &str, lang: Lang) -> &'static str {
    let say = match word {
        "missing" => errors::MISSING,
        "too-long" => errors::TOO_LONG,
        "out-of-range" => errors::OUT_OF_RANGE,
        _ => errors::MALFORMED,
    };
    say.to(lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_says_something_useful_in_both_languages() {
        let unknown = Refusal::new("urn:other:thing".into(), 418);
        let mut busy = Refusal::new(ProblemKind::TooMany, 429);
        busy.detail = Some("7".into());
        for lang in Lang::ALL {
            for error in [ApiError::Offline, ApiError::Slow, ApiError::Unreadable] {
                assert!(!error.told(lang, None).is_empty() && error.is_passing());
            }
            let told = ApiError::Problem(Arc::new(unknown.clone())).told(lang, None);
            assert!(!told.is_empty());
            assert!(ApiError::Problem(Arc::new(busy.clone())).told(lang, None).contains('7'));
        }
    }

    #[test]
    fn who_reads_is_not_told_to_correct_a_form() {
        let told = |kind: ProblemKind, status| {
            ApiError::Problem(Refusal::new(kind, status).into()).told_reading(Lang::En)
        };
        for (kind, status) in [(ProblemKind::Invalid, 422), (ProblemKind::WrongState, 409)] {
            assert_eq!(told(kind, status), errors::SERVER.to(Lang::En));
        }
        assert_eq!(told(ProblemKind::NotFound, 404), errors::NOT_FOUND.to(Lang::En));
    }
}
