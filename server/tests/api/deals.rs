//! Drops and deals.

use picklive_contract::{
    Endpoint, UnixMillis,
    deals::{Drop, ListDrops},
    list::AFTER,
    offer::{OfferKind, Visitor},
    product::GetProduct,
    time::{HOUR, MINUTE},
};

use crate::orders_support::place;
use crate::support::{
    NOON, Server,
    client::read,
    fixtures::{self, DealOf},
};

const TEA: DealOf<'_> = DealOf { product: "tea", variant: 0, price: 500, quota: 3, limit: None };

async fn drops(server: &Server, now: UnixMillis) -> Vec<Drop> {
    server.set_clock(now);
    server.client().call::<ListDrops>(&(), &()).await.unwrap().items
}

#[tokio::test]
async fn a_deal_s_price_counts_from_its_first_millisecond_to_before_its_last() {
    let server = Server::start().await;
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    let (opens, closes) = (NOON.plus(HOUR), NOON.plus(2 * HOUR));
    fixtures::drop(&server.state, "noon", opens, closes, &[TEA]).await;
    for (now, price) in
        [(opens.plus(-1), 1_000), (opens, 500), (closes.plus(-1), 500), (closes, 1_000)]
    {
        server.set_clock(now);
        let tea = server.client().call::<GetProduct>(&"tea".into(), &()).await.unwrap();
        assert_eq!(tea.variants[0].offer(now, &Visitor::GUEST).price.amount, price, "{now:?}");
        let in_list = &drops(&server, now).await[0].deals[0].product.variants[0];
        assert_eq!(
            in_list.offer(now, &Visitor::GUEST),
            tea.variants[0].offer(now, &Visitor::GUEST)
        );
    }
}

#[tokio::test]
async fn drops_are_announced_two_days_ahead_and_stay_some_hours() {
    let server = Server::start().await;
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    let (opens, closes) = (NOON.plus(72 * HOUR), NOON.plus(73 * HOUR));
    fixtures::drop(&server.state, "later", opens, closes, &[TEA]).await;
    assert!(drops(&server, opens.plus(-48 * HOUR - 1)).await.is_empty());
    let calendar = "/v1/drops/later/calendar.ics";
    assert_eq!(server.client().get(calendar).await.status(), 404);
    let ahead = drops(&server, opens.plus(-48 * HOUR)).await;
    assert_eq!(ahead[0].calendar.as_deref(), Some(calendar));
    assert_eq!((ahead[0].deals[0].quota, ahead[0].deals[0].left), (3, 3));
    assert_eq!(drops(&server, opens).await[0].calendar, None);
    assert_eq!(drops(&server, closes.plus(6 * HOUR - 1)).await.len(), 1);
    assert!(drops(&server, closes.plus(6 * HOUR)).await.is_empty());
}

#[tokio::test]
async fn only_the_next_announced_deals_of_a_variant_are_told_but_every_open_one() {
    let server = Server::start().await;
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    for n in 0..6 {
        let opens = NOON.plus(n * 10 * MINUTE);
        let id = format!("d{n}");
        fixtures::drop(&server.state, &id, opens, opens.plus(5 * MINUTE), &[TEA]).await;
    }
    server.set_clock(NOON);
    let tea = server.client().call::<GetProduct>(&"tea".into(), &()).await.unwrap();
    let deals: Vec<_> = tea.variants[0].offers.iter().map(|o| o.deal.clone().unwrap().0).collect();
    assert_eq!(deals, ["d0-0", "d1-0", "d2-0", "d3-0"]);
    assert!(tea.variants[0].offers.iter().all(|offer| offer.kind == OfferKind::Drop));
}

