//! Pushes: records that were written to the customer's software.

use std::collections::BTreeMap;

use super::extra::{model, or_default};
use super::open_enum::open_enum;

model! {
    /// An attempt to create, change or delete a record in the customer's software.
    pub struct PushOperation {
        /// Its identifier.
        pub push_operation_key: String,
        /// The company.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub company_id: Option<String>,
        /// The connection that was written to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub data_connection_key: Option<String>,
        /// The data type of the record.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub data_type: Option<String>,
        /// How far it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub status: Option<PushStatus>,
        /// The status code of the customer's software.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub status_code: Option<i64>,
        /// What went wrong.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub error_message: Option<String>,
        /// When it was requested: ISO 8601, UTC.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub requested_on_utc: Option<String>,
        /// When it ended, written as `requested_on_utc` is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub completed_on_utc: Option<String>,
        /// After how many minutes it is given up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub timeout_in_minutes: Option<i64>,
        /// After how many seconds it is given up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub timeout_in_seconds: Option<i64>,
        /// What it changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub changes: Option<Vec<PushChange>>,
        /// What the service found in the record.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub validation: Option<ValidationResults>,
    }
}

open_enum! {
    /// How far a push operation is.
    PushStatus {
        /// Not ended.
        Pending,
        /// Ended badly.
        Failed,
        /// Ended well.
        Success,
        /// Given up.
        TimedOut,
    }
}

model! {
    /// What a push operation changed.
    pub struct PushChange {
        /// The kind of change.
        #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
        pub kind: Option<PushChangeType>,
        /// The record that changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub record_ref: Option<RecordRef>,
        /// The attachment that was added.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub attachment_id: Option<String>,
    }
}

open_enum! {
    /// The kind of change that a push operation made.
    PushChangeType {
        /// Not known.
        Unknown,
        /// A record was created.
        Created,
        /// A record was changed.
        Modified,
        /// A record was deleted.
        Deleted,
        /// An attachment was added.
        AttachmentUploaded,
    }
}

model! {
    /// Names a record.
    pub struct RecordRef {
        /// Its identifier.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub id: Option<String>,
        /// Its data type.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub data_type: Option<String>,
    }
}

model! {
    /// What the service found in data.
    pub struct ValidationResults {
        /// What must be resolved before the data can be used.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub errors: Option<Vec<ValidationItem>>,
        /// What may need attention.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub warnings: Option<Vec<ValidationItem>>,
    }
}

model! {
    /// Something that the service found in data.
    pub struct ValidationItem {
        /// The rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub rule_id: Option<String>,
        /// The record or field.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub item_id: Option<String>,
        /// What it is, in words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub message: Option<String>,
        /// Which part of the service found it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub validator_name: Option<String>,
    }
}

model! {
    /// What a record, or a field of it, may hold.
    pub struct PushOption {
        /// The type of value.
        #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
        pub kind: Option<PushOptionType>,
        /// Its name for people.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub display_name: Option<String>,
        /// What it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
        /// Whether it must be given.
        #[serde(default, deserialize_with = "or_default")]
        pub required: bool,
        /// The fields of an object, by name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub properties: Option<BTreeMap<String, PushOption>>,
        /// The values to choose from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub options: Option<Vec<PushOptionChoice>>,
        /// What to observe.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub validation: Option<PushValidation>,
    }
}

open_enum! {
    /// The type of a value that can be pushed.
    PushOptionType {
        /// A list.
        Array,
        /// An object.
        Object,
        /// A text.
        String,
        /// A number.
        Number,
        /// True or false.
        Boolean,
        /// A date with a time.
        DateTime,
        /// A file.
        File,
        /// Several parts.
        MultiPart,
    }
}

model! {
    /// A value to choose.
    pub struct PushOptionChoice {
        /// The value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub value: Option<String>,
        /// The type of value.
        #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
        pub kind: Option<PushOptionType>,
        /// Its name for people.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub display_name: Option<String>,
        /// What it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
        /// Whether it must be given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub required: Option<bool>,
    }
}

model! {
    /// What to observe when a record is pushed.
    pub struct PushValidation {
        /// Warnings.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub warnings: Option<Vec<PushValidationItem>>,
        /// Information.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub information: Option<Vec<PushValidationItem>>,
    }
}

model! {
    /// Something to observe when a record is pushed.
    pub struct PushValidationItem {
        /// The field.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub field: Option<String>,
        /// What to observe.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub details: Option<String>,
        /// The URL of an explanation.
        #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
        pub reference: Option<String>,
    }
}
