//! What viewers do in the room.

use picklive_contract::{
    UnixMillis,
    comments::{COMMENT_MAX, Comment, CommentAsk, NAME_MAX},
    events::EventKind,
    live::{LIKES_MAX, LikeAsk, Liked, RoomNow},
};

use super::{
    Ask, Fault, Reply, Shop, Slip, checks,
    hall::{HALL, Hall, is_host},
    now, secret,
};

/// Comments of a viewer within [`BURST`] milliseconds.
const MANY: usize = 8;
const BURST: i64 = 5_000;

/// Writes a comment, or tells the one that was written for this wish.
pub fn write(shop: &Shop, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    if id != HALL {
        return Err(Reply::problem(404, "not-found"));
    }
    let viewer = shop.books().hall.viewer(shop, ask)?;
    let key = [viewer.clone(), ask.path.clone(), checks::key(shop, ask)?];
    let asked: CommentAsk = checks::read(shop, ask)?;
    let mut books = shop.books();
    if let Some(first) = checks::first(shop, &books, ask, (&key, Fault::InRoom(Slip::SaysTwice)))? {
        return Ok(first);
    }
    let (host, at) = (is_host(&books, ask), now());
    may_say(shop, &books.hall, &viewer, &asked)?;
    let hall = &mut books.hall;
    hall.times.entry(viewer.clone()).or_default().push(at);
    let most = if shop.slips(Slip::CutsComments) { 100 } else { COMMENT_MAX + 1 };
    let comment = Comment {
        id: secret().as_str().into(),
        name: asked.name,
        text: asked.text.chars().take(most).collect(),
        at,
        host: host && !shop.slips(Slip::HostUnmarked),
    };
    hall.wrote.insert(comment.id.to_string(), viewer.clone());
    hall.comments.push((viewer, comment.clone()));
    let comments = vec![comment.clone()];
    books.tell_room(shop, EventKind::Comment, RoomNow { comments, ..RoomNow::default() });
    let reply = Reply::of(201, &comment);
    books.keys.insert(key, (ask.body.clone(), reply.clone()));
    Ok(reply)
}

/// Whether somebody may say this now.
fn may_say(shop: &Shop, hall: &Hall, viewer: &str, asked: &CommentAsk) -> Result<(), Reply> {
    if !hall.is_on() && !shop.slips(Slip::TalksOn) {
        return Err(Reply::problem(409, "wrong-state"));
    }
    if hall.muted.contains(viewer) {
        return Err(Reply::problem(403, "forbidden"));
    }
    for (field, text, most, lax) in [
        ("text", &asked.text, COMMENT_MAX, Slip::AnyComment),
        ("name", &asked.name, NAME_MAX, Slip::AnyName),
    ] {
        let control = text.contains(char::is_control);
        let bad = text.trim().is_empty() || text.chars().count() > most || control;
        if bad && !shop.slips(lax) {
            return Err(checks::invalid(&[(field.into(), "malformed")]));
        }
    }
    let plain = |text: &str| {
        if shop.slips(Slip::BlocksByCase) { text.to_owned() } else { text.to_lowercase() }
    };
    if hall.words.iter().any(|word| plain(&asked.text).contains(&plain(word))) {
        return Err(checks::invalid(&[("text".into(), "malformed")]));
    }
    let within = |span: i64| {
        let times = hall.times.get(viewer).into_iter().flatten();
        times.filter(|at| at.plus(span) > now()).count()
    };
    let many = within(BURST) >= MANY && !shop.slips(Slip::TalksFast);
    let slowed = within(i64::from(hall.slow) * 1_000) > 0 && !shop.slips(Slip::NeverSlow);
    if many || slowed { Err(Reply::problem(429, "too-many")) } else { Ok(()) }
}

/// Takes likes.
pub fn like(shop: &Shop, ask: &Ask, id: &str) -> Result<Reply, Reply> {
    if id != HALL {
        return Err(Reply::problem(404, "not-found"));
    }
    let viewer = shop.books().hall.viewer(shop, ask)?;
    let asked: LikeAsk = checks::read(shop, ask)?;
    let endless = shop.slips(Slip::EndlessLikes);
    let none = asked.count == 0 && asked.taps.is_empty();
    if (none || asked.count > LIKES_MAX) && !endless {
        return Err(checks::invalid(&[("count".into(), "out-of-range")]));
    }
    let mut books = shop.books();
    let hall = &mut books.hall;
    if !hall.is_on() && !shop.slips(Slip::TalksOn) {
        return Err(Reply::problem(409, "wrong-state"));
    }
    let last = hall.liked.get(&viewer).copied().unwrap_or(UnixMillis(0));
    if last.plus(1_000) <= now() || endless {
        hall.liked.insert(viewer, now());
        let opened = asked.taps.iter().filter(|id| hall.shelf.iter().any(|it| it == id.as_str()));
        hall.taps += if shop.slips(Slip::TapsForgotten) { 0 } else { opened.count() };
        hall.likes += if shop.slips(Slip::OneLike) { 1 } else { i64::from(asked.count) };
        let likes = Some(hall.likes);
        books.tell_room(shop, EventKind::Likes, RoomNow { likes, ..RoomNow::default() });
    }
    Ok(Reply::of(200, &Liked { likes: books.hall.likes }))
}
