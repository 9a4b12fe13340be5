//! Pulling data: what may be queued, what is told about it. How a pull goes on: [`pulls`].

mod pulls;

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde_json::{json, Value};

use super::answer::{Answer, Failure};
use super::call::{self, Call, Work};
use super::companies::Company;
use super::connections::Connection;
use super::integrations::SourceType;
use super::paging::Paging;
use super::query::Subject;
pub use pulls::{break_off, forget_company, forget_connection, next_due, settle, Failing, SECONDS, TABLES};
use pulls::{is_running, queue, Pull};

const ORDERABLE: [&str; 7] = [
    "id",
    "dataType",
    "status",
    "requested",
    "completed",
    "progress",
    "connectionId",
];

/// Queues all that the company's connections have, or just these types of data; what is being pulled already is
/// left alone.
pub fn queue_all(work: &Work<'_>, company: &Company, only: Option<&[String]>) -> Result<(), Failure> {
    for connection in company.data_connections.iter().filter(|each| each.is_linked()) {
        for data_type in connection.data_types() {
            let wanted = only.is_none_or(|only| only.iter().any(|each| each == data_type));
            if wanted && !is_running(work, &connection.id, data_type)? {
                queue(work, &company.id, &connection.id, data_type)?;
            }
        }
    }
    Ok(())
}

pub fn all(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = Company::of(work, call)?;
    if !company.data_connections.iter().any(Connection::is_linked) {
        return Err(not_linked(
            "The company has no Linked connection to pull data from.".to_owned(),
        ));
    }
    queue_all(work, &company, None)?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

pub fn by_data_type(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = Company::of(work, call)?;
    let data_type = call.parameter("dataType");
    if !SourceType::is_data_type(data_type) {
        return Err(Failure::invalid(
            "dataType",
            format!("{data_type} is no type of data"),
        ));
    }
    let wanted = form_urlencoded::parse(call.query().as_bytes())
        .find(|(name, value)| name == "connectionId" && !value.is_empty());
    let connection = match wanted {
        Some((_, id)) => company.existing_connection(&id)?,
        None => source(&company, data_type)?,
    };
    if !connection.is_linked() {
        let message = format!(
            "Connection {} is {:?}; data can be pulled only while it is Linked.",
            connection.id, connection.status
        );
        return Err(not_linked(message));
    }
    if !connection.data_types().contains(&data_type) {
        let message = format!("{} does not give {data_type}", connection.platform_name);
        return Err(Failure::invalid("dataType", message));
    }
    if is_running(work, &connection.id, data_type)? {
        return Err(Failure::new(
            StatusCode::CONFLICT,
            format!("DatasetAlreadyInProgressException: {data_type} is being pulled already."),
        ));
    }
    let pull = queue(work, &company.id, &connection.id, data_type)?;
    Ok(Answer::json(StatusCode::OK, &pull.answered(work.now)))
}

/// The connection to pull from: the first that is Linked, or would be if the customer authorised it.
fn source<'a>(company: &'a Company, data_type: &str) -> Result<&'a Connection, Failure> {
    let giving = || {
        company
            .data_connections
            .iter()
            .filter(|connection| connection.data_types().contains(&data_type))
    };
    let found = giving()
        .find(|connection| connection.is_linked())
        .or_else(|| giving().next());
    found.ok_or_else(|| {
        not_linked(format!(
            "The company has no Linked connection that gives {data_type}."
        ))
    })
}

fn not_linked(message: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, message)
}

/// For each type of data that a Linked connection has, its name; and if it was ever queued, how far it is, and when it
/// last went well.
pub fn data_status(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = Company::of(work, call)?;
    let linked = company.data_connections.iter().filter(|each| each.is_linked());
    let mut statuses: BTreeMap<String, Value> = linked
        .flat_map(|connection| connection.data_types())
        .map(|data_type| ((*data_type).to_owned(), json!({"dataType": data_type})))
        .collect();
    for pull in Pull::of_company(work.database, &company.id)? {
        let entry = statuses
            .entry(pull.data_type.clone())
            .or_insert_with(|| json!({"dataType": pull.data_type}));
        entry["currentStatus"] = json!(pull.status(work.now).0);
        entry["latestSyncId"] = json!(pull.id);
        if pull.succeeded() {
            entry["lastSuccessfulSync"] = json!(pull.completed());
            entry["latestSuccessfulSyncId"] = json!(pull.id);
        }
    }
    Ok(Answer::json(StatusCode::OK, &statuses))
}

pub fn list(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = Company::of(work, call)?;
    let pulls = Pull::of_company(work.database, &company.id)?;
    let pulls = pulls.iter().map(|pull| pull.answered(work.now)).collect();
    Paging::read(call, Subject::PullOperation)?.answer_from(pulls, &ORDERABLE)
}

pub fn get(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = Company::of(work, call)?;
    let sent = call.parameter("datasetId");
    let id = call::id(sent).unwrap_or_default();
    match Pull::find(work.database, &company.id, &id)? {
        Some(pull) => Ok(Answer::json(StatusCode::OK, &pull.answered(work.now))),
        None => Err(Failure::new(
            StatusCode::NOT_FOUND,
            format!("No pull operation was found with ID {sent}"),
        )),
    }
}
