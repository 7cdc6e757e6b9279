//! Reading the files of the demo shop, which are part of the program.

use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;

use super::{
    files::{Drops, Editions, Product, Shop},
    rooms::Rooms,
};
use crate::ApiError;

static PRODUCTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/demo/products");

fn parse<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, ApiError> {
    toml::from_str(text).map_err(|error| ApiError::internal(format!("demo/{name}: {error}")))
}

/// Reads `shop.toml`.
///
/// # Errors
/// When the file is not as described here.
pub fn shop() -> Result<Shop, ApiError> {
    parse("shop.toml", include_str!("../../demo/shop.toml"))
}

/// Reads `products/`, by handle.
///
/// # Errors
/// As [`shop`].
pub fn products() -> Result<Vec<Product>, ApiError> {
    let files =
        PRODUCTS.files().filter(|file| file.path().extension().is_some_and(|e| e == "toml"));
    let read = files.map(|file| {
        let name = file.path().display().to_string();
        parse(&name, file.contents_utf8().unwrap_or_default())
    });
    let mut products = read.collect::<Result<Vec<Product>, _>>()?;
    products.sort_by(|a, b| a.handle.cmp(&b.handle));
    Ok(products)
}

/// Reads `editions.toml`.
///
/// # Errors
/// As [`shop`].
pub fn editions() -> Result<Editions, ApiError> {
    parse("editions.toml", include_str!("../../demo/editions.toml"))
}

/// Reads `drops.toml`.
///
/// # Errors
/// As [`shop`].
pub fn drops() -> Result<Drops, ApiError> {
    parse("drops.toml", include_str!("../../demo/drops.toml"))
}

/// Reads `rooms.toml`.
///
/// # Errors
/// As [`shop`].
pub fn rooms() -> Result<Rooms, ApiError> {
    parse("rooms.toml", include_str!("../../demo/rooms.toml"))
}
