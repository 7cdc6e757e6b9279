//! What the books say after the buyers, read from the database.

use std::collections::HashMap;

use picklive_contract::UnixMillis;
use picklive_server::db::entities::{deal, deal_buyer, order, order_line, variant};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::shop::{DEAL_UNITS, FAIR, FAIR_LIMIT, FAIR_UNITS, HOT, PLENTY, PLENTY_UNITS, Shop};

impl Shop {
    /// The first person who has none of the hot deal.
    pub async fn without_hot(&self) -> usize {
        let had = self.had(HOT).await;
        self.people.iter().position(|(id, _)| !had.contains_key(id)).expect("somebody")
    }

    /// When each hold of a hot unit is over, the first one first.
    pub async fn hold_ends(&self) -> Vec<UnixMillis> {
        let orders = self.orders(HOT).await;
        let mut ends: Vec<_> = orders.iter().map(|o| UnixMillis(o.hold_expires_at)).collect();
        ends.sort_unstable();
        ends
    }

    /// Ten units are held by ten people, one each, and every book agrees.
    pub async fn check_hot(&self) {
        let units = DEAL_UNITS.cast_signed();
        let row = self.variant(HOT).await;
        assert_eq!((row.stock, row.reserved, row.sold), (0, units, 0));
        assert_eq!(self.left(HOT).await, 0);
        let orders = self.by_person(HOT).await;
        assert_eq!(orders, self.had(HOT).await, "orders and turns agree");
        assert!(orders.len() == 10 && orders.values().all(|had| *had == 1), "{orders:?}");
    }

    /// Each of `people` has as many as one may, nobody more, and units are left.
    pub async fn check_fair(&self, people: usize) {
        let orders = self.by_person(FAIR).await;
        assert_eq!(orders, self.had(FAIR).await, "orders and turns agree");
        let limit = FAIR_LIMIT.cast_signed();
        assert!(orders.values().all(|had| *had <= limit), "nobody has more: {orders:?}");
        assert!(orders.values().all(|had| *had == limit), "everybody has all: {orders:?}");
        assert_eq!(orders.len(), people, "everybody who tried has some");
        let held: i64 = orders.values().sum();
        let row = self.variant(FAIR).await;
        let units = FAIR_UNITS.cast_signed();
        assert_eq!((row.stock, row.reserved, row.sold), (units - held, held, 0));
        assert_eq!(self.left(FAIR).await, units - held);
        assert!(held < units, "the limit refused, not the end of the units");
    }

    /// As many units were held as orders were placed.
    pub async fn check_plenty(&self, placed: u64) {
        let lines = self.lines(PLENTY).await;
        assert_eq!(u64::try_from(lines.len()).ok(), Some(placed));
        let row = self.variant(PLENTY).await;
        assert_eq!(row.stock + row.reserved + row.sold, PLENTY_UNITS.cast_signed());
    }

    /// Units in orders of a variant, by person.
    async fn by_person(&self, variant: &str) -> HashMap<String, i64> {
        let mut units = HashMap::new();
        for order in self.orders(variant).await {
            let person = order.person_id.expect("people are signed in");
            *units.entry(person).or_default() += order.quantity;
        }
        units
    }

    /// Units that count against the limit of a deal, by person.
    async fn had(&self, deal: &str) -> HashMap<String, i64> {
        let of_deal = deal_buyer::Column::DealId.eq(deal);
        let rows = deal_buyer::Entity::find().filter(of_deal).all(&self.db.read).await;
        rows.expect("rows").into_iter().map(|row| (row.person_id, row.units)).collect()
    }

    async fn orders(&self, variant: &str) -> Vec<order::Model> {
        let lines = self.lines(variant).await;
        let ids = lines.into_iter().map(|line| line.order_id);
        let of_lines = order::Column::Id.is_in(ids);
        order::Entity::find().filter(of_lines).all(&self.db.read).await.expect("rows")
    }

    async fn lines(&self, variant: &str) -> Vec<order_line::Model> {
        let of_variant = order_line::Column::VariantId.eq(variant);
        order_line::Entity::find().filter(of_variant).all(&self.db.read).await.expect("rows")
    }

    async fn left(&self, deal: &str) -> i64 {
        let row = deal::Entity::find_by_id(deal).one(&self.db.read).await.expect("a row");
        row.expect("the deal").left
    }

    async fn variant(&self, id: &str) -> variant::Model {
        let row = variant::Entity::find_by_id(id).one(&self.db.read).await.expect("a row");
        row.expect("the variant")
    }
}
