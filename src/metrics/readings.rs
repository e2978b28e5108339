//! What the value of a measure is: the one place that reads it, of a run and of an interval alike.
//!
//! It knows counters, levels and latencies, and takes what costs are from whoever knows prices. It must not know which
//! measures are asked for, nor what is done with them.

use std::borrow::Cow;

use super::gauge::Level;
use super::latency::{LatencyHistogram, LatencyStatistics};
use super::result::{Counts, FunctionInterval, FunctionResult, RunResult};
use super::sources::SourceCounts;
use crate::kernel::SimDuration;
use crate::measures::Measure;

/// What measures are read from: the account or a function over a run, or a function in an interval. What is `None` was
/// not observed.
#[derive(Clone, Debug)]
pub struct Readings<'a> {
    counts: Counts,
    latency: Latencies<'a>,
    in_flight: Option<Level>,
    open: Option<Level>,
    environments: Option<Level>,
    provisioned: Option<ProvisionedUse>,
    account: Option<Counts>,
    /// In how many windows the objectives held, and how many there were.
    windows: Option<(u64, u64)>,
    queues: Option<QueueUse>,
    cost: Option<f64>,
    monthly_cost: Option<f64>,
    /// Whether all of it is served by tasks of ECS services.
    is_of_tasks: bool,
}

#[derive(Clone, Debug)]
enum Latencies<'a> {
    /// Each latency of a run.
    All(Cow<'a, LatencyHistogram>),
    /// What the row of an interval says of them.
    Row(Option<LatencyStatistics>),
}

/// What could be used of provisioned concurrency, and how long it was.
#[derive(Clone, Copy, Debug)]
struct ProvisionedUse {
    mean: f64,
    max: f64,
    available_s: f64,
    busy_s: f64,
}

/// What became of the items of queues.
#[derive(Clone, Copy, Debug, Default)]
struct QueueUse {
    counts: SourceCounts,
    oldest_age: SimDuration,
}

impl QueueUse {
    /// Those of some functions; `None` where there is no queue.
    fn of(functions: &[FunctionResult]) -> Option<Self> {
        let mut found = None;
        for source in functions.iter().flat_map(|one| &one.sources) {
            let all: &mut Self = found.get_or_insert_default();
            all.counts += source.totals;
            all.oldest_age = all.oldest_age.max(source.oldest_age.unwrap_or_default());
        }
        found
    }

    fn share(self, of: impl Fn(&SourceCounts) -> u64) -> Reading {
        Reading::Quotient(of(&self.counts), self.counts.received)
    }
}

/// How a value is read.
enum Reading {
    Value(Option<f64>),
    /// A part of a whole, which has no value where the whole is nothing.
    Quotient(u64, u64),
    /// A mean of this many.
    MeanOf(Option<f64>, u64),
}

impl<'a> Readings<'a> {
    /// The account over a run.
    pub fn of_account(result: &'a RunResult) -> Self {
        let totals = result.totals();
        Self {
            latency: Latencies::All(Cow::Owned(result.latency())),
            // Tasks are beside the account's concurrency, and peaks of two do not add up.
            in_flight: match &result.functions[..] {
                [function] if function.service.is_some() => Some(function.in_flight),
                functions if functions.iter().any(|one| one.service.is_some()) => None,
                _ => Some(result.account.concurrency),
            },
            environments: match &result.functions[..] {
                [function] if function.service.is_none() => Some(function.environments),
                _ => None,
            },
            account: Some(totals),
            is_of_tasks: result.functions.iter().all(|one| one.service.is_some()),
            windows: windows(&result.functions),
            queues: QueueUse::of(&result.functions),
            ..Self::of_counts(totals)
        }
    }

    /// The function at `index` over a run; `None` if there is none.
    pub fn of_function(result: &'a RunResult, index: usize) -> Option<Self> {
        let function = result.functions.get(index)?;
        let measured = (result.simulated - result.warm_up).as_secs_f64();
        Some(Self {
            provisioned: Some(ProvisionedUse::of(function, measured)),
            account: Some(result.totals()),
            ..Self::of(function)
        })
    }

    /// A function by itself, without what only its run can tell.
    pub fn of(function: &'a FunctionResult) -> Self {
        Self {
            latency: Latencies::All(Cow::Borrowed(&function.latency)),
            in_flight: Some(function.in_flight),
            open: Some(function.open),
            is_of_tasks: function.service.is_some(),
            environments: match function.service {
                None => Some(function.environments),
                Some(_) => None,
            },
            windows: windows(std::slice::from_ref(function)),
            queues: QueueUse::of(std::slice::from_ref(function)),
            ..Self::of_counts(function.totals)
        }
    }

