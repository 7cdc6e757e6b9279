//! A person's address book.

use picklive_contract::{
    AddressId,
    address::Address,
    addresses::{
        ADDRESSES_MAX, AddAddress, AddressBook, ChangeAddress, GetAddresses, LABEL_MAX,
        RemoveAddress, SavedAddress,
    },
    problem::ProblemKind,
    storefront::Capability,
};
use serde_json::{Value, json};

use super::{Caller, Checked, Till, asks::changed};
use crate::{
    answer::Answer,
    ask::Ask,
    rules::{self, Rule},
};

pub(super) const OWN: &[&Rule] = &[
    &rules::BOOK_GUEST,
    &rules::BOOK,
    &rules::BOOK_REPEAT,
    &rules::BOOK_DEFAULT,
    &rules::BOOK_FIELDS,
    &rules::BOOK_OWNER,
    &rules::BOOK_REMOVED,
    &rules::BOOK_FULL,
];

/// Addresses added at the same moment, where one fits.
const AT_ONCE: usize = 3;

pub(super) async fn check(till: &mut Till<'_>) -> Checked {
    till.needs(&Capability::Account)?;
    till.needs(&Capability::Addresses)?;
    let home = till.fixture.address.as_ref().map(|address| address.get_ref().clone());
    let home = home.ok_or("an address in the fixture ([address])")?;
    let body = json!({"label": "First", "address": home});
    guests(till, &body).await?;
    let person = till.person(0)?;
    let before = book(till, &person).await?.addresses;
    if before.len() + 2 > ADDRESSES_MAX {
        return Err("room for two more in the first person's address book".into());
    }
    let made = add(&body);
    let answer = till.send(&person, made.clone()).await?;
    let first = saved(till, &answer, &home, "First").ok_or("an address that is kept")?;
    default(till, &answer, before.is_empty().then_some(&first.id));
    let again = till.send(&person, made.clone()).await?;
    let count = book(till, &person).await?.addresses.len();
    let (once, got) = (again.is_success() && count == before.len() + 1, format!("{count}"));
    let expected = format!("{} addresses", before.len() + 1);
    till.client.record.check(&rules::BOOK_REPEAT, &again.at, once, expected, got);

    let second = json!({"label": "Second", "address": home, "default": true});
    let answer = till.send(&person, add(&second)).await?;
    let second = saved(till, &answer, &home, "Second").ok_or("a second address")?;
    default(till, &answer, Some(&second.id));
    let moved = Address { street: "2 Evening Road".into(), ..home };
    let other = json!({"label": "Changed", "address": moved});
    let ask = Ask::to::<ChangeAddress>(&first.id).json(&other);
    let answer = till.send(&person, ask).await?;
    saved(till, &answer, &moved, "Changed");
    default(till, &answer, Some(&second.id));
    fields(till, &person, &body, &first.id).await?;
    let others = owners(till, &person, &first.id, &other).await;
    removed(till, &person, &second.id, Some(&first.id)).await?;
    removed(till, &person, &first.id, None).await?;
    till.keyed(&person, &made, Some(&other)).await?;
    full(till, &person, &body).await?;
    others
}

/// Fills the book but for one address, and adds several at the same moment; they are removed again.
async fn full(till: &mut Till<'_>, person: &Caller, body: &Value) -> Checked {
    let before = book(till, person).await?.addresses;
    for _ in before.len() + 1..ADDRESSES_MAX {
        till.send(person, add(body)).await?;
    }
    let asks = (0..AT_ONCE).map(|_| (person.clone(), add(body))).collect();
    for (_, answer) in till.together(asks).await {
        if !answer.is_success() {
            till.expect(&rules::BOOK_FULL, &answer, 409, &ProblemKind::LimitReached);
        }
    }
    let filled = book(till, person).await?.addresses;
    let (full, got) = (filled.len() == ADDRESSES_MAX, format!("{} addresses", filled.len()));
    let (at, expected) = ("POST /v1/addresses", format!("{ADDRESSES_MAX} addresses"));
    till.client.record.check(&rules::BOOK_FULL, at, full, expected, got);
    let added = filled.iter().filter(|kept| before.iter().all(|other| other.id != kept.id));
    for (nth, added) in added.enumerate() {
        if nth == 0 {
            till.keyed(person, &Ask::to::<ChangeAddress>(&added.id).json(body), None).await?;
            till.keyed(person, &Ask::to::<RemoveAddress>(&added.id), None).await?;
        }
        till.call::<RemoveAddress>(person, &added.id).await?;
    }
    Ok(())
}

fn add(body: &Value) -> Ask {
    Ask::to::<AddAddress>(&()).json(body)
}

