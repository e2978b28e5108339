//! The warm-up, in a case small enough to work out by hand.

use burstsim::metrics::Level;
use burstsim::world::simulate;

use crate::support::*;

/// Five requests of 10 s at the start and two of 4 s at 20 s; an environment lasts 3 s idle. The
/// warm-up ends at 6 s, in the middle of an interval and of the first five requests.
#[test]
fn statistics_begin_at_the_end_of_the_warm_up() {
    let early = trace(&[(0.0, 10.0); 5]);
    let late = trace(&[(20.0, 4.0); 2]);
    let mut function = bare_function("f", constant(1.0), vec![early, late]);
    function.idle_timeout = Some(secs(3.0));
    let mut scenario = scenario(30.0, 100, 100, vec![function]);
    scenario.interval = secs(4.0);
    scenario.warm_up = secs(6.0);
    let result = simulate(&scenario, 0);
    assert_eq!(result.warm_up, secs(6.0));
    assert_eq!(result.check_conservation(), Ok(()));

    let function = &result.functions[0];
    assert_eq!(
        (function.totals.arrivals, function.totals.cold_starts),
        (2, 2)
    );
    assert_eq!(
        function.warm_up_counts.arrivals, 5,
        "what came before is kept apart"
    );
    assert_eq!((function.open_at_start, function.open_at_end), (5, 0));
    // Completions are counted when they happen, whenever the request arrived.
    assert_eq!(function.totals.completions, 7);
    let mean = (5.0 * 10.0 + 2.0 * 4.0) / 7.0 * 1000.0;
    assert_eq!(function.latency.mean_ms(), Some(mean));
    // 5 x 4 s and 2 x 4 s in flight; 5 x 7 s and 2 x 7 s alive; over 24 s.
    let level = |area: f64, max| Level {
        mean: area / 24.0,
        max,
    };
    assert_eq!(function.in_flight, level(28.0, 5));
    assert_eq!(function.environments, level(49.0, 5));
    let environments = function.environment_counts;
    assert_eq!((environments.alive_at_start, environments.created), (5, 2));
    assert_eq!((environments.stopped, environments.alive), (7, 0));
    assert_eq!(result.account.concurrency, level(28.0, 5));
}

/// The maximum of an interval that the warm-up ends in is the series' own; the run's is of what
/// follows.
#[test]
fn a_peak_of_the_warm_up_is_not_one_of_the_run() {
    let traffic = trace(&[(0.0, 1.0), (0.0, 1.0), (0.0, 1.0), (2.0, 1.0)]);
    let function = bare_function("f", constant(1.0), vec![traffic]);
    let mut scenario = scenario(10.0, 100, 100, vec![function]);
    scenario.interval = secs(5.0);
    scenario.warm_up = secs(1.5);
    let result = simulate(&scenario, 0);
    let function = &result.functions[0];
    assert_eq!(function.intervals[0].in_flight.max, 3);
    assert_eq!(function.in_flight.max, 1);
    assert_eq!(result.account.intervals[0].concurrency_max, 3);
    assert_eq!(result.account.concurrency.max, 1);
}
