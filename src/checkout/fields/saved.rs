//! Addresses of the person's book, to fill in with one tap.

use leptos::prelude::*;
use picklive_contract::{Lang, address::Address, addresses::SavedAddress};

use crate::{
    checkout::form::Form,
    signal::{Derived, Var, effect},
    text::checkout as words,
    ui::{Node, live, view},
};

/// A button for each. The default fills itself in while nothing is typed; what a tap takes the place of can be
/// had back by another.
pub(super) fn chips(
    form: Form,
    lang: Lang,
    home: String,
    saved: Derived<Vec<SavedAddress>>,
) -> Node {
    let mut begun = false;
    let blank = home.clone();
    effect(move || {
        let first = saved.with(|all| all.first().filter(|one| one.default).cloned());
        let Some(first) = first.filter(|_| !begun) else { return };
        begun = true;
        if form.is_blank(&blank) {
            form.take(first.address);
        }
    });
    let typed = Var::new(None::<Address>);
    let was_typed = Derived::new(move || typed.with(Option::is_some));
    let back = move |_| {
        if let Some(typed) = typed.get_untracked() {
            form.take(typed);
        }
    };
    live(move || {
        let (all, home) = (saved.get(), home.clone());
        let one = |one: &SavedAddress| {
            let (address, home) = (one.address.clone(), home.clone());
            let take = move |_| {
                let now = untrack(|| form.filled()).buyer.address;
                let of_book =
                    untrack(|| saved.with(|all| all.iter().any(|one| one.address == now)));
                if !of_book && !form.is_blank(&home) {
                    typed.set(Some(now));
                }
                form.take(address.clone());
            };
            view! { <button type="button" class="chip" on:click=take>{name(one)}</button> }
        };
        // A part of its own: the button that was tapped stays, with the focus.
        let own = move || {
            was_typed.get().then(|| {
                view! { <button type="button" class="chip" on:click=back>{words::WAS_TYPED.to(lang)}</button> }
            })
        };
        (!all.is_empty()).then(|| {
            view! {
                <div class="searches" role="group" aria-label=words::USE_ADDRESS.to(lang)>
                    {all.iter().map(one).collect::<Node>()}
                    {own}
                </div>
            }
        })
    })
}

/// What an address is called by its person, else who gets it, and where.
fn name(one: &SavedAddress) -> String {
    let SavedAddress { label, address, .. } = one;
    let who = if label.is_empty() { &address.name } else { label };
    format!("{who} · {}", address.street)
}
