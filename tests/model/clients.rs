//! SDK clients: what their quota and their own limit of the rate make of a run, by hand.

use std::num::NonZeroU32;

use burstsim::metrics::RunResult;
use burstsim::scenario::*;
use burstsim::world::{Observer, Served, simulate, simulate_observed};

use crate::support::*;

fn by_clients(count: u32, retry: ClientRetry, traffic: Traffic) -> Function {
    Function {
        client_retry: retry,
        clients: NonZeroU32::new(count),
        ..bare_function("f", constant(0.5), vec![traffic])
    }
}

fn run(seconds: f64, function: Function, outages: Vec<Outage>) -> RunResult {
    let mut scenario = scenario(seconds, 2000, 1000, vec![function]);
    scenario.region.outages = outages;
    simulate(&scenario, 0)
}

fn two_attempts() -> ClientRetry {
    ClientRetry::Custom(RetryPolicy {
        max_attempts: 2,
        base: secs(1.0),
        cap: secs(1.0),
        jitter: Jitter::None,
    })
}

/// Two batches of 150 meet a reserve of 50, whose requests take half a second.
///
/// | s | what happens | tokens |
/// |---|---|---|
/// | 0 | 50 are served, 100 throttled, which all will be tried again | 500 - 100 x 5 = 0 |
/// | 0.5 | 50 are answered at their first attempt | 50 |
/// | 1 | 50 of the 100 are served, the others given up after 2 attempts | 50 |
/// | 1.5 | 50 are answered after a retry | 50 + 50 x 5 = 300 |
/// | 1.75 | 50 are served, 100 throttled: 60 will be tried again, 40 are given up | 0 |
/// | 2.75 | 50 of the 60 are served, 10 given up | 50, then 300 |
#[test]
fn a_quota_drains_with_throttles_and_fills_with_answers() {
    let function = |clients| Function {
        reserved_concurrency: Some(concurrency(50)),
        ..by_clients(clients, two_attempts(), batch(&[0.0, 1.75], 150))
    };
    let totals = run(10.0, function(1), vec![]).totals();
    assert_eq!(totals.attempts, 150 + 100 + 150 + 60);
    assert_eq!(totals.given_up, 50 + 40 + 10);
    assert_eq!(totals.completions, 4 * 50);

    let two = run(10.0, function(2), vec![]).totals();
    assert_eq!(
        two.attempts,
        150 + 100 + 150 + 100,
        "two clients have enough"
    );
    let many = Function {
        clients: None,
        ..function(1)
    };
    assert_eq!(run(10.0, many, vec![]).totals(), two);
}

/// Whatever is drawn: what meets nothing but throttles is retried 500 / 5 times by each client.
#[test]
fn a_client_that_is_always_throttled_makes_100_retries() {
    for (clients, retries) in [(1, 100), (7, 700), (1000, 2000)] {
        let function = Function {
            reserved_concurrency: Some(concurrency(0)),
            ..by_clients(clients, ClientRetry::Standard, batch(&[0.0], 1000))
        };
        let totals = run(60.0, function, vec![]).totals();
        assert_eq!(totals.attempts, 1000 + retries, "{clients} clients");
        assert_eq!(totals.given_up, 1000);
    }
}

#[test]
fn a_client_that_always_fails_makes_35_retries() {
    let outage = Outage {
        from: secs(0.0),
        to: secs(60.0),
        errors: 1.0,
    };
    let function = by_clients(1, ClientRetry::Standard, batch(&[0.0], 1000));
    let totals = run(60.0, function, vec![outage]).totals();
    assert_eq!(totals.attempts, 1000 + 500 / 14);
}

/// A user of closed traffic hears of its answers anyway: a quota that nothing drains changes nothing.
#[test]
fn clients_that_never_retry_change_nothing() {
    let closed = Traffic::Closed {
        users: 20,
        think_time: constant(1.0),
    };
    for traffic in [poisson(100.0), closed] {
        let function = by_clients(3, ClientRetry::Standard, traffic);
        let many = Function {
            clients: None,
            ..function.clone()
        };
        let everything = |function| format!("{:?}", run(60.0, function, vec![]));
        assert_eq!(everything(function), everything(many));
    }
}

#[derive(Default)]
struct Starts(Vec<f64>);

impl Observer for Starts {
    fn served(&mut self, served: &Served) {
        self.0.push(served.at.as_secs_f64());
    }
}

/// At 0 s one request is served for 100 ms and one throttled: no rate is measured yet, so that its client falls
/// to a token in 2 s. That is when the second is tried again, whatever its back-off below 1 s. The third
/// arrives at 1.5 s and waits behind it.
///
/// At 2.1 s the second is answered. Three responses in 2 s, smoothed, are 0.8 x 1.5 = 1.2 per second, and twice
/// that is the new rate: the cubic curve is at 0.4 x 2.1^3 = 3.7 and does not bind. 0.05 tokens are there, so
/// that the third is attempted for the first time 0.95 / 2.4 s later.
#[test]
fn an_adaptive_client_makes_requests_wait_for_their_tokens() {
    let function = Function {
        reserved_concurrency: Some(concurrency(1)),
        ..by_clients(
            1,
            ClientRetry::Adaptive,
            trace(&[(0.0, 0.1), (0.0, 0.1), (1.5, 0.1)]),
        )
    };
    let scenario = scenario(10.0, 2000, 1000, vec![function]);
    let mut starts = Starts::default();
    let result = simulate_observed(&scenario, 0, &mut starts).expect("nobody interrupts");
    let expected = [0.0, 2.0, 2.1 + 0.95 / 2.4];
    assert_eq!(starts.0.len(), expected.len());
    for (found, expected) in starts.0.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-8, "{found} s, not {expected}");
    }
    let totals = result.totals();
    assert_eq!((totals.attempts, totals.throttles()), (4, 1));
}

/// What waits for a token at the end is open, and has not been attempted.
#[test]
fn a_request_that_waits_for_a_token_is_open_and_no_attempt() {
    let function = Function {
        reserved_concurrency: Some(concurrency(0)),
        ..by_clients(1, ClientRetry::Adaptive, batch(&[0.0], 100))
    };
    let result = run(9.0, function, vec![]);
    let function = &result.functions[0];
    // One at once, and one token every 2 s at the lowest rate.
    assert_eq!(function.totals.attempts, 1 + 4);
    assert_eq!(function.open_at_end, 100 - function.totals.given_up);
}

/// The legacy mode has no quota, so there is nothing that clients could have used up.
#[test]
fn in_the_legacy_mode_the_number_of_clients_changes_nothing() {
    let function = Function {
        reserved_concurrency: Some(concurrency(0)),
        ..by_clients(1, ClientRetry::Legacy, batch(&[0.0], 1000))
    };
    let many = Function {
        clients: None,
        ..function.clone()
    };
    let [one, many] = [function, many].map(|function| run(60.0, function, vec![]).totals());
    assert!(one.attempts > 2000, "every request is tried again: {one:?}");
    assert_eq!(one, many);
}