#[tokio::test]
async fn a_reminder_can_be_put_into_a_calendar() {
    let server = Server::start().await;
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    let opens = NOON.plus(HOUR);
    fixtures::drop(&server.state, "noon", opens, opens.plus(HOUR), &[TEA]).await;
    let answer = server.client().get("/v1/drops/noon/calendar.ics?lang=en").await;
    assert_eq!(answer.headers()["content-type"], "text/calendar; charset=utf-8");
    let text = answer.text().await.unwrap();
    for line in ["BEGIN:VALARM", "TRIGGER:-PT5M", "DTSTART:20261124T050000Z", "SUMMARY:noon · Shop"]
    {
        assert!(text.contains(&format!("{line}\r\n")), "{line} in {text}");
    }
    assert!(text.contains("/deals\r\n"));
    assert_eq!(server.client().get("/v1/drops/none/calendar.ics").await.status(), 404);
}

#[tokio::test]
async fn a_long_list_of_drops_goes_on_page_by_page() {
    let server = Server::start().await;
    fixtures::product(&server.state, "tea", &[1_000], 5).await;
    // Six have closed, of which four are told; pairs begin in the same millisecond.
    for nth in 0..60 {
        let opens = NOON.plus((nth / 2) * MINUTE);
        let closes = if nth < 6 { opens.plus(1 + nth) } else { opens.plus(HOUR) };
        fixtures::drop(&server.state, &format!("d{nth:02}"), opens, closes, &[TEA]).await;
    }
    server.set_clock(NOON.plus(5 * MINUTE));
    let client = server.client();
    let (mut ids, mut path, mut sizes) = (Vec::new(), ListDrops::PATH.to_owned(), Vec::new());
    loop {
        let answer = client.get(&path).await;
        assert_eq!(answer.headers()["cache-control"], "public, no-cache");
        assert!(answer.headers().contains_key("etag"));
        let list = read::<ListDrops>(answer).await.unwrap();
        sizes.push(list.items.len());
        assert!(list.items.iter().all(|drop| drop.deals.len() == 1));
        ids.extend(list.items.into_iter().map(|drop| drop.id.0));
        let Some(next) = list.next else { break };
        path = format!("{}?{AFTER}={next}", ListDrops::PATH);
    }
    assert_eq!(sizes, [28, 28, 2]);
    assert_eq!(ids, (2..60).map(|nth| format!("d{nth:02}")).collect::<Vec<_>>());
    for bad in ["x", "1", "x.d01", "1.%00"] {
        let answer = client.get(&format!("{}?{AFTER}={bad}", ListDrops::PATH)).await;
        let problem = read::<ListDrops>(answer).await.unwrap_err();
        assert_eq!((problem.status, problem.fields[0].field.as_str()), (422, AFTER), "{bad}");
    }
}

#[tokio::test]
async fn what_unpaid_orders_hold_of_a_deal_is_told_with_the_moment_it_may_return() {
    let server = Server::start().await;
    fixtures::product(&server.state, "tea", &[1_000], 9).await;
    fixtures::drop(&server.state, "noon", NOON, NOON.plus(HOUR), &[TEA]).await;
    // One unit of the quota to each of three, the second a minute after the first.
    let held = async |now| {
        let deal = drops(&server, now).await.remove(0).deals.remove(0);
        (deal.left, deal.reserved, deal.reserved_until)
    };
    assert_eq!(held(NOON).await, (3, 0, None));
    for minute in 0..3 {
        server.set_clock(NOON.plus(minute * MINUTE));
        place(&server.client(), &[("tea", 0, 1)], 500).await.unwrap();
        let told = held(NOON.plus(minute * MINUTE)).await;
        assert_eq!(told, (2 - minute, minute + 1, Some(NOON.plus(15 * MINUTE))));
    }
    let first = NOON.plus(15 * MINUTE);
    assert_eq!(held(NOON.plus(2 * MINUTE)).await, (0, 3, Some(first)));
    // At another price, or once it lapsed, it is none of the deal's.
    place(&server.client(), &[("tea", 0, 1)], 1_000).await.unwrap();
    assert_eq!(held(NOON.plus(2 * MINUTE)).await, (0, 3, Some(first)));
}
