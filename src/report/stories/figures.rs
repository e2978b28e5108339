//! The figures that a sizing measures of a value, as lines of a chart: the same colour and words on every
//! page.

use crate::report::document::Language;
use crate::report::document::chart::{Ink, LineStyle, Series};
use crate::report::document::points::Points;
use crate::report::format::capital;
use crate::scenario::{LatencyStatistic, SloMetric};
use crate::study::Estimate;
use crate::study::size::{Figure, Point};

/// How a figure is shown.
pub(super) struct Plot {
    pub(super) id: &'static str,
    pub(super) heading: fn(Language) -> &'static str,
    pub(super) figure: Figure,
    /// The metric whose objectives it can be compared with.
    pub(super) metric: Option<SloMetric>,
    /// By which it is multiplied, for its unit.
    pub(super) factor: f64,
    pub(super) unit: &'static str,
    pub(super) ink: Ink,
}

pub(super) const COST: Plot = Plot {
    id: "cost",
    heading: Language::cost_of_a_month,
    figure: Figure::MonthlyCost,
    metric: None,
    factor: 1.0,
    unit: " USD",
    ink: Ink::Orange,
};

pub(super) const COLD_STARTS: Plot = Plot {
    id: "cold-starts",
    heading: Language::cold_start_share,
    figure: Figure::ColdStartRate,
    metric: Some(SloMetric::ColdStartRate),
    factor: 100.0,
    unit: " %",
    ink: Ink::Blue,
};

pub(super) const LATENCY: Plot = Plot {
    id: "latency",
    heading: Language::latency_p99,
    figure: Figure::LatencyP99,
    metric: Some(SloMetric::Latency(LatencyStatistic::P99)),
    factor: 1.0,
    unit: " ms",
    ink: Ink::Vermilion,
};

pub(super) const THROTTLES: Plot = Plot {
    id: "throttles",
    heading: Language::throttled_share,
    figure: Figure::ThrottleRate,
    metric: Some(SloMetric::ThrottleRate),
    factor: 100.0,
    unit: " %",
    ink: Ink::Purple,
};

pub(super) const BUSY: Plot = Plot {
    id: "busy",
    heading: Language::provisioned_busy_share,
    figure: Figure::Utilisation,
    metric: None,
    factor: 100.0,
    unit: " %",
    ink: Ink::Green,
};

impl Plot {
    /// Above its chart.
    pub(super) fn heading(&self, language: Language) -> String {
        capital((self.heading)(language))
    }

    /// The mean of a point, in the figure's unit.
    pub(super) fn mean(&self, point: &Point) -> Option<f64> {
        Some(point.figure(self.figure)?.mean * self.factor)
    }

    /// The means of points with their 95 % intervals; `None` where nothing was measured.
    pub(super) fn series<'p>(
        &self,
        language: Language,
        points: impl Iterator<Item = &'p Point>,
    ) -> Option<Series> {
        let estimates: Vec<_> = points.map(|point| point.figure(self.figure)).collect();
        let values = |of: fn(&Estimate) -> f64| -> Vec<Option<f64>> {
            let scaled = estimates
                .iter()
                .map(|one| Some(of(one.as_ref()?) * self.factor));
            scaled
                .map(|one| one.filter(|value| value.is_finite()))
                .collect()
        };
        let means = values(|one| one.mean);
        let is_measured = means.iter().any(Option::is_some);
        is_measured.then(|| Series {
            unit: self.unit,
            band: Some((values(Estimate::low), values(Estimate::high))),
            ..Series::new(
                (self.heading)(language),
                self.ink,
                LineStyle::Line,
                Points::each(means),
            )
        })
    }
}
