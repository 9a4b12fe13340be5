//! The embedded sandbox.

use std::ffi::c_char;

use super::status::CodatStatus;
use super::{boundary, strings};
use crate::error::Result;

/// A running sandbox, which imitates the service on this machine. Use it for tests and experiments.
pub struct CodatSandbox {
    _opaque: [u8; 0],
}

/// Starts a sandbox on a port of 127.0.0.1. Several sandboxes can run in one process.
///
/// - `config_json`: a JSON object, or NULL for `{}`. All fields are optional:
///   - `port`: 0 to 65535. Default 0: any free port.
///   - `db`: the file that keeps the sandbox's state. Default: `":memory:"`, which keeps the state
///     in memory.
///   - `apiKey`: the key that the sandbox accepts. Default `"sandbox-api-key"`.
///   - `webhookSecret`: the secret that signs the sandbox's webhooks, `whsec_` and Base64. Default:
///     a fixed secret, which the action `"webhook-secret"` returns.
///   - `startTime`: the time at which the sandbox's clock starts, an RFC 3339 time such as
///     `"2027-12-31T23:59:00Z"`, from 1970 to 1,000 years from now. Default: now. If `db` was used
///     before and its last time is later, the clock starts at that time.
/// - `sandbox`: receives the handle, or NULL on failure. Stop the sandbox with
///   codat_sandbox_stop().
/// - `output_json`: receives the response JSON, on success and on failure. `result` is
///   `{"baseUrl", "apiKey"}`, which is a configuration for codat_client_new().
///
/// Returns `CODAT_OK`; `CODAT_INVALID_ARGUMENT` if the configuration is refused; `CODAT_SANDBOX` if
/// the port, the file or a thread is not available, with the reason in the message; or
/// `CODAT_UNSUPPORTED` if the library was built without the sandbox.
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

/// Controls a sandbox: causes failures and changes that you cannot trigger on the real service.
/// Over HTTP, `POST /_sandbox/{action}` does the same.
///
/// - `sandbox`: the sandbox.
/// - `action`: one of these; docs/sandbox.md describes them, and more, in full.
///   - `"queue-faults"`: makes the next matching requests fail, as the array `faults` describes.
///   - `"clear-faults"`: removes the queued faults.
///   - `"set-limits"`: sets `requestsPerDay`, `concurrentRequests`, `companies`, `groups`. null
///     restores the service's own limit.
///   - `"advance-clock"`: moves the sandbox's clock ahead by `seconds`.
///   - `"seed-companies"`: creates `count` companies, named with `namePrefix`.
///   - `"link-connection"`: authorizes a connection, as a customer does in Link. Takes `companyId`,
///     or a Link URL in `url`; and `connectionId` or `platformKey`. The result has `connectionId`,
///     `status` and `redirect`.
///   - `"deauthorize-connection"`: withdraws the authorization of the connection `connectionId` of
///     the company `companyId`, as a customer does.
///   - `"set-redirect"`: sets `url`, the URL that customers are sent to after Link, and
///     `allowedHosts`, the hosts that this URL may have.
///   - `"set-pull-seconds"`: sets how long a pull of data takes, in `seconds` of the sandbox's
///     clock.
///   - `"fail-next-pull"`: makes the next pull of `companyId` and `dataType` end with `status` and
///     `message`.
///   - `"list-webhooks"`: returns the webhooks that were delivered, and those that are still to be
///     delivered.
///   - `"webhook-secret"`: returns the secret that signs the webhooks, `webhookSecret`.
///   - `"list-requests"`: returns the requests received after number `since`, at most `limit`.
///   - `"stats"`: returns the numbers of companies, `dataConnections`, groups, requests and
///     sockets.
///   - `"reset"`: resets everything to its initial state.
/// - `input_json`: a JSON object with the fields of the action, or NULL for `{}`. A field that is
///   given twice is refused.
/// - `output_json`: receives the response JSON, on success and on failure.
///
/// Returns `CODAT_OK`; `CODAT_INVALID_ARGUMENT`; `CODAT_INVALID_HANDLE`; `CODAT_SANDBOX` if the
/// sandbox's database failed or the sandbox runs in another process; or `CODAT_UNSUPPORTED`.
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

/// Stops a sandbox and frees its handle. Its port and its connections close, and state that was
/// only in memory is lost. NULL is allowed and does nothing. In a child of fork(), the function
/// only frees the handle: the sandbox continues to run in the parent.
///
/// Returns `CODAT_OK` or `CODAT_INVALID_HANDLE`.
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
