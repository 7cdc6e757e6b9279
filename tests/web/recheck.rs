//! The page on which a draw is computed again: what it says, in one place, and the whole list to be kept.

use std::sync::Arc;

use js_sys::{Function, Promise};
use leptos::prelude::*;
use picklive::{api::Api, live::recheck_page, platform::clock::ServerClock, state::Shop};
use picklive_contract::{
    List, UnixMillis,
    bags::{self, Bag, Entry},
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    host::{Host, shop, site},
    server::run,
};

/// Gives the bag, and its list in two pages, of which the second waits.
const SERVER: &str = "const usual = window.fetch;
window.fetch = async (request, init) => {
  const url = new URL(request.url ?? request, location);
  if (!url.pathname.startsWith('/v1/')) return usual(request, init);
  const list = url.pathname.endsWith('/entries');
  const second = list && url.search;
  if (second) await new Promise((done) => { window.goOn = done; });
  if (second && window.tears) throw new TypeError('no line');
  const text = !list ? bag : second ? last : first;
  return new Response(text, { headers: { 'content-type': 'application/json' } });
};
return () => { window.fetch = usual; };";

/// The page with six hundred entries, all of them, and what puts the browser's own `fetch` back.
fn open() -> (Host, Vec<Entry>, Function) {
    let list: List<Entry> =
        serde_json::from_str(include_str!("../../contract/samples/list-entries.answer.json"))
            .unwrap();
    let mut drawn: Bag =
        serde_json::from_str(include_str!("../../contract/samples/get-bag.answer.drawn.json"))
            .unwrap();
    drawn.entries = 600;
    let of = |number: u32| Entry {
        number,
        id: format!("e-{number}").as_str().into(),
        ..list.items[0].clone()
    };
    let all: Vec<_> = (1..=600).map(of).collect();
    let page = |items: &[Entry], next: Option<&str>| {
        let page = List { items: items.to_vec(), next: next.map(Into::into) };
        serde_json::to_string(&page).unwrap()
    };
    let play = Function::new_with_args("bag, first, last", SERVER);
    let text = serde_json::to_string(&drawn).unwrap();
    let (first, last) = (page(&all[..400], Some("c")), page(&all[400..], None));
    let restore = play.call3(&JsValue::NULL, &text.into(), &first.into(), &last.into()).unwrap();

    let host = Host::new(move || {
        let (site, _) = site(1_000_000, true);
        provide_context(Api::new("", ServerClock::new(Some(UnixMillis(1_000_000)))));
        recheck_page(&site, &Shop(Arc::new(shop())), &"morning-tea".into(), &drawn.id)
    });
    (host, all, restore.unchecked_into())
}

const STATUS: &str = ".recheck [role=status]";

/// Waits for the second page of the list, and lets it come.
async fn goes_on(host: &Host) {
    let is_read = |host: &Host| host.says(".recheck").contains("400 of 600");
    host.until_later("how far it is", is_read).await;
    // That is not read out with each page.
    assert!(!host.says(STATUS).contains("400"), "{}", host.says(STATUS));
    host.until_later("the second page", |_| run("return !!window.goOn").is_truthy()).await;
    run("window.goOn(); delete window.goOn;");
}

#[wasm_bindgen_test]
async fn what_is_found_is_said_in_place_and_a_long_list_can_be_kept_whole() {
    let (host, all, restore) = open();
    host.until_later("the region", |host| host.find(STATUS).is_some()).await;
    let region = host.find(STATUS).unwrap();
    goes_on(&host).await;
    host.until_later("what was found", |host| host.says(STATUS).contains("does not agree")).await;
    assert!(region.is_same_node(host.find(STATUS).as_deref().map(AsRef::as_ref)), "in place");
    let regions = document().query_selector_all(".recheck [role=status]").unwrap().length();
    assert_eq!(regions, 1);
    assert!(host.says(".recheck-list").contains("100 more lines are in the list"));
    assert_eq!(host.says(".recheck-list pre"), bags::list(&all[..500]));

    let keep = host.find("a.recheck-keep").unwrap();
    assert_eq!(keep.get_attribute("download").as_deref(), Some("bag-tea-1.txt"));
    let read = Function::new_with_args(
        "url",
        "return fetch(url).then(async (it) => it.headers.get('content-type') + '\\n' + await it.text())",
    );
    let href = keep.get_attribute("href").unwrap();
    let text: Promise = read.call1(&JsValue::NULL, &href.into()).unwrap().unchecked_into();
    let text = JsFuture::from(text).await.unwrap().as_string().unwrap();
    let whole = bags::list(&all);
    assert!(text == ["text/plain;charset=utf-8\n", &whole].concat(), "as it is hashed, whole");
    restore.call0(&JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn where_files_cannot_be_kept_all_of_the_list_is_shown() {
    run(
        "Object.defineProperty(navigator, 'userAgent', { value: 'MicroMessenger/8', configurable: true })",
    );
    let (host, all, restore) = open();
    goes_on(&host).await;
    let more = ".recheck-list button";
    host.until_later("the list", |host| host.says(more).contains("Show 100 more")).await;
    run("delete navigator.userAgent");
    assert!(host.find("a[download]").is_none());
    let pre = ".recheck-list pre";
    assert_eq!(host.says(pre), bags::list(&all[..500]));
    host.find(".recheck-list").unwrap().set_attribute("open", "").unwrap();
    host.click(more);
    host.until("all of it", |host| host.says(pre) == bags::list(&all)).await;
    assert!(host.find(more).is_none());
    let at = document().active_element().unwrap();
    assert!(at.is_same_node(host.find(pre).as_deref().map(AsRef::as_ref)), "read on there");
    restore.call0(&JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn who_tries_again_is_at_the_heading() {
    run("window.tears = true");
    let (host, _, restore) = open();
    goes_on(&host).await;
    let retry = ".recheck [role=alert] button";
    host.until_later("the failure", |host| host.find(retry).is_some()).await;
    host.find(".recheck").unwrap().parent_element().unwrap().set_id("app");
    run("delete window.tears");
    host.find(retry).unwrap().focus().unwrap();
    host.click(retry);
    let at = document().active_element().unwrap();
    assert!(at.is_same_node(host.find("h1").as_deref().map(AsRef::as_ref)), "{}", at.tag_name());
    goes_on(&host).await;
    host.until_later("what was found", |host| host.says(STATUS).contains("agree")).await;
    restore.call0(&JsValue::NULL).unwrap();
}
