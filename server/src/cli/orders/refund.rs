//! Giving money back. The merchant hands back what came by hand; providers are told by a running server.

use std::{collections::BTreeMap, slice};

use picklive_contract::Money;

use super::{
    act::{checked, wrong_state},
    find, told,
};
use crate::{
    AppState,
    db::{Tx, entities::order},
    money,
    orders::{
        refund::{Refunded, Wish, refund as give_back},
        restock::Restock,
        view,
    },
    payments::owed::{self, Standing},
};

/// What `refund` is asked for.
#[derive(Debug, clap::Args)]
pub struct Back {
    /// How much, e.g. 49.90; all that is left when not said.
    #[arg(long)]
    amount: Option<String>,
    /// --amount is whole minor units, e.g. 4990.
    #[arg(long, requires = "amount")]
    minor: bool,
    /// Why: kept with the refund, also of a part; the buyer reads it in the letter about it.
    #[arg(long, default_value = "refunded_by_shop")]
    reason: String,
    /// What was shipped is back on the shelf: all of it, or units of lines, e.g. 1:2,3:1.
    #[arg(
        long,
        value_name = "LINE:UNITS",
        num_args = 0..=1,
        require_equals = true,
        default_value = "none",
        default_missing_value = "all",
        hide_default_value = true,
        value_parser = restock
    )]
    restock: Restock,
}

fn restock(text: &str) -> Result<Restock, String> {
    if text == "none" { Ok(Restock::Unsaid) } else { text.parse() }
}

/// `refund`.
pub async fn refund(state: &AppState, name: &str, wish: &Back, json: bool) -> Result<(), String> {
    let order = find::order(state, name).await?;
    let currency = view::currency(&order).map_err(told)?;
    let read = |text: &String| match wish.minor {
        true => money::parse_minor(text),
        false => money::parse(text, currency),
    };
    let amount = wish.amount.as_ref().map(read).transpose();
    let amount = amount.map_err(|why| format!("--amount: {why}"))?;
    if amount == Some(0) {
        return Err("--amount is more than nothing".into());
    }
    let reason = checked(&wish.reason)?;
    let wish = Wish { amount, reason, restock: &wish.restock };
    let now = state.clock.now();
    let work = async |tx: Tx| give_back(&tx, &order.id, wish, now).await;
    let done = state.db.writing(work).await.map_err(told)?;
    let money = |amount| money::shown(Money::new(amount, currency));
    match done {
        Refunded::NotPaid => Err(wrong_state(&order, "it was not paid")),
        Refunded::TooMuch(left) => Err(format!(
            "of order {} no more than {} is left to go back",
            order.number,
            money(left)
        )),
        Refunded::InReturn => Err(format!(
            "units of order {} are in a return, and this would take all that is left; decide the return first: \
             picklive-server returns list --open",
            order.number
        )),
        Refunded::Promised { free, promised } => Err(format!(
            "of order {} no more than {} is left to go back: {} was promised for returns that go on; decide them \
             first: picklive-server returns list --open",
            order.number,
            money(free),
            money(promised)
        )),
        Refunded::NoRestock(why) => Err(format!("order {}: {why}", order.number)),
        Refunded::Part(amount, returned) | Refunded::Whole { amount, returned, .. } => {
            find::show(state, &order.id, json).await?;
            eprintln!("{} goes back", money(amount));
            if returned > 0 {
                eprintln!("units sellable again: {returned}");
            }
            if let Refunded::Whole { kept: kept @ 1.., .. } = done {
                eprintln!(
                    "units that stay sold: {kept} (--restock says that shipped goods came back)"
                );
            }
            remind(state, &order).await
        }
    }
}

/// Says who sends what is still to go back for an order: the merchant, or the server.
pub async fn remind(state: &AppState, order: &order::Model) -> Result<(), String> {
    let backs = owed::of_orders(state, slice::from_ref(order)).await.map_err(told)?;
    let of = |wanted: &[Standing]| -> Vec<Money> {
        let backs = backs.values().flatten().filter(|back| wanted.contains(&back.state));
        backs.map(|back| back.amount).collect()
    };
    let by_hand = of(&[Standing::ByHand]);
    if !by_hand.is_empty() {
        eprintln!(
            "send {} back to the buyer yourself: return the money by hand, the way it came. \
             Then say: picklive-server orders refunded {}",
            sums(&by_hand),
            order.number
        );
    }
    let sent = of(&[Standing::Pending, Standing::Failing]);
    if !sent.is_empty() {
        eprintln!("a running server has the payment provider send {} back", sums(&sent));
    }
    Ok(())
}

/// The sum of each currency.
fn sums(all: &[Money]) -> String {
    let mut sums: BTreeMap<&str, Money> = BTreeMap::new();
    for money in all {
        let sum = sums.entry(money.currency.code()).or_insert(Money::new(0, money.currency));
        sum.amount += money.amount;
    }
    sums.into_values().map(money::shown).collect::<Vec<_>>().join(" and ")
}

/// `refunded`: the money owed by hand was sent.
pub async fn refunded(state: &AppState, name: &str, json: bool) -> Result<(), String> {
    let order = find::order(state, name).await?;
    let sent = owed::handed_back(state, &order).await.map_err(told)?;
    if sent.is_empty() {
        return Err(format!("order {}: no money waits to be sent back by hand", order.number));
    }
    find::show(state, &order.id, json).await?;
    eprintln!("{} was sent back by hand", sums(&sent));
    Ok(())
}
