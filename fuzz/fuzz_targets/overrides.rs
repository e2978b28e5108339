//! `cargo +nightly fuzz run overrides --features libfuzzer`
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| burstsim_fuzz::overrides::TARGET.must_hold(data));
