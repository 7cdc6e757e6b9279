//! Making a room.

use std::collections::HashSet;

use picklive_contract::{
    Text, UnixMillis,
    live::{Host, RoomState, Source},
    picture::Picture,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect,
};

use crate::{
    ApiError, AppState,
    db::{
        Tx,
        entities::{person, product, room, room_product},
    },
    events,
    live::{Refused, tell},
};

/// Longest id of a room.
const ID_MAX: usize = 64;
/// Most products that a host may choose from.
const PRODUCTS_MAX: usize = 500;
/// Longest title, and name of a host, in characters.
const TITLE_MAX: usize = 80;

/// A product that a room's host may sell there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The product.
    pub product: String,
    /// The lowest price of each of its variants there, minor units; without one any price above nothing.
    pub floor: Option<i64>,
}

/// A room to be made.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its id: lowercase letters, digits and hyphens.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// Its picture.
    pub cover: Option<Picture>,
    /// Who runs it, as it is told.
    pub host: Host,
    /// The verified contact who runs it; nobody, and only the command line does.
    pub host_person: Option<String>,
    /// When it begins.
    pub starts_at: UnixMillis,
    /// Where the picture comes from while it is on, the best first.
    pub sources: Vec<Source>,
    /// Where it comes from once it is over.
    pub recordings: Vec<Source>,
    /// Whether its audience is a rehearsed one of a demonstration.
    pub demo: bool,
    /// What its host may sell, in the merchant's order.
    pub products: Vec<Allowed>,
    /// What its coupons may take off in all, minor units; 0, and its host drops none.
    pub coupon_budget: i64,
}

/// Makes a room; its shelf is empty.
///
/// # Errors
/// A sentence: the id is no id or taken, a product or the person is not there.
pub async fn create(state: &AppState, draft: &Draft) -> Result<(), Refused> {
    can_be_id(&draft.id)?;
    can_be_title("title", &draft.title)?;
    can_be_title("name of the host", &draft.host.name)?;
    can_be_sources(draft.sources.iter().chain(&draft.recordings))?;
    can_be_sold(state, &draft.products).await?;
    can_be_budget(draft.coupon_budget)?;
    can_host(state, draft.host_person.as_deref()).await?;
    let (row, now) = (row(draft, state.clock.now())?, state.clock.now());
    let row = &row;
    let work = |tx: Tx| async move {
        if room::Entity::find_by_id(&row.id).count(&*tx).await? > 0 {
            return Ok(false);
        }
        let insert = room::ActiveModel::from(row.clone()).reset_all();
        room::Entity::insert(insert).exec_without_returning(&*tx).await?;
        allow(&tx, &row.id, &draft.products).await?;
        events::open(&*tx, &tell::topic(&row.id), now).await?;
        Ok(true)
    };
    match state.db.writing(work).await? {
        true => Ok(()),
        false => Err(Refused(format!("there is a room {}", draft.id))),
    }
}

fn row(draft: &Draft, now: UnixMillis) -> Result<room::Model, ApiError> {
    Ok(room::Model {
        id: draft.id.clone(),
        title: serde_json::to_string(&draft.title)?,
        cover: draft.cover.as_ref().map(serde_json::to_string).transpose()?,
        host: serde_json::to_string(&draft.host)?,
        host_person: draft.host_person.clone(),
        state: RoomState::Scheduled.as_str().into(),
        starts_at: draft.starts_at.0,
        started_at: None,
        ended_at: None,
        sources: serde_json::to_string(&draft.sources)?,
        recordings: serde_json::to_string(&draft.recordings)?,
        demo: draft.demo,
        pin_product: None,
        pin_at: None,
        announcement: None,
        announced_at: None,
        slow_seconds: 0,
        likes: 0,
        viewers: 0,
        coupon_budget: draft.coupon_budget,
        created_at: now.0,
        acted_at: None,
        watched: None,
    })
}

