//! The room, and who runs it.

use std::path::Path;

use picklive_contract::{RoomId, events::room_topic, live::RoomState, time::DAY};
use picklive_server::{
    clock::Clock,
    db::{
        Tx, connect,
        entities::{person, room, session},
    },
    events, random,
    storefront::settings::{self, Settings},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

/// The room's id.
pub const ROOM: &str = "morning";

/// The room's topic.
pub fn topic() -> String {
    room_topic(&RoomId::from(ROOM))
}

/// A shop with a room that is on the air.
pub struct Shop {
    /// The host's bearer token.
    pub token: String,
}

impl Shop {
    /// A fresh shop in `file`.
    pub async fn open(file: &Path) -> Self {
        let db = connect::open(&file.display().to_string(), false).await.expect("a database");
        let (now, token, host) = (Clock::system().now(), &random::secret(), &random::id());
        let work = |tx: Tx| async move {
            settings::save(&*tx, &Settings { demo: true, ..Settings::default() }).await?;
            let row = person::ActiveModel {
                id: Set(host.clone()),
                kind: Set("email".into()),
                value: Set("host@b.cn".into()),
                created_at: Set(now.0),
            };
            person::Entity::insert(row).exec_without_returning(&*tx).await?;
            let row = session::ActiveModel {
                token_hash: Set(random::digest(token)),
                person_id: Set(host.clone()),
                created_at: Set(now.0),
                expires_at: Set(now.plus(DAY).0),
            };
            session::Entity::insert(row).exec_without_returning(&*tx).await?;
            let row = room::ActiveModel::from(on_the_air(host, now.0)).reset_all();
            room::Entity::insert(row).exec_without_returning(&*tx).await?;
            events::open(&*tx, &topic(), now).await
        };
        db.writing(work).await.expect("a shop");
        Self { token: token.clone() }
    }
}

fn on_the_air(host: &str, now: i64) -> room::Model {
    room::Model {
        id: ROOM.into(),
        title: "{\"zh\":\"晨茶\",\"en\":\"Morning tea\"}".into(),
        cover: None,
        host: "{\"name\":\"江\"}".into(),
        host_person: Some(host.into()),
        state: RoomState::Live.as_str().into(),
        starts_at: now,
        started_at: Some(now),
        ended_at: None,
        sources: "[]".into(),
        recordings: "[]".into(),
        demo: true,
        pin_product: None,
        pin_at: None,
        announcement: None,
        announced_at: None,
        slow_seconds: 0,
        likes: 0,
        viewers: 0,
        coupon_budget: 0,
        created_at: now,
        acted_at: None,
        watched: None,
    }
}
