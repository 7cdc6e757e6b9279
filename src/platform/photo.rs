//! Photographs that a person chooses: made small on the device, where the line is thin.

use js_sys::Promise;
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CanvasRenderingContext2d, Event, File, HtmlCanvasElement, HtmlInputElement, ImageBitmap,
};

/// Longer side in pixels and quality, tried one after the other until the photograph is small enough.
const SIZES: [(u32, f64); 4] = [(1_280, 0.8), (1_024, 0.7), (800, 0.6), (640, 0.5)];
/// What the browser writes before the file itself.
const BEFORE: &str = "data:image/jpeg;base64,";

/// The files chosen in the input that `event` is about, which is empty afterwards: the same can be chosen again.
pub fn chosen(event: &Event) -> Vec<File> {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return Vec::new() };
    let files = input.files();
    let files = files.map(|files| (0..files.length()).filter_map(|at| files.get(at)).collect());
    input.set_value("");
    files.unwrap_or_default()
}

/// A photograph as a JPEG file in base64, at most `bytes` large; `None` when it is no picture the browser
/// can read.
pub async fn shrunk(file: File, bytes: usize) -> Option<String> {
    let bitmap: Promise = window().create_image_bitmap_with_blob(&file).ok()?;
    let bitmap: ImageBitmap = JsFuture::from(bitmap).await.ok()?.dyn_into().ok()?;
    let small = SIZES.iter().find_map(|(side, quality)| {
        drawn(&bitmap, *side, *quality).filter(|text| text.len() / 4 * 3 <= bytes)
    });
    bitmap.close();
    small
}

fn drawn(bitmap: &ImageBitmap, side: u32, quality: f64) -> Option<String> {
    let (width, height) = (bitmap.width(), bitmap.height());
    let scale = f64::min(1.0, f64::from(side) / f64::from(width.max(height).max(1)));
    let scaled = |length: u32| f64::max(1.0, (f64::from(length) * scale).round());
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(scaled(width) as u32);
    canvas.set_height(scaled(height) as u32);
    let context = canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
    let (w, h) = (scaled(width), scaled(height));
    context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, w, h).ok()?;
    let url =
        canvas.to_data_url_with_type_and_encoder_options("image/jpeg", &JsValue::from(quality));
    url.ok()?.strip_prefix(BEFORE).map(Into::into)
}

/// A photograph as an address that an `<img>` takes.
pub fn shown(base64: &str) -> String {
    format!("{BEFORE}{base64}")
}
