//! Snapshots of a room are taken once for all who ask within half a second.

use std::time::{Duration, Instant};

use picklive_contract::{
    Endpoint, Problem,
    live::{GetRoom, Room},
};
use reqwest::header::HeaderValue;

use crate::rooms_support::{Hall, pin, same};

#[tokio::test]
async fn a_snapshot_is_one_for_half_a_second_and_keeps_its_tag() {
    // A machine that needs half a second for three questions cannot show it: tried again.
    let (hall, path, text) = loop {
        let hall = Hall::live().await;
        let path = GetRoom::path(&hall.id);
        let asked = Instant::now();
        let first = hall.server.client().get(&path).await;
        let tag = first.headers()["etag"].clone();
        assert_eq!(
            (first.status().as_u16(), &first.headers()["cache-control"]),
            (200, &HeaderValue::from_static("public, no-cache"))
        );
        let text = first.text().await.unwrap();
        hall.act(pin("tea")).await.unwrap();
        let then = hall.server.client().get(&path).await.text().await.unwrap();
        let again = hall.server.client().request("GET", &path).header("if-none-match", tag);
        let again = again.send().await.unwrap().status();
        if asked.elapsed() < Duration::from_millis(500) {
            assert_eq!((then, again.as_u16()), (text.clone(), 304));
            break (hall, path, text);
        }
    };
    // Older, and with the cursor of its moment: nothing is missed.
    let held: Room = serde_json::from_str(&text).unwrap();
    assert!(held.shelf.is_empty());
    let mut held = held;
    let read_again = hall.told(1).await.iter().any(|event| !held.take(event));
    assert!(read_again, "the shelf has a product that is not known");
    tokio::time::sleep(Duration::from_millis(520)).await;
    let fresh: Room =
        serde_json::from_str(&hall.server.client().get(&path).await.text().await.unwrap()).unwrap();
    same(&fresh, &hall.room().await);
    assert_eq!(fresh.pin.unwrap().product.as_str(), "tea");
}

#[tokio::test]
async fn a_number_that_nobody_was_told_has_no_room_read_anew() {
    // A machine that needs half a second for some questions cannot show it: tried again.
    loop {
        let hall = Hall::live().await;
        let (client, path) = (hall.server.client(), GetRoom::path(&hall.id));
        let asked = Instant::now();
        let first = client.get(&path).await.text().await.unwrap();
        let seq = hall.act(pin("tea")).await.unwrap().seq;
        for number in ["-1", "99999999", "9223372036854775807", "9223372036854775808", "x"] {
            let answer = client.get(&format!("{path}?seq={number}")).await;
            assert_eq!(answer.status(), 422, "{number}");
            let problem: Problem = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
            assert_eq!(problem.fields[0].field, "seq", "{number}");
        }
        let then = client.get(&path).await.text().await.unwrap();
        if asked.elapsed() >= Duration::from_millis(500) {
            continue;
        }
        assert_eq!(then, first, "it is the one that was taken before");
        let told = client.get(&format!("{path}?seq={seq}")).await;
        let told: Room = serde_json::from_str(&told.text().await.unwrap()).unwrap();
        assert_eq!(told.pin.unwrap().product.as_str(), "tea", "who was told has it");
        // Also where none was taken lately.
        tokio::time::sleep(Duration::from_millis(520)).await;
        assert_eq!(client.get(&format!("{path}?seq=99999999")).await.status(), 422);
        break;
    }
}
