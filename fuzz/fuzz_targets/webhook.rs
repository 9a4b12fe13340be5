//! Webhooks: the secret on the first line, headers to an empty line, and the body.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let end = data.windows(2).position(|pair| pair == b"\n\n");
    let (head, body) = match end {
        Some(end) => (&data[..end], &data[end + 2..]),
        None => (data, &[][..]),
    };
    if let Ok(head) = std::str::from_utf8(head) {
        let (secret, headers) = head.split_once('\n').unwrap_or((head, ""));
        codat::fuzzing::webhook(secret, headers, body);
    }
});
