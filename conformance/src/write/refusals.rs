//! Orders that lack something: every field is named.

use picklive_contract::{
    address::Region, headers::IDEMPOTENCY_KEY, orders::NOTE_MAX, problem::ProblemKind,
    storefront::Capability,
};
use serde_json::{Value, json};

use super::{Caller, Checked, Till, asks::changed, goods::order};
use crate::{
    ask::Ask,
    client::Answer,
    regions::{address_in, far, spelled},
    rules::{self, Rule},
};

pub(super) const OWN: &[&Rule] = &[&rules::FIELDS, &rules::ADDRESS, &rules::NO_SHIPPING];

/// Most parts that parcels do not go to that are tried.
const PARTS: usize = 8;

pub(super) async fn check(till: &mut Till<'_>) -> Checked {
    till.needs(&Capability::Orders)?;
    let (guest, variant) = (&Caller::default(), till.stock()?);
    let wish = till.wish(guest, &variant, 1).await?;
    let many = changed(&wish, "/lines/0/quantity", json!(0));
    let many = changed(&many, "/contact", json!({"phone": "no", "email": "no"}));
    let many = changed(&many, "/note", json!("x".repeat(NOTE_MAX + 1)));
    let all = ["lines.0.quantity", "contact.phone", "contact.email", "note"];
    named(till, &rules::FIELDS, guest, &many, &all).await?;
    named(till, &rules::FIELDS, guest, &changed(&wish, "/lines", json!([])), &["lines"]).await?;
    let nobody = changed(&wish, "/contact", json!({}));
    named(till, &rules::FIELDS, guest, &nobody, &["contact"]).await?;
    shipped(till, guest, &wish).await
}

async fn shipped(till: &mut Till<'_>, guest: &Caller, wish: &Value) -> Checked {
    let variant = till.stock()?;
    if !till.quote(guest, &variant, 1).await?.needs_address {
        return Err("a variant in [stock] that is shipped".into());
    }
    named(till, &rules::ADDRESS, guest, &changed(wish, "/address", Value::Null), &["address"])
        .await?;
    let bare = changed(wish, "/address/name", json!(" "));
    let bare = changed(&bare, "/address/street", json!(""));
    let lacking = ["address.name", "address.street"];
    named(till, &rules::ADDRESS, guest, &bare, &lacking).await?;
    let shipping = till.shop.shipping.clone();
    let far = far(shipping.as_ref()).ok_or("a country that parcels do not go to")?;
    let parts = shipping.iter().flat_map(|shipping| &shipping.excluded).flat_map(spelled);
    let parts = parts.take(PARTS);
    let far = Region { country: far.into(), ..Region::default() };
    for away in std::iter::once(far).chain(parts).filter_map(|region| address_in(&region)) {
        let ask = order(&changed(wish, "/address", json!(away)));
        let no = (422, &ProblemKind::NoShipping);
        till.refused(&rules::NO_SHIPPING, guest, ask, no).await?;
    }
    Ok(())
}

/// Notes whether an order is refused with all of these fields, each by itself or by one inside it.
async fn named(
    till: &mut Till<'_>,
    rule: &Rule,
    guest: &Caller,
    body: &Value,
    fields: &[&str],
) -> Checked {
    let answer = till.send(guest, order(body)).await?;
    till.keep(guest, &answer);
    till.named(rule, &answer, fields);
    Ok(())
}

impl Till<'_> {
    /// Notes whether a request that creates is refused without a key, and, once it was made with one, with another
    /// body under that key.
    pub(super) async fn keyed(
        &mut self,
        caller: &Caller,
        made: &Ask,
        other: Option<&Value>,
    ) -> Checked {
        let bare = made.clone().without(IDEMPOTENCY_KEY);
        let missing = (400, &ProblemKind::KeyMissing);
        self.refused(&rules::KEY_MISSING, caller, bare, missing).await?;
        if let Some(other) = other {
            let reused = (422, &ProblemKind::KeyReused);
            self.refused(&rules::KEY_REUSED, caller, made.clone().json(other), reused).await?;
        }
        Ok(())
    }

    /// Notes whether an answer is 422 with all of these fields, each by itself or by one inside it.
    pub(super) fn named(&mut self, rule: &Rule, answer: &Answer, fields: &[&str]) {
        let told = answer.problem().filter(|problem| problem.kind == ProblemKind::Invalid);
        let told: Vec<_> = told.map_or(Vec::new(), |problem| problem.fields);
        let all = fields.iter().all(|field| {
            let is = |name: &str| {
                name.strip_prefix(field)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            told.iter().any(|wrong| is(&wrong.field))
        });
        let right = answer.status == 422 && all;
        let got: Vec<_> = told.iter().map(|wrong| wrong.field.as_str()).collect();
        let got = format!("{} with {}", answer.status, got.join(", "));
        let expected = format!("422 invalid with {}", fields.join(", "));
        self.client.record.check(rule, &answer.at, right, expected, got);
    }
}
