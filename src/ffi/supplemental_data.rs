//! The operations on supplemental data: further properties of the usual data types.

use std::ffi::c_char;

use super::call::call;
use super::client::CodatClient;
use super::context::CodatContext;
use super::status::CodatStatus;
use crate::operations;

/// Sets which further properties of a data type are pulled from an integration, and pushed to it.
/// This is the service's operation `configure-supplemental-data`.
///
/// Input:
/// - `platformKey`: required. The integration, four letters.
/// - `dataType`: required, such as `"invoices"`.
/// - `supplementalDataConfig`: required. An object. Each key is a name that you choose, each
///   value an object:
///   - `dataSource`: the path in the source, such as `"/Invoices"`.
///   - `pullData`: an object of strings: a name that you choose, and the property of the source.
///   - `pushData`: the same, for data that is pushed.
///
/// Result: `null`.
#[no_mangle]
pub unsafe extern "C" fn codat_supplemental_data_configure(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::SUPPLEMENTAL_DATA_CONFIGURE,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Returns which further properties of a data type are pulled from an integration, and pushed to
/// it. This is the service's operation `get-supplemental-data-configuration`.
///
/// Input: `platformKey` and `dataType`, both required. Result: `supplementalDataConfig`, as for
/// codat_supplemental_data_configure().
#[no_mangle]
pub unsafe extern "C" fn codat_supplemental_data_get_configuration(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::SUPPLEMENTAL_DATA_GET_CONFIGURATION,
            client,
            context,
            input_json,
            output_json,
        )
    }
}
