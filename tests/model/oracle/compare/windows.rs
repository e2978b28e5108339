//! The windows in which objectives hold.

use burstsim::measures::Measure;
use burstsim::metrics::FunctionResult;
use burstsim::scenario::{Objective, Scenario};

use super::{Differences, latencies, mean_millis, rows};
use crate::oracle::Nanos;
use crate::oracle::log::{Entry, Start, What, count};

impl Differences {
    /// Every window that begins at the end of the warm-up or later, with whether all objectives held in it.
    pub(super) fn about_windows(
        &mut self,
        scenario: &Scenario,
        model: &FunctionResult,
        log: &[Entry],
    ) {
        let (warm_up, end) = (scenario.warm_up.as_nanos(), scenario.duration.as_nanos());
        let length = scenario
            .slo_windows
            .map(|windows| windows.length.as_nanos());
        let windows = length.map_or_else(Vec::new, |length| rows(length, end));
        let expected = windows.into_iter().filter(|(from, _)| *from >= warm_up);
        let expected = expected.map(|(from, to)| {
            let is_attempt = |what| matches!(what, What::Attempted | What::GatewayThrottled);
            let asked = count(log, from, to, is_attempt) > 0;
            let met = |one: &Objective| holds(one, log, from, to);
            (from, !asked || scenario.slo.iter().all(met))
        });
        let seen = model.windows.iter();
        let seen = seen.map(|window| (window.start.as_nanos(), window.met));
        self.same("windows", seen.collect::<Vec<_>>(), expected.collect());
    }
}

fn holds(objective: &Objective, log: &[Entry], from: Nanos, to: Nanos) -> bool {
    let count = |is: fn(What) -> bool| count(log, from, to, is);
    let refused = count(|what| matches!(what, What::Throttled(_)));
    let given_up = count(|what| what == What::GaveUp);
    let (part, whole) = match objective.measure {
        Measure::ThrottleRate => (refused, count(|what| what == What::Attempted)),
        Measure::ColdStartRate => {
            let cold = |what| {
                matches!(
                    what,
                    What::Started {
                        start: Start::Cold,
                        ..
                    }
                )
            };
            (
                count(cold),
                count(|what| matches!(what, What::Started { .. })),
            )
        }
        Measure::GivenUpRate => (given_up, count(|what| what == What::Arrived)),
        Measure::LatencyMean => {
            let latencies = latencies(log, from, to);
            if !latencies.is_empty() {
                return objective
                    .comparison
                    .holds(mean_millis(&latencies), objective.limit);
            }
            (0, 0)
        }
        other => unreachable!("{other:?} is not drawn"),
    };
    match (objective.measure, whole) {
        (Measure::GivenUpRate, 0) => given_up == 0,
        (_, 0) => {
            let failed = |what| matches!(what, What::Failed | What::GatewayThrottled);
            refused + given_up + count(failed) == 0
        }
        _ => objective
            .comparison
            .holds(part as f64 / whole as f64, objective.limit),
    }
}
