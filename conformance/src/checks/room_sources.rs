//! What a room points to: its picture, its products.

use picklive_contract::{
    Endpoint as _,
    live::{Room, RoomState, SourceKind},
    product::{GetProduct, Product},
};

use super::{links::fetch, products::essence, unique};
use crate::{client::Client, rules};

/// What playlists are called.
const PLAYLISTS: [&str; 4] =
    ["application/vnd.apple.mpegurl", "application/x-mpegurl", "audio/mpegurl", "audio/x-mpegurl"];
/// How they begin.
const BEGIN: &str = "#EXTM3U";
/// Most products of a shelf that are asked for.
const PRODUCTS: usize = 5;

pub(super) async fn check(client: &mut Client<'_>, at: &str, room: &Room) {
    for source in &room.sources {
        let url = client.locate(&source.url);
        let web = url.is_some_and(|url| matches!(url.scheme(), "http" | "https"));
        let right = web && !source.url.is_empty() && !source.kind.as_str().is_empty();
        let got = format!("{} {}", source.kind, source.url);
        client.record.check(&rules::ROOM_SOURCES, at, right, rules::ROOM_SOURCES.promise, got);
        let on = matches!(room.state, RoomState::Live | RoomState::Replay);
        if !right || !on || source.kind != SourceKind::Hls {
            continue;
        }
        let got = fetch(client, &source.url, BEGIN).await;
        let is = |kind: &str| PLAYLISTS.contains(&kind);
        let playlist = got.as_ref().is_ok_and(|(kind, begins)| is(kind) && *begins);
        let got = got.map_or_else(|error| error, |(kind, begins)| format!("{kind}, {begins}"));
        let expected = format!("200, {}, beginning with {BEGIN}", PLAYLISTS[0]);
        client.record.check(&rules::ROOM_PLAYLIST, &source.url, playlist, expected, got);
    }
}

/// Each product of the shelf once, and as it is on its own.
pub(super) async fn shelf(client: &mut Client<'_>, room: &Room) {
    let at = format!("the shelf of {}", room.id);
    let ids = room.shelf.iter().map(|product| product.id.to_string());
    unique(client.record, &rules::ROOM_SHELF, &at, ids);
    for product in room.shelf.iter().take(PRODUCTS) {
        let path = GetProduct::path(&product.id);
        let Some((whole, answer)) = client.read::<Product>(&path, &rules::PRODUCT).await else {
            continue;
        };
        let (here, there) = (essence(product), essence(&whole));
        let at = format!("{} and {at}", answer.at);
        client.record.check(&rules::ROOM_SHELF, &at, here == there, there, here);
    }
}
