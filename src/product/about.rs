//! What is to be known beside the price: kind, shipping, description, policies.

use crate::ui::{Node, view};
use picklive_contract::product::{Product, ProductKind};

use crate::{
    address::{Page, Site},
    platform::rich_text,
    state::{App, Shop},
    text::{money, product},
};

/// Kind and shipping, the description, and the shop's policies.
pub fn about(site: &Site, shop: &Shop, item: &Product) -> Node {
    let lang = site.lang;
    let facts = match item.kind {
        ProductKind::Course => Some(product::KIND_COURSE.to(lang).to_owned()),
        ProductKind::Voucher => Some(product::KIND_VOUCHER.to(lang).to_owned()),
        _ => shop.0.shipping.as_ref().map(|shipping| match shipping.free_from {
            _ if shipping.fee.amount == 0 => product::SHIPPING_FREE.to(lang).to_owned(),
            Some(free) => {
                product::SHIPPING_FREE_FROM.with(lang, &[&money(shipping.fee), &money(free)])
            }
            None => product::SHIPPING.with(lang, &[&money(shipping.fee)]),
        }),
    };
    let body = item.body.as_ref().map(|body| body.get(lang)).filter(|body| !body.is_empty());
    // The server's own pages carry what it has sanitised itself; in the browser nobody is trusted.
    let body = body
        .map(|body| if App::get().is_some() { rich_text::clean(body) } else { body.to_owned() });
    let policies = shop.0.policies.iter().map(|policy| {
        view! { <li><a href=Page::Policy(policy.id.clone()).href(site) rel="external">{policy.title.get(lang).to_owned()}</a></li> }
    });
    let policies = policies.collect::<Node>();
    view! {
        {facts.map(|facts| view! { <p class="product-ship">{facts}</p> })}
        {body.map(|body| view! {
            <section class="product-about">
                <h2>{product::ABOUT.to(lang)}</h2>
                <div class="rich" inner_html=body></div>
            </section>
        })}
        <nav class="product-policies" aria-label=product::POLICIES.to(lang)><ul>{policies}</ul></nav>
    }
}
