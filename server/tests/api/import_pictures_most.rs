//! How many pictures a product has, and which of them a list tells.

use std::fs;

use picklive_contract::{
    picks::GetToday,
    picture::Picture,
    product::{Product, Variant},
};

use crate::{
    import::{import, options, shown},
    support::{NOON, Server, fixtures},
};

/// Pictures that the variants of the cup name: the second one is the product's third.
const OF_VARIANTS: [&str; 6] = ["v0.png", "p2.png", "v2.png", "v3.png", "v4.png", "v5.png"];

/// A cup with 28 pictures of its own and six sizes, each with a picture.
async fn cup(server: &Server) -> Product {
    let folder = server.folder().join("pictures");
    fs::create_dir_all(&folder).unwrap();
    let own: Vec<String> = (0..28).map(|nth| format!("p{nth}.png")).collect();
    for (side, name) in (8..).zip(own.iter().map(String::as_str).chain(OF_VARIANTS)) {
        image::RgbImage::new(side, 8).save(folder.join(name)).unwrap();
    }
    let mut rows = String::new();
    for (nth, picture) in own.iter().enumerate() {
        let (title, axis) = if nth == 0 { ("Cup", "Size") } else { ("", "") };
        rows += &match OF_VARIANTS.get(nth) {
            Some(source) => {
                format!("cup,{title},,,{axis},S{nth},,,shopify,5,50,,{picture},,,{source},\n")
            }
            None => format!("cup,,,,,,,,,,,,{picture},,,,\n"),
        };
    }
    let mut options = options();
    options.pictures.folder = Some(folder);
    let summary = import(server, &rows, &options).await.unwrap();
    assert!(summary.failed.is_empty(), "{:?}", summary.failed);
    shown(server, "cup").await
}

fn picture<'a>(product: &'a Product, variant: &Variant) -> Option<&'a Picture> {
    variant.picture.map(|at| &product.pictures[at])
}

#[tokio::test]
async fn a_product_has_thirty_pictures_at_most_those_of_its_variants_among_them() {
    let server = Server::start().await;
    let cup = cup(&server).await;
    assert_eq!(cup.pictures.len(), 30);
    let places: Vec<_> = cup.variants.iter().map(|variant| variant.picture).collect();
    assert_eq!(places, [Some(28), Some(2), Some(29), None, None, None]);
}

#[tokio::test]
async fn a_list_tells_the_first_picture_and_those_of_the_variants() {
    let server = Server::start().await;
    let whole = cup(&server).await;
    fixtures::edition(&server.state, "2026-11-24", NOON, &[("cup", None)]).await;
    let today = server.client().call::<GetToday>(&(), &()).await.unwrap();
    let card = &today.picks[0].product;
    let told: Vec<_> = [0, 2, 28, 29].map(|at| whole.pictures[at].clone()).into();
    assert_eq!(card.pictures, told);
    for (mine, same) in card.variants.iter().zip(&whole.variants) {
        assert_eq!(picture(card, mine), picture(&whole, same));
    }
}
