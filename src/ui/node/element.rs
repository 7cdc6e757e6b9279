//! An element and its builder: calls that [`view!`](macro@crate::ui::view) writes.

use std::borrow::Cow;

use leptos::{
    ev::EventDescriptor,
    html::ElementType,
    prelude::NodeRef,
    tachys::{html::node_ref::NodeRefContainer, renderer::types},
    wasm_bindgen::JsCast,
};
use send_wrapper::SendWrapper;

use super::{IntoValue, Kind, Node, Value, text};

/// An element under construction.
pub struct El(Box<Kind>);

/// What an element is made of.
pub(super) struct Parts {
    /// The tag, and below it a line `name=value` for each attribute that never changes.
    pub head: &'static str,
    pub set: Vec<Set>,
    pub inside: Vec<Node>,
}

/// Something that is set on an element.
pub(super) enum Set {
    Attribute(&'static str, Value),
    Class(&'static str, Value),
    Property(&'static str, Value),
    Html(String),
    Event(&'static str, Handler),
    Reference(Found),
}

/// Called with each event.
pub(super) type Handler = SendWrapper<Box<dyn FnMut(types::Event)>>;
/// Called with the element, once it is there.
pub(super) type Found = SendWrapper<Box<dyn FnOnce(&types::Element)>>;

impl Parts {
    /// The tag, and the attributes that never change.
    pub fn head(&self) -> (&'static str, impl Iterator<Item = (&'static str, &'static str)>) {
        let mut lines = self.head.split('\n');
        let tag = lines.next().unwrap_or_default();
        (tag, lines.map(|line| line.split_once('=').unwrap_or((line, ""))))
    }
}

impl El {
    /// An element without anything inside: its tag, and below it a line `name=value` for each attribute
    /// that never changes.
    #[inline(never)]
    pub fn new(head: &'static str) -> Self {
        Self(Box::new(Kind::Element(Parts { head, set: Vec::new(), inside: Vec::new() })))
    }

    /// The finished piece of a page.
    pub fn node(self) -> Node {
        Node(Some(self.0))
    }

    #[inline(never)]
    fn set(mut self, set: Set) -> Self {
        if let Kind::Element(parts) = &mut *self.0 {
            parts.set.push(set);
        }
        self
    }

    #[inline(never)]
    fn attribute(self, name: &'static str, value: Value) -> Self {
        self.set(Set::Attribute(name, value))
    }

    /// An attribute.
    pub fn attr(self, name: &'static str, value: impl IntoValue) -> Self {
        self.attribute(name, value.value())
    }

    /// A class that is there while `value` is on.
    pub fn class(self, name: &'static str, value: impl IntoValue) -> Self {
        self.set(Set::Class(name, value.value()))
    }

    /// A property of the element in the browser, which the person may change as well.
    pub fn prop(self, name: &'static str, value: impl IntoValue) -> Self {
        self.set(Set::Property(name, value.value()))
    }

    /// HTML in the place of children; whoever gives it has made it safe.
    pub fn html(self, html: String) -> Self {
        self.set(Set::Html(html))
    }

    /// Fills a reference with the element.
    pub fn reference<E: ElementType + 'static>(self, node: NodeRef<E>) -> Self
    where
        NodeRef<E>: NodeRefContainer<E>,
    {
        let found: Box<dyn FnOnce(&types::Element)> = Box::new(move |found| node.load(found));
        self.set(Set::Reference(SendWrapper::new(found)))
    }

    /// Calls `handle` with each event of a kind.
    pub fn on<E: EventDescriptor>(
        self,
        event: E,
        mut handle: impl FnMut(E::EventType) + 'static,
    ) -> Self
    where
        E::EventType: JsCast,
    {
        let Cow::Borrowed(name) = event.name() else { return self };
        self.listen(name, Box::new(move |event| handle(event.unchecked_into())))
    }

    #[inline(never)]
    fn listen(self, name: &'static str, handle: Box<dyn FnMut(types::Event)>) -> Self {
        self.set(Set::Event(name, SendWrapper::new(handle)))
    }

    /// Words inside.
    #[inline(never)]
    pub fn words(self, words: &'static str) -> Self {
        self.child(text(words))
    }

    /// A piece inside.
    #[inline(never)]
    pub fn child(mut self, child: Node) -> Self {
        if let (Kind::Element(parts), true) = (&mut *self.0, child.0.is_some()) {
            parts.inside.push(child);
        }
        self
    }
}
