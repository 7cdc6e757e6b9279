//! Who is signed in, signing in and out.

use picklive_contract::account::SignOut;

use crate::{
    address::Site,
    api::{Api, ApiError},
    platform::task,
    signal::Var,
    state::App,
    text::{account as words, shell},
    ui::{Node, view},
};

/// The verified contact, or the way to one.
pub(super) fn person(site: &Site, app: App, api: Api) -> Node {
    let lang = site.lang;
    let (busy, failed) = (Var::new(false), Var::new(None::<ApiError>));
    let asking = api.clone();
    let leave = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        let api = api.clone();
        task::detach(async move {
            let answer = api.read::<SignOut>().await;
            busy.set(false);
            match answer {
                Ok(session) => {
                    api.sign_in_with(None);
                    app.session.put(session);
                    app.toasts.say(words::SIGNED_OUT.to(lang).into());
                }
                Err(error) => {
                    failed.set(Some(error));
                }
            }
        });
    };
    let asked = Var::new(false);
    let again = move |_| {
        if !asked.get_untracked() {
            asked.set(true);
            let api = asking.clone();
            task::spawn(async move {
                app.session.read(&api).await;
                asked.set(false);
            });
        }
    };
    let retry = move || if asked.get() { shell::WAITING } else { shell::RETRY }.to(lang);
    let body = move || match app.session.person() {
        Some(person) => {
            let label =
                move || if busy.get() { words::SIGNING_OUT } else { words::SIGN_OUT }.to(lang);
            view! {
                <p>{words::SIGNED_IN_AS.with(lang, &[&person.contact])}</p>
                <button type="button" class="button button-quiet" on:click=leave.clone()>{label}</button>
            }
        }
        None if !app.session.is_known() => match app.session.error() {
            Some(error) => view! {
                <p class="note-bar" role="status">
                    {error.told_reading(lang)} " "
                    <button type="button" class="link" on:click=again.clone()>{retry}</button>
                </p>
            },
            None => view! { <p class="quiet">{words::ASKING.to(lang)}</p> },
        },
        None => view! {
            <p>{words::GUEST.to(lang)}</p>
            <p class="quiet">{words::GUEST_HINT.to(lang)}</p>
            <button type="button" class="button" on:click=move |_| app.verify.ask(None)>{words::SIGN_IN.to(lang)}</button>
        },
    };
    let told = move || {
        let told = failed.with(|failed| failed.as_ref().map(|error| error.told(lang, None)));
        told.map(|told| view! { <p class="note-bar" role="alert">{told}</p> })
    };
    view! { <section class="account-part account-who">{body} {told}</section> }
}
