//! `client.custom_data_types()`.

use serde::Serialize;
use serde_json::json;

use super::{All, Reply, Scope};
use crate::error::Result;
use crate::models::{CustomDataTypeConfiguration, CustomDataTypeRecord, Page, PullOperation};
use crate::operations as op;

/// The operations on custom data types: data that is none of the usual types. Every
/// method may fail with any [`ErrorKind`](crate::ErrorKind) of a call.
#[derive(Clone, Copy, Debug)]
pub struct CustomDataTypes<'a>(pub(super) Scope<'a>);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfIntegration<'a> {
    platform_key: &'a str,
    custom_data_identifier: &'a str,
    #[serde(flatten)]
    configuration: &'a CustomDataTypeConfiguration,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfConnection<'a> {
    company_id: &'a str,
    connection_id: &'a str,
    custom_data_identifier: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_size: Option<u32>,
}

impl CustomDataTypes<'_> {
    /// Creates or changes a custom data type of an integration (`configure-custom-data-type`).
    pub fn configure(
        &self,
        platform_key: &str,
        custom_data_identifier: &str,
        configuration: &CustomDataTypeConfiguration,
    ) -> Result<Reply<CustomDataTypeConfiguration>> {
        self.0.call(
            &op::CUSTOM_DATA_TYPES_CONFIGURE,
            &OfIntegration {
                platform_key,
                custom_data_identifier,
                configuration,
            },
        )
    }

    /// Gets the configuration of a custom data type (`get-custom-data-type-configuration`).
    pub fn get_configuration(
        &self,
        platform_key: &str,
        custom_data_identifier: &str,
    ) -> Result<Reply<CustomDataTypeConfiguration>> {
        self.0.call(
            &op::CUSTOM_DATA_TYPES_GET_CONFIGURATION,
            &json!({"platformKey": platform_key, "customDataIdentifier": custom_data_identifier}),
        )
    }

    /// Queues a pull of a custom data type from one connection (`refresh-custom-data-type`).
    pub fn refresh(
        &self,
        company_id: &str,
        connection_id: &str,
        custom_data_identifier: &str,
    ) -> Result<Reply<PullOperation>> {
        let input = OfConnection {
            company_id,
            connection_id,
            custom_data_identifier,
            page: None,
            page_size: None,
        };
        self.0.call(&op::CUSTOM_DATA_TYPES_REFRESH, &input)
    }

    /// Lists the records of a custom data type that were pulled from a connection, one page of them
    /// (`list-custom-data-type-records`). `page` and `page_size` as in [`ListOptions`](crate::models::ListOptions).
    pub fn list_records(
        &self,
        company_id: &str,
        connection_id: &str,
        custom_data_identifier: &str,
        page: Option<u32>,
        page_size: Option<u32>,
    ) -> Result<Reply<Page<CustomDataTypeRecord>>> {
        let input = OfConnection {
            company_id,
            connection_id,
            custom_data_identifier,
            page,
            page_size,
        };
        self.0.call(&op::CUSTOM_DATA_TYPES_LIST_RECORDS, &input)
    }

    /// Goes through the records of all pages (`list-custom-data-type-records`).
    pub fn iterate_records(
        &self,
        company_id: &str,
        connection_id: &str,
        custom_data_identifier: &str,
        page_size: Option<u32>,
    ) -> All<CustomDataTypeRecord> {
        let input = OfConnection {
            company_id,
            connection_id,
            custom_data_identifier,
            page: None,
            page_size,
        };
        All::new(self.0, &op::CUSTOM_DATA_TYPES_LIST_RECORDS, &input)
    }
}
