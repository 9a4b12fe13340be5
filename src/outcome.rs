//! The judge of outcomes: what a failure proves about the work of an operation. Every call, every workflow and every
//! language takes `outcome_unknown` from here.
//!
//! A call is *open* if the service may have done the work although no success came back. Reads are never open. For
//! writes, each attempt is judged with what was known before it:
//!
//! | what came back | call not open before | call open before |
//! |---|---|---|
//! | 2xx of the right shape | done | done |
//! | 2xx of another shape, or one that could not be read or decoded | open | open |
//! | 2xx to an operation without a result, and more data behind it | open | open |
//! | 3xx | open | open |
//! | 4xx that is not provably the service's own: something on the way responded | open | open |
//! | 408 and 5xx | open | open |
//! | 400 and 402 to `companies.create`, the service's own | not done | not done |
//! | 400, 401, 402, 403 and 429, the service's own | not done | open |
//! | 404, the service's own, to a request that names a resource in its path, or one that the 404 names too | not done | open |
//! | 451, the service's own, to a request on a custom data type | not done | open |
//! | 409, the service's own, that says what else is in conflict: a pull in progress, too many groups | not done | open |
//! | any other 4xx | open | open |
//! | no response, and part of the request was sent | open | open |
//! | no response, and nothing was sent | not done | open |
//!
//! - A call is open from its start if its caller gave the idempotency key: it repeats an earlier call.
//! - A refusal after a lost response settles nothing in general: a 401 or 403 says nothing of the first attempt, a 404 to
//!   DELETE may be a consequence of it, a 409 says that it is still running, a 422 that it used the key. The table of
//!   operations lists the statuses that do ([`Endpoint::settled_by`]): the service returns the same response to the same
//!   key, and an attempt that had succeeded would have returned its success.
//! - A refusal is provably the service's own if it has the service's `error` and `correlationId`, its `statusCode` is that of
//!   the response, it is no 407, which only proxies send, and the same `correlationId` did not refuse another call of the
//!   client before: then it is a copy.
//! - A refusal whose texts name resources, by their IDs, or data types, but none of the request's, refused another request:
//!   see [`named`](crate::named).
//! - If more data had arrived when a response ended, nobody can tell to which request the response belongs: a refusal is not
//!   provably the service's own then. Only what has arrived by then counts: nobody waits for more.
//! - A 409 or 422 to a POST or PATCH is about the key. If the key is new, an intermediary sent the request twice.
//! - A status with which the service does not refuse the operation is another request's, or somebody else's.

use crate::error::{Error, ErrorKind};
use crate::named::About;
use crate::operations::{Endpoint, Method, Operation, Workflow};
use crate::refusal;
use crate::transport::{Failure, Response};

/// Whether a refusal says that another request with the same key was received, although the key is new.
pub(crate) fn shows_another(endpoint: &Endpoint, response: &Response) -> bool {
    let is_about_key = match response.status {
        409 => !is_other_conflict(endpoint, response),
        422 => true,
        _ => false,
    };
    is_about_key && endpoint.method.takes_idempotency_key()
}

/// Whether a 409 says that the conflict is not about the key.
fn is_other_conflict(endpoint: &Endpoint, response: &Response) -> bool {
    endpoint
        .conflict
        .is_some_and(|conflict| refusal::says(response, conflict))
}

/// Whether the service may refuse the operation so: then nothing was done by this attempt.
fn refuses(endpoint: &Endpoint, response: &Response, about: About) -> bool {
    let can = match response.status {
        400 | 401 | 402 | 403 | 429 => true,
        404 => endpoint.path.contains('{') || about == About::Request,
        409 => is_other_conflict(endpoint, response),
        // Only custom data types have it.
        451 => endpoint.path.contains("/custom/"),
        _ => false,
    };
    can && about != About::Others && refusal::is_the_services(response)
}

/// Whether a call is open after an attempt. `sent`: a part of this attempt's request left; `was_open`: the call was open
/// before it; `about`: whom the refusal is about.
pub(crate) fn leaves_open(
    endpoint: &Endpoint,
    attempt: &Result<Response, Failure>,
    sent: bool,
    was_open: bool,
    about: About,
) -> bool {
    if endpoint.method == Method::Get {
        return false;
    }
    match attempt {
        Err(_) => sent || was_open,
        Ok(response) => {
            let settles = !was_open || endpoint.settled_by.contains(&response.status);
            !(settles && refuses(endpoint, response, about))
        }
    }
}

