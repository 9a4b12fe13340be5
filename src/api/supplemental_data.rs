//! `client.supplemental_data()`.

use serde::Serialize;
use serde_json::json;

use super::{Reply, Scope};
use crate::error::Result;
use crate::models::SupplementalDataConfiguration;
use crate::operations as op;

/// The operations on supplemental data: further properties of the usual data types. Every
/// method may fail with any [`ErrorKind`](crate::ErrorKind) of a call.
#[derive(Clone, Copy, Debug)]
pub struct SupplementalData<'a>(pub(super) Scope<'a>);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfIntegration<'a> {
    platform_key: &'a str,
    data_type: &'a str,
    #[serde(flatten)]
    configuration: &'a SupplementalDataConfiguration,
}

impl SupplementalData<'_> {
    /// Sets which further properties of a data type are pulled from an integration, and pushed to it
    /// (`configure-supplemental-data`).
    pub fn configure(
        &self,
        platform_key: &str,
        data_type: &str,
        configuration: &SupplementalDataConfiguration,
    ) -> Result<Reply<()>> {
        self.0.call(
            &op::SUPPLEMENTAL_DATA_CONFIGURE,
            &OfIntegration {
                platform_key,
                data_type,
                configuration,
            },
        )
    }

    /// Gets which further properties of a data type are pulled and pushed
    /// (`get-supplemental-data-configuration`).
    pub fn get_configuration(
        &self,
        platform_key: &str,
        data_type: &str,
    ) -> Result<Reply<SupplementalDataConfiguration>> {
        self.0.call(
            &op::SUPPLEMENTAL_DATA_GET_CONFIGURATION,
            &json!({"platformKey": platform_key, "dataType": data_type}),
        )
    }
}
