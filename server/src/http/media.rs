//! Pictures: those of the demo shop are part of the program, imported ones lie in the media folder.

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use include_dir::{Dir, include_dir};

use super::{
    answer::{etag, is_known},
    files::{content_type, inside},
};
use crate::{ApiError, AppState};

/// The pictures of the demo shop.
pub static DEMO: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/demo/pictures");

/// Where demo pictures are found.
pub const DEMO_PATH: &str = "/media/demo/";

/// The routes of pictures.
pub fn router() -> Router<AppState> {
    Router::new().route("/media/{*path}", get(find))
}

async fn find(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path();
    let found = if path.starts_with(DEMO_PATH) {
        let picture = inside(path.trim_start_matches("/media/demo"));
        picture.and_then(|path| DEMO.get_file(path)).map(|file| file.contents().to_vec())
    } else {
        match inside(path.trim_start_matches("/media")) {
            Some(path) => tokio::fs::read(state.config.media.join(path)).await.ok(),
            None => None,
        }
    };
    match (found, content_type(path).filter(|kind| kind.starts_with("image/"))) {
        (Some(bytes), Some(kind)) => picture(bytes, kind, request.headers()),
        _ => ApiError::not_found().into_response(),
    }
}

fn picture(bytes: Vec<u8>, kind: &'static str, asked: &HeaderMap) -> Response {
    let tag = etag(&bytes, "");
    let mut response = if is_known(asked, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        bytes.into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let keep = HeaderValue::from_static("public, max-age=86400, stale-while-revalidate=604800");
    headers.insert(header::CACHE_CONTROL, keep);
    headers.insert(header::ETAG, tag);
    response
}
