//! Connections: a company's access to one software, and the states that it goes through.
//!
//! PendingAuth → Linked → Deauthorized (the customer or the software withdrew) or Unlinked (the client did) → Linked.
//! They are kept in their company's document.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use uuid::Uuid;

use super::answer::{Answer, Failure};
use super::call::{self, Call, Work};
use super::companies::{self, Company};
use super::integrations::{self, Integration, SourceType};
use super::paging::Paging;
use super::query::Subject;
use super::{clock, input, refresh, webhooks};

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

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    PendingAuth,
    Linked,
    Unlinked,
    Deauthorized,
}

#[derive(Serialize, Deserialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    pub id: String,
    integration_id: String,
    pub integration_key: String,
    source_id: String,
    pub source_type: String,
    pub platform_name: String,
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_sync: Option<String>,
    created: String,
    data_connection_errors: Vec<ConnectionError>,
    /// Where the customer authorises: not stored, since it follows the sandbox's port.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    link_url: String,
}

/// Why the software let nobody in, and since when it does again.
#[derive(Serialize, Deserialize, Clone)]
#[serde(rename_all = "camelCase")]
struct ConnectionError {
    status_code: String,
    status_text: String,
    error_message: String,
    errored_on_utc: String,
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolved_on_utc: Option<String>,
}

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

impl Connection {
    fn new(work: &Work<'_>, integration: &Integration, id: &str) -> Connection {
        Connection {
            id: id.to_owned(),
            integration_id: integration.id(),
            integration_key: integration.key.to_owned(),
            source_id: integration.source_id(),
            source_type: integration.source_type.name().to_owned(),
            platform_name: integration.name.to_owned(),
            status: Status::PendingAuth,
            last_sync: None,
            created: clock::text(work.now),
            data_connection_errors: Vec::new(),
            link_url: String::new(),
        }
    }

    pub fn is_linked(&self) -> bool {
        self.status == Status::Linked
    }

    pub fn is_accounting(&self) -> bool {
        self.source_type == SourceType::Accounting.name()
    }

    pub fn answered(mut self, base_url: &str, company_id: &str) -> Connection {
        self.link_url = format!("{base_url}/company/{company_id}/connection/{}", self.id);
        self
    }

    /// The types of data that can be pulled from it.
    pub fn data_types(&self) -> &'static [&'static str] {
        integrations::by_key(&self.integration_key).map_or(&[], |found| found.source_type.data_types())
    }
}

impl Company {
    pub fn connection(&self, id: &str) -> Option<&Connection> {
        self.data_connections
            .iter()
            .find(|connection| connection.id == id)
    }

    fn connection_mut(&mut self, id: &str) -> Result<&mut Connection, Failure> {
        let found = self
            .data_connections
            .iter_mut()
            .find(|connection| connection.id == id);
        found.ok_or_else(|| unknown(id))
    }

    /// The connection to accounting software that is Linked; there is never a second one.
    pub fn linked_accounting(&self) -> Option<&Connection> {
        self.data_connections
            .iter()
            .find(|connection| connection.is_accounting() && connection.is_linked())
    }

    /// A connection that must be there, by the id that was sent.
    pub fn existing_connection(&self, sent: &str) -> Result<&Connection, Failure> {
        let id = call::id(sent).unwrap_or_default();
        self.connection(&id).ok_or_else(|| unknown(sent))
    }
}

fn unknown(id: &str) -> Failure {
    Failure::new(
        StatusCode::NOT_FOUND,
        format!("No connection was found with ID {id}"),
    )
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
                "The company has an active accounting connection already: {} ({}).",
                other.platform_name, other.id
            ),
        )),
    }
}

/// Saves the company, and tells what became of one of its connections.
fn changed(work: &Work<'_>, company: &Company, id: &str, event_type: &str) -> Result<(), Failure> {
    company.save(work)?;
    tell(work, company, id, event_type)
}

fn tell(work: &Work<'_>, company: &Company, id: &str, event_type: &str) -> Result<(), Failure> {
    let connection = company.connection(id).ok_or_else(|| unknown(id))?.clone();
    let connection = connection.answered(work.base_url, &company.id);
    webhooks::emit(
        work,
        event_type,
        company,
        || json!({"referenceCompany": company.as_reference(), "connection": connection}),
    )
}

