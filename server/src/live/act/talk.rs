//! Announcing, and keeping the room civil.

use picklive_contract::{
    CommentId, UnixMillis,
    events::{Event, EventKind},
    live::{Announcement, RoomNow},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use super::Doing;
use crate::{
    ApiError,
    db::entities::{comment, room, room_mute, room_word},
    live::{
        comments::{who, words},
        tell,
    },
};

/// Most comments that one event takes away: more than any page shows.
const TOLD: usize = 500;

impl Doing<'_> {
    /// Has everybody read something, or nothing any more.
    pub(super) async fn announce(&mut self) -> Result<Vec<Event>, ApiError> {
        let text = self.act.text.trim();
        let kept = (!text.is_empty()).then(|| text.to_owned());
        let at = kept.as_ref().map(|_| self.now.0);
        room::Entity::update_many()
            .col_expr(room::Column::Announcement, Expr::value(kept))
            .col_expr(room::Column::AnnouncedAt, Expr::value(at))
            .filter(room::Column::Id.eq(&self.room.id))
            .exec(&**self.tx)
            .await?;
        let announcement = Some(Announcement { text: text.into(), at: self.now });
        Ok(self.told(EventKind::Announcement, RoomNow { announcement, ..RoomNow::default() }))
    }

    /// Takes a comment away.
    pub(super) async fn remove_comment(&mut self) -> Result<Vec<Event>, ApiError> {
        let comment = self.comment().await?;
        let removed = if comment.removed_at.is_none() { vec![comment.id] } else { Vec::new() };
        self.take_away(removed).await
    }

    /// Who wrote a comment writes no more here.
    pub(super) async fn mute(&mut self) -> Result<Vec<Event>, ApiError> {
        let comment = self.comment().await?;
        if comment.host {
            return Err(ApiError::invalid([("comment", "malformed")]));
        }
        let muted = who(&comment.viewer, comment.person_id.as_deref()).map(|who| {
            let room_id = Set(self.room.id.clone());
            room_mute::ActiveModel { room_id, who: Set(who), at: Set(self.now.0) }
        });
        let columns = [room_mute::Column::RoomId, room_mute::Column::Who];
        room_mute::Entity::insert_many(muted)
            .on_conflict(OnConflict::columns(columns).do_nothing().to_owned())
            .exec_without_returning(&**self.tx)
            .await?;
        let theirs = Condition::any()
            .add(comment::Column::Viewer.eq(&comment.viewer))
            .add_option(comment.person_id.map(|person| comment::Column::PersonId.eq(person)));
        let removed: Vec<String> = comment::Entity::find()
            .select_only()
            .column(comment::Column::Id)
            .filter(comment::Column::RoomId.eq(&self.room.id))
            .filter(comment::Column::RemovedAt.is_null())
            .filter(theirs)
            .order_by_desc(comment::Column::Seq)
            .order_by_desc(comment::Column::Place)
            .into_tuple()
            .all(&**self.tx)
            .await?;
        self.take_away(removed).await
    }

    /// Who wrote a comment may write again.
    pub(super) async fn unmute(&mut self) -> Result<Vec<Event>, ApiError> {
        let comment = self.comment().await?;
        room_mute::Entity::delete_many()
            .filter(room_mute::Column::RoomId.eq(&self.room.id))
            .filter(
                room_mute::Column::Who.is_in(who(&comment.viewer, comment.person_id.as_deref())),
            )
            .exec(&**self.tx)
            .await?;
        Ok(Vec::new())
    }

    /// Puts time between the comments of one viewer.
    pub(super) async fn slow(&mut self) -> Result<Vec<Event>, ApiError> {
        let seconds = self.act.seconds.unwrap_or(0);
        let kept = i32::try_from(seconds).map_err(ApiError::internal)?;
        room::Entity::update_many()
            .col_expr(room::Column::SlowSeconds, Expr::value(kept))
            .filter(room::Column::Id.eq(&self.room.id))
            .exec(&**self.tx)
            .await?;
        let slow_seconds = Some(seconds);
        Ok(self.told(EventKind::Slowed, RoomNow { slow_seconds, ..RoomNow::default() }))
    }

    /// Takes no comments with these words.
    pub(super) async fn block(&mut self) -> Result<Vec<Event>, ApiError> {
        room_word::Entity::delete_many()
            .filter(room_word::Column::RoomId.eq(&self.room.id))
            .exec(&**self.tx)
            .await?;
        let mut words: Vec<String> = self.act.words.iter().map(|word| words::kept(word)).collect();
        words.sort_unstable();
        words.dedup();
        words.retain(|word| !word.is_empty());
        if !words.is_empty() {
            let rows = words.into_iter().map(|word| room_word::ActiveModel {
                room_id: Set(self.room.id.clone()),
                word: Set(word),
            });
            room_word::Entity::insert_many(rows).exec_without_returning(&**self.tx).await?;
        }
        Ok(Vec::new())
    }

    /// The comment that the act names.
    async fn comment(&self) -> Result<comment::Model, ApiError> {
        let id = self.act.comment.as_ref().map_or("", |id| id.as_str());
        let found = comment::Entity::find_by_id(id)
            .filter(comment::Column::RoomId.eq(&self.room.id))
            .one(&**self.tx)
            .await?;
        found.ok_or_else(|| ApiError::invalid([("comment", "malformed")]))
    }

    /// Takes comments away, the newest named first.
    async fn take_away(&self, mut ids: Vec<String>) -> Result<Vec<Event>, ApiError> {
        for some in ids.chunks(TOLD) {
            comment::Entity::update_many()
                .col_expr(comment::Column::RemovedAt, Expr::value(self.now.0))
                .filter(comment::Column::Id.is_in(some))
                .exec(&**self.tx)
                .await?;
        }
        ids.truncate(TOLD);
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let removed = ids.into_iter().map(CommentId).collect();
        Ok(self.told(EventKind::CommentRemoved, RoomNow { removed, ..RoomNow::default() }))
    }

    fn told(&self, kind: EventKind, now: RoomNow) -> Vec<Event> {
        let at: UnixMillis = self.now;
        vec![tell::event(&self.room.id, kind, at, now)]
    }
}
