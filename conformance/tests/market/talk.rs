//! Messages about an order.

use picklive_contract::messages::{MESSAGE_MAX, Message, MessageAsk, Sender};

use super::{Ask, Fault, Reply, Shop, checks, now, owned::own, returning::seen};

/// Writes a message, or shows the order as this wish left it before.
pub fn write(shop: &Shop, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    let key = checks::key(shop, ask)?;
    let mut books = shop.books();
    let nth = own(shop, &books, ask, id)?;
    let asked: MessageAsk = checks::read(shop, ask)?;
    let key = [String::new(), ask.path.clone(), key];
    if let Some(first) = checks::first(shop, &books, ask, (&key, Fault::WritesTwice))? {
        return Ok(first);
    }
    let (text, length) = (asked.text.trim(), asked.text.chars().count());
    let control = |sign: char| sign.is_control() && !"\n\t".contains(sign);
    let bad = text.is_empty() || length > MESSAGE_MAX || text.contains(control);
    if bad && !shop.has(Fault::AnyText) {
        return Err(checks::invalid(&[("text".into(), "malformed")]));
    }
    let most = if shop.has(Fault::CutsMessages) { 100 } else { MESSAGE_MAX + 1 };
    let text = text.chars().take(most).collect();
    books.placed[nth].order.messages.push(Message { from: Sender::Buyer, text, at: now() });
    let reply = Reply::of(201, &seen(&books.placed[nth]));
    books.keys.insert(key, (ask.body.clone(), reply.clone()));
    Ok(reply)
}
