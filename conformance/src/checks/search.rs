//! Search: what is found, what is not, page by page.

use picklive_contract::{
    List, Text,
    product::Product,
    search::{self, QUERY_MAX},
    storefront::Capability,
};

use super::{Seen, caching::revalidate};
use crate::{
    client::Client,
    rules::{self, Rule},
};

const OWN: [&Rule; 7] = [
    &rules::SEARCH,
    &rules::SEARCH_WORD,
    &rules::SEARCH_CASE,
    &rules::SEARCH_ALL,
    &rules::SEARCH_NONE,
    &rules::SEARCH_NEXT,
    &rules::SEARCH_TAG,
];

/// Most pages of what is found that are read.
const PAGES: usize = 20;
/// Most products that are searched for.
const PRODUCTS: usize = 4;
/// What no product has.
const NONSENSE: &str = "zqxjkvwqzx";

/// What was found.
struct Found {
    products: Vec<Product>,
    /// Whether all pages were read.
    whole: bool,
}

impl Found {
    fn has(&self, product: &Product) -> bool {
        self.products.iter().any(|found| found.id == product.id)
    }
}

pub(super) async fn check(client: &mut Client<'_>, seen: &Seen) {
    if let Some(lack) = seen.lack(&Capability::Search) {
        return client.record.want(&OWN, &lack);
    }
    // What is only announced may stay hidden; what stood in an edition is known.
    let known = seen.whole.iter().filter(|product| {
        let listed = seen.listed.get(product.id.as_str());
        listed.is_some_and(|(_, place)| place.contains("/v1/editions/"))
    });
    let known: Vec<_> = known.collect();
    if let Some(all) = find(client, "").await.filter(|all| all.whole) {
        for product in &known {
            let expected = format!("{} among all products", product.id);
            let got = format!("{} others", all.products.len());
            let at = search::path("", None);
            client.record.check(&rules::SEARCH_ALL, &at, all.has(product), expected, got);
        }
    }
    for product in known.iter().take(PRODUCTS) {
        words(client, product).await;
    }
    nothing(client).await;
    tag(client).await;
    client.record.want(&[&rules::SEARCH_NEXT], "more products than fit on one page");
    client.record.want(&[&rules::SEARCH_CASE], "a product with Latin letters in its title");
    client.record.want(&OWN, "a product in an edition");
}

/// Looks for a product by a word of its title in each language.
async fn words(client: &mut Client<'_>, product: &Product) {
    let titles = match &product.title {
        Text::Plain(title) => vec![title],
        Text::Each(titles) => titles.iter().map(|(_, title)| title).collect(),
    };
    for word in titles.into_iter().filter_map(|title| longest(title)) {
        finds(client, &rules::SEARCH_WORD, word, product).await;
        if word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            for other in [word.to_ascii_uppercase(), word.to_ascii_lowercase()] {
                finds(client, &rules::SEARCH_CASE, &other, product).await;
            }
        }
    }
}

async fn finds(client: &mut Client<'_>, rule: &Rule, word: &str, product: &Product) {
    let Some(found) = find(client, word).await else { return };
    let there = found.has(product);
    if there || found.whole {
        let (at, got) = (search::path(word, None), format!("{} others", found.products.len()));
        client.record.check(rule, &at, there, &product.id, got);
    }
}

/// The longest word of a title.
fn longest(title: &str) -> Option<&str> {
    let words = title.split(|sign: char| !sign.is_alphanumeric());
    let fits = |word: &&str| (1..=QUERY_MAX).contains(&word.chars().count());
    words.filter(fits).max_by_key(|word| word.chars().count())
}

/// All pages of what is found, if they can be read.
async fn find(client: &mut Client<'_>, text: &str) -> Option<Found> {
    let mut found = Found { products: Vec::new(), whole: false };
    let mut after = None::<String>;
    for nth in 0..PAGES {
        let path = search::path(text, after.as_deref());
        let (list, answer) = client.read::<List<Product>>(&path, &rules::SEARCH).await?;
        let twice = list.items.iter().find(|product| found.has(product));
        let again = twice.map(|product| format!("{} again", product.id));
        if nth > 0 {
            let (once, got) = (again.is_none(), again.clone().unwrap_or_default());
            client.record.check(&rules::SEARCH_NEXT, &answer.at, once, "further products", got);
        }
        found.products.extend(list.items);
        after = list.next;
        if again.is_some() || after.is_none() {
            found.whole = again.is_none();
            break;
        }
    }
    Some(found)
}

async fn nothing(client: &mut Client<'_>) {
    let path = search::path(NONSENSE, None);
    let Some((list, answer)) = client.read::<List<Product>>(&path, &rules::SEARCH).await else {
        return client.record.want(&[&rules::SEARCH_NONE], "an answer that is a list");
    };
    let none = list.items.is_empty() && list.next.is_none();
    client.record.check(&rules::SEARCH_NONE, &answer.at, none, "no items, no next", answer.brief());
}

async fn tag(client: &mut Client<'_>) {
    let path = search::path("", None);
    let Some(first) = client.get(&path).await.filter(|answer| answer.status == 200) else { return };
    let Some(mut tag) = first.header("etag").map(str::to_owned) else {
        let got = "no such header";
        client.record.check(&rules::SEARCH_TAG, &first.at, false, "an ETag", got);
        return;
    };
    let Some(kept) = revalidate(client, &path, &mut tag).await else { return };
    let right = kept.status == 304 && kept.body.is_empty();
    client.record.check(&rules::SEARCH_TAG, &kept.at, right, "304, no body", kept.brief());
}

#[cfg(test)]
mod tests {
    use super::longest;

    #[test]
    fn the_longest_word_is_searched_for() {
        assert_eq!(longest("A pot, for tea-time"), Some("time"));
        assert_eq!(longest("亚麻连衣裙 (M)"), Some("亚麻连衣裙"));
        assert_eq!(longest(" — "), None);
    }
}
