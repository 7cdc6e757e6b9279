//! Making and changing rooms.

use picklive_contract::{UnixMillis, live::Host};

use super::{find, text};
use crate::{
    AppState,
    account::sign_in::find_or_add,
    cli::orders::told,
    db::Tx,
    import::drop::times::moment,
    live::rooms::{self, Allowed, Change, Draft},
    money,
    storefront::{
        settings::{self, Settings},
        zone::ShopZone,
    },
};

/// What is said of a room.
#[derive(Debug, Default, PartialEq, Eq, clap::Args)]
pub struct Fields {
    /// Its title; in several languages as `--title zh=… --title en=…`.
    #[arg(long, value_name = "TEXT")]
    title: Vec<String>,
    /// Who runs it from their phone: a mail address or telephone number that they sign in with.
    #[arg(long, value_name = "CONTACT")]
    host: Option<String>,
    /// What viewers read of who runs it; as --title [default: the shop's curator, else its name].
    #[arg(long, value_name = "TEXT")]
    host_name: Vec<String>,
    /// Address of the host's face.
    #[arg(long, value_name = "URL", requires = "host_name")]
    host_face: Option<String>,
    /// When it begins, e.g. `2026-11-25 07:00` in the shop, or with a zone `2026-11-25T07:00:00+08:00`.
    #[arg(long, value_name = "TIME")]
    starts_at: Option<String>,
    /// Address of its picture.
    #[arg(long, value_name = "URL")]
    cover: Option<String>,
    /// Address of its HLS playlist; may be repeated, the best first.
    #[arg(long, value_name = "URL")]
    source: Vec<String>,
    /// Address of the recording's playlist: with one, a room that is over can be seen again.
    #[arg(long, value_name = "URL")]
    recording: Vec<String>,
    /// A product that the host may sell here, with the lowest price they may ask: `HANDLE` or `HANDLE:49.90`. May be
    /// repeated; those named are all there are.
    #[arg(long, value_name = "HANDLE[:FLOOR]")]
    product: Vec<String>,
    /// What the host's coupons may take off in all, e.g. `500` [default: nothing, and the host drops none].
    #[arg(long, value_name = "SUM")]
    coupons: Option<String>,
}

/// What is taken from a room.
#[derive(Debug, Default, PartialEq, Eq, clap::Args)]
pub struct Without {
    /// Nobody runs it but the command line.
    #[arg(long, conflicts_with = "host")]
    no_host: bool,
    /// It has no picture.
    #[arg(long, conflicts_with = "cover")]
    no_cover: bool,
    /// It has no stream, and sells without one.
    #[arg(long, conflicts_with = "source")]
    no_source: bool,
    /// It has no recording.
    #[arg(long, conflicts_with = "recording")]
    no_recording: bool,
    /// Nothing is sold here.
    #[arg(long, conflicts_with = "product")]
    no_product: bool,
}

impl Fields {
    fn products(&self, shop: &Settings) -> Result<Vec<Allowed>, String> {
        self.product.iter().map(|typed| text::allowed(typed, shop.currency)).collect()
    }

    fn budget(&self, shop: &Settings) -> Result<Option<i64>, String> {
        let sum = self.coupons.as_ref().map(|typed| money::parse(typed, shop.currency));
        sum.transpose().map_err(|why| format!("--coupons: {why}"))
    }

    fn begin(&self, shop: &Settings, now: UnixMillis) -> Result<Option<UnixMillis>, String> {
        let Some(typed) = &self.starts_at else { return Ok(None) };
        let zone = ShopZone::named(&shop.zone).map_err(told)?;
        let at = moment(typed, &zone, now).map_err(|why| format!("--starts-at: {why}"))?;
        Ok(Some(at))
    }

    /// Who runs it, as viewers read it.
    fn shown_host(&self) -> Result<Option<Host>, String> {
        let face = self.host_face.as_ref().map(|url| text::picture("--host-face", url));
        let face = face.transpose()?;
        let name = text::text("--host-name", &self.host_name)?;
        Ok(name.map(|name| Host { name, face, shop: None }))
    }

