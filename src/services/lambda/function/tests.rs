//! The limits of a function where a study goes on with other ones, and where in memory a request finds what it needs.

use std::mem::offset_of;

use super::*;
use crate::scenario::parse::{NoFiles, Source, parse};

/// As where a study forks a run and goes on with a larger reserve.
#[test]
fn what_was_attempted_counts_under_a_reserve_that_is_adopted() {
    let text = "duration = \"60s\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n[[functions]]\n\
         name = \"f\"\nservice_time = \"1s\"\nreserved_concurrency = 10\n";
    let source = Source {
        name: "test",
        default_name: "test",
        text,
    };
    let scenario = parse(source, &[], &NoFiles).unwrap().scenario;
    let mut limits = Limits::new(&scenario, FunctionId::new(0));
    let attempts = |limits: &mut Limits| {
        let rate = limits.reserved_rate.as_mut().expect("it has a reserve");
        (0..1000).filter(|_| rate.try_take(SimTime::ZERO)).count()
    };
    assert_eq!(attempts(&mut limits), 100, "ten times the reserve of 10");
    limits.set_reserved_rate(SimTime::ZERO, 15);
    assert_eq!(attempts(&mut limits), 50, "ten times 15, less those made");
}

#[test]
fn what_a_request_touches_lies_on_the_first_cache_lines() {
    assert_eq!(align_of::<FunctionState>(), 64);
    // A completion needs the pool, and whose limits count; what an arrival needs beyond ends with the third line.
    let limits = offset_of!(FunctionState, limits);
    assert!(limits + offset_of!(Limits, reserved_rate) <= 128);
    assert!(offset_of!(FunctionState, provisioned) < 3 * 64);
}
