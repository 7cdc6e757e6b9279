//! `GET /v1/rooms/{id}/figures`: how a room goes, for its host alone.

use picklive_contract::{
    CommentId, ProductId, RoomId, UnixMillis, VariantId,
    figures::{Figures, GetFigures, MINUTE, MaySell, Muted, SetPrice, Tally},
    orders::OrderState,
};
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Alias, Expr},
};

use super::{rooms, taps};
use crate::{
    ApiError,
    account::Caller,
    db::entities::{
        comment, order, order_step, product, room_mute, room_price, room_product, room_viewer,
        room_word,
    },
    follows,
    http::{Answer, Call},
    product::read,
    storefront::settings::{self, Settings},
};

/// Most of the muted that are told.
const MUTED: u64 = 50;

/// Tells them; for everybody but the host there is no such address.
pub async fn show(call: Call<GetFigures>) -> Result<Answer<GetFigures>, ApiError> {
    let (state, id) = (&call.state, &call.at);
    let person = Caller::of(&call).await?.person;
    let room = rooms::find(&state.db.read, id.as_str()).await?.ok_or_else(ApiError::not_found)?;
    let is_host = person.is_some_and(|person| room.host_person.as_ref() == Some(&person.0));
    if !is_host {
        return Err(ApiError::not_found());
    }
    let shop = settings::get(state).await?;
    let books = Books { conn: &state.db.read, shop: &shop, room: id };
    let now = state.clock.now();
    let mut total = books.tally(None).await?;
    // Of a room that is long over the number alone is left.
    total.viewers = room.watched.or(total.viewers);
    let followers = match &room.host_person {
        Some(host) => follows::count(&state.db.read, host).await?,
        None => 0,
    };
    Answer::private(&Figures {
        at: now,
        minute: books.tally(Some(now.plus(-MINUTE))).await?,
        total,
        followers: Some(followers),
        muted: books.muted().await?,
        words: books.words().await?,
        may_sell: books.may_sell().await?,
        set: books.set().await?,
    })
}

/// What is read of a room.
struct Books<'a> {
    conn: &'a DatabaseConnection,
    shop: &'a Settings,
    room: &'a RoomId,
}

