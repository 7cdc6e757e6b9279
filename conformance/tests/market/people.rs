//! Codes and sessions.

use picklive_contract::{
    Endpoint as _,
    account::{CodeSent, Contact, ContactKind, Person, SendCode, Session, SignIn, SignInAsk},
    headers::IDEMPOTENCY_KEY,
};

use super::{
    Ask, Books, Code, Fault, ORIGIN, Reply, Shop,
    buying::{DEAL, LIMIT},
    checks, now, secret,
};

/// Tries of a code.
const TRIES: u32 = 5;
/// Between two codes for a contact, in milliseconds.
const REST: i64 = 60_000;

fn token(ask: &Ask) -> Option<String> {
    let bearer = ask.header("authorization").strip_prefix("Bearer ");
    bearer.or(ask.header("cookie").strip_prefix("small=")).map(str::to_owned)
}

/// Who is signed in.
pub fn known(books: &Books, ask: &Ask) -> Option<String> {
    books.sessions.get(&token(ask)?).cloned()
}

/// Who is signed in; a write with a cookie comes from here.
pub fn caller(shop: &Shop, ask: &Ask) -> Result<Option<String>, Reply> {
    let cookie = !ask.header("cookie").is_empty() && ask.method != "GET";
    if cookie && ask.header("origin") == ORIGIN && !shop.has(Fault::CookieAnywhere) {
        return Err(Reply::problem(403, "forbidden"));
    }
    Ok(known(&shop.books(), ask))
}

/// The place in the books of an answer that may be repeated, if the request has a key.
fn repeatable(ask: &Ask, path: &str) -> Option<[String; 3]> {
    let key = ask.header(IDEMPOTENCY_KEY);
    (!key.is_empty()).then(|| [String::new(), path.into(), key.into()])
}

/// Sends a code.
pub fn send(shop: &Shop, ask: &Ask) -> Result<Reply, Reply> {
    let contact: Contact = checks::read(shop, ask)?;
    let (mut books, now, key) = (shop.books(), now(), repeatable(ask, SendCode::PATH));
    let first = key.as_ref().and_then(|key| books.keys.get(key));
    if let Some((_, first)) = first.filter(|_| !shop.has(Fault::SendsTwice)) {
        return Ok(first.clone());
    }
    let rests = books.codes.get(&contact.value).is_some_and(|code| code.sent_at.plus(REST) > now);
    if rests && !shop.has(Fault::NoRest) && !(shop.has(Fault::SendsTwice) && key.is_some()) {
        return Err(Reply::problem(429, "too-many"));
    }
    let digits = format!("{:06}", rand::random_range(0..1_000_000));
    let full = shop.has(Fault::CodeToInFull);
    let sent = CodeSent {
        to: if full { contact.value.clone() } else { "o***@conformance.example".into() },
        expires_at: now.plus(600_000),
        again_at: now.plus(REST),
        demo_code: Some(digits.clone()),
    };
    books.codes.insert(contact.value, Code { digits, sent_at: now, tries: 0, used: false });
    let reply = Reply::of(200, &sent);
    if let Some(key) = key {
        books.keys.insert(key, (Vec::new(), reply.clone()));
    }
    Ok(reply)
}

/// Signs in.
pub fn sign_in(shop: &Shop, ask: &Ask) -> Result<Reply, Reply> {
    let asked: SignInAsk = checks::read(shop, ask)?;
    let (mut books, key) = (shop.books(), repeatable(ask, SignIn::PATH));
    let contact = asked.contact.value;
    let first = key.as_ref().and_then(|key| books.keys.get(key)).map(|(_, first)| first.clone());
    if let Some(first) = &first
        && !shop.has(Fault::NewSession)
    {
        return Ok(first.clone());
    }
    if first.is_none() {
        try_code(shop, &mut books, &contact, &asked.code)?;
    }
    let token = secret();
    books.sessions.insert(token.clone(), contact.clone());
    let across = ask.header("origin") == ORIGIN;
    let body = across.then(|| token.clone()).filter(|_| !shop.has(Fault::NoToken));
    let session = Session { person: Some(named(shop, &contact)), token: body, used_up: Vec::new() };
    let mut reply = Reply::of(200, &session);
    if !across || shop.has(Fault::CookieAcross) {
        let flags = if shop.has(Fault::PlainCookie) { "" } else { "; HttpOnly" };
        reply = reply.header("set-cookie", format!("small={token}; Path=/; SameSite=Lax{flags}"));
    }
    if let Some(key) = key {
        books.keys.insert(key, (Vec::new(), reply.clone()));
    }
    Ok(reply)
}

fn try_code(shop: &Shop, books: &mut Books, contact: &str, typed: &str) -> Result<(), Reply> {
    let wrong = Reply::problem(422, "wrong-code");
    let code = books.codes.get_mut(contact).ok_or(wrong.clone())?;
    code.tries += 1;
    let spent = code.tries > TRIES && !shop.has(Fault::EndlessTries);
    let used = code.used && !shop.has(Fault::CodeAgain);
    if code.digits == typed && !used && !spent {
        code.used = true;
        return Ok(());
    }
    let odd = code.tries == 1 && shop.has(Fault::CodeInvalid);
    Err(if odd { Reply::problem(422, "invalid") } else { wrong })
}

fn named(shop: &Shop, contact: &str) -> Person {
    let hidden = format!("{}***@conformance.example", &contact[..1]);
    let contact = if shop.has(Fault::ContactInFull) { contact.into() } else { hidden };
    Person { id: "p".into(), contact, kind: ContactKind::Email }
}

/// Who is signed in.
pub fn show(shop: &Shop, ask: &Ask) -> Result<Reply, Reply> {
    let books = shop.books();
    let Some(contact) = known(&books, ask) else {
        let strange = token(ask).is_some() && shop.has(Fault::StrangeRefused);
        return if strange {
            Err(Reply::problem(401, "sign-in-needed"))
        } else {
            Ok(Reply::of(200, &Session::default()))
        };
    };
    let full = books.had(&contact) >= LIMIT && !shop.has(Fault::UsedUpUntold);
    let used_up = if full { vec![DEAL.into()] } else { Vec::new() };
    Ok(Reply::of(200, &Session { person: Some(named(shop, &contact)), token: None, used_up }))
}

/// Signs out.
pub fn sign_out(shop: &Shop, ask: &Ask) -> Result<Reply, Reply> {
    caller(shop, ask)?;
    if let (Some(token), false) = (token(ask), shop.has(Fault::NeverEnds)) {
        shop.books().sessions.remove(&token);
    }
    Ok(Reply::of(200, &Session::default()))
}
