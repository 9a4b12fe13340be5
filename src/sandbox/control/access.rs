//! Actions on what customers do, and on the pulling of their data.

use serde::Deserialize;
use serde_json::{json, Value};

use super::Refusal;
use crate::sandbox::http::service::Service;
use crate::sandbox::resources::link::{self, Decision};
use crate::sandbox::resources::{companies, connections, integrations, refresh};
use crate::sandbox::rows::connection::{SourceType, Status};
use crate::sandbox::rows::pull::Failing;
use crate::sandbox::{call, store};

/// The ends that a test can choose for a pull.
const FAILURES: [&str; 11] = [
    "FetchError",
    "MapError",
    "InternalError",
    "ProcessingError",
    "ValidationError",
    "AuthError",
    "RateLimitError",
    "PermissionsError",
    "PrerequisiteNotMet",
    "Cancelled",
    "NotSupported",
];
const MOST_PULL_SECONDS: u32 = 24 * 60 * 60;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct LinkConnection {
    url: Option<String>,
    company_id: Option<String>,
    connection_id: Option<String>,
    platform_key: Option<String>,
    #[serde(default)]
    cancel: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct OneConnection {
    company_id: String,
    connection_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct FailNextPull {
    company_id: Option<String>,
    data_type: Option<String>,
    status: Option<String>,
    message: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct SetPullSeconds {
    seconds: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct SetFetchOnFirstLink {
    enabled: bool,
}

/// Does what a customer does in Link: picks software, or opens an existing connection, and authorizes or cancels.
pub fn link_connection(service: &Service, input: LinkConnection) -> Result<Value, Refusal> {
    let bad = |message: &str| Refusal::BadInput(message.to_owned());
    let (in_url, query) = match input.url {
        Some(url) => {
            let (company, connection, query) = link::parse(&service.base_url, &url)
                .ok_or_else(|| bad("url: expected a Link URL of this sandbox"))?;
            (Some((company, connection)), query)
        }
        None => (None, String::new()),
    };
    let (company_in_url, connection_in_url) = in_url.unzip();
    let company = one(company_in_url, input.company_id)
        .map_err(|()| bad("companyId: expected the company that the url names"))?
        .ok_or_else(|| bad("companyId: is required without a url"))?;
    let connection = one(connection_in_url.flatten(), input.connection_id)
        .map_err(|()| bad("connectionId: expected the connection that the url names"))?;
    service.change(|work| {
        let mut company = companies::existing(work, &company)?;
        let connection = match connection {
            Some(sent) => Some(companies::existing_connection(&company, &sent)?.id.clone()),
            None => None,
        };
        let integration = match (&connection, input.platform_key.as_deref()) {
            (Some(_), None) => None,
            (_, key) => Some(integrations::existing(key.unwrap_or(integrations::ALL[0].key))?),
        };
        let decision = if input.cancel {
            Decision::Cancel
        } else {
            Decision::Allow
        };
        let outcome = link::take(work, &mut company, connection, integration, decision, &query)?;
        Ok(json!(outcome))
    })
}

/// The given id: of two parameters of which one, or both with the same id, may be given.
fn one(in_url: Option<String>, sent: Option<String>) -> Result<Option<String>, ()> {
    match (in_url, sent) {
        (Some(url), Some(sent)) if call::id(&url) != call::id(&sent) => Err(()),
        (url, sent) => Ok(url.or(sent)),
    }
}

pub fn deauthorize_connection(service: &Service, input: &OneConnection) -> Result<Value, Refusal> {
    service.change(|work| {
        let mut company = companies::existing(work, &input.company_id)?;
        let id = companies::existing_connection(&company, &input.connection_id)?
            .id
            .clone();
        connections::deauthorize(work, &mut company, &id)?;
        Ok(json!({"connectionId": id, "status": Status::Deauthorized}))
    })
}

pub fn fail_next_pull(service: &Service, input: FailNextPull) -> Result<Value, Refusal> {
    let status = input.status.unwrap_or_else(|| FAILURES[0].to_owned());
    if !FAILURES.contains(&status.as_str()) {
        let message = format!("status: expected one of {}, found {status}", FAILURES.join(", "));
        return Err(Refusal::BadInput(message));
    }
    if let Some(data_type) = &input.data_type {
        if !SourceType::is_data_type(data_type) {
            let message = format!("dataType: {data_type} is no type of data");
            return Err(Refusal::BadInput(message));
        }
    }
    let message = input
        .message
        .unwrap_or_else(|| "The software did not respond.".to_owned());
    service.change(|work| {
        let company = match &input.company_id {
            Some(sent) => {
                let found = companies::existing(work, sent).map_err(|failure| match failure.into() {
                    Refusal::BadInput(message) => Refusal::BadInput(format!("companyId: {message}")),
                    other => other,
                });
                Some(found?.id)
            }
            None => None,
        };
        let failing = Failing {
            company,
            data_type: input.data_type,
            outcome: status,
            message,
        };
        failing.insert(work.database)?;
        Ok(json!({}))
    })
}

/// Whether linking queues pulls, as the service does.
pub fn set_fetch_on_first_link(service: &Service, input: &SetFetchOnFirstLink) -> Result<Value, Refusal> {
    service.change(|work| {
        store::set(
            work.database,
            refresh::FETCH_ON_LINK,
            Some(i64::from(input.enabled)),
        )?;
        Ok(json!({"enabled": input.enabled}))
    })
}

/// How long a pull takes, of the sandbox's time.
pub fn set_pull_seconds(service: &Service, input: &SetPullSeconds) -> Result<Value, Refusal> {
    if input.seconds > MOST_PULL_SECONDS {
        return Err(Refusal::BadInput(format!(
            "seconds: expected at most {MOST_PULL_SECONDS}"
        )));
    }
    service.change(|work| {
        store::set(work.database, refresh::SECONDS, Some(input.seconds.into()))?;
        Ok(json!({"seconds": input.seconds}))
    })
}
