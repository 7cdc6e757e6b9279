//! Who follows a host is written to when a room of theirs begins: once a room, whoever starts it and whichever server
//! sends it.

use futures_util::future::join_all;
use picklive_contract::{
    RoomId,
    account::GetSession,
    host::{Act, ActInRoom, ActKind},
    time::{DAY, HOUR},
};
use picklive_server::{
    AppState,
    account::mail::Mailer,
    background::prune,
    config::{Config, public_url},
    db::{
        Tx, connect,
        entities::{follow_call, letter, person},
    },
    follows::calls,
    letters, live,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, PaginatorTrait};

use crate::{
    follows::{follow, unfollow},
    orders_support::people,
    rooms_support::{Hall, draft, last_person},
    support::{
        Client, Server,
        gateway::Messages,
        smtp::{Mail, Post},
    },
};

/// A room that has not begun, and what its shop sends.
pub struct House {
    pub hall: Hall,
    host: String,
    pub post: Post,
    pub messages: Messages,
}

impl House {
    pub async fn open() -> Self {
        let (post, messages) = (Post::open().await, Messages::open().await);
        let public_url = Some(public_url("https://example.org/shop/").unwrap());
        let config = Config { dev: true, public_url, ..Config::default() };
        let carried = |state| carried(state, &post, &messages);
        let hall = Hall::on(Server::start_quiet(config, carried).await).await;
        let host = last_person(&hall.server.state).await;
        Self { hall, host, post, messages }
    }

    async fn act(&self, kind: ActKind) {
        self.hall.act(Act::new(kind)).await.unwrap();
    }

    /// Sends all there is to send, on this server; the mails by whom they went to.
    pub async fn sent(&self) -> Vec<Mail> {
        while letters::send_due(&self.hall.server.state).await.unwrap() > 0 {}
        let mut mails = self.post.mails();
        mails.sort_by(|one, other| one.to.cmp(&other.to));
        mails
    }

    pub async fn another(&self, id: &str) -> RoomId {
        let made = draft(id, Some(&self.host), &[]);
        live::rooms::create(&self.hall.server.state, &made).await.unwrap();
        id.into()
    }

    /// Rows of letters, and of rooms whose letters are not all written.
    async fn rows(&self) -> (u64, u64) {
        let read = &self.hall.server.state.db.read;
        let letters = letter::Entity::find().count(read).await.unwrap();
        (letters, follow_call::Entity::find().count(read).await.unwrap())
    }
}

fn carried(state: AppState, post: &Post, messages: &Messages) -> AppState {
    let mailer = Mailer::new(&post.url, "shop@shop.example", None).unwrap();
    state.with_mailer(mailer).with_gateway(messages.gateway())
}

/// Whoever has signed in, reached by another contact.
pub async fn reached(state: &AppState, who: &Client, kind: &str, value: &str) {
    let id = who.call::<GetSession>(&(), &()).await.unwrap().person.unwrap().id;
    let row = person::ActiveModel {
        id: Set(id.to_string()),
        kind: Set(kind.into()),
        value: Set(value.into()),
        ..Default::default()
    };
    let work = |tx: Tx| {
        let row = row.clone();
        async move { Ok(row.update(&*tx).await.map(|_| ())?) }
    };
    state.db.writing(work).await.unwrap();
}

#[tokio::test]
async fn followers_are_told_once_that_a_room_begins() {
    let house = House::open().await;
    let (hall, state) = (&house.hall, &house.hall.server.state);
    let [zh, en, any, caller, gone, none] = people(&hall.server, 6).await.try_into().unwrap();
    for (who, name) in [(&zh, "a-zh"), (&en, "b-en"), (&any, "c-any"), (&gone, "d"), (&none, "e")] {
        reached(state, who, "email", &format!("{name}@b.cn")).await;
    }
    reached(state, &caller, "phone", "13800138000").await;
    for (who, lang) in [(&zh, Some("zh")), (&en, Some("en")), (&any, None), (&caller, Some("zh"))] {
        follow(who, &hall.id, lang).await.unwrap();
    }
    follow(&gone, &hall.id, None).await.unwrap();
    assert!(house.sent().await.is_empty(), "nothing has begun");
    house.act(ActKind::Start).await;
    assert_eq!(house.rows().await, (0, 1), "a start writes one row, however many follow");
    unfollow(&gone, &hall.id).await.unwrap();

    let mails = house.sent().await;
    let to: Vec<_> = mails.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(to, ["a-zh@b.cn", "b-en@b.cn", "c-any@b.cn"]);
    let says = |mail: &Mail, pieces: &[&str]| {
        let text = &mail.text;
        pieces.iter().for_each(|piece| assert!(text.contains(piece), "{piece} in {text}"));
    };
    let link = "https://example.org/shop/live/tea-room";
    let (chinese, english) = ("Lin 开播了：Morning tea", "Lin is live: Morning tea");
    says(&mails[0], &[chinese, link, "取消", "已关注"]);
    says(&mails[1], &[english, link, "To stop", "“Following”"]);
    says(&mails[2], &[chinese, english]);
    assert!(!mails[0].text.contains(english) && !mails[1].text.contains(chinese));
    assert!(mails[0].head.contains(&format!("List-Unsubscribe: <{link}>")), "{}", mails[0].head);
    let taken = house.messages.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(
        (&taken[0]["to"], &taken[0]["kind"]),
        (&"+8613800138000".into(), &"room_begins".into())
    );
    let text = taken[0]["text"].as_str().unwrap();
    assert!([chinese, link, "取消"].iter().all(|piece| text.contains(piece)), "{text}");
    assert_eq!(
        (&taken[0]["params"]["host"], &taken[0]["params"]["link"]),
        (&"Lin".into(), &link.into())
    );

    // A break and going on is no other begin; who follows now knows of the room.
    house.act(ActKind::Pause).await;
    follow(&none, &hall.id, None).await.unwrap();
    house.act(ActKind::Start).await;
    assert_eq!(house.sent().await.len(), 3);
    assert_eq!((house.rows().await, house.messages.taken().len()), ((4, 0), 1));

    // Long after, the letters are forgotten, and nobody is told anew.
    hall.server.set_clock(state.clock.now().plus(8 * DAY));
    prune::once(state).await.unwrap();
    assert_eq!(house.rows().await, (0, 0));
    house.act(ActKind::Pause).await;
    house.act(ActKind::Start).await;
    assert_eq!(house.sent().await.len(), 3);

    // The next room of the same host is news again, for who follows by then.
    let next = house.another("next-room").await;
    unfollow(&zh, &hall.id).await.unwrap();
    hall.host.call::<ActInRoom>(&next, &Act::new(ActKind::Start)).await.unwrap();
    let later: Vec<_> = house.sent().await.into_iter().map(|mail| mail.to).collect();
    assert_eq!(
        later,
        ["a-zh@b.cn", "b-en@b.cn", "b-en@b.cn", "c-any@b.cn", "c-any@b.cn", "e@b.cn"]
    );
}

