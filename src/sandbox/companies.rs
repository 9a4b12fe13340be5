//! Companies: the document, its rules, and the operations on one company.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use rusqlite::{Connection as Database, OptionalExtension};
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use uuid::Uuid;

use super::answer::{Answer, Failure};
use super::call::{self, Call, Work};
use super::connections::Connection;
use super::groups::Group;
use super::{clock, groups, refresh, store, webhooks};

/// A company is kept as the document that the service answers with, in order of creation.
pub const TABLE: &str = "
    CREATE TABLE company (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        document TEXT NOT NULL,
        is_connected INTEGER NOT NULL
    );
    CREATE INDEX company_connected ON company (is_connected) WHERE is_connected;
";

const MAX_TAGS: usize = 10;
const MAX_TAG_KEY: usize = 27;
const MAX_TAG_VALUE: usize = 100;
const TOKEN_SECONDS: u32 = 24 * 60 * 60;

pub type Tags = BTreeMap<String, String>;

/// A company, with its connections.
#[derive(Serialize, Deserialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct Company {
    pub id: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The name of the accounting software that it is connected to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_sync: Option<String>,
    pub created: String,
    pub created_by_user_name: String,
    pub data_connections: Vec<Connection>,
    pub groups: Vec<Group>,
    pub products: Vec<String>,
    pub tags: Tags,
    /// Where the customer authorises: not stored, since it follows the sandbox's port.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    redirect: String,
}

/// The body of create, replace and update; members that the service does not know are ignored, as it does.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Body {
    name: Option<String>,
    description: Option<String>,
    tags: Option<Tags>,
    groups: Option<Vec<GroupReference>>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct GroupReference {
    id: String,
}

impl Company {
    pub fn new(work: &Work<'_>, name: String) -> Company {
        Company {
            id: Uuid::new_v4().to_string(),
            name,
            description: None,
            platform: None,
            last_sync: None,
            created: clock::text(work.now),
            created_by_user_name: "Sandbox".to_owned(),
            data_connections: Vec::new(),
            groups: Vec::new(),
            products: Vec::new(),
            tags: Tags::new(),
            redirect: String::new(),
        }
    }

    /// Keeps a new company, and tells of it.
    pub fn insert(&self, work: &Work<'_>) -> Result<(), Failure> {
        let document = serde_json::to_string(self).map_err(Failure::broken)?;
        work.database
            .prepare_cached("INSERT INTO company (id, document, is_connected) VALUES (?1, ?2, FALSE)")?
            .execute((&self.id, document))?;
        webhooks::emit(work, "company.created", self, || self.as_payload(work))
    }

    /// A company by its id, if there is one.
    pub fn find(database: &Database, id: &str) -> Result<Option<Company>, Failure> {
        let document = database
            .prepare_cached("SELECT document FROM company WHERE id = ?1")?
            .query_row([id], |row| row.get::<_, String>(0))
            .optional()?;
        let parse = |document: String| serde_json::from_str(&document).map_err(Failure::broken);
        document.map(parse).transpose()
    }

    /// The company that a call's path names.
    pub fn of(work: &Work<'_>, call: &Call) -> Result<Company, Failure> {
        Company::existing(work, call.parameter("companyId"))
    }

    /// A company that must be there, by the id that was sent.
    pub fn existing(work: &Work<'_>, sent: &str) -> Result<Company, Failure> {
        let found = match call::id(sent) {
            Some(id) => Company::find(work.database, &id)?,
            None => None,
        };
        let message = format!("No company was found with ID {sent}");
        found.ok_or_else(|| Failure::new(StatusCode::NOT_FOUND, message))
    }

    pub fn save(&self, work: &Work<'_>) -> Result<(), Failure> {
        let document = serde_json::to_string(self).map_err(Failure::broken)?;
        let is_connected = self.data_connections.iter().any(Connection::is_linked);
        work.database
            .prepare_cached("UPDATE company SET document = ?2, is_connected = ?3 WHERE id = ?1")?
            .execute((&self.id, document, is_connected))?;
        Ok(())
    }

    /// With its links.
    pub fn answered(mut self, base_url: &str) -> Company {
        self.redirect = format!("{base_url}/company/{}", self.id);
        let answered = |connection: Connection| connection.answered(base_url, &self.id);
        self.data_connections = self.data_connections.into_iter().map(answered).collect();
        self
    }

    /// As webhooks tell of it.
    fn as_payload(&self, work: &Work<'_>) -> Value {
        let mut payload = json!(self.clone().answered(work.base_url));
        if let Some(members) = payload.as_object_mut() {
            members.remove("dataConnections");
            members.remove("groups");
            members.remove("platform");
        }
        payload
    }

    /// As webhooks refer to it.
    pub fn as_reference(&self) -> Value {
        json!({"id": self.id, "name": self.name, "tags": self.tags})
    }

    pub fn answer(self, work: &Work<'_>) -> Answer {
        Answer::json(StatusCode::OK, &self.answered(work.base_url))
    }
}

/// A name without the characters that the service removes; None when nothing is left.
pub fn clean_name(name: &str) -> Option<String> {
    let allowed = |c: &char| c.is_ascii_alphanumeric() || c.is_whitespace() || "-',&@.?!".contains(*c);
    Some(name.chars().filter(allowed).collect()).filter(|name: &String| !name.trim().is_empty())
}

