//! `POST /v1/orders`: places an order and holds its units.
//!
//! Prices are read first, which refuses most of a rush without a write. Then one transaction takes stock,
//! quota and the person's limit in guarded writes; any that finds too little undoes all of it.

use axum::http::StatusCode;
use picklive_contract::{
    Lang, PersonId, UnixMillis,
    address::Region,
    headers::IDEMPOTENCY_KEY,
    orders::{Order, OrderAsk, PlaceOrder},
    problem::ProblemKind,
    quotes::{Quote, Trouble},
};

use super::{
    ceilings, check, holds,
    price::Buyer,
    quote::{Basket, basket, bought},
    secret, write,
};
use crate::{
    ApiError, AppState,
    account::Caller,
    http::{Answer, Call, Wish, address, idempotency::recall, idempotent},
    pages::language,
    payments,
    storefront::settings::{self, Settings},
};

/// How often a purchase is tried whose guards refuse although the prices read after it allow it.
const TRIES: u32 = 3;

/// Places an order, or tells of the one this wish placed before.
pub async fn place(call: Call<PlaceOrder>) -> Result<Answer<PlaceOrder>, ApiError> {
    let (caller, wish) = (Caller::of(&call).await?, Wish::of(&call)?);
    let key = call.headers.get(IDEMPOTENCY_KEY).map_or(&b""[..], |key| key.as_bytes());
    let (answer, by_guest) = match as_guest(&call, &caller, &wish).await? {
        Some(answer) => (answer, true),
        None => (once(&call, &caller, &wish, key).await?, caller.person.is_none()),
    };
    if !by_guest {
        return Ok(answer);
    }
    // The kept answer has no secret in it: it is derived again from the caller's key.
    let mut order: Order = serde_json::from_str(&answer.json)?;
    order.secret = Some(secret::derive(key, order.id.as_str()));
    Ok(Answer::private(&order)?.status(answer.status))
}

/// What the wish got while its caller was still a guest: whoever signs in between a lost answer and its
/// repeat wants the same purchase. The key is what only they know.
async fn as_guest(
    call: &Call<PlaceOrder>,
    caller: &Caller,
    wish: &Wish,
) -> Result<Option<Answer<PlaceOrder>>, ApiError> {
    if caller.person.is_none() {
        return Ok(None);
    }
    recall(&call.state, &Caller::nobody(call.address), wish).await
}

async fn once(
    call: &Call<PlaceOrder>,
    caller: &Caller,
    wish: &Wish,
    key: &[u8],
) -> Result<Answer<PlaceOrder>, ApiError> {
    let wrong = check::order(&call.ask);
    let done = if wrong.is_empty() {
        attempt(call, caller, wish, key).await
    } else {
        Err(ApiError::invalid(wrong))
    };
    match done {
        // What is refused may be the repeat of a wish that took the last unit itself. Only now is it
        // sure that this is found: looked for earlier, it could be written in between.
        Err(refusal) => recall(&call.state, caller, wish).await?.ok_or(refusal),
        done => done,
    }
}

async fn attempt(
    call: &Call<PlaceOrder>,
    caller: &Caller,
    wish: &Wish,
    key: &[u8],
) -> Result<Answer<PlaceOrder>, ApiError> {
    let state = &call.state;
    let settings = settings::get(state).await?;
    if payments::methods(state, &settings).is_empty() {
        return Err(ceilings::no_way_to_pay());
    }
    let person = caller.person.as_ref();
    ceilings::not_too_large(person, &call.ask)?;
    let origin = address::key(call.address);
    let lang = reads(call, &settings);
    let variants: Vec<_> = call.ask.lines.iter().map(|line| line.variant.0.clone()).collect();
    let mut tries = 0;
    loop {
        tries += 1;
        let (seen, now) = (state.released.times(), state.clock.now());
        let basket = priced(state, &settings, &call.ask, person, now).await?;
        if let Some(refusal) = refusal(state, &settings, &call.ask, person, now, &basket).await? {
            // What seems to be gone may be held by orders whose time is over.
            let lapsed = refusal.is_refused_purchase()
                && tries < TRIES
                && holds::release_due(state, &variants, now, seen).await?;
            if lapsed {
                continue;
            }
            return Err(refusal);
        }
        let origin = Some(origin.as_str());
        let draft =
            write::Draft { ask: &call.ask, basket: &basket, person, origin, key, now, lang };
        let hold = settings.hold_seconds;
        match idempotent(state, caller, wish, |tx| write::order(tx, &draft, hold)).await {
            Err(error) if write::is_guard(&error) && tries < TRIES => {
                holds::release_due(state, &variants, now, seen).await?;
            }
            Err(error) if write::is_guard(&error) => {
                return Err(refused(ProblemKind::SoldOut, StatusCode::CONFLICT, basket.quote));
            }
            done => return done,
        }
    }
}

