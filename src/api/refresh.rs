//! `client.refresh()`.

use serde::Serialize;

use super::{All, Nothing, OfCompany, Reply, Scope};
use crate::error::Result;
use crate::models::{
    DataStatuses, ListOptions, Page, PullOperation, RefreshOutcome, ValidationResults, WaitUntilComplete,
};
use crate::operations as op;

/// The operations that pull data. Every method may fail with any [`ErrorKind`](crate::ErrorKind) of a call.
#[derive(Clone, Copy, Debug)]
pub struct Refresh<'a>(pub(super) Scope<'a>);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfType<'a> {
    data_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection_id: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfDataset<'a> {
    dataset_id: &'a str,
}

impl Refresh<'_> {
    /// Queues a pull of all data that is set up for a company (`refresh-company-data`).
    pub fn all(&self, company_id: &str) -> Result<Reply<()>> {
        self.0.call(
            &op::REFRESH_ALL,
            &OfCompany {
                company_id,
                request: Nothing {},
            },
        )
    }

    /// Queues a pull of one type of data, such as `invoices`, from one connection or all
    /// (`refresh-data-type`).
    pub fn by_data_type(
        &self,
        company_id: &str,
        data_type: &str,
        connection_id: Option<&str>,
    ) -> Result<Reply<PullOperation>> {
        let request = OfType {
            data_type,
            connection_id,
        };
        self.0
            .call(&op::REFRESH_BY_DATA_TYPE, &OfCompany { company_id, request })
    }

    /// As [`by_data_type`](Self::by_data_type), but if a pull of this data is running already, returns that one. A
    /// company that was just linked is pulled by the service itself.
    pub fn queue_or_join(
        &self,
        company_id: &str,
        data_type: &str,
        connection_id: Option<&str>,
    ) -> Result<Reply<PullOperation>> {
        let request = OfType {
            data_type,
            connection_id,
        };
        self.0
            .call(&op::REFRESH_QUEUE_OR_JOIN, &OfCompany { company_id, request })
    }

    /// Returns how far each type of data is (`get-company-data-status`).
    pub fn get_data_status(&self, company_id: &str) -> Result<Reply<DataStatuses>> {
        self.0.call(
            &op::REFRESH_GET_DATA_STATUS,
            &OfCompany {
                company_id,
                request: Nothing {},
            },
        )
    }

    /// Lists a company's pull operations, one page of them (`list-pull-operations`).
    pub fn list_pull_operations(
        &self,
        company_id: &str,
        request: &ListOptions,
    ) -> Result<Reply<Page<PullOperation>>> {
        self.0.call(
            &op::REFRESH_LIST_PULL_OPERATIONS,
            &OfCompany { company_id, request },
        )
    }

    /// Goes through a company's pull operations of all pages from `request.page` on (`list-pull-operations`).
    pub fn iterate_pull_operations(&self, company_id: &str, request: &ListOptions) -> All<PullOperation> {
        All::new(
            self.0,
            &op::REFRESH_LIST_PULL_OPERATIONS,
            &OfCompany { company_id, request },
        )
    }

    /// Gets a pull operation (`get-pull-operation`).
    pub fn get_pull_operation(&self, company_id: &str, dataset_id: &str) -> Result<Reply<PullOperation>> {
        let request = OfDataset { dataset_id };
        self.0.call(
            &op::REFRESH_GET_PULL_OPERATION,
            &OfCompany { company_id, request },
        )
    }

    /// Gets the warnings and errors that the service found in the data of a pull operation
    /// (`get-read-validation-results`).
    pub fn get_validation_results(
        &self,
        company_id: &str,
        dataset_id: &str,
    ) -> Result<Reply<ValidationResults>> {
        let request = OfDataset { dataset_id };
        self.0.call(
            &op::REFRESH_GET_VALIDATION_RESULTS,
            &OfCompany { company_id, request },
        )
    }

    /// Waits until data has been pulled, well or badly: the pull operations named, else the types of data
    /// named, else all that were ever pulled. Without a timeout of the context, for 30 minutes at most.
    ///
    /// A type of data that was never pulled is not waited for: it is reported as failed if it was named, and left out
    /// otherwise.
    pub fn wait_until_complete(
        &self,
        company_id: &str,
        request: &WaitUntilComplete,
    ) -> Result<Reply<RefreshOutcome>> {
        self.0.call(
            &op::REFRESH_WAIT_UNTIL_COMPLETE,
            &OfCompany { company_id, request },
        )
    }
}
