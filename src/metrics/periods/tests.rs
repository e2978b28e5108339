//! Periods of series that can be read off by eye: a letter for each second.

use super::*;
use crate::metrics::{AccountResult, FunctionResult, LatencyHistogram};

/// `s`, `c` and `r`: a throttle by the scaling quota, by concurrency, by the request rate; `S`: ten of the
/// first; `b`: by concurrency and by the rate; `i`: a cold start; `.`: nothing.
fn counts(sign: char) -> Counts {
    let mut counts = Counts {
        attempts: 20,
        ..Counts::default()
    };
    match sign {
        's' => counts.throttles_scaling = 1,
        'S' => counts.throttles_scaling = 10,
        'c' => counts.throttles_concurrency = 1,
        'r' => counts.throttles_rate = 1,
        'b' => (counts.throttles_concurrency, counts.throttles_rate) = (1, 1),
        'i' => counts.cold_starts = 1,
        _ => {}
    }
    counts
}

fn run(warm_up: u64, series: &[&str]) -> RunResult {
    let function = |signs: &&str| {
        let rows = signs.chars().enumerate();
        let rows = rows.map(|(second, sign)| FunctionInterval {
            start: SimTime::ZERO + SimDuration::from_secs(second as u64),
            counts: counts(sign),
            ..FunctionInterval::default()
        });
        FunctionResult {
            name: String::new(),
            has_provisioned: false,
            provisioned: None,
            totals: Counts::default(),
            warm_up_counts: Counts::default(),
            open_at_start: 0,
            warm_at_start: 0,
            open_at_end: 0,
            open_ages: Vec::new(),
            in_flight: Default::default(),
            open: Default::default(),
            environments: Default::default(),
            environment_counts: Default::default(),
            billed: Default::default(),
            latency: LatencyHistogram::new(),
            intervals: rows.collect(),
            minutes: Vec::new(),
            windows: Vec::new(),
            sources: Vec::new(),
            service: None,
        }
    };
    let seconds = series.first().map_or(0, |signs| signs.len() as u64);
    RunResult {
        simulated: SimDuration::from_secs(seconds),
        warm_up: SimDuration::from_millis(1000 * warm_up),
        interval: SimDuration::from_secs(1),
        account: AccountResult::default(),
        functions: series.iter().map(function).collect(),
    }
}

/// From when to when, and how much, in the order of [`periods`].
fn found(result: &RunResult, trouble: Trouble) -> Vec<(usize, f64, f64, u64)> {
    let periods = periods(result, trouble).into_iter();
    let shown = periods.map(|one| {
        let (from, to) = (one.from.as_secs_f64(), one.to.as_secs_f64());
        (one.function, from, to, one.count())
    });
    shown.collect()
}

fn throttled(warm_up: u64, signs: &str) -> Vec<(f64, f64, u64)> {
    let found = found(&run(warm_up, &[signs]), Trouble::Throttles).into_iter();
    found
        .map(|(_, from, to, count)| (from, to, count))
        .collect()
}

#[test]
fn a_pause_of_two_intervals_joins_and_a_longer_one_parts() {
    assert_eq!(throttled(0, ".s..s...s."), [(1.0, 5.0, 2), (8.0, 9.0, 1)]);
    assert_eq!(throttled(0, ".........."), []);
}

#[test]
fn the_most_severe_comes_first_whatever_function_it_befell() {
    let result = run(0, &["s...S....s", "s...ss...."]);
    let expected = [
        (0, 4.0, 5.0, 10),
        (1, 4.0, 6.0, 2),
        (0, 0.0, 1.0, 1),
        (1, 0.0, 1.0, 1),
        (0, 9.0, 10.0, 1),
    ];
    assert_eq!(found(&result, Trouble::Throttles), expected);
}

#[test]
fn the_warm_up_has_no_periods() {
    assert_eq!(throttled(0, "ssssssss"), [(0.0, 8.0, 8)]);
    assert_eq!(throttled(5, "ssssssss"), [(5.0, 8.0, 3)]);
    assert_eq!(throttled(5, "sssss..."), []);
    // An interval in which the warm-up ended counts in part.
    let mut result = run(5, &["ssssssss"]);
    result.warm_up = SimDuration::from_millis(4500);
    assert_eq!(found(&result, Trouble::Throttles), [(0, 5.0, 8.0, 3)]);
}

/// AWS's rule: while a function starts, concurrency refuses, and the request rate ever after.
#[test]
fn throttles_while_a_function_starts_and_those_ever_after_are_two_periods() {
    assert_eq!(throttled(0, "bbrrrrrrrr"), [(2.0, 10.0, 8), (0.0, 2.0, 4)]);
    // One cause that goes on all the time is one period, whatever joins it shortly at an end of it.
    assert_eq!(throttled(0, "rrrrrrrrbb"), [(0.0, 8.0, 8), (8.0, 10.0, 4)]);
    assert_eq!(throttled(0, "bbrr"), [(0.0, 4.0, 6)]);
    // It comes and goes without making each time a period.
    assert_eq!(throttled(0, "brrrrbrrrrb"), [(0.0, 11.0, 14)]);
}

#[test]
fn a_limit_that_takes_over_begins_a_period() {
    assert_eq!(throttled(0, "sssss.cccc"), [(0.0, 5.0, 5), (6.0, 10.0, 4)]);
}

#[test]
fn cold_starts_have_periods_of_their_own() {
    let result = run(0, &["ii....iiiss"]);
    let expected = [(0, 6.0, 9.0, 3), (0, 0.0, 2.0, 2)];
    assert_eq!(found(&result, Trouble::ColdStarts), expected);
}

#[test]
fn a_pause_is_a_fiftieth_of_the_run_up_to_a_minute_and_two_intervals_at_least() {
    let pause = |run: u64, interval: u64| {
        let mut result = self::run(0, &["."]);
        result.simulated = SimDuration::from_secs(run);
        result.interval = SimDuration::from_secs(interval);
        longest_pause(&result).as_secs_f64()
    };
    assert_eq!(pause(60, 1), 2.0);
    assert_eq!(pause(600, 1), 12.0);
    assert_eq!(pause(86_400, 10), 60.0);
    assert_eq!(pause(86_400, 60), 120.0);
}