/// The language that the buyer reads, among those of the shop.
fn reads(call: &Call<PlaceOrder>, settings: &Settings) -> Lang {
    let offered = settings.langs();
    let said = call.ask.lang.as_deref().and_then(Lang::parse);
    let said = said.filter(|lang| offered.contains(lang));
    said.unwrap_or_else(|| language::choose("", &call.headers, &offered))
}

async fn priced(
    state: &AppState,
    settings: &Settings,
    ask: &OrderAsk,
    person: Option<&PersonId>,
    now: UnixMillis,
) -> Result<Basket, ApiError> {
    let room = bought(ask.room.as_ref(), ask.at_stream_time);
    let buyer = Buyer { person, guest: person.is_none(), now, room };
    let region = region(ask);
    basket(&state.db, settings, &ask.lines, region.as_ref(), buyer).await
}

fn region(ask: &OrderAsk) -> Option<Region> {
    ask.address.as_ref().map(Region::of)
}

/// Why the basket cannot be bought as asked, if it cannot.
async fn refusal(
    state: &AppState,
    settings: &Settings,
    ask: &OrderAsk,
    person: Option<&PersonId>,
    now: UnixMillis,
    basket: &Basket,
) -> Result<Option<ApiError>, ApiError> {
    let quote = &basket.quote;
    let conflict = |kind| Some(refused(kind, StatusCode::CONFLICT, quote.clone()));
    let trouble = |wanted: &[Trouble]| {
        quote.lines.iter().any(|line| line.trouble.as_ref().is_some_and(|t| wanted.contains(t)))
    };
    if trouble(&[Trouble::LimitReached]) {
        return Ok(conflict(ProblemKind::LimitReached));
    }
    if trouble(&[Trouble::SoldOut, Trouble::Gone]) {
        return Ok(conflict(ProblemKind::SoldOut));
    }
    if quote.needs_address {
        let wrong = check::shipped_to(ask.address.as_ref());
        if !wrong.is_empty() {
            return Ok(Some(ApiError::invalid(wrong)));
        }
    }
    if !quote.ships {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(Some(refused(ProblemKind::NoShipping, status, quote.clone())));
    }
    if quote.total == ask.expected_total {
        return Ok(None);
    }
    // The price is another one since the person has had their share: say that, with what it costs now.
    if quote.lines.iter().any(|line| line.used_up.is_some()) {
        return Ok(conflict(ProblemKind::LimitReached));
    }
    // A guest who saw a limited deal's price is asked to sign in rather than told of a higher price.
    if person.is_none() {
        let room = bought(ask.room.as_ref(), ask.at_stream_time);
        let buyer = Buyer { person, guest: false, now, room };
        let region = region(ask);
        let theirs = basket_for(state, settings, ask, region.as_ref(), buyer).await?;
        if theirs.total == ask.expected_total {
            let status = StatusCode::UNAUTHORIZED;
            return Ok(Some(refused(ProblemKind::ContactNeeded, status, quote.clone())));
        }
    }
    Ok(conflict(ProblemKind::PriceChanged))
}

async fn basket_for(
    state: &AppState,
    settings: &Settings,
    ask: &OrderAsk,
    region: Option<&Region>,
    buyer: Buyer<'_>,
) -> Result<Quote, ApiError> {
    Ok(basket(&state.db, settings, &ask.lines, region, buyer).await?.quote)
}

fn refused(kind: ProblemKind, status: StatusCode, quote: Quote) -> ApiError {
    let title = match kind {
        ProblemKind::SoldOut => "Fewer are left than asked for",
        ProblemKind::LimitReached => "The person has bought as many as one may",
        ProblemKind::ContactNeeded => "This price is for verified contacts",
        ProblemKind::NoShipping => "Parcels do not go there",
        _ => "The price is another one now",
    };
    let mut problem = picklive_contract::Problem::new(kind, status.as_u16(), title);
    problem.quote = Some(Box::new(quote));
    problem.into()
}
