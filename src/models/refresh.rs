//! Pulling data from a company's connections.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::extra::{model, or_default};
use super::open_enum::open_enum;

model! {
    /// One pull of one type of data from one connection.
    pub struct PullOperation {
        /// Its identifier, which operations call `datasetId`.
        pub id: String,
        /// The company.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub company_id: Option<String>,
        /// The connection that data is pulled from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub connection_id: Option<String>,
        /// What is pulled, such as `invoices` or `banking-accounts`.
        #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
        pub data_type: String,
        /// How far it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub status: Option<PullStatus>,
        /// Words about the status.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub status_description: Option<String>,
        /// What went wrong.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub error_message: Option<String>,
        /// When it was requested: ISO 8601, UTC, sometimes without the trailing `Z`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub requested: Option<String>,
        /// When it ended, written as `requested` is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub completed: Option<String>,
        /// How far it is, in percent.
        #[serde(default, deserialize_with = "or_default")]
        pub progress: i64,
        /// Whether it ended well.
        #[serde(default, deserialize_with = "or_default")]
        pub is_completed: bool,
        /// Whether it ended badly.
        #[serde(default, deserialize_with = "or_default")]
        pub is_errored: bool,
    }
}

impl PullOperation {
    /// Whether it has ended, well or badly. An unknown or absent status counts as still running, unless
    /// `is_completed`, `is_errored` or a progress of 100 says otherwise.
    pub fn has_ended(&self) -> bool {
        let is_final = match &self.status {
            None | Some(PullStatus::Unrecognized(_)) => self.progress >= 100,
            Some(status) => status.is_final(),
        };
        self.is_completed || self.is_errored || is_final
    }

    /// Whether it ended badly.
    pub fn has_failed(&self) -> bool {
        self.is_errored || self.status.as_ref().is_some_and(PullStatus::is_failure)
    }
}

open_enum! {
    /// How far the pulling of a type of data is.
    PullStatus {
        /// Made, and not yet queued.
        Initial,
        /// Waiting for its turn.
        Queued,
        /// Being fetched from the software.
        Fetching,
        /// Waiting to be mapped.
        MapQueued,
        /// Being converted to the service's format.
        Mapping,
        /// Ended well.
        Complete,
        /// Ended: it could not be fetched.
        FetchError,
        /// Ended: it could not be converted to the service's format.
        MapError,
        /// Ended: the service failed.
        InternalError,
        /// Waiting to be processed.
        ProcessingQueued,
        /// Being processed.
        Processing,
        /// Ended: it could not be processed.
        ProcessingError,
        /// Waiting to be validated.
        ValidationQueued,
        /// Being validated.
        Validating,
        /// Ended: it is not valid.
        ValidationError,
        /// Ended: the software refused access.
        AuthError,
        /// Ended: it was cancelled.
        Cancelled,
        /// Ended: the software has no such data. Not a failure.
        NotSupported,
        /// Ended: too many requests to the software.
        RateLimitError,
        /// Ended: the customer's user may not see it.
        PermissionsError,
        /// Ended: data that it builds on is missing.
        PrerequisiteNotMet,
    }
}

impl PullStatus {
    /// Whether nothing follows it; false for a status that this version does not know.
    pub fn is_final(&self) -> bool {
        matches!(self, PullStatus::Complete | PullStatus::NotSupported) || self.is_failure()
    }

    /// Whether it is the end, and not a good one. `NotSupported` is no failure: there was nothing to pull.
    pub fn is_failure(&self) -> bool {
        use PullStatus::*;
        matches!(
            self,
            FetchError
                | MapError
                | InternalError
                | ProcessingError
                | ValidationError
                | AuthError
                | Cancelled
                | RateLimitError
                | PermissionsError
                | PrerequisiteNotMet
        )
    }
}

/// How far each type of data of a company is, by its name such as `invoices`; `None` if the service says
/// nothing.
pub type DataStatuses = BTreeMap<String, Option<DataStatus>>;

model! {
    /// How far a type of data is.
    pub struct DataStatus {
        /// Which type.
        #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
        pub data_type: String,
        /// How far its last pull is; `None` if it was never pulled.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub current_status: Option<PullStatus>,
        /// When it was last pulled well: ISO 8601, UTC, sometimes without the trailing `Z`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub last_successful_sync: Option<String>,
        /// The last pull operation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub latest_sync_id: Option<String>,
        /// The last pull operation that ended well.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub latest_successful_sync_id: Option<String>,
    }
}

/// The outcome of pulling data; see [`Refresh::wait_until_complete`](crate::api::Refresh::wait_until_complete).
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RefreshOutcome {
    /// Whether any item failed.
    pub failed: bool,
    /// The outcome of each.
    pub items: Vec<RefreshItem>,
}

/// The outcome of one pull operation or data type.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RefreshItem {
    /// The type of data.
    pub data_type: String,
    /// Whether it failed; also true if a data type that was named was never pulled.
    pub failed: bool,
    /// The pull operation, if pull operations were named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pull_operation: Option<PullOperation>,
    /// The status of the data type, if no pull operations were named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_status: Option<DataStatus>,
}

/// Which data to wait for. Without both: all data of the company that was ever pulled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WaitUntilComplete {
    /// These pull operations; not together with `data_types`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pull_operation_ids: Option<Vec<String>>,
    /// These types of data, such as `invoices`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_types: Option<Vec<String>>,
    /// The first pause between two looks, in milliseconds, 10 to 60,000; it grows to 15 s. Default: 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll_interval_ms: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(json: &str) -> PullOperation {
        let rest = r#""id":"i","dataType":"invoices""#;
        serde_json::from_str(&format!("{{{rest},{json}}}")).unwrap()
    }

    #[test]
    fn nine_statuses_are_running_and_twelve_are_final() {
        let going_on = "Initial Queued Fetching MapQueued Mapping ProcessingQueued Processing ValidationQueued Validating";
        for status in going_on.split(' ') {
            let operation = operation(&format!("\"status\":\"{status}\",\"progress\":100"));
            assert!(!operation.has_ended() && !operation.has_failed(), "{status}");
        }
        let failures = "FetchError MapError InternalError ProcessingError ValidationError AuthError Cancelled RateLimitError PermissionsError PrerequisiteNotMet";
        for status in failures.split(' ') {
            let operation = operation(&format!("\"status\":\"{status}\""));
            assert!(operation.has_ended() && operation.has_failed(), "{status}");
        }
        for status in ["Complete", "NotSupported"] {
            let operation = operation(&format!("\"status\":\"{status}\""));
            assert!(operation.has_ended() && !operation.has_failed(), "{status}");
        }
    }

    #[test]
    fn an_unknown_status_is_running_unless_other_fields_say_it_ended() {
        for (more, ended, failed) in [
            ("", false, false),
            (",\"progress\":99", false, false),
            (",\"progress\":100", true, false),
            (",\"isCompleted\":true", true, false),
            (",\"isErrored\":true", true, true),
        ] {
            let operation = operation(&format!("\"status\":\"Simmering\"{more}"));
            assert_eq!(
                (operation.has_ended(), operation.has_failed()),
                (ended, failed),
                "{more}"
            );
        }
    }
}
