//! Beginning, taking a break, ending.

use picklive_contract::{
    UnixMillis,
    events::{Event, EventKind},
    live::{RoomNow, RoomState},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::Doing;
use crate::{
    ApiError, bags,
    coupons::open,
    db::entities::{room, room_price},
    follows::calls,
    live::{
        prices,
        rooms::{not_before, over},
        shelf, tell,
    },
};

impl Doing<'_> {
    /// Begins, or goes on. What was priced before counts from the first begin.
    pub(super) async fn start(&mut self) -> Result<Vec<Event>, ApiError> {
        if self.room.started_at.is_none() {
            self.room.started_at = Some(self.now.0);
            room_price::Entity::update_many()
                .col_expr(room_price::Column::OpensAt, Expr::value(self.now.0))
                .filter(room_price::Column::RoomId.eq(&self.room.id))
                .filter(room_price::Column::OpensAt.is_null())
                .filter(room_price::Column::ClosesAt.is_null())
                .exec(&**self.tx)
                .await?;
            calls::note(self.tx, &self.room, self.now).await?;
        }
        self.reach(RoomState::Live, EventKind::Opened).await
    }

    /// Takes a break; it goes on selling.
    pub(super) async fn pause(&mut self) -> Result<Vec<Event>, ApiError> {
        self.reach(RoomState::Paused, EventKind::Paused).await
    }

    /// Ends, with all that is open here only.
    pub(super) async fn end(&mut self) -> Result<Vec<Event>, ApiError> {
        prices::close(self.tx, &self.room.id, None, self.now).await?;
        open::close(self.tx, &self.room.id, self.now).await?;
        // Who has entered is told who has won while the room is still there.
        let drawn = bags::end(self.tx, &self.shop, &self.room.id, self.now).await?;
        let mut told = Vec::from_iter(drawn);
        if self.room.pin_product.take().is_some() {
            shelf::unpin(self.tx, &self.room.id).await?;
            told.push(tell::event(&self.room.id, EventKind::Unpin, self.now, RoomNow::default()));
        }
        self.room.ended_at = Some(not_before(self.now, self.room.started_at));
        told.extend(self.reach(over(&self.room), EventKind::Ended).await?);
        Ok(told)
    }

    async fn reach(&mut self, to: RoomState, kind: EventKind) -> Result<Vec<Event>, ApiError> {
        self.room.state = to.as_str().into();
        room::Entity::update_many()
            .col_expr(room::Column::State, Expr::value(to.as_str()))
            .col_expr(room::Column::StartedAt, Expr::value(self.room.started_at))
            .col_expr(room::Column::EndedAt, Expr::value(self.room.ended_at))
            .filter(room::Column::Id.eq(&self.room.id))
            .exec(&**self.tx)
            .await?;
        let prices = prices::open(&**self.tx, &self.shop, &self.room, self.now).await?;
        let told = RoomNow {
            // While it was not on, nobody was told of any.
            viewers: (kind == EventKind::Opened).then_some(self.room.viewers),
            state: Some(to),
            ended_at: self.room.ended_at.map(UnixMillis),
            prices: Some(prices),
            coupons: (kind == EventKind::Ended).then(Vec::new),
            ..RoomNow::default()
        };
        Ok(vec![tell::event(&self.room.id, kind, self.now, told)])
    }
}
