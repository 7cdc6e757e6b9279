//! Watching again: the stretches of the recording, a product each; a tap goes there.

use leptos::prelude::untrack;
use picklive_contract::{
    Lang, ProductId,
    live::{Chapter, RoomState},
    product::Product,
};

use super::{
    buy::Counter,
    marks::{LIST, mark},
    model::prices,
    room::Live,
};
use crate::{
    api::asset,
    signal::Derived,
    text::{self, beside, live as words, money},
    ui::{IntoNode, Node, Sheet, live as drawn, picture, sheet as drawn_sheet, view},
};

/// The product that a recording shows at the place where it is played.
pub(super) fn shown(live: Live) -> Option<ProductId> {
    let at = live.video.position()?;
    untrack(|| {
        live.room.with(|room| {
            let over = room.state == RoomState::Replay;
            over.then(|| prices::stretch(&room.chapters, at).cloned()).flatten()
        })
    })
}

/// The button that opens the list, where there is one.
pub(super) fn button(live: Live, counter: Counter) -> Node {
    let lang = live.lang;
    let some = Derived::new(move || {
        live.room.with(|room| room.state == RoomState::Replay && !room.chapters.is_empty())
    });
    drawn(move || {
        some.get().then(|| {
            view! {
                <button type="button" class="room-wide" on:click=move |_| counter.chapters.open()>
                    {mark(LIST)} <span>{words::CHAPTERS.to(lang)}</span>
                </button>
            }
        })
    })
}

/// The sheet with the list.
pub(super) fn sheet(live: Live, counter: Counter) -> Node {
    let (lang, state) = (live.lang, counter.chapters);
    let body = move || {
        let chapters = untrack(|| live.room.with(|room| room.chapters.clone()));
        list(live, chapters, state)
    };
    drawn_sheet(state, lang, words::CHAPTERS.to(lang).into(), body)
}

fn list(live: Live, chapters: Vec<Chapter>, state: Sheet) -> Node {
    let rows = chapters.into_iter().map(|chapter| row(live, &chapter, state));
    view! { <ol class="room-chapters">{rows.collect::<Node>()}</ol> }
}

/// What a stretch is called: its product, if that is still to be had here.
fn title(item: Option<&Product>, lang: Lang) -> String {
    item.map_or(beside::SOLD_NO_MORE.to(lang), |item| item.title.get(lang)).to_owned()
}

fn row(live: Live, chapter: &Chapter, state: Sheet) -> Node {
    let lang = live.lang;
    let item: Option<Product> =
        untrack(|| live.shelf.with(|shelf| prices::pinned(shelf, Some(&chapter.product)).cloned()));
    let title = title(item.as_ref(), lang);
    let position = chapter.position;
    let go = move |_| {
        state.close();
        live.video.seek(position);
    };
    let (now, visitor) = untrack(|| (live.moment.at(), live.setup.with(|it| it.visitor.get())));
    let costs = item.as_ref().and_then(|item| prices::told(item, now, &visitor));
    let then = chapter.price.map(|then| beside::THEN.with(lang, &[&money(then)]));
    let costs = costs.map(|now| beside::NOW.with(lang, &[&money(now.offer.price)]));
    let shown = live.site().map(|site| {
        let mut shown = item.as_ref().and_then(|item| item.pictures.first().cloned());
        if let Some(shown) = &mut shown {
            shown.alt = None;
        }
        picture(shown.as_ref(), lang, asset(&site), false)
    });
    view! {
        <li>
            <button type="button" class="room-chapter" on:click=go>
                <span class="room-item-picture">{shown}</span>
                <span class="room-chapter-text">
                    <b>{title}</b>
                    <small>{[then, costs].into_iter().flatten().collect::<Vec<_>>().join(" · ")}</small>
                </span>
                <span class="room-chapter-at">{text::countdown(lang, position)}</span>
            </button>
        </li>
    }
    .node()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_called_by_its_product_and_never_by_something_else() {
        let text = include_str!("../../contract/samples/get-product.answer.json");
        let item: Product = serde_json::from_str(text).unwrap();
        assert_eq!(title(Some(&item), Lang::En), item.title.get(Lang::En));
        assert_eq!(title(None, Lang::En), "No longer sold here");
        assert_eq!(title(None, Lang::Zh), "这里已不再出售");
    }
}
