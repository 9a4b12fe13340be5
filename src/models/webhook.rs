//! Webhook consumers, which receive the service's events, and what these say.

use serde::{Deserialize, Serialize};

use super::extra::{model, or_default};
use super::{CompanyReference, Connection, PullStatus};
use crate::secret::Secret;

model! {
    /// A receiver of events.
    pub struct WebhookConsumer {
        /// Its identifier.
        pub id: String,
        /// The address that events are sent to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub url: Option<String>,
        /// Whether nothing is sent for now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub disabled: Option<bool>,
        /// Which events are sent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub event_types: Option<Vec<String>>,
        /// Events of companies with these tags only, each `key:value`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub company_tags: Option<Vec<String>>,
    }
}

model! {
    /// All webhook consumers of the client, at most 50.
    pub struct WebhookConsumerList {
        /// The consumers.
        pub results: Vec<WebhookConsumer>,
    }
}

/// What a webhook consumer is created with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WebhookConsumerRequest {
    /// The address that events are sent to.
    pub url: String,
    /// Which events are to be sent, such as `read.completed`.
    pub event_types: Vec<String>,
    /// Only events of companies with these tags, each `key:value`; at most 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_tags: Option<Vec<String>>,
    /// Whether nothing is to be sent for now. Default: false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

impl WebhookConsumerRequest {
    /// A consumer of these events.
    pub fn new<T: Into<String>>(
        url: impl Into<String>,
        event_types: impl IntoIterator<Item = T>,
    ) -> WebhookConsumerRequest {
        WebhookConsumerRequest {
            url: url.into(),
            event_types: event_types.into_iter().map(Into::into).collect(),
            ..WebhookConsumerRequest::default()
        }
    }
}

model! {
    /// What a webhook says. The fields of its payload depend on the type of the event.
    #[derive(Default)]
    pub struct WebhookBody {
        /// The identifier of what happened.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub id: Option<String>,
        /// What happened, such as `read.completed`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub event_type: Option<String>,
        /// When it happened: ISO 8601, UTC, sometimes without the trailing `Z`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub generated_date: Option<String>,
        /// What it happened to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub payload: Option<WebhookPayload>,
    }
}

model! {
    /// What an event happened to.
    #[derive(Default)]
    pub struct WebhookPayload {
        /// The company itself, by its identifier: `company.…`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub id: Option<String>,
        /// The company's name: `company.…`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        /// The company that it happened in: `connection.…`, `read.…`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub reference_company: Option<CompanyReference>,
        /// The connection: `connection.…`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub connection: Option<Connection>,
        /// What was pulled: `read.…`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub data_types: Option<Vec<DataTypeRead>>,
        /// The product that was added or removed: `company.product.…`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub product_id: Option<String>,
    }
}

model! {
    /// How the pulling of a type of data ended.
    pub struct DataTypeRead {
        /// The type of data, such as `invoices`.
        #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
        pub data_type: String,
        /// The connection that it was pulled from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub connection_id: Option<String>,
        /// How the pull ended.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub status: Option<PullStatus>,
        /// Whether anything is new or changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub records_modified: Option<bool>,
    }
}

/// An integration key for Zapier.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ZapierKey {
    /// The key: a secret.
    pub key: Secret,
}
