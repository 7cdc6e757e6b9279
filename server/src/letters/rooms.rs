//! Letters to followers: that a room of their host has begun.
//!
//! They are sent as long as the room is on, to who still follows, beside those about orders. Rooms that are on at the
//! same time share what is sent alike, however many follow the one or the other. Of the mails and short messages a
//! person has in a day, and of the short messages of an hour, these are no more than half.

use picklive_contract::{
    Lang, Text, UnixMillis,
    account::ContactKind,
    endpoint::encode,
    live::{Host, RoomState},
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Func, Query, Value},
};
use serde_json::json;

use super::{
    langs::Langs,
    which,
    words::{Reach, To, Words},
};
use crate::{
    ApiError, AppState,
    account::sms,
    db::{
        Tx,
        entities::{letter, person, room},
    },
    follows,
    live::rooms,
    product::read,
    storefront::settings,
};

/// The word in the row, and to a gateway.
pub const KIND: &str = "room_begins";
/// Longest name or title in a short message, in characters.
const SHORT_NAME: usize = 30;

/// Up to so many letters about rooms that are due with a carrier.
///
/// # Errors
/// When the database does not answer.
pub async fn due(
    state: &AppState,
    by: &ContactKind,
    most: usize,
    now: UnixMillis,
) -> Result<Vec<letter::Model>, ApiError> {
    let conn = &state.db.read;
    let count = |of: usize| u64::try_from(of).unwrap_or(u64::MAX);
    let on: Vec<String> = room::Entity::find()
        .select_only()
        .column(room::Column::Id)
        .filter(room::Column::State.is_in(rooms::ON.iter().map(RoomState::as_str)))
        .filter(has_letters(letter::Column::NextTryAt.lte(now.0)))
        // None is always the last.
        .order_by_asc(Func::random())
        .limit(count(most))
        .into_tuple()
        .all(conn)
        .await?;
    let mut found = Vec::new();
    for room in on {
        let letters = letter::Entity::find()
            .filter(letter::Column::RoomId.eq(room))
            .filter(letter::Column::NextTryAt.lte(now.0))
            .filter(reached(letter::Column::PersonId, std::slice::from_ref(by)))
            .order_by_asc(letter::Column::Tries)
            .order_by_asc(letter::Column::Id)
            .limit(count(most));
        found.extend(letters.all(conn).await?.into_iter().enumerate());
    }
    // The first of each, then the second of each: what one leaves is the others'.
    found.sort_by_key(|(nth, _)| *nth);
    found.truncate(most);
    Ok(found.into_iter().map(|(_, letter)| letter).collect())
}

/// For rooms: those with such letters.
fn has_letters(which: Expr) -> Expr {
    let letters = Query::select()
        .expr(Expr::val(1))
        .from(letter::Entity)
        .and_where(
            Expr::col((letter::Entity, letter::Column::RoomId))
                .equals((room::Entity, room::Column::Id)),
        )
        .and_where(which)
        .take();
    Expr::exists(letters)
}

/// For rows with a person: those whom one of these carriers reaches.
pub fn reached(person: impl ColumnTrait, by: &[ContactKind]) -> Expr {
    let found = Query::select()
        .expr(Expr::val(1))
        .from(person::Entity)
        .and_where(Expr::col((person::Entity, person::Column::Id)).equals(person.as_column_ref()))
        .and_where(person::Column::Kind.is_in(by.iter().map(ContactKind::as_str)))
        .take();
    Expr::exists(found)
}

/// Gives up the letters about rooms that are over.
///
/// # Errors
/// When the database does not answer.
pub async fn give_up_over(state: &AppState) -> Result<(), ApiError> {
    let over: Vec<String> = room::Entity::find()
        .select_only()
        .column(room::Column::Id)
        .filter(room::Column::State.is_not_in(rooms::ON.iter().map(RoomState::as_str)))
        .filter(has_letters(letter::Column::NextTryAt.is_not_null()))
        .into_tuple()
        .all(&state.db.read)
        .await?;
    if over.is_empty() {
        return Ok(());
    }
    let over = &over;
    let work = |tx: Tx| async move {
        let done = letter::Entity::update_many()
            .col_expr(letter::Column::NextTryAt, Expr::value(Value::BigInt(None)))
            .filter(letter::Column::RoomId.is_in(over))
            .filter(letter::Column::NextTryAt.is_not_null())
            .exec(&*tx)
            .await?;
        Ok(done.rows_affected)
    };
    let letters = state.db.writing(work).await?;
    tracing::info!(letters, "letters are given up: their rooms are over");
    Ok(())
}

