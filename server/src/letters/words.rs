//! What a letter says and whom it goes to, as things are when it is sent.

use picklive_contract::{
    account::{Contact, ContactKind},
    address::OrderContact,
    endpoint::encode,
    orders::{Order, OrderState},
    returns::Return,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{
    Kind,
    langs::Langs,
    rooms,
    text::{self, Facts},
    which,
};
use crate::{
    ApiError, AppState,
    account::{contact, sms},
    db::entities::{letter, message, order, refund, return_request},
    money,
    orders::view,
    storefront::{settings, zone::ShopZone},
};

/// A letter, ready to be carried.
pub struct Words {
    /// Whom it goes to.
    pub to: To,
    /// The subject of a mail.
    pub subject: String,
    /// A mail's plain text.
    pub text: String,
    /// The same as a short message.
    pub short: String,
    /// What it is, to a gateway.
    pub kind: &'static str,
    /// What the short message is made of.
    pub params: serde_json::Value,
    /// The page where its receiver ends that such letters come, if they can.
    pub stop: Option<String>,
}

/// A contact that was given for the order.
pub enum To {
    /// Mail.
    Email(String),
    /// Short message; the number as gateways want it.
    Phone(String),
}

impl To {
    /// Whether somebody carries it there now.
    pub fn is_carried(&self, state: &AppState) -> bool {
        match self {
            Self::Email(_) => state.carriers.mailer.is_some(),
            Self::Phone(_) => state.carriers.gateway.is_some(),
        }
    }
}

/// Whether there is somebody to tell.
pub enum Reach {
    /// There is.
    At(Words),
    /// There is, but nobody carries it now.
    Later,
    /// There is not, or nothing is to be told any more.
    Nobody,
}

/// What is to be said about an order or a room.
///
/// # Errors
/// When it cannot be read.
pub async fn of(state: &AppState, letter: &letter::Model) -> Result<Reach, ApiError> {
    if let (Some(room), Some(person)) = (&letter.room_id, &letter.person_id) {
        return rooms::words(state, letter, room, person).await;
    }
    let (conn, id) = (&state.db.read, letter.order_id.as_deref().unwrap_or_default());
    let found = order::Entity::find_by_id(id).one(conn).await?;
    let (Some(row), Some(kind)) = (found, Kind::parse(&letter.kind)) else {
        return Ok(Reach::Nobody);
    };
    let back = refund::Entity::find_by_id(&letter.event).one(conn).await?;
    let (lang, shop_slug) = (row.lang.clone(), row.shop.clone());
    let guest = row.person_id.is_none();
    let currency = view::currency(&row)?;
    let order = view::one(conn, row).await?;
    if kind == Kind::Paid && order.state == OrderState::Refunded {
        // Its own letter says so.
        return Ok(Reach::Nobody);
    }
    let to = match addressee(state, &order.contact) {
        Addressee::At(to) => to,
        Addressee::Later => return Ok(Reach::Later),
        Addressee::Nobody => return Ok(Reach::Nobody),
    };
    let shop = settings::get(state).await?;
    let zone = ShopZone::named(&shop.zone)?.told(&shop.zone, state.clock.now());
    let link = link(state, &order, shop_slug.as_deref());
    let facts = Facts {
        kind,
        message: message(conn, letter, kind, order.id.as_str()).await?,
        decided: decided(conn, letter, kind, &order).await?,
        shop: &shop.name,
        order: &order,
        back: back.as_ref().map(|back| back.money(currency)).transpose()?,
        reason: reason(kind, &order, back.as_ref()),
        zone: &zone,
        link: link.as_deref(),
        guest,
    };
    let langs = Langs::of(&shop, lang.as_deref());
    Ok(Reach::At(Words {
        to,
        subject: langs.subject(|lang| text::subject(&facts, lang)),
        text: langs.mail(|lang| text::mail(&facts, lang)),
        short: text::short(&facts, langs.first()),
        kind: kind.at_gateway(),
        params: json!({
            "number": order.number,
            "return": facts.decided.map(|one| &one.number),
            "amount": facts.back.map(money::shown),
            "carrier": order.tracking.as_ref().map(|parcel| &parcel.carrier),
            "tracking": order.tracking.as_ref().map(|parcel| &parcel.number),
        }),
        stop: None,
    }))
}

/// The message a letter is about, whatever was written since.
async fn message(
    conn: &impl ConnectionTrait,
    letter: &letter::Model,
    kind: Kind,
    order: &str,
) -> Result<Option<String>, ApiError> {
    let nth = which(&letter.event).and_then(|nth| nth.parse::<i32>().ok());
    let Some(nth) = nth.filter(|_| kind == Kind::Message) else { return Ok(None) };
    let found = message::Entity::find_by_id((order.to_owned(), nth)).one(conn).await?;
    Ok(found.map(|message| message.body))
}

/// The return a letter is about: the one that was decided, or whose money goes back.
async fn decided<'a>(
    conn: &impl ConnectionTrait,
    letter: &letter::Model,
    kind: Kind,
    order: &'a Order,
) -> Result<Option<&'a Return>, ApiError> {
    let id = match kind {
        Kind::ReturnAgreed | Kind::ReturnRefused => which(&letter.event).map(str::to_owned),
        Kind::Refunded | Kind::PartRefunded => {
            let by = return_request::Column::RefundId.eq(&letter.event);
            return_request::Entity::find().filter(by).one(conn).await?.map(|request| request.id)
        }
        _ => None,
    };
    Ok(id.and_then(|id| order.returns.iter().find(|one| one.id.as_str() == id)))
}

