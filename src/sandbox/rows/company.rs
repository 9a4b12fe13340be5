//! Companies, each with its connections and groups.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::Type;
use rusqlite::{named_params, Connection as Database, OptionalExtension};
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use uuid::Uuid;

use super::connection::Connection;
use super::group::Group;
use crate::sandbox::query::{Query, Subject};
use crate::sandbox::{clock, store};

pub type Tags = BTreeMap<String, String>;

/// A company, as the service responds with it.
#[derive(Serialize, Deserialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct Company {
    pub id: String,
    pub name: String,
    /// Null rather than absent, as the service sends it; so are the other fields that may be null.
    pub description: Option<String>,
    /// The name of the accounting software that it is connected to.
    #[serde(default)]
    pub platform: String,
    pub last_sync: Option<String>,
    pub created: String,
    pub created_by_user_name: String,
    /// Stored in separate rows: `save` does not change them.
    pub data_connections: Vec<Connection>,
    /// Stored in separate rows: `save` does not change them.
    pub groups: Vec<Group>,
    pub products: Vec<String>,
    pub tags: Tags,
    #[serde(default)]
    pub owner_user_ids: Vec<String>,
    #[serde(default)]
    pub reference_parent_company: Option<()>,
    #[serde(default)]
    pub reference_subsidiary_companies: Vec<()>,
    /// The Link URL of the customer: not stored, since it follows the sandbox's port.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    redirect: String,
}

/// Which companies a list has, in which order; absent filters match all.
pub struct Selection<'a> {
    pub query: Option<&'a str>,
    pub tags: Option<&'a str>,
    /// The property to order by, and whether from the last to the first.
    pub order: Option<(&'a str, bool)>,
}

const FILTER: &str = "(:query IS NULL OR matches_company(:query, whole))
     AND (:tags IS NULL OR matches_tags(:tags, document -> '$.tags'))";

impl Company {
    pub fn new(name: String, now: Timestamp) -> Company {
        Company {
            id: Uuid::new_v4().to_string(),
            name,
            description: None,
            platform: String::new(),
            last_sync: None,
            created: clock::text(now),
            created_by_user_name: "Sandbox".to_owned(),
            data_connections: Vec::new(),
            groups: Vec::new(),
            products: Vec::new(),
            tags: Tags::new(),
            owner_user_ids: Vec::new(),
            reference_parent_company: None,
            reference_subsidiary_companies: Vec::new(),
            redirect: String::new(),
        }
    }

    pub fn insert(&self, database: &Database) -> rusqlite::Result<()> {
        database
            .prepare_cached("INSERT INTO company (id, document) VALUES (?1, ?2)")?
            .execute((&self.id, self.document()?))?;
        Ok(())
    }

    pub fn find(database: &Database, id: &str) -> rusqlite::Result<Option<Company>> {
        database
            .prepare_cached("SELECT whole FROM whole_company WHERE id = ?1")?
            .query_row([id], |row| store::json(row, 0))
            .optional()
    }

    pub fn save(&self, database: &Database) -> rusqlite::Result<()> {
        database
            .prepare_cached("UPDATE company SET document = ?2 WHERE id = ?1")?
            .execute((&self.id, self.document()?))?;
        Ok(())
    }

    /// Deletes the company with all that refers to it, except its events.
    pub fn delete(&self, database: &Database) -> rusqlite::Result<()> {
        database
            .prepare_cached("DELETE FROM company WHERE id = ?1")?
            .execute([&self.id])?;
        Ok(())
    }

    /// The newest `limit` companies, the newest first.
    pub fn newest(database: &Database, limit: i64) -> rusqlite::Result<Vec<Company>> {
        database
            .prepare_cached("SELECT whole FROM whole_company ORDER BY number DESC LIMIT ?1")?
            .query_map([limit], |row| store::json(row, 0))?
            .collect()
    }

    /// The JSON of its row; the view `whole_company` adds the rest.
    fn document(&self) -> rusqlite::Result<String> {
        store::text(&Company {
            data_connections: Vec::new(),
            groups: Vec::new(),
            redirect: String::new(),
            ..self.clone()
        })
    }

    pub fn connection(&self, id: &str) -> Option<&Connection> {
        self.data_connections
            .iter()
            .find(|connection| connection.id == id)
    }

    /// The connection to accounting software that is Linked; there is never a second one.
    pub fn linked_accounting(&self) -> Option<&Connection> {
        self.data_connections
            .iter()
            .find(|connection| connection.is_accounting() && connection.is_linked())
    }

    /// With its links.
    pub fn answered(mut self, base_url: &str) -> Company {
        self.redirect = format!("{base_url}/company/{}", self.id);
        let answered = |connection: Connection| connection.answered(base_url, &self.id);
        self.data_connections = self.data_connections.into_iter().map(answered).collect();
        self
    }

    /// As webhooks refer to it.
    pub fn as_reference(&self) -> Value {
        json!({"id": self.id, "name": self.name, "tags": self.tags})
    }
}

impl Selection<'_> {
    /// How many there are.
    pub fn count(&self, database: &Database) -> rusqlite::Result<i64> {
        database
            .prepare_cached(&format!("SELECT count(*) FROM whole_company WHERE {FILTER}"))?
            .query_row(named_params! {":query": self.query, ":tags": self.tags}, |row| {
                row.get(0)
            })
    }

    /// A page of them.
    pub fn page(&self, database: &Database, limit: i64, offset: i64) -> rusqlite::Result<Vec<Company>> {
        let order = match self.order {
            None => "number".to_owned(),
            // The order of creation decides between equals, so that pages never overlap.
            Some((property, descending)) => {
                let direction = if descending { "DESC" } else { "ASC" };
                format!("(document ->> '$.{property}') COLLATE NOCASE {direction}, number")
            }
        };
        database
            .prepare_cached(&format!(
                "SELECT whole FROM whole_company WHERE {FILTER} ORDER BY {order} LIMIT :limit OFFSET :offset"
            ))?
            .query_map(
                named_params! {":query": self.query, ":tags": self.tags, ":limit": limit, ":offset": offset},
                |row| store::json(row, 0),
            )?
            .collect()
    }
}

/// Gives a database `matches_company(query, document)` and `matches_tags(query, tags)`; a query is parsed once a statement.
pub fn register_functions(database: &Database) -> rusqlite::Result<()> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    for (name, subject) in [
        ("matches_company", Subject::Company),
        ("matches_tags", Subject::Tags),
    ] {
        database.create_scalar_function(name, 2, flags, move |context| {
            let query = context.get_or_create_aux(
                0,
                |text| -> Result<_, Box<dyn std::error::Error + Send + Sync>> {
                    Ok(Query::parse(text.as_str()?, subject)?)
                },
            )?;
            let document = serde_json::from_str(context.get_raw(1).as_str()?)
                .map_err(|error| rusqlite::Error::FromSqlConversionFailure(1, Type::Text, Box::new(error)))?;
            Ok(query.matches(&document))
        })?;
    }
    Ok(())
}
