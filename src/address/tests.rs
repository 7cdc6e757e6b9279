//! Every page comes back from its own address, under any base and shop.

use super::*;
use picklive_contract::Lang;

fn site(base: &str, shop: Option<&str>) -> Site {
    Site { base: base.into(), shop: shop.map(Slug::from), lang: Lang::Zh, now: Now::fixed(None) }
}

fn every_page() -> Vec<Page> {
    let buy = Purchase::of("tea & cup".into(), "tea/1".into(), 3);
    let mut more = buy.clone();
    more.lines.push(LineAsk { variant: "cup".into(), quantity: 1 });
    vec![
        Page::Today,
        Page::Edition(Date::parse("2026-11-24").unwrap()),
        Page::Deals,
        Page::Product("linen-dress".into()),
        Page::Product("../a?b#c 茶".into()),
        Page::Rooms,
        Page::Room("morning-tea".into()),
        Page::Room("../a?b#c 茶".into()),
        Page::Bag("morning-tea".into(), "bag-1".into()),
        Page::Bag("../a?b#c 茶".into(), "a/b c".into()),
        Page::Search(String::new()),
        Page::Search("茶 & a+b".into()),
        Page::Buy(buy),
        Page::Buy(more),
        Page::Orders,
        Page::Order("o_1".into()),
        Page::Account,
        Page::Policy("returns".into()),
    ]
}

#[test]
fn every_page_comes_back_from_its_address() {
    let owner = leptos::prelude::Owner::new();
    owner.set();
    for base in ["/", "/shop/"] {
        for shop in [None, Some("mei-mei")] {
            for page in every_page() {
                let href = page.href(&site(base, shop));
                let (path, search) = href.split_once('?').unwrap_or((&href, ""));
                let (read_shop, read) = Page::read(base, path, search);
                assert_eq!(read, page, "{href}");
                assert_eq!(read_shop.as_ref().map(Slug::as_str), shop, "{href}");
            }
        }
    }
}

#[test]
fn without_a_quantity_it_is_one() {
    let read = Page::read("/", "/buy", "product=a&variant=b").1;
    assert_eq!(read, Page::Buy(Purchase::of("a".into(), "b".into(), 1)));
}

#[test]
fn nonsense_leads_nowhere_and_never_panics() {
    for path in [
        "/shopping",
        "/editions/2026-02-30",
        "/products/",
        "/live/a/b",
        "/live/a/bags/",
        "/x/y/z",
        "/%ff%",
        "/buy",
        "/s/",
    ] {
        assert_eq!(Page::read("/", path, "").1, Page::Unknown, "{path}");
    }
    for search in [
        "product=a",
        "product=&variant=b",
        "product=a&variant=",
        "product=a&variant=b&quantity=0",
        "product=a&variant=b&quantity=9999999999",
        "product=a&variant=b&quantity=1&variant=c&quantity=0",
    ] {
        assert_eq!(Page::read("/", "/buy", search).1, Page::Unknown, "{search}");
    }
    assert_eq!(Page::read("/shop/", "/shopping/deals", "").1, Page::Unknown);
    assert_eq!(Page::read("/shop/", "/shop", "").1, Page::Today);
}
