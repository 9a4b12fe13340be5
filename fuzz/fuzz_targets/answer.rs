//! Responses to every operation: a byte for the operation, a letter for the status, a line for each of three
//! headers, and the body.
#![no_main]

const STATUSES: [u16; 16] = [
    200, 201, 202, 204, 301, 400, 401, 402, 404, 408, 409, 422, 429, 500, 503, 599,
];

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [operation, status, rest @ ..] = data else {
        return;
    };
    let mut lines = rest.splitn(4, |byte| *byte == b'\n');
    let mut next = || lines.next().unwrap_or_default();
    let headers = [next(), next(), next()];
    let status = STATUSES[usize::from(*status) % STATUSES.len()];
    codat::fuzzing::answer(*operation, status, headers, next());
});
