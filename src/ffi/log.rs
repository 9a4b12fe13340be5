//! Logging: a C function that receives the events of a client's calls.

use std::ffi::{c_char, c_void, CString};

use super::callback::{self, UserData};
use crate::error::{Error, Result};
use crate::log::{Log, LogLevel};

/// The severity of a log event. A client reports the events of its level and of all levels with
/// lower numbers.
#[allow(non_camel_case_types)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum CodatLogLevel {
    /// A call failed, for example because of a timeout, a lost connection, or a status 429 or 5xx.
    CODAT_LOG_ERROR = 1,
    /// An attempt failed, and the library sends the request again.
    CODAT_LOG_WARN = 2,
    /// The service or the library refused a call, or a call was cancelled.
    CODAT_LOG_INFO = 3,
    /// A call succeeded.
    CODAT_LOG_DEBUG = 4,
}

/// Receives a log event.
///
/// - `user_data`: as given to codat_client_new_with_log().
/// - `level`: a `CodatLogLevel`.
/// - `line`: a JSON object on one line, valid until the callback returns. It always has `event`,
///   `operation`, `attempt` and `elapsedMs`. It also has each of these fields whose value is known:
///   `status`, `kind`, `outcomeUnknown`, `pauseMs`, `correlationId` and `idempotencyKey`. `attempt`
///   counts from 1; it is 0 if the call made no attempt. The line never contains an API key, a
///   secret, a body or an error message. `event` is one of these, one for each level:
///   - `"failed"`, error: a call failed, because the service or the network failed.
///   - `"retry"`, warn: an attempt failed, and the library sends the request again.
///   - `"refused"`, info: a call was refused or cancelled.
///   - `"succeeded"`, debug: a call succeeded.
///
/// The callback is called on the thread that made the call, before the call returns. For prefetched
/// pages and for codat_companies_create_many(), it is called on threads of the library. Several
/// threads may call it at the same time. Calls that the callback makes on its own thread are not
/// reported.
pub type CodatLogCallback =
    Option<unsafe extern "C" fn(user_data: *mut c_void, level: i32, line: *const c_char)>;

/// The callback as a listener.
///
/// # Safety
/// `callback` may be called with `user_data` for as long as the client lives or a call runs.
pub(super) unsafe fn listener(
    level: i32,
    callback: CodatLogCallback,
    user_data: UserData,
) -> Result<Option<Log>> {
    if level == 0 && callback.is_none() {
        return Ok(None);
    }
    let Some(level) = LogLevel::ALL.into_iter().find(|known| *known as i32 == level) else {
        let message = format!("expected a CodatLogLevel, found {level}");
        return Err(Error::invalid_member("level", message));
    };
    Ok(Some(match callback {
        None => Log::of_begun_calls(level),
        Some(function) => Log::new(level, move |level, line| {
            // A line is JSON, which has no NUL.
            let line = CString::new(line).unwrap_or_default();
            // SAFETY: this function's contract; the line outlives the call.
            unsafe { callback::log(function, user_data, level as i32, line.as_ptr()) };
        }),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_those_of_the_core() {
        use CodatLogLevel::*;
        let levels = [CODAT_LOG_ERROR, CODAT_LOG_WARN, CODAT_LOG_INFO, CODAT_LOG_DEBUG];
        assert_eq!(
            levels.map(|level| level as i32),
            LogLevel::ALL.map(|level| level as i32)
        );
    }
}
