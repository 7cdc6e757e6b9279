//! Address books.

use picklive_contract::{
    AddressId,
    address::Address,
    addresses::{
        ADDRESSES_MAX, AddAddress, AddressAsk, AddressBook, ChangeAddress, GetAddresses,
        RemoveAddress,
    },
    problem::ProblemKind,
};
use picklive_server::db::{Tx, entities::address as row};
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{
    orders::futures_of,
    orders_support::{address, people},
    support::{Client, Server, client::fresh_key},
};

fn to(street: &str, default: bool) -> AddressAsk {
    AddressAsk {
        label: String::new(),
        address: Address { street: street.into(), ..address() },
        default,
    }
}

async fn add(person: &Client, street: &str, default: bool) -> AddressId {
    person.call::<AddAddress>(&(), &to(street, default)).await.unwrap().saved.unwrap()
}

fn streets(book: &AddressBook) -> Vec<&str> {
    book.addresses.iter().map(|saved| saved.address.street.as_str()).collect()
}

fn defaults(book: &AddressBook) -> Vec<bool> {
    book.addresses.iter().map(|saved| saved.default).collect()
}

#[tokio::test]
async fn a_book_is_kept_changed_and_emptied() {
    let server = Server::start().await;
    let person = people(&server, 1).await.remove(0);
    assert_eq!(person.call::<GetAddresses>(&(), &()).await.unwrap(), AddressBook::default());
    let first = add(&person, " 1 Road ", false).await;
    server.set_clock(server.state.clock.now().plus(1));
    let second = add(&person, "2 Road", false).await;
    let book = person.call::<GetAddresses>(&(), &()).await.unwrap();
    assert_eq!((streets(&book), defaults(&book)), (vec!["1 Road", "2 Road"], vec![true, false]));
    assert_eq!(book.saved, None);

    let office = AddressAsk { label: " office ".into(), ..to("3 Road", true) };
    let book = person.call::<ChangeAddress>(&second, &office).await.unwrap();
    assert_eq!((streets(&book), defaults(&book)), (vec!["3 Road", "1 Road"], vec![true, false]));
    assert_eq!((book.addresses[0].label.as_str(), book.saved), ("office", Some(second.clone())));
    // The default stays until another one is it.
    let book = person.call::<ChangeAddress>(&second, &to("3 Road", false)).await.unwrap();
    assert_eq!(defaults(&book), [true, false]);

    let key = fresh_key();
    for _ in 0..2 {
        let book = person.call_with_key::<RemoveAddress>(&second, &(), &key).await.unwrap();
        assert_eq!((streets(&book), defaults(&book)), (vec!["1 Road"], vec![true]));
    }
    let gone = person.call::<RemoveAddress>(&second, &()).await.unwrap_err();
    assert_eq!(gone.kind, ProblemKind::NotFound);
    let book = person.call::<RemoveAddress>(&first, &()).await.unwrap();
    assert!(book.addresses.is_empty());
}

#[tokio::test]
async fn an_address_is_right_when_an_order_would_take_it() {
    let server = Server::start().await;
    let person = people(&server, 1).await.remove(0);
    let mut wrong = to("", false);
    wrong.label = "x".repeat(41);
    wrong.address.name = "Lin\nstate      paid".into();
    let refused = person.call::<AddAddress>(&(), &wrong).await.unwrap_err();
    let fields: Vec<_> = refused.fields.iter().map(|f| (&*f.field, &*f.reason)).collect();
    let expected =
        [("address.street", "missing"), ("address.name", "malformed"), ("label", "too-long")];
    assert_eq!((refused.status, fields), (422, expected.to_vec()));
    let key = fresh_key();
    let first = person.call_with_key::<AddAddress>(&(), &to("1", false), &key).await.unwrap();
    let again = person.call_with_key::<AddAddress>(&(), &to("1", false), &key).await.unwrap();
    assert_eq!((first.addresses.len(), &first), (1, &again));
    let reused = person.call_with_key::<AddAddress>(&(), &to("2", false), &key).await.unwrap_err();
    assert_eq!(reused.kind, ProblemKind::KeyReused);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_book_has_twenty_places_and_one_default_however_many_come_at_once() {
    let server = Server::start().await;
    let person = people(&server, 1).await.remove(0);
    let answers = futures_of(30, |nth| {
        let person = person.clone();
        async move { person.call::<AddAddress>(&(), &to(&nth.to_string(), true)).await.map(|_| ()) }
    });
    let refused: Vec<_> = answers.await.into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 30 - ADDRESSES_MAX);
    assert!(refused.iter().all(|one| (one.status, &one.kind) == (409, &ProblemKind::LimitReached)));
    let book = person.call::<GetAddresses>(&(), &()).await.unwrap();
    assert_eq!(defaults(&book).iter().filter(|default| **default).count(), 1);
    // The database itself refuses what must not be.
    for sql in [
        "UPDATE addresses SET is_default = (1 = 1)",
        "UPDATE addresses SET place = 20 WHERE place = 0",
        "UPDATE addresses SET place = 1 WHERE place = 0",
    ] {
        let work = async |tx: Tx| Ok(tx.execute_unprepared(sql).await.map(|_| ())?);
        assert!(server.state.db.writing(work).await.is_err(), "{sql}");
    }
    assert_eq!(row::Entity::find().all(&server.state.db.read).await.unwrap().len(), ADDRESSES_MAX);
}
