//! What a function takes over where a study goes on with other quotas.

use super::*;
use crate::kernel::Streams;
use crate::scenario::parse::{NoFiles, Source, parse};
use crate::scenario::{Concurrency, Refill, RequestRate};

/// A function with these keys, at the start.
fn function(keys: &str) -> FunctionState {
    let text = format!(
        "duration = \"60s\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n[[functions]]\n\
         name = \"f\"\nservice_time = \"1s\"\n{keys}\n"
    );
    let source = Source {
        name: "test",
        default_name: "test",
        text: &text,
    };
    let scenario = parse(source, &[], &NoFiles).unwrap().scenario;
    let streams = Streams::new(scenario.seed, 0);
    FunctionState::new(&scenario, FunctionId::new(0), &streams)
}

#[test]
fn a_functions_rate_grows_by_the_rule_that_is_adopted() {
    let (now, few) = (SimTime::ZERO, RequestRate::new(5).unwrap());
    let environments = Concurrency::new(1000).unwrap();
    let rule = ScalingRule::PerFunction {
        burst: environments,
        ramp_per_minute: environments,
        refill: Refill::Continuous,
        request_burst: few,
        request_ramp_per_minute: few,
    };
    let mut limits = function("").limits;
    limits.adopt_request_ramp(now, &rule);
    let ramp = limits.request_ramp.as_mut().expect("the rule has one");
    let starts = (0..100).filter(|_| {
        let has_room = ramp.has_room(now);
        if has_room {
            ramp.count(now);
        }
        has_room
    });
    assert_eq!(starts.count(), 5, "invocations at once, not AWS's 10,000");
}

#[test]
fn a_reserve_that_is_adopted_holds_what_changing_concurrency_has_provisioned() {
    let keys =
        "provisioned_concurrency = { value = 10, schedule = [{ at = \"00:10\", value = 30 }] }";
    let mut state = function(keys);
    (0..10).for_each(|_| {
        state.provisioned.create(SimTime::ZERO);
    });
    let share = state.reserved_share(50);
    assert!(
        matches!(
            share,
            Share::Reserved {
                held: 10,
                reserve: 50,
                ..
            }
        ),
        "{share:?}"
    );
}
