//! Deciding returns. Each says what is wrong, and then has changed nothing.

use picklive_contract::{Money, Text};

use super::find;
use crate::{
    AppState,
    cli::orders::{refund::remind, told},
    db::{
        Tx,
        entities::{order, return_request as row},
    },
    money,
    orders::{restock::Restock, view},
    returns::{
        decide::{self, Decided},
        refund::{self as back, Refunded},
        requests,
    },
    storefront::settings,
};

/// Longest answer, in characters.
const ANSWER_MAX: usize = 500;

/// How much goes back.
#[derive(Debug, clap::Args)]
pub struct Sum {
    /// How much, e.g. 49.90; what is asked for or was agreed to when not said.
    #[arg(long)]
    amount: Option<String>,
    /// --amount is whole minor units, e.g. 4990.
    #[arg(long, requires = "amount")]
    minor: bool,
    /// The shipping fee goes back too; without it, only with the whole order.
    #[arg(long, conflicts_with = "amount")]
    shipping: bool,
}

impl Sum {
    fn read(&self, order: &order::Model) -> Result<Option<i64>, String> {
        let currency = view::currency(order).map_err(told)?;
        let read = |text: &String| match self.minor {
            true => money::parse_minor(text),
            false => money::parse(text, currency),
        };
        match self.amount.as_ref().map(read).transpose() {
            Ok(Some(0)) => Err("--amount is more than nothing".into()),
            Ok(amount) => Ok(amount),
            Err(why) => Err(format!("--amount: {why}")),
        }
    }
}

/// What `approve` is asked for.
#[derive(Debug, clap::Args)]
pub struct Terms {
    #[command(flatten)]
    sum: Sum,
    /// The goods are to be sent back: to where the shop's settings say, or as said here.
    #[arg(long, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    send_back: Option<String>,
    /// Words for the buyer.
    #[arg(long)]
    answer: Option<String>,
}

/// What `refund` is asked for.
#[derive(Debug, clap::Args)]
pub struct Back {
    #[command(flatten)]
    sum: Sum,
    /// What was shipped is back on the shelf: all of the return, or units of the order's lines, e.g. 1:2,3:1.
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
    /// Words for the buyer.
    #[arg(long)]
    answer: Option<String>,
}

fn restock(text: &str) -> Result<Restock, String> {
    if text == "none" { Ok(Restock::Unsaid) } else { text.parse() }
}

/// Words that can be kept and printed.
fn words<'a>(option: &str, text: &'a str) -> Result<&'a str, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > ANSWER_MAX || text.contains(char::is_control) {
        return Err(format!("{option} needs 1 to {ANSWER_MAX} characters on one line"));
    }
    Ok(text)
}

fn answer(text: Option<&String>) -> Result<Option<&str>, String> {
    text.map(|text| words("--answer", text)).transpose()
}

/// `approve`.
pub async fn approve(
    state: &AppState,
    name: &str,
    terms: &Terms,
    json: bool,
) -> Result<(), String> {
    let (request, order) = find::named(state, name).await?;
    let (amount, answer) = (terms.sum.read(&order)?, answer(terms.answer.as_ref())?);
    let send_back = match terms.send_back.as_deref() {
        None => None,
        Some("") => {
            let shop = settings::get(state).await.map_err(told)?;
            let none = "--send-back: the shop has no return_address; say how: --send-back=HOW";
            Some(shop.return_address.ok_or(none)?)
        }
        Some(how) => Some(Text::Plain(words("--send-back", how)?.into())),
    };
    let (shipping, send_back) = (terms.sum.shipping, send_back.as_ref());
    let (terms, now) = (decide::Terms { amount, shipping, send_back, answer }, state.clock.now());
    let work = async |tx: Tx| decide::approve(&tx, &request.id, terms, now).await;
    let done = state.db.writing(work).await.map_err(told)?;
    decided(&request, &order, done, "only a requested one is approved")?;
    find::show(state, &request.id, json).await
}

/// `received`.
pub async fn received(state: &AppState, name: &str, json: bool) -> Result<(), String> {
    let ((request, order), now) = (find::named(state, name).await?, state.clock.now());
    let work = async |tx: Tx| decide::received(&tx, &request.id, now).await;
    let done = state.db.writing(work).await.map_err(told)?;
    decided(&request, &order, done, "only an approved one is received")?;
    find::show(state, &request.id, json).await
}

/// `refuse`.
pub async fn refuse(state: &AppState, name: &str, why: &str, json: bool) -> Result<(), String> {
    let (why, now) = (words("--answer", why)?, state.clock.now());
    let (request, order) = find::named(state, name).await?;
    let work = async |tx: Tx| decide::refuse(&tx, &request.id, why, now).await;
    let done = state.db.writing(work).await.map_err(told)?;
    decided(&request, &order, done, "it is over")?;
    find::show(state, &request.id, json).await
}

fn decided(
    request: &row::Model,
    order: &order::Model,
    done: Decided,
    wanted: &str,
) -> Result<(), String> {
    let number = requests::number(request, &order.number);
    match done {
        Decided::Done => Ok(()),
        Decided::WrongState(now) => Err(format!("return {number} is {now}; {wanted}")),
        Decided::TooMuch(most) => Err(too_much(&number, order, most)?),
    }
}

fn too_much(number: &str, order: &order::Model, most: i64) -> Result<String, String> {
    let currency = view::currency(order).map_err(told)?;
    let most = money::shown(Money::new(most, currency));
    Ok(format!("for return {number} no more than {most} can go back"))
}

/// `refund`.
pub async fn refund(state: &AppState, name: &str, wish: &Back, json: bool) -> Result<(), String> {
    let (request, order) = find::named(state, name).await?;
    let number = requests::number(&request, &order.number);
    let (amount, answer) = (wish.sum.read(&order)?, answer(wish.answer.as_ref())?);
    let (shipping, restock, now) = (wish.sum.shipping, &wish.restock, state.clock.now());
    let wish = back::Wish { amount, shipping, restock, answer };
    let work = async |tx: Tx| back::refund(&tx, &request.id, wish, now).await;
    match state.db.writing(work).await.map_err(told)? {
        Refunded::WrongState(now) => Err(format!("return {number} is {now}; it is over")),
        Refunded::TooMuch(most) => Err(too_much(&number, &order, most)?),
        Refunded::NoRestock(why) => Err(format!("return {number}: {why}")),
        Refunded::OthersOpen => Err(format!(
            "return {number} would take all that is left of order {}, of which other returns go on; decide \
             them first, or say a smaller --amount",
            order.number
        )),
        Refunded::Done { amount, sellable, .. } => {
            find::show(state, &request.id, json).await?;
            let currency = view::currency(&order).map_err(told)?;
            eprintln!("{} goes back", money::shown(Money::new(amount, currency)));
            if sellable > 0 {
                eprintln!("units sellable again: {sellable}");
            }
            remind(state, &order).await
        }
    }
}
