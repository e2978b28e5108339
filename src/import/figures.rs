//! The figures of a function: what of it was read, in numbers.

use std::collections::BTreeMap;

use super::demand::{finest, sums};
use super::fit::{self, Figures, Fit, Fitted, quantile};
use super::gathered::{FunctionData, Statistic};
use super::instant::Instant;

/// The quantiles that `import.json` gives.
const GIVEN: [(f64, &str); 5] = [
    (0.5, "p50"),
    (0.9, "p90"),
    (0.95, "p95"),
    (0.99, "p99"),
    (1.0, "max"),
];

/// Where the durations of a function come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DurationSource {
    /// Each was measured.
    Requests,
    /// A source had summed them up.
    Summaries,
    /// CloudWatch's statistics of `Duration`.
    Metrics,
}

/// What is known of the durations of a function.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DurationFigures {
    pub(super) source: DurationSource,
    pub(super) figures: Figures,
    /// The sample itself, in order, where each was measured.
    sample: Vec<f64>,
}

impl FunctionData {
    /// Invocations: finished ones of logs and counts; without them CloudWatch's sum.
    pub(super) fn invocations(&self) -> Option<u64> {
        if self.totals.finished > 0 {
            return Some(self.totals.finished);
        }
        self.sum_of("Invocations").map(|sum| sum.round() as u64)
    }

    /// The sum of a metric over all its periods; `None` if it was not read.
    pub(super) fn sum_of(&self, metric: &str) -> Option<f64> {
        let series = self.series(metric, &["Sum"])?;
        Some(
            sums(Some(series))
                .into_iter()
                .map(|(.., value)| value)
                .sum(),
        )
    }

    /// Cold starts; `None` where no source can tell.
    pub(super) fn cold_starts(&self) -> Option<u64> {
        (self.totals.cold_known > 0).then_some(self.totals.cold)
    }

    /// Failed invocations; `None` where no source can tell.
    pub(super) fn errors(&self) -> Option<u64> {
        self.error_figures().map(|(errors, _)| errors)
    }

    /// Failed invocations, and of how many, from one source: CloudWatch, which sees all, else logs.
    pub(super) fn error_figures(&self) -> Option<(u64, u64)> {
        let of_metrics = self.sum_of("Errors").zip(self.sum_of("Invocations"));
        let of_metrics = of_metrics.map(|(errors, of)| (errors.round() as u64, of.round() as u64));
        let of_log = (self.totals.errors_known > 0)
            .then_some((self.totals.errors, self.totals.errors_known));
        let alone = || {
            self.sum_of("Errors")
                .map(|errors| (errors.round() as u64, 0))
        };
        of_metrics.or(of_log).or_else(alone)
    }

    /// First and last arrival, where they are instants.
    pub(super) fn first_and_last(&self) -> Option<(Instant, Instant)> {
        let (first, last) = self.span.filter(|_| self.has_clock)?;
        Some((Instant(first), Instant(last)))
    }

    /// Of how many environments the sources tell.
    pub(super) fn environment_count(&self) -> Option<usize> {
        (!self.environments.is_empty()).then_some(self.environments.len())
    }

    /// What is known of its durations: the sample, else what sources have summed up, else CloudWatch's statistics.
    pub(super) fn duration_figures(&self) -> Option<DurationFigures> {
        self.of_sample()
            .or_else(|| self.of_summaries())
            .or_else(|| self.of_metrics())
    }

    fn of_sample(&self) -> Option<DurationFigures> {
        let mut sample: Vec<f64> = self
            .kept
            .iter()
            .filter_map(|kept| Some(f64::from(kept.duration?) / 1e3))
            .collect();
        if let Some(folded) = &self.folded {
            // What is not kept stands in by its quantiles. It outweighs what is kept, so that need not be thinned.
            const MOST: usize = 1 << 20;
            let count = usize::try_from(folded.len()).unwrap_or(MOST);
            let share = MOST.min(count) as f64 / count.max(1) as f64;
            sample.extend((0..MOST.min(count)).map(|index| {
                let share = (index as f64 + 0.5) / (count as f64 * share);
                folded.value_at_quantile(share) as f64 / 1e3
            }));
        }
        sample.extend(
            self.undated_durations
                .iter()
                .map(|micros| f64::from(*micros) / 1e3),
        );
        if sample.is_empty() {
            return None;
        }
        sample.sort_by(f64::total_cmp);
        let mean = self.totals.duration_sum_ms / self.totals.durations.max(1) as f64;
        let quantiles = GIVEN.map(|(share, _)| (share, quantile(&sample, share)));
        Some(DurationFigures {
            source: DurationSource::Requests,
            figures: Figures::new(Some(mean), quantiles),
            sample,
        })
    }

