//! The input of every operation: the first byte picks one, the rest is JSON.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Some((operation, rest)) = data.split_first() {
        if let Ok(json) = std::str::from_utf8(rest) {
            codat::fuzzing::input(*operation, json);
        }
    }
});
