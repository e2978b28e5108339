//! The figures that a sizing measures of a value, as lines of a chart: the same colour and words on every
//! page.

use crate::measures::Measure;
use crate::report::document::Language;
use crate::report::document::chart::{Ink, Limit, LineStyle, Series};
use crate::report::document::points::Points;
use crate::report::format::capital;
use crate::scenario::Objective;
use crate::study::Estimate;
use crate::study::size::Point;

/// How a measure is shown.
pub(super) struct Plot {
    pub(super) id: &'static str,
    pub(super) measure: Measure,
    pub(super) ink: Ink,
}

const fn plot(id: &'static str, measure: Measure, ink: Ink) -> Plot {
    Plot { id, measure, ink }
}

pub(super) const COST: Plot = plot("cost", Measure::MonthlyCost, Ink::Orange);
pub(super) const COLD_STARTS: Plot = plot("cold-starts", Measure::ColdStartRate, Ink::Blue);
pub(super) const LATENCY: Plot = plot("latency", Measure::LatencyP99, Ink::Vermilion);
pub(super) const THROTTLES: Plot = plot("throttles", Measure::ThrottleRate, Ink::Purple);
pub(super) const BUSY: Plot = plot("busy", Measure::Utilization, Ink::Green);

/// The interval of fewer replications is too wide to be drawn: that of two reaches 13 standard errors to each side.
pub(super) const FEWEST_IN_A_BAND: u64 = 3;

impl Plot {
    /// What stands above the chart, whose axis has bare numbers.
    pub(super) fn title(&self, language: Language) -> String {
        capital(&language.axis(self.measure))
    }

    /// What it is called in a sentence.
    pub(super) fn heading(&self, language: Language) -> String {
        capital(&language.heading(self.measure))
    }

    /// The mean of a point, in the unit of the chart.
    pub(super) fn mean(&self, point: &Point) -> Option<f64> {
        Some(point.figure(self.measure)?.mean * self.measure.unit().factor())
    }

    /// The means of points with their 95 % intervals where these are of use; `None` where nothing was measured.
    pub(super) fn series<'p>(
        &self,
        language: Language,
        points: impl Iterator<Item = &'p Point>,
    ) -> Option<Series> {
        let estimates: Vec<_> = points.map(|point| point.figure(self.measure)).collect();
        let values = |of: fn(&Estimate) -> f64| -> Vec<Option<f64>> {
            let scaled = estimates
                .iter()
                .map(|one| Some(of(one.as_ref()?) * self.measure.unit().factor()));
            scaled
                .map(|one| one.filter(|value| value.is_finite()))
                .collect()
        };
        let ends = |of: fn(&Estimate) -> f64| -> Vec<Option<f64>> {
            let known = values(of).into_iter().zip(&estimates);
            let are_enough =
                |one: &Option<Estimate>| one.as_ref().is_some_and(|one| one.n >= FEWEST_IN_A_BAND);
            known
                .map(|(end, one)| end.filter(|_| are_enough(one)))
                .collect()
        };
        let means = values(|one| one.mean);
        let is_measured = means.iter().any(Option::is_some);
        is_measured.then(|| Series {
            unit: self.measure.unit().behind(),
            band: Some((ends(Estimate::low), ends(Estimate::high))),
            ..Series::new(
                language.heading(self.measure),
                self.ink,
                LineStyle::Line,
                Points::each(means),
            )
        })
    }
}

/// An objective as a line in a chart of its measure over values that were tried.
pub(super) fn objective_line(language: Language, objective: &Objective) -> Limit {
    Limit {
        label: language.objective().to_owned(),
        value: objective.limit * objective.measure.unit().factor(),
    }
}