/// Who carries what is said to a contact; one of them also has those whom nobody reaches.
pub fn carrier(state: &AppState, contact: &OrderContact) -> ContactKind {
    match addressee(state, contact) {
        Addressee::At(To::Email(_)) => ContactKind::Email,
        Addressee::At(To::Phone(_)) => ContactKind::Phone,
        Addressee::Later | Addressee::Nobody => at_home(state),
    }
}

/// The carrier that looks after what is nobody's: mail, or what the shop has.
pub fn at_home(state: &AppState) -> ContactKind {
    if state.carriers.mailer.is_some() { ContactKind::Email } else { ContactKind::Phone }
}

enum Addressee {
    At(To),
    Later,
    Nobody,
}

/// Mail comes first; a telephone number gets news where there is no mail.
fn addressee(state: &AppState, given: &OrderContact) -> Addressee {
    let email = Some(given.email.trim()).filter(|email| !email.is_empty());
    let email = email.map(|email| To::Email(email.into()));
    let phone = Contact { kind: ContactKind::Phone, value: given.phone.clone() };
    let phone = contact::normal(&phone).map(|number| To::Phone(sms::number(&number)));
    let has_email = email.is_some();
    match [email, phone].into_iter().flatten().find(|to| to.is_carried(state)) {
        Some(to) => Addressee::At(to),
        None if has_email => Addressee::Later,
        None => Addressee::Nobody,
    }
}

/// Where the order is shown. A guest's secret is not in it: only their device knows it, the shop keeps its
/// digest. So a guest's link opens where they ordered, and tells nobody else anything.
fn link(state: &AppState, order: &Order, shop: Option<&str>) -> Option<String> {
    let url = state.config.public_url.as_ref()?;
    let mut path = String::new();
    if let Some(shop) = shop {
        path.push_str("s/");
        encode(shop, &mut path);
        path.push('/');
    }
    path.push_str("orders/");
    encode(order.id.as_str(), &mut path);
    url.join(&path).ok().map(Into::into)
}

/// Why, as it was kept: a stable word or the shop's own sentence.
fn reason(kind: Kind, order: &Order, back: Option<&refund::Model>) -> Option<String> {
    if let Some(back) = back {
        return Some(back.reason.clone());
    }
    let state = match kind {
        Kind::Cancelled => OrderState::Cancelled,
        Kind::Refunded => OrderState::Refunded,
        Kind::Paid => OrderState::Paid,
        _ => return None,
    };
    order.steps.iter().find(|step| step.state == state)?.reason.clone()
}
