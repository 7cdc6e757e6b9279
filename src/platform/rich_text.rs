//! Descriptions as HTML: whatever an API sends, only harmless elements and attributes are shown.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, DomParser, Element};

use super::trusted;

/// Elements that may stand in a description.
const ELEMENTS: &[&str] = &[
    "P",
    "BR",
    "UL",
    "OL",
    "LI",
    "STRONG",
    "B",
    "EM",
    "I",
    "U",
    "S",
    "H2",
    "H3",
    "H4",
    "BLOCKQUOTE",
    "A",
    "IMG",
    "FIGURE",
    "FIGCAPTION",
    "TABLE",
    "THEAD",
    "TBODY",
    "TR",
    "TH",
    "TD",
    "SPAN",
    "DIV",
    "HR",
    "SUB",
    "SUP",
    "SMALL",
    "CODE",
    "PRE",
];
/// Attributes that may stay, and what their value must begin with (any when empty).
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("href", &["https://", "http://", "mailto:", "tel:"]),
    ("src", &["https://", "/"]),
    ("alt", &[]),
    ("width", &[]),
    ("height", &[]),
    ("colspan", &[]),
    ("rowspan", &[]),
];

/// The HTML with everything but the allowed elements and attributes taken out. It is parsed by the browser
/// into a document of its own, in which nothing runs and nothing is loaded.
pub fn clean(html: &str) -> String {
    let Some(body) = parse(html).ok().and_then(|document| document.body()) else {
        return String::new();
    };
    clean_below(&body);
    body.inner_html()
}

fn parse(html: &str) -> Result<Document, JsValue> {
    let parser = JsValue::from(DomParser::new()?);
    let parse: Function = Reflect::get(&parser, &"parseFromString".into())?.dyn_into()?;
    parse.call2(&parser, &trusted::html(html), &"text/html".into())?.dyn_into()
}

/// Puts HTML that is clean into an element.
pub fn put(element: &Element, html: &str) {
    let _ = Reflect::set(element, &"innerHTML".into(), &trusted::html(html));
}

fn clean_below(parent: &Element) {
    let children = parent.children();
    let children: Vec<Element> =
        (0..children.length()).filter_map(|at| children.item(at)).collect();
    for child in children {
        if ELEMENTS.contains(&child.tag_name().as_str()) {
            clean_attributes(&child);
            clean_below(&child);
        } else {
            child.remove();
        }
    }
}

fn clean_attributes(element: &Element) {
    for name in element.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        let value = element.get_attribute(&name).unwrap_or_default();
        let allowed = ATTRIBUTES.iter().find(|(allowed, _)| *allowed == name);
        let keeps = allowed.is_some_and(|(_, starts)| {
            starts.is_empty()
                || (starts.iter().any(|start| value.starts_with(start)) && !value.starts_with("//"))
        });
        if !keeps {
            let _ = element.remove_attribute(&name);
        }
    }
    if element.tag_name() == "A" {
        let _ = element.set_attribute("rel", "external noopener nofollow");
    }
    if element.tag_name() == "IMG" {
        let _ = element.set_attribute("loading", "lazy");
    }
}
