//! What Leptos's renderer asks of a view beside building it.

use leptos::tachys::{
    html::attribute::{Attribute, any_attribute::AnyAttribute},
    hydration::Cursor,
    renderer::{Rndr, types},
    view::{Mountable, Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr},
};

use super::{
    Node,
    browser::{Built, Piece},
};

impl Built {
    /// The node before which another piece would stand before this one.
    fn lone(&self) -> Option<&types::Node> {
        match &self.0 {
            Piece::Place(node) => Some(node),
            Piece::Text(node) => Some(node),
            Piece::Element(element, _) => Some(element),
            Piece::Many(_) | Piece::Live(_) => None,
        }
    }
}

impl Mountable for Built {
    fn unmount(&mut self) {
        match &mut self.0 {
            Piece::Many(pieces) => pieces.iter_mut().for_each(Mountable::unmount),
            Piece::Live(state) => state.unmount(),
            _ => {
                if let Some(node) = self.lone() {
                    Rndr::remove(node);
                }
            }
        }
    }

    fn mount(&mut self, parent: &types::Element, before: Option<&types::Node>) {
        match &mut self.0 {
            Piece::Many(pieces) => pieces.iter_mut().for_each(|piece| piece.mount(parent, before)),
            Piece::Live(state) => state.mount(parent, before),
            _ => {
                if let Some(node) = self.lone() {
                    Rndr::insert_node(parent, node, before);
                }
            }
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match &self.0 {
            Piece::Many(pieces) => {
                pieces.first().is_some_and(|piece| piece.insert_before_this(child))
            }
            Piece::Live(state) => state.insert_before_this(child),
            _ => self.lone().is_some_and(|node| node.insert_before_this(child)),
        }
    }

    fn elements(&self) -> Vec<types::Element> {
        match &self.0 {
            Piece::Element(element, _) => vec![element.clone()],
            Piece::Many(pieces) => pieces.iter().flat_map(Mountable::elements).collect(),
            Piece::Live(state) => state.elements(),
            Piece::Place(_) | Piece::Text(_) => Vec::new(),
        }
    }
}

impl AddAnyAttr for Node {
    type Output<NewAttr: Attribute> = Self;

    /// Attributes belong to an element; a piece of a page may be several, so it takes none.
    fn add_any_attr<NewAttr: Attribute>(self, _attribute: NewAttr) -> Self {
        self
    }
}

impl RenderHtml for Node {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        out: &mut String,
        _position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _attributes: Vec<AnyAttribute>,
    ) {
        self.write(out);
    }

    /// The app takes over by a swap, never node by node (`docs/decisions/0001`): everything is built.
    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Built {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
