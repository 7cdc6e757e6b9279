//! The list of a person's orders.

use picklive_contract::{
    Endpoint as _, List,
    list::page_path,
    orders::{ListOrders, Order},
    storefront::Capability,
};

use super::{Caller, Checked, Till};
use crate::{
    ask::Ask,
    rules::{self, Rule},
};

pub(super) const OWN: &[&Rule] = &[&rules::OWN_ORDERS, &rules::NEWEST, &rules::ORDERS_NEXT];

/// Most pages that are read.
const PAGES: usize = 50;
/// Most orders that are placed and called off so that there is a second page.
const ORDERS: usize = 30;

pub(super) async fn check(till: &mut Till<'_>) -> Checked {
    till.needs(&Capability::Orders)?;
    let (person, variant) = (till.person(0)?, till.stock()?);
    let (mine, owner) = till.buy(&person, &variant, 1).await?;
    let (guests, guest) = till.buy(&Caller::default(), &variant, 1).await?;
    till.call_off(&owner, &mine.id).await?;
    till.call_off(&guest, &guests.id).await?;
    let listed = all(till, &person).await?;
    let has = |list: &[Order], order: &Order| list.iter().any(|listed| listed.id == order.id);
    let right = has(&listed, &mine) && !has(&listed, &guests);
    let got = format!("{} orders", listed.len());
    let at = ListOrders::PATH;
    let record = &mut *till.client.record;
    record.check(&rules::OWN_ORDERS, at, right, "the person's order, not the guest's", got);
    let secrets = listed.iter().any(|order| order.secret.is_some());
    record.check(&rules::SECRET, at, !secrets, "no secret in a list", "a secret");
    if let Ok(other) = till.person(1) {
        let theirs = all(till, &other).await?;
        let right = !has(&theirs, &mine);
        let expected = "none of the first person's orders";
        till.client.record.check(&rules::OWN_ORDERS, at, right, expected, &mine.id);
    }
    for _ in 0..ORDERS {
        let page = page(till, &person, None).await?;
        if page.next.is_some() {
            all(till, &person).await?;
            return Ok(());
        }
        let (order, owner) = till.buy(&person, &variant, 1).await?;
        till.call_off(&owner, &order.id).await?;
    }
    Err(format!("a list of more than one page; {ORDERS} orders fit on one"))
}

async fn page(
    till: &mut Till<'_>,
    person: &Caller,
    after: Option<&str>,
) -> Result<List<Order>, String> {
    let mut ask = Ask::to::<ListOrders>(&());
    ask.path = page_path(ask.path, after);
    let answer = till.send(person, ask).await?;
    let list = till.client.parse::<List<Order>>(&answer, &rules::OWN_ORDERS);
    list.ok_or("a list of orders that can be read".into())
}

/// Every page; its order and its end are noted.
async fn all(till: &mut Till<'_>, person: &Caller) -> Result<Vec<Order>, String> {
    let (mut orders, mut after) = (Vec::<Order>::new(), None);
    for nth in 1..=PAGES {
        let list = page(till, person, after.as_deref()).await?;
        let twice = list.items.iter().any(|new| orders.iter().any(|old| old.id == new.id));
        if !twice {
            orders.extend(list.items);
        }
        let ends = list.next.is_none() || nth < PAGES;
        if nth > 1 {
            let right = !twice && ends;
            let got = format!("twice: {twice}; an end: {ends}");
            let (at, promise) = (ListOrders::PATH, rules::ORDERS_NEXT.promise);
            till.client.record.check(&rules::ORDERS_NEXT, at, right, promise, got);
        }
        after = list.next;
        if after.is_none() || twice {
            break;
        }
    }
    for pair in orders.windows(2) {
        let [new, old] = pair else { continue };
        let got = format!("{} before {}", new.placed_at.to_rfc3339(), old.placed_at.to_rfc3339());
        let sorted = new.placed_at >= old.placed_at;
        let record = &mut *till.client.record;
        record.check(&rules::NEWEST, ListOrders::PATH, sorted, "the newer one first", got);
    }
    Ok(orders)
}
