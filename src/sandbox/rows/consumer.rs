//! Webhook consumers.

use rusqlite::Connection as Database;
use serde::{Deserialize, Serialize};

use crate::sandbox::store;

/// A consumer, as the service responds with it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Consumer {
    pub id: String,
    pub url: String,
    pub disabled: bool,
    pub event_types: Vec<String>,
    pub company_tags: Vec<String>,
}

impl Consumer {
    pub fn insert(&self, database: &Database) -> rusqlite::Result<()> {
        database
            .prepare_cached("INSERT INTO consumer (id, document) VALUES (?1, ?2)")?
            .execute((&self.id, store::text(self)?))?;
        Ok(())
    }

    pub fn all(database: &Database) -> rusqlite::Result<Vec<Consumer>> {
        database
            .prepare_cached("SELECT document FROM consumer ORDER BY number")?
            .query_map([], |row| store::json(row, 0))?
            .collect()
    }
}

/// Whether there was one.
pub fn delete(database: &Database, id: &str) -> rusqlite::Result<bool> {
    let deleted = database
        .prepare_cached("DELETE FROM consumer WHERE id = ?1")?
        .execute([id])?;
    Ok(deleted > 0)
}
