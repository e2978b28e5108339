//! In how many windows of a run its objectives held: minutes, or whatever length a scenario asks for.
//!
//! A window is judged when it ends, from the rows that it consists of, so that a run costs no more for it than a
//! histogram for each function. It knows objectives and counts; it must not know how many windows have to hold.

use super::latency::LatencyHistogram;
use super::objectives::nothing_refused;
use super::readings::Readings;
use super::result::{Counts, Window};
use crate::kernel::{SimDuration, SimTime};
use crate::measures::Measure;
use crate::scenario::Objective;

/// Judges the windows of one function as its rows are closed.
#[derive(Clone, Debug)]
pub(super) struct WindowRecorder {
    length: SimDuration,
    objectives: Vec<Objective>,
    opened: SimTime,
    counts: Counts,
    /// Of the requests completed in the window.
    latency: LatencyHistogram,
    closed: Vec<Window>,
}

impl WindowRecorder {
    /// Windows of a length that is a multiple of that of the rows.
    pub(super) fn new(length: SimDuration, objectives: Vec<Objective>) -> Self {
        Self {
            length,
            objectives,
            opened: SimTime::ZERO,
            counts: Counts::default(),
            latency: LatencyHistogram::new(),
            closed: Vec::new(),
        }
    }

    /// A row ended at `end`.
    pub(super) fn add(
        &mut self,
        counts: Counts,
        latency: &LatencyHistogram,
        end: SimTime,
        has_provisioned: bool,
    ) {
        self.counts += counts;
        self.latency.merge(latency);
        if end.since(self.opened) >= self.length {
            self.close(end, has_provisioned);
        }
    }

    fn close(&mut self, end: SimTime, has_provisioned: bool) {
        let readings = Readings::of_window(self.counts, &self.latency);
        let holds = |one: &Objective| holds(one, &readings, &self.counts, has_provisioned);
        self.closed.push(Window {
            start: self.opened,
            met: self.objectives.iter().all(holds),
        });
        self.opened = end;
        self.counts = Counts::default();
        self.latency.clear();
    }

    /// The windows of a run that ended at `end`, without those that the warm-up reaches into.
    pub(super) fn finish(
        mut self,
        end: SimTime,
        warm_up: SimDuration,
        has_provisioned: bool,
    ) -> Vec<Window> {
        if self.opened < end {
            self.close(end, has_provisioned);
        }
        let measured = SimTime::ZERO + warm_up;
        self.closed.retain(|window| window.start >= measured);
        self.closed
    }
}

fn holds(
    objective: &Objective,
    readings: &Readings<'_>,
    counts: &Counts,
    provisioned: bool,
) -> bool {
    let measure = objective.measure;
    // What API Gateway throttles is no attempt at the function.
    let attempts = counts.attempts + counts.gateway_throttles;
    if attempts == 0 || (measure == Measure::SpilloverRate && !provisioned) {
        return true;
    }
    match readings.value(measure) {
        Some(value) => objective.comparison.holds(value, objective.limit),
        None => nothing_refused(measure, counts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Comparison;

    fn objective(measure: Measure, limit: f64) -> Objective {
        Objective {
            measure,
            comparison: Comparison::LessOrEqual,
            limit,
        }
    }

    fn minute(number: u64) -> SimTime {
        SimTime::ZERO + SimDuration::from_secs(60 * number)
    }

    /// Which of several minutes hold the objectives.
    fn judged(objectives: &[Objective], minutes: &[(Counts, &[u64])]) -> Vec<bool> {
        let mut recorder = WindowRecorder::new(SimDuration::from_secs(60), objectives.to_vec());
        for (number, (counts, millis)) in (1..).zip(minutes) {
            let mut latency = LatencyHistogram::new();
            for millis in *millis {
                latency.record(SimDuration::from_millis(*millis));
            }
            recorder.add(*counts, &latency, minute(number), false);
        }
        let end = minute(minutes.len() as u64);
        let windows = recorder.finish(end, SimDuration::ZERO, false);
        windows.iter().map(|window| window.met).collect()
    }

    fn counts(arrivals: u64, attempts: u64, throttles: u64) -> Counts {
        Counts {
            arrivals,
            attempts,
            throttles_scaling: throttles,
            invocations: attempts - throttles,
            ..Counts::default()
        }
    }

    #[test]
    fn each_window_is_judged_by_itself_and_one_without_attempts_holds() {
        let objectives = [
            objective(Measure::ThrottleRate, 0.1),
            objective(Measure::LatencyP99, 100.0),
        ];
        let minutes: [(Counts, &[u64]); 5] = [
            (counts(10, 10, 1), &[50, 60]),
            (counts(10, 10, 2), &[50, 60]),
            (counts(10, 10, 0), &[50, 101]),
            (counts(0, 0, 0), &[900]),
            (counts(10, 10, 0), &[100]),
        ];
        assert_eq!(
            judged(&objectives, &minutes),
            [true, false, false, true, true]
        );
    }

    #[test]
    fn nothing_to_measure_is_a_miss_only_where_something_was_refused() {
        let latency = [objective(Measure::LatencyP99, 100.0)];
        let minutes: [(Counts, &[u64]); 2] = [(counts(1, 1, 0), &[]), (counts(1, 1, 1), &[])];
        assert_eq!(judged(&latency, &minutes), [true, false]);
        let given_up = [objective(Measure::GivenUpRate, 0.5)];
        let gave_up = Counts {
            given_up: 1,
            ..counts(0, 3, 3)
        };
        let minutes: [(Counts, &[u64]); 2] = [(counts(0, 3, 3), &[]), (gave_up, &[])];
        assert_eq!(judged(&given_up, &minutes), [true, false]);
        let spillover = [objective(Measure::SpilloverRate, 0.0)];
        assert_eq!(
            judged(&spillover, &[(counts(1, 1, 0), &[])]),
            [true],
            "none provisioned"
        );
    }

    /// API Gateway throttles all nine: they never reached the function, and were given up.
    #[test]
    fn a_window_in_which_the_api_refuses_everything_is_missed() {
        let refused = Counts {
            gateway_throttles: 9,
            given_up: 9,
            ..counts(9, 0, 0)
        };
        for measure in [Measure::GivenUpRate, Measure::LatencyP99] {
            let objectives = [objective(measure, 0.5)];
            assert_eq!(
                judged(&objectives, &[(refused, &[])]),
                [false],
                "{measure:?}"
            );
        }
    }

    #[test]
    fn a_window_may_have_several_rows_and_the_warm_up_reaches_into_none() {
        let objectives = vec![objective(Measure::ThrottleRate, 0.0)];
        let mut recorder = WindowRecorder::new(SimDuration::from_secs(120), objectives);
        for number in 1..=7 {
            let throttles = u64::from(number == 4);
            recorder.add(
                counts(1, 1, throttles),
                &LatencyHistogram::new(),
                minute(number),
                false,
            );
        }
        let windows = recorder.clone().finish(minute(7), SimDuration::ZERO, false);
        let seen: Vec<_> = windows.iter().map(|one| (one.start, one.met)).collect();
        let all = [(0, true), (2, false), (4, true), (6, true)];
        assert_eq!(seen, all.map(|(start, met)| (minute(start), met)));
        let after = recorder.finish(minute(7), SimDuration::from_secs(121), false);
        assert_eq!(
            after[0].start,
            minute(4),
            "the second window has some of the warm-up"
        );
    }
}
