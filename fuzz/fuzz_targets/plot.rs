//! `cargo +nightly fuzz run plot --features libfuzzer`
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| burstsim_fuzz::plot::TARGET.must_hold(data));
