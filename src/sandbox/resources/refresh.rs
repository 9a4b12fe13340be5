//! Pulling data: the pulls that can be queued, their states, and the effects of their end.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{json, Value};
use uuid::Uuid;

use super::{companies, integrations, settings, webhooks};
use crate::sandbox::answer::{Answer, Failure};
use crate::sandbox::call::{self, Call, Work};
use crate::sandbox::paging::Paging;
use crate::sandbox::query::Subject;
use crate::sandbox::rows::company::Company;
use crate::sandbox::rows::connection::{Connection, SourceType};
use crate::sandbox::rows::pull::{self, Failing, Pull};
use crate::sandbox::{clock, store};

/// The name under which the store keeps how long a pull takes.
pub const SECONDS: &str = "pullSeconds";
const DEFAULT_SECONDS: i64 = 2;
/// The name under which the store keeps whether linking queues pulls: 1 if it does.
pub const FETCH_ON_LINK: &str = "fetchOnFirstLink";

const ORDERABLE: [&str; 7] = [
    "id",
    "dataType",
    "status",
    "requested",
    "completed",
    "progress",
    "connectionId",
];

/// Queues what is pulled when a customer has linked, if that is switched on.
pub fn queue_on_link(work: &Work<'_>, company: &Company, connection: &str) -> Result<(), Failure> {
    if store::setting(work.database, FETCH_ON_LINK)? != Some(1) {
        return Ok(());
    }
    let fetched = settings::fetched_on_link(work, &company.id)?;
    let Some(connection) = company.connection(connection).filter(|each| each.is_linked()) else {
        return Ok(());
    };
    for data_type in connection.data_types() {
        let is_idle = pull::running(work.database, &connection.id, data_type)?.is_none();
        if is_idle && fetched.iter().any(|each| each == data_type) {
            queue(work, &company.id, connection, data_type)?;
        }
    }
    Ok(())
}

/// Queues all that the company's connections have, or just these types of data; what is being pulled already is
/// left alone.
pub fn queue_all(work: &Work<'_>, company: &Company, only: Option<&[String]>) -> Result<(), Failure> {
    for connection in company.data_connections.iter().filter(|each| each.is_linked()) {
        for data_type in connection.data_types() {
            let wanted = only.is_none_or(|only| only.iter().any(|each| each == data_type));
            if wanted && pull::running(work.database, &connection.id, data_type)?.is_none() {
                queue(work, &company.id, connection, data_type)?;
            }
        }
    }
    Ok(())
}

pub fn all(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = companies::of(work, call)?;
    if !company.data_connections.iter().any(Connection::is_linked) {
        return Err(not_linked(
            "The company has no Linked connection to pull data from.".to_owned(),
        ));
    }
    queue_all(work, &company, None)?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// The data type of a call's path.
pub fn data_type(call: &Call) -> Result<&str, Failure> {
    let data_type = call.parameter("dataType");
    match SourceType::is_data_type(data_type) {
        true => Ok(data_type),
        false => Err(Failure::invalid(
            "dataType",
            format!("{data_type} is no type of data"),
        )),
    }
}

pub fn by_data_type(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = companies::of(work, call)?;
    let data_type = data_type(call)?;
    let wanted = form_urlencoded::parse(call.query().as_bytes())
        .find(|(name, value)| name == "connectionId" && !value.is_empty());
    let connection = match wanted {
        Some((_, id)) => companies::existing_connection(&company, &id)?,
        None => source(&company, data_type)?,
    };
    if connection.is_linked() && !supports(connection, data_type) {
        let message = format!(
            "Datatype {data_type} not supported by platform(s) {}",
            connection.platform_name
        );
        return Err(Failure::new(StatusCode::NOT_FOUND, message));
    }
    let pull = queue_one(work, &company, connection, data_type)?;
    Ok(Answer::json(StatusCode::OK, &pull.answered(work.now)))
}

/// Queues a pull from one connection, which must be Linked, unless one is running.
pub fn queue_one(
    work: &Work<'_>,
    company: &Company,
    connection: &Connection,
    data_type: &str,
) -> Result<Pull, Failure> {
    if !connection.is_linked() {
        let message = format!(
            "Connection {} is {:?}; data can be pulled only while it is Linked.",
            connection.id, connection.status
        );
        return Err(not_linked(message));
    }
    if let Some(running) = pull::running(work.database, &connection.id, data_type)? {
        let message = format!(
            "DatasetAlreadyInProgressException: Cannot queue {data_type} sync for {} as previous sync {running} is \
             still in progress",
            company.id
        );
        return Err(Failure::new(StatusCode::CONFLICT, message));
    }
    Ok(queue(work, &company.id, connection, data_type)?)
}

/// The connection to pull from: the first that is Linked, or would be if the customer authorized it.
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

fn supports(connection: &Connection, data_type: &str) -> bool {
    integrations::supports(&connection.integration_key, connection.source_type, data_type)
}

fn not_linked(message: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, message)
}

