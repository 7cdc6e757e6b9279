//! Whoever changes what shoppers see, the program or a hand, leaves a note of it: the event stream is made
//! of these notes.

use std::fmt::Write;

use sea_orm_migration::sea_orm::DbBackend;

/// One note: for which table, after what, under which condition, what is noted.
pub struct Note {
    table: &'static str,
    /// `INSERT`, `DELETE`, or the columns of an update.
    after: After,
    /// Pairs of kind and the column (or text) that says about what.
    notes: &'static [(&'static str, &'static str)],
}

/// After what a note is left.
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

/// The triggers of picks as a later step makes them: by the names that the first had, and with the edition, since
/// of one that is not out nobody is told.
pub const PICKS: &[(&str, Note)] = &[
    ("note_9_picks", Note { table: "picks", after: Insert, notes: &[PICK, PICKED] }),
    ("note_10_picks", Note { table: "picks", after: Delete, notes: &[PICK, PICKED] }),
    (
        "note_11_picks",
        Note {
            table: "picks",
            after: Update(&["product_id", "note", "price"]),
            notes: &[PICK, PICKED],
        },
    ),
];
const PICKED: (&str, &str) = ("pick", "ROW.edition_date || ' ' || ROW.product_id");

/// The trigger of picks that change, as a still later step makes it: a pick that becomes another product is news of
/// the one before, too.
pub const REPICKED: (&str, Note) = (
    "note_11_picks",
    Note {
        table: "picks",
        after: Update(&["product_id", "note", "price"]),
        notes: &[PICK, PICKED, ("pick", "OLD.edition_date || ' ' || OLD.product_id")],
    },
);

/// The trigger of drops that change, as a later step makes it: with which one it is, whose products have other
/// offers by that.
pub const MOVED: (&str, Note) = (
    "note_14_drops",
    Note {
        table: "drops",
        after: Update(&["title", "opens_at", "closes_at"]),
        notes: &[DROPS, ("drop", "id")],
    },
);

/// The triggers in the words of `backend`.
pub fn statements(backend: DbBackend) -> String {
    let named = NOTES.iter().enumerate();
    let named = named.map(|(number, note)| (format!("note_{number}_{}", note.table), note));
    named.map(|(name, note)| create(backend, &name, note)).collect()
}

/// One trigger.
pub fn create(backend: DbBackend, name: &str, note: &Note) -> String {
    create_of(backend, name, note, "")
}

/// One trigger of changes; of rows of which a condition is true, which ends with `AND `, or of all.
pub fn create_of(backend: DbBackend, name: &str, note: &Note, only: &str) -> String {
    let row = if matches!(note.after, Delete) { "OLD" } else { "NEW" };
    let mut inserts = String::new();
    for (kind, about) in note.notes {
        let about = match about {
            text if text.starts_with('\'') => (*text).to_owned(),
            words if words.contains("ROW.") => words.replace("ROW.", &format!("{row}.")),
            words if words.starts_with("OLD.") => (*words).to_owned(),
            column => format!("{row}.{column}"),
        };
        let _ = write!(inserts, "INSERT INTO changes (kind, about) VALUES ('{kind}', {about}); ");
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
    let when = changed.map(|changed| format!("WHEN ({only}({changed})) ")).unwrap_or_default();
    if backend == DbBackend::Postgres {
        format!(
            "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ \
             BEGIN {inserts}RETURN NULL; END $$;\n\
             CREATE TRIGGER {name} AFTER {event} ON {table} \
             FOR EACH ROW {when}EXECUTE FUNCTION {name}();\n"
        )
    } else {
        format!("CREATE TRIGGER {name} AFTER {event} ON {table} {when}BEGIN {inserts}END;\n")
    }
}

/// What takes the trigger of this name away, in whose place `note` will be left.
pub fn drop(backend: DbBackend, name: &str, note: &Note) -> String {
    if backend == DbBackend::Postgres {
        return format!("DROP TRIGGER {name} ON {}; DROP FUNCTION {name}();", note.table);
    }
    format!("DROP TRIGGER {name}")
}
