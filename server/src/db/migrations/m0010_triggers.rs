//! Whoever changes what shoppers see, the program or a hand, leaves a note of it: the event stream is made
//! of these notes.

use std::fmt::Write;

use sea_orm_migration::sea_orm::DbBackend;

/// One note: for which table, after what, under which condition, what is noted.
struct Note {
    table: &'static str,
    /// `INSERT`, `DELETE`, or the columns of an update.
    after: After,
    /// Pairs of kind and the column (or text) that says about what.
    notes: &'static [(&'static str, &'static str)],
}

enum After {
    Insert,
    Delete,
    Update(&'static [&'static str]),
}

use After::{Delete, Insert, Update};

const PRICE: (&str, &str) = ("price", "product_id");
const DROPS: (&str, &str) = ("drops", "''");
const EDITION: (&str, &str) = ("edition", "date");
const PICK: (&str, &str) = ("edition", "edition_date");

const NOTES: &[Note] = &[
    Note { table: "variants", after: Insert, notes: &[PRICE] },
    Note { table: "variants", after: Delete, notes: &[("product", "product_id")] },
    Note {
        table: "variants",
        after: Update(&["price", "list_price", "list_price_source", "retired_at"]),
        notes: &[PRICE],
    },
    Note {
        table: "variants",
        after: Update(&["stock", "reserved"]),
        notes: &[("stock", "product_id")],
    },
    Note {
        table: "products",
        after: Update(&["kind", "title", "summary", "body", "options", "pictures"]),
        notes: &[("product", "id")],
    },
    Note { table: "products", after: Delete, notes: &[("product", "id")] },
    Note { table: "editions", after: Insert, notes: &[EDITION] },
    Note { table: "editions", after: Delete, notes: &[EDITION] },
    Note {
        table: "editions",
        after: Update(&["publishes_at", "title", "note"]),
        notes: &[EDITION],
    },
    Note { table: "picks", after: Insert, notes: &[PICK, PRICE] },
    Note { table: "picks", after: Delete, notes: &[PICK, PRICE] },
    Note { table: "picks", after: Update(&["product_id", "note", "price"]), notes: &[PICK, PRICE] },
    Note { table: "drops", after: Insert, notes: &[DROPS] },
    Note { table: "drops", after: Delete, notes: &[DROPS] },
    Note { table: "drops", after: Update(&["title", "opens_at", "closes_at"]), notes: &[DROPS] },
    Note { table: "deals", after: Insert, notes: &[DROPS, PRICE] },
    Note { table: "deals", after: Delete, notes: &[DROPS, PRICE] },
    Note {
        table: "deals",
        after: Update(&["variant_id", "price", "quota", "person_limit"]),
        notes: &[DROPS, PRICE],
    },
    Note { table: "deals", after: Update(&["left"]), notes: &[("stock", "product_id")] },
];

/// The triggers in the words of `backend`.
pub fn statements(backend: DbBackend) -> String {
    let mut sql = String::new();
    for (number, note) in NOTES.iter().enumerate() {
        let row = if matches!(note.after, Delete) { "OLD" } else { "NEW" };
        let mut inserts = String::new();
        for (kind, about) in note.notes {
            let about =
                if about.starts_with('\'') { (*about).into() } else { format!("{row}.{about}") };
            let _ =
                write!(inserts, "INSERT INTO changes (kind, about) VALUES ('{kind}', {about}); ");
        }
        let Note { table, after, .. } = note;
        let (event, changed) = match after {
            Insert => ("INSERT".to_owned(), None),
            Delete => ("DELETE".to_owned(), None),
            Update(columns) => {
                let names = columns.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>();
                let differs =
                    if backend == DbBackend::Postgres { "IS DISTINCT FROM" } else { "IS NOT" };
                let each = names.iter().map(|name| format!("OLD.{name} {differs} NEW.{name}"));
                let each = each.collect::<Vec<_>>().join(" OR ");
                (format!("UPDATE OF {}", names.join(", ")), Some(each))
            }
        };
        let when = changed.map(|changed| format!("WHEN ({changed}) ")).unwrap_or_default();
        let name = format!("note_{number}_{table}");
        let _ = if backend == DbBackend::Postgres {
            write!(
                sql,
                "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ \
                 BEGIN {inserts}RETURN NULL; END $$;\n\
                 CREATE TRIGGER {name} AFTER {event} ON {table} \
                 FOR EACH ROW {when}EXECUTE FUNCTION {name}();\n"
            )
        } else {
            writeln!(
                sql,
                "CREATE TRIGGER {name} AFTER {event} ON {table} {when}BEGIN {inserts}END;"
            )
        };
    }
    sql
}
