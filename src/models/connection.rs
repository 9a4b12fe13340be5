//! Connections of companies to their software.

use serde::{Deserialize, Serialize};

use super::extra::{as_text, model};
use super::open_enum::open_enum;
use super::Extra;

model! {
    /// A company's connection to one source of data, such as its accounting software.
    pub struct Connection {
        /// Its identifier.
        pub id: String,
        /// The integration behind it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub integration_id: Option<String>,
        /// The integration's key of four letters, which remains the same when its name changes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub integration_key: Option<String>,
        /// The source within the integration.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub source_id: Option<String>,
        /// What kind of data it gives.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub source_type: Option<SourceType>,
        /// The software's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub platform_name: Option<String>,
        /// The page where the customer authorizes this connection.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub link_url: Option<String>,
        /// Whether it is authorized.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub status: Option<ConnectionStatus>,
        /// When data was last pulled: ISO 8601, UTC, sometimes without the trailing `Z`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub last_sync: Option<String>,
        /// When it was created, written as `last_sync` is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub created: Option<String>,
        /// What went wrong with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub data_connection_errors: Option<Vec<ConnectionError>>,
        /// Further facts about it, which depend on the software.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub connection_info: Option<Extra>,
        /// Further properties, which depend on the software.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub additional_properties: Option<Extra>,
    }
}

model! {
    /// Something that went wrong with a connection.
    pub struct ConnectionError {
        /// The HTTP status that the software responded with. The service sends text here, and a number in webhooks.
        #[serde(default, deserialize_with = "as_text", skip_serializing_if = "Option::is_none")]
        pub status_code: Option<String>,
        /// The meaning of that status.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub status_text: Option<String>,
        /// What the software said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub error_message: Option<String>,
        /// When it happened.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub errored_on_utc: Option<String>,
        /// Whether a passing error is over: `Active` or `Resolved`; absent for one that does not pass.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// When it was over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub resolved_on_utc: Option<String>,
    }
}

/// Connections that have to be authorized again.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reauthorization {
    /// Whether there are any.
    pub needed: bool,
    /// The page to send the customer to: the company's Link URL.
    pub link_url: String,
    /// The connections that are `Deauthorized`. A connection to accounting software is left out if the company has a
    /// connection to other accounting software that is `Linked`: a company has one active accounting connection, and the
    /// customer moved. `source_type` says which are accounting software.
    pub connections: Vec<Connection>,
}

/// Which connection to wait for. Without `connection_id`: the first that is linked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WaitUntilLinked {
    /// This connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<String>,
    /// The first pause between two looks, in milliseconds, 10 to 60,000; it grows to 15 s. Default: 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll_interval_ms: Option<u64>,
}

open_enum! {
    /// Whether a connection is authorized.
    ConnectionStatus {
        /// Created, and not yet authorized.
        PendingAuth,
        /// Authorized: data can be pulled.
        Linked,
        /// The client withdrew.
        Unlinked,
        /// The customer or the software withdrew.
        Deauthorized,
    }
}

open_enum! {
    /// What kind of data a connection gives.
    SourceType {
        /// Accounting software.
        Accounting,
        /// Banks.
        Banking,
        /// Banks, through accounting software.
        BankFeed,
        /// Shops and points of sale.
        Commerce,
        /// Expense management.
        Expense,
        /// Another kind.
        Other,
        /// Not known to the service.
        Unknown,
    }
}