/// Writes what a room's host may sell.
pub async fn allow(tx: &Tx, room: &str, products: &[Allowed]) -> Result<(), ApiError> {
    room_product::Entity::delete_many()
        .filter(room_product::Column::RoomId.eq(room))
        .exec(&**tx)
        .await?;
    let rows = (0..).zip(products).map(|(position, allowed)| room_product::ActiveModel {
        room_id: Set(room.into()),
        product_id: Set(allowed.product.clone()),
        position: Set(position),
        floor: Set(allowed.floor),
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        room_product::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    }
    Ok(())
}

fn can_be_id(id: &str) -> Result<(), Refused> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let good = (1..=ID_MAX).contains(&id.len()) && id.bytes().all(plain) && !id.starts_with('-');
    let wrong =
        || format!("{id:?} is no id: lowercase letters, digits and hyphens, up to {ID_MAX}");
    if good { Ok(()) } else { Err(Refused(wrong())) }
}

/// Whether a title, or the name of a host, is one.
pub fn can_be_title(what: &str, text: &Text) -> Result<(), Refused> {
    let texts: Vec<&str> = match text {
        Text::Plain(text) => vec![text],
        Text::Each(texts) => texts.iter().map(|(_, text)| text.as_str()).collect(),
    };
    let good = |text: &&str| {
        let length = text.chars().count();
        (1..=TITLE_MAX).contains(&length) && !text.contains(char::is_control)
    };
    if !texts.is_empty() && texts.iter().all(good) {
        return Ok(());
    }
    Err(Refused(format!("the {what} has 1 to {TITLE_MAX} characters and none that controls")))
}

/// Whether sources have addresses that a page may fetch.
pub fn can_be_sources<'a>(sources: impl Iterator<Item = &'a Source>) -> Result<(), Refused> {
    for Source { url, .. } in sources {
        let whole = url.starts_with("https://") || url.starts_with("http://");
        let relative = url.starts_with('/') && !url.starts_with("//");
        if !(whole || relative) || url.len() > 2_000 || url.contains(char::is_control) {
            return Err(Refused(format!("{url:?} is no address: https://… or /…")));
        }
    }
    Ok(())
}

/// Whether all products are there, each once.
pub async fn can_be_sold(state: &AppState, products: &[Allowed]) -> Result<(), Refused> {
    if products.len() > PRODUCTS_MAX {
        return Err(Refused(format!("a room has at most {PRODUCTS_MAX} products")));
    }
    let ids: HashSet<&str> = products.iter().map(|allowed| allowed.product.as_str()).collect();
    if ids.len() < products.len() {
        return Err(Refused("a product is named twice".into()));
    }
    if products.iter().any(|allowed| allowed.floor.is_some_and(|floor| floor < 0)) {
        return Err(Refused("a floor price is not below nothing".into()));
    }
    let ids = ids.into_iter().filter(|id| !id.contains('\0'));
    let there: Vec<String> = product::Entity::find()
        .select_only()
        .column(product::Column::Id)
        .filter(product::Column::Id.is_in(ids))
        .into_tuple()
        .all(&state.db.read)
        .await
        .map_err(ApiError::from)?;
    match products.iter().find(|allowed| !there.contains(&allowed.product)) {
        Some(gone) => Err(Refused(format!("there is no product {:?}", gone.product))),
        None => Ok(()),
    }
}

/// Whether coupons may take off so much.
pub fn can_be_budget(budget: i64) -> Result<(), Refused> {
    if budget >= 0 { Ok(()) } else { Err(Refused("coupons take off nothing or more".into())) }
}

/// Whether the person who hosts is there.
pub async fn can_host(state: &AppState, person: Option<&str>) -> Result<(), Refused> {
    let Some(person) = person else { return Ok(()) };
    let found = person::Entity::find_by_id(person).one(&state.db.read).await;
    match found.map_err(ApiError::from)? {
        Some(_) => Ok(()),
        None => Err(Refused("nobody with this contact has signed in yet".into())),
    }
}
