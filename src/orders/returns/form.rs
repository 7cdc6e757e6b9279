//! Asking for a return: what, why, pictures, how much. What is typed stays until it is sent.

use leptos::prelude::*;
use picklive_contract::{
    Lang,
    returns::{AskReturn, ReturnAsk},
};

use super::{
    fields::{self, id_of},
    model::{Draft, typed_sum},
    photos::Photos,
    told,
};
use crate::{
    orders::act::Deed,
    platform::{
        focus,
        storage::{self, Keep},
    },
    signal::{Call, Derived, Var, effect},
    state::App,
    text::service,
    ui::{IntoNode, Node, Sheet, view},
};

/// The form at work.
#[derive(Clone, Copy)]
pub(super) struct Asking {
    pub lang: Lang,
    pub units: Var<Vec<u32>>,
    pub reason: Var<String>,
    pub note: Var<String>,
    pub less: Var<String>,
    /// What is wrong with a field of the question: what is known here once it was handed in, else what the
    /// server found.
    told: Call<&'static str, Option<String>>,
}

/// Draws the form.
pub(super) fn form(lang: Lang, deed: &Deed, photos: Photos, open: Sheet) -> Node {
    let Some(order) = untrack(|| deed.order.get()) else { return ().node() };
    let kept = format!("return {}", order.id);
    let draft = storage::read::<Draft>(Keep::Tab, &kept).unwrap_or_default().fitting(&order);
    let (units, reason) = (Var::new(draft.units), Var::new(draft.reason));
    let (note, less) = (Var::new(draft.note), Var::new(draft.less));
    let draft = move || Draft {
        units: units.get(),
        reason: reason.get(),
        note: note.get(),
        less: less.get(),
    };
    let tried = Var::new(false);
    let (asked, about) = (deed.clone(), order.clone());
    let told = Call::new(move |name: &str| {
        let wrong = if tried.get() { draft().wrong(&about) } else { Vec::new() };
        let own = wrong.into_iter().find(|wrong| wrong.0 == name);
        own.map(|wrong| wrong.1.to(lang).into()).or_else(|| asked.wrong(name, lang))
    });
    let asking = Asking { lang, units, reason, note, less, told };
    let (name, failed) = (kept.clone(), deed.failed);
    effect(move || {
        storage::write(Keep::Tab, &name, &draft());
        // What was refused is another question by now.
        failed.change(None);
    });
    let (sending, asked, app) = (deed.clone(), order.clone(), App::get());
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if untrack(|| photos.is_working()) {
            return;
        }
        tried.set(true);
        let draft = untrack(draft);
        if let Some((name, _)) = draft.wrong(&asked).first() {
            return focus::by_id(&id_of(name, &asked));
        }
        let ask = ReturnAsk {
            lines: draft.lines(),
            reason: draft.reason.as_str().into(),
            note: draft.note.trim().into(),
            pictures: photos.all.get_untracked(),
            amount: typed_sum(&draft.less, asked.total.currency),
        };
        let kept = kept.clone();
        let done = move || {
            storage::remove(Keep::Tab, &kept);
            photos.clear();
            open.close();
            if let Some(app) = app {
                app.toasts.say(service::IS_ASKED.to(lang).into());
            }
            // Of the last unit the button that led here is gone.
            told::focus_on_head();
        };
        sending.call::<AskReturn>(&asked.id, &ask, Box::new(done));
    };
    let busy = deed.busy;
    let label = move || {
        let say = match (busy.get(), photos.is_working()) {
            (true, _) => service::SENDING,
            (_, true) => service::PREPARING,
            _ => service::SEND_RETURN,
        };
        say.to(lang)
    };
    view! {
        <form class="return-form" novalidate on:submit=send>
            {fields::lines(asking, &order)}
            {fields::why(asking)}
            {fields::sum(asking, order)}
            {photos.draw(lang, asking.wrong("pictures"))}
            {deed.told(lang)}
            <button class="button button-wide" disabled=move || { busy.get() || photos.is_working() }>{label}</button>
        </form>
    }
}

impl Asking {
    /// What is wrong with a field, by its name in the question.
    pub fn wrong(&self, name: &'static str) -> Derived<Option<String>> {
        let told = self.told;
        Derived::new(move || told.run(name))
    }
}
