//! The account: its profile, sync settings, web origins and API keys.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use uuid::Uuid;

use super::companies;
use super::redirect::{SetError, SetRedirect};
use crate::sandbox::answer::{Answer, Failure};
use crate::sandbox::call::{self, Call, Work};
use crate::sandbox::clock;
use crate::sandbox::rows::account::{self, ApiKey};
use crate::sandbox::rows::connection::SourceType;

const PROFILE: &str = "profile";
const SYNC_SETTINGS: &str = "syncSettings";
const CORS: &str = "cors";
const CONNECTION_MANAGEMENT_CORS: &str = "connectionManagementCors";
const MAX_KEYS: usize = 10;
const MAX_NAME: usize = 50;
/// The account's ID, always the same.
pub const CLIENT_ID: &str = "5a6db0c5-0000-4000-8000-5a6db0c5a6db";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct Profile {
    name: Option<String>,
    redirect_url: Option<String>,
    logo_url: Option<String>,
    icon_url: Option<String>,
    white_list_urls: Option<Vec<String>>,
    api_key: Option<String>,
    confirm_company_name: Option<bool>,
}

pub fn profile(work: &Work<'_>, _: &Call) -> Result<Answer, Failure> {
    let profile = account::get(work.database, PROFILE)?
        .unwrap_or_else(|| json!({"name": "Sandbox", "redirectUrl": format!("{}/_sandbox/", work.base_url)}));
    Ok(Answer::json(StatusCode::OK, &profile))
}

/// Customers are sent to the new redirect URL too.
pub fn update_profile(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let sent: Profile = call.json()?;
    let name = sent
        .name
        .filter(|name| !name.trim().is_empty())
        .ok_or_else(|| Failure::invalid("name", "is required"))?;
    let redirect_url = sent
        .redirect_url
        .ok_or_else(|| Failure::invalid("redirectUrl", "is required"))?;
    SetRedirect::of_profile(&redirect_url)
        .write(work.database)
        .map_err(|error| match error {
            SetError::Bad(message) => {
                Failure::invalid("redirectUrl", message.strip_prefix("url: ").unwrap_or(message))
            }
            SetError::Broken(error) => error.into(),
        })?;
    let mut profile = json!({"name": name, "redirectUrl": redirect_url});
    for (field, value) in [
        ("logoUrl", json!(sent.logo_url)),
        ("iconUrl", json!(sent.icon_url)),
        ("whiteListUrls", json!(sent.white_list_urls)),
        ("apiKey", json!(sent.api_key)),
        ("confirmCompanyName", json!(sent.confirm_company_name)),
    ] {
        if !value.is_null() {
            profile[field] = value;
        }
    }
    account::set(work.database, PROFILE, &profile)?;
    Ok(Answer::json(StatusCode::OK, &profile))
}

/// How a data type is pulled.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct SyncSetting {
    data_type: String,
    fetch_on_first_link: bool,
    sync_schedule: u32,
    sync_order: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    sync_from_utc: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sync_from_window: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    months_to_sync: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_locked: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct SyncSettings {
    company_id: Option<String>,
    client_id: Option<String>,
    settings: Option<Vec<SyncSetting>>,
    overrides_defaults: Option<bool>,
}

impl SyncSettings {
    /// What is stored of them.
    fn checked(self) -> Result<Value, Failure> {
        let settings = self
            .settings
            .ok_or_else(|| Failure::invalid("settings", "is required"))?;
        for (index, setting) in settings.iter().enumerate() {
            if !SourceType::is_data_type(&setting.data_type) {
                return Err(Failure::invalid(
                    &format!("settings[{index}].dataType"),
                    format!("{} is no type of data", setting.data_type),
                ));
            }
        }
        Ok(json!({"settings": settings, "overridesDefaults": self.overrides_defaults.unwrap_or(true)}))
    }
}

/// The settings of all companies that have none of their own.
fn defaults(work: &Work<'_>) -> Result<Value, Failure> {
    let own = account::get(work.database, SYNC_SETTINGS)?;
    Ok(own.unwrap_or_else(|| {
        let setting = |data_type: &&str| {
            json!({"dataType": data_type, "fetchOnFirstLink": true, "syncSchedule": 24, "syncOrder": 0,
                "monthsToSync": 24, "isLocked": false})
        };
        let settings: Vec<Value> = SourceType::all_data_types().map(|each| setting(&each)).collect();
        json!({"settings": settings, "overridesDefaults": false})
    }))
}

pub fn sync_settings(work: &Work<'_>, _: &Call) -> Result<Answer, Failure> {
    let mut settings = defaults(work)?;
    settings["clientId"] = json!(CLIENT_ID);
    Ok(Answer::json(StatusCode::OK, &settings))
}

