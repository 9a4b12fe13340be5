//! The operations for the service's user interface in which customers manage their connections.

use std::ffi::c_char;

use super::call::call;
use super::client::CodatClient;
use super::context::CodatContext;
use super::status::CodatStatus;
use crate::operations;

/// Returns a token for the service's user interface in which customers manage their connections.
/// The token is a secret. The service recommends codat_companies_get_access_token() instead. This
/// is the service's operation `get-connection-management-access-token`.
///
/// Input: `companyId`, required. Result: `accessToken`.
#[no_mangle]
pub unsafe extern "C" fn codat_connection_management_get_access_token(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::CONNECTION_MANAGEMENT_GET_ACCESS_TOKEN,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Returns the web origins from which customers may manage their connections. This is the service's
/// operation `get-connection-management-cors-settings`.
///
/// Input: none. Result: `allowedOrigins`, an array of strings.
#[no_mangle]
pub unsafe extern "C" fn codat_connection_management_get_cors_settings(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::CONNECTION_MANAGEMENT_GET_CORS_SETTINGS,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Replaces the web origins from which customers may manage their connections. This is the
/// service's operation `set-connection-management-cors-settings`.
///
/// Input: `allowedOrigins`, required: an array of strings, such as `"https://example.com"`. They
/// replace all earlier ones. Result: the new settings.
#[no_mangle]
pub unsafe extern "C" fn codat_connection_management_set_cors_settings(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::CONNECTION_MANAGEMENT_SET_CORS_SETTINGS,
            client,
            context,
            input_json,
            output_json,
        )
    }
}
