//! The gallery: swipe, or the arrow keys; which picture of how many is said.

use crate::signal::Var;
use crate::ui::{Node, view};
use leptos::{html::Div, prelude::*};
use picklive_contract::product::Product;

use crate::{
    address::Site,
    api::asset,
    text::product,
    ui::{Icon, icon, picture},
};

/// The product's pictures side by side, one at a time.
pub fn gallery(site: &Site, item: &Product) -> Node {
    let lang = site.lang;
    let count = item.pictures.len();
    if count == 0 {
        return picture(None, lang, asset(site), true);
    }
    let strip = NodeRef::<Div>::new();
    let at = Var::new(0usize);
    let scrolled = move |_| {
        if let Some(strip) = strip.get_untracked().filter(|strip| strip.client_width() > 0) {
            let width = f64::from(strip.client_width());
            let here = (f64::from(strip.scroll_left()) / width).round() as usize;
            if here != at.get_untracked() {
                at.set(here.min(count - 1));
            }
        }
    };
    let slides = item.pictures.iter().enumerate();
    let slides = slides.map(|(n, shown)| {
        let label = product::PICTURE_OF.with(lang, &[&(n + 1).to_string(), &count.to_string()]);
        view! { <div class="slide" role="group" aria-label=label>{picture(Some(shown), lang, asset(site), n == 0)}</div> }
    });
    let step = move |by: f64| {
        if let Some(strip) = strip.get_untracked() {
            strip.scroll_by_with_x_and_y(by * f64::from(strip.client_width()), 0.0);
        }
    };
    // They stay where they are, also at the end: whoever taps one on and on keeps the focus.
    let arrow = move |class: &'static str, label: &'static str, by: f64, end: usize| {
        let over = move || (at.get() == end).then_some("true");
        view! { <button type="button" class=class aria-label=label aria-disabled=over on:click=move |_| step(by)>{icon(Icon::Back)}</button> }
    };
    let arrows = move || {
        view! {
            {arrow("gallery-step", product::PREVIOUS_PICTURE.to(lang), -1.0, 0)}
            {arrow("gallery-step gallery-next", product::NEXT_PICTURE.to(lang), 1.0, count - 1)}
        }
    };
    let place = move || format!("{} / {count}", at.get() + 1);
    view! {
        <div class="gallery">
            <div class="slides" node_ref=strip role="region" tabindex="0" aria-label=product::PICTURES.to(lang) on:scroll=scrolled>
                {slides.collect::<Node>()}
            </div>
            {(count > 1).then(|| view! { <span class="gallery-place" aria-hidden="true">{place}</span> {arrows()} })}
        </div>
    }
}
