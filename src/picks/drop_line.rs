//! The line above the picks that tells of the drop that is on, or comes next.

use std::sync::Arc;

use leptos::prelude::untrack;
use picklive_contract::{
    List,
    deals::{Drop, telling},
};

use crate::{
    address::{Page, Site},
    signal::Derived,
    state::Shop,
    text::{self, deals, picks},
    ui::{Icon, IntoNode, Node, countdown, icon, view},
};

/// Where the drops come from; tracked.
type Drops = Box<dyn Fn() -> Option<Arc<List<Drop>>> + Send + Sync>;

/// Draws the line; nothing when no drop is on or announced.
pub fn drop_line(site: &Site, shop: &Shop, drops: Drops) -> Node {
    let (site, zone) = (site.clone(), shop.0.zone.clone());
    let (now, drops) = (site.now, Arc::new(drops));
    // Drawn anew only when another drop is to be told of, not each second.
    let told = Derived::new({
        let drops = drops.clone();
        move || {
            let (now, drops) = (now.at(), drops()?);
            telling(&drops.items, now).map(|drop| (drop.id.0.clone(), drop.opens_at <= now))
        }
    });
    (move || {
        let (id, on) = told.get()?;
        let drops = drops()?;
        let drop = drops.items.iter().find(|drop| drop.id.as_str() == id)?;
        let lang = site.lang;
        let hour = |at| text::when(lang, zone.as_ref(), at, untrack(|| now.at()));
        let (head, word, until, spoken) = if on {
            let closes = deals::CLOSES_AT.with(lang, &[&hour(drop.closes_at)]);
            (picks::DROP_OPEN.to(lang).into(), picks::DROP_LEFT, drop.closes_at, Some(closes))
        } else {
            let opens = picks::DROP_OPENS.with(lang, &[&hour(drop.opens_at)]);
            (opens, picks::DROP_IN, drop.opens_at, None)
        };
        Some(view! {
            <a class="drop-line" class:drop-line-on=on href=Page::Deals.href(&site)>
                {icon(Icon::Flash)}
                <span class="drop-line-text"><b>{head}</b> <span>{drop.title.get(lang).to_owned()}</span></span>
                <span class="drop-line-left">
                    {countdown(&site, Some(word.to(lang)), until, spoken)}
                </span>
            </a>
        })
    })
    .node()
}