    /// The person who runs it: signing in with the contact makes them the host, today or later.
    async fn person(&self, state: &AppState) -> Result<Option<String>, String> {
        let Some(typed) = &self.host else { return Ok(None) };
        let (kind, value) = &text::host(typed)?;
        let now = state.clock.now();
        let work = |tx: Tx| async move { find_or_add(&tx, kind, value, now).await };
        Ok(Some(state.db.writing(work).await.map_err(told)?.id))
    }
}

/// `create`.
pub async fn create(state: &AppState, id: &str, fields: &Fields, json: bool) -> Result<(), String> {
    let (shop, now) = (settings::get(state).await.map_err(told)?, state.clock.now());
    let title = text::text("--title", &fields.title)?;
    let shop_s = |shop: &Settings| match shop.curator.clone() {
        Some(curator) => Host { name: curator.name, face: curator.face, shop: None },
        None => Host { name: shop.name.clone(), face: shop.logo.clone(), shop: None },
    };
    let mut draft = Draft {
        id: id.into(),
        title: title.ok_or("a room has a title: --title")?,
        cover: fields.cover.as_ref().map(|url| text::picture("--cover", url)).transpose()?,
        host: fields.shown_host()?.unwrap_or_else(|| shop_s(&shop)),
        host_person: None,
        starts_at: fields.begin(&shop, now)?.ok_or("a room has a begin: --starts-at")?,
        sources: text::sources(&fields.source),
        recordings: text::sources(&fields.recording),
        demo: false,
        products: fields.products(&shop)?,
        coupon_budget: fields.budget(&shop)?.unwrap_or(0),
    };
    // The last of all, since it writes.
    draft.host_person = fields.person(state).await?;
    rooms::create(state, &draft).await.map_err(|refused| refused.to_string())?;
    find::show(state, id, 0, json).await?;
    remind(fields);
    Ok(())
}

/// `change`.
pub async fn change(
    state: &AppState,
    id: &str,
    fields: &Fields,
    without: &Without,
    json: bool,
) -> Result<(), String> {
    if *fields == Fields::default() && *without == Without::default() {
        return Err("say what is to change, e.g. --title; --help lists it".into());
    }
    // A contact is not noted for a room that is not there.
    find::room(state, id).await?;
    let (shop, now) = (settings::get(state).await.map_err(told)?, state.clock.now());
    let cover = fields.cover.as_ref().map(|url| text::picture("--cover", url)).transpose()?;
    let said = |named: bool, none: bool| named || none;
    let mut change = Change {
        title: text::text("--title", &fields.title)?,
        cover: said(cover.is_some(), without.no_cover).then_some(cover),
        host: fields.shown_host()?,
        host_person: None,
        starts_at: fields.begin(&shop, now)?,
        sources: said(!fields.source.is_empty(), without.no_source)
            .then(|| text::sources(&fields.source)),
        recordings: said(!fields.recording.is_empty(), without.no_recording)
            .then(|| text::sources(&fields.recording)),
        demo: None,
        products: match said(!fields.product.is_empty(), without.no_product) {
            true => Some(fields.products(&shop)?),
            false => None,
        },
        coupon_budget: fields.budget(&shop)?,
    };
    let person = fields.person(state).await?;
    change.host_person = said(person.is_some(), without.no_host).then_some(person);
    rooms::change(state, id, &change).await.map_err(|refused| refused.to_string())?;
    find::show(state, id, 0, json).await?;
    remind(fields);
    Ok(())
}

/// What is easily forgotten about a stream on another host.
fn remind(fields: &Fields) {
    for url in fields.source.iter().chain(&fields.recording) {
        if let Ok(url) = url::Url::parse(url) {
            let origin = url.origin().ascii_serialization();
            eprintln!("note: pages fetch {url} once `serve` has --media-origin {origin}");
        }
    }
}
