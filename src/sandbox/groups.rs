//! Groups, and which companies are in them. A group is never changed or deleted.

use axum::http::StatusCode;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::answer::{Answer, Failure};
use super::call::{self, Call, Work};
use super::companies::Company;
use super::store;

pub const TABLE: &str = "
    CREATE TABLE company_group (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL
    );
";

const MAX_NAME: usize = 50;

#[derive(Serialize, Deserialize, Clone)]
pub struct Group {
    pub id: String,
    pub name: String,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Prototype {
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct Assignment {
    group_id: Option<String>,
}

impl Group {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Group> {
        Ok(Group {
            id: row.get(0)?,
            name: row.get(1)?,
        })
    }
}

pub fn find(database: &Connection, id: &str) -> rusqlite::Result<Option<Group>> {
    database
        .prepare_cached("SELECT id, name FROM company_group WHERE id = ?1")?
        .query_row([id], Group::from_row)
        .optional()
}

/// A group that must be there, by the id that was sent.
fn existing(work: &Work<'_>, sent: &str) -> Result<Group, Failure> {
    let group = match call::id(sent) {
        Some(id) => find(work.database, &id)?,
        None => None,
    };
    group.ok_or_else(|| {
        Failure::new(
            StatusCode::NOT_FOUND,
            format!("No group was found with ID {sent}"),
        )
    })
}

pub fn all(database: &Connection) -> rusqlite::Result<Vec<Group>> {
    database
        .prepare_cached("SELECT id, name FROM company_group ORDER BY number")?
        .query_map([], Group::from_row)?
        .collect()
}

pub fn list(work: &Work<'_>, _: &Call) -> Result<Answer, Failure> {
    let groups = all(work.database)?;
    Ok(Answer::json(StatusCode::OK, &json!({ "results": groups })))
}

pub fn create(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let name = call.json::<Prototype>()?.name.unwrap_or_default();
    if name.trim().is_empty() {
        return Err(Failure::invalid("name", "is required"));
    }
    if name.chars().count() > MAX_NAME {
        return Err(Failure::invalid(
            "name",
            format!("must have at most {MAX_NAME} characters"),
        ));
    }
    if store::count(work.database, "company_group")? >= i64::from(work.limits.groups) {
        return Err(Failure::new(
            StatusCode::CONFLICT,
            "Maximum number of groups reached.",
        ));
    }
    let group = Group {
        id: Uuid::new_v4().to_string(),
        name,
    };
    work.database
        .prepare_cached("INSERT INTO company_group (id, name) VALUES (?1, ?2)")?
        .execute((&group.id, &group.name))?;
    Ok(Answer::json(StatusCode::OK, &group))
}

/// Adding a company twice changes nothing.
pub fn add_company(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let mut company = Company::of(work, call)?;
    let sent = call
        .json::<Assignment>()?
        .group_id
        .ok_or_else(|| Failure::invalid("groupId", "is required"))?;
    let group = existing(work, &sent)?;
    if company.groups.iter().all(|other| other.id != group.id) {
        company.groups.push(group);
        company.save(work)?;
    }
    Ok(company.answer(work))
}

/// Removing a company that is not in the group changes nothing.
pub fn remove_company(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let mut company = Company::of(work, call)?;
    let group = existing(work, call.parameter("groupId"))?;
    company.groups.retain(|other| other.id != group.id);
    company.save(work)?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}