/// What is said about a room to one who follows its host. Nothing is when somebody else hosts it by now than when it
/// began: it is not the room that was to be told of.
///
/// # Errors
/// When it cannot be read.
pub async fn words(
    state: &AppState,
    letter: &letter::Model,
    room: &str,
    person: &str,
) -> Result<Reach, ApiError> {
    let conn = &state.db.read;
    let Some(row) = rooms::find(conn, room).await?.filter(is_on) else { return Ok(Reach::Nobody) };
    let host = row.host_person.as_deref().unwrap_or_default();
    // A letter that an earlier version wrote says nothing of the host.
    if which(&letter.event).is_some_and(|then| then != host) {
        return Ok(Reach::Nobody);
    }
    // Who follows no more is told no more.
    let Some(follow) = follows::of(conn, host, person).await? else { return Ok(Reach::Nobody) };
    let found = person::Entity::find_by_id(person).one(conn).await?;
    let Some(to) = found.and_then(|person| receiver(&person)) else {
        return Ok(Reach::Nobody);
    };
    if !to.is_carried(state) {
        return Ok(Reach::Later);
    }
    let shop = settings::get(state).await?;
    let (host, title): (Host, Text) = (read(&row.host)?, read(&row.title)?);
    let link = link(state, room);
    let facts = Facts { shop: &shop.name, host: &host.name, title: &title, link: link.as_deref() };
    let langs = Langs::of(&shop, follow.lang.as_deref());
    let first = langs.first();
    Ok(Reach::At(Words {
        to,
        subject: langs.subject(|lang| subject(&facts, lang)),
        text: langs.mail(|lang| mail(&facts, lang)),
        short: short(&facts, first),
        kind: KIND,
        params: json!({
            "host": facts.host.get(first),
            "room": facts.title.get(first),
            "link": facts.link,
        }),
        stop: link.clone(),
    }))
}

fn is_on(room: &room::Model) -> bool {
    rooms::is_on(&RoomState::from(room.state.as_str()))
}

/// Where a person is written to.
fn receiver(person: &person::Model) -> Option<To> {
    match ContactKind::from(person.kind.as_str()) {
        ContactKind::Email => Some(To::Email(person.value.clone())),
        ContactKind::Phone => Some(To::Phone(sms::number(&person.value))),
        ContactKind::Other(_) => None,
    }
}

fn link(state: &AppState, room: &str) -> Option<String> {
    let mut path = String::from("live/");
    encode(room, &mut path);
    state.config.public_url.as_ref()?.join(&path).ok().map(Into::into)
}

/// What there is to say.
struct Facts<'a> {
    shop: &'a Text,
    host: &'a Text,
    title: &'a Text,
    /// Where the room is.
    link: Option<&'a str>,
}

fn subject(facts: &Facts<'_>, lang: Lang) -> String {
    let (host, title) = (facts.host.get(lang), facts.title.get(lang));
    match lang {
        Lang::Zh => format!("{host} 开播了：{title}"),
        Lang::En => format!("{host} is live: {title}"),
    }
}

fn mail(facts: &Facts<'_>, lang: Lang) -> String {
    let host = facts.host.get(lang);
    let mut text = format!("{}\n{}\n", facts.shop.get(lang), subject(facts, lang));
    if let Some(link) = facts.link {
        let to = if lang == Lang::Zh { "进直播间：" } else { "To the room:" };
        text.push_str(&format!("\n{to}\n{link}\n"));
    }
    text.push_str(&match lang {
        Lang::Zh => format!(
            "\n你关注了 {host}，所以收到这条开播通知。不想再收到：登录后在直播间点一下“已关注”，就取消了。\n"
        ),
        Lang::En => format!(
            "\nYou are told because you follow {host}. To stop, sign in and tap “Following” in the room once.\n"
        ),
    });
    text
}

fn short(facts: &Facts<'_>, lang: Lang) -> String {
    let cut = |text: &Text| text.get(lang).chars().take(SHORT_NAME).collect::<String>();
    let (shop, host, title) = (cut(facts.shop), cut(facts.host), cut(facts.title));
    let link = facts.link.map(|link| format!(" {link} ")).unwrap_or_default();
    match lang {
        Lang::Zh => format!("{shop}: {host} 开播了：{title}{link}（取消：在直播间点“已关注”）"),
        Lang::En => {
            format!("{shop}: {host} is live: {title}{link}(to stop: tap “Following” there)")
        }
    }
}