impl Books<'_> {
    /// What happened since a moment, or since the room was made.
    async fn tally(&self, since: Option<UnixMillis>) -> Result<Tally, ApiError> {
        let taps = taps::count(self.conn, self.room.as_str(), since).await?;
        let (room, since) = (self.room.as_str(), since.map_or(i64::MIN, |since| since.0));
        let viewers = room_viewer::Entity::find()
            .filter(room_viewer::Column::RoomId.eq(room))
            .filter(room_viewer::Column::SeenAt.gte(since));
        let comments = comment::Entity::find()
            .filter(comment::Column::RoomId.eq(room))
            .filter(comment::Column::RemovedAt.is_null())
            .filter(comment::Column::At.gte(since));
        let orders = order::Entity::find()
            .filter(order::Column::RoomId.eq(room))
            .filter(order::Column::PlacedAt.gte(since));
        Ok(Tally {
            viewers: Some(count(viewers.count(self.conn).await?)),
            comments: count(comments.count(self.conn).await?),
            taps: Some(taps),
            orders: count(orders.count(self.conn).await?),
            paid: self.shop.money(self.paid(since).await?),
        })
    }

    /// What was paid since then for orders of the room, less what went back, in minor units.
    async fn paid(&self, since: i64) -> Result<i64, ApiError> {
        let paid = order_step::Entity::find()
            .select_only()
            .column(order_step::Column::OrderId)
            .filter(order_step::Column::State.eq(OrderState::Paid.as_str()))
            .filter(order_step::Column::At.gte(since));
        let sum = Expr::col(order::Column::Total).sub(Expr::col(order::Column::Refunded)).sum();
        let mut found = order::Entity::find()
            .select_only()
            // A sum has another type on PostgreSQL.
            .column_as(sum.cast_as(Alias::new("BIGINT")), "paid")
            .filter(order::Column::RoomId.eq(self.room.as_str()))
            .filter(order::Column::Id.in_subquery(paid.into_query()))
            .into_tuple::<Option<i64>>()
            .all(self.conn)
            .await?;
        Ok(found.pop().flatten().unwrap_or(0))
    }

    /// Who was muted, each with one of their comments; who has none can have none taken away.
    async fn muted(&self) -> Result<Vec<Muted>, ApiError> {
        let rows = room_mute::Entity::find()
            .filter(room_mute::Column::RoomId.eq(self.room.as_str()))
            .order_by_desc(room_mute::Column::At)
            .order_by_asc(room_mute::Column::Who)
            .limit(MUTED)
            .all(self.conn)
            .await?;
        let mut muted = Vec::<Muted>::new();
        for row in rows {
            let Some(said) = self.last_of(&row.who).await? else { continue };
            // A person who watched without signing in, too, is one.
            if !muted.iter().any(|known| known.comment.as_str() == said.id) {
                let (name, comment) = (said.name, CommentId(said.id));
                muted.push(Muted { name, comment, at: UnixMillis(row.at) });
            }
        }
        Ok(muted)
    }

    /// The last comment of `viewer:ID` or `person:ID`, also one that was taken away.
    async fn last_of(&self, who: &str) -> Result<Option<comment::Model>, ApiError> {
        let of = match who.split_once(':') {
            Some(("viewer", id)) => comment::Column::Viewer.eq(id),
            Some(("person", id)) => comment::Column::PersonId.eq(id),
            _ => return Ok(None),
        };
        let found = comment::Entity::find()
            .filter(comment::Column::RoomId.eq(self.room.as_str()))
            .filter(of)
            .order_by_desc(comment::Column::Seq)
            .order_by_desc(comment::Column::Place);
        Ok(found.one(self.conn).await?)
    }

    async fn words(&self) -> Result<Vec<String>, ApiError> {
        let found = room_word::Entity::find()
            .select_only()
            .column(room_word::Column::Word)
            .filter(room_word::Column::RoomId.eq(self.room.as_str()))
            .order_by_asc(room_word::Column::Word);
        Ok(found.into_tuple().all(self.conn).await?)
    }

    async fn may_sell(&self) -> Result<Vec<MaySell>, ApiError> {
        let rows = room_product::Entity::find()
            .filter(room_product::Column::RoomId.eq(self.room.as_str()))
            .order_by_asc(room_product::Column::Position)
            .all(self.conn)
            .await?;
        let ids = rows.iter().map(|row| row.product_id.as_str());
        let titles = product::Entity::find()
            .select_only()
            .columns([product::Column::Id, product::Column::Title])
            .filter(product::Column::Id.is_in(ids))
            .into_tuple::<(String, String)>()
            .all(self.conn)
            .await?;
        let mut all = Vec::new();
        for row in rows {
            let Some((_, title)) = titles.iter().find(|title| title.0 == row.product_id) else {
                continue;
            };
            all.push(MaySell {
                title: read(title)?,
                floor: row.floor.map(|floor| self.shop.money(floor)),
                product: ProductId(row.product_id),
            });
        }
        Ok(all)
    }

    async fn set(&self) -> Result<Vec<SetPrice>, ApiError> {
        let rows = room_price::Entity::find()
            .filter(room_price::Column::RoomId.eq(self.room.as_str()))
            .filter(room_price::Column::ClosesAt.is_null())
            .order_by_asc(room_price::Column::VariantId)
            .all(self.conn)
            .await?;
        let told = |row: room_price::Model| SetPrice {
            variant: VariantId(row.variant_id),
            price: self.shop.money(row.price),
        };
        Ok(rows.into_iter().map(told).collect())
    }
}

fn count(rows: u64) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}
