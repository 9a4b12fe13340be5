//! Clients.

use std::ffi::{c_char, c_void};

use super::callback::UserData;
use super::handles::Registry;
use super::log::{self, CodatLogCallback};
use super::status::CodatStatus;
use super::{boundary, strings};
use crate::client::Client;
use crate::config::Config;

/// A client: a configuration, and a pool of connections that its calls share. Make one and keep it. Every
/// function may be called with the same client from any number of threads at once.
pub struct CodatClient {
    _opaque: [u8; 0],
}

pub(super) static CLIENTS: Registry<CodatClient, Client> = Registry::new("client", 1);

/// Makes a client. Nothing is sent and no connection is opened yet.
///
/// - `config_json`: a JSON object, or NULL for `{}`. All fields are optional, except that a key must come from
///   `apiKey`, `authHeader` (not both) or `CODAT_API_KEY`; unknown ones are refused:
///   - `apiKey`: the API key as the portal shows it; line breaks at its end are removed. Default: the environment
///     variable `CODAT_API_KEY`, unless it is empty.
///   - `authHeader`: instead of `apiKey`, the ready-made `Authorization` header, `"Basic …"`.
///   - `baseUrl`: default `CODAT_BASE_URL` from the environment, else `https://api.codat.io`.
///   - `allowHttp`: accept an `http://` base URL if its host is another machine, or if the proxy is on another machine.
///     Default false.
///   - `timeoutMs`: for a whole call, retries and waiting included, 1 to 86400000. Default 60000.
///   - `attemptTimeoutMs`: for one attempt, 1 to 86400000. Default 20000.
///   - `connectTimeoutMs`: for looking up the host and for connecting, 1 to 86400000. Default 10000.
///   - `maxRetries`: how often a failed attempt is repeated if that is safe, 0 to 100. Default 3.
///   - `retryDelayMs`: 0 to 60000. Each pause is random, up to a limit that starts at this value and doubles with each
///     retry; the limit is never more than 8000. A
///     `Retry-After` of the service takes precedence. Default 500.
///   - `maxConnections`: requests in flight at once, 1 to 10000, each on a connection that is kept for the next;
///     further calls wait their turn. Default 10.
///   - `requestsPerMinute`: sent at most in any 60 seconds, 1 to 1000000; further calls wait their turn. The service
///     blocks, without warning, an IP address that sends more than 1000. Only this client's requests count. Default: no
///     limit.
///   - `maxResponseBytes`: the largest response accepted. Default 67108864.
///   - `proxy`: `http://[user:password@]host:port`. Default none.
///   - `userAgent`: default `libcodat/` and the version.
///   - `rootCertificates`: PEM text (not a path) of the only authorities to trust. Default: those in the file and
///     directory that the environment variables `SSL_CERT_FILE` and `SSL_CERT_DIR` name, else the system's, else
///     built-in ones. A file
///     that cannot be read is an error.
/// - `client`: receives the handle, NULL on failure. Free it with codat_client_free().
/// - `error_json`: NULL, or receives NULL on success and the error JSON on failure; free that with
///   codat_string_free().
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT`; the error JSON then names the invalid field and what was expected.
#[no_mangle]
pub unsafe extern "C" fn codat_client_new(
    config_json: *const c_char,
    client: *mut *mut CodatClient,
    error_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: the contract above; no callback, so nothing is done with the user data.
    unsafe { codat_client_new_with_log(config_json, 0, None, std::ptr::null_mut(), client, error_json) }
}

/// Makes a client that logs its calls. As codat_client_new(), and:
///
/// - `level`: a `CodatLogLevel`: how much is reported. 0, which requires a NULL callback, means that nothing is
///   reported.
/// - `callback`: is called for each event of a blocking call; NULL for none. See `CodatLogCallback`. Begun calls report to
///   their queue instead, with or without a callback.
/// - `user_data`: handed to the callback and not touched. Keep it and the callback valid until codat_client_free() has
///   returned, all calls that were running then have returned, and all pagers of the client are freed.
///
/// Returns as codat_client_new(); `CODAT_INVALID_ARGUMENT` for an unknown level.
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

/// Ends a client. NULL is allowed and does nothing. Calls that still run in other threads finish normally, and idle
/// connections close.
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` if it was freed before or is no client.
#[no_mangle]
pub unsafe extern "C" fn codat_client_free(client: *mut CodatClient) -> CodatStatus {
    boundary::end(client, &CLIENTS)
}
