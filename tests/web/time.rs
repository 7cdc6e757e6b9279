//! The question for the time: an answer that a cache may have given says nothing.

use leptos::prelude::*;
use picklive::{api::Api, platform::clock::ServerClock};
use picklive_contract::UnixMillis;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::host::Host;

/// Answers what the time is, with these headers.
const SERVER: &str = "const usual = window.fetch;
window.fetch = async () => new Response('{\"now\":\"2026-11-24T07:00:00Z\"}', { headers: JSON.parse(headers) });
return () => { window.fetch = usual; };";

#[wasm_bindgen_test]
async fn an_answer_that_is_old_does_not_set_the_clock() {
    let seven = UnixMillis::parse("2026-11-24T07:00:00Z").unwrap();
    for (headers, told) in [
        (r#"{"cache-control":"no-store"}"#, Some(seven)),
        (r#"{"cache-control":"no-store","age":"0"}"#, Some(seven)),
        (r#"{"cache-control":"no-store","age":"30"}"#, None),
        (r#"{"cache-control":"max-age=60"}"#, None),
        ("{}", None),
    ] {
        let play = js_sys::Function::new_with_args("headers", SERVER);
        let restore = play.call1(&JsValue::NULL, &headers.into()).unwrap();
        let api = StoredValue::new(None);
        let _host = Host::new(move || {
            api.set_value(Some(Api::new("", ServerClock::new(None))));
            view_of_nothing()
        });
        let sample = api.get_value().unwrap().ask_time().await;
        assert_eq!(sample.map(|sample| sample.server), told, "{headers}");
        restore.unchecked_into::<js_sys::Function>().call0(&JsValue::NULL).unwrap();
    }
}

fn view_of_nothing() -> picklive::ui::Node {
    picklive::ui::view! { <p></p> }
}
