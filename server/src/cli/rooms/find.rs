//! Finding rooms and showing them.

use picklive_contract::{
    Text, UnixMillis,
    live::{Host, Source},
    picture::Picture,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;

use super::print;
use crate::{
    ApiError, AppState,
    cli::orders::{find::zone, print as paper, told},
    db::entities::{comment, person, room, room_product, room_shelf},
    live::rooms,
    storefront::settings,
};

/// A room as the merchant sees it.
#[derive(Debug, Serialize)]
pub struct Shown {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// A word of `RoomState`.
    pub state: String,
    /// When it is to begin.
    pub starts_at: UnixMillis,
    /// When it was first on the air.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<UnixMillis>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<UnixMillis>,
    /// Who runs it, as viewers read it.
    pub host: Host,
    /// The contact that runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_contact: Option<String>,
    /// Its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover: Option<Picture>,
    /// Where the stream comes from.
    pub sources: Vec<Source>,
    /// Where the recording comes from.
    pub recordings: Vec<Source>,
    /// Whether its audience is a rehearsed one.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub demo: bool,
    /// What the host may sell.
    pub products: Vec<Allowed>,
    /// What is on the shelf.
    pub shelf: Vec<String>,
    /// The product that is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
    /// What the host has everybody read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub announcement: Option<String>,
    /// What coupons may take off in all, minor units.
    pub coupon_budget: i64,
    /// Seconds between two comments of one viewer.
    pub slow_seconds: i32,
    /// Likes so far.
    pub likes: i64,
    /// Viewers as they were last told.
    pub viewers: i64,
    /// The latest comments, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Said>,
}

/// A product that may be sold.
#[derive(Debug, Serialize)]
pub struct Allowed {
    /// Its handle.
    pub product: String,
    /// The lowest price that may be asked, minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<i64>,
}

/// A comment.
#[derive(Debug, Serialize)]
pub struct Said {
    /// Its id.
    pub id: String,
    /// When it was taken.
    pub at: UnixMillis,
    /// What who wrote it calls themselves.
    pub name: String,
    /// What it says.
    pub text: String,
    /// Whether the host wrote it.
    pub host: bool,
    /// When it was taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removed_at: Option<UnixMillis>,
}

impl From<comment::Model> for Said {
    fn from(row: comment::Model) -> Self {
        let comment::Model { id, at, name, body, host, removed_at, .. } = row;
        let (at, removed_at) = (UnixMillis(at), removed_at.map(UnixMillis));
        Self { id, at, name, text: body, host, removed_at }
    }
}

/// The room with this id.
pub async fn room(state: &AppState, id: &str) -> Result<room::Model, String> {
    let found = rooms::find(&state.db.read, id).await.map_err(told)?;
    found.ok_or_else(|| format!("there is no room {id}"))
}

/// `list`.
pub async fn list(state: &AppState, json: bool) -> Result<(), String> {
    let mut all = Vec::new();
    for row in rooms::all(state).await.map_err(told)? {
        all.push(shown(state, row, 0).await.map_err(told)?);
    }
    if json {
        return paper::json(&all);
    }
    let (zone, name) = zone(state).await?;
    print::table(&all, &zone.told(&name, state.clock.now()));
    Ok(())
}

/// `show`, and what most commands end with.
pub async fn show(state: &AppState, id: &str, comments: u64, json: bool) -> Result<(), String> {
    let shown = shown(state, room(state, id).await?, comments).await.map_err(told)?;
    if json {
        return paper::json(&shown);
    }
    let (zone, name) = zone(state).await?;
    let currency = settings::get(state).await.map_err(told)?.currency;
    print::room(&shown, &zone.told(&name, state.clock.now()), currency);
    Ok(())
}

async fn shown(state: &AppState, row: room::Model, comments: u64) -> Result<Shown, ApiError> {
    let read = &state.db.read;
    let contact = match &row.host_person {
        Some(person) => person::Entity::find_by_id(person).one(read).await?,
        None => None,
    };
    let products = room_product::Entity::find()
        .filter(room_product::Column::RoomId.eq(&row.id))
        .order_by_asc(room_product::Column::Position)
        .all(read)
        .await?;
    let products =
        products.into_iter().map(|row| Allowed { product: row.product_id, floor: row.floor });
    let shelf = room_shelf::Entity::find()
        .select_only()
        .column(room_shelf::Column::ProductId)
        .filter(room_shelf::Column::RoomId.eq(&row.id))
        .order_by_asc(room_shelf::Column::Position);
    let said = match comments {
        0 => Vec::new(),
        most => rooms::latest_comments(state, &row.id, most).await?,
    };
    Ok(Shown {
        title: serde_json::from_str(&row.title)?,
        host: serde_json::from_str(&row.host)?,
        host_contact: contact.map(|person| person.value),
        cover: row.cover.as_deref().map(serde_json::from_str).transpose()?,
        sources: serde_json::from_str(&row.sources)?,
        recordings: serde_json::from_str(&row.recordings)?,
        products: products.collect(),
        shelf: shelf.into_tuple().all(read).await?,
        comments: said.into_iter().map(Said::from).collect(),
        starts_at: UnixMillis(row.starts_at),
        started_at: row.started_at.map(UnixMillis),
        ended_at: row.ended_at.map(UnixMillis),
        demo: row.demo,
        pin: row.pin_product,
        announcement: row.announcement,
        coupon_budget: row.coupon_budget,
        slow_seconds: row.slow_seconds,
        likes: row.likes,
        viewers: row.viewers,
        state: row.state,
        id: row.id,
    })
}
