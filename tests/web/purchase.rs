//! The purchase mounted alone, as a widget does it: no router, no app, a server that the test plays.

use std::sync::Arc;

use leptos::prelude::*;
use picklive::{
    api::Api,
    checkout::{Setup, flow},
    platform::clock::ServerClock,
    signal::{Call, Derived},
};
use picklive_contract::{UnixMillis, quotes::LineAsk};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, HtmlInputElement};

use crate::host::{Host, site};

const QUOTE: &str = include_str!("../../contract/samples/get-quote.answer.guest.json");
const ORDER: &str = include_str!("../../contract/samples/place-order.answer.json");
const STOREFRONT: &str = include_str!("../../contract/samples/get-storefront.answer.json");

/// Answers quotes and orders from the samples, and writes down what was asked.
const SERVER: &str = "window.asked = [];
const usual = window.fetch;
window.fetch = async (request, ...more) => {
  const path = new URL(request.url ?? request, location).pathname;
  if (!path.startsWith('/v1/')) return usual(request, ...more);
  window.asked.push((request.method ?? 'GET') + ' ' + path);
  const text = path === '/v1/quotes' ? quote : path.startsWith('/v1/orders') ? order : '{}';
  return new Response(text, { headers: { 'content-type': 'application/json' } });
};
return () => { window.fetch = usual; };";

fn type_into(host: &Host, css: &str, text: &str) {
    let input: HtmlInputElement = host.find(css).unwrap().unchecked_into();
    input.set_value(text);
    for kind in ["input", "change"] {
        let event = Event::new(kind).unwrap();
        event.init_event_with_bubbles(kind, true);
        input.dispatch_event(&event).unwrap();
    }
}

/// The purchase of one dress.
fn mounted(placed: StoredValue<Option<String>>, remembered: StoredValue<i32>) -> Host {
    Host::new(move || {
        let (site, _) = site(1_000_000, true);
        let setup = Setup {
            storefront: Arc::new(serde_json::from_str(STOREFRONT).unwrap()),
            lines: vec![LineAsk { variant: "linen-dress-black-s".into(), quantity: 1 }],
            api: Api::new("", ServerClock::new(Some(UnixMillis(1_000_000)))),
            guest: Derived::new(|| true),
            shop: None,
            room: None,
            remember: Call::new(move |_| remembered.update_value(|times| *times += 1)),
            secret_of: Call::new(|_| None),
            return_url: Call::new(|_| String::new()),
            placed: Call::new(move |order: Arc<picklive_contract::orders::Order>| {
                placed.set_value(Some(order.number.clone()));
            }),
            done: Call::new(|_| {}),
            signed_in: Call::new(|_| {}),
            listen: Call::new(|_| {}),
            addresses: Derived::new(Vec::new),
            leave: Call::new(|()| {}),
            site,
        };
        flow(setup)
    })
}

#[wasm_bindgen_test]
async fn a_purchase_goes_from_its_lines_to_the_hold_without_router_or_app() {
    window().local_storage().unwrap().unwrap().clear().unwrap();
    window().session_storage().unwrap().unwrap().clear().unwrap();
    let play = js_sys::Function::new_with_args("quote, order", SERVER);
    let restore = play.call2(&wasm_bindgen::JsValue::NULL, &QUOTE.into(), &ORDER.into()).unwrap();

    let placed = StoredValue::new(None::<String>);
    let remembered = StoredValue::new(0);
    let host = mounted(placed, remembered);
    let priced = |host: &Host| host.says("button[type=submit]").contains("799");
    host.until_later("a price on the button", priced).await;
    host.click("button[type=submit]");
    host.until("what is missing", |host| host.find(".field-wrong").is_some()).await;
    assert!(placed.get_value().is_none(), "nothing is placed while something is missing");

    let typed = [
        ("name", "Lin Xiao"),
        ("phone", "13800138000"),
        ("city", "Beijing"),
        ("district", "Dongcheng"),
        ("street", "7 Dawn Road"),
    ];
    for (field, text) in typed {
        type_into(&host, &format!("#buy-{field}"), text);
    }
    let province: web_sys::HtmlSelectElement = host.find("#buy-province").unwrap().unchecked_into();
    province.set_selected_index(1);
    let event = Event::new("change").unwrap();
    event.init_event_with_bubbles("change", true);
    province.dispatch_event(&event).unwrap();
    type_into(&host, "#buy-city", "Beijing");

    host.until_later("a price on the button", priced).await;
    host.click("button[type=submit]");
    host.until_later("the hold", |host| host.find(".paying").is_some()).await;
    assert_eq!(placed.get_value().as_deref(), Some("1042"));
    assert_eq!(remembered.get_value(), 1);

    // Another day: what was typed then is there, and one tap is enough.
    drop(host);
    window().session_storage().unwrap().unwrap().clear().unwrap();
    placed.set_value(None);
    let host = mounted(placed, remembered);
    host.until_later("a price on the button", priced).await;
    for (field, text) in typed {
        let input: HtmlInputElement = host.find(&format!("#buy-{field}")).unwrap().unchecked_into();
        assert_eq!(input.value(), text, "{field}");
    }
    host.click("button[type=submit]");
    host.until_later("the second hold", |host| host.find(".paying").is_some()).await;
    assert_eq!((placed.get_value().as_deref(), remembered.get_value()), (Some("1042"), 2));
    restore.unchecked_into::<js_sys::Function>().call0(&wasm_bindgen::JsValue::NULL).unwrap();
}
