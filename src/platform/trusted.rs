//! Trusted Types: where a page's policy demands them, text becomes HTML only through a policy of this name,
//! and only descriptions that are being cleaned, or were, come here.

use std::cell::OnceCell;

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// The one name that the content security policy allows.
const POLICY: &str = "picklive-text";

thread_local! {
    /// The policy and its function; nothing where the browser knows no Trusted Types.
    static MAKE: OnceCell<Option<(JsValue, Function)>> = const { OnceCell::new() };
}

/// `text` as the browser takes it for HTML.
pub fn html(text: &str) -> JsValue {
    let text = JsValue::from_str(text);
    MAKE.with(|make| {
        let make = make.get_or_init(|| policy().ok());
        let made = make.as_ref().and_then(|(policy, make)| make.call1(policy, &text).ok());
        made.unwrap_or(text)
    })
}

fn policy() -> Result<(JsValue, Function), JsValue> {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into());
    let factory = get(&js_sys::global(), "trustedTypes")?;
    let create: Function = get(&factory, "createPolicy")?.dyn_into()?;
    let rules = Object::new();
    // What is harmless is decided by `rich_text`; the policy is the door.
    let same = Closure::<dyn Fn(JsValue) -> JsValue>::new(|text| text).into_js_value();
    Reflect::set(&rules, &"createHTML".into(), &same)?;
    let policy = create.call2(&factory, &POLICY.into(), &rules)?;
    let make = get(&policy, "createHTML")?.dyn_into()?;
    Ok((policy, make))
}
