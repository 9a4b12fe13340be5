//! The operations on custom data types: data that is none of the usual types.

use std::ffi::c_char;

use super::call::call;
use super::client::CodatClient;
use super::context::CodatContext;
use super::status::CodatStatus;
use crate::operations;

/// Creates or changes a custom data type of an integration. This is the service's operation
/// `configure-custom-data-type`.
///
/// Input:
/// - `platformKey`: required. The integration, four letters.
/// - `customDataIdentifier`: required. The name of the data type, which you choose.
/// - `dataSource`: required. The path in the source, such as `"api/purchaseOrders"`.
/// - `requiredData`: required. An object of strings: a name that you choose, and the JSONPath of
///   the property in the source.
/// - `keyBy`: required. An array of JSONPaths of the properties that identify a record.
/// - `sourceModifiedDate`: an array of JSONPaths of the property with the date of the last
///   change.
///
/// Result: the configuration: `dataSource`, `requiredData`, `keyBy`, `sourceModifiedDate`.
#[no_mangle]
pub unsafe extern "C" fn codat_custom_data_types_configure(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::CUSTOM_DATA_TYPES_CONFIGURE,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Returns the configuration of a custom data type. This is the service's operation
/// `get-custom-data-type-configuration`.
///
/// Input: `platformKey` and `customDataIdentifier`, both required. Result: as for
/// codat_custom_data_types_configure().
#[no_mangle]
pub unsafe extern "C" fn codat_custom_data_types_get_configuration(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::CUSTOM_DATA_TYPES_GET_CONFIGURATION,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Starts to pull a custom data type from one connection of a company. This is the service's
/// operation `refresh-custom-data-type`.
///
/// Input: `companyId`, `connectionId` and `customDataIdentifier`, all required. Result: the pull
/// operation. codat_refresh_wait_until_complete() waits for it.
#[no_mangle]
pub unsafe extern "C" fn codat_custom_data_types_refresh(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::CUSTOM_DATA_TYPES_REFRESH,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Lists the records of a custom data type that were pulled from a connection. Returns one page.
/// This is the service's operation `list-custom-data-type-records`.
///
/// Input:
/// - `companyId`, `connectionId`, `customDataIdentifier`: required.
/// - `page`: from 1. Default 1.
/// - `pageSize`: 1 to 5000. Default 100.
///
/// Result: `results`, objects with `id`, `content` and `modifiedDate`; `pageNumber`, `pageSize`,
/// `totalResults`.
#[no_mangle]
pub unsafe extern "C" fn codat_custom_data_types_list_records(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::CUSTOM_DATA_TYPES_LIST_RECORDS,
            client,
            context,
            input_json,
            output_json,
        )
    }
}
