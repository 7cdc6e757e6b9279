//! The two steps of verifying: the contact, then the code.

use picklive_contract::{Lang, account::ContactKind};

use super::{CODE, CONTACT, Form};
use crate::{
    text::{self, checkout},
    ui::{Field, Node, field, view},
};

fn prevent(event: &leptos::ev::SubmitEvent) {
    event.prevent_default();
    // The sheet may lie over another form: this one alone is meant.
    event.stop_propagation();
}

/// Asks for the contact.
pub(super) fn contact(form: Form, lang: Lang, kinds: &[ContactKind]) -> Node {
    let label =
        move |email: bool| if email { checkout::BY_EMAIL } else { checkout::BY_PHONE }.to(lang);
    let choices = (kinds.len() > 1).then(|| {
        let one = |kind: &ContactKind| {
            let email = *kind == ContactKind::Email;
            view! {
                <label class="chip">
                    <input type="radio" class="unseen" name="verify-kind"
                        prop:checked=move || form.email.get() == email on:change=move |_| form.choose(email) />
                    <span class="choice">{label(email)}</span>
                </label>
            }
        };
        let all = kinds.iter().map(one).collect::<Node>();
        view! { <div class="choices" role="radiogroup" aria-label=checkout::CONTACT.to(lang)>{all}</div> }
    });
    let input = move || {
        let email = form.email.get();
        let spec = Field {
            id: CONTACT,
            label: label(email).into(),
            kind: if email { "email" } else { "tel" },
            autocomplete: if email { "email" } else { "tel" },
            inputmode: if email { "email" } else { "tel" },
            ..Field::default()
        };
        field(spec, form.contact, form.wrong.into(), || {})
    };
    let word =
        move || if form.busy.get() { checkout::SENDING } else { checkout::SEND_CODE }.to(lang);
    view! {
        <form class="verify" novalidate on:submit=move |event| {
            prevent(&event);
            form.send();
        }>
            <p class="quiet">{checkout::VERIFY_WHY.to(lang)}</p>
            {choices}
            {input}
            <button type="submit" class="button button-wide" aria-disabled=move || form.busy.get().then_some("true")>
                {word}
            </button>
        </form>
    }
}

/// Asks for the code.
pub(super) fn code(form: Form, lang: Lang) -> Node {
    let to = move || {
        form.sent.with(|sent| sent.as_ref().map(|sent| checkout::CODE_SENT.with(lang, &[&sent.to])))
    };
    let demo = move || {
        let code = form.sent.with(|sent| sent.as_ref()?.demo_code.clone())?;
        let told = checkout::DEMO_CODE.with(lang, &[&code]);
        let fill = move |_| {
            form.code.set(code.clone());
            form.confirm();
        };
        Some(view! {
            <p class="note-bar">
                {told} " "
                <button type="button" class="link" on:click=fill>{checkout::FILL_IN.to(lang)}</button>
            </p>
        })
    };
    let spec = Field {
        id: CODE,
        label: checkout::CODE.to(lang).into(),
        autocomplete: "one-time-code",
        inputmode: "numeric",
        max: 8,
        hint: Some(checkout::CODE_HINT.to(lang).into()),
        ..Field::default()
    };
    // A best guess of the time is enough here: the server has the last word.
    let wait = move || {
        let again = form.sent.with(|sent| sent.as_ref().map(|sent| sent.again_at))?;
        let now = form.site.with(|site| Some(site.now))?;
        let left = again.since(now.at());
        (left > 0).then(|| text::countdown(lang, left))
    };
    let again = move || match wait() {
        Some(left) => checkout::AGAIN_IN.with(lang, &[&left]),
        None => checkout::AGAIN.to(lang).into(),
    };
    let word =
        move || if form.busy.get() { checkout::CHECKING } else { checkout::CONFIRM_CODE }.to(lang);
    let other = move |_| {
        form.wrong.set(None);
        form.is_sent.set(false);
    };
    view! {
        <form class="verify" novalidate on:submit=move |event| {
            prevent(&event);
            form.confirm();
        }>
            <p role="status">
                {to} " " <button type="button" class="link" on:click=other>{checkout::OTHER_CONTACT.to(lang)}</button>
            </p>
            {demo}
            {field(spec, form.code, form.wrong.into(), || {})}
            <button type="submit" class="button button-wide" aria-disabled=move || form.busy.get().then_some("true")>
                {word}
            </button>
            <button type="button" class="button button-quiet button-wide"
                disabled=move || wait().is_some() on:click=move |_| form.send()>
                {again}
            </button>
        </form>
    }
}
