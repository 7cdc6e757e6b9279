//! Returns: only of courses, from the moment they are paid.

use picklive_contract::{
    UnixMillis,
    orders::{Order, OrderState},
    returns::{PICTURES_MAX, Return, ReturnAsk, ReturnLine, ReturnState},
};

use super::{Ask, Books, Fault, GAP, Placed, Reply, Shop, checks, now, owned::own, secret};

/// An order as its owner sees it now.
pub fn seen(placed: &Placed) -> Order {
    let mut order = placed.order.clone();
    let bought = &order.lines[0].bought;
    if order.state == OrderState::Paid && bought.variant.as_str() == "course" {
        let open = order.returns.iter().filter(|told| told.is_open());
        let units: u32 = open.flat_map(|told| &told.lines).map(|line| line.quantity).sum();
        order.lines[0].returnable = bought.quantity.saturating_sub(units);
        order.returnable_until = Some(UnixMillis(now().0 + 86_400_000));
    }
    order
}

/// Asks to give units back, or shows the order as this wish left it before.
pub async fn ask(shop: &Shop, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    let key = [String::new(), ask.path.clone(), checks::key(shop, ask)?];
    let asked: ReturnAsk = checks::read(shop, ask)?;
    let race = shop.has(Fault::ReturnRace);
    if race {
        if let Some(first) = look(shop, &shop.books(), ask, id, (&asked, &key))? {
            return Ok(first);
        }
        tokio::time::sleep(GAP).await;
    }
    let mut books = shop.books();
    if !race && let Some(first) = look(shop, &books, ask, id, (&asked, &key))? {
        return Ok(first);
    }
    let nth = own(shop, &books, ask, id)?;
    let before = seen(&books.placed[nth]);
    let worth = before.lines[0].bought.total;
    let line = |line: picklive_contract::returns::ReturnLineAsk| ReturnLine {
        line: line.line,
        quantity: line.quantity,
        worth,
    };
    let pictures = u32::try_from(asked.pictures.len()).unwrap();
    let order = &mut books.placed[nth].order;
    order.returns.push(Return {
        id: secret().as_str().into(),
        number: format!("{}-{}", order.number, order.returns.len() + 1),
        state: ReturnState::Requested,
        lines: asked.lines.into_iter().map(line).collect(),
        reason: asked.reason,
        note: asked.note,
        pictures: if shop.has(Fault::LosesPictures) { 0 } else { pictures },
        asked: asked.amount.filter(|_| !shop.has(Fault::ForgetsAmount)).unwrap_or(worth),
        allowed: None,
        refunded: None,
        send_back: None,
        answer: None,
        asked_at: now(),
        decided_at: None,
        received_at: None,
        closed_at: None,
    });
    let untold = shop.has(Fault::ReturnUntold);
    let reply = Reply::of(201, &if untold { before } else { seen(&books.placed[nth]) });
    books.keys.insert(key, (ask.body.clone(), reply.clone()));
    Ok(reply)
}

/// The answer that needs no return, if there is one; or why it is refused.
fn look(
    shop: &Shop,
    books: &Books,
    ask: &Ask,
    id: &str,
    (asked, key): (&ReturnAsk, &[String; 3]),
) -> Result<Option<Reply>, Reply> {
    let order = seen(&books.placed[own(shop, books, ask, id)?]);
    if let Some(first) = checks::first(shop, books, ask, (key, Fault::AsksTwice))? {
        return Ok(Some(first));
    }
    let as_it_is = Ok(Some(Reply::of(200, &order)));
    let line = &order.lines[0];
    let fits = |quantity: u32| (1..=line.bought.quantity).contains(&quantity);
    let wrong = asked.lines.iter().any(|asked| asked.line != 0 || !fits(asked.quantity));
    if wrong || asked.lines.is_empty() {
        let any = shop.has(Fault::AnyLines);
        return if any { as_it_is } else { Err(checks::invalid(&[("lines".into(), "missing")])) };
    }
    if let Some((field, lax)) = beside(asked, line.bought.total.amount) {
        let wrong = Err(checks::invalid(&[(field.into(), "malformed")]));
        return if shop.has(lax) { as_it_is } else { wrong };
    }
    if order.returnable_until.is_none() && shop.has(Fault::ReturnsUnpaid) {
        return as_it_is;
    }
    let paid = order.returnable_until.is_some();
    let free = line.returnable >= asked.lines[0].quantity || shop.has(Fault::ReturnsTwice);
    if paid && free { Ok(None) } else { Err(Reply::problem(409, "wrong-state")) }
}

/// What is wrong beside the lines, and the fault that does not look at it.
fn beside(asked: &ReturnAsk, worth: i64) -> Option<(&'static str, Fault)> {
    if asked.amount.is_some_and(|sum| !(1..=worth).contains(&sum.amount)) {
        return Some(("amount", Fault::AnyAmount));
    }
    // As a PNG file begins, in base64.
    let fine = |picture: &String| picture.starts_with("iVBORw0KGgo") && picture.len() < 280_000;
    let wrong = asked.pictures.len() > PICTURES_MAX || !asked.pictures.iter().all(fine);
    wrong.then_some(("pictures", Fault::AnyPicture))
}

/// Takes a return back.
pub fn withdraw(shop: &Shop, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    checks::key(shop, ask)?;
    let mut books = shop.books();
    let has = |placed: &&Placed| placed.order.returns.iter().any(|told| told.id.as_str() == id);
    let of = books.placed.iter().find(has).map(|placed| placed.order.id.to_string());
    let nth = own(shop, &books, ask, &of.ok_or(Reply::problem(404, "not-found"))?)?;
    let mut returns = books.placed[nth].order.returns.iter_mut();
    if let Some(told) = returns.find(|told| told.id.as_str() == id)
        && !shop.has(Fault::NeverWithdrawn)
    {
        (told.state, told.closed_at) = (ReturnState::Withdrawn, Some(now()));
    }
    Ok(Reply::of(200, &seen(&books.placed[nth])))
}