/// For each type of data that a Linked connection has, its name; and if it was ever queued, how far it is, and when it
/// last went well.
pub fn data_status(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = companies::of(work, call)?;
    let linked = company.data_connections.iter().filter(|each| each.is_linked());
    let mut statuses: BTreeMap<String, Value> = linked
        .flat_map(|connection| connection.data_types())
        .map(|data_type| ((*data_type).to_owned(), json!({"dataType": data_type})))
        .collect();
    let pulls = Pull::of_company(work.database, &company.id)?;
    // Custom data types have no status.
    for pull in pulls
        .iter()
        .filter(|pull| SourceType::is_data_type(&pull.data_type))
    {
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
    let company = companies::of(work, call)?;
    let pulls = Pull::of_company(work.database, &company.id)?;
    let pulls = pulls.iter().map(|pull| pull.answered(work.now)).collect();
    Paging::read(call, Subject::PullOperation)?.answer_from(pulls, &ORDERABLE)
}

/// The pull that a call's path names.
fn of(work: &Work<'_>, call: &Call) -> Result<Pull, Failure> {
    let company = companies::of(work, call)?;
    let sent = call.parameter("datasetId");
    let id = call::id(sent).unwrap_or_default();
    Pull::find(work.database, &company.id, &id)?.ok_or_else(|| {
        Failure::new(
            StatusCode::NOT_FOUND,
            format!("No pull operation was found with ID {sent}"),
        )
    })
}

pub fn get(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    Ok(Answer::json(StatusCode::OK, &of(work, call)?.answered(work.now)))
}

/// What the service found in the data: something only if the pull ended because of it.
pub fn validation(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let pull = of(work, call)?;
    let errors = match (pull.ended, pull.outcome.as_str()) {
        (Some(_), "ProcessingError" | "ParseError" | "ValidationFailed") => json!([{
            "ruleId": "sandbox-001",
            "itemId": pull.id,
            "message": pull.message,
            "validatorName": "SandboxValidator",
        }]),
        _ => json!([]),
    };
    Ok(Answer::json(
        StatusCode::OK,
        &json!({"errors": errors, "warnings": []}),
    ))
}

fn queue(work: &Work<'_>, company: &str, connection: &Connection, data_type: &str) -> rusqlite::Result<Pull> {
    let seconds = store::setting(work.database, SECONDS)?.unwrap_or(DEFAULT_SECONDS);
    let requested = work.now.as_millisecond();
    let failing = Failing::take(work.database, company, data_type)?;
    let is_usual = SourceType::is_data_type(data_type);
    let (outcome, message) = match failing {
        Some((outcome, message)) => (outcome, Some(message)),
        None if is_usual && !supports(connection, data_type) => ("NotSupported".to_owned(), None),
        None => ("Complete".to_owned(), None),
    };
    let pull = Pull {
        id: Uuid::new_v4().to_string(),
        company: company.to_owned(),
        connection: connection.id.clone(),
        data_type: data_type.to_owned(),
        requested,
        due: requested + seconds * 1_000,
        outcome,
        message,
        ended: None,
    };
    pull.insert(work.database)?;
    Ok(pull)
}

/// Ends every pull that is due, and emits one event for those of each connection.
pub fn settle(work: &Work<'_>) -> Result<(), Failure> {
    let ended = pull::end_due(work.database, work.now.as_millisecond())?;
    for pulls in ended.chunk_by(|a, b| a.connection == b.connection) {
        tell(work, pulls)?;
    }
    Ok(())
}

/// A connection is no longer Linked: its running pulls fail at once.
pub fn break_off(work: &Work<'_>, connection: &str) -> Result<(), Failure> {
    let pulls = pull::end_all(work.database, connection, work.now.as_millisecond())?;
    match pulls.is_empty() {
        true => Ok(()),
        false => tell(work, &pulls),
    }
}

/// Emits the event that pulls of one connection have ended, and notes the last success.
fn tell(work: &Work<'_>, pulls: &[Pull]) -> Result<(), Failure> {
    let Some(mut company) = Company::find(work.database, &pulls[0].company)? else {
        return Ok(());
    };
    let ended: Vec<Value> = pulls
        .iter()
        .map(|pull| {
            json!({
                "connectionId": pull.connection,
                "dataType": pull.data_type,
                "status": pull.outcome,
                "recordsModified": pull.outcome == "Complete",
            })
        })
        .collect();
    let payload = json!({"referenceCompany": company.as_reference(), "dataTypes": ended});
    let good = pulls.iter().filter(|pull| pull.outcome == "Complete");
    let mut is_first = false;
    if let Some(at) = good.map(|pull| pull.ended.unwrap_or(pull.due)).max() {
        let at = Timestamp::from_millisecond(at).map_err(Failure::broken)?;
        let connection = company
            .data_connections
            .iter_mut()
            .find(|each| each.id == pulls[0].connection);
        if let Some(connection) = connection {
            is_first = connection.last_sync.replace(clock::text(at)).is_none();
            connection.save(work.database)?;
        }
        company.last_sync = Some(clock::text(at));
        company.save(work.database)?;
    }
    if is_first {
        webhooks::emit(work, "read.completed.initial", &company, || payload.clone())?;
    }
    webhooks::emit(work, "read.completed", &company, || payload)
}
