//! Returns: who asks for what until when, and what goes back.

use picklive_contract::{
    Text,
    orders::OrderState,
    problem::ProblemKind,
    returns::{AskReturn, ReturnState, WithdrawReturn},
    storefront::{Capability, GetStorefront},
    time::{DAY, HOUR},
};
use picklive_server::{
    orders::{holds, restock::NoRestock},
    returns::{
        decide::{Decided, Terms},
        refund::Refunded,
    },
};

use crate::{
    orders_support::{catch_up, cny, shelf, show},
    returns_support::{
        FEE, TERMS, approve, ask, asked, delivered, done, give, paid, received, refuse, send, set,
        shop, wish,
    },
    support::{NOON, client::fresh_key},
};

#[tokio::test]
async fn a_return_goes_its_way_from_the_request_to_the_money() {
    let server = shop().await;
    let total = 2 * 5_000 + 3 * 3_333 + FEE;
    let (order, owner) = delivered(&server, &[("cup", 0, 2), ("cup", 1, 3)], total).await;
    assert_eq!(order.returnable_until, Some(NOON.plus(7 * DAY)));
    assert_eq!(order.lines.iter().map(|l| l.returnable).collect::<Vec<_>>(), [2, 3]);

    let mut wanted = wish(&[(1, 2), (0, 1)]);
    (wanted.note, wanted.amount) = ("  it leaks  ".into(), Some(cny(10_000)));
    let after = owner.call::<AskReturn>(&order.id, &wanted).await.unwrap();
    let told = &after.returns[0];
    assert_eq!(told.number, format!("{}-1", order.number));
    assert_eq!((told.state.clone(), told.note.as_str()), (ReturnState::Requested, "it leaks"));
    let lines: Vec<_> = told.lines.iter().map(|l| (l.line, l.quantity, l.worth)).collect();
    assert_eq!(lines, [(0, 1, cny(5_000)), (1, 2, cny(6_666))]);
    assert_eq!((told.asked, told.allowed, told.refunded), (cny(10_000), None, None));
    assert_eq!(after.lines.iter().map(|l| l.returnable).collect::<Vec<_>>(), [1, 1]);

    let how = Text::both("寄到清晨路", "To Morning Road");
    let terms = Terms { send_back: Some(&how), answer: Some("sorry"), ..TERMS };
    assert_eq!(approve(&server, &told.id, terms).await, Decided::Done);
    let now = show(&owner, &order.id).await.returns.remove(0);
    assert_eq!((now.state, now.allowed), (ReturnState::Approved, Some(cny(10_000))));
    assert_eq!((now.send_back, now.answer.as_deref()), (Some(how), Some("sorry")));
    assert_eq!(received(&server, &told.id).await, Decided::Done);
    let late = owner.call::<WithdrawReturn>(&told.id, &()).await.unwrap_err();
    assert_eq!(late.kind, ProblemKind::WrongState, "the goods are back");

    // Of three units that came back, one is broken.
    assert_eq!(give(&server, &told.id, None, "1:1,2:1").await, done(10_000, 2, false));
    let after = show(&owner, &order.id).await;
    let told = &after.returns[0];
    assert_eq!((&told.state, told.refunded), (&ReturnState::Refunded, Some(cny(10_000))));
    assert_eq!((after.refunded, after.state), (Some(cny(10_000)), OrderState::Delivered));
    assert_eq!(shelf(&server.state, "cup", 0).await, (19, 0, 1));
    assert_eq!(shelf(&server.state, "cup", 1).await, (18, 0, 1), "one is neither sold nor back");
    assert_eq!(give(&server, &told.id, None, "").await, {
        Refunded::WrongState(ReturnState::Refunded)
    });
    assert_eq!(refuse(&server, &told.id).await, Decided::WrongState(ReturnState::Refunded));
}

#[tokio::test]
async fn units_are_free_again_when_the_shop_refuses_or_the_buyer_takes_the_return_back() {
    let server = shop().await;
    let (order, owner) = delivered(&server, &[("cup", 0, 2)], 10_000 + FEE).await;
    let first = asked(&owner, &order.id, &[(0, 2)]).await;
    let taken = ask(&owner, &order.id, &[(0, 1)]).await.unwrap_err();
    assert_eq!((taken.status, taken.kind), (409, ProblemKind::WrongState));
    assert_eq!(refuse(&server, &first.id).await, Decided::Done);
    let after = show(&owner, &order.id).await;
    assert_eq!((after.returns[0].answer.as_deref(), after.lines[0].returnable), (Some("worn"), 2));
    let second = asked(&owner, &order.id, &[(0, 2)]).await;
    let key = fresh_key();
    for _ in 0..2 {
        let answer = owner.call_with_key::<WithdrawReturn>(&second.id, &(), &key).await.unwrap();
        assert_eq!(answer.returns[1].state, ReturnState::Withdrawn);
        assert_eq!(answer.lines[0].returnable, 2);
    }
    // Shown as it is, under another key; the shop has nothing to decide any more.
    assert!(owner.call::<WithdrawReturn>(&second.id, &()).await.is_ok());
    assert_eq!(approve(&server, &second.id, TERMS).await, {
        Decided::WrongState(ReturnState::Withdrawn)
    });
    let refused = owner.call::<WithdrawReturn>(&first.id, &()).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::WrongState);
}

