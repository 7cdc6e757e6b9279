//! Stripe: a session is made once, paid, asked about, expired.

use picklive_contract::{
    Problem,
    orders::{Cancel, Order, OrderState},
    payments::{Action, Payment, PaymentAsk, PaymentState, StartPayment},
    problem::ProblemKind,
    time::{DAY, MINUTE, SECOND},
};

use crate::{
    orders_books::balance,
    orders_support::{by, catch_up, pass, show, start, until},
    payments::ordered,
    support::{
        Client, NOON, Server,
        log::Log,
        stripe::{KEY, Mood, Stripe, tell},
    },
};

/// Starts paying with Stripe.
pub async fn go(guest: &Client, order: &Order) -> Result<Payment, Problem> {
    let back = format!("{}/orders/{}", guest.base, order.id);
    let ask = PaymentAsk { return_url: Some(back), ..by("stripe") };
    guest.call::<StartPayment>(&order.id, &ask).await
}

/// A shop, an order, and its payment that was started.
pub async fn started(stripe: &Stripe) -> (Server, Order, Client, Payment) {
    let server = stripe.shop().await;
    let (order, guest) = ordered(&server).await;
    let payment = go(&guest, &order).await.unwrap();
    (server, order, guest, payment)
}

#[tokio::test]
async fn a_session_says_what_is_bought_and_leads_back() {
    let stripe = Stripe::start().await;
    let (server, order, guest, payment) = started(&stripe).await;
    let Action::Redirect { url } = &payment.action else { panic!("{:?}", payment.action) };
    assert_eq!(url, "https://checkout.stripe.com/c/pay/cs_test_1");
    let form = stripe.book().sessions[0].form.clone();
    let back = format!("{}/orders/{}", server.base, order.id);
    let ends = (NOON.plus(35 * MINUTE).0 / 1_000).to_string();
    for (name, value) in [
        ("client_reference_id", payment.id.as_str()),
        ("metadata[picklive_payment]", payment.id.as_str()),
        ("payment_intent_data[metadata][picklive_payment]", payment.id.as_str()),
        ("line_items[0][price_data][currency]", "cny"),
        ("line_items[0][price_data][unit_amount]", "5000"),
        ("success_url", &back),
        ("cancel_url", &back),
        ("expires_at", &ends),
    ] {
        assert_eq!(form[name], value, "{name}");
    }
    // A second tab finds the same session, and so does one that comes at the same moment.
    let (again, other) = tokio::join!(go(&guest, &order), go(&guest, &order));
    assert_eq!((again.unwrap().action, other.unwrap().id), (payment.action, payment.id));
    assert_eq!(stripe.book().sessions.len(), 1);
    let missing = start(&guest, &order.id, "stripe").await.unwrap_err();
    assert_eq!((missing.status, missing.fields[0].field.as_str()), (422, "return_url"));
}

#[tokio::test]
async fn a_webhook_says_that_it_is_paid_and_says_it_once() {
    let stripe = Stripe::start().await;
    let (server, order, guest, _) = started(&stripe).await;
    stripe.pay(0);
    let event = stripe.event("checkout.session.completed", 0);
    // Several at once, and again.
    let once = || tell(&server, &event);
    assert_eq!(tokio::join!(once(), once(), once(), once()), (204, 204, 204, 204));
    assert_eq!(once().await, 204);
    let shown = until(&guest, &order.id, OrderState::Paid).await;
    assert_eq!((shown.steps.len(), shown.payment.unwrap().state), (2, PaymentState::Paid));
    catch_up(&server).await;
    assert_eq!(stripe.book().refunds.len(), 0);
    balance(&server.state).await;
}

#[tokio::test]
async fn a_missing_webhook_is_asked_for() {
    let stripe = Stripe::start().await;
    let (server, order, guest, _) = started(&stripe).await;
    stripe.pay(0);
    pass(&server, 30 * SECOND - 1).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::AwaitingPayment);
    pass(&server, 1).await;
    until(&guest, &order.id, OrderState::Paid).await;
    balance(&server.state).await;
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_session() {
    let stripe = Stripe::start().await;
    let server = stripe.shop().await;
    let (order, guest) = ordered(&server).await;
    stripe.book().mood = Mood::Lost(1);
    go(&guest, &order).await.unwrap();
    assert_eq!(stripe.book().sessions.len(), 1);
}

