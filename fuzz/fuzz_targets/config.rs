//! Configurations and options, as JSON.
#![no_main]

libfuzzer_sys::fuzz_target!(|json: &str| codat::fuzzing::config(json));