/// How many connections all companies have.
pub fn count_connections(database: &Database) -> rusqlite::Result<i64> {
    database
        .prepare_cached(
            "SELECT ifnull(sum(json_array_length(document, '$.dataConnections')), 0) FROM company",
        )?
        .query_row([], |row| row.get(0))
}

/// Whether any company has this connection.
pub fn has_connection(database: &Database, id: &str) -> rusqlite::Result<bool> {
    database
        .prepare_cached(
            "SELECT 1 FROM company, json_each(document, '$.dataConnections') AS connection
                 WHERE connection.value ->> 'id' = ?1",
        )?
        .exists([id])
}

/// How many companies have a connection that is Linked.
pub fn count_connected(database: &Database) -> rusqlite::Result<u32> {
    database
        .prepare_cached("SELECT count(*) FROM company WHERE is_connected")?
        .query_row([], |row| row.get(0))
}

fn checked_name(name: &str) -> Result<String, Failure> {
    clean_name(name).ok_or_else(|| Failure::invalid("name", "must hold at least one permitted character"))
}

fn required_name(name: Option<String>) -> Result<String, Failure> {
    checked_name(&name.ok_or_else(|| Failure::invalid("name", "is required"))?)
}

fn checked_tags(tags: Tags) -> Result<Tags, Failure> {
    if tags.len() > MAX_TAGS {
        return Err(Failure::invalid(
            "tags",
            format!("at most {MAX_TAGS} are allowed"),
        ));
    }
    for (key, value) in &tags {
        // The schema's pattern for a key allows no line breaks.
        if !(1..=MAX_TAG_KEY).contains(&key.chars().count())
            || key.contains(['\n', '\r', '\u{2028}', '\u{2029}'])
        {
            return Err(Failure::invalid(
                "tags",
                format!("the key {key:?} must have 1 to {MAX_TAG_KEY} characters"),
            ));
        }
        if value.chars().count() > MAX_TAG_VALUE {
            let message = format!("must have at most {MAX_TAG_VALUE} characters");
            return Err(Failure::invalid(&format!("tags.{key}"), message));
        }
    }
    Ok(tags)
}

fn checked_groups(work: &Work<'_>, references: &[GroupReference]) -> Result<Vec<Group>, Failure> {
    let mut found: Vec<Group> = Vec::new();
    for (position, reference) in references.iter().enumerate() {
        let group = match call::id(&reference.id) {
            Some(id) => groups::find(work.database, &id)?,
            None => None,
        };
        let Some(group) = group else {
            let message = format!("no group was found with ID {}", reference.id);
            return Err(Failure::invalid(&format!("groups[{position}].id"), message));
        };
        if found.iter().all(|other| other.id != group.id) {
            found.push(group);
        }
    }
    Ok(found)
}

pub fn create(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let body: Body = call.json()?;
    let mut company = Company::new(work, required_name(body.name)?);
    company.description = body.description;
    company.tags = checked_tags(body.tags.unwrap_or_default())?;
    company.groups = checked_groups(work, &body.groups.unwrap_or_default())?;
    if let Some(limit) = work.limits.companies {
        if store::count(work.database, "company")? >= i64::from(limit) {
            let message = format!(
                "You have exceeded your account's limit of {limit} companies. Delete any companies you no longer need."
            );
            return Err(Failure::new(StatusCode::PAYMENT_REQUIRED, message));
        }
    }
    company.insert(work)?;
    Ok(company.answer(work))
}

pub fn get(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    Ok(Company::of(work, call)?.answer(work))
}

/// Clears what the body does not have; groups are replaced only when given.
pub fn replace(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let mut company = Company::of(work, call)?;
    let body: Body = call.json()?;
    company.name = required_name(body.name)?;
    company.description = body.description;
    company.tags = checked_tags(body.tags.unwrap_or_default())?;
    if let Some(references) = body.groups {
        company.groups = checked_groups(work, &references)?;
    }
    company.save(work)?;
    Ok(company.answer(work))
}

/// Leaves alone what is null or absent; tags, when given, take the place of all that were there.
pub fn update(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let mut company = Company::of(work, call)?;
    let body: Body = call.json()?;
    if let Some(name) = body.name {
        company.name = checked_name(&name)?;
    }
    if let Some(description) = body.description {
        company.description = Some(description);
    }
    if let Some(tags) = body.tags {
        company.tags = checked_tags(tags)?;
    }
    company.save(work)?;
    Ok(company.answer(work))
}

pub fn delete(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = Company::of(work, call)?;
    work.database
        .prepare_cached("DELETE FROM company WHERE id = ?1")?
        .execute([&company.id])?;
    refresh::forget_company(work, &company.id)?;
    webhooks::emit(work, "company.deleted", &company, || company.as_payload(work))?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

pub fn access_token(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    Company::of(work, call)?;
    let token = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    let body = json!({"accessToken": token, "expiresIn": TOKEN_SECONDS, "tokenType": "Bearer"});
    Ok(Answer::json(StatusCode::OK, &body))
}
