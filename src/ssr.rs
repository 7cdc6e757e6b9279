//! The first screen as HTML, drawn by the server with the same views.

use std::sync::Arc;

use leptos::prelude::*;
use picklive_contract::{Lang, Text};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    address::{Now, Page, Site},
    app::{bare, frame},
    routes,
    state::{First, Shop},
    ui::waiting,
};

/// A page as the server sends it.
pub struct Drawn {
    /// The title, as text.
    pub title: String,
    /// What stands in the app's place, as HTML.
    pub html: String,
    /// What stands in `<script type="application/json">`, safe to be put there.
    pub data: String,
}

/// Draws a page. `base` is the installation's base path with its slashes.
pub fn draw(base: &str, lang: Lang, page: &Page, first: First) -> Drawn {
    let owner = Owner::new();
    owner.with(|| {
        let site = Site { base: base.into(), shop: None, lang, now: Now::fixed(Some(first.now)) };
        let shop = Shop(Arc::new(first.storefront.clone()));
        let data = script(&first, lang);
        let product = first.page.product.as_ref();
        let product =
            product.map(|item| format!("{} · {}", item.title.get(lang), shop.0.name.get(lang)));
        let title = product.unwrap_or_else(|| routes::title(page, &site, &shop));
        // What is one person's is drawn in the browser only.
        let body = match page {
            page if page.is_personal() => waiting(lang),
            _ => routes::draw(page.clone(), site.clone(), &shop, Some(first.page)),
        };
        let html = match page {
            Page::Room(_) => bare(body),
            _ => frame(&site, &shop, page, body),
        };
        let html = html.to_html();
        Drawn { title, html, data }
    })
}

/// The data of a page as the text of a `<script type="application/json">`, in one language: nothing in it
/// can end the element.
fn script(first: &First, lang: Lang) -> String {
    let Ok(mut all) = serde_json::to_value(first) else { return String::new() };
    in_one_language(&mut all, lang);
    all.to_string().replace('<', "\\u003c")
}

/// Puts the text in `lang` wherever a text stands in several languages, which is a third of a page's data.
fn in_one_language(value: &mut Value, lang: Lang) {
    // Only texts have a language among their fields.
    if let Ok(text @ Text::Each(_)) = Text::deserialize(&*value)
        && Lang::ALL.iter().any(|lang| value.get(lang.tag()).is_some())
    {
        *value = text.get(lang).into();
        return;
    }
    match value {
        Value::Array(all) => all.iter_mut().for_each(|one| in_one_language(one, lang)),
        Value::Object(all) => all.values_mut().for_each(|one| in_one_language(one, lang)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use picklive_contract::{UnixMillis, storefront::Storefront};

    use super::*;
    use crate::state::FirstPage;

    #[test]
    fn no_text_of_the_shop_can_break_out_of_the_script() {
        let storefront =
            serde_json::from_str(r#"{"name":"</script><script>alert(1)","currency":"CNY"}"#)
                .unwrap();
        let first = First { now: UnixMillis(0), storefront, page: FirstPage::default() };
        let script = script(&first, Lang::Zh);
        assert!(!script.contains('<'));
        assert_eq!(serde_json::from_str::<First>(&script).unwrap(), first);
    }

    #[test]
    fn the_data_speaks_the_language_of_the_page() {
        let shop = r#"{"name":{"zh":"晓窗","en":"Dawn Window"},"tagline":{"zh":"早"},"currency":"CNY",
            "policies":[{"id":"en","title":{"fr":"Fin","en":"End"},"text":"as it is"}]}"#;
        let storefront: Storefront = serde_json::from_str(shop).unwrap();
        let first = First { now: UnixMillis(0), storefront, page: FirstPage::default() };
        let there: First = serde_json::from_str(&script(&first, Lang::En)).unwrap();
        assert_eq!(there.storefront.name, Text::from("Dawn Window"));
        assert_eq!(there.storefront.tagline, Some(Text::from("早")), "what there is");
        let policy = &there.storefront.policies[0];
        assert_eq!((policy.id.as_str(), &policy.title), ("en", &Text::from("End")));
        assert_eq!(policy.text, Text::from("as it is"));
    }
}
