//! Pictures of a list: what is fetched, what is refused, what a second run does.

use std::{
    fs,
    io::Cursor,
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect},
    routing::get,
};
use image::{DynamicImage, ImageFormat};
use picklive_server::import::{
    pictures::{Guard, Sources},
    products::{Options, Summary},
};
use tokio::{net::TcpListener, task::JoinSet};

use crate::{
    import::{import, options, shown},
    support::Server,
};

/// Somebody else's server.
struct Pictures {
    base: String,
    asked: Arc<AtomicUsize>,
    _task: JoinSet<()>,
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = DynamicImage::new_rgb8(width, height);
    picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes
}

async fn pictures() -> Pictures {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let away = format!("http://127.0.0.2:{port}/good.png");
    let good = move || {
        count.fetch_add(1, Ordering::Relaxed);
        async { ([(header::CONTENT_TYPE, "image/png")], png(1_600, 800)) }
    };
    let app = Router::new()
        .route("/good.png", get(good))
        .route("/moved.png", get(|| async { Redirect::temporary("/good.png") }))
        .route("/round.png", get(|| async { Redirect::temporary("/round.png") }))
        .route("/away.png", get(move || async move { Redirect::temporary(&away) }))
        .route("/file.png", get(|| async { Redirect::temporary("file:///etc/passwd") }))
        .route("/page.png", get(|| async { "<html>no picture</html>" }))
        .route("/large.png", get(|| async { vec![0_u8; 200_000] }))
        .route("/never.png", get(|| async { std::future::pending::<()>().await }))
        .route("/gone.png", get(|| async { StatusCode::NOT_FOUND.into_response() }));
    let mut task = JoinSet::new();
    task.spawn(async move { axum::serve(listener, app).await.unwrap() });
    Pictures { base: format!("http://127.0.0.1:{port}"), asked, _task: task }
}

/// As always, but this test's own server may be asked.
fn trusting() -> Options {
    let own = |address: IpAddr| address == IpAddr::V4(Ipv4Addr::LOCALHOST);
    let pictures = Sources {
        guard: Guard::with(own),
        bytes: 100_000,
        whole: Duration::from_millis(700),
        ..Sources::default()
    };
    Options { pictures, ..options() }
}

pub fn row(handle: &str, picture: &str) -> String {
    format!("{handle},{handle},,true,,,,,shopify,5,50,,{picture},1,A cup,,\n")
}

fn reason<'a>(summary: &'a Summary, source: &str) -> &'a str {
    &summary.failed.iter().find(|(_, failed, _)| failed.ends_with(source)).unwrap().2
}

