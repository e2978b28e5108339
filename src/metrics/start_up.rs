//! How much of what went wrong in a run went wrong while it started up.
//!
//! Every run begins without on-demand environments, unless its scenario says otherwise. Second 0 is then
//! the tallest peak of cold starts and throttles, and can decide an answer that is meant for a service
//! that has long been running. This tells when it does. It knows counts by the minute; it must not know
//! who is to be told.

use std::ops::AddAssign;

use super::gauge::MINUTE;
use super::result::{Counts, FunctionResult, RunResult};
use crate::kernel::{SimDuration, SimTime};
use crate::measures::Trouble;
use crate::scenario::{Function, Objective, Scenario};

/// Start-up decides where more than this share falls into it.
const MOST: f64 = 0.5;
/// A start-up with more of the requests than this is where the traffic is: it has what it should.
const MUCH_OF_THE_TRAFFIC: f64 = 0.25;
/// Fewer decide nothing that is worth a word.
const FEWEST: u64 = 5;

/// What happened while a run started up, and in all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StartUp {
    /// How long it is counted to last: whole minutes, at least one.
    pub length: SimDuration,
    /// What happened in that time.
    pub first: Counts,
    /// What happened in all of the run.
    pub all: Counts,
}

impl StartUp {
    /// The start-up of the functions of a run whose scenario does not say how it begins: neither with a
    /// warm-up nor with warm environments. `None` if there are none.
    pub fn of(scenario: &Scenario, result: &RunResult) -> Option<Self> {
        Self::over(scenario, result.functions.iter().enumerate())
    }

    /// The same of one function.
    pub fn of_function(scenario: &Scenario, result: &RunResult, index: usize) -> Option<Self> {
        let function = result.functions.get(index).map(|one| (index, one));
        Self::over(scenario, function.into_iter())
    }

    fn over<'a>(
        scenario: &Scenario,
        results: impl Iterator<Item = (usize, &'a FunctionResult)>,
    ) -> Option<Self> {
        if !scenario.warm_up.is_zero() {
            return None;
        }
        let silent: Vec<_> = results
            .filter_map(|(index, result)| Some((scenario.functions.get(index)?, result)))
            .filter(|(function, _)| function.warm_environments.is_none())
            .collect();
        let length = silent.iter().map(|(function, _)| length(function)).max()?;
        let mut sum = Self {
            length,
            ..Self::default()
        };
        for (_, result) in silent {
            let rows = result.minutes.iter();
            let rows = rows.take_while(|row| row.start < SimTime::ZERO + length);
            rows.for_each(|row| sum.first += row.counts);
            sum.all += result.totals;
        }
        Some(sum)
    }

    /// What the start-up decides, if anything: more than half of the throttles fall into it or, where it
    /// does not decide these, of the cold starts; and not because it has more than a quarter of the
    /// requests. What makes latencies long but throttles and cold starts does not change over a run.
    pub fn driven(&self) -> Option<Trouble> {
        Trouble::ALL.into_iter().find(|one| self.drives(*one))
    }

    /// The same of what an objective measures.
    pub fn drives_objective(&self, objective: &Objective) -> Option<Trouble> {
        let follows = objective.measure.entry().follows;
        let decides = |one: &Trouble| follows.contains(one) && self.drives(*one);
        Trouble::ALL.into_iter().find(decides)
    }

    /// How many fell into the start-up, and how many there were.
    pub fn counts(&self, of: Trouble) -> (u64, u64) {
        (of.count(&self.first), of.count(&self.all))
    }

    fn drives(&self, one: Trouble) -> bool {
        let (first, all) = self.counts(one);
        let part = |part: u64, whole: u64| part as f64 / whole.max(1) as f64;
        first >= FEWEST
            && part(first, all) > MOST
            && part(self.first.arrivals, self.all.arrivals) <= MUCH_OF_THE_TRAFFIC
    }
}

impl AddAssign for StartUp {
    fn add_assign(&mut self, other: Self) {
        self.length = self.length.max(other.length);
        self.first += other.first;
        self.all += other.all;
    }
}

/// Until the environments of the first requests have served again: twice a cold start and a service time
/// on average, but at least a minute; in whole minutes, at most ten.
fn length(function: &Function) -> SimDuration {
    let secs = 2.0 * (function.cold_start.mean_secs() + function.service_time.mean_secs());
    let minutes = (secs / MINUTE.as_secs_f64()).ceil().clamp(1.0, 10.0);
    SimDuration::from_secs(minutes as u64 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::Measure;
    use crate::scenario::Comparison;

    fn start_up(first: Counts, all: Counts) -> StartUp {
        let length = SimDuration::from_secs(60);
        StartUp { length, first, all }
    }

    fn counts(arrivals: u64, throttles: u64, cold_starts: u64) -> Counts {
        Counts {
            arrivals,
            throttles_scaling: throttles,
            cold_starts,
            ..Counts::default()
        }
    }

    #[test]
    fn it_decides_what_more_than_half_of_falls_into_it() {
        let driven = |first, all| start_up(first, all).driven();
        let quiet = counts(100, 0, 0);
        assert_eq!(driven(quiet, counts(1000, 0, 0)), None);
        for (throttles, expected) in [(51, Some(Trouble::Throttles)), (50, None)] {
            assert_eq!(
                driven(counts(100, throttles, 0), counts(1000, 100, 0)),
                expected
            );
        }
        for (cold, expected) in [(51, Some(Trouble::ColdStarts)), (50, None)] {
            assert_eq!(driven(counts(100, 0, cold), counts(1000, 0, 100)), expected);
        }
        let both = driven(counts(100, 60, 60), counts(1000, 100, 100));
        assert_eq!(both, Some(Trouble::Throttles), "the worse comes first");
        let later_throttles = driven(counts(100, 0, 60), counts(1000, 100, 100));
        assert_eq!(later_throttles, Some(Trouble::ColdStarts));
    }

    #[test]
    fn it_decides_nothing_where_the_requests_come_then_or_hardly_anything_happens() {
        let of = |requests, throttles| {
            start_up(counts(requests, throttles, 0), counts(1000, throttles, 0)).driven()
        };
        assert_eq!(of(250, 60), Some(Trouble::Throttles));
        assert_eq!(of(251, 60), None);
        assert_eq!(of(100, FEWEST), Some(Trouble::Throttles));
        assert_eq!(of(100, FEWEST - 1), None);
    }

    #[test]
    fn it_decides_an_objective_by_what_that_measures() {
        let drives = |start_up: StartUp, measure| {
            start_up.drives_objective(&Objective {
                measure,
                comparison: Comparison::Less,
                limit: 0.1,
            })
        };
        let throttles = start_up(counts(10, 60, 0), counts(1000, 100, 0));
        let cold = start_up(counts(10, 0, 60), counts(1000, 0, 100));
        let p99 = Measure::LatencyP99;
        for (measure, by_throttles, by_cold_starts) in [
            (Measure::ThrottleRate, true, false),
            (Measure::GivenUpRate, true, false),
            (Measure::ColdStartRate, false, true),
            (p99, true, true),
            (Measure::SpilloverRate, false, false),
        ] {
            let (key, is) = (measure.key(), |one: Option<Trouble>| one.is_some());
            assert_eq!(is(drives(throttles, measure)), by_throttles, "{key}");
            assert_eq!(is(drives(cold, measure)), by_cold_starts, "{key}");
        }
    }
}
