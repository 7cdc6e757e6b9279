//! What is in the shop, and who may buy.

use picklive_contract::{UnixMillis, time::DAY};
use picklive_server::{
    db::{
        Tx,
        entities::{deal, drop, person, product, session, variant},
    },
    random,
};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::shop::{
    DEAL_PRICE, DEAL_UNITS, FAIR, FAIR_LIMIT, FAIR_UNITS, HOT, PLAIN_PRICE, PLENTY, PLENTY_UNITS,
};

/// Products, and a drop with two deals that is open now.
pub async fn goods(tx: &Tx, now: UnixMillis) -> Result<(), sea_orm::DbErr> {
    for (id, price, stock) in
        [(HOT, 4_990, DEAL_UNITS), (FAIR, 4_990, FAIR_UNITS), (PLENTY, PLAIN_PRICE, PLENTY_UNITS)]
    {
        let row = product::ActiveModel {
            id: Set(id.into()),
            kind: Set("parcel".into()),
            title: Set("{\"zh\":\"青瓷茶杯\",\"en\":\"Celadon cup\"}".into()),
            summary: Set(None),
            body: Set(None),
            options: Set("[]".into()),
            pictures: Set("[{\"url\":\"/media/cup.webp\",\"width\":800,\"height\":1000}]".into()),
            access: Set(None),
            voucher_prefix: Set(None),
            voucher_days: Set(None),
            created_at: Set(now.0),
            next_variant: Set(1),
        };
        product::Entity::insert(row).exec_without_returning(&**tx).await?;
        let row = variant::ActiveModel {
            id: Set(id.into()),
            product_id: Set(id.into()),
            position: Set(0),
            values: Set("[]".into()),
            price: Set(price),
            priced_at: Set(now.0),
            list_price: Set(None),
            list_price_source: Set(None),
            stock: Set(stock.cast_signed()),
            reserved: Set(0),
            sold: Set(0),
            picture: Set(None),
            retired_at: Set(None),
        };
        variant::Entity::insert(row).exec_without_returning(&**tx).await?;
    }
    let row = drop::ActiveModel {
        id: Set("drop".into()),
        title: Set("\"07:00\"".into()),
        opens_at: Set(now.0),
        closes_at: Set(now.plus(DAY).0),
        ..drop::ActiveModel::default()
    };
    drop::Entity::insert(row).exec_without_returning(&**tx).await?;
    for (position, (variant, units, limit)) in
        [(HOT, DEAL_UNITS, 1), (FAIR, FAIR_UNITS, FAIR_LIMIT)].into_iter().enumerate()
    {
        let row = deal::ActiveModel {
            id: Set(variant.into()),
            drop_id: Set("drop".into()),
            position: Set(i32::try_from(position).unwrap_or_default()),
            product_id: Set(variant.into()),
            variant_id: Set(variant.into()),
            price: Set(DEAL_PRICE),
            quota: Set(units.cast_signed()),
            left: Set(units.cast_signed()),
            person_limit: Set(i32::try_from(limit).ok()),
        };
        deal::Entity::insert(row).exec_without_returning(&**tx).await?;
    }
    Ok(())
}

/// People with a session each.
pub async fn sign_in(
    tx: &Tx,
    people: &[(String, String)],
    now: UnixMillis,
) -> Result<(), sea_orm::DbErr> {
    let persons = people.iter().map(|(id, _)| person::ActiveModel {
        id: Set(id.clone()),
        kind: Set("email".into()),
        value: Set(format!("{id}@b.cn")),
        created_at: Set(now.0),
    });
    person::Entity::insert_many(persons).exec_without_returning(&**tx).await?;
    let sessions = people.iter().map(|(id, token)| session::ActiveModel {
        token_hash: Set(random::digest(token)),
        person_id: Set(id.clone()),
        created_at: Set(now.0),
        expires_at: Set(now.plus(DAY).0),
    });
    session::Entity::insert_many(sessions).exec_without_returning(&**tx).await?;
    Ok(())
}
