//! `cargo +nightly fuzz run link --features libfuzzer`
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| burstsim_fuzz::link::TARGET.must_hold(data));
