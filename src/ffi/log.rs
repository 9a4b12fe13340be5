//! Logging: a C function that receives the events of a client's calls.

use std::ffi::{c_char, c_void, CString};

use super::callback::{self, UserData};
use crate::error::{Error, Result};
use crate::log::{Log, LogLevel};

/// How much an event matters. A client reports events of its level and of all levels before it.
#[allow(non_camel_case_types)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum CodatLogLevel {
    /// A call failed: the service, or the way to it, does not do what it should.
    CODAT_LOG_ERROR = 1,
    /// An attempt failed, and the request is sent again.
    CODAT_LOG_WARN = 2,
    /// A call was refused or cancelled; the service works as it should.
    CODAT_LOG_INFO = 3,
    /// A call succeeded.
    CODAT_LOG_DEBUG = 4,
}

/// Receives an event.
///
/// - `user_data`: as given to codat_client_new_with_log().
/// - `level`: a `CodatLogLevel`.
/// - `line`: a JSON object on one line, valid until the function returns, with `event` (`"failed"`, `"retry"`,
///   `"refused"` or `"succeeded"`, one for each level), `operation`, `attempt` (from 1; 0 if there was no attempt),
///   `elapsedMs`, and if they are known `status`, `kind`, `outcomeUnknown`, `pauseMs`, `correlationId` and
///   `idempotencyKey`. The line never contains an API key, a secret, a body or an error message.
///
/// It is called on the thread that makes the call, before the call returns, and by several threads at once if they make
/// calls; and on threads of this library, for requests of a pager that prefetches and of codat_companies_create_many().
/// No lock is held during the callback. A callback for an event of a pager must not request a page from that pager:
/// such a request is refused. It may call any function of this
/// library; the calls that it makes on this thread are not reported. No longjmp() and no C++ exception may leave it;
/// pthread_exit() ends its thread when the call is over.
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
