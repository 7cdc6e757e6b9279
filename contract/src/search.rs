//! Search over the shop's products.

use crate::{Endpoint, List, Method, endpoint::encode, list::AFTER, product::Product};

/// Longest text that is searched for, in characters; what is beyond is left out.
pub const QUERY_MAX: usize = 100;

/// `GET /v1/products?q=…`: products that have every word of `q` in their title, summary, options or
/// description, best first; all products, newest first, when `q` is empty. Letters of either case, with or
/// without accents, full or half width are the same; Chinese needs no spaces.
pub struct SearchProducts;
impl Endpoint for SearchProducts {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/products";
    const QUERY: &'static [(&'static str, &'static str)] = &[("q", "What is searched for.")];
    type At = ();
    type Ask = ();
    type Answer = List<Product>;
}

/// The path that asks for what is found for `text`: the first page, or the one after a cursor.
pub fn path(text: &str, after: Option<&str>) -> String {
    let mut path = format!("{}?q=", SearchProducts::PATH);
    encode(text, &mut path);
    if let Some(after) = after {
        path.push('&');
        path.push_str(AFTER);
        path.push('=');
        encode(after, &mut path);
    }
    path
}
