//! `client.push()`.

use serde_json::json;

use super::{All, OfCompany, Reply, Scope};
use crate::error::Result;
use crate::models::{ListOptions, Page, PushOperation, PushOption};
use crate::operations as op;

/// The operations on pushes: records that were written to the customer's software. Every
/// method may fail with any [`ErrorKind`](crate::ErrorKind) of a call.
#[derive(Clone, Copy, Debug)]
pub struct Push<'a>(pub(super) Scope<'a>);

impl Push<'_> {
    /// Gets what a record of a data type may hold in the customer's software
    /// (`get-create-update-model-options-by-data-type`).
    pub fn get_model_options(
        &self,
        company_id: &str,
        connection_id: &str,
        data_type: &str,
    ) -> Result<Reply<PushOption>> {
        self.0.call(
            &op::PUSH_GET_MODEL_OPTIONS,
            &json!({"companyId": company_id, "connectionId": connection_id, "dataType": data_type}),
        )
    }

    /// Lists a company's push operations, one page of them (`get-company-push-history`).
    pub fn list_operations(
        &self,
        company_id: &str,
        request: &ListOptions,
    ) -> Result<Reply<Page<PushOperation>>> {
        self.0
            .call(&op::PUSH_LIST_OPERATIONS, &OfCompany { company_id, request })
    }

    /// Goes through a company's push operations of all pages from `request.page` on
    /// (`get-company-push-history`).
    pub fn iterate_operations(&self, company_id: &str, request: &ListOptions) -> All<PushOperation> {
        All::new(
            self.0,
            &op::PUSH_LIST_OPERATIONS,
            &OfCompany { company_id, request },
        )
    }

    /// Gets a push operation (`get-push-operation`).
    pub fn get_operation(&self, company_id: &str, push_operation_key: &str) -> Result<Reply<PushOperation>> {
        self.0.call(
            &op::PUSH_GET_OPERATION,
            &json!({"companyId": company_id, "pushOperationKey": push_operation_key}),
        )
    }
}
