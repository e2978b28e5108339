//! `cargo +nightly fuzz run import --features libfuzzer`
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| burstsim_fuzz::import::TARGET.must_hold(data));
