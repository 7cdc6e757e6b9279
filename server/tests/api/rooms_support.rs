//! A room in a shop, with a host, for tests.

use picklive_contract::{
    Money, Problem, ProductId, RoomId, UnixMillis, VariantId,
    comments::{Comment, CommentAsk, WriteComment},
    events::{Event, EventKind, Events, SHOP, Start, path, room_topic},
    host::{Act, ActInRoom, ActKind, Acted},
    live::{EnterRoom, Host, Room, Source, SourceKind},
};
use picklive_server::{
    AppState,
    db::entities::{event, person},
    events, live,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    orders_support::{cny, people},
    support::{Client, NOON, Server, fixtures, fixtures::variant_id},
};

/// A shop with a room, and the one who hosts it.
pub struct Hall {
    pub server: Server,
    pub host: Client,
    pub id: RoomId,
}

/// Where a picture comes from.
pub fn source(url: &str) -> Source {
    Source { kind: SourceKind::Hls, url: url.into() }
}

/// A room to be made, in which everything may be sold that has these names; `tea` not below 4 yuan.
pub fn draft(id: &str, host: Option<&str>, products: &[&str]) -> live::rooms::Draft {
    let allowed = |name: &&str| live::rooms::Allowed {
        product: (*name).into(),
        floor: (*name == "tea").then_some(400),
    };
    live::rooms::Draft {
        id: id.into(),
        title: "Morning tea".into(),
        cover: None,
        host: Host { name: "Lin".into(), face: None, shop: None },
        host_person: host.map(ToOwned::to_owned),
        starts_at: NOON,
        sources: vec![source("/live/tea.m3u8")],
        recordings: Vec::new(),
        demo: false,
        products: products.iter().map(allowed).collect(),
        coupon_budget: 100_000,
    }
}

/// The id of the person who signed in last.
pub async fn last_person(state: &AppState) -> String {
    person::Entity::find().all(&state.db.read).await.unwrap().pop().unwrap().id
}

impl Hall {
    /// A room that is scheduled, in a shop in which everything happens by itself.
    pub async fn scheduled() -> Self {
        Self::on(Server::start().await).await
    }

    /// One in which nothing is done but what requests do.
    pub async fn still() -> Self {
        let hall = Self::on(Server::start_still().await).await;
        hall.act(Act::new(ActKind::Start)).await.unwrap();
        hall
    }

    /// A room that is live.
    pub async fn live() -> Self {
        let hall = Self::scheduled().await;
        hall.act(Act::new(ActKind::Start)).await.unwrap();
        hall
    }

    /// A room that is live on this server.
    pub async fn live_on(server: Server) -> Self {
        let hall = Self::on(server).await;
        hall.act(Act::new(ActKind::Start)).await.unwrap();
        hall
    }

    /// A room that is scheduled on this server.
    pub async fn on(server: Server) -> Self {
        fixtures::product(&server.state, "tea", &[1_000, 1_200], 50).await;
        fixtures::product(&server.state, "cup", &[5_000], 50).await;
        fixtures::product(&server.state, "pen", &[300], 50).await;
        let host = people(&server, 1).await.remove(0);
        let person = last_person(&server.state).await;
        let made = draft("tea-room", Some(&person), &["tea", "cup"]);
        live::rooms::create(&server.state, &made).await.unwrap();
        Self { server, host, id: "tea-room".into() }
    }

    pub async fn act(&self, act: Act) -> Result<Acted, Problem> {
        self.host.call::<ActInRoom>(&self.id, &act).await
    }

    /// Somebody with a ticket of their own.
    pub async fn viewer(&self) -> Client {
        enter(&self.server.client(), &self.id).await
    }

    /// The room as it is now.
    pub async fn room(&self) -> Room {
        live::shot(&self.server.state, &self.id).await.unwrap().unwrap().room
    }

    /// The room's events after a number.
    pub async fn told(&self, after: i64) -> Vec<Event> {
        told(&self.server.state, &self.id, after).await
    }

