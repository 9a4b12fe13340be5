//! Clients.

use std::ffi::{c_char, c_void};

use super::callback::UserData;
use super::handles::Registry;
use super::log::{self, CodatLogCallback};
use super::status::CodatStatus;
use super::{boundary, strings};
use crate::client::Client;
use crate::config::Config;

/// A client: a configuration, and a pool of connections that the client's calls share. Create one
/// client and keep it. Any number of threads may use the client at once.
pub struct CodatClient {
    _opaque: [u8; 0],
}

pub(super) static CLIENTS: Registry<CodatClient, Client> = Registry::new("client", 1);

/// Creates a client. It sends nothing and opens no connection yet.
///
/// - `config_json`: a JSON object, or NULL for `{}`. The API key is required: in `apiKey`, in
///   `authHeader` or in the environment variable `CODAT_API_KEY`. All other fields are optional:
///   - `apiKey`: the API key as the portal shows it; line breaks at its end are removed. Default:
///     the environment variable `CODAT_API_KEY`, unless it is empty.
///   - `authHeader`: the complete `Authorization` header, `"Basic …"`, instead of `apiKey`.
///   - `baseUrl`: the address of the service. Default: the environment variable `CODAT_BASE_URL`,
///     else `https://api.codat.io`.
///   - `allowHttp`: whether a `baseUrl` with `http://` may be on another machine, or be reached
///     through a proxy on another machine. The API key is then sent unencrypted. Default false.
///   - `timeoutMs`: for a whole call, retries and waiting included, 1 to 86400000. Default 60000.
///   - `attemptTimeoutMs`: for one attempt, 1 to 86400000. Default 20000.
///   - `connectTimeoutMs`: for looking up the host and for connecting, 1 to 86400000. Default
///     10000.
///   - `maxRetries`: how often a failed attempt is repeated if that is safe, 0 to 100. Default 3.
///   - `retryDelayMs`: 0 to 60000, but no pause is longer than 8000. The pause before a retry has a
///     random length up to a limit. The limit is this value for the first retry and doubles with
///     each further one, to at most 8000. A `Retry-After` of the service takes precedence. Default
///     500.
///   - `maxConnections`: how many requests may be in flight at once, 1 to 10000. Each uses a
///     connection, which later requests reuse. Further calls wait, except those that an interrupt
///     callback makes. Default 10.
///   - `requestsPerMinute`: how many requests this client sends in any 60 seconds, 1 to 1000000.
///     Further calls wait. The service blocks an IP address that sends more than 1000 a minute,
///     without warning. Default: no limit.
///   - `maxResponseBytes`: the largest response accepted. Default 67108864.
///   - `proxy`: `http://[user:password@]host:port`. Default none.
///   - `userAgent`: default `libcodat/` and the version.
///   - `rootCertificates`: the certificates of the only authorities to trust, as PEM text (not a
///     path). Default: those in the file and directory that the environment variables
///     `SSL_CERT_FILE` and `SSL_CERT_DIR` name, which must be readable; else the system's; else
///     built-in ones.
/// - `client`: receives the handle, or NULL on failure. Free it with codat_client_free().
/// - `error_json`: NULL, or receives NULL on success and the error JSON on failure.
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT` if the configuration is refused.
#[no_mangle]
pub unsafe extern "C" fn codat_client_new(
    config_json: *const c_char,
    client: *mut *mut CodatClient,
    error_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: the contract above; no callback, so nothing is done with the user data.
    unsafe { codat_client_new_with_log(config_json, 0, None, std::ptr::null_mut(), client, error_json) }
}

/// Creates a client that logs its calls. It is like codat_client_new(), with these additional
/// parameters:
///
/// - `level`: the `CodatLogLevel` up to which events are reported. 0 reports nothing, and requires
///   a NULL `callback`.
/// - `callback`: called for each event of a blocking call; may be NULL. See `CodatLogCallback`.
///   Begun calls report to their queue instead, even if `callback` is NULL.
/// - `user_data`: passed to the callback. Keep it and the callback valid until all of this is true:
///   codat_client_free() has returned; every call that was running at that time has returned; every
///   pager of the client is freed.
///
/// Returns the same as codat_client_new(), and `CODAT_INVALID_ARGUMENT` for an unknown level.
#[no_mangle]
pub unsafe extern "C" fn codat_client_new_with_log(
    config_json: *const c_char,
    level: i32,
    callback: CodatLogCallback,
    user_data: *mut c_void,
    client: *mut *mut CodatClient,
    error_json: *mut *mut c_char,
) -> CodatStatus {
    let user_data = UserData(user_data);
    // SAFETY: the contract above.
    unsafe {
        boundary::make(client, "client", error_json, || {
            let config = strings::optional_text(config_json, "config_json")?.unwrap_or("{}");
            let mut config = Config::from_json(config)?;
            config.log = log::listener(level, callback, user_data)?;
            Ok(CLIENTS.insert(Client::new(config)?))
        })
    }
}

/// Frees a client. NULL is allowed and does nothing. Calls that still run in other threads finish
/// normally. Idle connections close.
///
/// Returns `CODAT_OK` or `CODAT_INVALID_HANDLE`.
#[no_mangle]
pub unsafe extern "C" fn codat_client_free(client: *mut CodatClient) -> CodatStatus {
    boundary::end(client, &CLIENTS)
}
