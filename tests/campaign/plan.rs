//! Which fault strikes which attempt. The seed decides: a call tells who it is in its trace, and each of its attempts
//! meets what stands here, in whatever order the threads come by. Only what strikes before a request is read goes by
//! the number of the connection.

use std::hash::{DefaultHasher, Hash, Hasher};

use fastrand::Rng;

/// What becomes of a new connection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Greeting {
    Serve,
    /// Reset at once.
    Reset,
    /// Closed at once.
    Close,
    /// Reset after so many bytes of the request.
    ResetAfter(usize),
    /// No response ever arrives.
    Stall,
}

/// What becomes of a request that was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    None,
    /// Reset, and the service receives nothing.
    ResetBefore,
    /// A part of it reaches the service, then everything is reset.
    PartReaches(f64),
    /// The work is done; this part of the response arrives, and then a reset, or an orderly end.
    PartArrives {
        part: f64,
        reset: bool,
    },
    /// The work is done, and nothing more arrives.
    Silence,
    /// The work is done, a part of the response arrives, and nothing more, on a connection half closed or open.
    PartThenSilence {
        part: f64,
        half_close: bool,
    },
    /// The response arrives in so many pieces, with so many milliseconds between.
    Drip {
        pieces: usize,
        ms: u64,
    },
    /// The response announces more bytes than it has, and the connection ends.
    TooLong,
    /// The response announces fewer bytes than it has: the rest is in front of the next response.
    TooShort,
    /// The chunks of the response are invalid.
    BadChunks,
    /// The complete response, and then the connection ends without notice.
    CloseAfter,
    /// A response with this status instead of the service's, before or after its work; with so many seconds of
    /// `Retry-After`, as a number or a date.
    Status {
        status: u16,
        after: bool,
        retry_after: Option<u64>,
        as_date: bool,
    },
    /// The response arrives twice, each in so many records; all in one write, or each record of the first in a separate
    /// one. This part of the second arrives with the end of the first, and the rest before the next response.
    Doubled {
        records: usize,
        together: bool,
        part: f64,
    },
    /// A gateway responds instead of the service, before its work or after.
    Gateway {
        answer: Gateway,
        after: bool,
    },
    /// The response is not HTTP.
    Garbage,
    /// The request reaches the service twice.
    Twice,
}

/// The responses of gateways.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gateway {
    /// JSON, with a status that the service has too.
    Json(u16),
    /// A page.
    Html(u16),
    /// No body.
    Empty(u16),
    /// To somewhere else.
    Redirect(u16),
    /// A success of another shape.
    Success(&'static str),
}

impl Gateway {
    /// Whether it comes after the work. Of an empty success to an operation without a result a client must think that the
    /// work was done.
    fn is_after(self, rng: &mut Rng) -> bool {
        match self {
            Gateway::Success(body) if !body.contains("error") && !body.contains("html") => true,
            _ => rng.bool(),
        }
    }

    fn any(rng: &mut Rng) -> Gateway {
        let status = *rng
            .choice(&[
                400, 401, 402, 403, 404, 409, 422, 429, 500, 502, 503, 504, 520, 524,
            ])
            .unwrap_or(&404);
        match rng.u8(0..6) {
            0 | 1 => Gateway::Json(status),
            2 => Gateway::Html(status),
            3 => Gateway::Empty(status),
            4 => Gateway::Redirect(*rng.choice(&[301, 302, 303, 307, 308]).unwrap_or(&302)),
            _ => Gateway::Success(
                rng.choice(&[
                    "",
                    "{}",
                    "{\"error\":\"no\"}",
                    "<html>",
                    "{\"id\":5}",
                    "{\"id\":\"\"}",
                ])
                .unwrap_or(&""),
            ),
        }
    }
}

/// The draws of a seed for one purpose.
pub fn rng(seed: u64, what: impl Hash) -> Rng {
    let mut hasher = DefaultHasher::new();
    (seed, what).hash(&mut hasher);
    Rng::with_seed(hasher.finish())
}

pub fn greeting(seed: u64, connection: u64) -> Greeting {
    let mut rng = rng(seed, ("connection", connection));
    match rng.u8(0..40) {
        0 => Greeting::Reset,
        1 => Greeting::Close,
        2 => Greeting::ResetAfter(rng.usize(0..400)),
        3 => Greeting::Stall,
        _ => Greeting::Serve,
    }
}

pub fn fault(seed: u64, call: &str, attempt: u32) -> Fault {
    let mut rng = rng(seed, ("request", call, attempt));
    let part = rng.f64();
    match rng.u8(0..46) {
        0 => Fault::ResetBefore,
        1 => Fault::PartReaches(part),
        2 | 3 => Fault::PartArrives { part, reset: true },
        4 => Fault::PartArrives { part, reset: false },
        5 => Fault::Silence,
        6 => Fault::PartThenSilence {
            part,
            half_close: rng.bool(),
        },
        7 => Fault::Drip {
            pieces: rng.usize(2..8),
            ms: rng.u64(1..40),
        },
        8 => Fault::TooLong,
        9 => Fault::TooShort,
        10 => Fault::BadChunks,
        11 | 12 => Fault::CloseAfter,
        13 => Fault::Garbage,
        14 => Fault::Twice,
        20..=24 => Fault::Doubled {
            records: rng.usize(1..4),
            together: rng.bool(),
            part: if rng.bool() { 1.0 } else { part },
        },
        25..=29 => {
            let answer = Gateway::any(&mut rng);
            Fault::Gateway {
                answer,
                after: answer.is_after(&mut rng),
            }
        }
        15..=19 => {
            let status = *rng.choice(&[408, 429, 500, 502, 503, 504]).unwrap_or(&503);
            Fault::Status {
                status,
                // A rate limit refuses a request before any work is done.
                after: status != 429 && rng.bool(),
                retry_after: rng.bool().then(|| rng.u64(0..20) / 19),
                as_date: rng.bool(),
            }
        }
        _ => Fault::None,
    }
}
