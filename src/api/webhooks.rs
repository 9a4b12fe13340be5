//! `client.webhooks()`.

use serde::Serialize;

use super::{Nothing, Reply, Scope};
use crate::error::Result;
use crate::models::{WebhookConsumer, WebhookConsumerList, WebhookConsumerRequest, ZapierKey};
use crate::operations as op;

/// The operations on webhook consumers; [`webhook::verify`](crate::webhook::verify) checks what they receive.
/// Every method may fail with any [`ErrorKind`](crate::ErrorKind) of a call.
#[derive(Clone, Copy, Debug)]
pub struct Webhooks<'a>(pub(super) Scope<'a>);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WithId<'a> {
    webhook_id: &'a str,
}

impl Webhooks<'_> {
    /// Lists all webhook consumers (`list-webhook-consumers`).
    pub fn list(&self) -> Result<Reply<WebhookConsumerList>> {
        self.0.call(&op::WEBHOOKS_LIST, &Nothing {})
    }

    /// Creates a webhook consumer, of which there can be 50 (`create-webhook-consumer`).
    pub fn create(&self, request: &WebhookConsumerRequest) -> Result<Reply<WebhookConsumer>> {
        self.0.call(&op::WEBHOOKS_CREATE, request)
    }

    /// Deletes a webhook consumer (`delete-webhook-consumer`).
    pub fn delete(&self, webhook_id: &str) -> Result<Reply<()>> {
        self.0.call(&op::WEBHOOKS_DELETE, &WithId { webhook_id })
    }

    /// Gets a new integration key for Zapier, and revokes the previous one (`rotate-zapier-key`). The key is a secret.
    pub fn rotate_zapier_key(&self) -> Result<Reply<ZapierKey>> {
        self.0.call(&op::WEBHOOKS_ROTATE_ZAPIER_KEY, &Nothing {})
    }
}
