//! Connections: the states of a company's access to one software.
//!
//! PendingAuth → Linked → Deauthorized (the customer or the software withdrew) or Unlinked (the client did) → Linked.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{json, Value};
use uuid::Uuid;

use super::companies::{self, existing_connection, unknown_connection};
use super::integrations::{self, Integration};
use super::{refresh, webhooks};
use crate::sandbox::answer::{Answer, Failure};
use crate::sandbox::call::{Call, Work};
use crate::sandbox::paging::Paging;
use crate::sandbox::query::Subject;
use crate::sandbox::rows::company::Company;
use crate::sandbox::rows::connection::{self, Connection, ConnectionError, SourceType, Status};
use crate::sandbox::{clock, input};

const ORDERABLE: [&str; 8] = [
    "id",
    "created",
    "lastSync",
    "platformName",
    "status",
    "sourceType",
    "integrationId",
    "sourceId",
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct Prototype {
    platform_key: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Change {
    status: Option<String>,
}

/// The connection with this id, to be changed.
fn connection_mut<'a>(company: &'a mut Company, id: &str) -> Result<&'a mut Connection, Failure> {
    let mut all = company.data_connections.iter_mut();
    all.find(|connection| connection.id == id)
        .ok_or_else(|| unknown_connection(id))
}

/// A company can be linked to one accounting software at a time.
fn refuse_second_accounting(company: &Company, but: Option<&str>) -> Result<(), Failure> {
    let other = company
        .linked_accounting()
        .filter(|linked| Some(linked.id.as_str()) != but);
    match other {
        None => Ok(()),
        Some(other) => Err(Failure::new(
            StatusCode::BAD_REQUEST,
            format!(
                "The company has an active accounting connection already: {}.",
                other.platform_name
            ),
        )),
    }
}

/// Saves a connection of a company, and emits the event of its new state.
fn changed(work: &Work<'_>, company: &Company, id: &str, event_type: &str) -> Result<(), Failure> {
    let connection = company.connection(id).ok_or_else(|| unknown_connection(id))?;
    connection.save(work.database)?;
    tell(work, company, id, event_type)
}

fn tell(work: &Work<'_>, company: &Company, id: &str, event_type: &str) -> Result<(), Failure> {
    let connection = company
        .connection(id)
        .ok_or_else(|| unknown_connection(id))?
        .clone();
    let connection = connection.answered(work.base_url, &company.id);
    webhooks::emit(
        work,
        event_type,
        company,
        || json!({"referenceCompany": company.as_reference(), "connection": connection}),
    )
}

/// Creates a connection with this id, which waits for the customer.
fn start(work: &Work<'_>, company: &mut Company, integration: &Integration, id: &str) -> Result<(), Failure> {
    if integration.source_type == SourceType::Accounting {
        refuse_second_accounting(company, None)?;
    }
    let connection = Connection {
        id: id.to_owned(),
        integration_id: integration.id(),
        integration_key: integration.key.to_owned(),
        source_id: integration.source_id(),
        source_type: integration.source_type,
        platform_name: integration.name.to_owned(),
        status: Status::PendingAuth,
        last_sync: None,
        created: clock::text(work.now),
        data_connection_errors: Vec::new(),
        connection_info: None,
        link_url: String::new(),
    };
    connection.insert(work.database, &company.id)?;
    company.data_connections.push(connection);
    tell(work, company, id, "connection.created")
}

/// The id of the connection to authorize when the customer picks this software: of an earlier connection, pending or
/// withdrawn, which is used again, or of a new one.
pub fn candidate(company: &Company, integration: &Integration) -> String {
    let taken_up = company
        .data_connections
        .iter()
        .find(|other| other.integration_key == integration.key && !other.is_linked());
    match taken_up {
        Some(connection) => connection.id.clone(),
        None => Uuid::new_v4().to_string(),
    }
}

/// The connection that the customer picked. A candidate is created once, when it is first picked; an id that is
/// another company's, or of other software, is refused.
pub fn pick(
    work: &Work<'_>,
    company: &mut Company,
    integration: &Integration,
    candidate_id: Option<String>,
) -> Result<String, Failure> {
    let id = candidate_id.unwrap_or_else(|| candidate(company, integration));
    match company.connection(&id) {
        Some(connection) if connection.integration_key == integration.key => {}
        Some(connection) => {
            let message = format!("connection {id} is to {}", connection.platform_name);
            return Err(Failure::invalid("platformKey", message));
        }
        None if connection::exists(work.database, &id)? => return Err(unknown_connection(&id)),
        None => start(work, company, integration, &id)?,
    }
    Ok(id)
}

