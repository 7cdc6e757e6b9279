//! Lists that tests rely on hold all there is: endpoints and open enums are found in the source.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{collections::BTreeSet, fs};

use picklive_contract::{
    Endpoint as _, account, bags, endpoints, events, host, live, messages, offer, orders, payments,
    problem,
};
use picklive_contract::{product, quotes, returns, storefront};

fn sources() -> Vec<String> {
    let folder = common::package().join("src");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|file| file.is_file()).map(|file| fs::read_to_string(file).unwrap()).collect()
}

/// The first word after each `mark` in the sources.
fn words_after(mark: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for source in sources() {
        for part in source.split(mark).skip(1) {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let word: String = part.trim_start().chars().take_while(|c| is_word(*c)).collect();
            words.insert(word);
        }
    }
    words
}

#[test]
fn every_endpoint_is_in_the_list() {
    let (mut listed, mut addresses) = (BTreeSet::new(), BTreeSet::new());
    macro_rules! add {
        ($endpoint:ty, $facts:expr) => {
            let name = core::any::type_name::<$endpoint>();
            listed.insert(name.rsplit("::").next().unwrap().to_owned());
            let address = (<$endpoint>::METHOD.as_str(), <$endpoint>::PATH);
            assert!(addresses.insert(address), "two endpoints at {address:?}");
        };
    }
    picklive_contract::for_each_endpoint!(add);
    assert_eq!(listed, words_after("\nimpl Endpoint for "), "list of contract/src/endpoints.rs");
    assert_eq!(endpoints::name::<product::GetProduct>(), "get-product");
}

#[test]
fn every_open_enum_carries_an_unknown_word() {
    let mut checked = BTreeSet::new();
    macro_rules! check {
        ($($kind:ty),+ $(,)?) => {$(
            let name = core::any::type_name::<$kind>().rsplit("::").next().unwrap();
            let read: $kind = serde_json::from_str(r#""x_newer""#).unwrap();
            assert_eq!(read, <$kind>::Other("x_newer".into()), "{name}");
            assert_eq!(serde_json::to_string(&read).unwrap(), r#""x_newer""#, "{name}");
            checked.insert(name.to_owned());
        )+};
    }
    check!(
        account::ContactKind,
        bags::BagFor,
        bags::BagState,
        events::EventKind,
        host::ActKind,
        live::RoomState,
        live::SourceKind,
        messages::Sender,
        offer::Basis,
        offer::OfferKind,
        orders::OrderState,
        payments::ActionKind,
        payments::ClientKind,
        payments::PaymentState,
        problem::ProblemKind,
        product::ProductKind,
        quotes::Trouble,
        returns::ReturnReason,
        returns::ReturnState,
        storefront::Capability,
    );
    // The name stands after the doc comment that follows the macro's opening brace.
    let declared = sources().iter().flat_map(|source| open_enums(source)).collect::<BTreeSet<_>>();
    assert_eq!(checked, declared, "open enums in the source");
}

fn open_enums(source: &str) -> Vec<String> {
    let blocks = source.split("\nopen_enum! {").skip(1);
    let heads = blocks.filter_map(|block| {
        block.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('/'))
    });
    heads.map(|head| head.trim_end_matches('{').trim().to_owned()).collect()
}

#[test]
fn the_page_for_backend_authors_names_every_address_and_problem() {
    let page = include_str!("../../docs/contract.md");
    macro_rules! check {
        ($endpoint:ty, $facts:expr) => {
            let address = format!("`{} {}`", <$endpoint>::METHOD.as_str(), <$endpoint>::PATH);
            assert!(page.contains(&address), "docs/contract.md lacks {address}");
        };
    }
    picklive_contract::for_each_endpoint!(check);
    for kind in problem_kinds() {
        assert!(page.contains(&format!("`{kind}`")), "docs/contract.md lacks {kind}");
    }
}

/// What stands after `urn:picklive:` in the problem kinds.
fn problem_kinds() -> Vec<String> {
    let source = include_str!("../src/problem.rs");
    let parts = source.split("= \"urn:picklive:").skip(1);
    parts.map(|part| part.split('"').next().unwrap().to_owned()).collect()
}