#[tokio::test]
async fn a_repeat_is_one_return() {
    let server = shop().await;
    let (order, owner) = delivered(&server, &[("cup", 0, 1)], 5_000 + FEE).await;
    let key = fresh_key();
    let first = owner.call_with_key::<AskReturn>(&order.id, &wish(&[(0, 1)]), &key).await.unwrap();
    let again = owner.call_with_key::<AskReturn>(&order.id, &wish(&[(0, 1)]), &key).await.unwrap();
    assert_eq!((first.returns.len(), &first), (1, &again));
    let other = owner.call_with_key::<AskReturn>(&order.id, &wish(&[(0, 2)]), &key).await;
    assert_eq!(other.unwrap_err().kind, ProblemKind::KeyReused);
}

#[tokio::test]
async fn the_time_for_returns_begins_at_the_door_and_ends_for_everybody() {
    let server = shop().await;
    let (order, owner) = paid(&server, &server.client(), &[("cup", 0, 1)], 5_000 + FEE).await;
    assert_eq!((order.returnable_until, order.lines[0].returnable), (None, 0), "not shipped");
    assert_eq!(ask(&owner, &order.id, &[(0, 1)]).await.unwrap_err().kind, ProblemKind::WrongState);
    send(&server, &order.id, false).await;
    let shipped = show(&owner, &order.id).await;
    assert_eq!(
        shipped.returnable_until,
        Some(NOON.plus((14 + 7) * DAY)),
        "never marked as delivered"
    );
    server.set_clock(NOON.plus(21 * DAY));
    let over = show(&owner, &order.id).await;
    assert_eq!((over.returnable_until, over.lines[0].returnable), (None, 0));
    assert_eq!(ask(&owner, &order.id, &[(0, 1)]).await.unwrap_err().kind, ProblemKind::WrongState);

    set(&server, |shop| shop.return_days = 3).await;
    let (order, owner) = delivered(&server, &[("cup", 0, 2)], 10_000 + FEE).await;
    let told = server.client().call::<GetStorefront>(&(), &()).await.unwrap();
    assert_eq!(told.returns.unwrap().days, 3);
    assert!(told.can(&Capability::Returns) && told.can(&Capability::Messages));
    // What goes on when the time is over keeps the order open, and can still be refunded.
    let request = asked(&owner, &order.id, &[(0, 1)]).await;
    server.set_clock(NOON.plus((21 + 3) * DAY));
    holds::sweep(&server.state).await.unwrap();
    assert_eq!(show(&owner, &order.id).await.state, OrderState::Delivered);
    assert_eq!(give(&server, &request.id, None, "").await, done(5_000, 0, false));
    holds::sweep(&server.state).await.unwrap();
    assert_eq!(show(&owner, &order.id).await.state, OrderState::Completed);

    set(&server, |shop| shop.return_days = 0).await;
    let (order, owner) = delivered(&server, &[("cup", 0, 1)], 5_000 + FEE).await;
    assert_eq!(order.returnable_until, None);
    assert_eq!(ask(&owner, &order.id, &[(0, 1)]).await.unwrap_err().kind, ProblemKind::WrongState);
    let told = server.client().call::<GetStorefront>(&(), &()).await.unwrap();
    assert!(told.returns.is_none() && !told.can(&Capability::Returns));
}

