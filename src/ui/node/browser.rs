//! A piece of a page in the browser: built once, changed by its live parts alone.

use leptos::{
    reactive::effect::RenderEffect,
    tachys::{
        reactive_graph::RenderEffectState,
        renderer::{RemoveEventHandler, Rndr, types},
        view::{Mountable, Render},
    },
    wasm_bindgen::JsValue,
};

use crate::platform::rich_text;

use super::{
    Kind, Node, Value,
    element::{Parts, Set},
};

/// Where elements of drawings live.
const SVG: &str = "http://www.w3.org/2000/svg";

/// A piece that is on the page, or may be put there.
pub struct Built(pub(super) Piece);

pub(super) enum Piece {
    /// Stands where nothing is, so that something can come there.
    Place(types::Node),
    Text(types::Text),
    Element(types::Element, #[expect(dead_code, reason = "kept alive, not read")] Vec<Kept>),
    Many(Vec<Built>),
    Live(Box<RenderEffectState<Built>>),
}

/// What has to live as long as its element.
pub(super) enum Kept {
    Effect(#[expect(dead_code, reason = "kept alive, not read")] RenderEffect<()>),
    Event(#[expect(dead_code, reason = "kept alive, not read")] RemoveEventHandler<types::Element>),
    Inside(#[expect(dead_code, reason = "kept alive, not read")] Built),
}

impl Render for Node {
    type State = Built;

    fn build(self) -> Built {
        Built(match self.0.map(|kind| *kind) {
            None => place(),
            Some(Kind::Text(text)) => Piece::Text(Rndr::create_text_node(&text)),
            Some(Kind::Element(parts)) => parts.build(),
            Some(Kind::Many(pieces)) if pieces.is_empty() => place(),
            Some(Kind::Many(pieces)) => Piece::Many(pieces.into_iter().map(Self::build).collect()),
            Some(Kind::Live(mut draw)) => {
                let effect = RenderEffect::new(move |before: Option<Built>| match before {
                    None => draw().build(),
                    Some(mut before) => {
                        draw().rebuild(&mut before);
                        before
                    }
                });
                Piece::Live(Box::new(effect.into()))
            }
        })
    }

    /// Text stays where it is; anything else makes way for what is new.
    fn rebuild(self, state: &mut Built) {
        match (self.0.as_deref(), &state.0) {
            (Some(Kind::Text(text)), Piece::Text(node)) => Rndr::set_text(node, text),
            (None, Piece::Place(_)) => {}
            _ => {
                let mut new = self.build();
                state.insert_before_this(&mut new);
                state.unmount();
                *state = new;
            }
        }
    }
}

/// Where nothing is.
fn place() -> Piece {
    Piece::Place(Rndr::create_placeholder().into())
}

impl Parts {
    fn build(self) -> Piece {
        let (tag, fixed) = self.head();
        let drawing = matches!(tag, "svg" | "path").then_some(SVG);
        let element = Rndr::create_element(tag, drawing);
        fixed.for_each(|(name, value)| Rndr::set_attribute(&element, name, value));
        let mut kept = Vec::new();
        let mut late = Vec::new();
        for set in self.set {
            match set {
                Set::Html(html) => rich_text::put(&element, &html),
                Set::Event(name, handle) => {
                    let removed = Rndr::add_event_listener(&element, name, handle.take());
                    kept.push(Kept::Event(removed));
                }
                // A list takes its value, and a dialog is found, once everything is inside.
                Set::Property(..) | Set::Reference(_) => late.push(set),
                Set::Attribute(name, value) => follow(&element, name, value, attribute, &mut kept),
                Set::Class(name, value) => follow(&element, name, value, class, &mut kept),
            }
        }
        for piece in self.inside {
            let mut piece = piece.build();
            piece.mount(&element, None);
            kept.push(Kept::Inside(piece));
        }
        for set in late {
            match set {
                Set::Property(name, value) => follow(&element, name, value, property, &mut kept),
                Set::Reference(found) => found.take()(&element),
                _ => {}
            }
        }
        Piece::Element(element, kept)
    }
}

/// Writes a value that is not live to an element.
type Apply = fn(&types::Element, &'static str, Option<&str>);

/// Writes a value, and again whenever it changes.
fn follow(
    element: &types::Element,
    name: &'static str,
    value: Value,
    apply: Apply,
    kept: &mut Vec<Kept>,
) {
    match value {
        Value::Live(mut compute) => {
            let element = element.clone();
            let effect = RenderEffect::new(move |_| write(&element, name, compute(), apply));
            kept.push(Kept::Effect(effect));
        }
        value => write(element, name, value, apply),
    }
}

fn write(element: &types::Element, name: &'static str, value: Value, apply: Apply) {
    match value {
        Value::Absent => apply(element, name, None),
        Value::On => apply(element, name, Some("")),
        Value::Text(text) => apply(element, name, Some(&text)),
        // A value that computes a value that computes one: followed to its end, once.
        Value::Live(mut compute) => write(element, name, compute(), apply),
    }
}

fn attribute(element: &types::Element, name: &'static str, value: Option<&str>) {
    match value {
        Some(value) => Rndr::set_attribute(element, name, value),
        None => Rndr::remove_attribute(element, name),
    }
}

fn class(element: &types::Element, name: &'static str, value: Option<&str>) {
    let list = Rndr::class_list(element);
    match value {
        Some(_) => Rndr::add_class(&list, name),
        None => Rndr::remove_class(&list, name),
    }
}

fn property(element: &types::Element, name: &'static str, value: Option<&str>) {
    let value = match (name, value) {
        ("value", value) => JsValue::from_str(value.unwrap_or_default()),
        (_, value) => JsValue::from_bool(value.is_some()),
    };
    Rndr::set_property(element, name, &value);
}
