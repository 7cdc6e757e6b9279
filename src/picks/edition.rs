//! An edition as it is read.

use leptos::prelude::untrack;
use picklive_contract::{Date, picks::Edition};

use super::pick_card::pick_card;
use crate::{
    address::{Page, Site},
    api::asset,
    state::Shop,
    text::{self, picks},
    ui::{Data, IntoNode, Node, page_head, picture, view},
};

/// Draws the edition that is there now, with prices that follow `data`; `today` is whether the present one
/// was asked for.
pub fn edition(site: &Site, shop: &Shop, data: Data<Edition>, today: bool) -> Node {
    let Some(edition) = untrack(|| data.get()) else { return ().node() };
    // Its own date leads to the present one, too.
    let (lang, today) = (site.lang, today || edition.next.is_none());
    let title = match &edition.title {
        Some(title) if !title.is_empty() => title.get(lang).to_owned(),
        _ => picks::TITLE.to(lang).to_owned(),
    };
    let cards = (0..edition.picks.len()).map(|at| pick_card(site, shop, data, at));
    view! {
        <article class="edition">
            {page_head(Some(text::day(lang, edition.date)), title, None)}
            {(!today).then(|| past(site))}
            {opening(site, shop, &edition)}
            <ol class="picks">{cards.collect::<Node>()}</ol>
            {ending(site, shop, &edition, today)}
        </article>
    }
}

fn past(site: &Site) -> Node {
    view! {
        <p class="note-bar">
            {picks::PAST.to(site.lang)} " "
            <a href=Page::Today.href(site)>{picks::BACK_TO_TODAY.to(site.lang)}</a>
        </p>
    }
}

/// The curator's face, name and opening words.
fn opening(site: &Site, shop: &Shop, edition: &Edition) -> Node {
    let lang = site.lang;
    let note = edition.note.as_ref().map(|note| note.get(lang).to_owned());
    let curator = edition.curator.as_ref().or(shop.0.curator.as_ref()).map(|curator| {
        let face = curator.face.as_ref().map(|face| {
            let face = picklive_contract::picture::Picture { alt: None, ..face.clone() };
            picture(Some(&face), lang, asset(site), true)
        });
        let title = curator.title.as_ref().map(|title| title.get(lang).to_owned());
        view! {
            <footer class="curator">
                <span class="curator-face">{face}</span>
                <span>
                    <b>{curator.name.get(lang).to_owned()}</b>
                    <small>{title}</small>
                </span>
            </footer>
        }
    });
    view! {
        <section class="opening">
            {note.map(|note| view! { <p class="opening-note">{note}</p> })}
            {curator}
        </section>
    }
}

/// The end of the edition: when the next one comes, and the ones beside it.
fn ending(site: &Site, shop: &Shop, edition: &Edition, today: bool) -> Node {
    let lang = site.lang;
    let next_at = edition.closes_at.filter(|_| today);
    let now = untrack(|| site.now.at());
    let next_at = next_at
        .map(|at| picks::NEXT_AT.with(lang, &[&text::when(lang, shop.0.zone.as_ref(), at, now)]));
    let beside = |date: Option<Date>, label: &'static str| {
        date.map(|date| {
            let day = text::day_short(lang, date);
            view! { <a class="beside" href=Page::Edition(date).href(site)><small>{label}</small>{day}</a> }
        })
    };
    view! {
        <footer class="edition-end">
            {today.then(|| view! { <p>{picks::END.to(lang)}</p> })}
            {next_at.map(|text| view! { <p class="quiet">{text}</p> })}
            <nav class="besides" aria-label=picks::BESIDE.to(lang)>
                {beside(edition.previous, picks::YESTERDAY.to(lang))}
                {beside(edition.next, picks::NEXT.to(lang))}
            </nav>
        </footer>
    }
}
