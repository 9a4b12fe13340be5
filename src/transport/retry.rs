//! When an attempt is repeated, and after how long.
//!
//! Every POST and PATCH carries one idempotency key through all its attempts, so the service does the work at
//! most once. The service remembers its response to a key for 90 minutes and repeats that response, even if it was
//! an error. A repetition after a lost response is therefore safe, and shows the outcome of the first attempt. A
//! repetition after a response of the service itself only returns the same response. That decides the table:
//!
//! | what came back | repeated |
//! |---|---|
//! | no connection, a broken one, no response in time | yes |
//! | 408, 502, 503, 504, and 520 to 524, 527 and 530: often from a proxy in front of the service | yes, with the same key |
//! | 429 | yes, after the pause that it asks for, which holds for the whole client, for at most 15 minutes |
//! | 409 to a POST or PATCH that may repeat an earlier attempt | yes: the earlier attempt may still be running |
//! | 500 and other 5xx to GET, PUT, DELETE | 500 only |
//! | 500 and other 5xx to POST, PATCH | no: the same key would only return it again, a new key could do the work
//! twice |
//! | anything else | no |
//!
//! A pause that a response asks for replaces the back-off, unless its length is zero.
//!
//! An error's `retryable` says whether the table has a yes for it.

use std::time::{Duration, SystemTime};

use ureq::http::header::{DATE, RETRY_AFTER};

use super::{Failure, Response};
use crate::operations::Method;

/// The longest back-off.
const MAX_DELAY: Duration = Duration::from_secs(8);

/// The longest pause that a 429 imposes on a client. The error reports a longer one as well, but a gateway's mistake
/// must not silence a client for a day.
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);

/// The pause after a 429 whose `Retry-After` cannot be read.
const UNREADABLE: Duration = Duration::from_secs(1);

/// How long an idempotency key is certainly remembered after it was first sent: the service keeps it for 90 minutes.
const REMEMBERED: Duration = Duration::from_secs(80 * 60);

/// Whether the service may have forgotten a key that may first have been sent at that time. The clock used here also
/// runs while the machine sleeps. If that clock was set back by more than a minute, the key counts as forgotten.
pub(crate) fn is_forgotten(sent_first: SystemTime) -> bool {
    match sent_first.elapsed() {
        Ok(age) => age >= REMEMBERED,
        Err(ahead) => ahead.duration() > Duration::from_secs(60),
    }
}

/// A pause before the next attempt.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pause {
    pub length: Duration,
    /// Whether all calls of the client have to pause.
    pub everyone: bool,
}

/// Decides whether an attempt with this outcome is repeated. `was_open`: an earlier attempt may have reached the service.
/// `attempt` counts from 1.
pub(crate) fn decide(
    method: Method,
    outcome: &Result<Response, Failure>,
    was_open: bool,
    attempt: u32,
    base: Duration,
) -> Option<Pause> {
    let pause = |length, everyone| Some(Pause { length, everyone });
    let backoff = || backoff(base, attempt);
    match outcome {
        Err(Failure::TimedOut | Failure::Connection(_)) => pause(backoff(), false),
        Err(_) => None,
        Ok(response) => match response.status {
            429 => {
                let length = match asked_pause(response) {
                    Some(Duration::ZERO) => backoff(),
                    Some(asked) => asked.min(LONGEST_PAUSE),
                    None if response.headers.contains_key(RETRY_AFTER) => backoff().max(UNREADABLE),
                    None => backoff(),
                };
                pause(length, true)
            }
            408 | 502 | 503 | 504 | 520..=524 | 527 | 530 => {
                let asked = asked_pause(response).filter(|asked| !asked.is_zero());
                pause(asked.unwrap_or_else(backoff), false)
            }
            500 if !method.takes_idempotency_key() => pause(backoff(), false),
            409 if was_open && method.takes_idempotency_key() => pause(backoff(), false),
            _ => None,
        },
    }
}