#[tokio::test]
async fn a_provider_that_is_down_or_talks_nonsense_is_said_to_be_down() {
    let stripe = Stripe::start().await;
    let server = stripe.shop().await;
    let (order, guest) = ordered(&server).await;
    let log = Log::listen();
    for mood in [Mood::Down, Mood::Html, Mood::Huge, Mood::Odd, Mood::Refuses, Mood::Lost(2)] {
        stripe.book().mood = mood;
        let problem = go(&guest, &order).await.unwrap_err();
        assert_eq!((problem.kind, problem.status), (ProblemKind::PaymentDown, 503), "{mood:?}");
        assert_eq!(show(&guest, &order.id).await.payment.unwrap().state, PaymentState::Failed);
    }
    assert!(!log.lines().contains(KEY), "{}", log.lines());
    stripe.book().mood = Mood::Well;
    assert_eq!(go(&guest, &order).await.unwrap().state, PaymentState::Pending);
    // The one whose answer was lost twice is nobody's.
    assert_eq!(stripe.book().sessions.len(), 2);
    stripe.pay(1);
    assert_eq!(tell(&server, &stripe.event("checkout.session.completed", 1)).await, 204);
    until(&guest, &order.id, OrderState::Paid).await;
}

#[tokio::test]
async fn what_nobody_waits_for_can_no_longer_be_paid() {
    let stripe = Stripe::start().await;
    let (server, order, guest, _) = started(&stripe).await;
    guest.call::<Cancel>(&order.id, &()).await.unwrap();
    catch_up(&server).await;
    assert_eq!(stripe.book().sessions[0].status, "expired");
    // The hold of another one lapses.
    let (order, guest) = ordered(&server).await;
    go(&guest, &order).await.unwrap();
    pass(&server, 15 * MINUTE).await;
    catch_up(&server).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Expired);
    assert_eq!(stripe.book().sessions[1].status, "expired");
    // A third one is paid otherwise.
    let (order, guest) = ordered(&server).await;
    go(&guest, &order).await.unwrap();
    start(&guest, &order.id, "sandbox_none").await.unwrap();
    pass(&server, SECOND).await;
    until(&guest, &order.id, OrderState::Paid).await;
    catch_up(&server).await;
    assert_eq!(stripe.book().sessions[2].status, "expired");
    balance(&server.state).await;
}

#[tokio::test]
async fn money_that_came_in_the_last_moment_goes_back_when_nothing_is_left() {
    let stripe = Stripe::start().await;
    let (server, order, guest, _) = started(&stripe).await;
    stripe.pay(0);
    stripe.book().mood = Mood::Down;
    pass(&server, 15 * MINUTE).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Expired);
    crate::orders_support::place(&server.client(), &[("cup", 0, 3)], 15_000).await.unwrap();
    stripe.book().mood = Mood::Well;
    assert_eq!(tell(&server, &stripe.event("checkout.session.completed", 0)).await, 204);
    let shown = until(&guest, &order.id, OrderState::Refunded).await;
    assert_eq!(shown.steps.last().unwrap().reason.as_deref(), Some("paid_late_sold_out"));
    pass(&server, 60 * MINUTE).await;
    assert_eq!(stripe.book().refunds.iter().map(|one| one.amount).collect::<Vec<_>>(), [5_000]);
    balance(&server.state).await;
}

#[tokio::test]
async fn money_that_takes_days_is_waited_for() {
    let stripe = Stripe::start().await;
    let (server, order, guest, _) = started(&stripe).await;
    let promised = |nth: usize, intent| {
        let mut book = stripe.book();
        (book.sessions[nth].status, book.sessions[nth].intent) = ("complete", intent);
    };
    promised(0, "processing");
    assert_eq!(tell(&server, &stripe.event("checkout.session.completed", 0)).await, 204);
    let shown = show(&guest, &order.id).await;
    assert_eq!(shown.payment.unwrap().state, PaymentState::Pending);
    pass(&server, 3 * DAY).await;
    assert_eq!(show(&guest, &order.id).await.state, OrderState::Expired);
    // It comes, and nobody tells.
    (stripe.book().sessions[0].paid, stripe.book().sessions[0].intent) = ("paid", "succeeded");
    pass(&server, 60 * MINUTE).await;
    let shown = until(&guest, &order.id, OrderState::Paid).await;
    assert_eq!(shown.steps.last().unwrap().reason.as_deref(), Some("paid_late_unit_found"));
    // Another one's does not.
    let (order, guest) = ordered(&server).await;
    go(&guest, &order).await.unwrap();
    promised(1, "requires_payment_method");
    let event = stripe.event("checkout.session.async_payment_failed", 1);
    assert_eq!(tell(&server, &event).await, 204);
    assert_eq!(show(&guest, &order.id).await.payment.unwrap().state, PaymentState::Failed);
    balance(&server.state).await;
}
