//! What is wrong with what was typed, said once a field was left or the form handed in.

use leptos::prelude::untrack;

use super::Form;
use crate::{
    api::{ApiError, reason},
    checkout::filled::{FIELDS, own_name},
    platform::focus,
    signal::Derived,
};

/// What happened to the form beside typing.
#[derive(Clone, Default)]
pub(super) struct Marks {
    /// The fields that were left once.
    left: Vec<&'static str>,
    /// It was handed in once: from then on everything wrong is said.
    tried: bool,
    /// What the server refused: a field's name, why, and what stood in it then.
    told: Vec<(&'static str, String, String)>,
}

impl Form {
    /// What to say beside a field.
    pub fn wrong(&self, name: &'static str) -> Derived<Option<String>> {
        let (this, text) = (*self, self.text(name));
        Derived::new(move || {
            let value = text.get();
            let (told, watched) = this.marks.with(|marks| {
                let told = marks.told.iter().find(|told| told.0 == name && told.2 == value);
                let left = !value.trim().is_empty() && marks.left.contains(&name);
                (told.map(|told| reason(&told.1, this.lang)), left || marks.tried)
            });
            let own = || {
                let all = this.filled().check(this.needs());
                all.into_iter().find(|one| one.0 == name).map(|one| reason(one.1, this.lang))
            };
            told.or_else(|| if watched { own() } else { None }).map(Into::into)
        })
    }

    fn mark(&self, change: impl FnOnce(&mut Marks)) {
        let mut marks = untrack(|| self.marks.with(Clone::clone));
        change(&mut marks);
        self.marks.set(marks);
    }

    /// A field was left: from now on it is said when it is wrong.
    pub fn leave(&self, name: &'static str) {
        if untrack(|| self.marks.with(|marks| !marks.left.contains(&name))) {
            self.mark(|marks| marks.left.push(name));
        }
    }

    /// How many fields are wrong, once the form was handed in; tracked.
    pub fn count_wrong(&self) -> usize {
        if self.marks.with(|marks| marks.tried) {
            self.filled().check(self.needs()).len()
        } else {
            0
        }
    }

    /// Hands the form in: whether it is right. If not, the first wrong field gets the focus.
    pub fn hand_in(&self) -> bool {
        self.mark(|marks| {
            marks.tried = true;
            marks.told.clear();
        });
        let wrong = untrack(|| self.filled().check(self.needs()));
        wrong.first().inspect(|wrong| focus_on(wrong.0)).is_none()
    }

    /// Shows what the server found wrong, and leads to it.
    pub fn refused(&self, error: &ApiError) {
        let ApiError::Problem(problem) = error else { return };
        let fields = problem.fields.iter().filter_map(|wrong| {
            let name = own_name(&wrong.field)?;
            Some((name, wrong.reason.clone(), self.text(name).get_untracked()))
        });
        let told: Vec<_> = fields.collect();
        if let Some(first) = told.first().map(|told| told.0) {
            self.mark(|marks| marks.told = told);
            focus_on(first);
        }
    }
}

fn focus_on(name: &str) {
    if let Some(field) = FIELDS.iter().find(|field| field.0 == name) {
        focus::by_id(field.1);
    }
}
