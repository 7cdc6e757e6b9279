//! What is bought: quotes, wishes and the orders that follow.

use picklive_contract::{
    Endpoint as _, VariantId,
    address::{OrderContact, Region},
    orders::{Order, OrderAsk, PlaceOrder},
    problem::ProblemKind,
    quotes::{GetQuote, LineAsk, Quote, QuoteAsk},
};
use serde_json::Value;

use super::{Caller, Till};
use crate::{
    ask::{Ask, fresh_key},
    client::Answer,
    rules,
};

/// Most units that are taken of the variant with few.
const FEW: i64 = 19;

/// What is missing when something cannot be read.
const QUOTE: &str = "a quote that can be read";

impl Till<'_> {
    /// The variant with many units.
    pub(crate) fn stock(&self) -> Result<VariantId, String> {
        let goods = self.fixture.stock.as_ref().map(|goods| goods.variant.clone());
        goods.ok_or("a variant with stock in the fixture ([stock])".into())
    }

    /// What units of a variant cost a caller now.
    pub(crate) async fn quote(
        &mut self,
        caller: &Caller,
        variant: &VariantId,
        quantity: u32,
    ) -> Result<Quote, String> {
        let address = self.fixture.address.as_ref().map(|address| address.get_ref());
        let region = address.map(Region::of);
        let lines = vec![LineAsk { variant: variant.clone(), quantity }];
        let (room, at_stream_time) = self.inside.clone().unzip();
        let at_stream_time = at_stream_time.flatten();
        let ask = QuoteAsk { lines, region, room, at_stream_time };
        let body = serde_json::to_value(&ask).map_err(|error| error.to_string())?;
        let answer = self.send(caller, Ask::to::<GetQuote>(&()).json(&body)).await?;
        let quote = self.client.parse::<Quote>(&answer, &rules::QUOTE);
        quote.filter(|quote| quote.lines.len() == 1).ok_or(QUOTE.into())
    }

    /// Units of a variant that can be bought now, few as they are.
    pub(crate) async fn few(
        &mut self,
        caller: &Caller,
        variant: &VariantId,
    ) -> Result<u32, String> {
        let quote = self.quote(caller, variant, 1).await?;
        let left = quote.lines.first().and_then(|line| line.available).unwrap_or(1);
        match u32::try_from(left) {
            Ok(units @ 1..) if left <= FEW => Ok(units),
            _ => Err(format!("1 to {FEW} units of {variant} that can be bought; there are {left}")),
        }
    }

    /// The body of an order for units of a variant, at what they cost this caller now.
    pub(crate) async fn wish(
        &mut self,
        caller: &Caller,
        variant: &VariantId,
        quantity: u32,
    ) -> Result<Value, String> {
        let quote = self.quote(caller, variant, quantity).await?;
        if let Some(trouble) = quote.lines.first().and_then(|line| line.trouble.as_ref()) {
            return Err(format!("{quantity} units of {variant} that can be bought: {trouble}"));
        }
        let address = self.fixture.address.as_ref().map(|address| address.get_ref().clone());
        if quote.needs_address && address.is_none() {
            return Err("an address in the fixture ([address])".into());
        }
        if !quote.ships {
            return Err("an address in the fixture that parcels go to".into());
        }
        let (room, at_stream_time) = self.inside.clone().unzip();
        let ask = OrderAsk {
            lines: vec![LineAsk { variant: variant.clone(), quantity }],
            contact: contact(),
            address,
            note: String::new(),
            expected_total: quote.total,
            shop: None,
            lang: None,
            room,
            at_stream_time: at_stream_time.flatten(),
        };
        serde_json::to_value(&ask).map_err(|error| error.to_string())
    }

    /// Places an order for a wish; whether it is one is noted.
    pub(crate) async fn place(
        &mut self,
        caller: &Caller,
        wish: &Value,
    ) -> Result<(Order, Caller), String> {
        self.place_by_key(caller, wish, &fresh_key()).await
    }

    /// The same with this key.
    pub(crate) async fn place_by_key(
        &mut self,
        caller: &Caller,
        wish: &Value,
        key: &str,
    ) -> Result<(Order, Caller), String> {
        let answer = self.send(caller, order(wish).key(key)).await?;
        self.ordered(caller, &answer)
    }

    /// The order of an answer to placing one; whether it is one is noted.
    pub(crate) fn ordered(
        &mut self,
        caller: &Caller,
        answer: &Answer,
    ) -> Result<(Order, Caller), String> {
        if answer.status == 429 {
            return Err(format!("an order that is not one too many: {}", answer.brief()));
        }
        let kept = self.keep(caller, answer);
        self.check(&rules::ORDER, answer, kept.is_some(), "the order");
        let (order, owner) = kept.ok_or("an order that can be placed")?;
        let told = order.secret.is_some() == caller.is_guest();
        let expected = if caller.is_guest() { "a secret" } else { "no secret: it is a person's" };
        self.check(&rules::SECRET, answer, told, expected);
        if caller.is_guest() && !told {
            return Err("the secret of a guest's order".into());
        }
        Ok((order, owner))
    }

    /// Places an order for units of a variant.
    pub(crate) async fn buy(
        &mut self,
        caller: &Caller,
        variant: &VariantId,
        quantity: u32,
    ) -> Result<(Order, Caller), String> {
        let wish = self.wish(caller, variant, quantity).await?;
        self.place(caller, &wish).await
    }

    /// Notes whether a refused purchase tells how things are now.
    pub(crate) fn fresh_quote(&mut self, answer: &Answer, wish: &Value) {
        if answer.status != 409 {
            return;
        }
        let wanted = wish["lines"][0]["variant"].as_str().unwrap_or("");
        let quote = answer.problem().and_then(|problem| problem.quote);
        let told = quote.is_some_and(|quote| {
            quote.lines.len() == 1 && quote.lines[0].variant.as_str() == wanted
        });
        self.check(&rules::FRESH_QUOTE, answer, told, format!("a quote of {wanted}"));
    }

    /// Notes whether an order that should be refused is; one that is placed all the same is called off.
    pub(crate) async fn refused(
        &mut self,
        rule: &rules::Rule,
        caller: &Caller,
        ask: Ask,
        (status, kind): (u16, &ProblemKind),
    ) -> Result<Answer, String> {
        let answer = self.send(caller, ask).await?;
        self.keep(caller, &answer);
        self.expect(rule, &answer, status, kind);
        Ok(answer)
    }
}

/// A request to place an order, with a fresh key.
pub(crate) fn order(wish: &Value) -> Ask {
    Ask::to::<PlaceOrder>(&()).json(wish)
}

/// A contact that nobody has, of its own for each order: shops count unpaid orders by contact.
pub(crate) fn contact() -> OrderContact {
    let email = format!("{:016x}@conformance.example", rand::random::<u64>());
    OrderContact { phone: String::new(), email }
}

/// The path of orders, for questions that are asked in an odd way.
pub(crate) const ORDERS: &str = PlaceOrder::PATH;
