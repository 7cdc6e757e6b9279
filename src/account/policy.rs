//! One of the shop's policies.

use picklive_contract::PolicyId;

use crate::{
    address::{Page, Site},
    state::Shop,
    text::{account as words, shell},
    ui::{Node, empty, page_head, view},
};

/// The text of a policy, in paragraphs.
pub fn policy_page(site: &Site, shop: &Shop, id: &PolicyId) -> Node {
    let lang = site.lang;
    let back = Page::Account.href(site);
    let Some(policy) = shop.0.policies.iter().find(|policy| policy.id == *id) else {
        let link = (back, words::BACK.to(lang).into());
        let (title, hint) = (shell::NOT_FOUND.to(lang), shell::NOT_FOUND_HINT.to(lang));
        return empty(title.into(), hint.into(), Some(link));
    };
    let paragraphs = paragraphs(policy.text.get(lang)).into_iter();
    let paragraphs = paragraphs.map(|text| view! { <p>{text}</p> }).collect::<Node>();
    view! {
        <article class="policy">
            {page_head(None, policy.title.get(lang).into(), None)}
            {paragraphs}
            <p class="order-all"><a href=back>{words::BACK.to(lang)}</a></p>
        </article>
    }
}

/// A plain text in paragraphs, which blank lines separate.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in text.lines().map(str::trim) {
        match paragraphs.last_mut() {
            Some(last) if !line.is_empty() => {
                if !last.is_empty() {
                    last.push('\n');
                }
                last.push_str(line);
            }
            _ => paragraphs.push(String::new()),
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn blank_lines_separate_paragraphs() {
        assert_eq!(paragraphs("一\r\n二\n\n \n三\n"), ["一\n二", "三"]);
        assert!(paragraphs(" \n\n").is_empty());
    }
}
