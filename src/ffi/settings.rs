//! The operations on your account at the service: profile, web origins, API keys.

use std::ffi::c_char;

use super::call::call;
use super::client::CodatClient;
use super::context::CodatContext;
use super::status::CodatStatus;
use crate::operations;

/// Returns the profile of your account: what customers see on the Link page. This is the service's
/// operation `get-profile`.
///
/// Input: none. Result: `name`, `redirectUrl`, and, if set, `logoUrl`, `iconUrl`, `whiteListUrls`,
/// `apiKey` and `confirmCompanyName`. `apiKey` is a secret.
#[no_mangle]
pub unsafe extern "C" fn codat_settings_get_profile(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::SETTINGS_GET_PROFILE,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Replaces the profile of your account. This is the service's operation `update-profile`.
///
/// Input:
/// - `name`: required. The name that customers see.
/// - `redirectUrl`: required. The URL to which customers return after Link. `{companyId}` and
///   other names in braces are replaced.
/// - `logoUrl`, `iconUrl`: URLs of images.
/// - `whiteListUrls`: an array of URLs that may call the service. If it is empty, all may.
/// - `apiKey`: as codat_settings_get_profile() returned it.
/// - `confirmCompanyName`: `true` asks customers to confirm their company's name.
///
/// Result: the new profile.
#[no_mangle]
pub unsafe extern "C" fn codat_settings_update_profile(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::SETTINGS_UPDATE_PROFILE,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Returns the web origins that may call the service, such as those of pages with the service's
/// user interfaces. This is the service's operation `get-cors-settings`.
///
/// Input: none. Result: `allowedOrigins`, an array of strings.
#[no_mangle]
pub unsafe extern "C" fn codat_settings_get_cors_settings(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::SETTINGS_GET_CORS_SETTINGS,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Replaces the web origins that may call the service. This is the service's operation
/// `set-cors-settings`.
///
/// Input: `allowedOrigins`, required: an array of strings, such as `"https://example.com"`. They
/// replace all earlier ones. Result: the new settings.
#[no_mangle]
pub unsafe extern "C" fn codat_settings_set_cors_settings(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::SETTINGS_SET_CORS_SETTINGS,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Lists the API keys of your account. The keys are secrets. This is the service's operation
/// `list-api-keys`.
///
/// Input: none. Result: `results`, an array of objects with `id`, `apiKey`, `createdDate` and, if
/// it has one, `name`.
#[no_mangle]
pub unsafe extern "C" fn codat_settings_list_api_keys(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::SETTINGS_LIST_API_KEYS,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Creates an API key. The key is a secret. This is the service's operation `create-api-key`.
///
/// Input: `name`, optional, at most 50 characters. Result: `id`, `apiKey`, `createdDate` and, if it
/// was given, `name`.
///
/// If the account has its 10 keys, the status is `CODAT_CONFLICT`.
#[no_mangle]
pub unsafe extern "C" fn codat_settings_create_api_key(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::SETTINGS_CREATE_API_KEY,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Deletes an API key. The client's own key and the account's last key can be deleted too. This
/// cannot be undone. This is the service's operation `delete-api-key`.
///
/// Input: `apiKeyId`, required: the key's `id`, not the key. Result: `null`.
#[no_mangle]
pub unsafe extern "C" fn codat_settings_delete_api_key(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::SETTINGS_DELETE_API_KEY,
            client,
            context,
            input_json,
            output_json,
        )
    }
}
