//! What is known about a call, whether it succeeded or failed.

use serde::Serialize;

/// What is known about a call besides its result; `meta` in response JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Meta {
    /// The HTTP status of the last response, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// How many times the request was sent, or tried to be.
    pub attempts: u32,
    /// The `Idempotency-Key` that was sent, the same in every attempt; only on POST and PATCH.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// The request quota in the last response, if it had one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<RateLimit>,
    /// How long the call waited for its turn, pauses that the service demanded included, in milliseconds; left out in
    /// JSON if it did not wait.
    #[serde(skip_serializing_if = "is_zero")]
    pub queued_ms: u64,
    /// How long the call took, waiting included, in milliseconds.
    pub elapsed_ms: u64,
}

fn is_zero(ms: &u64) -> bool {
    *ms == 0
}

/// The client's request quota, as the service sends it with each response.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RateLimit {
    /// Requests allowed in the quota period.
    pub limit: Option<u64>,
    /// Requests left in it.
    pub remaining: Option<u64>,
    /// When the quota is renewed, as the service wrote it.
    pub reset: Option<String>,
}
