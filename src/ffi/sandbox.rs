//! The embedded sandbox.

use std::ffi::c_char;

use super::status::CodatStatus;
use super::{boundary, strings};
use crate::error::Result;

/// A running sandbox: the service in miniature, on this machine alone, for tests and for trying things out.
pub struct CodatSandbox {
    _opaque: [u8; 0],
}

/// Starts a sandbox on a port of 127.0.0.1. Several can run in one process.
///
/// - `config_json`: a JSON object, or NULL for `{}`. All fields are optional; unknown fields are refused:
///   - `port`: 0 to 65535. Default 0, any that is free.
///   - `db`: the file that keeps the sandbox's state. Default, and with `":memory:"`: the state is in memory.
///   - `apiKey`: the key that the sandbox accepts. Default `"sandbox-api-key"`.
///   - `webhookSecret`: the secret that it signs its webhooks with, `whsec_` and Base64. Default: a fixed secret, which
///     the action `"webhook-secret"` returns.
///   - `startTime`: when the sandbox's clock begins, an RFC 3339 time such as `"2027-12-31T23:59:00Z"`, from 1970 to 1,000
///     years from now. The clock runs from there. Default: now. The clock of a `db` that was used before never moves
///     backwards: it begins at `startTime` or at its last time, whichever is later.
/// - `sandbox`: receives the handle, NULL on failure. Stop the sandbox with codat_sandbox_stop().
/// - `output_json`: receives the response JSON, on success and on failure; free it with codat_string_free().
///   `result` is `{"baseUrl", "apiKey"}`: itself a configuration for codat_client_new().
///
/// Returns `CODAT_OK`; `CODAT_INVALID_ARGUMENT` if the configuration is invalid; `CODAT_SANDBOX`, with the reason in the
/// message, if the port, the file or a thread is not available; `CODAT_UNSUPPORTED` if the library was built without the
/// sandbox.
#[no_mangle]
pub unsafe extern "C" fn codat_sandbox_start(
    config_json: *const c_char,
    sandbox: *mut *mut CodatSandbox,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    if !sandbox.is_null() {
        // SAFETY: not NULL; writable by the contract above.
        unsafe { sandbox.write(std::ptr::null_mut()) };
    }
    let start = || {
        if sandbox.is_null() {
            return Err(crate::error::Error::invalid_member("sandbox", "must not be NULL"));
        }
        // SAFETY: the contract above.
        let config = unsafe { strings::optional_text(config_json, "config_json") }?.unwrap_or("{}");
        let (started, document) = backend::start(config)?;
        // SAFETY: as above.
        unsafe { sandbox.write(started) };
        Ok(document)
    };
    // SAFETY: the contract above.
    unsafe { boundary::document(output_json, start) }
}

/// Makes a sandbox do something that the real service would not do on request. The same actions are served
/// over HTTP as `POST /_sandbox/{action}`.
///
/// - `action`: one of these; docs/sandbox.md describes them in full.
///   - `"queue-faults"`: makes the next matching requests fail, as the array `faults` describes.
///   - `"clear-faults"`: removes the queued faults.
///   - `"set-limits"`: sets `requestsPerDay`, `concurrentRequests`, `companies`, `groups`; null restores the service's own
///     rule.
///   - `"advance-clock"`: moves the sandbox's clock ahead by `seconds`.
///   - `"seed-companies"`: creates `count` companies, named with `namePrefix`.
///   - `"link-connection"`: authorizes a connection, as a customer does in Link. Takes `companyId` or `url`, a Link URL;
///     and `connectionId` or `platformKey`. The result has `connectionId`, `status` and `redirect`.
///   - `"deauthorize-connection"`: withdraws the authorization, as a customer does: `companyId`, `connectionId`.
///   - `"set-redirect"`: sets the `url` that customers are sent to after Link, and the hosts that it may lead to,
///     `allowedHosts`.
///   - `"set-pull-seconds"`: sets how long a pull of data takes, in `seconds` of the sandbox's clock.
///   - `"fail-next-pull"`: makes the next pull of `companyId` and `dataType` end with `status` and `message`.
///   - `"list-webhooks"`: returns the webhooks that were delivered, and those to deliver.
///   - `"webhook-secret"`: returns the secret that webhooks are signed with, `webhookSecret`.
///   - `"list-requests"`: returns the requests received after number `since`, at most `limit`.
///   - `"stats"`: counts companies, `dataConnections`, groups, requests and sockets.
///   - `"reset"`: resets everything to its initial state.
/// - `input_json`: a JSON object, or NULL for `{}`; a field that is given twice is refused.
/// - `output_json`: receives the response JSON; free it with codat_string_free().
///
/// Returns `CODAT_OK`, `CODAT_INVALID_ARGUMENT`, `CODAT_INVALID_HANDLE`, `CODAT_SANDBOX` if the sandbox's database
/// failed or the sandbox runs in another process, or `CODAT_UNSUPPORTED`.
#[no_mangle]
pub unsafe extern "C" fn codat_sandbox_control(
    sandbox: *const CodatSandbox,
    action: *const c_char,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    let control = || -> Result<Vec<u8>> {
        // SAFETY: the contract above.
        let (action, input) = unsafe {
            (
                strings::text(action, "action")?,
                strings::optional_text(input_json, "input_json")?.unwrap_or("{}"),
            )
        };
        backend::control(sandbox, action, input)
    };
    // SAFETY: the contract above.
    unsafe { boundary::document(output_json, control) }
}

