//! The `view!` macro of the app. It reads what Leptos's own macro of that name reads, as far as the app
//! uses it, and writes calls that build plain data (`picklive::ui::node`) in place of a type for each
//! piece of a page: a third of the wasm.

mod attribute;
mod element;

use proc_macro::TokenStream;
use quote::quote;

/// A piece of a page, a `picklive::ui::Node`.
///
/// Elements, `"text"` and `{values}` may stand side by side. A value is anything that is `IntoNode`:
/// text, an `Option`, a `Vec`, or a closure, which is drawn anew whenever what it reads changes.
/// Attributes are `name=value` with an `IntoValue`, and of these kinds:
///
/// - `on:event=handler`
/// - `class:name=condition` beside `class="…"`
/// - `prop:name=value`, a property of the element in the browser
/// - `node_ref=reference`, `inner_html=html` that was made safe before
#[proc_macro]
pub fn view(input: TokenStream) -> TokenStream {
    match rstml::parse(input) {
        Ok(nodes) => element::nodes(&nodes),
        Err(error) => Err(error),
    }
    .unwrap_or_else(|error| {
        let error = error.to_compile_error();
        // A node, so that nothing else is complained of.
        quote! {{ #error ::picklive::ui::Node::default() }}
    })
    .into()
}
