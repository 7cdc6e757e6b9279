//! What the shop has promised for one return is not promised for another; pictures cost it only so much.

use base64::{Engine, engine::general_purpose::STANDARD};
use picklive_contract::{OrderId, problem::ProblemKind, returns::AskReturn};
use picklive_server::{
    db::Tx,
    orders::{
        refund::{Refunded as Plain, Wish, refund},
        restock::Restock,
    },
    returns::{
        decide::{Decided, Terms},
        refund::Refunded,
    },
};

use crate::{
    import_pictures::png,
    orders::futures_of,
    returns_support::{TERMS, approve, asked, delivered, done, give, shop, wish},
    support::Server,
};

/// A refund that has nothing to do with a return.
async fn plain(server: &Server, id: &OrderId, amount: Option<i64>) -> Plain {
    let now = server.state.clock.now();
    let wish = Wish { amount, reason: "late", restock: &Restock::Unsaid };
    let work = async |tx: Tx| refund(&tx, id.as_str(), wish, now).await;
    server.state.db.writing(work).await.unwrap()
}

#[tokio::test]
async fn no_more_is_promised_than_there_is() {
    let server = shop().await;
    let (order, owner) = delivered(&server, &[("cup", 0, 3)], 16_000).await;
    // A part of the money went back for another reason: 12,000 are left, for three cups of 5,000.
    assert_eq!(plain(&server, &order.id, Some(4_000)).await, Plain::Part(4_000, 0));
    let mut returns = Vec::new();
    for _ in 0..3 {
        returns.push(asked(&owner, &order.id, &[(0, 1)]).await);
    }
    for one in &returns[..2] {
        assert_eq!(approve(&server, &one.id, TERMS).await, Decided::Done);
    }
    let all = Terms { amount: Some(5_000), ..TERMS };
    assert_eq!(approve(&server, &returns[2].id, all).await, Decided::TooMuch(2_000));
    assert_eq!(give(&server, &returns[2].id, Some(2_001), "").await, Refunded::TooMuch(2_000));
    // What was promised is there.
    for one in &returns[..2] {
        let done = give(&server, &one.id, None, "").await;
        assert!(matches!(done, Refunded::Done { amount: 5_000, .. }), "{done:?}");
    }
}

#[tokio::test]
async fn a_refund_of_the_order_leaves_what_was_promised_for_its_return() {
    let server = shop().await;
    let (order, owner) = delivered(&server, &[("cup", 0, 2)], 11_000).await;
    let one = asked(&owner, &order.id, &[(0, 1)]).await;
    // Nothing is promised for it yet; then a cup of 5,000.
    assert_eq!(plain(&server, &order.id, Some(1_000)).await, Plain::Part(1_000, 0));
    assert_eq!(approve(&server, &one.id, TERMS).await, Decided::Done);
    let promised = Plain::Promised { free: 5_000, promised: 5_000 };
    assert_eq!(plain(&server, &order.id, Some(5_001)).await, promised);
    assert_eq!(plain(&server, &order.id, None).await, Plain::InReturn);
    assert_eq!(plain(&server, &order.id, Some(10_001)).await, Plain::TooMuch(10_000));
    assert_eq!(plain(&server, &order.id, Some(5_000)).await, Plain::Part(5_000, 0));
    let promised = Plain::Promised { free: 0, promised: 5_000 };
    assert_eq!(plain(&server, &order.id, Some(1)).await, promised);
    assert_eq!(give(&server, &one.id, None, "").await, done(5_000, 0, true));
}

#[tokio::test]
async fn who_has_had_their_returns_has_no_picture_looked_at() {
    let server = shop().await;
    let (order, owner) = delivered(&server, &[("cup", 0, 9)], 46_000).await;
    let mut ask = wish(&[(0, 1)]);
    for _ in 0..5 {
        owner.call::<AskReturn>(&order.id, &ask).await.unwrap();
    }
    ask.pictures = vec!["no picture".into()];
    let refused = owner.call::<AskReturn>(&order.id, &ask).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::TooMany, "{refused:?}");
}

#[tokio::test]
async fn an_order_s_pictures_are_refused_only_so_often() {
    let server = shop().await;
    let (order, owner) = delivered(&server, &[("cup", 0, 1)], 6_000).await;
    let mut ask = wish(&[(0, 1)]);
    ask.pictures = vec![STANDARD.encode(png(9, 9)), "no picture".into()];
    for nth in 0..20 {
        let refused = owner.call::<AskReturn>(&order.id, &ask).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Invalid, "{nth}");
    }
    let refused = owner.call::<AskReturn>(&order.id, &ask).await.unwrap_err();
    assert_eq!((refused.kind, refused.status), (ProblemKind::TooMany, 429));
    ask.pictures.clear();
    owner.call::<AskReturn>(&order.id, &ask).await.unwrap();
}

#[tokio::test]
async fn sending_pictures_at_once_passes_no_limit() {
    let server = shop().await;
    let (order, owner) = delivered(&server, &[("cup", 0, 1)], 6_000).await;
    let mut ask = wish(&[(0, 1)]);
    // What is wrong of the second shows only when it is unpacked.
    let (good, large) = (png(300, 300), png(400, 400));
    ask.pictures = [&good[..], &large[..large.len() / 2]].map(|file| STANDARD.encode(file)).into();
    let answers = futures_of(40, |_| {
        let (owner, id, ask) = (owner.clone(), order.id.clone(), ask.clone());
        async move { owner.call::<AskReturn>(&id, &ask).await.unwrap_err().kind }
    })
    .await;
    let (looked, not): (Vec<_>, Vec<_>) =
        answers.into_iter().partition(|kind| *kind == ProblemKind::Invalid);
    assert!((1..=20).contains(&looked.len()), "{}", looked.len());
    assert!(not.iter().all(|kind| *kind == ProblemKind::TooMany), "{not:?}");
}