/// Makes a connection that waits for the customer, under this id.
fn start(work: &Work<'_>, company: &mut Company, integration: &Integration, id: &str) -> Result<(), Failure> {
    if integration.source_type == SourceType::Accounting {
        refuse_second_accounting(company, None)?;
    }
    company
        .data_connections
        .push(Connection::new(work, integration, id));
    changed(work, company, id, "connection.created")
}

/// The id of the connection to authorise when the customer picks this software: of one that was made or withdrawn
/// before, which is taken up again, or of one to be made.
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

/// The connection that the customer picked. A candidate is made when it is first picked, and never twice; an id that
/// is another company's, or of other software, is refused.
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
        None if companies::has_connection(work.database, &id)? => return Err(unknown(&id)),
        None => start(work, company, integration, &id)?,
    }
    Ok(id)
}

/// The customer lets the client in.
pub fn authorise(work: &Work<'_>, company: &mut Company, id: &str) -> Result<(), Failure> {
    if company.existing_connection(id)?.is_accounting() {
        refuse_second_accounting(company, Some(id))?;
    }
    let connection = company.connection_mut(id)?;
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
        company.platform = Some(connection.platform_name.clone());
    }
    changed(work, company, id, event_type)
}

/// The customer does not let the client in.
pub fn cancel(work: &Work<'_>, company: &Company, id: &str) -> Result<(), Failure> {
    // What the client was let into earlier stays open: nothing failed.
    match company.existing_connection(id)?.is_linked() {
        true => Ok(()),
        false => tell(work, company, id, "connection.failed"),
    }
}

/// The customer, or the software, withdraws.
pub fn deauthorise(work: &Work<'_>, company: &mut Company, id: &str) -> Result<(), Failure> {
    let connection = company.connection_mut(id)?;
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
    refresh::break_off(work, company, id)
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
    let connection = company.existing_connection(id)?.clone();
    Ok(Answer::json(
        StatusCode::OK,
        &connection.answered(work.base_url, &company.id),
    ))
}

/// The company that a call's path names, and the id of its connection.
fn of(work: &Work<'_>, call: &Call) -> Result<(Company, String), Failure> {
    let company = Company::of(work, call)?;
    let id = company
        .existing_connection(call.parameter("connectionId"))?
        .id
        .clone();
    Ok((company, id))
}

pub fn list(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = Company::of(work, call)?.answered(work.base_url);
    let connections = company
        .data_connections
        .iter()
        .map(|connection| json!(connection))
        .collect();
    Paging::read(call, Subject::Connection)?.answer_from(connections, &ORDERABLE)
}

/// The body is `{"platformKey": …}`, or the key alone as a string.
pub fn create(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let mut company = Company::of(work, call)?;
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
    let (mut company, id) = of(work, call)?;
    tell(work, &company, &id, "connection.deleted")?;
    company.data_connections.retain(|connection| connection.id != id);
    company.save(work)?;
    refresh::forget_connection(work, &id)?;
    Ok(Answer::empty(StatusCode::OK))
}

pub fn unlink(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let (mut company, id) = of(work, call)?;
    if call.json::<Change>()?.status.as_deref() != Some("Unlinked") {
        return Err(Failure::invalid("status", "expected Unlinked"));
    }
    let connection = company.connection_mut(&id)?;
    refuse_unless_linked(connection, "unlinked")?;
    connection.status = Status::Unlinked;
    changed(work, &company, &id, "connection.disconnected")?;
    refresh::break_off(work, &company, &id)?;
    answer(work, &company, &id)
}

/// Whatever is handed over is accepted, and then forgotten: it is a secret.
pub fn update_authorization(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let (mut company, id) = of(work, call)?;
    let given: BTreeMap<String, String> = input::from_text(&call.body)
        .map_err(|problem| Failure::invalid("body", format!("expected an object of strings: {problem}")))?;
    if given.is_empty() {
        return Err(Failure::invalid("body", "must not be empty"));
    }
    authorise(work, &mut company, &id)?;
    answer(work, &company, &id)
}