#[tokio::test]
async fn the_fee_goes_back_with_the_last_unit_and_no_more_than_was_paid() {
    let server = shop().await;
    let total = 3 * 3_333 + FEE;
    let (order, owner) = delivered(&server, &[("cup", 1, 3)], total).await;
    let first = asked(&owner, &order.id, &[(0, 1)]).await;
    assert_eq!(give(&server, &first.id, Some(4_334), "").await, Refunded::TooMuch(4_333));
    assert_eq!(give(&server, &first.id, None, "").await, done(3_333, 0, false));
    let rest = asked(&owner, &order.id, &[(0, 2)]).await;
    assert_eq!(approve(&server, &rest.id, TERMS).await, Decided::Done);
    assert_eq!(show(&owner, &order.id).await.returns[1].allowed, Some(cny(6_666 + FEE)));
    assert_eq!(give(&server, &rest.id, None, "all").await, done(6_666 + FEE, 2, true));
    let after = show(&owner, &order.id).await;
    assert_eq!((after.state, after.refunded), (OrderState::Refunded, Some(cny(total))));
    assert_eq!(after.steps.last().unwrap().reason.as_deref(), Some("returned"));
    catch_up(&server).await;

    // The shop may give the fee before, once, and take something off.
    let (order, owner) = delivered(&server, &[("cup", 1, 2)], 2 * 3_333 + FEE).await;
    let first = asked(&owner, &order.id, &[(0, 1)]).await;
    let terms = Terms { shipping: true, ..TERMS };
    assert_eq!(approve(&server, &first.id, terms).await, Decided::Done);
    assert_eq!(give(&server, &first.id, None, "").await, done(3_333 + FEE, 0, false));
    let last = asked(&owner, &order.id, &[(0, 1)]).await;
    let terms = Terms { amount: Some(3_334), ..TERMS };
    assert_eq!(approve(&server, &last.id, terms).await, Decided::TooMuch(3_333));
    assert_eq!(give(&server, &last.id, Some(1), "").await, done(1, 0, false));
    assert_eq!(show(&owner, &order.id).await.state, OrderState::Delivered);
}

#[tokio::test]
async fn a_return_that_would_take_all_that_is_left_waits_for_the_others() {
    use picklive_server::{
        db::Tx,
        orders::{
            refund::{Refunded as Plain, Wish, refund},
            restock::Restock,
        },
    };
    let server = shop().await;
    let (order, owner) = delivered(&server, &[("cup", 0, 2)], 10_000 + FEE).await;
    let (a, b) =
        (asked(&owner, &order.id, &[(0, 1)]).await, asked(&owner, &order.id, &[(0, 1)]).await);
    let plain = async |amount| {
        let wish = Wish { amount, reason: "test", restock: &Restock::Unsaid };
        let now = server.state.clock.now();
        let work = async |tx: Tx| refund(&tx, order.id.as_str(), wish, now).await;
        server.state.db.writing(work).await.unwrap()
    };
    assert_eq!(plain(None).await, Plain::InReturn);
    assert_eq!(plain(Some(6_000)).await, Plain::Part(6_000, 0));
    assert_eq!(give(&server, &a.id, None, "").await, Refunded::OthersOpen, "5,000 are left");
    assert_eq!(give(&server, &a.id, Some(2_000), "").await, done(2_000, 0, false));
    assert_eq!(give(&server, &b.id, None, "").await, done(3_000, 0, true), "no more is left");
    assert_eq!(show(&owner, &order.id).await.state, OrderState::Refunded);
    assert_eq!(shelf(&server.state, "cup", 0).await, (18, 0, 0));
}

#[tokio::test]
async fn what_is_restocked_is_shipped_and_in_the_return() {
    let server = shop().await;
    let lines = [("cup", 0, 2), ("seat", 0, 1)];
    let (order, owner) = delivered(&server, &lines, 12_000 + FEE).await;
    let request = asked(&owner, &order.id, &[(0, 1), (1, 1)]).await;
    for (restock, why) in [
        ("1:2", NoRestock::TooMany(1, 1)),
        ("2:1", NoRestock::Needless),
        ("3:1", NoRestock::NoLine(3)),
    ] {
        assert_eq!(give(&server, &request.id, None, restock).await, Refunded::NoRestock(why));
    }
    assert_eq!(give(&server, &request.id, None, "").await, done(7_000, 1, false));
    assert_eq!(shelf(&server.state, "seat", 0).await, (20, 0, 0), "a seat never left the shop");
    assert_eq!(shelf(&server.state, "cup", 0).await, (18, 0, 1));
}

#[tokio::test]
async fn an_order_has_so_many_returns_and_no_more() {
    let server = shop().await;
    let (order, owner) = delivered(&server, &[("cup", 0, 1)], 5_000 + FEE).await;
    for nth in 0..20 {
        if nth == 5 {
            let many = ask(&owner, &order.id, &[(0, 1)]).await.unwrap_err();
            assert_eq!((many.status, many.retry_at), (429, Some(NOON.plus(HOUR))));
        }
        server.set_clock(NOON.plus(i64::from(nth / 5) * HOUR));
        let request = asked(&owner, &order.id, &[(0, 1)]).await;
        owner.call::<WithdrawReturn>(&request.id, &()).await.unwrap();
    }
    server.set_clock(NOON.plus(DAY));
    let full = ask(&owner, &order.id, &[(0, 1)]).await.unwrap_err();
    assert_eq!((full.status, full.kind), (409, ProblemKind::WrongState));
}