    fn of_summaries(&self) -> Option<DurationFigures> {
        let weight = |requests: f64| if requests > 0.0 { requests } else { 1.0 };
        let mut mean = Weighted::default();
        let mut quantiles: BTreeMap<u64, Weighted> = BTreeMap::new();
        for summary in &self.durations {
            if let Some(value) = summary.mean_ms {
                mean.add(value, weight(summary.requests));
            }
            for (share, value) in &summary.quantiles {
                quantiles
                    .entry((share * 1e6).round() as u64)
                    .or_default()
                    .add(*value, weight(summary.requests));
            }
        }
        let quantiles = quantiles
            .into_iter()
            .filter_map(|(share, weighted)| Some((share as f64 / 1e6, weighted.mean()?)));
        let figures = Figures::new(mean.mean(), quantiles);
        (figures != Figures::default()).then_some(DurationFigures {
            source: DurationSource::Summaries,
            figures,
            sample: Vec::new(),
        })
    }

    /// Each period counts with its invocations; a percentile of several periods is the mean of theirs. Without any
    /// percentile the periods' extremes stand in, see [`FunctionData::extremes`].
    fn of_metrics(&self) -> Option<DurationFigures> {
        let invocations = sums(self.series("Invocations", &["Sum"]));
        // Its periods need not be those of `Duration`.
        let weight = |start: i64, length: i64| {
            let from = invocations.partition_point(|(other, ..)| *other < start);
            let within = invocations[from..].iter();
            let within = within.take_while(|(other, ..)| *other < start.saturating_add(length));
            let sum: f64 = within.map(|(.., value)| value).sum();
            if invocations.is_empty() { 1.0 } else { sum }
        };
        let pooled = |statistic: &str| {
            let series = self.series("Duration", &[statistic])?;
            let mut weighted = Weighted::default();
            for (start, length, value) in finest(Some(series)) {
                weighted.add(value, weight(start, length));
            }
            weighted.mean()
        };
        let shares = self
            .metrics
            .keys()
            .filter(|(metric, _)| metric == "Duration");
        let quantiles = shares.filter_map(|(_, name)| match Statistic::parse(name)? {
            Statistic::Percentile(share) => Some((share, pooled(name)?)),
            _ => None,
        });
        let quantiles: Vec<_> = quantiles.collect();
        let quantiles = if quantiles.is_empty() {
            self.extremes()
        } else {
            quantiles
        };
        let figures = Figures::new(pooled("Average"), quantiles);
        (figures != Figures::default()).then_some(DurationFigures {
            source: DurationSource::Metrics,
            figures,
            sample: Vec::new(),
        })
    }
}

impl FunctionData {
    /// What CloudWatch's `Minimum` and `Maximum` say of the distribution: of `n` independent durations the median of the
    /// largest is the quantile at 0.5^(1/n), that of the smallest the one at 1 - 0.5^(1/n) (order statistics). Taken
    /// over the periods whose number of invocations is within a factor of 2 of the usual one.
    fn extremes(&self) -> Vec<(f64, f64)> {
        let Some(invocations) = self.series("Invocations", &["Sum"]) else {
            return Vec::new();
        };
        let counts = invocations
            .values()
            .map(|(_, count)| *count)
            .filter(|count| *count >= 1.0);
        let Some(usual) = median(counts.collect()) else {
            return Vec::new();
        };
        let is_usual = |start: i64| {
            let count = invocations.get(&start).map_or(0.0, |(_, count)| *count);
            (usual / 2.0..=usual * 2.0).contains(&count)
        };
        let highest = libm::pow(0.5, 1.0 / usual);
        [("Minimum", 1.0 - highest), ("Maximum", highest)]
            .into_iter()
            .filter_map(|(statistic, share)| {
                let values = finest(self.series("Duration", &[statistic])).into_iter();
                let values = values
                    .filter(|(start, ..)| is_usual(*start))
                    .map(|(.., value)| value);
                Some((share, median(values.collect())?))
            })
            .collect()
    }
}

