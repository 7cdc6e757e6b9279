//! Level `load`: a crowd for a known number of units.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use picklive_contract::{VariantId, orders::Order, problem::ProblemKind, storefront::Capability};
use serde_json::{Value, json};

use crate::{
    answer::Answer,
    ask::{Ask, fresh_key},
    client::Client,
    fixture::Fixture,
    rules,
    write::{Caller, Checked, Till, goods, open},
};

const AT: &str = "POST /v1/orders";

/// The whole run: everybody comes at once, then comes again, then what was placed is called off.
pub(crate) async fn run(client: Client<'_>, fixture: &Fixture) {
    let Some(mut till) = open(client, fixture, rules::LOAD).await else { return };
    if let Err(want) = crowd(&mut till).await {
        let all: Vec<_> = rules::LOAD.iter().collect();
        till.client.record.want(&all, &want);
    }
    till.clear().await;
}

async fn crowd(till: &mut Till<'_>) -> Checked {
    till.needs(&Capability::Orders)?;
    let crowd = till.fixture.load.clone().ok_or("a crowd in the fixture ([load])")?;
    let (guest, buyers) = (&Caller::default(), *crowd.buyers.get_ref());
    let units = units(till, &crowd.variant, crowd.units).await?;
    let buyers_count = i64::try_from(buyers).unwrap_or(i64::MAX);
    if buyers_count <= units {
        return Err(format!("more buyers than units: there are {units} for {buyers}"));
    }
    let wish = till.wish(guest, &crowd.variant, 1).await?;
    let asks: Vec<Ask> =
        (0..buyers).map(|_| goods::order(&anothers(&wish)).key(&fresh_key())).collect();
    let began = Instant::now();
    let first = till.client.crowd(asks.clone()).await;
    told(till, &first, began.elapsed());
    let won = i64::try_from(winners(till, &wish, &first)).unwrap_or(i64::MAX);
    let limited = first.iter().flatten().any(|answer| answer.status == 429);
    if won < units && limited {
        return Err("a shop that does not answer 429 before all units are taken".into());
    }
    let (got, expected) = (format!("{won} orders"), format!("{units} orders for {buyers} buyers"));
    till.client.record.check(&rules::CROWD_EXACT, AT, won == units, expected, got);
    again(till, &asks, &first).await;
    till.clear().await;
    returned(till, &crowd.variant, units).await
}

/// Notes whether all units can be bought again.
async fn returned(till: &mut Till<'_>, variant: &VariantId, units: i64) -> Checked {
    let left = left(till, variant).await?.ok_or("a quote that says how many are available")?;
    let (expected, got) = (format!("{units} available"), format!("{left} available"));
    let at = format!("POST /v1/quotes {variant}");
    till.client.record.check(&rules::CROWD_BACK, &at, left == units, expected, got);
    Ok(())
}

/// How many units there are.
async fn units(till: &mut Till<'_>, variant: &VariantId, said: Option<i64>) -> Result<i64, String> {
    let left = left(till, variant).await?;
    match (said, left) {
        (Some(said), Some(left)) if said != left => {
            Err(format!("{said} units of {variant}, as the fixture says; there are {left}"))
        }
        (said, left) => {
            let units = said.or(left).filter(|units| *units > 0);
            units.ok_or_else(|| format!("units of {variant} that can be bought"))
        }
    }
}

async fn left(till: &mut Till<'_>, variant: &VariantId) -> Result<Option<i64>, String> {
    let quote = till.quote(&Caller::default(), variant, 1).await?;
    Ok(quote.lines.first().and_then(|line| line.available))
}

/// The same wish of another guest.
fn anothers(wish: &Value) -> Value {
    let mut wish = wish.clone();
    wish["contact"] = json!(goods::contact());
    wish
}

/// Notes how everybody was answered; how many orders there are.
fn winners(till: &mut Till<'_>, wish: &Value, answers: &[Result<Answer, String>]) -> usize {
    let mut won = BTreeSet::new();
    let mut twice = 0;
    for answer in answers {
        let came = answer.is_ok();
        let got = answer.as_ref().err().cloned().unwrap_or_default();
        till.client.record.check(&rules::CROWD_ANSWERED, AT, came, "an answer", got);
        let Ok(answer) = answer else { continue };
        let Some(answer) = till.client.note(AT, Ok(answer.clone())) else { continue };
        if let Some((order, _)) = till.keep(&Caller::default(), &answer) {
            twice += usize::from(!won.insert(order.id.0));
            continue;
        }
        let refused = answer.refuses(409, &ProblemKind::SoldOut)
            || answer.refuses(409, &ProblemKind::PriceChanged)
            || answer.refuses(429, &ProblemKind::TooMany);
        till.check(&rules::CROWD_REFUSED, &answer, refused, "409 sold-out, price-changed, or 429");
        till.fresh_quote(&answer, wish);
    }
    let got = format!("{twice} buyers with the order of another");
    till.client.record.check(&rules::CROWD_ONCE, AT, twice == 0, "an order each", got);
    won.len()
}

/// Everybody repeats the request: whoever has an order gets the same one.
async fn again(till: &mut Till<'_>, asks: &[Ask], first: &[Result<Answer, String>]) {
    let id = |answer: &Result<Answer, String>| {
        let answer = answer.as_ref().ok().filter(|answer| answer.is_success())?;
        answer.read::<Order>().map(|order| order.id)
    };
    let had: Vec<_> = asks.iter().zip(first).filter_map(|(ask, a)| Some((ask, id(a)?))).collect();
    let asks = had.iter().map(|(ask, _)| (*ask).clone()).collect();
    let second = till.client.crowd(asks).await;
    for ((_, before), answer) in had.iter().zip(&second) {
        let now = id(answer);
        let got = now.as_ref().map_or("none".into(), ToString::to_string);
        let same = now.as_ref() == Some(before);
        if let Ok(answer) = answer {
            till.keep(&Caller::default(), answer);
        }
        let expected = format!("the order {before} again");
        till.client.record.check(&rules::CROWD_ONCE, AT, same, expected, got);
    }
}

/// What is told beside the rules.
fn told(till: &mut Till<'_>, answers: &[Result<Answer, String>], all: Duration) {
    let mut took: Vec<_> = answers.iter().flatten().map(|answer| answer.took).collect();
    took.sort();
    let Some(longest) = took.last().copied() else { return };
    let at = |part: usize| took[(took.len() - 1) * part / 100].as_millis();
    let count = u32::try_from(took.len()).unwrap_or(u32::MAX);
    let rate = f64::from(count) / all.as_secs_f64().max(0.001);
    till.client.record.tell(format!(
        "{count} answers in {} ms, {rate:.0} a second; half within {} ms, 95 % within {} ms, 99 % within {} ms, \
         the longest took {} ms",
        all.as_millis(), at(50), at(95), at(99), longest.as_millis(),
    ));
}