#[tokio::test]
async fn a_picture_is_fetched_once_made_small_and_served() {
    let (server, pictures) = (Server::start().await, pictures().await);
    let rows = row("cup", &format!("{}/moved.png", pictures.base));
    let first = import(&server, &rows, &trusting()).await.unwrap();
    assert_eq!((first.fetched, first.failed.len()), (1, 0), "{first:?}");
    let cup = shown(&server, "cup").await;
    let picture = &cup.pictures[0];
    assert_eq!((picture.width, picture.height), (Some(1_200), Some(600)));
    assert_eq!(picture.alt, Some("A cup".into()));
    let answer = server.client().get(&picture.url).await;
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "image/jpeg");
    let again = import(&server, &rows, &trusting()).await.unwrap();
    assert_eq!((again.kept, again.fetched, again.written.products_unchanged), (1, 0, 1));
    assert_eq!(pictures.asked.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn the_own_machine_and_its_neighbours_are_not_asked() {
    let (server, pictures) = (Server::start().await, pictures().await);
    let port = pictures.base.rsplit(':').next().unwrap();
    let sources = [
        format!("http://127.0.0.1:{port}/good.png"),
        format!("http://localhost:{port}/good.png"),
        format!("http://2130706433:{port}/good.png"),
        format!("http://0x7f.1:{port}/good.png"),
        format!("http://[::ffff:127.0.0.1]:{port}/good.png"),
        format!("http://[::1]:{port}/good.png"),
        "http://169.254.169.254/latest/meta-data/x.png".into(),
        "http://10.0.0.1/x.png".into(),
        "http://a:b@example.com/x.png".into(),
        "file:///etc/passwd".into(),
        "ftp://example.com/x.png".into(),
        "x.png".into(),
    ];
    let rows: String =
        (0..).zip(&sources).map(|(n, source)| row(&format!("p{n}"), source)).collect();
    let summary = import(&server, &rows, &options()).await.unwrap();
    assert_eq!(summary.failed.len(), sources.len(), "{summary:?}");
    assert_eq!(summary.written.products_added, sources.len());
    assert_eq!(pictures.asked.load(Ordering::Relaxed), 0);
    let refused = summary.failed.iter().filter(|(.., why)| why.starts_with("refused: "));
    assert_eq!(refused.count(), 8, "{:?}", summary.failed);
    assert_eq!(summary.failed[3].0, 5, "the line of the product");
    assert!(shown(&server, "p0").await.pictures.is_empty());
}

#[tokio::test]
async fn what_is_no_picture_fails_with_its_reason_and_the_rest_comes() {
    let (server, pictures) = (Server::start().await, pictures().await);
    let names = ["gone", "away", "round", "file", "page", "large", "never", "good"];
    let row = |name: &&str| row(name, &format!("{}/{name}.png", pictures.base));
    let rows: String = names.iter().map(row).collect();
    let summary = import(&server, &rows, &trusting()).await.unwrap();
    assert_eq!((summary.fetched, summary.failed.len()), (1, 7), "{summary:?}");
    for (name, says) in [
        ("gone", "the server answered 404"),
        ("away", "refused: 127.0.0.2 is not a public address"),
        ("round", "more than 5 redirects"),
        ("file", "is not a web address"),
        ("page", "is not a JPEG, PNG, WebP or GIF picture"),
        ("large", "is larger than"),
        ("never", "took longer"),
    ] {
        let why = reason(&summary, &format!("/{name}.png"));
        assert!(why.contains(says), "{name}: {why}");
    }
    assert_eq!(shown(&server, "good").await.pictures.len(), 1);
}

#[tokio::test]
async fn a_host_that_never_answers_is_left_alone() {
    let server = Server::start().await;
    let rows: String =
        (0..40).map(|n| row(&format!("p{n}"), &format!("http://127.0.0.1:1/{n}.png"))).collect();
    let summary = import(&server, &rows, &trusting()).await.unwrap();
    assert_eq!(summary.failed.len(), 40);
    let tried = summary.failed.iter().filter(|(.., why)| !why.starts_with("not tried: "));
    // Those under way when the third failed are tried too.
    assert!((3..=6).contains(&tried.count()), "{:?}", summary.failed);
}

#[tokio::test]
async fn a_second_run_fills_in_what_failed() {
    let (server, pictures) = (Server::start().await, pictures().await);
    let address = format!("{}/good.png", pictures.base);
    let rows = "cup,Cup,,true,Size,S,,,shopify,5,50,,http://127.0.0.1:1/x.png,1,,,\n".to_owned()
        + &format!("cup,,,,,L,,,shopify,5,50,,,,,{address},\n");
    let first = import(&server, &rows, &options()).await.unwrap();
    assert_eq!(first.failed.len(), 2);
    assert_eq!(shown(&server, "cup").await.variants[1].picture, None);
    let second = import(&server, &rows, &trusting()).await.unwrap();
    assert_eq!((second.fetched, second.written.products_updated), (1, 1));
    let cup = shown(&server, "cup").await;
    assert_eq!((cup.pictures.len(), cup.variants[1].picture), (1, Some(0)));
    // Nothing is lost when the other side is gone later on.
    let third = import(&server, &rows, &options()).await.unwrap();
    assert_eq!((third.kept, third.written.products_unchanged), (1, 1));
}

#[tokio::test]
async fn a_folder_has_the_pictures_by_their_names() {
    let server = Server::start().await;
    let folder = server.folder().join("pictures");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("Cup_925x.jpg"), png(30, 20)).unwrap();
    fs::write(folder.join("lamp@2x.png"), png(20, 30)).unwrap();
    fs::write(folder.join("bad.png"), "no picture").unwrap();
    let mut options = options();
    options.pictures.folder = Some(folder);
    let rows = row("cup", "https://cdn.example/a/cup_925x@2x.jpg?v=17")
        + &row("lamp", "https://cdn.example/a/lamp.png")
        + &row("bad", "bad.png");
    let summary = import(&server, &rows, &options).await.unwrap();
    assert_eq!((summary.from_folder, summary.failed.len()), (2, 1), "{summary:?}");
    assert!(reason(&summary, "bad.png").contains("is not a JPEG"));
    assert_eq!(shown(&server, "cup").await.pictures[0].width, Some(30));
    assert_eq!(shown(&server, "lamp").await.pictures[0].height, Some(30));
}
