//! Companies: their rules, and the operations on one company.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{json, Value};
use uuid::Uuid;

use super::limits::Limits;
use super::{groups, webhooks};
use crate::sandbox::answer::{Answer, Failure, ValidationItem};
use crate::sandbox::call::{self, Call, Work};
use crate::sandbox::rows::company::{Company, Tags};
use crate::sandbox::rows::connection::Connection;
use crate::sandbox::rows::group::{self, Group};
use crate::sandbox::store;

const MAX_TAGS: usize = 10;
const MAX_TAG_KEY: usize = 27;
const MAX_TAG_VALUE: usize = 100;
const TOKEN_SECONDS: u32 = 24 * 60 * 60;

/// The body of create, replace and update; fields that the service does not know are ignored, as the service does.
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct Assignment {
    group_id: Option<String>,
}

/// The company that a call's path names.
pub fn of(work: &Work<'_>, call: &Call) -> Result<Company, Failure> {
    existing(work, call.parameter("companyId"))
}

/// The company with this id, which must exist.
pub fn existing(work: &Work<'_>, sent: &str) -> Result<Company, Failure> {
    let found = match call::id(sent) {
        Some(id) => Company::find(work.database, &id)?,
        None => None,
    };
    let message = format!("No company was found with ID {sent}");
    found.ok_or_else(|| Failure::new(StatusCode::NOT_FOUND, message))
}

/// The connection of the company with this id, which must exist.
pub fn existing_connection<'a>(company: &'a Company, sent: &str) -> Result<&'a Connection, Failure> {
    let id = call::id(sent).unwrap_or_default();
    company.connection(&id).ok_or_else(|| unknown_connection(sent))
}

pub fn unknown_connection(id: &str) -> Failure {
    Failure::new(
        StatusCode::NOT_FOUND,
        format!("No connection was found with ID {id}"),
    )
}

/// Stores a new company, and emits its event.
pub fn insert(work: &Work<'_>, company: &Company) -> Result<(), Failure> {
    company.insert(work.database)?;
    webhooks::emit(work, "company.created", company, || payload(work, company))
}

/// The company as webhooks contain it.
fn payload(work: &Work<'_>, company: &Company) -> Value {
    let mut payload = json!(company.clone().answered(work.base_url));
    if let Some(members) = payload.as_object_mut() {
        members.remove("dataConnections");
        members.remove("groups");
        members.remove("platform");
    }
    payload
}

fn answer(work: &Work<'_>, company: Company) -> Answer {
    Answer::json(StatusCode::OK, &company.answered(work.base_url))
}

/// A name without the characters that the service removes; None if nothing is left.
pub fn clean_name(name: &str) -> Option<String> {
    let allowed = |c: &char| c.is_ascii_alphanumeric() || c.is_whitespace() || "-',&@.?!".contains(*c);
    Some(name.chars().filter(allowed).collect()).filter(|name: &String| !name.trim().is_empty())
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
            Some(id) => Group::find(work.database, &id)?,
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

fn add_to_groups(work: &Work<'_>, company: &Company) -> rusqlite::Result<()> {
    company
        .groups
        .iter()
        .try_for_each(|group| group.add(work.database, &company.id))
}

pub fn create(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let body: Body = call.json()?;
    let mut company = Company::new(required_name(body.name)?, work.now);
    company.description = body.description;
    company.tags = checked_tags(body.tags.unwrap_or_default())?;
    company.groups = checked_groups(work, &body.groups.unwrap_or_default())?;
    if let Some(limit) = Limits::read(work.database)?.companies {
        if store::count(work.database, "company")? >= i64::from(limit) {
            let message = format!("Company limit exceeded: the account has at most {limit} companies");
            return Err(Failure {
                validation: vec![ValidationItem {
                    item_id: "Company".to_owned(),
                    message,
                    validator_name: "CreateCompany",
                }],
                ..Failure::new(
                    StatusCode::PAYMENT_REQUIRED,
                    "CompanyValidationException: Company limit exceeded",
                )
            });
        }
    }
    insert(work, &company)?;
    add_to_groups(work, &company)?;
    Ok(answer(work, company))
}

pub fn get(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    Ok(answer(work, of(work, call)?))
}

/// Clears what the body does not have; groups are replaced only when given.
pub fn replace(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let mut company = of(work, call)?;
    let body: Body = call.json()?;
    company.name = required_name(body.name)?;
    company.description = body.description;
    company.tags = checked_tags(body.tags.unwrap_or_default())?;
    if let Some(references) = body.groups {
        company.groups = checked_groups(work, &references)?;
        group::remove_from_all(work.database, &company.id)?;
        add_to_groups(work, &company)?;
    }
    company.save(work.database)?;
    Ok(answer(work, company))
}

/// Does not change what is null or absent; given tags replace all tags.
pub fn update(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let mut company = of(work, call)?;
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
    company.save(work.database)?;
    Ok(answer(work, company))
}

pub fn delete(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = of(work, call)?;
    company.delete(work.database)?;
    webhooks::emit(work, "company.deleted", &company, || payload(work, &company))?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

pub fn access_token(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    of(work, call)?;
    let token = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    let body = json!({"accessToken": token, "expiresIn": TOKEN_SECONDS, "tokenType": "Bearer"});
    Ok(Answer::json(StatusCode::OK, &body))
}

/// Adding a company twice changes nothing.
pub fn add_to_group(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let mut company = of(work, call)?;
    let sent = call
        .json::<Assignment>()?
        .group_id
        .ok_or_else(|| Failure::invalid("groupId", "is required"))?;
    let group = groups::existing(work, &sent)?;
    if company.groups.iter().all(|other| other.id != group.id) {
        group.add(work.database, &company.id)?;
        company.groups.push(group);
    }
    Ok(answer(work, company))
}

/// Removing a company that is not in the group changes nothing.
pub fn remove_from_group(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = of(work, call)?;
    groups::existing(work, call.parameter("groupId"))?.remove(work.database, &company.id)?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}