    /// A function by itself, in which requests that are still open at the end count among the latencies if they are
    /// older than `limit_ms` already: leaving them out would flatter an overloaded function.
    pub fn with_late(function: &'a FunctionResult, limit_ms: f64) -> Self {
        let ages = function.open_ages.iter();
        let mut late = ages.filter(|age| age.as_millis_f64() > limit_ms).peekable();
        let mut readings = Self::of(function);
        if late.peek().is_some() {
            let mut latency = function.latency.clone();
            late.for_each(|age| latency.record(*age));
            readings.latency = Latencies::All(Cow::Owned(latency));
        }
        readings
    }

    /// A function in an interval.
    pub fn of_interval(row: &FunctionInterval) -> Self {
        Self {
            latency: Latencies::Row(row.latency),
            in_flight: Some(row.in_flight),
            open: Some(row.open),
            environments: Some(row.environments),
            ..Self::of_counts(row.counts)
        }
    }

    /// The same with what it costs, and what a month of such runs does, in USD: from whoever knows prices.
    #[must_use]
    pub fn with_cost(self, cost: Option<f64>, monthly_cost: Option<f64>) -> Self {
        Self {
            cost,
            monthly_cost,
            ..self
        }
    }

    /// A function in a window of several intervals, with the latencies of what was completed in it.
    pub(super) fn of_window(counts: Counts, latency: &'a LatencyHistogram) -> Self {
        Self {
            latency: Latencies::All(Cow::Borrowed(latency)),
            ..Self::of_counts(counts)
        }
    }

    fn of_counts(counts: Counts) -> Self {
        Self {
            counts,
            latency: Latencies::Row(None),
            in_flight: None,
            open: None,
            environments: None,
            provisioned: None,
            account: None,
            windows: None,
            queues: None,
            cost: None,
            monthly_cost: None,
            is_of_tasks: false,
        }
    }

    /// The value; `None` where there was nothing to measure.
    pub fn value(&self, measure: Measure) -> Option<f64> {
        match self.read(measure) {
            Reading::Value(value) | Reading::MeanOf(value, _) => value,
            Reading::Quotient(part, whole) => (whole > 0).then(|| part as f64 / whole as f64),
        }
    }

    /// The values of a list of measures.
    pub fn values<const N: usize>(&self, measures: [Measure; N]) -> [Option<f64>; N] {
        measures.map(|measure| self.value(measure))
    }

    /// Numerator and denominator of the value, so that those of several intervals can be added up: an interval with
    /// few attempts must not weigh as much as one with many.
    pub fn parts(&self, measure: Measure) -> (f64, f64) {
        match self.read(measure) {
            Reading::Value(value) => (value.unwrap_or(0.0), 1.0),
            Reading::Quotient(part, whole) => (part as f64, whole as f64),
            Reading::MeanOf(mean, count) => (mean.unwrap_or(0.0) * count as f64, count as f64),
        }
    }

    fn read(&self, measure: Measure) -> Reading {
        let counts = &self.counts;
        let count = |count: u64| Reading::Value(Some(count as f64));
        let mean = |level: Option<Level>| Reading::Value(level.map(|level| level.mean));
        let most = |level: Option<Level>| Reading::Value(level.map(|level| level.max as f64));
        let quantile = |share: f64| Reading::Value(self.latency.quantile(share));
        match measure {
            Measure::Requests => count(counts.arrivals),
            Measure::Throttles => count(counts.throttles()),
            Measure::ThrottleRate => Reading::Quotient(counts.throttles(), counts.attempts),
            Measure::AccountThrottleRate => match self.account {
                Some(all) => Reading::Quotient(all.throttles(), all.attempts),
                None => Reading::Value(None),
            },
            Measure::Errors => count(counts.all_errors()),
            // Tasks have no environments.
            Measure::ColdStarts | Measure::ColdStartRate | Measure::SpilloverRate
                if self.is_of_tasks =>
            {
                Reading::Value(None)
            }
            Measure::ColdStarts => count(counts.cold_starts),
            Measure::ColdStartRate => Reading::Quotient(counts.cold_starts, counts.invocations),
            Measure::SpilloverRate => Reading::Quotient(counts.spillover(), counts.invocations),
            Measure::GivenUp => count(counts.given_up),
            Measure::GivenUpRate => Reading::Quotient(counts.given_up, counts.arrivals),
            Measure::ErrorRate => Reading::Quotient(counts.function_errors, counts.invocations),
            Measure::OldestAge => {
                Reading::Value(self.queues.map(|one| one.oldest_age.as_millis_f64()))
            }
            Measure::DeadLetterRate => self.of_queues(|counts| counts.dead_lettered),
            Measure::DropRate => self.of_queues(SourceCounts::dropped),
            Measure::LatencyMean => Reading::MeanOf(self.latency.mean(), counts.completions),
            Measure::LatencyP50 => quantile(0.5),
            Measure::LatencyP90 => quantile(0.9),
            Measure::LatencyP95 => quantile(0.95),
            Measure::LatencyP99 => quantile(0.99),
            Measure::LatencyP999 => quantile(0.999),
            Measure::OpenMean => mean(self.open),
            Measure::OpenMax => most(self.open),
            Measure::InFlightMean => mean(self.in_flight),
            Measure::InFlightMax => most(self.in_flight),
            Measure::EnvironmentsMean => mean(self.environments),
            Measure::EnvironmentsMax => most(self.environments),
            Measure::Utilization => Reading::Value(self.provisioned.and_then(ProvisionedUse::busy)),
            Measure::ProvisionedMean => Reading::Value(self.provisioned.map(|one| one.mean)),
            Measure::ProvisionedMax => Reading::Value(self.provisioned.map(|one| one.max)),
            Measure::WindowsMet => match self.windows {
                Some((met, all)) => Reading::Quotient(met, all),
                None => Reading::Value(None),
            },
            Measure::Cost => Reading::Value(self.cost),
            Measure::MonthlyCost => Reading::Value(self.monthly_cost),
        }
    }
}

