//! Groups, and which companies are in them.

use rusqlite::{Connection as Database, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Clone)]
pub struct Group {
    pub id: String,
    pub name: String,
}

impl Group {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Group> {
        Ok(Group {
            id: row.get(0)?,
            name: row.get(1)?,
        })
    }

    pub fn insert(&self, database: &Database) -> rusqlite::Result<()> {
        database
            .prepare_cached("INSERT INTO company_group (id, name) VALUES (?1, ?2)")?
            .execute((&self.id, &self.name))?;
        Ok(())
    }

    pub fn find(database: &Database, id: &str) -> rusqlite::Result<Option<Group>> {
        database
            .prepare_cached("SELECT id, name FROM company_group WHERE id = ?1")?
            .query_row([id], Group::from_row)
            .optional()
    }

    pub fn all(database: &Database) -> rusqlite::Result<Vec<Group>> {
        database
            .prepare_cached("SELECT id, name FROM company_group ORDER BY number")?
            .query_map([], Group::from_row)?
            .collect()
    }

    /// Adds a company that is not in it.
    pub fn add(&self, database: &Database, company: &str) -> rusqlite::Result<()> {
        database
            .prepare_cached("INSERT INTO membership (company, company_group) VALUES (?1, ?2)")?
            .execute((company, &self.id))?;
        Ok(())
    }

    pub fn remove(&self, database: &Database, company: &str) -> rusqlite::Result<()> {
        database
            .prepare_cached("DELETE FROM membership WHERE company = ?1 AND company_group = ?2")?
            .execute((company, &self.id))?;
        Ok(())
    }
}

/// Takes a company out of all groups.
pub fn remove_from_all(database: &Database, company: &str) -> rusqlite::Result<()> {
    database
        .prepare_cached("DELETE FROM membership WHERE company = ?1")?
        .execute([company])?;
    Ok(())
}
