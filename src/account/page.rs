//! The page about me.

use leptos::prelude::*;
use picklive_contract::Lang;

use super::{book::book, person::person};
use crate::{
    address::{Page, Site},
    api::Api,
    checkout::{address_lines, memory},
    state::{App, Shop},
    text::{account as words, service},
    ui::{Data, Node, live, page_head, view, ways},
};

/// Who is signed in, language, remembered address, policies, how the shop is reached, about the demo.
pub fn page(site: Site, shop: &Shop) -> Node {
    let lang = site.lang;
    let app = App::get();
    let who = app.zip(use_context::<Api>()).filter(|_| shop.verifies());
    let book = who.as_ref().map(|(app, api)| book(&site, shop, *app, api.clone()));
    let who = who.map(|(app, api)| person(&site, app, api));
    let langs = shop.0.langs();
    view! {
        <article class="account">
            {page_head(None, words::TITLE.to(lang).into(), None)}
            {who}
            {book}
            {app.map(|app| remembered(app, lang))}
            {(langs.len() > 1).then(|| language(&site, langs))}
            {policies(&site, shop)}
            {reached(lang, shop)}
            {shop.0.demo.then(|| view! {
                <section class="account-part">
                    <h2>{words::DEMO.to(lang)}</h2>
                    <p class="quiet">{words::DEMO_TEXT.to(lang)}</p>
                </section>
            })}
        </article>
    }
}

/// The languages as links that load the page anew: the texts of the shop came in one.
fn language(site: &Site, langs: Vec<Lang>) -> Node {
    let lang = site.lang;
    let one = |this: Lang| {
        let name = match this {
            Lang::Zh => "中文",
            Lang::En => "English",
        };
        view! {
            <a class="choice" class:choice-on=this == lang href=Page::Account.href_in(site, this) lang=this.html()
                aria-current=(this == lang).then_some("true") rel="external">{name}</a>
        }
    };
    view! {
        <section class="account-part">
            <h2>{words::LANGUAGE.to(lang)}</h2>
            <div class="choices">{langs.into_iter().map(one).collect::<Node>()}</div>
        </section>
    }
}

/// What the device remembers of the buyer, and forgetting it.
fn remembered(app: App, lang: Lang) -> Node {
    let buyer = Data::new(memory::buyer());
    let forget = move |_| {
        memory::forget();
        buyer.set(memory::buyer());
        app.toasts.say(words::FORGOTTEN.to(lang).into());
    };
    live(move || {
        let buyer = buyer.get()?;
        buyer.is_known().then(|| {
            let mut lines = vec![buyer.contact.email.clone()];
            if buyer.address.street.is_empty() {
                lines.push(buyer.contact.phone.clone());
            } else {
                lines.splice(0..0, address_lines(lang, &buyer.address));
            }
            let lines = lines.into_iter().filter(|line| !line.is_empty());
            let lines = lines.map(|line| view! { <p>{line}</p> }).collect::<Node>();
            view! {
                <section class="account-part">
                    <h2>{words::ADDRESS.to(lang)}</h2>
                    {lines}
                    <p class="quiet">
                        {words::ADDRESS_HINT.to(lang)} " "
                        <button type="button" class="link" on:click=forget>{words::FORGET.to(lang)}</button>
                    </p>
                </section>
            }
        })
    })
}

fn policies(site: &Site, shop: &Shop) -> Option<Node> {
    let lang = site.lang;
    let policies = &shop.0.policies;
    let one = |policy: &picklive_contract::storefront::Policy| {
        let href = Page::Policy(policy.id.clone()).href(site);
        view! { <li><a href=href rel="external">{policy.title.get(lang).to_owned()}</a></li> }
    };
    let list = policies.iter().map(one).collect::<Node>();
    (!policies.is_empty()).then(|| {
        view! {
            <section class="account-part">
                <h2>{words::POLICIES.to(lang)}</h2>
                <ul class="account-list">{list}</ul>
            </section>
        }
    })
}

/// How the shop is reached, also by who has no order with it.
fn reached(lang: Lang, shop: &Shop) -> Option<Node> {
    let ways = ways(lang, shop.0.contact.clone()?)?;
    Some(view! {
        <section class="account-part">
            <h2>{service::CONTACT.to(lang)}</h2>
            {ways}
        </section>
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::address::Now;

    fn drawn(contact: &str) -> String {
        let shop = format!(r#"{{"name":"晓窗","currency":"CNY"{contact}}}"#);
        let shop = Shop(Arc::new(serde_json::from_str(&shop).unwrap()));
        let site = Site { base: "/".into(), shop: None, lang: Lang::En, now: Now::fixed(None) };
        Owner::new().with(|| page(site, &shop).to_html())
    }

    #[test]
    fn it_says_how_the_shop_is_reached() {
        let told = drawn(
            r#","contact":{"email":"hello@shop.example","phone":"+86 571 0000 0700",
                "wechat":"dawn","hours":{"zh":"九点","en":"Nine to six"}}"#,
        );
        for piece in [
            "Contact the shop",
            "mailto:hello@shop.example",
            "tel:+8657100000700",
            "dawn",
            "Nine to six",
        ] {
            assert!(told.contains(piece), "{piece}: {told}");
        }
        let silent = drawn("");
        assert!(!silent.contains("Contact the shop"), "{silent}");
    }
}
