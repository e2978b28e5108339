//! Whether a run achieved its service level objectives.
//!
//! It knows objectives and results. It must not know how a verdict is shown, nor which exit code
//! follows from it.

use super::readings::Readings;
use super::result::{Counts, FunctionResult, RunResult};
use super::sources::SourceResult;
use crate::measures::{Measure, Unit};
use crate::scenario::Objective;

/// One objective, judged for one function.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The objective.
    pub objective: Objective,
    /// Name of the function it was judged for.
    pub function: String,
    /// What was measured, in the unit of the objective's limit; `None` if the run gave nothing
    /// to measure (no attempts, no completions). Latencies include requests still open at the end
    /// that have already taken longer than the limit.
    pub value: Option<f64>,
    /// Whether the objective was met; where there is no value, what [`holds_unmeasured`] says.
    pub met: bool,
}

/// Judges each objective for every function it applies to: in the order of the objectives, and
/// within one in the order of the functions.
///
/// `spillover_rate` applies to functions with provisioned concurrency only, and what is asked of a queue to those with
/// one.
pub fn evaluate(objectives: &[Objective], result: &RunResult) -> Vec<Verdict> {
    #[cfg(test)]
    super::counted::count("verdicts");
    objectives
        .iter()
        .flat_map(|objective| {
            result
                .functions
                .iter()
                .filter(|function| applies(objective.measure, function))
                .map(|function| judge(*objective, function))
        })
        .collect()
}

/// Whether a measure says anything of a function.
pub fn applies(measure: Measure, function: &FunctionResult) -> bool {
    match measure {
        Measure::SpilloverRate => function.has_provisioned,
        _ => !Measure::OF_QUEUES.contains(&measure) || !function.sources.is_empty(),
    }
}

fn judge(objective: Objective, function: &FunctionResult) -> Verdict {
    let value = measure(objective.measure, objective.limit, function);
    Verdict {
        objective,
        function: function.name.clone(),
        value,
        met: match value {
            Some(value) => objective.comparison.holds(value, objective.limit),
            None => holds_unmeasured(objective.measure, function),
        },
    }
}

/// Whether an objective that a run gave nothing to measure for is met: it is, unless something was turned away. What was
/// refused, failed or lost was not served well; what is still being served at the end may be.
pub fn holds_unmeasured(measure: Measure, function: &FunctionResult) -> bool {
    let lost = |source: &SourceResult| source.totals.dropped() + source.totals.dead_lettered;
    let lost: u64 = function.sources.iter().map(lost).sum();
    measure.entry().on_request || (lost == 0 && nothing_refused(measure, &function.totals))
}

/// The same of counts alone.
pub(super) fn nothing_refused(measure: Measure, counts: &Counts) -> bool {
    match measure {
        // Retries of requests that arrived before what was measured: refused, perhaps, but not given up.
        Measure::GivenUpRate => counts.given_up == 0,
        _ => counts.throttles() + counts.errors + counts.gateway_throttles + counts.given_up == 0,
    }
}

