//! What belongs to the account, and the sync settings of companies.

use rusqlite::{Connection as Database, OptionalExtension};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::sandbox::store;

/// What the account has under a name, if it was ever set.
pub fn get(database: &Database, name: &str) -> rusqlite::Result<Option<Value>> {
    database
        .prepare_cached("SELECT document FROM account WHERE name = ?1")?
        .query_row([name], |row| store::json(row, 0))
        .optional()
}

pub fn set(database: &Database, name: &str, document: &Value) -> rusqlite::Result<()> {
    database
        .prepare_cached("INSERT OR REPLACE INTO account VALUES (?1, ?2)")?
        .execute((name, store::text(document)?))?;
    Ok(())
}

/// A company's own sync settings, if it has any.
pub fn sync_settings(database: &Database, company: &str) -> rusqlite::Result<Option<Value>> {
    database
        .prepare_cached("SELECT document FROM sync_settings WHERE company = ?1")?
        .query_row([company], |row| store::json(row, 0))
        .optional()
}

pub fn set_sync_settings(database: &Database, company: &str, document: &Value) -> rusqlite::Result<()> {
    database
        .prepare_cached("INSERT OR REPLACE INTO sync_settings VALUES (?1, ?2)")?
        .execute((company, store::text(document)?))?;
    Ok(())
}

/// An API key, as the service responds with it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiKey {
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub api_key: String,
    pub created_date: String,
}

impl ApiKey {
    pub fn insert(&self, database: &Database) -> rusqlite::Result<()> {
        database
            .prepare_cached("INSERT INTO api_key (id, secret, document) VALUES (?1, ?2, ?3)")?
            .execute((&self.id, &self.api_key, store::text(self)?))?;
        Ok(())
    }

    pub fn all(database: &Database) -> rusqlite::Result<Vec<ApiKey>> {
        database
            .prepare_cached("SELECT document FROM api_key ORDER BY number")?
            .query_map([], |row| store::json(row, 0))?
            .collect()
    }
}

/// Whether there was one with this ID.
pub fn delete_key(database: &Database, id: &str) -> rusqlite::Result<bool> {
    let deleted = database
        .prepare_cached("DELETE FROM api_key WHERE id = ?1")?
        .execute([id])?;
    Ok(deleted > 0)
}

/// Whether this is the text of an API key.
pub fn is_key(database: &Database, secret: &str) -> rusqlite::Result<bool> {
    database
        .prepare_cached("SELECT 1 FROM api_key WHERE secret = ?1")?
        .exists([secret])
}