/// Makes an error that of an operation whose response, in `error.meta`, was a success: nobody can say what was done.
pub(crate) fn after_success(mut error: Error, operation: &'static Operation) -> Error {
    error.http_status = error.meta.status;
    error.retryable = false;
    conclude(error, operation, operation.writes())
}

/// Completes the error of a call: the operation, whether its outcome is unknown, and then the key that a repetition needs
/// and what to do.
pub(crate) fn conclude(mut error: Error, operation: &'static Operation, open: bool) -> Error {
    error.operation = Some(operation.name);
    error.outcome_unknown = open;
    error.idempotency_key = error.meta.idempotency_key.clone().filter(|_| open);
    error.advice = open.then(|| match error.kind {
        ErrorKind::Unprocessable => USED_BY_ANOTHER,
        ErrorKind::Server if error.http_status == Some(500) && sends_key(operation) => STORED,
        _ => error.advice.unwrap_or_else(|| advice(operation)),
    });
    error
}

/// What to do if the key is too old to be sent again: a repetition could do the work twice.
pub(crate) const TOO_OLD: &str =
    "the service may have done the work, and may have forgotten the key: look whether the work was \
    done, and only if it was not, call again without this key";

/// What to do if another request had the key: a repetition gets the same refusal.
const USED_BY_ANOTHER: &str =
    "another request with other input had the key: look whether the work was done, and only if it was not, \
    call again without this key";

/// What to do after a 500 to a request with a key: a repetition gets the same 500.
const STORED: &str =
    "the service may have done the work, and repeats a 500 for the same key: look whether the work \
    was done, and only if it was not, call again without this key";

/// Whether the operation is one request, and sends an idempotency key.
fn sends_key(operation: &Operation) -> bool {
    operation
        .endpoint()
        .is_some_and(|endpoint| endpoint.method.takes_idempotency_key())
}

