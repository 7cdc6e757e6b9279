//! Pictures of returns: small ones of known kinds, packed anew, for nobody but the shop.

use std::io::Cursor;

use base64::{Engine, engine::general_purpose::STANDARD};
use image::{DynamicImage, ImageFormat};
use picklive_contract::{
    problem::ProblemKind,
    returns::{AskReturn, PICTURE_BYTES_MAX},
    time::DAY,
};
use picklive_server::{
    background::prune,
    db::entities::{return_picture, return_request},
    returns::pictures::KEPT,
};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::{
    orders_support::show,
    returns_support::{delivered, refuse, shop, wish},
    support::Server,
};

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

async fn kept(server: &Server) -> u64 {
    return_picture::Entity::find().count(&server.state.db.read).await.unwrap()
}

#[tokio::test]
async fn what_is_sent_is_packed_anew_counted_and_kept_for_the_shop() {
    let server = shop().await;
    let (order, owner) = delivered(&server, &[("cup", 0, 1)], 6_000).await;
    let mut jpeg = file(&DynamicImage::new_rgb8(64, 48), ImageFormat::Jpeg);
    jpeg.extend(b"<script>where it was taken</script>");
    let png = file(&DynamicImage::new_rgba8(10, 10), ImageFormat::Png);
    let mut ask = wish(&[(0, 1)]);
    ask.pictures = [&jpeg, &png].map(|bytes| STANDARD.encode(bytes)).into();
    let told = owner.call::<AskReturn>(&order.id, &ask).await.unwrap();
    assert_eq!(told.returns[0].pictures, 2);
    let rows = return_picture::Entity::find().all(&server.state.db.read).await.unwrap();
    for row in &rows {
        assert!(image::load_from_memory_with_format(&row.jpeg, ImageFormat::Jpeg).is_ok());
        assert!(!row.jpeg.windows(7).any(|part| part == b"<script"), "nothing but pixels is kept");
    }
    let media = server.folder().join("media");
    assert!(!media.exists() || std::fs::read_dir(media).unwrap().next().is_none(), "none in media");

    // They are forgotten a while after the return is over, and only then.
    refuse(&server, &told.returns[0].id).await;
    server.set_clock(server.state.clock.now().plus(KEPT));
    prune::once(&server.state).await.unwrap();
    assert_eq!(kept(&server).await, 2);
    server.set_clock(server.state.clock.now().plus(DAY));
    prune::once(&server.state).await.unwrap();
    assert_eq!(kept(&server).await, 0);
    assert_eq!(show(&owner, &order.id).await.returns[0].pictures, 0);
}

#[tokio::test]
async fn what_is_no_picture_or_too_large_is_refused_by_its_place() {
    let server = shop().await;
    let (order, owner) = delivered(&server, &[("cup", 0, 1)], 6_000).await;
    let good = file(&DynamicImage::new_rgb8(20, 20), ImageFormat::Png);
    // A file of a few bytes that says it holds 30,000 × 30,000 pixels, and one of few that does hold many.
    let mut liar = good.clone();
    liar[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let bomb = file(&DynamicImage::new_luma8(4_000, 4_000), ImageFormat::Png);
    assert!(bomb.len() < PICTURE_BYTES_MAX);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec();
    let gif = file(&DynamicImage::new_rgb8(9, 9), ImageFormat::Gif);
    let long = vec![0xff; PICTURE_BYTES_MAX + 1];
    let half = good[..good.len() / 2].to_vec();
    for (bytes, reason) in [
        (Vec::new(), "malformed"),
        (half, "malformed"),
        (svg, "malformed"),
        (gif, "malformed"),
        (liar, "malformed"),
        (bomb, "malformed"),
        (long, "too-long"),
    ] {
        let mut ask = wish(&[(0, 1)]);
        ask.pictures = vec![STANDARD.encode(&good), STANDARD.encode(&bytes)];
        let refused = owner.call::<AskReturn>(&order.id, &ask).await.unwrap_err();
        let field = &refused.fields[0];
        assert_eq!((&*field.field, &*field.reason), ("pictures.1", reason), "{}", bytes.len());
    }
    for text in ["data:image/png;base64,AAAA", "not base64!", "AAA"] {
        let mut ask = wish(&[(0, 1)]);
        ask.pictures = vec![text.into()];
        let refused = owner.call::<AskReturn>(&order.id, &ask).await.unwrap_err();
        assert_eq!(refused.fields[0].field, "pictures.0", "{text}");
    }
    let mut ask = wish(&[(0, 1)]);
    ask.pictures = vec![STANDARD.encode(&good); 4];
    let refused = owner.call::<AskReturn>(&order.id, &ask).await.unwrap_err();
    assert_eq!(
        (refused.fields[0].field.as_str(), refused.kind),
        ("pictures", ProblemKind::Invalid)
    );
    assert_eq!(return_request::Entity::find().count(&server.state.db.read).await.unwrap(), 0);

    // Three of the largest fit into a request.
    let noise: Vec<u8> = (0..240 * 240 * 3).map(|_| rand::random()).collect();
    let noise = image::RgbImage::from_raw(240, 240, noise).unwrap();
    let mut large = file(&DynamicImage::from(noise), ImageFormat::Png);
    assert!(large.len() < PICTURE_BYTES_MAX && large.len() > PICTURE_BYTES_MAX * 4 / 5);
    large.resize(PICTURE_BYTES_MAX, 0);
    ask.pictures = vec![STANDARD.encode(&large); 3];
    let told = owner.call::<AskReturn>(&order.id, &ask).await.unwrap();
    assert_eq!((told.returns[0].pictures, kept(&server).await), (3, 3));
}
