//! `cargo +nightly fuzz run trace --features libfuzzer`
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| burstsim_fuzz::trace::TARGET.must_hold(data));
