//! Every change of a price is a row, whoever makes it.
//!
//! The moment is `variants.priced_at`, which the program writes beside the price; a price that is changed
//! by hand without it counts from the database's own clock.

use sea_orm_migration::sea_orm::DbBackend;

/// The triggers in the words of `backend`.
pub fn statements(backend: DbBackend) -> Vec<String> {
    if backend == DbBackend::Postgres { postgres() } else { sqlite() }
}

fn sqlite() -> Vec<String> {
    let now = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";
    vec![
        "CREATE TRIGGER variants_priced AFTER INSERT ON variants BEGIN
            INSERT INTO price_changes (variant_id, price, at)
            VALUES (NEW.id, NEW.price, NEW.priced_at);
        END"
        .into(),
        format!(
            "CREATE TRIGGER variants_repriced AFTER UPDATE OF price ON variants
            WHEN NEW.price <> OLD.price BEGIN
                INSERT INTO price_changes (variant_id, price, at) VALUES (NEW.id, NEW.price,
                    CASE WHEN NEW.priced_at = OLD.priced_at THEN {now} ELSE NEW.priced_at END);
            END"
        ),
    ]
}

fn postgres() -> Vec<String> {
    let now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";
    vec![
        format!(
            "CREATE FUNCTION note_price() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE at bigint := NEW.priced_at;
            BEGIN
                IF TG_OP = 'UPDATE' THEN
                    IF NEW.price = OLD.price THEN RETURN NEW; END IF;
                    IF NEW.priced_at = OLD.priced_at THEN at := {now}; END IF;
                END IF;
                INSERT INTO price_changes (variant_id, price, at) VALUES (NEW.id, NEW.price, at);
                RETURN NEW;
            END $$"
        ),
        "CREATE TRIGGER variants_priced AFTER INSERT OR UPDATE ON variants
            FOR EACH ROW EXECUTE FUNCTION note_price()"
            .into(),
    ]
}
