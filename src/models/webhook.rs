//! Webhook consumers: where the service sends its events.

use serde::{Deserialize, Serialize};

use super::Extra;

/// Where events are sent.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookConsumer {
    /// Its identifier.
    pub id: String,
    /// Where events are sent.
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
    /// Members that this version has no field for.
    #[serde(flatten)]
    pub extra: Extra,
}

/// All webhook consumers of the client, at most 50.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookConsumerList {
    /// The consumers.
    pub results: Vec<WebhookConsumer>,
    /// Members that this version has no field for.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a webhook consumer is created with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WebhookConsumerRequest {
    /// Where events are to be sent.
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