#[tokio::test]
async fn nobody_is_told_of_a_rehearsed_room_or_of_one_that_is_over() {
    let house = House::open().await;
    let (hall, state) = (&house.hall, &house.hall.server.state);
    let who = people(&hall.server, 1).await.remove(0);
    follow(&who, &hall.id, None).await.unwrap();
    let made = live::rooms::Draft { demo: true, ..draft("rehearsed", Some(&house.host), &[]) };
    live::rooms::create(state, &made).await.unwrap();
    live::act(state, "rehearsed", &Act::new(ActKind::Start)).await.unwrap();
    assert_eq!(house.rows().await, (0, 0));

    house.act(ActKind::Start).await;
    house.act(ActKind::End).await;
    assert!(house.sent().await.is_empty(), "it was over before anything was written");
    assert_eq!(house.rows().await, (0, 0));

    // One that ends while its letters wait.
    let next = house.another("next-room").await;
    hall.host.call::<ActInRoom>(&next, &Act::new(ActKind::Start)).await.unwrap();
    house.post.set_broken(true);
    assert!(house.sent().await.is_empty());
    assert_eq!(house.rows().await.0, 1);
    hall.host.call::<ActInRoom>(&next, &Act::new(ActKind::End)).await.unwrap();
    house.post.set_broken(false);
    hall.server.set_clock(state.clock.now().plus(HOUR));
    assert!(house.sent().await.is_empty());
    let row = letter::Entity::find().one(&state.db.read).await.unwrap().unwrap();
    assert_eq!((row.next_try_at, row.sent_at), (None, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_start_write_and_send_and_each_follower_has_one_letter() {
    const FOLLOWERS: usize = 700;
    let house = House::open().await;
    let (hall, one) = (&house.hall, &house.hall.server.state);
    let config = (*one.config).clone();
    let db = connect::open(&config.data, false).await.unwrap();
    let other = carried(AppState::new(db, one.clock.clone(), config), &house.post, &house.messages);
    let crowd = people(&hall.server, FOLLOWERS).await;
    for some in crowd.chunks(100) {
        let each = some.iter().map(|who| follow(who, &hall.id, Some("en")));
        join_all(each).await.into_iter().for_each(|done| _ = done.unwrap());
    }
    let start = Act::new(ActKind::Start);
    let (here, there) =
        tokio::join!(live::act(one, "tea-room", &start), live::act(&other, "tea-room", &start));
    assert!(here.is_ok() != there.is_ok(), "a room begins once: {here:?} {there:?}");
    assert_eq!(house.rows().await, (0, 1));

    // A server that dies in the middle has written whole batches, and the other one goes on from there.
    assert!(calls::write(one).await.unwrap());
    let (first, left) = house.rows().await;
    assert!(first > 0 && first < u64::try_from(FOLLOWERS).unwrap() && left == 1);
    let all = |state: AppState| async move { while calls::write(&state).await.unwrap() {} };
    tokio::join!(all(one.clone()), all(other.clone()));
    assert_eq!(house.rows().await, (u64::try_from(FOLLOWERS).unwrap(), 0));

    let send = |state: AppState| async move {
        let mut sent = 0;
        // The other one may hold what is left of a round.
        while letter::Entity::find()
            .all(&state.db.read)
            .await
            .unwrap()
            .iter()
            .any(|it| it.next_try_at.is_some())
        {
            sent += letters::send_due(&state).await.unwrap();
        }
        sent
    };
    let (here, there) = tokio::join!(send(one.clone()), send(other.clone()));
    let mut to: Vec<_> = house.post.mails().into_iter().map(|mail| mail.to).collect();
    assert_eq!((to.len(), here + there), (FOLLOWERS, u64::try_from(FOLLOWERS).unwrap()));
    to.sort_unstable();
    to.dedup();
    assert_eq!(to.len(), FOLLOWERS, "nobody has two");
}
