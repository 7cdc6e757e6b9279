//! A room, mounted: what it needs, and what its parts share.

use leptos::prelude::*;
use picklive_contract::{
    Lang, OrderId, ProductId, RoomId, UnixMillis,
    events::Event,
    live::{Room, RoomState, TAPS_MAX},
    offer::{Offer, Visitor},
    product::Product,
};

use super::{
    follow::{self, Reading},
    happens::{self, Happening},
    model::{Feed, is_on, prices, talk::Talk},
    rest::Rest,
    stage, ticket,
};
use crate::{
    address::{Now, Page, Purchase, Site},
    api::{Api, events::Joined},
    checkout::{self, Chosen},
    platform::video::Video,
    signal::{Call, Derived, Var},
    ui::{Data, Loader, Node},
};

/// What a room needs to know and whom it tells; it knows no router and no app state.
#[derive(Clone)]
pub struct Setup {
    /// A purchase in this room, without its lines: site, shop, the way to the server, and what is remembered.
    pub purchase: checkout::Setup,
    /// Which room.
    pub id: RoomId,
    /// Whose prices are looked for.
    pub visitor: Derived<Visitor>,
    /// Whether a guest can verify a contact here.
    pub verifies: bool,
    /// The rooms that the event line tells of: also this one, while it is open.
    pub joined: Var<Vec<Joined>>,
    /// Whether what happens is being told at present.
    pub is_told: Call<(), bool>,
    /// Shares the room, by its title.
    pub share: Call<String>,
    /// The order one comes back for.
    pub resume: Option<OrderId>,
    /// The address of all rooms, where there is one.
    pub rooms: Option<String>,
    /// Says which moment is seen of a picture that somebody else plays, where that is known; without it the room plays
    /// its own.
    pub over: Option<Call<(), Option<UnixMillis>>>,
    /// Makes the room small and leads on into the shop, where there is one around it.
    pub browse: Option<Call<Page>>,
    /// Whoever else wants to know what happens here.
    pub happens: Option<Call<Happening>>,
    /// Asked before a purchase begins; `true` when somebody else takes it from there.
    pub taken: Option<Call<(Purchase, Offer), bool>>,
    /// What stands beside the picture and opens over it; it may come later.
    pub rest: Loader<Rest>,
    /// Takes what is put aside, where there is a cart for what a room sells.
    pub aside: Option<Chosen>,
}

/// A room that is open: a handle for its parts.
#[derive(Clone, Copy)]
pub(super) struct Live {
    pub setup: Data<Setup>,
    pub lang: Lang,
    /// What is known, and what waits for its moment.
    pub feed: StoredValue<Feed>,
    /// The room as it is shown, but for what follows.
    pub room: Data<Room>,
    /// Comments, and whether the reader looks back.
    pub talk: Var<Talk>,
    /// People who watch.
    pub viewers: Var<Option<i64>>,
    /// Likes so far.
    pub likes: Var<i64>,
    /// Products that were opened and are not told yet.
    pub opened: Var<Vec<ProductId>>,
    /// The one picture.
    pub video: Video,
    /// The moment that is seen, where the stream tells.
    pub seen: Var<Option<UnixMillis>>,
    /// The product of the recording's stretch that is seen.
    pub shows: Var<Option<ProductId>>,
    /// The time by which the room's prices are looked for.
    pub moment: Now,
    /// What is sold, with the room's offers.
    pub shelf: Derived<Vec<Product>>,
    /// The viewer's ticket.
    pub viewer: Var<Option<String>>,
    /// Whether the event line was asked to tell of the room.
    pub joins: Var<bool>,
    /// Who wants to know that prices have changed.
    pub priced: Var<Vec<Call<()>>>,
    /// Whether the snapshot is being read again, and the number of the last time.
    pub reading: Var<Reading>,
    pub turn: Var<u32>,
    pub owner: StoredValue<Owner>,
}

/// Draws a room, as its snapshot has it and as it goes on from there.
pub fn room(setup: Setup, first: Room) -> Node {
    let lang = setup.purchase.site.lang;
    let mut talk = Talk::default();
    talk.take(&first.comments);
    // As it is before a stream says otherwise.
    let now = setup.purchase.site.now;
    let expects = setup.over.is_none() && follow::source(&first).is_some();
    let feed = Feed::new(first.clone(), untrack(|| now.at()), expects);
    let room = Data::new(feed.room().clone());
    let (at, sure) = untrack(|| (Var::new(Some(now.at())), Var::new(now.is_certain())));
    let video = setup.over.map_or_else(Video::new, Video::over);
    let live = Live {
        lang,
        setup: Data::new(setup),
        talk: Var::new(talk),
        viewers: Var::new(first.viewers),
        likes: Var::new(first.likes),
        opened: Var::new(Vec::new()),
        room,
        video,
        seen: Var::new(None),
        shows: Var::new(None),
        moment: Now::new(at, sure),
        shelf: Derived::new(move || room.with(prices::shelf)),
        viewer: Var::new(None),
        joins: Var::new(false),
        priced: Var::new(Vec::new()),
        reading: Var::new(Reading::Not),
        turn: Var::new(0),
        owner: StoredValue::new(Owner::current().unwrap_or_default()),
        feed: StoredValue::new(feed),
    };
    follow::begin(live, at, sure);
    ticket::begin(live);
    happens::begin(live);
    stage::draw(live)
}

impl Live {
    /// What the room was given.
    pub fn given(&self) -> Option<Setup> {
        untrack(|| self.setup.with(|setup| Some(setup.clone())))
    }

    /// The way to the server.
    pub fn api(&self) -> Option<Api> {
        untrack(|| self.setup.with(|setup| Some(setup.purchase.api.clone())))
    }

    /// Which room it is.
    pub fn id(&self) -> Option<RoomId> {
        untrack(|| self.setup.with(|setup| Some(setup.id.clone())))
    }

    /// Where and for whom, by the time of the shop.
    pub fn site(&self) -> Option<Site> {
        untrack(|| self.setup.with(|setup| Some(setup.purchase.site.clone())))
    }

    /// The same by the moment that is seen: a deal opens and ends with the stream.
    pub fn site_of_stream(&self) -> Option<Site> {
        self.site().map(|site| Site { now: self.moment, ..site })
    }

    /// Where the room stands.
    pub fn state(self) -> Derived<Option<RoomState>> {
        Derived::new(move || self.room.with(|room| Some(room.state.clone())))
    }

    /// Whether it is on the air or on a break.
    pub fn is_on(self) -> Derived<bool> {
        Derived::new(move || self.room.with(is_on))
    }

    /// Notes that a product was opened, to be told: while the room is on, each once.
    pub fn opens(self, id: &ProductId) {
        let is_on = untrack(|| self.room.with(is_on));
        self.opened.amend(|opened| {
            if is_on && opened.len() < TAPS_MAX && !opened.contains(id) {
                opened.push(id.clone());
            }
        });
    }

    /// Takes what the server tells.
    pub fn heard(self, event: &Event) {
        follow::heard(self, event);
    }
}
