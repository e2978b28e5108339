//! What the model reports, held against what follows from the log: every number, exactly. Only the
//! quantiles of latencies may differ, by what a histogram's buckets are wide.

mod account;
mod function;
mod services;
mod sources;
mod windows;

use std::fmt::Debug;

use burstsim::metrics::{Counts, LatencyHistogram, Level, RunResult};
use burstsim::scenario::Scenario;

use super::Nanos;
use super::log::{Cause, Entry, Reached, Start, What, count, within};
use super::simulator::Run;

/// Where the model says something else than the log, in words.
pub(super) fn differences(scenario: &Scenario, model: &RunResult, run: &Run) -> Vec<String> {
    let mut found = Differences::default();
    found.same("functions", model.functions.len(), scenario.functions.len());
    let pairs = model.functions.iter().zip(&scenario.functions);
    for (index, (model, function)) in pairs.enumerate() {
        let log = run.log.iter().filter(|entry| entry.function == index);
        let log: Vec<Entry> = log.copied().collect();
        found.about_function(scenario, function, model, &log);
        found.place = format!("{}: ", function.name);
        found.about_windows(scenario, model, &log);
        found.about_sources(scenario, index, model, run);
        found.about_service(scenario, index, model, run);
    }
    found.about_account(scenario, &model.account, run);
    found.about_availability(scenario, &model.availability(5), &run.log);
    found.words
}

/// The differences so far, and what is being compared.
#[derive(Default)]
struct Differences {
    place: String,
    words: Vec<String>,
}

impl Differences {
    #[allow(
        clippy::needless_pass_by_value,
        reason = "what is compared is mostly computed in the call"
    )]
    fn same<T: PartialEq + Debug>(&mut self, what: &str, model: T, expected: T) {
        if model != expected {
            let place = &self.place;
            let words = format!("{place}{what}: the model has {model:?}, expected {expected:?}");
            self.words.push(words);
        }
    }

    fn counts(&mut self, model: &Counts, log: &[Entry], from: Nanos, to: Nanos) {
        type Is = fn(What) -> bool;
        let all: [(&str, u64, Is); 15] = [
            ("arrivals", model.arrivals, |what| what == What::Arrived),
            ("attempts", model.attempts, |what| what == What::Attempted),
            ("invocations", model.invocations, |what| {
                matches!(what, What::Started { .. })
            }),
            (
                "provisioned_invocations",
                model.provisioned_invocations,
                |what| {
                    matches!(
                        what,
                        What::Started {
                            start: Start::Provisioned,
                            ..
                        }
                    )
                },
            ),
            ("cold_starts", model.cold_starts, |what| {
                matches!(
                    what,
                    What::Started {
                        start: Start::Cold,
                        ..
                    }
                )
            }),
            ("throttles_scaling", model.throttles_scaling, |what| {
                what == What::Throttled(Cause::Scaling)
            }),
            (
                "throttles_concurrency",
                model.throttles_concurrency,
                |what| what == What::Throttled(Cause::Concurrency),
            ),
            ("throttles_rate", model.throttles_rate, |what| {
                what == What::Throttled(Cause::Rate)
            }),
            ("errors", model.errors, |what| what == What::Failed),
            ("given_up", model.given_up, |what| what == What::GaveUp),
            ("completions", model.completions, |what| {
                matches!(what, What::Completed { .. })
            }),
            ("function_errors", model.function_errors, |what| {
                matches!(what, What::Errs { .. })
            }),
            ("timeouts", model.timeouts, |what| {
                what == What::Errs { by_timeout: true }
            }),
            ("gateway_throttles", model.gateway_throttles, |what| {
                what == What::GatewayThrottled
            }),
            ("gateway_timeouts", model.gateway_timeouts, |what| {
                what == What::GatewayTimesOut
            }),
        ];
        for (name, model, is) in all {
            self.same(name, model, count(log, from, to, is));
        }
    }

    fn level(&mut self, what: &str, model: Level, expected: Reached) {
        self.same(&format!("{what} mean"), model.mean, expected.mean);
        self.same(&format!("{what} max"), model.max, expected.max);
    }

    fn latency(&mut self, model: &LatencyHistogram, expected: &[Nanos]) {
        self.same("latencies", model.count(), expected.len() as u64);
        if expected.is_empty() {
            self.same("latency mean", model.mean_ms(), None);
            return;
        }
        self.same("latency mean", model.mean_ms(), Some(mean_millis(expected)));
        let ends = [expected[0], expected[expected.len() - 1]].map(|end| Some(millis(end)));
        self.same(
            "latency min and max",
            [model.min_ms(), model.max_ms()],
            ends,
        );
        for percent in [50, 90, 95, 99] {
            let quantile = f64::from(percent) / 100.0;
            self.quantile(percent, model.quantile_ms(quantile), expected);
        }
    }

    /// A quantile may lie above the exact one by a thousandth of it, and below by a microsecond.
    fn quantile(&mut self, percent: u32, model: Option<f64>, sorted: &[Nanos]) {
        let rank = (sorted.len() * percent as usize).div_ceil(100).max(1);
        let exact = sorted.get(rank - 1).map(|exact| millis(*exact));
        let is_near = |exact: f64, model: f64| (exact - 0.001..=exact * 1.001).contains(&model);
        let both = exact.zip(model);
        if !both.is_some_and(|(exact, model)| is_near(exact, model)) {
            self.same(&format!("latency p{percent}"), model, exact);
        }
    }
}

/// Spans of `length` from the start of the run; the last ends with it.
fn rows(length: Nanos, end: Nanos) -> Vec<(Nanos, Nanos)> {
    let starts = (0..end).step_by(length as usize);
    starts.map(|from| (from, end.min(from + length))).collect()
}

/// From arrival to completion, of the requests that were completed; sorted.
fn latencies(log: &[Entry], from: Nanos, to: Nanos) -> Vec<Nanos> {
    let finished = within(log, from, to)
        .iter()
        .filter_map(|entry| match entry.what {
            What::Completed { arrival } => Some(entry.at - arrival),
            _ => None,
        });
    let mut latencies: Vec<Nanos> = finished.collect();
    latencies.sort_unstable();
    latencies
}

fn sum(spans: &[Nanos]) -> u128 {
    spans.iter().map(|span| u128::from(*span)).sum()
}

fn mean_millis(spans: &[Nanos]) -> f64 {
    sum(spans) as f64 / spans.len() as f64 / 1e6
}

fn millis(span: Nanos) -> f64 {
    span as f64 / 1e6
}
