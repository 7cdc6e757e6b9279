//! WeChat's payment bridge, `WeixinJSBridge`, which its web view puts into the page.

use std::{collections::BTreeMap, time::Duration};

use js_sys::{Function, Object, Promise, Reflect};
use leptos::{ev, prelude::window_event_listener};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use super::timer;

/// How long a bridge may take to appear.
const PATIENCE: Duration = Duration::from_secs(4);

/// How the bridge closed. Whether money moved is known to the server alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// The bridge believes it went through.
    Done,
    /// The person closed it.
    Cancelled,
    /// It could not be done.
    Failed,
    /// There is no bridge: the page is not open in WeChat.
    NoBridge,
}

/// Asks for a payment with the parameters the provider made, passed on as they are.
pub async fn pay(params: BTreeMap<String, String>) -> Closed {
    let Some(bridge) = ready().await else { return Closed::NoBridge };
    let asked = Object::new();
    for (name, value) in &params {
        let _ = Reflect::set(&asked, &name.into(), &value.into());
    }
    let promise = Promise::new(&mut |resolve, _| {
        let answered = Closure::once_into_js(move |answer: JsValue| {
            let _ = resolve.call1(&JsValue::NULL, &answer);
        });
        let invoke = Reflect::get(&bridge, &"invoke".into()).ok();
        let invoke = invoke.and_then(|invoke| invoke.dyn_into::<Function>().ok());
        let called = invoke
            .map(|invoke| invoke.call3(&bridge, &"getBrandWCPayRequest".into(), &asked, &answered));
        if !matches!(called, Some(Ok(_))) {
            // A bridge that cannot be called answers nothing: its silence is an answer here.
            if let Ok(answered) = answered.dyn_into::<Function>() {
                let _ = answered.call1(&JsValue::NULL, &JsValue::NULL);
            }
        }
    });
    let answer = JsFuture::from(promise).await.unwrap_or(JsValue::NULL);
    let word = Reflect::get(&answer, &"err_msg".into()).ok().and_then(|word| word.as_string());
    closed(&word.unwrap_or_default())
}

/// The bridge, once it is there.
async fn ready() -> Option<JsValue> {
    if let Some(bridge) = bridge() {
        return Some(bridge);
    }
    let mut listener = None;
    let appeared = Promise::new(&mut |resolve, _| {
        let event = ev::Custom::<web_sys::Event>::new("WeixinJSBridgeReady");
        listener = Some(window_event_listener(event, move |_| {
            let _ = resolve.call0(&JsValue::NULL);
        }));
    });
    let late = Promise::new(&mut |resolve, _| {
        wasm_bindgen_futures::spawn_local(async move {
            timer::sleep(PATIENCE).await;
            let _ = resolve.call0(&JsValue::NULL);
        });
    });
    let either = Promise::race(&js_sys::Array::of2(&appeared, &late));
    let _ = JsFuture::from(either).await;
    if let Some(listener) = listener {
        listener.remove();
    }
    bridge()
}

fn bridge() -> Option<JsValue> {
    let window = web_sys::window()?;
    let bridge = Reflect::get(&window, &"WeixinJSBridge".into()).ok()?;
    bridge.is_object().then_some(bridge)
}

fn closed(word: &str) -> Closed {
    match word.rsplit(':').next() {
        Some("ok") => Closed::Done,
        Some("cancel") => Closed::Cancelled,
        _ => Closed::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bridges_words_are_understood() {
        assert_eq!(closed("get_brand_wcpay_request:ok"), Closed::Done);
        assert_eq!(closed("get_brand_wcpay_request:cancel"), Closed::Cancelled);
        assert_eq!(closed("get_brand_wcpay_request:fail"), Closed::Failed);
        assert_eq!(closed(""), Closed::Failed);
    }
}
