//! `cargo +nightly fuzz run journal --features libfuzzer`
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| burstsim_fuzz::journal::TARGET.must_hold(data));