/// The customer gives access.
pub fn authorize(work: &Work<'_>, company: &mut Company, id: &str) -> Result<(), Failure> {
    if existing_connection(company, id)?.is_accounting() {
        refuse_second_accounting(company, Some(id))?;
    }
    let connection = connection_mut(company, id)?;
    let event_type = match connection.status {
        Status::Linked => return Ok(()),
        Status::PendingAuth => "connection.connected",
        Status::Unlinked | Status::Deauthorized => "connection.reconnected",
    };
    connection.status = Status::Linked;
    for error in &mut connection.data_connection_errors {
        error.status = "Resolved".to_owned();
        error.resolved_on_utc.get_or_insert(clock::text(work.now));
    }
    if connection.is_accounting() {
        company.platform = connection.platform_name.clone();
        company.save(work.database)?;
    }
    changed(work, company, id, event_type)
}

/// The customer gives no access.
pub fn cancel(work: &Work<'_>, company: &Company, id: &str) -> Result<(), Failure> {
    // Access that the client already has remains: nothing failed.
    match existing_connection(company, id)?.is_linked() {
        true => Ok(()),
        false => tell(work, company, id, "connection.failed"),
    }
}

/// The customer, or the software, withdraws access.
pub fn deauthorize(work: &Work<'_>, company: &mut Company, id: &str) -> Result<(), Failure> {
    let connection = connection_mut(company, id)?;
    refuse_unless_linked(connection, "deauthorized")?;
    connection.status = Status::Deauthorized;
    connection.data_connection_errors.push(ConnectionError {
        status_code: "401".to_owned(),
        status_text: "Unauthorized".to_owned(),
        error_message: format!("{} refused the client's access.", connection.platform_name),
        errored_on_utc: clock::text(work.now),
        status: "Active".to_owned(),
        resolved_on_utc: None,
    });
    changed(work, company, id, "connection.disconnected")?;
    refresh::break_off(work, id)
}

fn refuse_unless_linked(connection: &Connection, what: &str) -> Result<(), Failure> {
    match connection.is_linked() {
        true => Ok(()),
        false => Err(Failure::new(
            StatusCode::BAD_REQUEST,
            format!(
                "Only a Linked connection can be {what}; this one is {:?}.",
                connection.status
            ),
        )),
    }
}

fn answer(work: &Work<'_>, company: &Company, id: &str) -> Result<Answer, Failure> {
    let connection = existing_connection(company, id)?.clone();
    Ok(Answer::json(
        StatusCode::OK,
        &connection.answered(work.base_url, &company.id),
    ))
}

/// The company that a call's path names, and the id of its connection.
fn of(work: &Work<'_>, call: &Call) -> Result<(Company, String), Failure> {
    let company = companies::of(work, call)?;
    let id = existing_connection(&company, call.parameter("connectionId"))?
        .id
        .clone();
    Ok((company, id))
}

pub fn list(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = companies::of(work, call)?.answered(work.base_url);
    let connections = company
        .data_connections
        .iter()
        .map(|connection| json!(connection))
        .collect();
    Paging::read(call, Subject::Connection)?.answer_from(connections, &ORDERABLE)
}

/// The body is `{"platformKey": …}`, or the key alone as a string.
pub fn create(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let mut company = companies::of(work, call)?;
    let key = match serde_json::from_slice(&call.body) {
        Ok(Value::String(key)) => Some(key),
        _ => call.json::<Prototype>()?.platform_key,
    };
    let key = key.ok_or_else(|| Failure::invalid("platformKey", "is required"))?;
    let id = Uuid::new_v4().to_string();
    start(work, &mut company, integrations::existing(&key)?, &id)?;
    answer(work, &company, &id)
}

pub fn get(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let (company, id) = of(work, call)?;
    answer(work, &company, &id)
}

pub fn delete(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let (company, id) = of(work, call)?;
    tell(work, &company, &id, "connection.deleted")?;
    connection::delete(work.database, &id)?;
    Ok(Answer::empty(StatusCode::OK))
}

pub fn unlink(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let (mut company, id) = of(work, call)?;
    if call.json::<Change>()?.status.as_deref() != Some("Unlinked") {
        return Err(Failure::invalid("status", "expected Unlinked"));
    }
    let connection = connection_mut(&mut company, &id)?;
    refuse_unless_linked(connection, "unlinked")?;
    connection.status = Status::Unlinked;
    changed(work, &company, &id, "connection.disconnected")?;
    refresh::break_off(work, &id)?;
    answer(work, &company, &id)
}

/// Any body is accepted, and not stored: it is a secret.
pub fn update_authorization(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let (mut company, id) = of(work, call)?;
    let given: BTreeMap<String, String> = input::from_text(&call.body)
        .map_err(|problem| Failure::invalid("body", format!("expected an object of strings: {problem}")))?;
    if given.is_empty() {
        return Err(Failure::invalid("body", "must not be empty"));
    }
    authorize(work, &mut company, &id)?;
    answer(work, &company, &id)
}
