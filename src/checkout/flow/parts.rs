//! The parts of the form that follow the quote: what changed, lines, sums, the button.

use crate::ui::{IntoNode, Node, live, view};
use leptos::prelude::*;
use picklive_contract::quotes::{QuoteLine, Trouble};

use super::Flow;
use crate::{
    api::ApiError,
    checkout::lines::{self, quote_sums},
    signal::{Call, Derived},
    text::{checkout as words, errors, money, product, shell},
};

/// What was asked for and not answered: it may be an order, so it is asked for again before anything else.
pub(super) fn unanswered(flow: Flow) -> Node {
    let lang = flow.lang;
    live(move || {
        let setup = untrack(|| flow.setup.get())?;
        (flow.form.is_unanswered() && !flow.busy.get()).then(|| {
            // Only the same person gets the same answer.
            let way_on = if flow.form.was_persons() && setup.guest.get() {
                button(words::VERIFY_NOW.to(lang).into(), move || flow.verify.open())
            } else {
                button(words::SEND_AGAIN.to(lang).into(), move || flow.place_again())
            };
            view! { <p class="note-bar" role="status">{words::UNANSWERED.to(lang)} " " {way_on}</p> }
        })
    })
}

/// What changed since the buyer last agreed.
pub(super) fn changes(flow: Flow) -> Node {
    let lang = flow.lang;
    let list = move || {
        flow.pricing.changed.with(|changes| {
            let lines =
                changes.iter().map(|change| view! { <p class="note-bar">{change.told(lang)}</p> });
            lines.collect::<Vec<_>>()
        })
    };
    view! { <div role="status">{list}</div> }
}

/// The lines, each with what keeps it from being bought.
pub(super) fn lines(flow: Flow) -> Node {
    let lang = flow.lang;
    let list = move || {
        let setup = untrack(|| flow.setup.get())?;
        let quote = flow.pricing.quote.get()?;
        let lines = quote.as_ref().as_ref().map_or(&[][..], |quote| &quote.lines);
        if lines.is_empty() {
            let leave = setup.leave;
            return Some(view! {
                <div class="state">
                    <p class="state-title">{words::NOTHING.to(lang)}</p>
                    <button type="button" class="button" on:click=move |_| leave.run(())>{words::BACK.to(lang)}</button>
                </div>
            });
        }
        let one = |line: &QuoteLine| {
            let trouble = trouble(flow, setup.leave, line).node();
            lines::line(&setup.site, line, setup.room.is_none(), trouble)
        };
        Some(view! { <ul class="lines">{lines.iter().map(one).collect::<Node>()}</ul> })
    };
    view! { <section aria-label=words::LINES.to(lang)>{list} {why(flow)}</section> }
}

/// Why a price is not the lowest one there is: a guest's is another one, or this person has had their share.
fn why(flow: Flow) -> Node {
    let lang = flow.lang;
    live(move || {
        let setup = untrack(|| flow.setup.get())?;
        let quote = flow.pricing.quote.get()?;
        let lines = quote.as_ref().as_ref().map_or(&[][..], |quote| &quote.lines);
        let used_up = lines.iter().any(|line| line.used_up.is_some());
        let better = lines.iter().find_map(|line| line.verified.as_ref());
        let better =
            better.filter(|_| setup.guest.get() && !setup.storefront.contact_kinds.is_empty());
        Some(view! {
            {better.map(|better| view! {
                <p class="note-bar">
                    {product::VERIFIED_PRICE.with(lang, &[&money(better.price)])} " "
                    {button(words::VERIFY_NOW.to(lang).into(), move || flow.verify.open())}
                </p>
            })}
            {used_up.then(|| view! { <p class="note-bar">{words::USED_UP.to(lang)}</p> })}
        })
    })
}

/// Why a line cannot be bought as asked, and the way out.
fn trouble(flow: Flow, leave: Call<()>, line: &QuoteLine) -> Option<Node> {
    let trouble = line.trouble.as_ref()?;
    let lang = flow.lang;
    let said = lines::trouble_told(lang, line)?;
    let left = line.available.and_then(|left| u32::try_from(left).ok()).unwrap_or(0);
    let way_out = if *trouble == Trouble::ContactNeeded {
        button(words::VERIFY_NOW.to(lang).into(), move || flow.verify.open())
    } else if left > 0 && left < line.quantity {
        let variant = line.variant.clone();
        button(words::LESS.with(lang, &[&left.to_string()]), move || {
            flow.failed.set(None);
            let mut lines = untrack(|| flow.pricing.lines.with(Clone::clone));
            for line in lines.iter_mut().filter(|line| line.variant == variant) {
                line.quantity = left;
            }
            flow.pricing.lines.set(lines);
        })
    } else {
        button(words::BACK.to(lang).into(), move || leave.run(()))
    };
    Some(view! { <p class="note-bar line-trouble" role="alert">{said} " " {way_out}</p> })
}

fn button(label: String, act: impl Fn() + 'static) -> Node {
    view! { <button type="button" class="link" on:click=move |_| act()>{label}</button> }
}

/// What it comes to.
pub(super) fn sums(flow: Flow) -> Node {
    let lang = flow.lang;
    let sums = move || flow.pricing.quote.with(|quote| quote.as_ref().map(|q| quote_sums(lang, q)));
    view! { <section class="checkout-sums">{sums} <p class="quiet">{words::NO_PAY_YET.to(lang)}</p></section> }
}

/// What went wrong, and the button with the total, pinned to the lower edge.
pub(super) fn bar(flow: Flow) -> Node {
    let lang = flow.lang;
    let told = move |error: &ApiError| error.told(lang, None);
    // Said anew when it is another number, not at every key.
    let count = Derived::new(move || flow.form.count_wrong());
    let wrong = move || {
        let count = count.get();
        (count > 0)
            .then(|| view! { <p role="alert">{words::FIX.with(lang, &[&count.to_string()])}</p> })
    };
    let refused = move || flow.failed.with(|failed| failed.as_ref().map(told));
    let failed = move || refused().map(|said| view! { <p role="alert">{said}</p> });
    // A quote that could not be had again: what is shown may be old.
    let stale = move || {
        let said = flow.pricing.failed.with(|failed| failed.as_ref().map(told));
        // Of the order it is said already.
        let said = said.filter(|said| refused().as_ref() != Some(said))?;
        Some(view! {
            <p role="alert">
                {said} " "
                <button type="button" class="link" on:click=move |_| flow.pricing.again()>{shell::RETRY.to(lang)}</button>
            </p>
        })
    };
    let nowhere = move || {
        let ships = flow.pricing.quote.with(|quote| quote.as_ref().is_none_or(|quote| quote.ships));
        (!ships).then(|| view! { <p role="alert">{errors::NO_SHIPPING.to(lang)}</p> })
    };
    let label = move || {
        if flow.busy.get() {
            return words::PLACING.to(lang).to_owned();
        }
        if flow.pricing.asking.get() {
            return words::ASKING.to(lang).into();
        }
        let total = flow.pricing.quote.with(|quote| quote.as_ref().map(|quote| money(quote.total)));
        words::PLACE.with(lang, &[&total.unwrap_or_default()])
    };
    view! {
        <div class="pay-bar">
            {nowhere} {stale} {failed} {wrong}
            <button type="submit" class="button button-wide" disabled=move || !flow.is_open()
                aria-disabled=move || flow.busy.get().then_some("true")>
                {label}
            </button>
        </div>
    }
}
