//! Pieces of a page in the browser: what is live changes in place, and nothing outlives what it belongs to.

use picklive::{
    signal::Var,
    ui::{Node, live, view},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use crate::host::Host;

#[wasm_bindgen_test]
async fn a_live_text_changes_in_its_place() {
    let name = Var::new("tea".to_owned());
    let host = Host::new(move || view! { <p>"a cup of " {move || name.get()} "!"</p> });
    let before = host.find("p").unwrap();
    name.set("milk".into());
    host.until("the new text", |host| host.says("p") == "a cup of milk!").await;
    assert_eq!(host.find("p").unwrap(), before, "the same element");
}

#[wasm_bindgen_test]
async fn pieces_come_and_go_where_they_stand() {
    let count = Var::new(2_usize);
    let items = move || (0..count.get()).map(|at| view! { <li>{at}</li> }).collect::<Node>();
    let host = Host::new(move || view! { <ul><li>"first"</li> {items} <li>"last"</li></ul> });
    assert_eq!(host.says("ul"), "first01last");
    for (many, text) in [(0, "firstlast"), (3, "first012last"), (1, "first0last")] {
        count.set(many);
        host.until(text, |host| host.says("ul") == text).await;
    }
}

#[wasm_bindgen_test]
async fn a_live_piece_directly_in_another_is_removed_with_it() {
    let (outer, inner) = (Var::new(true), Var::new("a".to_owned()));
    let within = move || live(move || view! { <b>{inner.get()}</b> <i>"x"</i> });
    let host = Host::new(move || {
        view! { <p>"<" {move || outer.get().then(within)} ">"</p> }
    });
    inner.set("b".into());
    host.until("the inner change", |host| host.says("p") == "<bx>").await;
    outer.set(false);
    host.until("nothing", |host| host.says("p") == "<>").await;
    inner.set("c".into());
    outer.set(true);
    host.until("both again", |host| host.says("p") == "<cx>").await;
}

#[wasm_bindgen_test]
async fn attributes_classes_and_properties_follow() {
    let on = Var::new(false);
    let host = Host::new(move || {
        view! {
            <input type="checkbox" class="box" class:box-on=move || on.get() disabled=move || on.get()
                aria-label=move || on.get().then_some("on") prop:checked=move || on.get() />
        }
    });
    let input: HtmlInputElement = host.find("input").unwrap().unchecked_into();
    assert_eq!(
        (input.class_name().as_str(), input.disabled(), input.checked()),
        ("box", false, false)
    );
    assert_eq!(input.get_attribute("aria-label"), None);
    on.set(true);
    host.until("the class", |host| host.find(".box.box-on").is_some()).await;
    assert!(input.disabled() && input.checked());
    assert_eq!(input.get_attribute("aria-label").as_deref(), Some("on"));
    on.set(false);
    host.until("no class", |host| host.find(".box-on").is_none()).await;
    assert!(!input.disabled() && !input.checked() && !input.has_attribute("aria-label"));
}

#[wasm_bindgen_test]
async fn a_list_takes_its_value_once_its_options_are_there() {
    let host = Host::new(|| {
        let option = |name: &'static str| view! { <option value=name>{name}</option> };
        let all = ["a", "b", "c"].map(option).into_iter().collect::<Node>();
        view! { <select prop:value="b">{all}</select> }
    });
    let list: web_sys::HtmlSelectElement = host.find("select").unwrap().unchecked_into();
    assert_eq!(list.value(), "b");
}

#[wasm_bindgen_test]
async fn a_removed_element_is_not_listened_to_and_changes_no_more() {
    let (shown, taps, seen) = (Var::new(true), Var::new(0_u32), Var::new(0_u32));
    let host = Host::new(move || {
        live(move || {
            shown.get().then(|| {
                let label = move || {
                    seen.set(seen.get_untracked() + 1);
                    taps.get().to_string()
                };
                view! { <button on:click=move |_| taps.set(taps.get_untracked() + 1)>{label}</button> }
            })
        })
    });
    let button = host.find("button").unwrap();
    button.click();
    host.until("the tap", |host| host.says("button") == "1").await;
    shown.set(false);
    host.until("no button", |host| host.find("button").is_none()).await;
    let before = seen.get_untracked();
    button.click();
    taps.set(5);
    leptos::task::tick().await;
    assert_eq!((taps.get_untracked(), seen.get_untracked()), (5, before));
}
