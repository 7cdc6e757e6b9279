//! Pieces of a page as plain data: what [`view!`](macro@crate::ui::view) makes, and the one view type that
//! Leptos's renderer is given.
//!
//! Leptos gives each piece of a page a type of its own and compiles building, changing and removing it
//! once more for every one of them. Here there is one type, and these are compiled once
//! (`docs/decisions/0009-one-view-type.md`).

mod browser;
mod element;
mod html;
mod renderer;
mod value;

pub use element::El;
pub use value::{IntoValue, Value};

use std::borrow::Cow;

/// What is drawn anew when something that it reads changes.
type Draw = Box<dyn FnMut() -> Node + Send>;

/// A piece of a page. One word wide, so that handing it on costs no copy.
#[derive(Default)]
pub struct Node(Option<Box<Kind>>);

enum Kind {
    Text(Cow<'static, str>),
    Element(element::Parts),
    Many(Vec<Node>),
    Live(Draw),
}

/// What can stand in a [`view!`](macro@crate::ui::view) between braces.
pub trait IntoNode {
    /// The piece of a page it stands for.
    fn node(self) -> Node;
}

impl IntoNode for Node {
    fn node(self) -> Node {
        self
    }
}

impl IntoNode for El {
    fn node(self) -> Node {
        Self::node(self)
    }
}

impl IntoNode for () {
    fn node(self) -> Node {
        Node::default()
    }
}

impl IntoNode for &'static str {
    fn node(self) -> Node {
        text(self)
    }
}

impl IntoNode for String {
    #[inline(never)]
    fn node(self) -> Node {
        Node::of(Kind::Text(self.into()))
    }
}

impl IntoNode for usize {
    fn node(self) -> Node {
        self.to_string().node()
    }
}

impl<T: IntoNode> IntoNode for Option<T> {
    fn node(self) -> Node {
        self.map_or_else(Node::default, IntoNode::node)
    }
}

impl<T: IntoNode> IntoNode for Vec<T> {
    fn node(self) -> Node {
        self.into_iter().collect()
    }
}

impl<T: IntoNode, F: FnMut() -> T + Send + 'static> IntoNode for F {
    fn node(self) -> Node {
        live(self)
    }
}

impl<T: IntoNode> FromIterator<T> for Node {
    fn from_iter<I: IntoIterator<Item = T>>(pieces: I) -> Self {
        all(pieces.into_iter().map(IntoNode::node).collect())
    }
}

impl Node {
    fn of(kind: Kind) -> Self {
        Self(Some(Box::new(kind)))
    }
}

/// Words that never change.
#[inline(never)]
pub fn text(words: &'static str) -> Node {
    Node::of(Kind::Text(Cow::Borrowed(words)))
}

/// Pieces one after the other.
#[inline(never)]
pub fn all(pieces: Vec<Node>) -> Node {
    Node::of(Kind::Many(pieces))
}

/// A piece that is drawn anew whenever a signal that `draw` reads changes.
pub fn live<T: IntoNode>(mut draw: impl FnMut() -> T + Send + 'static) -> Node {
    drawn(Box::new(move || draw().node()))
}

#[inline(never)]
fn drawn(draw: Draw) -> Node {
    Node::of(Kind::Live(draw))
}
