//! The actions for tests, in process or over HTTP.

mod access;
pub mod door;

use std::sync::atomic::Ordering;

use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use serde::Deserialize;
use serde_json::{json, Value};

use super::answer::Failure;
use super::http::fault::Fault;
use super::http::service::Service;
use super::resources::companies;
use super::resources::limits::{Change, Limits};
use super::resources::redirect::{SetError, SetRedirect};
use super::rows::company::Company;
use super::rows::delivery;
use super::rows::group::Group;
use super::{clock, input, store};

/// The number of newest companies in the overview.
const SHOWN: i64 = 50;
const MOST_SEEDED: u32 = 1_000_000;

/// The reason why an action failed.
#[derive(Debug)]
pub enum Refusal {
    UnknownAction(String),
    BadInput(String),
    Broken(String),
}

impl Refusal {
    pub fn message(&self) -> &str {
        match self {
            Refusal::UnknownAction(message) | Refusal::BadInput(message) | Refusal::Broken(message) => {
                message
            }
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Refusal::UnknownAction(_) => StatusCode::NOT_FOUND,
            Refusal::BadInput(_) => StatusCode::BAD_REQUEST,
            Refusal::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Refusal {
        Refusal::Broken(error.to_string())
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Refusal {
        match failure.status.is_server_error() {
            true => Refusal::Broken(failure.message),
            false => Refusal::BadInput(failure.message),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
struct Nothing {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
struct QueueFaults {
    faults: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
struct AdvanceClock {
    seconds: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
struct SeedCompanies {
    count: u32,
    #[serde(default = "name_prefix")]
    name_prefix: String,
}

fn name_prefix() -> String {
    "Company".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
struct List {
    #[serde(default)]
    since: u64,
    limit: Option<usize>,
}

/// Performs one action.
pub fn act(service: &Service, action: &str, input: Value) -> Result<Value, Refusal> {
    match action {
        "queue-faults" => queue_faults(service, read(input)?),
        "clear-faults" => {
            read::<Nothing>(input)?;
            service.faults().clear();
            Ok(json!({}))
        }
        "set-limits" => set_limits(service, &read(input)?),
        "advance-clock" => advance_clock(service, &read(input)?),
        "seed-companies" => seed_companies(service, &read(input)?),
        "reset" => {
            read::<Nothing>(input)?;
            reset(service)
        }
        "list-requests" => {
            let List { since, limit } = read(input)?;
            Ok(json!({"requests": service.log().after(since, limit.unwrap_or(usize::MAX))}))
        }
        "list-webhooks" => {
            let List { since, limit } = read(input)?;
            Ok(json!({"webhooks": delivery::list(&service.database(), since, limit)?}))
        }
        "webhook-secret" => {
            read::<Nothing>(input)?;
            Ok(json!({"webhookSecret": service.webhook_secret.as_str()}))
        }
        "link-connection" => access::link_connection(service, read(input)?),
        "deauthorize-connection" => access::deauthorize_connection(service, &read(input)?),
        "set-redirect" => set_redirect(service, read(input)?),
        "overview" => {
            read::<Nothing>(input)?;
            overview(service)
        }
        "fail-next-pull" => access::fail_next_pull(service, read(input)?),
        "set-fetch-on-first-link" => access::set_fetch_on_first_link(service, &read(input)?),
        "set-pull-seconds" => access::set_pull_seconds(service, &read(input)?),
        "stats" => {
            read::<Nothing>(input)?;
            stats(service)
        }
        _ => Err(Refusal::UnknownAction(format!("there is no action {action:?}"))),
    }
}

fn read<T: DeserializeOwned>(input: Value) -> Result<T, Refusal> {
    input::from_value(input).map_err(|problem| Refusal::BadInput(problem.to_string()))
}

fn queue_faults(service: &Service, input: QueueFaults) -> Result<Value, Refusal> {
    let parse = |(position, fault)| {
        Fault::parse(fault).map_err(|problem| Refusal::BadInput(format!("faults[{position}].{problem}")))
    };
    let faults = input
        .faults
        .into_iter()
        .enumerate()
        .map(parse)
        .collect::<Result<Vec<_>, _>>()?;
    let queued = faults.len();
    service.faults().add(faults);
    Ok(json!({ "queued": queued }))
}

fn set_limits(service: &Service, change: &Change) -> Result<Value, Refusal> {
    service.change(|work| {
        change.write(work.database)?;
        Ok(json!(Limits::read(work.database)?))
    })
}

fn set_redirect(service: &Service, input: SetRedirect) -> Result<Value, Refusal> {
    service.change(|work| {
        input.write(work.database).map_err(|error| match error {
            SetError::Bad(message) => Refusal::BadInput(message.to_owned()),
            SetError::Broken(error) => error.into(),
        })?;
        Ok(json!({}))
    })
}

fn advance_clock(service: &Service, input: &AdvanceClock) -> Result<Value, Refusal> {
    let database = service.database();
    let seconds = service.clock.seconds_ahead() + i64::from(input.seconds);
    if seconds > clock::MOST_SECONDS_AHEAD {
        return Err(Refusal::BadInput(
            "seconds: the clock would be more than 1,000 years ahead of the machine's".to_owned(),
        ));
    }
    store::set(&database, clock::SETTING, Some(seconds))?;
    service.clock.set(seconds);
    service.wake.notify_one();
    Ok(json!({"now": clock::text(service.clock.now())}))
}

fn seed_companies(service: &Service, input: &SeedCompanies) -> Result<Value, Refusal> {
    if input.count > MOST_SEEDED {
        return Err(Refusal::BadInput(format!(
            "count: expected at most {MOST_SEEDED}"
        )));
    }
    let prefix = companies::clean_name(&input.name_prefix).ok_or_else(|| {
        Refusal::BadInput("namePrefix: must hold at least one permitted character".to_owned())
    })?;
    service.change(|work| {
        let present = store::count(work.database, "company")?;
        for number in 1..=i64::from(input.count) {
            let company = Company::new(format!("{prefix} {}", present + number), work.now);
            companies::insert(work, &company)?;
        }
        Ok(json!({"companies": present + i64::from(input.count)}))
    })
}

fn reset(service: &Service) -> Result<Value, Refusal> {
    let mut database = service.database();
    let transaction = database.transaction()?;
    store::clear(&transaction)?;
    let seconds_ahead = service.clock.seconds_at_start();
    store::set(&transaction, clock::SETTING, Some(seconds_ahead))?;
    transaction.commit()?;
    service.clock.set(seconds_ahead);
    service.faults().clear();
    service.log().clear();
    Ok(json!({}))
}

fn stats(service: &Service) -> Result<Value, Refusal> {
    let database = service.database();
    Ok(json!({
        "companies": store::count(&database, "company")?,
        "groups": store::count(&database, "company_group")?,
        "dataConnections": store::count(&database, "connection")?,
        "requests": service.log().count(),
        "connectionsAccepted": service.connections.accepted.load(Ordering::Relaxed),
        "connectionsOpen": service.connections.open.load(Ordering::Relaxed),
    }))
}

/// The newest companies with their connections, the groups, and how many there are of each.
fn overview(service: &Service) -> Result<Value, Refusal> {
    service.change(|work| {
        let newest: Vec<Company> = Company::newest(work.database, SHOWN)?
            .into_iter()
            .map(|company| company.answered(work.base_url))
            .collect();
        Ok(json!({
            "now": clock::text(work.now),
            "companies": newest,
            "groups": Group::all(work.database)?,
            "counts": {
                "companies": store::count(work.database, "company")?,
                "requests": service.log().count(),
                "faults": service.faults().waiting(),
                "webhooks": store::count(work.database, "delivery")?,
            },
        }))
    })
}
