//! The control door: what a tester may ask of the sandbox, in process or over HTTP.

use std::sync::atomic::Ordering;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts, RawPathParams, Request};
use axum::http::{header, HeaderMap, Method, StatusCode};
use axum::response::Response;
use axum::routing::{any, MethodRouter};
use serde::de::DeserializeOwned;
use serde::Deserialize;
use serde_json::{json, Value};

use super::call::Work;
use super::companies::{self, Company};
use super::fault::Fault;
use super::limits::{Change, Limits};
use super::routes::MAX_BODY;
use super::service::Service;
use super::{clock, input, store};

const MOST_SEEDED: u32 = 1_000_000;

/// Why an action was not done.
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
struct ListRequests {
    #[serde(default)]
    since: u64,
    limit: Option<usize>,
}

/// Does one action.
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
            let ListRequests { since, limit } = read(input)?;
            Ok(json!({"requests": service.log().after(since, limit.unwrap_or(usize::MAX))}))
        }
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
    let mut database = service.database();
    let transaction = database.transaction()?;
    change.write(&transaction)?;
    let limits = Limits::read(&transaction)?;
    transaction.commit()?;
    Ok(json!(limits))
}

fn advance_clock(service: &Service, input: &AdvanceClock) -> Result<Value, Refusal> {
    let database = service.database();
    let seconds = service.clock.seconds_ahead() + i64::from(input.seconds);
    if seconds > clock::MOST_SECONDS_AHEAD {
        return Err(Refusal::BadInput(
            "seconds: the clock would be more than 1,000 years ahead".to_owned(),
        ));
    }
    store::set(&database, clock::SETTING, Some(seconds))?;
    service.clock.set(seconds);
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
    let mut database = service.database();
    let transaction = database.transaction()?;
    let limits = Limits::read(&transaction)?;
    let work = Work {
        database: &transaction,
        now: service.clock.now(),
        limits: &limits,
        base_url: &service.base_url,
    };
    let present = store::count(&transaction, "company")?;
    for number in 1..=i64::from(input.count) {
        Company::new(&work, format!("{prefix} {}", present + number))
            .insert(&transaction)
            .map_err(|failure| Refusal::Broken(failure.message))?;
    }
    transaction.commit()?;
    Ok(json!({"companies": present + i64::from(input.count)}))
}

fn reset(service: &Service) -> Result<Value, Refusal> {
    let mut database = service.database();
    let transaction = database.transaction()?;
    store::clear(&transaction)?;
    transaction.commit()?;
    service.clock.set(0);
    service.faults().clear();
    service.log().clear();
    Ok(json!({}))
}

fn stats(service: &Service) -> Result<Value, Refusal> {
    let database = service.database();
    Ok(json!({
        "companies": store::count(&database, "company")?,
        "groups": store::count(&database, "company_group")?,
        "requests": service.log().count(),
        "connectionsAccepted": service.connections.accepted.load(Ordering::Relaxed),
        "connectionsOpen": service.connections.open.load(Ordering::Relaxed),
    }))
}

/// The door as a route.
pub fn door(service: &Arc<Service>) -> MethodRouter {
    let service = Arc::clone(service);
    any(move |request: Request| {
        let service = Arc::clone(&service);
        async move {
            let (status, body) = match knock(&service, request).await {
                Ok(output) => (StatusCode::OK, output),
                Err((status, message)) => (status, json!({ "error": message })),
            };
            let mut response = Response::new(Body::from(body.to_string()));
            *response.status_mut() = status;
            let json = header::HeaderValue::from_static("application/json");
            response.headers_mut().insert(header::CONTENT_TYPE, json);
            response
        }
    })
}

async fn knock(service: &Service, request: Request) -> Result<Value, (StatusCode, String)> {
    let refused = |status, message: &str| Err((status, message.to_owned()));
    let (mut parts, body) = request.into_parts();
    // A web page of another origin can neither name this host, nor send this content type unasked.
    if !is_local(&parts.headers) {
        return refused(StatusCode::FORBIDDEN, "Host: expected 127.0.0.1 or localhost");
    }
    if parts.method != Method::POST {
        return refused(StatusCode::METHOD_NOT_ALLOWED, "expected POST");
    }
    if !is_json(&parts.headers) {
        return refused(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Content-Type: expected application/json",
        );
    }
    let action = match RawPathParams::from_request_parts(&mut parts, &()).await {
        Ok(parameters) => parameters.iter().map(|(_, value)| value).collect::<String>(),
        Err(_) => return refused(StatusCode::NOT_FOUND, "there is no such action"),
    };
    let Ok(body) = axum::body::to_bytes(body, MAX_BODY).await else {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "the body is too long");
    };
    let input = serde_json::from_slice(&body)
        .map_err(|error| (StatusCode::BAD_REQUEST, format!("not valid JSON: {error}")))?;
    act(service, &action, input).map_err(|refusal| (refusal.status(), refusal.message().to_owned()))
}

fn is_local(headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost")
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    kind.split(';')
        .next()
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}
