//! Who is signed in, signing in and out.

use leptos::prelude::*;
use picklive_contract::account::{Session, SignOut};

use crate::{
    address::Site,
    api::{Api, ApiError},
    checkout::verify_sheet,
    platform::task,
    state::{App, Shop},
    text::account as words,
    ui::Sheet,
};

/// The verified contact, or the way to one.
pub(super) fn person(site: &Site, shop: &Shop, app: App, api: Api) -> impl IntoView + use<> {
    let lang = site.lang;
    let sheet = Sheet::new();
    let signed_in = Callback::new(move |session: Session| {
        app.session.put(session);
        app.toasts.say(words::SIGNED_IN.to(lang).into());
    });
    let kinds = shop.0.contact_kinds.clone();
    let form = verify_sheet(site, sheet, api.clone(), kinds, signed_in);
    let (busy, failed) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let leave = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        let api = api.clone();
        task::detach(async move {
            let answer = api.read::<SignOut>().await;
            busy.try_set(false);
            match answer {
                Ok(session) => {
                    api.sign_in_with(None);
                    app.session.put(session);
                    app.toasts.say(words::SIGNED_OUT.to(lang).into());
                }
                Err(error) => {
                    failed.try_set(Some(error));
                }
            }
        });
    };
    let body = move || {
        match app.session.person() {
        Some(person) => {
            let label = move || if busy.get() { words::SIGNING_OUT } else { words::SIGN_OUT }.to(lang);
            view! {
                <p>{words::SIGNED_IN_AS.with(lang, &[&person.contact])}</p>
                <button type="button" class="button button-quiet" on:click=leave.clone()>{label}</button>
            }
            .into_any()
        }
        None => view! {
            <p>{words::GUEST.to(lang)}</p>
            <p class="quiet">{words::GUEST_HINT.to(lang)}</p>
            <button type="button" class="button" on:click=move |_| sheet.open()>{words::SIGN_IN.to(lang)}</button>
        }
        .into_any(),
    }
    };
    let told = move || {
        let told = failed.with(|failed| failed.as_ref().map(|error| error.told(lang, None)));
        told.map(|told| view! { <p class="note-bar" role="alert">{told}</p> })
    };
    view! { <section class="account-part account-who">{body} {told}</section> {form} }
}
