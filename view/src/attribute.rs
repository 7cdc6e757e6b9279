//! Attributes, each a call on the element's builder.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use rstml::node::{KVAttributeValue, KeyedAttribute, NodeAttribute};
use syn::{Error, Expr, Lit, Result};

/// The call for one attribute.
pub fn call(attribute: &NodeAttribute) -> Result<TokenStream> {
    let NodeAttribute::Attribute(attribute) = attribute else {
        return Err(Error::new_spanned(attribute, "expected name=value"));
    };
    let name = attribute.key.to_string();
    let value = value(attribute)?;
    let of_kind = |kind: &str| name.strip_prefix(kind).map(str::to_owned);
    if let Some(event) = of_kind("on:") {
        let event = format_ident!("{event}", span = syn::spanned::Spanned::span(&attribute.key));
        return Ok(quote! { .on(::leptos::ev::#event, #value) });
    }
    if let Some(class) = of_kind("class:") {
        return Ok(quote! { .class(#class, #value) });
    }
    if let Some(property) = of_kind("prop:") {
        return Ok(quote! { .prop(#property, #value) });
    }
    Ok(match name.as_str() {
        "node_ref" => quote! { .reference(#value) },
        "inner_html" => quote! { .html(#value) },
        _ => quote! { .attr(#name, #value) },
    })
}

/// Name and value of an attribute that never changes: `name="value"` or `name` alone.
pub fn fixed(attribute: &NodeAttribute) -> Option<(String, String)> {
    let NodeAttribute::Attribute(attribute) = attribute else { return None };
    let name = attribute.key.to_string();
    if name.contains(':') || name == "inner_html" {
        return None;
    }
    if attribute.possible_value.to_value().is_none() {
        return Some((name, String::new()));
    }
    let value = literal(attribute)?.value();
    (!value.contains('\n')).then_some((name, value))
}

/// The value's expression; a name alone is a flag that is on.
fn value(attribute: &KeyedAttribute) -> Result<TokenStream> {
    match attribute.possible_value.to_value().map(|value| &value.value) {
        None => Ok(quote! { true }),
        Some(KVAttributeValue::Expr(value)) => Ok(quote! { #value }),
        Some(KVAttributeValue::InvalidBraced(block)) => {
            Err(Error::new_spanned(block, "expected an expression"))
        }
    }
}

/// A value that is text in quotes.
fn literal(attribute: &KeyedAttribute) -> Option<&syn::LitStr> {
    match attribute.value()? {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}
