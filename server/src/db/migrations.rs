//! The schema, step by step. A step that was released is never changed; the next one mends it.

mod m0001_catalogue;
mod m0001_triggers;
mod m0002_orders;
mod m0002_triggers;
mod m0003_retired_and_returned;
mod m0004_known_addresses;
mod m0006_returns;
mod m0007_messages_and_addresses;
mod m0008_letters;
mod m0010_events;
mod m0010_triggers;
mod m0011_events_again;
mod m0012_picks_before;
mod m0013_rooms;
mod m0014_coupons;
mod m0015_rooms_kept;
mod m0016_drops_moved;
mod m0017_bags;
mod m0018_follows;
mod m0019_bags_closed;
mod m0020_room_taps;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// All steps, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_catalogue::Migration),
            Box::new(m0002_orders::Migration),
            Box::new(m0003_retired_and_returned::Migration),
            Box::new(m0004_known_addresses::Migration),
            Box::new(m0006_returns::Migration),
            Box::new(m0007_messages_and_addresses::Migration),
            Box::new(m0008_letters::Migration),
            Box::new(m0010_events::Migration),
            Box::new(m0011_events_again::Migration),
            Box::new(m0012_picks_before::Migration),
            Box::new(m0013_rooms::Migration),
            Box::new(m0014_coupons::Migration),
            Box::new(m0015_rooms_kept::Migration),
            Box::new(m0016_drops_moved::Migration),
            Box::new(m0017_bags::Migration),
            Box::new(m0018_follows::Migration),
            Box::new(m0019_bags_closed::Migration),
            Box::new(m0020_room_taps::Migration),
        ]
    }
}
