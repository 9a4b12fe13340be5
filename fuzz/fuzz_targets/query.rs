//! The sandbox's query language: the first byte picks what is asked, the rest is the query.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Some((subject, rest)) = data.split_first() {
        if let Ok(text) = std::str::from_utf8(rest) {
            codat::fuzzing::query(*subject, text);
        }
    }
});
