//! Configurations of supplemental data and of custom data types.

use rusqlite::{Connection as Database, OptionalExtension};
use serde_json::Value;

use crate::sandbox::store;

pub fn get(
    database: &Database,
    integration: &str,
    kind: &str,
    name: &str,
) -> rusqlite::Result<Option<Value>> {
    database
        .prepare_cached(
            "SELECT document FROM data_configuration WHERE integration = ?1 AND kind = ?2 AND name = ?3",
        )?
        .query_row((integration, kind, name), |row| store::json(row, 0))
        .optional()
}

pub fn set(
    database: &Database,
    integration: &str,
    kind: &str,
    name: &str,
    document: &Value,
) -> rusqlite::Result<()> {
    database
        .prepare_cached("INSERT OR REPLACE INTO data_configuration VALUES (?1, ?2, ?3, ?4)")?
        .execute((integration, kind, name, store::text(document)?))?;
    Ok(())
}