/// Stops a sandbox: its port and its connections close, and state that was only in memory is lost. NULL is allowed
/// and does nothing.
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` if the sandbox was stopped before or the handle is not a sandbox's. After
/// fork() a child only releases its handle: the sandbox continues to run in the parent.
#[no_mangle]
pub unsafe extern "C" fn codat_sandbox_stop(sandbox: *mut CodatSandbox) -> CodatStatus {
    boundary::end(sandbox, &backend::SANDBOXES)
}

/// How many sandboxes there are.
pub(super) fn live() -> i64 {
    backend::SANDBOXES.live()
}

#[cfg(feature = "sandbox")]
mod backend {
    use std::sync::Arc;

    use serde_json::json;

    use super::super::{boundary, fork, handles::Registry};
    use super::CodatSandbox;
    use crate::error::{Error, ErrorKind, Result};
    use crate::operations::Kind;
    use crate::per_process::PerProcess;
    use crate::sandbox::{self, Sandbox};

    /// A sandbox belongs to the process that its threads run in. A child has none of these threads, and leaves it
    /// unchanged.
    pub static SANDBOXES: Registry<CodatSandbox, Arc<PerProcess<Sandbox>>> = Registry::new("sandbox", 3);

    /// The fields that a configuration may have.
    const SETTINGS: &[(&str, Kind)] = &[
        ("port", Kind::Integer { min: 0, max: 65535 }),
        ("db", Kind::Text),
        ("apiKey", Kind::Text),
        ("webhookSecret", Kind::Text),
        ("startTime", Kind::Text),
    ];

    pub fn start(config: &str) -> Result<(*mut CodatSandbox, Vec<u8>)> {
        let config = crate::input::read_settings(config, "the configuration", SETTINGS)?;
        fork::prepare();
        let sandbox = Sandbox::start(config).map_err(translate)?;
        let document = boundary::result(&json!({"baseUrl": sandbox.base_url(), "apiKey": sandbox.api_key()}));
        Ok((SANDBOXES.insert(Arc::new(PerProcess::new(sandbox))), document))
    }

    pub fn control(sandbox: *const CodatSandbox, action: &str, input: &str) -> Result<Vec<u8>> {
        let shared = SANDBOXES.get(sandbox)?;
        let sandbox = shared.own().ok_or_else(|| {
            let message = "the sandbox runs in the process that started it: control it there, or over HTTP";
            Error::new(ErrorKind::Sandbox, message)
        })?;
        let input = crate::input::read_any(input, "the input")?;
        Ok(boundary::result(
            &sandbox.control(action, input).map_err(translate)?,
        ))
    }

    fn translate(error: sandbox::Error) -> Error {
        let kind = match error {
            sandbox::Error::InvalidInput(_) => ErrorKind::InvalidArgument,
            sandbox::Error::CannotStart(_) | sandbox::Error::Failed(_) => ErrorKind::Sandbox,
        };
        Error::new(kind, error.to_string())
    }
}

#[cfg(not(feature = "sandbox"))]
mod backend {
    use super::super::handles::Registry;
    use super::CodatSandbox;
    use crate::error::{Error, ErrorKind, Result};

    /// Always empty.
    pub static SANDBOXES: Registry<CodatSandbox, ()> = Registry::new("sandbox", 3);

    pub fn start(_config: &str) -> Result<(*mut CodatSandbox, Vec<u8>)> {
        Err(unsupported())
    }

    pub fn control(_sandbox: *const CodatSandbox, _action: &str, _input: &str) -> Result<Vec<u8>> {
        Err(unsupported())
    }

    fn unsupported() -> Error {
        Error::new(
            ErrorKind::Unsupported,
            "this libcodat was built without the sandbox",
        )
    }
}