impl Readings<'_> {
    fn of_queues(&self, of: impl Fn(&SourceCounts) -> u64) -> Reading {
        self.queues
            .map_or(Reading::Value(None), |queues| queues.share(of))
    }
}

/// In how many windows the objectives held in all functions, and how many there were; `None` where none were asked for.
fn windows(functions: &[FunctionResult]) -> Option<(u64, u64)> {
    let all = functions.first().map_or(0, |one| one.windows.len());
    let met = |index: &usize| {
        let mut windows = functions.iter().filter_map(|one| one.windows.get(*index));
        windows.all(|window| window.met)
    };
    (all > 0).then(|| ((0..all).filter(met).count() as u64, all as u64))
}

impl Latencies<'_> {
    fn mean(&self) -> Option<f64> {
        match self {
            Self::All(histogram) => histogram.mean_ms(),
            Self::Row(row) => row.map(|row| row.mean_ms),
        }
    }

    fn quantile(&self, share: f64) -> Option<f64> {
        match self {
            Self::All(histogram) => histogram.quantile_ms(share),
            Self::Row(row) => row.and_then(|row| row.quantile_ms(share)),
        }
    }
}

impl ProvisionedUse {
    fn of(function: &FunctionResult, measured_s: f64) -> Self {
        // Of what changes, only what could be used counts.
        let (mean, max) = match &function.provisioned {
            Some(changing) => (changing.allocated.mean, changing.allocated.max as f64),
            None => {
                let rows = function.intervals.iter();
                let constant = rows.map(|one| one.provisioned_allocated).max();
                let constant = constant.unwrap_or(0) as f64;
                (constant, constant)
            }
        };
        Self {
            mean,
            max,
            available_s: mean * measured_s,
            busy_s: function.billed.provisioned_ms as f64 / 1e3,
        }
    }

    fn busy(self) -> Option<f64> {
        (self.available_s > 0.0).then(|| self.busy_s / self.available_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::Unit;

    /// What only whole numbers and levels have: zeros, not gaps.
    #[test]
    fn what_gave_nothing_to_measure_has_no_rate_and_no_latency() {
        let readings = Readings::of_interval(&FunctionInterval::default());
        for &measure in Measure::ALL {
            if matches!(measure.unit(), Unit::Share | Unit::Milliseconds) {
                assert_eq!(readings.value(measure), None, "{}", measure.key());
            }
        }
        for measure in Measure::OVER_TIME {
            assert_eq!(readings.value(measure), Some(0.0), "{}", measure.key());
        }
    }

    #[test]
    fn parts_of_intervals_add_up_to_the_value_of_all() {
        let row = |attempts, throttles| FunctionInterval {
            counts: Counts {
                attempts,
                throttles_scaling: throttles,
                ..Counts::default()
            },
            ..FunctionInterval::default()
        };
        let parts = [row(1, 1), row(99, 0)]
            .map(|row| Readings::of_interval(&row).parts(Measure::ThrottleRate));
        let sum = parts
            .iter()
            .fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        assert_eq!(sum.0 / sum.1, 0.01);
    }
}
