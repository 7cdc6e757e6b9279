//! Elements and what stands in them.

use proc_macro2::TokenStream;
use quote::quote;
use rstml::node::{Node, NodeBlock, NodeElement};
use syn::{Error, Result, Stmt};

use crate::attribute;

type Element = NodeElement<rstml::Infallible>;

/// Several nodes side by side; one stands for itself.
pub fn nodes(nodes: &[Node]) -> Result<TokenStream> {
    let all = nodes.iter().filter(|node| !matches!(node, Node::Comment(_)));
    let all = all.map(node).collect::<Result<Vec<_>>>()?;
    Ok(match all.as_slice() {
        [one] => one.clone(),
        all => quote! { ::picklive::ui::node::all(::std::vec![#(#all),*]) },
    })
}

fn node(node: &Node) -> Result<TokenStream> {
    match node {
        Node::Element(element) => {
            let element = self::element(element)?;
            Ok(quote! { #element.node() })
        }
        Node::Text(text) => {
            let text = &text.value;
            Ok(quote! { ::picklive::ui::node::text(#text) })
        }
        Node::Block(block) => {
            let value = value(block)?;
            Ok(quote! { ::picklive::ui::node::IntoNode::node(#value) })
        }
        Node::Fragment(fragment) => nodes(&fragment.children),
        other => Err(Error::new_spanned(other, "expected an element, \"text\" or a {value}")),
    }
}

/// What stands between braces; a single expression without them.
fn value(block: &NodeBlock) -> Result<TokenStream> {
    match block {
        NodeBlock::ValidBlock(block) => Ok(match block.stmts.as_slice() {
            [Stmt::Expr(value, None)] => quote! { #value },
            _ => quote! { #block },
        }),
        NodeBlock::Invalid(block) => Err(Error::new_spanned(block, "expected an expression")),
    }
}

/// An element as calls on its builder. Attributes that never change go with the tag into one text.
fn element(element: &Element) -> Result<TokenStream> {
    let mut head = element.name().to_string();
    let mut calls = TokenStream::new();
    for attribute in element.attributes() {
        match attribute::fixed(attribute) {
            Some((name, value)) => {
                head.push('\n');
                head.push_str(&name);
                head.push('=');
                head.push_str(&value);
            }
            None => calls.extend(attribute::call(attribute)?),
        }
    }
    for child in &element.children {
        calls.extend(match child {
            Node::Comment(_) => continue,
            Node::Text(text) => {
                let text = &text.value;
                quote! { .words(#text) }
            }
            child => {
                let child = node(child)?;
                quote! { .child(#child) }
            }
        });
    }
    Ok(quote! { ::picklive::ui::node::El::new(#head) #calls })
}
