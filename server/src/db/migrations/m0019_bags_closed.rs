//! Entries of lucky bags, guarded further: none comes into a bag that is not open, none of one that is not open
//! changes, and none ever leaves. A bag that is drawn, or was taken back, is not deleted either.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Adds the triggers.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0019_bags_closed"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (backend, conn) = (manager.get_database_backend(), manager.get_connection());
        let postgres = backend == DbBackend::Postgres;
        conn.execute_unprepared(if postgres { POSTGRES } else { SQLITE }).await?;
        Ok(())
    }
}

const SQLITE: &str = "
CREATE TRIGGER bag_entries_enter BEFORE INSERT ON bag_entries
WHEN (SELECT state FROM bags WHERE id = NEW.bag_id) <> 'open'
BEGIN SELECT RAISE(ABORT, 'this bag is entered no more'); END;
CREATE TRIGGER bag_entries_closed BEFORE UPDATE ON bag_entries
WHEN NEW.bag_id <> OLD.bag_id OR (SELECT state FROM bags WHERE id = OLD.bag_id) <> 'open'
BEGIN SELECT RAISE(ABORT, 'an entry stays what it is'); END;
CREATE TRIGGER bag_entries_leave BEFORE DELETE ON bag_entries
BEGIN SELECT RAISE(ABORT, 'an entry stays'); END;
CREATE TRIGGER bags_leave BEFORE DELETE ON bags WHEN OLD.state <> 'open'
BEGIN SELECT RAISE(ABORT, 'a bag stays'); END;";

/// Who enters shares the bag's row, so waits for a draw that is being written, and reads what it has made of the bag.
const POSTGRES: &str = "
CREATE FUNCTION bag_entries_enter() RETURNS trigger AS $$ BEGIN
IF (SELECT state FROM bags WHERE id = NEW.bag_id FOR SHARE) <> 'open'
THEN RAISE EXCEPTION 'this bag is entered no more'; END IF;
RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER bag_entries_enter BEFORE INSERT ON bag_entries
FOR EACH ROW EXECUTE FUNCTION bag_entries_enter();
CREATE FUNCTION bag_entries_closed() RETURNS trigger AS $$ BEGIN
IF NEW.bag_id <> OLD.bag_id OR (SELECT state FROM bags WHERE id = OLD.bag_id FOR SHARE) <> 'open'
THEN RAISE EXCEPTION 'an entry stays what it is'; END IF;
RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER bag_entries_closed BEFORE UPDATE ON bag_entries
FOR EACH ROW EXECUTE FUNCTION bag_entries_closed();
CREATE FUNCTION bags_stay_kept() RETURNS trigger AS $$ BEGIN
IF TG_TABLE_NAME = 'bag_entries' THEN RAISE EXCEPTION 'an entry stays'; END IF;
IF OLD.state <> 'open' THEN RAISE EXCEPTION 'a bag stays'; END IF;
RETURN OLD; END $$ LANGUAGE plpgsql;
CREATE TRIGGER bag_entries_leave BEFORE DELETE ON bag_entries
FOR EACH ROW EXECUTE FUNCTION bags_stay_kept();
CREATE TRIGGER bags_leave BEFORE DELETE ON bags
FOR EACH ROW EXECUTE FUNCTION bags_stay_kept();";
