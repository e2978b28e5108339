//! The validation suite itself: it passes on the model, and it notices when a rule is broken. A test of its own, so that
//! `cargo mutants` has nothing else to build.
//!
//! A rule is broken by changing the scenario while the reference stays: an account limit of 11 where
//! Erlang's formula says 10 is what an off-by-one in the model's limit would look like.

#![allow(
    clippy::expect_used,
    reason = "a test that cannot go on may fail loudly"
)]

use burstsim::study::validate::{Bench, Case, Effort, REFERENCES, Verdict};

fn quick(reference: &str, changes: &[&str]) -> Vec<Case> {
    let bench = Bench {
        effort: Effort::Quick,
        changes: changes.iter().map(|&change| change.to_owned()).collect(),
        ..Bench::default()
    };
    let mut chosen = REFERENCES.iter().filter(|known| known.name == reference);
    let reference = chosen.next().expect("a reference of that name");
    reference.cases(&bench).expect("the changes fit")
}

fn failing(cases: &[Case]) -> Vec<&str> {
    let failing = cases.iter().filter(|case| case.verdict == Verdict::Fail);
    failing.map(|case| case.name.as_str()).collect()
}

/// Each broken rule makes cases of the reference fail whose names contain the given words: all of
/// them.
fn expect_noticed(reference: &str, change: &str, words: &str) {
    let cases = quick(reference, &[change]);
    let failing = failing(&cases);
    let concerned: Vec<&str> = cases
        .iter()
        .map(|case| case.name.as_str())
        .filter(|name| name.contains(words))
        .collect();
    assert!(!concerned.is_empty(), "no case is named {words:?}");
    for name in concerned {
        assert!(
            failing.contains(&name),
            "{change}: {name:?} does not notice"
        );
    }
}

#[test]
fn the_model_agrees_with_every_reference() {
    for reference in REFERENCES {
        let cases = quick(reference.name, &[]);
        assert!(!cases.is_empty(), "{} has no cases", reference.name);
        assert_eq!(failing(&cases), [""; 0], "{}", reference.name);
    }
}

/// References of a few seconds in all, the quickest first: the rules one by one, and AWS's examples.
const RULES: [&str; 11] = [
    "lifecycle",
    "queues",
    "limits",
    "services",
    "outages",
    "retries",
    "bills",
    "versions",
    "provisioned",
    "aws-examples",
    "traffic",
];

#[test]
fn every_rule_holds() {
    for rule in RULES {
        assert_eq!(failing(&quick(rule, &[])), [""; 0], "{rule}");
    }
}

#[test]
fn an_off_by_one_in_the_concurrency_limit_is_noticed() {
    expect_noticed("erlang-b", "region.account_concurrency=11", "limit 10");
    expect_noticed("erlang-b", "region.account_concurrency=9", "limit 10");
}

#[test]
fn services_two_percent_too_long_are_noticed() {
    let change = "functions.f.service_time=\"1020ms\"";
    expect_noticed("erlang-b", change, "20 erlangs, limit 10, constant");
}

#[test]
fn services_ten_percent_too_long_are_noticed_without_any_limit() {
    let longer = "functions.f.service_time=\"2200ms\"";
    expect_noticed("mg-infinity", longer, "mean, constant");
    let longer = "functions.f.service_time=\"5500ms\"";
    expect_noticed("mt-g-infinity", longer, "s, constant");
}

#[test]
fn arrivals_that_are_too_regular_are_noticed() {
    let even = "functions.f.traffic=[{ even = { rate = 12.5 } }]";
    expect_noticed("mg-infinity", even, "variance");
    expect_noticed("mg-infinity", even, "chi squared");
}

#[test]
fn an_idle_timeout_five_percent_off_is_noticed() {
    let longer = "functions.f.idle_timeout=\"630s\"";
    expect_noticed("expiry", longer, "no overlap, 0.002/s, timeout 600 s");
}

#[test]
fn another_order_of_reuse_is_noticed() {
    let order = "functions.f.reuse=\"least-recently-used\"";
    expect_noticed("expiry", order, ", exact, ");
}

#[test]
fn a_ramp_or_burst_quota_slightly_off_is_noticed() {
    expect_noticed("token-bucket", "region.ramp_per_minute=505", "continuous");
    expect_noticed("token-bucket", "region.burst=3001", "us-east-1");
    expect_noticed(
        "token-bucket",
        "region.refill=\"stepped\"",
        "continuous: of",
    );
    expect_noticed(
        "aws-examples",
        "region.burst=2999",
        "operator-guide-on-demand-2",
    );
}

#[test]
fn a_functions_own_quota_slightly_off_is_noticed() {
    expect_noticed("per-function", "region.burst=1001", "instances");
    expect_noticed("per-function", "region.ramp_per_minute=6060", "instances");
    expect_noticed("per-function", "region.request_burst=10001", "requests/s");
    let growth = "region.request_ramp_per_minute=60600";
    expect_noticed("per-function", growth, "requests/s");
}

/// What a user may set is noticed where a reference takes it from AWS: each with the words of the cases that fail.
#[test]
fn settings_that_are_not_awss_are_noticed() {
    for (reference, change, words) in [
        (
            "lifecycle",
            "functions.f.cold_start=\"0s\"",
            "a cold start of which nothing is said",
        ),
        (
            "lifecycle",
            "functions.f.cold_start=\"0s\"",
            "a cold start is waited for, a warm one is not: ends",
        ),
        (
            "lifecycle",
            "functions.f.idle_timeout=\"390s\"",
            "a lone environment is stopped",
        ),
        (
            "provisioned",
            "region.provisioned_allocation.per_minute=6060",
            "since 2023, 3100 for one function: asked",
        ),
        (
            "provisioned",
            "region.provisioned_allocation.preparation=\"61s\"",
            "until 2023, 3100 in us-east-1",
        ),
        (
            "provisioned",
            "region.unreserved_minimum=99",
            "of 901 in an account of 1000",
        ),
        (
            "provisioned",
            "region.unreserved_minimum=101",
            "of 900 in an account of 1000",
        ),
        (
            "provisioned",
            "region.unreserved_minimum=99",
            "what the account cannot give",
        ),
        (
            "bills",
            "region.prices.requests=0.21",
            "each line: requests",
        ),
        (
            "bills",
            "region.prices.x86_64.duration=0.0000167",
            "each line: init",
        ),
        (
            "bills",
            "region.prices.x86_64.provisioned=0.0000042",
            "each line: provisioned",
        ),
        (
            "bills",
            "region.prices.storage=0.00000004",
            "each line: storage",
        ),
        (
            "outages",
            "region.outages=[]",
            "one interval of 19 fails: credit",
        ),
    ] {
        expect_noticed(reference, change, words);
    }
}

#[test]
fn defaults_far_from_what_aws_was_measured_to_do_are_noticed() {
    let timeout = "functions.f.idle_timeout=\"300s\"";
    expect_noticed("aws-measured", timeout, "mean absolute relative error");
}