/// How long a response asks to wait, by its `Retry-After`: seconds, whole or not, or a date in any of HTTP's forms.
/// Of several values the first counts. A date is compared with the response's `Date`, because this machine's clock
/// may be wrong.
pub(crate) fn asked_pause(response: &Response) -> Option<Duration> {
    let text = response.header(RETRY_AFTER)?.trim();
    let first = text.split(',').next().unwrap_or_default().trim();
    let pause = match seconds(first) {
        Some(seconds) => seconds,
        None => httpdate::parse_http_date(text)
            .ok()?
            .duration_since(date(response).unwrap_or_else(SystemTime::now))
            .unwrap_or_default(),
    };
    // The quota is renewed every day: a longer pause comes from a wrong clock.
    Some(pause.min(Duration::from_secs(86_400)))
}

/// A number of seconds, rounded up.
fn seconds(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    // A number with too many digits is longer than anybody waits.
    let whole: u64 = whole.parse().unwrap_or(u64::MAX);
    let more = fraction.bytes().any(|digit| digit != b'0');
    Some(Duration::from_secs(whole.saturating_add(more.into())))
}

fn date(response: &Response) -> Option<SystemTime> {
    httpdate::parse_http_date(response.header(DATE)?.trim()).ok()
}

/// Full jitter: a random time between zero and the whole back-off, so that clients do not return together. The random
/// numbers are the system's: a generator of our own would produce the same numbers in all children of a fork().
fn backoff(base: Duration, attempt: u32) -> Duration {
    let whole = base.saturating_mul(1 << (attempt - 1).min(20)).min(MAX_DELAY);
    let random = getrandom::u64().unwrap_or_default();
    Duration::from_micros(random % (whole.as_micros() as u64 + 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ureq::http::{HeaderMap, HeaderValue};

    use super::*;
    use crate::answer::PREFIX;

    const BASE: Duration = Duration::from_millis(500);

    fn answer(status: u16, retry_after: Option<&str>) -> Result<Response, Failure> {
        let mut headers = HeaderMap::new();
        if let Some(text) = retry_after {
            headers.insert("retry-after", HeaderValue::from_str(text).unwrap());
        }
        Ok(Response {
            status,
            headers,
            buffer: PREFIX.to_vec(),
            followed: false,
        })
    }

    fn again(method: Method, status: u16, lost: bool) -> bool {
        decide(method, &answer(status, None), lost, 1, BASE).is_some()
    }

    #[test]
    fn every_failure_is_retried_as_the_table_says() {
        for method in [
            Method::Get,
            Method::Post,
            Method::Put,
            Method::Patch,
            Method::Delete,
        ] {
            for failure in [Failure::TimedOut, Failure::Connection(String::new())] {
                assert!(decide(method, &Err(failure), false, 1, BASE).is_some());
            }
            for failure in [
                Failure::Cancelled,
                Failure::Tls(String::new()),
                Failure::TooLarge(1),
            ] {
                assert!(decide(method, &Err(failure), false, 1, BASE).is_none());
            }
            for status in [408, 429, 502, 503, 504, 520, 521, 522, 523, 524, 527, 530] {
                assert!(again(method, status, false), "{method:?} {status}");
            }
            for status in [
                200, 204, 302, 400, 401, 402, 403, 404, 422, 501, 505, 525, 526, 529,
            ] {
                assert!(!again(method, status, true), "{method:?} {status}");
            }
            assert_eq!(again(method, 500, false), !method.takes_idempotency_key());
            assert!(!again(method, 409, false));
            assert_eq!(again(method, 409, true), method.takes_idempotency_key());
        }
    }

    #[test]
    fn a_key_is_forgotten_after_80_minutes_or_when_the_clock_says_nothing() {
        let (now, minutes) = (SystemTime::now(), |count: u64| Duration::from_secs(60 * count));
        assert!(
            !is_forgotten(now)
                && !is_forgotten(now - minutes(79))
                && !is_forgotten(now + Duration::from_secs(1))
        );
        assert!(is_forgotten(now - minutes(80)) && is_forgotten(now + minutes(2)));
    }

    #[test]
    fn only_a_rate_limit_pauses_everyone() {
        let pause = |status| decide(Method::Get, &answer(status, Some("3")), false, 1, BASE).unwrap();
        assert_eq!(
            pause(429),
            Pause {
                length: Duration::from_secs(3),
                everyone: true
            }
        );
        assert_eq!(
            pause(503),
            Pause {
                length: Duration::from_secs(3),
                everyone: false
            }
        );
    }

    #[test]
    fn a_retry_after_of_zero_keeps_the_back_off() {
        for (status, text) in [(429, "0"), (503, "0"), (429, "Wed, 21 Oct 2015 07:28:00 GMT")] {
            let lengths = (0..20).map(|_| {
                let response = answer(status, Some(text));
                decide(Method::Get, &response, false, 1, BASE).unwrap().length
            });
            assert!(lengths.clone().all(|length| length <= BASE), "{status} {text}");
            assert!(lengths.max().unwrap() > Duration::ZERO, "{status} {text}");
        }
    }

    #[test]
    fn retry_after_is_read_in_all_its_forms() {
        let read = |text: &str| asked_pause(&answer(429, Some(text)).unwrap());
        assert_eq!(read("7"), Some(Duration::from_secs(7)));
        assert_eq!(read(" 7 "), Some(Duration::from_secs(7)));
        assert_eq!(read("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(100));
        let seconds = read(&soon).unwrap().as_secs();
        assert!((98..=100).contains(&seconds), "{seconds}");
        assert_eq!(
            read("Fri, 31 Dec 9999 23:59:59 GMT"),
            Some(Duration::from_secs(86_400))
        );
        for (text, seconds) in [
            ("1.5", 2),
            ("1.0", 1),
            ("0.001", 1),
            ("0", 0),
            ("1, 1", 1),
            ("2,9", 2),
        ] {
            assert_eq!(read(text), Some(Duration::from_secs(seconds)), "{text}");
        }
        assert_eq!(read("99999999999999999999"), Some(Duration::from_secs(86_400)));
        for text in ["-1", "soon", "", "1e3", "1.", ".5", "+1", "1 2"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_pause_of_a_rate_limit_is_bounded() {
        let pause = |text: Option<&str>| {
            let pause = decide(Method::Get, &answer(429, text), false, 1, Duration::ZERO).unwrap();
            assert!(pause.everyone);
            pause.length
        };
        assert_eq!(pause(Some("86400")), LONGEST_PAUSE);
        assert_eq!(pause(Some("soon")), UNREADABLE);
        assert_eq!(pause(None), Duration::ZERO);
        let answer = answer(429, Some("86400")).unwrap();
        assert_eq!(asked_pause(&answer), Some(Duration::from_secs(86_400)));
    }

    #[test]
    fn a_retry_after_date_is_relative_to_the_date_of_the_response() {
        let mut answer = answer(429, Some("Wed, 21 Oct 2015 07:28:30 GMT")).unwrap();
        answer
            .headers
            .insert("date", HeaderValue::from_static("Wed, 21 Oct 2015 07:28:00 GMT"));
        assert_eq!(asked_pause(&answer), Some(Duration::from_secs(30)));
    }

    proptest! {
        /// However a call fails, every pause is bounded, and only a 429 pauses all calls.
        #[test]
        fn every_pause_is_bounded_and_only_a_429_pauses_all_calls(
            status in prop_oneof![Just(0_u16), 100_u16..600],
            retry_after in proptest::option::of(".*"),
            lost in any::<bool>(),
            attempt in 1_u32..200,
            base in 0_u64..60_000,
        ) {
            let text = retry_after.filter(|text| HeaderValue::from_str(text).is_ok());
            let outcome = match status {
                0 => Err(Failure::TimedOut),
                status => answer(status, text.as_deref()),
            };
            for method in [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete] {
                let pause = decide(method, &outcome, lost, attempt, Duration::from_millis(base));
                if let Some(pause) = &pause {
                    prop_assert!(pause.length <= Duration::from_secs(86_400));
                    prop_assert_eq!(pause.everyone, status == 429);
                }
                // A success or a redirect is never repeated.
                if (200..400).contains(&status) {
                    prop_assert_eq!(pause, None);
                }
            }
        }

        #[test]
        fn the_back_off_is_within_its_bounds(attempt in 1_u32..=u32::MAX, base in 0_u64..60_000) {
            let base = Duration::from_millis(base);
            let longest = base.saturating_mul(1 << (attempt - 1).min(20)).min(MAX_DELAY);
            prop_assert!(backoff(base, attempt) <= longest);
        }
    }
}
