//! Random draws belong to the request: each its own, whatever happens to it.

use burstsim::metrics::Start;
use burstsim::scenario::{Distribution, Scenario, Traffic};
use burstsim::world::{Observer, Served, simulate, simulate_observed};

use crate::support::*;

fn exponential(mean: f64) -> Distribution {
    Distribution::Exponential { mean: secs(mean) }
}

/// How long each cold start took: its time in service less the constant second of its work.
#[derive(Default)]
struct ColdStarts(Vec<f64>);

impl Observer for ColdStarts {
    fn served(&mut self, served: &Served) {
        if served.start == Start::Cold {
            self.0
                .push(served.until.since(served.at).as_secs_f64() - 1.0);
        }
    }
}

#[test]
fn cold_starts_follow_their_distribution() {
    let mut function = bare_function("f", constant(1.0), vec![batch(&[0.0], 20_000)]);
    function.cold_start = exponential(0.5);
    let mut seen = ColdStarts::default();
    simulate_observed(
        &scenario(100.0, 50_000, 50_000, vec![function]),
        0,
        &mut seen,
    )
    .expect("a run");
    let n = seen.0.len() as f64;
    assert_eq!(n, 20_000.0);
    let mean = seen.0.iter().sum::<f64>() / n;
    let variance = seen.0.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
    // Exponential with mean m: standard errors m / sqrt(n) and m^2 sqrt(8 / n).
    assert!((mean - 0.5).abs() < 4.0 * 0.5 / n.sqrt(), "mean {mean} s");
    assert!(
        (variance - 0.25).abs() < 4.0 * 0.25 * (8.0 / n).sqrt(),
        "variance {variance}"
    );
}

/// What each request needed, in the order of arrival.
#[derive(Default)]
struct Services(Vec<(u64, u64)>);

impl Observer for Services {
    fn served(&mut self, served: &Served) {
        self.0.push((
            served.at.as_nanos(),
            served.until.since(served.at).as_nanos(),
        ));
    }
}

/// A request keeps its service time although, under a tighter limit, others before it were refused.
#[test]
fn a_throttled_request_takes_its_draw_with_it() {
    let run = |account| {
        let function = bare_function("f", exponential(1.0), vec![poisson(20.0)]);
        let mut seen = Services::default();
        simulate_observed(
            &scenario(60.0, account, account, vec![function]),
            0,
            &mut seen,
        )
        .expect("a run");
        seen.0
    };
    let (all, some) = (run(1000), run(10));
    assert!(some.len() < all.len(), "the limit was never in force");
    for request in &some {
        assert!(
            all.contains(request),
            "a request has another service time: {request:?}"
        );
    }
}

fn closed(users: u32, servers: u32) -> Scenario {
    let traffic = Traffic::Closed {
        users,
        think_time: exponential(2.0),
    };
    let function = bare_function("f", exponential(1.0), vec![traffic]);
    let mut scenario = scenario(20_000.0, servers, servers, vec![function]);
    scenario.interval = secs(200.0);
    scenario
}

/// Users who think 2 s and are served 1 s, each on an environment of its own, are in service a
/// third of the time.
#[test]
fn closed_users_divide_their_time() {
    let result = simulate(&closed(30, 100), 0);
    let (mean, error) = batch_means(&result.functions[0], |row| row.in_flight.mean);
    assert!(
        (mean - 10.0).abs() < 4.0 * error,
        "in flight {mean} +- {error}, theory 10"
    );
}

/// Engset's loss formula: with N users and c servers, refused users going back to think, the share
/// of refused attempts is C(N-1, c) a^c / sum over k <= c of C(N-1, k) a^k, where a is service over
/// think time (Engset 1918; any distribution).
#[test]
fn refused_closed_users_follow_engset() {
    let (users, servers, a) = (30, 8, 0.5);
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..=servers {
        term *= a * f64::from(users - k) / f64::from(k);
        sum += term;
    }
    let expected = term / sum;
    let result = simulate(&closed(users, servers), 0);
    let (mean, error) = batch_means(&result.functions[0], |row| row.counts.throttle_rate());
    assert!(
        (mean - expected).abs() < 4.0 * error,
        "refused {mean} +- {error}, Engset {expected}"
    );
}

/// A user's requests do not depend on how many other users there are.
#[test]
fn closed_users_keep_their_requests_when_others_join() {
    let run = |users| {
        let mut scenario = closed(users, 100);
        scenario.duration = secs(60.0);
        let mut seen = Services::default();
        simulate_observed(&scenario, 0, &mut seen).expect("a run");
        seen.0
    };
    let (few, many) = (run(3), run(4));
    for request in &few {
        assert!(
            many.contains(request),
            "a fourth user changed a request: {request:?}"
        );
    }
}
