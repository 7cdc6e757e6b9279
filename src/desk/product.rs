//! What can be done with one product besides showing it: its price here, a flash deal, its place on the shelf.

mod deal;
mod price;

use leptos::prelude::*;
use picklive_contract::{
    Lang, Money, ProductId, VariantId,
    product::{Product, Variant},
};

use super::{
    console::Console,
    model::{self, card, undo},
    parts::armed,
};
use crate::{
    signal::Var,
    text::desk as words,
    ui::{Node, Sheet, live, sheet as bottom_sheet, view},
};

/// The sheet, and of which product it is.
#[derive(Clone, Copy)]
pub(super) struct Opened {
    sheet: Sheet,
    product: Var<Option<ProductId>>,
    variant: Var<Option<VariantId>>,
}

impl Opened {
    /// Closed.
    pub fn new() -> Self {
        Self { sheet: Sheet::new(), product: Var::new(None), variant: Var::new(None) }
    }

    /// Opens it for a product.
    pub fn open(self, product: ProductId) {
        self.variant.set(None);
        self.product.set(Some(product));
        self.sheet.open();
    }
}

/// One variant of the product whose sheet is open.
#[derive(Clone)]
pub(super) struct Chosen {
    console: Console,
    sheet: Sheet,
    variant: Variant,
    /// The lowest price that the merchant allows.
    floor: Option<Money>,
}

impl Chosen {
    fn lang(&self) -> Lang {
        self.console.lang()
    }

    fn id(&self) -> VariantId {
        self.variant.id.clone()
    }

    /// What it costs here: the price that is set, else the one of the shop. Not tracked.
    fn now(&self) -> Money {
        let set = self.console.set_price(&self.variant.id).flatten();
        let shown = || {
            self.console
                .with(|room| Some(card::offer(room, &self.variant, self.console.now()).price))
        };
        set.or_else(|| untrack(shown)).unwrap_or(self.variant.price)
    }
}

/// The sheet of a product, closed.
pub(super) fn sheet(console: Console, open: Opened) -> Node {
    let lang = console.lang();
    let body = move || {
        live(move || {
            let id = open.product.get()?;
            // As it is at the opening: what is typed stays when its stock changes.
            let product = untrack(|| console.with(|room| card::product(room, &id).cloned()))?;
            Some(untrack(|| content(console, open, &product)))
        })
    };
    bottom_sheet(open.sheet, lang, words::PRODUCT_TITLE.to(lang).into(), body)
}

fn content(console: Console, open: Opened, product: &Product) -> Node {
    let lang = console.lang();
    let floor = console.figures.peek(|figures| {
        figures.may_sell.iter().find(|it| it.product == product.id).and_then(|it| it.floor)
    });
    if open.variant.get_untracked().is_none() {
        open.variant.set(product.variants.first().map(|variant| variant.id.clone()));
    }
    let (all, of) = (product.variants.clone(), product.clone());
    let forms = live(move || {
        let chosen = open.variant.get();
        let variant = all.iter().find(|variant| Some(&variant.id) == chosen.as_ref())?;
        let chosen = Chosen { console, sheet: open.sheet, variant: variant.clone(), floor };
        Some(untrack(|| view! { {price::form(&chosen)} {deal::form(&chosen)} }))
    });
    view! {
        <p class="desk-sheet-name">{product.title.get(lang).to_owned()}</p>
        {variants(lang, open, &of)}
        {forms}
        {place(console, open, &product.id)}
    }
}

/// Which variant; nothing to choose where there is one.
fn variants(lang: Lang, open: Opened, product: &Product) -> Option<Node> {
    let chip = |variant: &Variant| {
        let (id, this) = (variant.id.clone(), variant.id.clone());
        let on =
            move || if open.variant.with(|it| it.as_ref() == Some(&id)) { "true" } else { "false" };
        view! {
            <button type="button" class="choice desk-choice" aria-pressed=on
                on:click=move |_| open.variant.set(Some(this.clone()))>{product.variant_name(variant, lang)}</button>
        }
    };
    (product.variants.len() > 1).then(|| {
        let chips = product.variants.iter().map(chip).collect::<Node>();
        view! {
            <div class="choices" role="group" aria-label=words::VARIANT.to(lang)>{chips}</div>
        }
    })
}

/// Its place: one up, one down, off the shelf.
fn place(console: Console, open: Opened, product: &ProductId) -> Node {
    let lang = console.lang();
    let (up, down, off) = (product.clone(), product.clone(), product.clone());
    let moved = move |id: &ProductId, by: isize| {
        let mut all = console.shelf_to_be();
        let from = all.iter().position(|it| it == id);
        let to = from.and_then(|from| from.checked_add_signed(by)).filter(|to| *to < all.len());
        if let (Some(from), Some(to)) = (from, to) {
            all.swap(from, to);
            console.act(model::shelf(all));
        }
    };
    let without = move |id: &ProductId| {
        let all = console.shelf_to_be();
        all.into_iter().filter(|it| it != id).collect::<Vec<_>>()
    };
    let asked = off.clone();
    let asks = move || {
        let left = without(&asked);
        let set = |variant: &VariantId| console.set_price(variant);
        let coming = console.coming();
        let loses = untrack(|| {
            console.with(|room| {
                let before = undo::Before { room, coming: &coming, words: None, set: &set };
                undo::loses(&before, &left)
            })
        });
        if loses { words::OFF_LOSES } else { words::OFF_SURE }.to(lang).into()
    };
    let take_off = move || {
        console.act(model::shelf(without(&off)));
        open.sheet.close();
    };
    view! {
        <div class="desk-place">
            <button type="button" class="button button-quiet" on:click=move |_| moved(&up, -1)>{words::UP.to(lang)}</button>
            <button type="button" class="button button-quiet" on:click=move |_| moved(&down, 1)>{words::DOWN.to(lang)}</button>
            {armed("button button-quiet", move || words::OFF.to(lang).into(), asks, take_off)}
        </div>
    }
}
