//! What a room on somebody else's page is not seen by at first: its sheets, with the checkout in them, the field to say
//! something, likes, and what steers the picture. That is a part of the program of its own, with a sheet of style and
//! sentences of its own, all fetched behind the room (decision 0018).

use crate::{live::Rest, platform::guest::Fetched, ui::Loader};

/// The rest: in a build for development it is there already.
#[cfg(not(picklive_lean))]
pub(super) fn rest(_: Option<Fetched>) -> Loader<Rest> {
    Rest::here()
}

/// Fetches the rest, and after a failure again by itself, each time later.
#[cfg(picklive_lean)]
pub(super) fn rest(asked: Option<Fetched>) -> Loader<Rest> {
    use std::time::Duration;

    use crate::{platform::timer, signal::effect};

    let loader = Loader::new(None, move || fetch(asked.as_ref()));
    let mut pause = 1;
    effect(move || {
        if loader.error().is_some() {
            pause = (2 * pause).min(60);
            timer::after(Duration::from_secs(pause), move || loader.again());
        }
    });
    loader
}

#[cfg(picklive_lean)]
fn fetch(
    asked: Option<&Fetched>,
) -> impl Future<Output = Result<Rest, crate::api::ApiError>> + use<> {
    use crate::{api::ApiError, text};
    let beside = asked.map(Fetched::begin);
    async move {
        let rest = split_rest().await;
        let texts = match beside {
            Some(beside) => beside.await,
            None => None,
        };
        match (rest, texts) {
            (Ok(rest), Some(texts)) => {
                text::learn_rest(texts);
                Ok(rest)
            }
            _ => Err(ApiError::Offline),
        }
    }
}

#[cfg(picklive_lean)]
#[wasm_split_helpers::wasm_split(rest, fallible)]
fn split_rest() -> Result<Rest, wasm_split_helpers::SplitLoaderError> {
    Ok(crate::live::REST)
}