async fn guests(till: &mut Till<'_>, body: &Value) -> Checked {
    let id = AddressId::from("there-is-no-such-address");
    let asks = [
        Ask::to::<GetAddresses>(&()),
        add(body),
        Ask::to::<ChangeAddress>(&id).json(body),
        Ask::to::<RemoveAddress>(&id),
    ];
    for ask in asks {
        let answer = till.send(&Caller::default(), ask).await?;
        till.expect(&rules::BOOK_GUEST, &answer, 401, &ProblemKind::SignInNeeded);
    }
    Ok(())
}

async fn book(till: &mut Till<'_>, person: &Caller) -> Result<AddressBook, String> {
    let answer = till.call::<GetAddresses>(person, &()).await?;
    till.client.parse(&answer, &rules::BOOK).ok_or("an address book that can be read".into())
}

/// The address that an answer says was saved; whether it is as it was asked is noted.
fn saved(
    till: &mut Till<'_>,
    answer: &Answer,
    as_asked: &Address,
    label: &str,
) -> Option<SavedAddress> {
    let book: Option<AddressBook> = answer.read().filter(|_| answer.is_success());
    let book = book.unwrap_or_default();
    let kept = book.addresses.into_iter().find(|kept| Some(&kept.id) == book.saved.as_ref());
    let right = kept.as_ref().is_some_and(|kept| kept.address == *as_asked && kept.label == label);
    till.check(&rules::BOOK, answer, right, format!("{label} in the book, named by saved"));
    kept
}

/// Notes whether one address is the default, and which.
fn default(till: &mut Till<'_>, answer: &Answer, wanted: Option<&AddressId>) {
    let Some(book) = answer.read::<AddressBook>().filter(|_| answer.is_success()) else { return };
    let all: Vec<_> = book.addresses.iter().filter(|kept| kept.default).map(|k| &k.id).collect();
    let right = match wanted {
        Some(wanted) => all == [wanted],
        None => all.len() == usize::from(!book.addresses.is_empty()),
    };
    let (expected, got) = (format!("one, {wanted:?}"), format!("{all:?}"));
    till.client.record.check(&rules::BOOK_DEFAULT, &answer.at, right, expected, got);
}

async fn fields(till: &mut Till<'_>, person: &Caller, body: &Value, id: &AddressId) -> Checked {
    let bare = changed(body, "/address/name", json!(" "));
    let bare = changed(&bare, "/address/street", json!(""));
    let bare = changed(&bare, "/label", json!("x".repeat(LABEL_MAX + 1)));
    for ask in [add(&bare), Ask::to::<ChangeAddress>(id).json(&bare)] {
        let answer = till.send(person, ask).await?;
        let lacking = ["address.name", "address.street", "label"];
        till.named(&rules::BOOK_FIELDS, &answer, &lacking);
    }
    Ok(())
}

/// Another person sees and touches none of it.
async fn owners(till: &mut Till<'_>, person: &Caller, id: &AddressId, body: &Value) -> Checked {
    let Ok(stranger) = till.person(1) else {
        let lack = till.nobody.clone();
        till.client.record.want(&[&rules::BOOK_OWNER], &lack);
        return Ok(());
    };
    let before = book(till, person).await?;
    let theirs = book(till, &stranger).await?;
    let hidden = theirs.addresses.iter().all(|kept| kept.id != *id);
    let at = "GET /v1/addresses";
    till.client.record.check(&rules::BOOK_OWNER, at, hidden, "none of another's", id);
    for ask in [Ask::to::<ChangeAddress>(id).json(body), Ask::to::<RemoveAddress>(id)] {
        let answer = till.send(&stranger, ask).await?;
        till.expect(&rules::BOOK_OWNER, &answer, 404, &ProblemKind::NotFound);
    }
    let same = book(till, person).await? == before;
    till.client.record.check(&rules::BOOK_OWNER, at, same, "the book as it was", "another one");
    Ok(())
}

async fn removed(
    till: &mut Till<'_>,
    person: &Caller,
    id: &AddressId,
    next: Option<&AddressId>,
) -> Checked {
    let answer = till.call::<RemoveAddress>(person, id).await?;
    let book = book(till, person).await?;
    let gone = answer.is_success() && book.addresses.iter().all(|kept| kept.id != *id);
    till.check(&rules::BOOK_REMOVED, &answer, gone, "the book without it");
    if gone {
        default(till, &answer, next);
        let again = till.call::<RemoveAddress>(person, id).await?;
        till.expect(&rules::BOOK_REMOVED, &again, 404, &ProblemKind::NotFound);
    }
    Ok(())
}