pub fn update_sync_settings(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let sent: SyncSettings = call.json()?;
    if sent.client_id.as_deref().and_then(call::id).as_deref() != Some(CLIENT_ID) {
        return Err(Failure::invalid("clientId", "is not the ID of this account"));
    }
    account::set(work.database, SYNC_SETTINGS, &sent.checked()?)?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// The settings that hold for a company: its own or, if it has none, those of the account.
fn settings_of(work: &Work<'_>, company: &str) -> Result<Value, Failure> {
    if let Some(own) = account::sync_settings(work.database, company)? {
        return Ok(own);
    }
    let mut settings = defaults(work)?;
    settings["overridesDefaults"] = json!(false);
    Ok(settings)
}

pub fn company_sync_settings(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = companies::of(work, call)?;
    let mut settings = settings_of(work, &company.id)?;
    settings["companyId"] = json!(company.id);
    Ok(Answer::json(StatusCode::OK, &settings))
}

/// The types of data of a company that are pulled when the customer has linked.
pub fn fetched_on_link(work: &Work<'_>, company: &str) -> Result<Vec<String>, Failure> {
    let settings = settings_of(work, company)?;
    let settings = settings["settings"].as_array().into_iter().flatten();
    let fetched = settings.filter(|setting| setting["fetchOnFirstLink"] == true);
    Ok(fetched
        .filter_map(|setting| setting["dataType"].as_str().map(str::to_owned))
        .collect())
}

pub fn set_company_sync_settings(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = companies::of(work, call)?;
    let sent: SyncSettings = call.json()?;
    if sent.company_id.as_deref().and_then(call::id) != Some(company.id.clone()) {
        return Err(Failure::invalid("companyId", "is not the company of the path"));
    }
    account::set_sync_settings(work.database, &company.id, &sent.checked()?)?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct Origins {
    allowed_origins: Option<Vec<String>>,
}

fn origins(work: &Work<'_>, name: &str) -> Result<Answer, Failure> {
    let origins = account::get(work.database, name)?.unwrap_or_else(|| json!([]));
    Ok(Answer::json(StatusCode::OK, &json!({"allowedOrigins": origins})))
}

fn set_origins(work: &Work<'_>, call: &Call, name: &str) -> Result<Answer, Failure> {
    let sent: Origins = call.json()?;
    let allowed = sent
        .allowed_origins
        .ok_or_else(|| Failure::invalid("allowedOrigins", "is required"))?;
    account::set(work.database, name, &json!(allowed))?;
    origins(work, name)
}

pub fn cors(work: &Work<'_>, _: &Call) -> Result<Answer, Failure> {
    origins(work, CORS)
}

pub fn set_cors(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    set_origins(work, call, CORS)
}

pub fn connection_management_cors(work: &Work<'_>, _: &Call) -> Result<Answer, Failure> {
    origins(work, CONNECTION_MANAGEMENT_CORS)
}

pub fn set_connection_management_cors(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    set_origins(work, call, CONNECTION_MANAGEMENT_CORS)
}

pub fn connection_management_token(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    companies::of(work, call)?;
    Ok(Answer::json(StatusCode::OK, &json!({"accessToken": secret()})))
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct NewKey {
    name: Option<String>,
}

pub fn api_keys(work: &Work<'_>, _: &Call) -> Result<Answer, Failure> {
    let keys = ApiKey::all(work.database)?;
    Ok(Answer::json(StatusCode::OK, &json!({ "results": keys })))
}

/// The key may be used at once, like the sandbox's own.
pub fn create_api_key(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let name = match call.body.is_empty() {
        true => None,
        false => call.json::<NewKey>()?.name,
    };
    if name.as_ref().is_some_and(|name| name.chars().count() > MAX_NAME) {
        return Err(Failure::invalid(
            "name",
            format!("at most {MAX_NAME} characters are allowed"),
        ));
    }
    if ApiKey::all(work.database)?.len() >= MAX_KEYS {
        return Err(Failure::new(
            StatusCode::CONFLICT,
            "Maximum number of API keys reached. To create a new API key, delete an unused key and try again.",
        ));
    }
    let key = ApiKey {
        id: Uuid::new_v4().to_string(),
        name,
        api_key: secret(),
        created_date: clock::text(work.now),
    };
    key.insert(work.database)?;
    Ok(Answer::json(StatusCode::CREATED, &key))
}

pub fn delete_api_key(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let id = call.id("apiKeyId").unwrap_or_default();
    if !account::delete_key(work.database, &id)? {
        let message = format!("No API key was found with ID {}", call.parameter("apiKeyId"));
        return Err(Failure::new(StatusCode::NOT_FOUND, message));
    }
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// Each call revokes the previous key, which nothing here uses.
pub fn rotate_zapier_key(_: &Work<'_>, _: &Call) -> Result<Answer, Failure> {
    let key = format!("sk_integ_{}.us", secret());
    Ok(Answer::json(StatusCode::CREATED, &json!({ "key": key })))
}

/// 40 random characters.
fn secret() -> String {
    let text = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    text.chars().take(40).collect()
}
