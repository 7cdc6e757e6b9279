//! The shop's own settings, one row of JSON that imports and the demo shop write.

use picklive_contract::{
    Currency, Lang, Money, PolicyId, Text,
    address::Region,
    picks::Curator,
    picture::Picture,
    storefront::{Policy, ReturnRule, Shipping, ShopContact},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};
use serde::{Deserialize, Serialize};

use super::tracking::TrackingLink;
use crate::{ApiError, AppState, db::entities::settings as row};

/// Key of the row.
const KEY: &str = "shop";

/// What a shop has decided about itself. A field that an older version did not write has its default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Name.
    pub name: Text,
    /// One line about it.
    pub tagline: Option<Text>,
    /// Its mark.
    pub logo: Option<Picture>,
    /// Who chooses the picks.
    pub curator: Option<Curator>,
    /// The currency of every price.
    pub currency: Currency,
    /// Language tags, the shop's own first.
    pub languages: Vec<String>,
    /// IANA name of the shop's time zone.
    pub zone: String,
    /// Hour of publication, `HH:MM` in that zone.
    pub publish_at: String,
    /// Seconds an unpaid order holds its units.
    pub hold_seconds: u32,
    /// Seconds an order that is paid by hand holds its units from its placing; none of a deal's, which
    /// others wait for.
    pub hold_by_hand_seconds: u32,
    /// Days after delivery in which goods may come back.
    pub return_days: u32,
    /// Where and how goods are sent back.
    pub return_address: Option<Text>,
    /// How people reach the shop.
    pub contact: Option<ShopContact>,
    /// Countries parcels go to, the home country first; none when nothing is shipped.
    pub countries: Vec<String>,
    /// Parts of those countries that parcels do not go to.
    pub excluded: Vec<Region>,
    /// Shipping fee of one order, minor units.
    pub shipping_fee: i64,
    /// Goods from this sum on ship free, minor units.
    pub free_from: Option<i64>,
    /// Where carriers tell where a parcel is.
    pub tracking: Vec<TrackingLink>,
    /// Policies, in the order they are listed.
    pub policies: Vec<Policy>,
    /// Where to transfer money to, for payment by hand.
    pub instructions: Option<Text>,
    /// Whether this is a demonstration.
    pub demo: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: Text::both("小店", "Shop"),
            tagline: None,
            logo: None,
            curator: None,
            currency: yuan(),
            languages: vec!["zh".into(), "en".into()],
            zone: "Asia/Shanghai".into(),
            publish_at: "07:00".into(),
            hold_seconds: 15 * 60,
            hold_by_hand_seconds: 24 * 60 * 60,
            return_days: 7,
            return_address: None,
            contact: None,
            countries: vec!["CN".into()],
            excluded: Vec::new(),
            shipping_fee: 0,
            free_from: None,
            tracking: Vec::new(),
            policies: Vec::new(),
            instructions: None,
            demo: false,
        }
    }
}

/// The currency of a shop that has not said.
fn yuan() -> Currency {
    match Currency::parse("CNY") {
        Some(yuan) => yuan,
        None => unreachable!("three capital letters are a currency"),
    }
}

impl Settings {
    /// `amount` minor units in the shop's currency.
    pub fn money(&self, amount: i64) -> Money {
        Money::new(amount, self.currency)
    }

    /// Shipping as the storefront tells it.
    pub fn shipping(&self) -> Option<Shipping> {
        (!self.countries.is_empty()).then(|| Shipping {
            countries: self.countries.clone(),
            fee: self.money(self.shipping_fee),
            free_from: self.free_from.map(|sum| self.money(sum)),
            excluded: self.excluded.clone(),
        })
    }

    /// By which rule goods can be given back, as the storefront tells it.
    pub fn returns(&self) -> Option<ReturnRule> {
        (self.return_days > 0).then_some(ReturnRule { days: self.return_days })
    }

    /// Whether parcels go to a region.
    pub fn ships_to(&self, region: &Region) -> bool {
        self.countries.contains(&region.as_sent().country)
            && !self.excluded.iter().any(|excluded| excluded.covers(region))
    }

    /// The languages of the shop that letters and pages are written in, the shop's own first.
    pub fn langs(&self) -> Vec<Lang> {
        let known: Vec<_> = self.languages.iter().filter_map(|tag| Lang::parse(tag)).collect();
        if known.is_empty() { Lang::ALL.into() } else { known }
    }

    /// The policy with this id.
    pub fn policy(&self, id: &PolicyId) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.id == *id)
    }
}

/// The settings, as they are now.
///
/// # Errors
/// When the database does not answer or the row is not what this version reads.
pub async fn get(state: &AppState) -> Result<Settings, ApiError> {
    load(&state.db.read).await
}

/// The settings, read through `conn`; the defaults when the shop has none yet.
///
/// # Errors
/// As [`get`].
pub async fn load<C: ConnectionTrait>(conn: &C) -> Result<Settings, ApiError> {
    match row::Entity::find_by_id(KEY).one(conn).await? {
        Some(row) => serde_json::from_str(&row.value)
            .map_err(|error| ApiError::internal(format!("the shop's settings: {error}"))),
        None => Ok(Settings::default()),
    }
}

/// Writes the settings.
///
/// # Errors
/// When the database does not.
pub async fn save<C: ConnectionTrait>(conn: &C, settings: &Settings) -> Result<(), ApiError> {
    let value = serde_json::to_string(settings)?;
    let active = row::ActiveModel { key: Set(KEY.into()), value: Set(value) };
    let replace = OnConflict::column(row::Column::Key).update_column(row::Column::Value).to_owned();
    row::Entity::insert(active).on_conflict(replace).exec_without_returning(conn).await?;
    Ok(())
}
