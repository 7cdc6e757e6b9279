//! What a letter says: one part for each of the shop's languages, since an order does not say which one
//! its buyer reads.

use picklive_contract::{Lang, Zone, account::ContactKind, orders::Order};
use sea_orm::EntityTrait;

use crate::{
    ApiError, AppState,
    db::entities::{order, person},
    orders::view,
    storefront::{
        settings::{self, Settings},
        zone::ShopZone,
    },
};

/// A letter, ready to be sent.
pub struct Words {
    /// The address.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

/// What is to be said about an order; `None` when nothing is given (any more) or nobody can be written to.
pub async fn of(state: &AppState, id: &str) -> Result<Option<Words>, ApiError> {
    let conn = &state.db.read;
    let Some(row) = order::Entity::find_by_id(id).one(conn).await? else { return Ok(None) };
    let person = match &row.person_id {
        Some(id) => person::Entity::find_by_id(id).one(conn).await?,
        None => None,
    };
    let order = view::one(conn, row).await?;
    let verified = person.filter(|person| person.kind == ContactKind::Email.as_str());
    let typed = Some(order.contact.email.clone()).filter(|email| !email.is_empty());
    let given = order.lines.iter().any(|line| line.access.is_some() || !line.codes.is_empty());
    let Some(to) = typed.or(verified.map(|person| person.value)).filter(|_| given) else {
        return Ok(None);
    };
    let shop = settings::get(state).await?;
    let zone = ShopZone::named(&shop.zone)?.told(&shop.zone, state.clock.now());
    let mut langs: Vec<_> = shop.languages.iter().filter_map(|tag| Lang::parse(tag)).collect();
    if langs.is_empty() {
        langs = Lang::ALL.into();
    }
    let subjects: Vec<_> = langs.iter().map(|lang| subject(&order, *lang)).collect();
    let parts: Vec<_> = langs.iter().map(|lang| part(&shop, &order, &zone, *lang)).collect();
    Ok(Some(Words { to, subject: subjects.join(" · "), text: parts.join("\n\n——\n\n") }))
}

fn subject(order: &Order, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("订单 {} 已付款", order.number),
        Lang::En => format!("Order {} is paid", order.number),
    }
}

fn part(shop: &Settings, order: &Order, zone: &Zone, lang: Lang) -> String {
    let (codes, until) = match lang {
        Lang::Zh => ("券码，到店出示：", "有效期至"),
        Lang::En => ("Codes, to be shown in the shop:", "good until"),
    };
    let mut text = format!("{}\n{}\n", shop.name.get(lang), subject(order, lang));
    for line in &order.lines {
        if line.access.is_none() && line.codes.is_empty() {
            continue;
        }
        text.push_str(&format!("\n{}\n", line.bought.title.get(lang)));
        if let Some(access) = &line.access {
            text.push_str(&format!("{}\n", access.get(lang)));
        }
        if !line.codes.is_empty() {
            text.push_str(&format!("{codes}\n"));
        }
        for code in &line.codes {
            let end = code.valid_until.map(|at| format!("  ({until} {})", zone.local(at).0));
            text.push_str(&format!("  {}{}\n", code.code, end.unwrap_or_default()));
        }
    }
    text
}
