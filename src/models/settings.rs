//! Your account at the service: its profile, sync settings, web origins and API keys.

use super::extra::{model, or_default};
use crate::secret::Secret;

model! {
    /// How a data type is pulled.
    #[derive(Default)]
    pub struct SyncSetting {
        /// The data type, such as `invoices`.
        #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
        pub data_type: String,
        /// Whether it is pulled when the customer has authorized a connection.
        #[serde(default, deserialize_with = "or_default")]
        pub fetch_on_first_link: bool,
        /// The hours between pulls; 0 for no schedule.
        #[serde(default, deserialize_with = "or_default")]
        pub sync_schedule: i64,
        /// The data types with the lowest number are pulled first.
        #[serde(default, deserialize_with = "or_default")]
        pub sync_order: i64,
        /// The date and time from which data is pulled, if `sync_from_window` is not set.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sync_from_utc: Option<String>,
        /// The months of data that are pulled, if `sync_from_utc` is not set.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sync_from_window: Option<i64>,
        /// The months of data of a balance sheet, or of a profit and loss statement.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub months_to_sync: Option<i64>,
        /// Whether the setting is locked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub is_locked: Option<bool>,
    }
}

model! {
    /// Which data types are pulled, how often, and how far back.
    pub struct SyncSettings {
        /// The company, if these are the settings of one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub company_id: Option<String>,
        /// Your account, if these are the settings of all companies.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub client_id: Option<String>,
        /// One setting per data type.
        pub settings: Vec<SyncSetting>,
        /// Whether these settings are used instead of the service's defaults.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub overrides_defaults: Option<bool>,
    }
}

model! {
    /// The web origins that may call the service.
    pub struct CorsSettings {
        /// The origins, such as `https://example.com`.
        pub allowed_origins: Vec<String>,
    }
}

model! {
    /// The profile of your account: what customers see on the Link page.
    pub struct Profile {
        /// The name that customers see.
        #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
        pub name: String,
        /// The URL to which customers return after Link.
        pub redirect_url: String,
        /// The URL of the logo.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub logo_url: Option<String>,
        /// The URL of the icon.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub icon_url: Option<String>,
        /// The URLs that may call the service; if there are none, all may.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub white_list_urls: Option<Vec<String>>,
        /// The account's API key: a secret.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub api_key: Option<Secret>,
        /// Whether customers are asked to confirm their company's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub confirm_company_name: Option<bool>,
    }
}

model! {
    /// An API key.
    pub struct ApiKey {
        /// Its identifier.
        pub id: String,
        /// Its name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        /// The key: a secret.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub api_key: Option<Secret>,
        /// When it was created: ISO 8601, UTC.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub created_date: Option<String>,
    }
}

model! {
    /// All API keys of the account, at most 10.
    pub struct ApiKeyList {
        /// The keys.
        pub results: Vec<ApiKey>,
    }
}