/// What to do about an unknown outcome.
fn advice(operation: &Operation) -> &'static str {
    if operation.workflow() == Some(Workflow::QueueOrJoin) {
        return "the service may have queued the pull: repeat the call, which finds it";
    }
    match operation.endpoint().map(|endpoint| endpoint.method) {
        Some(Method::Put) => "the service may have done the work: repeat the call, its effect is the same",
        Some(Method::Delete) => {
            "the service may have done the work: repeat the call, and take not_found for done"
        }
        Some(_) => {
            "the service may have done the work: within 80 minutes, repeat the call with the idempotency key of this error"
        }
        None => "the service may have done a part of the work: run it again with the same list and journal",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::PREFIX;
    use crate::operations::{
        COMPANIES_CREATE, COMPANIES_DELETE, COMPANIES_GET, COMPANIES_REPLACE, COMPANIES_UPDATE,
        GROUPS_CREATE, OPERATIONS, REFRESH_ALL, REFRESH_BY_DATA_TYPE,
    };

    const OWN: &str = r#"{"error":"no","correlationId":"c"}"#;
    const GATEWAYS: [&str; 6] = [
        r#"{"statusCode":599,"error":"no","correlationId":"c"}"#,
        r#"{"timestamp":1,"status":404,"error":"Not Found","path":"/companies"}"#,
        r#"{"error":{"code":"x"},"correlationId":"c"}"#,
        r#"{"error":false,"correlationId":"c"}"#,
        r#"{"error":"no","correlationId":7}"#,
        r#"{"error":"no","correlationId":""}"#,
    ];

    fn open(operation: &Operation, status: u16, body: &str, was_open: bool) -> bool {
        let response = Response {
            status,
            headers: Default::default(),
            buffer: [PREFIX, body.as_bytes()].concat(),
            followed: false,
        };
        leaves_open(
            operation.endpoint().unwrap(),
            &Ok(response),
            true,
            was_open,
            About::Nobody,
        )
    }

    #[test]
    fn only_the_services_own_refusal_of_the_first_attempt_says_that_nothing_was_done() {
        for status in 400..500 {
            let refuses = matches!(status, 400 | 401 | 402 | 403 | 429);
            for create in [&COMPANIES_CREATE, &GROUPS_CREATE] {
                assert_eq!(open(create, status, OWN, false), !refuses, "{status}");
            }
            // A resource that it names may be absent.
            for other in [&COMPANIES_DELETE, &COMPANIES_UPDATE] {
                let refuses = refuses || status == 404;
                assert_eq!(
                    open(other, status, OWN, false),
                    !refuses,
                    "{} {status}",
                    other.name
                );
            }
            for body in ["", "<html>", "no", "[]", "null", "{"].iter().chain(&GATEWAYS) {
                assert!(open(&COMPANIES_CREATE, status, body, false), "{status} {body}");
            }
        }
    }

    #[test]
    fn after_a_lost_response_only_the_services_own_400_and_402_settle_a_create() {
        for status in 300..600 {
            let settles = matches!(status, 400 | 402);
            assert_eq!(open(&COMPANIES_CREATE, status, OWN, true), !settles, "{status}");
            for body in GATEWAYS {
                assert!(open(&COMPANIES_CREATE, status, body, true), "{status} {body}");
            }
            for other in [&COMPANIES_DELETE, &COMPANIES_UPDATE, &GROUPS_CREATE] {
                assert!(open(other, status, OWN, true), "{} {status}", other.name);
            }
        }
        let settled = OPERATIONS.iter().filter_map(|operation| operation.endpoint());
        assert_eq!(
            settled.filter(|endpoint| !endpoint.settled_by.is_empty()).count(),
            1
        );
    }

    #[test]
    fn a_conflict_that_is_not_about_the_key_says_so() {
        const GROUPS: &str = "Maximum number of groups reached.";
        const PULL: &str = "DatasetAlreadyInProgressException: Cannot queue bills";
        const KEY: &str = "RequestAlreadyInProgressException";
        let is_open = |operation, status, text, was_open| {
            let body = format!(r#"{{"error":"{text}","correlationId":"c"}}"#);
            open(operation, status, &body, was_open)
        };
        for (operation, own) in [
            (&GROUPS_CREATE, GROUPS),
            (&REFRESH_BY_DATA_TYPE, PULL),
            (&REFRESH_ALL, PULL),
        ] {
            assert!(!is_open(operation, 409, own, false));
            assert!(is_open(operation, 409, own, true));
            assert!(is_open(operation, 422, own, false));
            assert!(is_open(operation, 409, KEY, false));
        }
        for text in [GROUPS, PULL, KEY] {
            assert!(is_open(&COMPANIES_CREATE, 409, text, false), "{text}");
            assert!(is_open(&COMPANIES_UPDATE, 409, text, false), "{text}");
        }
        assert!(is_open(&GROUPS_CREATE, 409, PULL, false));
    }

    #[test]
    fn redirects_and_server_errors_leave_the_outcome_of_a_write_unknown() {
        for status in [301, 302, 303, 307, 308, 408, 500, 502, 503, 504, 520, 599, 600] {
            assert!(open(&COMPANIES_CREATE, status, OWN, false), "{status}");
            assert!(!open(&COMPANIES_GET, status, OWN, true), "{status}");
        }
    }

    #[test]
    fn without_a_response_the_outcome_depends_on_what_was_sent() {
        let create = COMPANIES_CREATE.endpoint().unwrap();
        let broken = Err(Failure::Connection(String::new()));
        assert!(!leaves_open(create, &broken, false, false, About::Nobody));
        assert!(leaves_open(create, &broken, true, false, About::Nobody));
        assert!(leaves_open(create, &broken, false, true, About::Nobody));
        assert!(!leaves_open(
            COMPANIES_GET.endpoint().unwrap(),
            &broken,
            true,
            true,
            About::Nobody
        ));
    }

    #[test]
    fn an_error_of_unknown_outcome_has_the_key_and_says_what_to_do() {
        let concluded = |operation, open| {
            let mut error = Error::invalid("x");
            error.meta.idempotency_key = Some("k".into());
            conclude(error, operation, open)
        };
        let error = concluded(&COMPANIES_CREATE, true);
        assert_eq!(
            (error.outcome_unknown, error.idempotency_key.as_deref()),
            (true, Some("k"))
        );
        assert!(error
            .to_string()
            .ends_with("repeat the call with the idempotency key of this error"));
        let mut error = Error::new(ErrorKind::Unprocessable, "x");
        error = conclude(error, &COMPANIES_CREATE, true);
        assert!(error.to_string().ends_with("call again without this key"));
        for (operation, advice) in [
            (&COMPANIES_CREATE, "call again without this key"),
            (&COMPANIES_DELETE, "take not_found for done"),
        ] {
            let mut error = Error::new(ErrorKind::Server, "x");
            error.http_status = Some(500);
            assert!(conclude(error, operation, true).to_string().ends_with(advice));
        }
        let error = concluded(&COMPANIES_DELETE, true);
        assert!(error.to_string().ends_with("take not_found for done"));
        let error = concluded(&COMPANIES_REPLACE, true);
        assert!(error.to_string().ends_with("its effect is the same"));
        let error = concluded(&COMPANIES_CREATE, false);
        assert_eq!(
            (error.outcome_unknown, error.idempotency_key.as_deref()),
            (false, None)
        );
        assert_eq!(error.to_string(), "companies.create: x");
    }
}