/// The measured value, in the unit of an objective's limit; `None` where there is nothing to measure.
///
/// Requests open at the end count among the latencies if they are older than `limit`, in
/// milliseconds; with an infinite limit only those completed do.
pub fn measure(measure: Measure, limit: f64, function: &FunctionResult) -> Option<f64> {
    match measure.unit() {
        Unit::Milliseconds => Readings::with_late(function, limit).value(measure),
        _ => Readings::of(function).value(measure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::SimDuration;
    use crate::metrics::{AccountResult, LatencyHistogram};
    use crate::scenario::Comparison;

    fn function(name: &str, has_provisioned: bool, totals: Counts) -> FunctionResult {
        FunctionResult {
            name: name.to_owned(),
            warm_at_start: 0,
            has_provisioned,
            provisioned: None,
            totals,
            warm_up_counts: Counts::default(),
            open_at_start: 0,
            open_at_end: 0,
            open_ages: Vec::new(),
            in_flight: Default::default(),
            open: Default::default(),
            environments: Default::default(),
            environment_counts: Default::default(),
            billed: Default::default(),
            latency: LatencyHistogram::new(),
            intervals: Vec::new(),
            minutes: Vec::new(),
            windows: Vec::new(),
            sources: Vec::new(),
            service: None,
        }
    }

    fn run(functions: Vec<FunctionResult>) -> RunResult {
        RunResult {
            simulated: SimDuration::from_secs(60),
            warm_up: SimDuration::ZERO,
            interval: SimDuration::from_secs(1),
            account: AccountResult::default(),
            functions,
        }
    }

    /// A request that is still running, and has run for longer than the limit, is a miss already.
    #[test]
    fn open_requests_that_are_late_count() {
        let mut late = function(
            "late",
            false,
            Counts {
                arrivals: 100,
                ..Counts::default()
            },
        );
        late.open_at_end = 3;
        late.open_ages = [900, 1000, 5].map(SimDuration::from_secs).to_vec();
        let p99 = at_most(Measure::LatencyP99, 10_000.0);
        let verdicts = evaluate(&[p99], &run(vec![late]));
        assert_eq!(verdicts[0].value, Some(1_000_000.0));
        assert!(!verdicts[0].met);
    }

    /// Nothing was completed: met where nothing was turned away, missed where something was, whoever turned it away.
    #[test]
    fn without_a_value_an_objective_is_missed_only_where_something_was_turned_away() {
        let counts = |change: fn(&mut Counts)| {
            let mut counts = Counts {
                arrivals: 9,
                ..Counts::default()
            };
            change(&mut counts);
            counts
        };
        let being_served = counts(|one| (one.attempts, one.invocations) = (9, 9));
        let throttled = counts(|one| (one.attempts, one.throttles_concurrency) = (9, 9));
        let failed = counts(|one| (one.attempts, one.errors) = (9, 9));
        let given_up = counts(|one| one.given_up = 9);
        let refused_by_the_api = counts(|one| one.gateway_throttles = 9);
        let functions = [
            Counts::default(),
            being_served,
            throttled,
            failed,
            given_up,
            refused_by_the_api,
        ];
        let functions = functions
            .map(|counts| function("f", false, counts))
            .to_vec();
        let p99 = at_most(Measure::LatencyP99, 100.0);
        let met: Vec<_> = evaluate(&[p99], &run(functions))
            .iter()
            .map(|v| (v.value, v.met))
            .collect();
        let [met_ones, missed] = [(None, true), (None, false)];
        assert_eq!(
            met,
            [met_ones, met_ones, missed, missed, missed, missed],
            "idle, being served, throttled, failed, given up, refused by the API"
        );
    }

    fn at_most(measure: Measure, limit: f64) -> Objective {
        Objective {
            measure,
            comparison: Comparison::LessOrEqual,
            limit,
        }
    }

    #[test]
    fn an_objective_is_judged_for_every_function() {
        let busy = Counts {
            arrivals: 10,
            attempts: 10,
            invocations: 8,
            throttles_scaling: 2,
            given_up: 2,
            ..Counts::default()
        };
        let quiet = Counts {
            throttles_scaling: 0,
            invocations: 10,
            ..busy
        };
        let verdicts = evaluate(
            &[at_most(Measure::ThrottleRate, 0.1)],
            &run(vec![
                function("busy", false, busy),
                function("quiet", false, quiet),
            ]),
        );
        let seen: Vec<_> = verdicts
            .iter()
            .map(|verdict| (verdict.function.as_str(), verdict.value, verdict.met))
            .collect();
        assert_eq!(
            seen,
            [("busy", Some(0.2), false), ("quiet", Some(0.0), true)]
        );
    }

    #[test]
    fn nothing_to_measure_misses_nothing() {
        let objectives: Vec<_> = Measure::OBJECTIVES
            .iter()
            .map(|&measure| Objective {
                measure,
                comparison: Comparison::Greater,
                limit: 0.0,
            })
            .collect();
        let verdicts = evaluate(
            &objectives,
            &run(vec![function("idle", true, Counts::default())]),
        );
        let of_queues = Measure::OF_QUEUES.len();
        assert_eq!(verdicts.len(), Measure::OBJECTIVES.len() - of_queues);
        assert!(verdicts.iter().all(|v| v.met && v.value.is_none()));
    }

    #[test]
    fn spillover_is_judged_only_where_concurrency_is_provisioned() {
        let totals = Counts {
            invocations: 4,
            provisioned_invocations: 3,
            ..Counts::default()
        };
        let verdicts = evaluate(
            &[at_most(Measure::SpilloverRate, 0.2)],
            &run(vec![
                function("on demand", false, totals),
                function("provisioned", true, totals),
            ]),
        );
        assert_eq!(verdicts.len(), 1);
        assert_eq!(verdicts[0].function, "provisioned");
        assert_eq!(verdicts[0].value, Some(0.25));
        assert!(!verdicts[0].met);
    }

    #[test]
    fn latencies_are_compared_in_milliseconds() {
        let mut slow = function("slow", false, Counts::default());
        for millis in 1..=1000 {
            slow.latency.record(SimDuration::from_millis(millis));
        }
        let statistic = |statistic, limit| at_most(statistic, limit);
        let verdicts = evaluate(
            &[
                statistic(Measure::LatencyMean, 500.5),
                statistic(Measure::LatencyP50, 499.0),
                statistic(Measure::LatencyP90, 901.0),
                statistic(Measure::LatencyP95, 949.0),
                statistic(Measure::LatencyP99, 991.0),
                statistic(Measure::LatencyP999, 998.0),
            ],
            &run(vec![slow]),
        );
        let met: Vec<_> = verdicts.iter().map(|verdict| verdict.met).collect();
        assert_eq!(met, [true, false, true, false, true, false]);
    }
}
