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
/// - `config_json`: a JSON object, or NULL for `{}`. All members are optional; unknown ones are refused:
///   - `port`: 0 to 65535. Default 0, any that is free.
///   - `db`: a file that keeps its state; default, and with `":memory:"`: in memory.
///   - `apiKey`: the key that it accepts. Default `"sandbox-api-key"`.
///   - `webhookSecret`: what it signs its webhooks with, `whsec_` and Base64. Default: a fixed one, which the
///     action `"webhook-secret"` returns.
///   - `startTime`: when its clock begins, an RFC 3339 time such as `"2027-12-31T23:59:00Z"`, from 1970 to 1,000 years
///     from now. The clock runs on from there. Default: now. The clock of a `db` that was used before never goes
///     back: it begins at `startTime` or continues from where it was, whichever is later.
/// - `sandbox`: receives the handle, NULL on failure. End it with codat_sandbox_stop().
/// - `output_json`: receives the document, in success and in failure; free it with codat_string_free().
///   `result` is `{"baseUrl", "apiKey"}`: itself a configuration for codat_client_new().
///
/// Returns `CODAT_OK`; `CODAT_INVALID_ARGUMENT` for a bad configuration; `CODAT_SANDBOX`, with the reason in the
/// message, if the port, the file or a thread cannot be had; `CODAT_UNSUPPORTED` where the library was built without the sandbox.
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

/// Tells a sandbox to do something that the real service would not do on request. The same actions are served
/// over HTTP as `POST /_sandbox/{action}`.
///
/// - `action`: one of these; docs/sandbox.md describes them in full.
///   - `"queue-faults"`: the next requests that match fail as `faults` says, an array.
///   - `"clear-faults"`: forgets queued faults.
///   - `"set-limits"`: sets `requestsPerDay`, `concurrentRequests`, `companies`, `groups`; null lifts a limit of
///     yours.
///   - `"advance-clock"`: moves its clock ahead by `seconds`.
///   - `"seed-companies"`: makes `count` companies, named with `namePrefix`.
///   - `"link-connection"`: authorizes, as a customer does in Link: `companyId` or `url`, a Link URL; `connectionId`
///     or `platformKey`. Its result has `connectionId`, `status` and `redirect`.
///   - `"deauthorize-connection"`: withdraws, as a customer does: `companyId`, `connectionId`.
///   - `"set-redirect"`: where customers are sent after Link, `url`, and which hosts that may be, `allowedHosts`.
///   - `"set-pull-seconds"`: how long a pull of data takes, `seconds` of its clock.
///   - `"fail-next-pull"`: the next pull of `companyId` and `dataType` ends with `status` and `message`.
///   - `"list-webhooks"`: the webhooks delivered and to be delivered.
///   - `"webhook-secret"`: what they are signed with, `webhookSecret`.
///   - `"list-requests"`: the requests seen, after number `since`, at most `limit`.
///   - `"stats"`: counts companies, `dataConnections`, groups, requests and sockets.
///   - `"reset"`: back to the beginning.
/// - `input_json`: a JSON object, or NULL for `{}`; a member given twice is refused.
/// - `output_json`: receives the document; free it with codat_string_free().
///
/// Returns `CODAT_OK`, `CODAT_INVALID_ARGUMENT`, `CODAT_INVALID_HANDLE`, `CODAT_SANDBOX` where its database
/// failed, or `CODAT_UNSUPPORTED`.
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

/// Stops a sandbox: its port and its connections close, and what was only in memory is gone. NULL is allowed
/// and does nothing.
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` where it was stopped before or is no sandbox. A child after fork()
/// only gives up its handle: the sandbox goes on in its parent.
#[no_mangle]
pub unsafe extern "C" fn codat_sandbox_stop(sandbox: *mut CodatSandbox) -> CodatStatus {
    boundary::end(sandbox, &backend::SANDBOXES)
}

/// How many sandboxes run.
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

    /// Each is of the process that its threads run in: a child, which has none of them, leaves it as it is.
    pub static SANDBOXES: Registry<CodatSandbox, Arc<PerProcess<Sandbox>>> = Registry::new("sandbox", 3);

    /// What a configuration may hold.
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
