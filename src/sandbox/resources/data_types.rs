//! Supplemental data and custom data types.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};

use super::{companies, integrations, refresh};
use crate::sandbox::answer::{Answer, Failure};
use crate::sandbox::call::{Call, Work};
use crate::sandbox::clock;
use crate::sandbox::paging::Paging;
use crate::sandbox::query::Subject;
use crate::sandbox::rows::company::Company;
use crate::sandbox::rows::configuration;
use crate::sandbox::rows::connection::Connection;
use crate::sandbox::rows::pull::Pull;

const SUPPLEMENTAL: &str = "supplemental";
const CUSTOM: &str = "custom";
/// How many records a pull of a custom data type brings.
const RECORDS: usize = 3;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct Supplemental {
    supplemental_data_config: Option<BTreeMap<String, Source>>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct Source {
    #[serde(skip_serializing_if = "Option::is_none")]
    data_source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pull_data: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    push_data: Option<BTreeMap<String, String>>,
}

/// The integration and the data type of a call's path.
fn usual_type(call: &Call) -> Result<(&'static str, &str), Failure> {
    let integration = integrations::existing(call.parameter("platformKey"))?;
    Ok((integration.key, refresh::data_type(call)?))
}

pub fn configure_supplemental(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let (integration, data_type) = usual_type(call)?;
    let sent: Supplemental = call.json()?;
    let document = json!(sent.supplemental_data_config.unwrap_or_default());
    configuration::set(work.database, integration, SUPPLEMENTAL, data_type, &document)?;
    Ok(Answer::empty(StatusCode::OK))
}

pub fn supplemental(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let (integration, data_type) = usual_type(call)?;
    let document = configuration::get(work.database, integration, SUPPLEMENTAL, data_type)?;
    let body = json!({"supplementalDataConfig": document.unwrap_or_else(|| json!({}))});
    Ok(Answer::json(StatusCode::OK, &body))
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct Custom {
    data_source: String,
    required_data: BTreeMap<String, String>,
    key_by: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_modified_date: Option<Vec<String>>,
}

fn unknown(identifier: &str) -> Failure {
    let message = format!("No custom data type was found with identifier {identifier}");
    Failure::new(StatusCode::NOT_FOUND, message)
}

pub fn configure_custom(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let integration = integrations::existing(call.parameter("platformKey"))?;
    let sent: Custom = call.json()?;
    let identifier = call.parameter("customDataIdentifier");
    configuration::set(work.database, integration.key, CUSTOM, identifier, &json!(sent))?;
    Ok(Answer::json(StatusCode::OK, &sent))
}

pub fn custom(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let integration = integrations::existing(call.parameter("platformKey"))?;
    let identifier = call.parameter("customDataIdentifier");
    match configuration::get(work.database, integration.key, CUSTOM, identifier)? {
        Some(document) => Ok(Answer::json(StatusCode::OK, &document)),
        None => Err(unknown(identifier)),
    }
}

/// The company and the connection of a call's path, and the configuration of the custom data type.
fn of<'a>(work: &Work<'_>, company: &'a Company, call: &Call) -> Result<(&'a Connection, Value), Failure> {
    let connection = companies::existing_connection(company, call.parameter("connectionId"))?;
    let identifier = call.parameter("customDataIdentifier");
    let integration = connection.integration_key.to_lowercase();
    let document = configuration::get(work.database, &integration, CUSTOM, identifier)?;
    Ok((connection, document.ok_or_else(|| unknown(identifier))?))
}

/// The name that pulls of a custom data type have.
fn pulled_as(call: &Call) -> String {
    format!("custom-{}", call.parameter("customDataIdentifier"))
}

pub fn refresh_custom(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = companies::of(work, call)?;
    let (connection, _) = of(work, &company, call)?;
    let pull = refresh::queue_one(work, &company, connection, &pulled_as(call))?;
    Ok(Answer::json(StatusCode::OK, &pull.answered(work.now)))
}

/// The records of the last pull that went well: the same ones each time.
pub fn records(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = companies::of(work, call)?;
    let (connection, document) = of(work, &company, call)?;
    let custom: Custom = serde_json::from_value(document).map_err(Failure::broken)?;
    let name = pulled_as(call);
    let pulls = Pull::of_company(work.database, &company.id)?;
    let is_one =
        |pull: &&Pull| pull.connection == connection.id && pull.data_type == name && pull.succeeded();
    let records = pulls.iter().rev().find(is_one).map(|pull| {
        let record = |number| {
            // In the published schema, values are objects.
            let value = |path: &String| json!({"value": format!("{path} {number}")});
            let content: BTreeMap<&String, Value> = custom
                .required_data
                .iter()
                .map(|(name, path)| (name, value(path)))
                .collect();
            let modified = pull.completed().unwrap_or_else(|| clock::text(work.now));
            json!({
                "id": format!("{}-{number}", call.parameter("customDataIdentifier")),
                "content": content,
                // The published schema has an object here.
                "modifiedDate": {"modifiedDate": modified},
            })
        };
        (1..=RECORDS).map(record).collect()
    });
    Paging::read(call, Subject::CustomRecord)?.answer_from(records.unwrap_or_default(), &[])
}
