//! The operations on groups.

use std::ffi::c_char;

use super::call::call;
use super::client::CodatClient;
use super::context::CodatContext;
use super::status::CodatStatus;
use crate::operations;

/// Lists all groups. The service's operation `list-groups`.
///
/// Input: `{}`. Result: `results`, an array of `{"id", "name"}`. Parameters and ownership are those of
/// codat_call().
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

/// Creates a group. The service's operation `create-group`. Groups can be neither renamed nor deleted
/// afterwards, and there can be at most 20 (`CODAT_CONFLICT` beyond).
///
/// Input: `name`, required, at most 50 characters. Result: `id`, `name`. Parameters and ownership are those of
/// codat_call().
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

/// Adds a company to a group; it may be in several. The service's operation `add-company-to-group`.
///
/// Input, both required: `companyId`, `groupId`. Result: the company. Parameters and ownership are those of
/// codat_call().
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

/// Removes a company from a group. The service's operation `remove-company-from-group`.
///
/// Input, both required: `companyId`, `groupId`. Result: `null`. Parameters and ownership are those of
/// codat_call().
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
