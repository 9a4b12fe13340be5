//! The operations on groups.

use std::ffi::c_char;

use super::call::call;
use super::client::CodatClient;
use super::context::CodatContext;
use super::status::CodatStatus;
use crate::operations;

/// Lists all groups. This is the service's operation `list-groups`.
///
/// Input: `{}`. Result: `results`, an array of `{"id", "name"}`.
#[no_mangle]
pub unsafe extern "C" fn codat_groups_list(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe { call(&operations::GROUPS_LIST, client, context, input_json, output_json) }
}

/// Creates a group. This is the service's operation `create-group`. A group can be neither renamed
/// nor deleted. An account can have at most 20 groups; beyond that, the call returns
/// `CODAT_CONFLICT`.
///
/// Input: `name`, required, at most 50 characters. Result: `id`, `name`.
#[no_mangle]
pub unsafe extern "C" fn codat_groups_create(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::GROUPS_CREATE,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Adds a company to a group. A company may be in several groups. This is the service's operation
/// `add-company-to-group`.
///
/// Input, both required: `companyId`, `groupId`. Result: the company.
#[no_mangle]
pub unsafe extern "C" fn codat_groups_add_company(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::GROUPS_ADD_COMPANY,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Removes a company from a group. This is the service's operation `remove-company-from-group`.
///
/// Input, both required: `companyId`, `groupId`. Result: `null`.
#[no_mangle]
pub unsafe extern "C" fn codat_groups_remove_company(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::GROUPS_REMOVE_COMPANY,
            client,
            context,
            input_json,
            output_json,
        )
    }
}
