//! What was found, and the record for whoever computes with a tool of their own.

use std::sync::Arc;

use leptos::prelude::untrack;
use picklive_contract::{
    Lang,
    bags::{self, Bag, Entry},
};

use super::{Found, winners};
use crate::{
    platform::{client, file, focus, navigation},
    signal::{Derived, Var},
    text::{Say, beside, draw},
    ui::{Data, Icon, IntoNode, Node, icon, live as drawn, view},
};

/// Id of the list.
const PRE: &str = "recheck-lines";
/// Most lines of the list that are shown; all of them can be downloaded.
const LINES: usize = 500;

/// In a word what was found, or that nothing could be: read out when it changes.
pub(super) fn verdict(lang: Lang, found: Option<&Found>) -> Node {
    let (kind, title, hint) = match found {
        Some(found) if found.agrees() => ("good", draw::AGREES, draw::AGREES_HINT),
        Some(_) => ("over", draw::DIFFERS, draw::DIFFERS_HINT),
        None => ("over", draw::CANNOT, draw::CANNOT_HINT),
    };
    view! {
        <div class=format!("result result-{kind}")>
            <h2>{title.to(lang)}</h2>
            <p>{hint.to(lang)}</p>
        </div>
    }
}

/// What was found, each part with whether it agrees; where this browser computes no hashes, what one can do.
pub(super) fn found(
    lang: Lang,
    bag: Data<Bag>,
    found: Option<&Found>,
    all: &Arc<Vec<Entry>>,
) -> Node {
    let parts = match found {
        Some(found) => parts(lang, found, all.len()),
        None => navigation::secure()
            .map(|href| {
                view! { <p><a class="button" href=href rel="external">{draw::SECURE.to(lang)}</a></p> }
            })
            .node(),
    };
    view! { {parts} {result(lang, bag)} {list(lang, bag, all)} }
}

fn parts(lang: Lang, found: &Found, count: usize) -> Node {
    let plain = |say: Say| say.to(lang).to_owned();
    let parts = [
        Some((found.seed, plain(draw::SEED))),
        Some((found.list, draw::LIST.with(lang, &[&count.to_string()]))),
        Some((found.digest, plain(draw::DIGEST))),
        Some((found.won, plain(draw::WON))),
        found.noted.map(|noted| (noted, plain(draw::NOTED))),
        found.mine.map(|mine| (mine, plain(draw::MINE))),
    ];
    let part = |(good, told): (bool, String)| {
        let (which, say) = match good {
            true => (Icon::Check, draw::YES),
            false => (Icon::Close, draw::NO),
        };
        view! {
            <li class="recheck-part" class:recheck-wrong=!good>
                {icon(which)} <span>{told} <span class="unseen">{say.to(lang)}</span></span>
            </li>
        }
    };
    let parts = parts.into_iter().flatten().map(part).collect::<Node>();
    view! { <ul class="recheck-parts">{parts}</ul> }
}

fn result(lang: Lang, bag: Data<Bag>) -> Node {
    let told = untrack(|| bag.with(|bag| winners(bag, lang)));
    view! { <p>{told}</p> }
}

/// The list as it is hashed: the first of it to be read here, and all of it to be kept, or read where nothing can be.
fn list(lang: Lang, bag: Data<Bag>, entries: &Arc<Vec<Entry>>) -> Node {
    let entries = Arc::clone(entries);
    let count = entries.len();
    let shown = Var::new(count.min(LINES));
    let more = (count.saturating_sub(LINES)).to_string();
    let name = untrack(|| bag.with(|bag| [bag.id.as_str(), ".txt"].concat()));
    // WeChat's web view keeps no files.
    let keep = (!client::in_wechat()).then(|| file::of_text(&bags::list(&*entries))).flatten();
    let kept = keep.is_some();
    let keep = keep.map(|href| {
        view! { <p><a class="recheck-keep" href=href download=name>{draw::KEEP.to(lang)}</a></p> }
    });
    let all = move |_| {
        shown.set(count);
        focus::by_id(PRE);
    };
    let more = drawn(move || {
        (shown.get() < count).then(|| match kept {
            true => view! { <p class="quiet">{draw::MORE.with(lang, &[&more])}</p> }.node(),
            false => view! {
                <button type="button" class="link recheck-keep" on:click=all>
                    {draw::SHOW_ALL.with(lang, &[&more])}
                </button>
            }
            .node(),
        })
    });
    view! {
        {keep}
        <details class="recheck-list">
            <summary>{draw::ALL.with(lang, &[&count.to_string()])}</summary>
            <pre tabindex="0" id=PRE>{move || bags::list(&entries[..shown.get()])}</pre>
            {more}
        </details>
    }
}

/// What was told before the draw, and what after it.
pub(super) fn told(lang: Lang, bag: Data<Bag>) -> Node {
    let of = |say: Say, value: fn(&Bag) -> Option<String>| {
        let value = Derived::new(move || bag.with(value));
        drawn(move || {
            value.get().map(|value| view! { <dt>{say.to(lang)}</dt> <dd><code>{value}</code></dd> })
        })
    };
    view! {
        <dl class="recheck-told">
            {of(beside::BAG_HASH, |bag| Some(bag.seed_hash.clone()))}
            {of(draw::THE_SEED, |bag| bag.seed.clone())}
            {of(draw::THE_DIGEST, |bag| bag.digest.clone())}
        </dl>
    }
}

/// How it is computed, for whoever does it without this page.
pub(super) fn steps(lang: Lang) -> Node {
    let steps = [draw::HOW_1, draw::HOW_2, draw::HOW_3, draw::HOW_4];
    let steps = steps.into_iter().map(|step| view! { <li>{step.to(lang)}</li> });
    view! {
        <section>
            <h2>{draw::HOW.to(lang)}</h2>
            <ol class="recheck-how">{steps.collect::<Node>()}</ol>
        </section>
    }
    .node()
}