    /// The kinds of the room's events after a number.
    pub async fn kinds(&self, after: i64) -> Vec<EventKind> {
        self.told(after).await.into_iter().map(|event| event.kind).collect()
    }

    /// Number of the latest event.
    pub async fn seq(&self) -> i64 {
        self.told(0).await.last().map_or(0, |event| event.seq)
    }
}

/// The caller with a ticket to a room.
pub async fn enter(client: &Client, room: &RoomId) -> Client {
    let entered = client.call::<EnterRoom>(room, &()).await.unwrap();
    Client { viewer: Some(entered.viewer), ..client.clone() }
}

/// A room's events after a number, as rows.
pub async fn told(state: &AppState, room: &RoomId, after: i64) -> Vec<Event> {
    let rows = event::Entity::find()
        .filter(event::Column::Topic.eq(room_topic(room)))
        .filter(event::Column::Seq.gt(after))
        .order_by_asc(event::Column::Seq)
        .all(&state.db.read)
        .await
        .unwrap();
    rows.iter().map(|row| serde_json::from_str(&row.body).unwrap()).collect()
}

/// What is told after a snapshot, of the room and of the shop, as who cannot stream asks for it.
pub async fn after(client: &Client, room: &Room) -> Vec<Event> {
    let (mut all, mut cursor) = (Vec::new(), room.cursor.clone());
    loop {
        let asked = path(&[SHOP, &room_topic(&room.id)], &Start::after(&cursor), None);
        let answer: Events =
            serde_json::from_str(&client.get(&asked).await.text().await.unwrap()).unwrap();
        if answer.items.is_empty() {
            return all;
        }
        all.extend(answer.items);
        cursor = answer.cursor;
    }
}

/// A room with what was told after it; the cursor is not compared.
pub fn with(mut room: Room, events: &[Event]) -> Room {
    for event in events {
        assert!(room.take(event), "{event:?}");
    }
    room
}

/// Two rooms in which a viewer sees the same.
pub fn same(mine: &Room, theirs: &Room) {
    let plain = |room: &Room| Room { cursor: String::new(), ..room.clone() };
    assert_eq!(plain(mine), plain(theirs));
}

/// Tells what the shop has to tell.
pub async fn tell_shop(server: &Server) {
    while events::tell(&server.state).await.unwrap() {}
}

pub async fn say(client: &Client, room: &RoomId, text: &str) -> Result<Comment, Problem> {
    let ask = CommentAsk { name: "林".into(), text: text.into() };
    client.call::<WriteComment>(room, &ask).await
}

pub fn pin(product: &str) -> Act {
    Act { product: Some(product.into()), ..Act::new(ActKind::Pin) }
}

pub fn shelf(products: &[&str]) -> Act {
    let products = products.iter().map(|id| ProductId::from(*id)).collect();
    Act { products, ..Act::new(ActKind::Shelf) }
}

/// A price of a product's variant; none is its everyday one again.
pub fn price(product: &str, index: usize, amount: Option<i64>) -> Act {
    let price: Option<Money> = amount.map(cny);
    Act { variant: Some(variant(product, index)), price, ..Act::new(ActKind::Price) }
}

/// A deal for a minute.
pub fn deal(product: &str, amount: i64, quota: u32) -> Act {
    Act {
        variant: Some(variant(product, 0)),
        price: Some(cny(amount)),
        quota: Some(quota),
        seconds: Some(60),
        ..Act::new(ActKind::Deal)
    }
}

pub fn close(product: &str) -> Act {
    Act { variant: Some(variant(product, 0)), ..Act::new(ActKind::CloseDeal) }
}

pub fn about(kind: ActKind, comment: &Comment) -> Act {
    Act { comment: Some(comment.id.clone()), ..Act::new(kind) }
}

pub fn variant(product: &str, index: usize) -> VariantId {
    VariantId(variant_id(product, index))
}

/// The offers that are open in a room: variant, price.
pub fn open(room: &Room, now: UnixMillis) -> Vec<(String, i64)> {
    let open = room.prices.iter().filter(|price| price.offer.open_at(now));
    open.map(|price| (price.variant.0.clone(), price.offer.price.amount)).collect()
}
