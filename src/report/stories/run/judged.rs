//! Charts of what objectives judge: latency, and rates; and the objectives as lines in them.
//!
//! Those of latency are pictures, too: drawn from what the CSV files hold.

use super::curves::{Curves, LATENCY, MOST_TOGETHER};
use crate::measures::{Measure, Unit};
use crate::report::document::Language;
use crate::report::document::chart::{Chart, Ink, Limit, LineStyle, Series, View};
use crate::report::format::escaped;
use crate::report::observed::{Interval, Latency, ObservedFunction};
use crate::scenario::Objective;

/// A rate that objectives judge: the part and the whole of an interval.
struct Rate {
    measure: Measure,
    id: &'static str,
    ink: Ink,
    part: fn(&Interval) -> u64,
    whole: fn(&Interval) -> u64,
}

const THROTTLE_RATE: Rate = Rate {
    measure: Measure::ThrottleRate,
    id: "throttle-rate",
    ink: Ink::Vermilion,
    part: |row| row.counts.throttles(),
    whole: |row| row.counts.attempts,
};

const COLD_START_RATE: Rate = Rate {
    measure: Measure::ColdStartRate,
    id: "cold-start-rate",
    ink: Ink::Green,
    part: |row| row.counts.cold_starts,
    whole: |row| row.counts.invocations,
};

/// An objective as a line; `factor` turns its limit into the unit of the chart.
pub(in crate::report::stories) fn objective_line(
    language: Language,
    objective: &Objective,
    factor: f64,
) -> Limit {
    let name = language.words(objective.measure).name;
    Limit {
        label: format!("SLO: {name} {objective}"),
        value: factor * objective.limit,
    }
}

impl Curves<'_> {
    /// The objectives of some measures as lines.
    pub(super) fn objectives(&self, measures: &[Measure], factor: f64) -> Vec<Limit> {
        let objectives = self.scenario.slo.iter();
        let judged = objectives.filter(|one| measures.contains(&one.measure));
        let lines = judged.map(|one| objective_line(self.language, one, factor));
        lines.collect()
    }

    /// The share of attempts that were throttled, where an objective judges it.
    pub(super) fn throttle_rate(&self) -> Option<Chart> {
        self.rate(&THROTTLE_RATE)
    }

    /// The share of invocations that were cold starts, likewise.
    pub(super) fn cold_start_rate(&self) -> Option<Chart> {
        self.rate(&COLD_START_RATE)
    }

    fn rate(&self, rate: &Rate) -> Option<Chart> {
        let factor = Unit::Share.factor();
        let objectives = || self.objectives(&[rate.measure], factor);
        if objectives().is_empty() {
            return None;
        }
        let unit = self.language.axis(rate.measure);
        Some(self.chart(rate.id, &unit, |scope| {
            let functions = self.functions(scope);
            let sum = |index: usize, of: fn(&Interval) -> u64| -> u64 {
                let rows = functions.iter().filter_map(|one| one.intervals.get(index));
                rows.map(of).sum()
            };
            let shares = (0..self.timeline.intervals).map(|index| {
                let (part, whole) = (sum(index, rate.part), sum(index, rate.whole));
                (whole > 0).then(|| factor * part as f64 / whole as f64)
            });
            let label = self.language.words(rate.measure).name;
            let points = self.timeline.points(shares);
            View {
                series: vec![Series {
                    unit: " %",
                    ..Series::new(label, rate.ink, LineStyle::Line, points)
                }],
                objectives: objectives(),
                ..View::default()
            }
        }))
    }

    /// Quantiles of a function; of several the 99 % quantile of each, for quantiles cannot be added.
    pub(super) fn latency(&self) -> Chart {
        let words = self.language;
        let chart = self.chart(LATENCY, words.latency(), |scope| {
            let functions = self.functions(scope);
            let series = match &functions[..] {
                [function] => vec![
                    self.latency_of(function, words.p50(), Ink::Blue, LineStyle::Thick, |l| {
                        l.p50_ms
                    }),
                    self.latency_of(
                        function,
                        words.p99(),
                        Ink::Vermilion,
                        LineStyle::Line,
                        |l| l.p99_ms,
                    ),
                ],
                several => several
                    .iter()
                    .take(MOST_TOGETHER)
                    .zip(Ink::CYCLE)
                    .map(|(function, ink)| {
                        let label = format!("{} p99", escaped(&function.name));
                        self.latency_of(function, &label, ink, LineStyle::Line, |l| l.p99_ms)
                    })
                    .collect(),
            };
            let judged: &[Measure] = match functions[..] {
                [_] => &[Measure::LatencyP50, Measure::LatencyP99],
                _ => &[Measure::LatencyP99],
            };
            View {
                series,
                objectives: self.objectives(judged, 1.0),
                ..View::default()
            }
        });
        Chart {
            logarithmic: true,
            empty: words.no_completion().to_owned(),
            ..chart
        }
    }

    fn latency_of(
        &self,
        function: &ObservedFunction,
        label: &str,
        ink: Ink,
        style: LineStyle,
        of: fn(&Latency) -> f64,
    ) -> Series {
        let values = function
            .intervals
            .iter()
            .map(|i| i.latency.as_ref().map(of));
        Series {
            unit: " ms",
            ..Series::new(label, ink, style, self.timeline.points(values))
        }
    }
}
