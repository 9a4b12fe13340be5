//! Supplemental data and custom data types: data beyond the usual types.

use std::collections::BTreeMap;

use super::extra::model;
use super::Extra;

model! {
    /// Which further properties of a data type are pulled and pushed.
    #[derive(Default)]
    pub struct SupplementalDataConfiguration {
        /// The sources, by the names that you chose.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub supplemental_data_config: Option<BTreeMap<String, SupplementalDataSource>>,
    }
}

model! {
    /// A source of further properties.
    #[derive(Default)]
    pub struct SupplementalDataSource {
        /// The path in the source, such as `/Invoices`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub data_source: Option<String>,
        /// The properties of the source that are pulled, by the names that you chose.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub pull_data: Option<BTreeMap<String, String>>,
        /// The properties of the source that are pushed, by the names that you chose.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub push_data: Option<BTreeMap<String, String>>,
    }
}

model! {
    /// The definition of a custom data type.
    #[derive(Default)]
    pub struct CustomDataTypeConfiguration {
        /// The path in the source, such as `api/purchaseOrders`.
        pub data_source: String,
        /// JSONPaths of the properties in the source, by the names that you chose.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub required_data: Option<BTreeMap<String, String>>,
        /// JSONPaths of the properties that identify a record.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub key_by: Option<Vec<String>>,
        /// JSONPaths of the property with the date of the last change.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub source_modified_date: Option<Vec<String>>,
    }
}

model! {
    /// A record of a custom data type.
    pub struct CustomDataTypeRecord {
        /// Its identifier.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub id: Option<String>,
        /// Its properties, by the names that you chose.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub content: Option<Extra>,
        /// When it was last changed: a text, or an object with `modifiedDate`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub modified_date: Option<serde_json::Value>,
    }
}
