//! Sync settings: which data types are pulled, how often, and how far back.

use std::ffi::c_char;

use super::call::call;
use super::client::CodatClient;
use super::context::CodatContext;
use super::status::CodatStatus;
use crate::operations;

/// Returns a company's sync settings: which data types are pulled, how often, and how far back.
/// This is the service's operation `get-company-syncSettings`.
///
/// Input: `companyId`, required. Result: `companyId`, `settings` and `overridesDefaults`, as for
/// codat_companies_set_sync_settings().
#[no_mangle]
pub unsafe extern "C" fn codat_companies_get_sync_settings(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::COMPANIES_GET_SYNC_SETTINGS,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Replaces a company's sync settings. This is the service's operation `set-company-syncSettings`.
///
/// Input:
/// - `companyId`: required.
/// - `settings`: required. An array with one object per data type:
///   - `dataType`: required, such as `"invoices"`.
///   - `fetchOnFirstLink`: required. `true` pulls the data type when the customer has authorized
///     a connection.
///   - `syncSchedule`: required. The hours between pulls; 0 for no schedule.
///   - `syncOrder`: required. The data types with the lowest number are pulled first.
///   - `syncFromUtc`: the date and time from which data is pulled; or
///   - `syncFromWindow`: the months of data that are pulled.
///   - `monthsToSync`: the months of data of a balance sheet, or of a profit and loss statement.
///   - `isLocked`: `true` if the setting is locked.
/// - `overridesDefaults`: required. `true` uses these settings instead of the service's defaults.
///
/// Result: `null`.
#[no_mangle]
pub unsafe extern "C" fn codat_companies_set_sync_settings(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::COMPANIES_SET_SYNC_SETTINGS,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Returns the account's sync settings, which hold for companies without settings of their own.
/// This is the service's operation `get-profile-syncSettings`.
///
/// Input: none. Result: `clientId`, `settings` and `overridesDefaults`, as for
/// codat_companies_set_sync_settings().
#[no_mangle]
pub unsafe extern "C" fn codat_settings_get_sync_settings(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::SETTINGS_GET_SYNC_SETTINGS,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Replaces the sync settings of all companies that have none of their own. This is the service's
/// operation `update-profile-syncSettings`.
///
/// Input:
/// - `clientId`: required. The ID of your account, which codat_settings_get_sync_settings()
///   returns.
/// - `settings` and `overridesDefaults`: required, as for codat_companies_set_sync_settings().
///
/// Result: `null`.
#[no_mangle]
pub unsafe extern "C" fn codat_settings_update_sync_settings(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::SETTINGS_UPDATE_SYNC_SETTINGS,
            client,
            context,
            input_json,
            output_json,
        )
    }
}
