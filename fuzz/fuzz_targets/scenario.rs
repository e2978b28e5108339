//! `cargo +nightly fuzz run scenario --features libfuzzer`
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| burstsim_fuzz::scenario::TARGET.must_hold(data));
