//! `GET /v1/rooms`, and of those that a person hosts `GET /v1/hosted`, page by page: rooms on the air first, then those
//! to come by their begin, then those that were, the latest first.

use picklive_contract::{
    List, RoomId,
    figures::ListHosted,
    list::AFTER,
    live::{ListRooms, RoomCard, RoomState},
    time::DAY,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};

use super::rooms;
use crate::{
    ApiError, AppState,
    account::Caller,
    db::entities::room::{Column, Entity, Model},
    http::{Answer, Cache, Call, Cursor},
    product::{read, read_some},
};

/// Rooms on one page of the list.
const PAGE: usize = 24;
/// For how long after its planned time a room that has not begun is still one to come, in milliseconds.
const LATE: i64 = DAY;

/// Lists the rooms.
pub async fn list(call: Call<ListRooms>) -> Result<Answer<ListRooms>, ApiError> {
    let rooms = page(&call.state, From::asked(call.query.as_deref())?).await?;
    Answer::shared(&rooms, Cache::Revalidate)
}

/// Lists those that the caller hosts.
pub async fn hosted(call: Call<ListHosted>) -> Result<Answer<ListHosted>, ApiError> {
    let caller = Caller::of(&call).await?;
    let host = Some(caller.person()?.as_str());
    Answer::private(&some(&call.state, From::asked(call.query.as_deref())?, host).await?)
}

/// A part of the list, and how it is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    On,
    ToCome,
    Over,
}

impl Part {
    const ALL: [Self; 3] = [Self::On, Self::ToCome, Self::Over];

    fn states(self) -> Vec<&'static str> {
        match self {
            Self::On => vec!["live", "paused"],
            Self::ToCome => vec!["scheduled"],
            Self::Over => vec!["ended", "replay"],
        }
    }

    fn by(self) -> (Column, Order) {
        match self {
            Self::On => (Column::StartedAt, Order::Desc),
            Self::ToCome => (Column::StartsAt, Order::Asc),
            Self::Over => (Column::EndedAt, Order::Desc),
        }
    }

    fn moment(self, room: &Model) -> i64 {
        match self {
            Self::On => room.started_at.unwrap_or_default(),
            Self::ToCome => room.starts_at,
            Self::Over => room.ended_at.unwrap_or_default(),
        }
    }
}

/// Where a page begins: in which part, after which room of it.
#[derive(Debug, PartialEq, Eq)]
pub struct From {
    part: usize,
    after: Option<Cursor>,
}

impl From {
    /// The first page.
    pub const START: Self = Self { part: 0, after: None };

    /// From where a query string asks.
    ///
    /// # Errors
    /// 422 for a cursor that no list has told.
    pub fn asked(query: Option<&str>) -> Result<Self, ApiError> {
        let Some(after) = Cursor::asked(query)? else { return Ok(Self::START) };
        // The part stands before the id, which has no dot.
        let wrong = || ApiError::invalid([(AFTER, "malformed")]);
        let (part, id) = after.id.split_once('.').ok_or_else(wrong)?;
        let part = part.parse().ok().filter(|part| *part < Part::ALL.len()).ok_or_else(wrong)?;
        Ok(Self { part, after: Some(Cursor { at: after.at, id: id.into() }) })
    }

    fn told(part: usize, room: &Model) -> String {
        let at = Part::ALL.get(part).map_or(0, |part| part.moment(room));
        Cursor { at, id: format!("{part}.{}", room.id) }.told()
    }
}

/// A page of the rooms. The first one also for the first screen in the HTML.
///
/// # Errors
/// When the database does not answer or a row cannot be read.
pub async fn page(state: &AppState, from: From) -> Result<List<RoomCard>, ApiError> {
    some(state, from, None).await
}

/// The room with this id, as a list shows it; `None` when there is none.
///
/// # Errors
/// When the database does not answer or the row cannot be read.
pub async fn one(state: &AppState, id: &RoomId) -> Result<Option<RoomCard>, ApiError> {
    rooms::find(&state.db.read, id.as_str()).await?.map(card).transpose()
}

/// A page of all rooms, or of those that a person hosts.
async fn some(
    state: &AppState,
    from: From,
    host: Option<&str>,
) -> Result<List<RoomCard>, ApiError> {
    let mut found: Vec<(usize, Model)> = Vec::new();
    let mut after = from.after;
    for (nth, part) in Part::ALL.iter().enumerate().skip(from.part) {
        // One more than the page has, if there is one.
        let most = PAGE + 1 - found.len();
        if most == 0 {
            break;
        }
        let rooms = of_part(state, *part, host, after.take(), most).await?;
        found.extend(rooms.into_iter().map(|room| (nth, room)));
    }
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let last = found.last().filter(|_| more);
    let next = last.map(|(part, room)| From::told(*part, room));
    let items = found.into_iter().map(|(_, room)| card(room)).collect::<Result<_, _>>()?;
    Ok(List { items, next })
}

async fn of_part(
    state: &AppState,
    part: Part,
    host: Option<&str>,
    after: Option<Cursor>,
    most: usize,
) -> Result<Vec<Model>, ApiError> {
    let (column, order) = part.by();
    let mut found = Entity::find().filter(Column::State.is_in(part.states()));
    if let Some(host) = host {
        found = found.filter(Column::HostPerson.eq(host));
    } else if part == Part::ToCome {
        // Its host may still begin it; nobody waits for it any more.
        found = found.filter(Column::StartsAt.gt(state.clock.now().plus(-LATE).0));
    }
    if let Some(Cursor { at, id }) = after {
        let later = if order == Order::Asc { column.gt(at) } else { column.lt(at) };
        let same = Condition::all().add(column.eq(at)).add(Column::Id.gt(id));
        found = found.filter(Condition::any().add(later).add(same));
    }
    let found = found.order_by(column, order).order_by_asc(Column::Id);
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    Ok(found.limit(limit).all(&state.db.read).await?)
}

fn card(room: Model) -> Result<RoomCard, ApiError> {
    let is = RoomState::from(room.state.as_str());
    Ok(RoomCard {
        title: read(&room.title)?,
        cover: read_some(room.cover.as_ref())?,
        host: read(&room.host)?,
        starts_at: rooms::begin(&room),
        viewers: rooms::is_on(&is).then_some(room.viewers),
        demo: room.demo,
        id: RoomId(room.id),
        state: is,
    })
}