/// The middle of some values.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

impl DurationFigures {
    /// The service time: the sample itself, or the distribution that fits its figures.
    pub(super) fn fit(&self) -> Option<Fitted> {
        if self.sample.is_empty() {
            return fit::fit(&self.figures);
        }
        Some(Fitted {
            fit: Fit::Values(fit::of_sample(&self.sample)),
            misfit: None,
        })
    }

    /// Mean and quantiles by name, in milliseconds.
    pub(super) fn named(&self) -> Vec<(String, f64)> {
        let mean = self.figures.mean.map(|mean| ("mean".to_owned(), mean));
        let quantiles = self.figures.quantiles.iter().map(|(share, value)| {
            let name = GIVEN.iter().find(|(given, _)| given == share);
            let name = name.map_or_else(
                || Statistic::Percentile(*share).name(),
                |(_, name)| (*name).to_owned(),
            );
            (name, *value)
        });
        mean.into_iter().chain(quantiles).collect()
    }
}

/// A weighted mean.
#[derive(Clone, Copy, Debug, Default)]
struct Weighted {
    sum: f64,
    weight: f64,
}

impl Weighted {
    fn add(&mut self, value: f64, weight: f64) {
        self.sum += value * weight;
        self.weight += weight;
    }

    fn mean(self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.sum / self.weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::gathered::Durations;

    #[test]
    fn summaries_weigh_with_their_requests() {
        let summary = |requests, mean, median| Durations {
            requests,
            interval: None,
            mean_ms: Some(mean),
            quantiles: vec![(0.5, median)],
        };
        let function = FunctionData {
            durations: vec![summary(1.0, 100.0, 50.0), summary(3.0, 200.0, 90.0)],
            ..FunctionData::default()
        };
        let figures = function.duration_figures().expect("summaries").figures;
        assert_eq!(figures, Figures::new(Some(175.0), [(0.5, 80.0)]));
    }

    #[test]
    fn extremes_stand_in_for_percentiles() {
        // 63 invocations a minute: 0.5^(1/63) = 0.98906.
        let mut function = FunctionData::default();
        let mut put = |metric: &str, statistic: &str, values: [f64; 3]| {
            let series = values
                .iter()
                .enumerate()
                .map(|(i, v)| (i as i64 * 60, (60, *v)));
            let key = (metric.to_owned(), statistic.to_owned());
            function.metrics.insert(key, series.collect());
        };
        put("Invocations", "Sum", [63.0, 63.0, 2000.0]);
        put("Duration", "Average", [150.0, 150.0, 150.0]);
        put("Duration", "Minimum", [20.0, 30.0, 1.0]);
        put("Duration", "Maximum", [800.0, 900.0, 5000.0]);
        let figures = function.duration_figures().expect("metrics").figures;
        let [(low, least), (high, most)] = figures.quantiles[..] else {
            panic!("two extremes: {figures:?}");
        };
        assert!(
            (high - 0.989_06).abs() < 1e-4 && (low + high - 1.0).abs() < 1e-9,
            "{low} {high}"
        );
        assert_eq!(
            (least, most),
            (30.0, 900.0),
            "the minute of 2,000 is left out"
        );
    }

    #[test]
    fn metrics_weigh_with_their_invocations() {
        let mut function = FunctionData::default();
        let mut put = |metric: &str, statistic: &str, values: [f64; 2]| {
            let series = values
                .iter()
                .enumerate()
                .map(|(i, v)| (i as i64 * 60, (60, *v)));
            let key = (metric.to_owned(), statistic.to_owned());
            function.metrics.insert(key, series.collect());
        };
        put("Invocations", "Sum", [10.0, 30.0]);
        put("Duration", "Average", [100.0, 200.0]);
        put("Duration", "p99", [400.0, 800.0]);
        put("Duration", "Maximum", [1000.0, 1000.0]); // not needed beside a percentile
        let figures = function.duration_figures().expect("metrics").figures;
        assert_eq!(figures, Figures::new(Some(175.0), [(0.99, 700.0)]));
        assert_eq!(function.invocations(), Some(40));
        assert_eq!(function.cold_starts(), None);
    }
}
