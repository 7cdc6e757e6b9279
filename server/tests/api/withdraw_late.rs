//! A product that is withdrawn while a host shows it is in no room afterwards.

use picklive_contract::host::ActInRoom;
use picklive_server::withdraw::product;
use sea_orm::DbBackend;

use crate::{
    rooms_support::{Hall, pin, price},
    support::hold::Held,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_product_that_is_withdrawn_during_an_act_of_the_host_does_not_stay_on_the_shelf() {
    for act in [pin("tea"), price("tea", 0, Some(900))] {
        let hall = Hall::still().await;
        assert!(hall.room().await.shelf.is_empty());
        // The act has done all but telling of it.
        let lock = format!("UPDATE topics SET seq = seq WHERE topic = 'room:{}'", hall.id);
        let held = Held::of(&hall.server.state, &lock).await;
        let (host, id) = (hall.host.clone(), hall.id.clone());
        let acting = async move { host.call::<ActInRoom>(&id, &act).await.is_ok() };
        let acting = [tokio::spawn(acting)];
        held.until_waiting(1, &acting).await;
        let state = hall.server.state.clone();
        let ending = [tokio::spawn(async move { product::end(&state, "tea").await })];
        held.until_waiting(2, &ending).await;
        held.commit().await;
        let ([acting], [ending]) = (acting, ending);
        let acted = acting.await.unwrap();
        assert_eq!(ending.await.unwrap(), Ok(2));
        if hall.server.state.db.backend() == DbBackend::Postgres {
            assert!(acted, "it came first");
        }
        let room = hall.room().await;
        assert!((room.shelf.is_empty(), room.pin, room.prices.is_empty()) == (true, None, true));
        assert!(hall.act(pin("tea")).await.is_err(), "nor is it put there again");
        // Who watches was told the same, in the same order.
        assert!(hall.told(0).await.iter().all(|event| event.seq > 0));
    }
}

#[tokio::test]
async fn a_room_that_did_not_show_it_is_told_nothing() {
    let hall = Hall::still().await;
    hall.act(pin("cup")).await.unwrap();
    let before = hall.seq().await;
    assert_eq!(product::end(&hall.server.state, "tea").await, Ok(2));
    assert_eq!(hall.seq().await, before);
}
