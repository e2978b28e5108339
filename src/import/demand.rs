//! When the requests of a function came: one by one, or counted per interval.

use std::collections::BTreeMap;

use super::gathered::{FunctionData, Interval, LARGEST_COUNT, Series};
use super::instant::SECOND;

/// The requests of a function.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Demand {
    /// Each is known.
    Requests,
    /// They are counted.
    Counts(Counts),
    /// Nothing says when any came.
    Unknown,
}

/// Requests per interval.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Length of every interval in nanoseconds.
    pub(super) interval: i64,
    /// Starts, in nanoseconds, with the requests of each.
    pub(super) rows: Vec<(i64, u64)>,
    /// Throttled attempts among them: CloudWatch's `Invocations` are without them.
    pub(super) throttles: u64,
    /// Whether they are from CloudWatch.
    pub(super) is_metric: bool,
}

/// Logs that hold at least this share of CloudWatch's invocations are whole.
const WHOLE_LOG: f64 = 0.95;

const MINUTE: i64 = 60 * SECOND;

/// The statistics of a metric that counts.
const COUNTED: &[&str] = &["Sum", "SampleCount"];

impl FunctionData {
    /// The requests of the function: those of a log where it is whole, else the counts of CloudWatch, to which throttled
    /// attempts are added.
    pub(super) fn demand(&self) -> Demand {
        let metered = self.metered();
        let of_metrics: u64 = metered.rows.iter().map(|(_, requests)| requests).sum();
        let dated = self.dated();
        if dated == 0 {
            // Also where all were zero: that was measured.
            return if metered.rows.is_empty() {
                Demand::Unknown
            } else {
                Demand::Counts(metered)
            };
        }
        let has_invocations = self.series("Invocations", COUNTED).is_some();
        let is_whole = dated as f64 >= WHOLE_LOG * of_metrics as f64;
        match (has_invocations, metered.throttles > 0) {
            (true, true) => Demand::Counts(metered),
            (true, false) if !is_whole => Demand::Counts(metered),
            (false, true) => Demand::Counts(self.counts(metered.throttles)),
            _ if self.counted.is_empty() => Demand::Requests,
            _ => Demand::Counts(self.counts(0)),
        }
    }

    /// How many requests are known of.
    pub(super) fn requests(&self) -> u64 {
        let of_metrics = self
            .metered()
            .rows
            .iter()
            .map(|(_, requests)| requests)
            .sum();
        self.totals.finished.max(of_metrics)
    }

    /// Requests that a source saw one by one or counted, and of which it is known when they came.
    pub(super) fn dated(&self) -> u64 {
        self.totals.finished - self.totals.undated.min(self.totals.finished)
    }

    /// Requests that were counted, with those that were seen one by one and `throttles` of CloudWatch.
    fn counts(&self, throttles: u64) -> Counts {
        let mut counted = self.counted.clone();
        let has_minutes = counted
            .values()
            .all(|interval| interval.length % MINUTE == 0);
        let interval = if has_minutes {
            counted
                .values()
                .map(|interval| interval.length)
                .min()
                .unwrap_or(MINUTE)
        } else {
            SECOND
        };
        for kept in &self.kept {
            let start = kept.arrival.div_euclid(interval) * interval;
            let row = counted.entry(start).or_insert(Interval {
                length: interval,
                requests: 0,
            });
            row.requests += 1;
        }
        let counted = counted
            .into_iter()
            .map(|(start, row)| (start, row.length, row.requests as f64));
        let refused = self.series("Throttles", COUNTED).filter(|_| throttles > 0);
        let refused = sums(refused);
        Counts {
            interval,
            rows: on_grid(interval, counted.chain(refused)),
            throttles,
            is_metric: false,
        }
    }

    /// Invocations and throttles as CloudWatch counts them.
    fn metered(&self) -> Counts {
        let of = |metric: &str| sums(self.series(metric, COUNTED));
        let (invocations, throttles) = (of("Invocations"), of("Throttles"));
        let both = || invocations.iter().chain(&throttles);
        let interval = both().map(|(_, length, _)| *length).min();
        let Some(interval) = interval else {
            return Counts::default();
        };
        let refused: f64 = throttles.iter().map(|(.., value)| value).sum();
        Counts {
            interval,
            rows: on_grid(interval, invocations.into_iter().chain(throttles)),
            throttles: refused.round() as u64,
            is_metric: true,
        }
    }

    /// The first of the statistics of a metric that was read.
    pub(super) fn series(&self, metric: &str, statistics: &[&str]) -> Option<&Series> {
        statistics.iter().find_map(|statistic| {
            self.metrics
                .get(&(metric.to_owned(), (*statistic).to_owned()))
        })
    }
}

/// The datapoints of a series with the shortest periods, and longer ones where there is no shorter: start, length, value.
pub(super) fn finest(series: Option<&Series>) -> Vec<(i64, i64, f64)> {
    let Some(series) = series else {
        return Vec::new();
    };
    let is_covered = |start: i64, length: i64| {
        series
            .range(start..start.saturating_add(length))
            .any(|(_, (other, _))| *other < length)
    };
    series
        .iter()
        .filter(|(start, (length, _))| !is_covered(**start, *length))
        .map(|(start, (length, value))| (*start, *length, *value))
        .collect()
}

/// The same of a sum: where a longer period has shorter ones within it, what they leave of it is spread over the rest of it.
pub(super) fn sums(series: Option<&Series>) -> Vec<(i64, i64, f64)> {
    let mut all = finest(series);
    let Some(series) = series else {
        return all;
    };
    let finest_periods: BTreeMap<i64, (i64, f64)> = all
        .iter()
        .map(|(start, length, value)| (*start, (*length, *value)))
        .collect();
    for (start, (length, value)) in series {
        if finest_periods.contains_key(start) {
            continue;
        }
        let within = finest_periods.range(*start..start.saturating_add(*length));
        let (shortest, known) = within
            .fold((*length, 0.0), |(shortest, sum), (_, (length, value))| {
                (shortest.min(*length), sum + value)
            });
        let pieces = (0..length / shortest.max(1)).map(|piece| start + piece * shortest);
        let free: Vec<i64> = pieces
            .filter(|piece| !finest_periods.contains_key(piece))
            .collect();
        let each = (value - known).max(0.0) / free.len().max(1) as f64;
        all.extend(free.into_iter().map(|piece| (piece, shortest, each)));
    }
    all.sort_by_key(|(start, ..)| *start);
    all
}

/// A count is spread over this many intervals at most: a period of sixty years would fill the memory.
const MOST_PARTS: i64 = 100_000;

/// Counts of intervals of any length on a grid: what spans several of its intervals is spread over them evenly, over some
/// of them where they are very many, and the running total is rounded, so that the sum stays.
fn on_grid(interval: i64, rows: impl Iterator<Item = (i64, i64, f64)>) -> Vec<(i64, u64)> {
    let mut grid: BTreeMap<i64, f64> = BTreeMap::new();
    for (start, length, requests) in rows {
        let all = (length / interval).max(1);
        let every = (all - 1) / MOST_PARTS + 1;
        let parts = (all - 1) / every + 1;
        for part in 0..parts {
            let within = (part * every).saturating_mul(interval);
            let at = start.saturating_add(within);
            let at = at.div_euclid(interval).saturating_mul(interval);
            *grid.entry(at).or_default() += requests / parts as f64;
        }
    }
    let (mut total, mut given) = (0.0, 0_u64);
    grid.into_iter()
        .map(|(start, requests)| {
            total += requests;
            let now = (total + 1e-6).round().min(LARGEST_COUNT as f64) as u64;
            let requests = now - given.min(now);
            given = now;
            (start, requests)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Start and length in seconds, and value.
    type Point = (i64, i64, f64);

    fn with(metrics: &[(&str, &[Point])]) -> FunctionData {
        let mut function = FunctionData::default();
        for (metric, points) in metrics {
            let series = function
                .metrics
                .entry(((*metric).to_owned(), "Sum".to_owned()))
                .or_default();
            for (start, length, value) in *points {
                series.insert(start * SECOND, (length * SECOND, *value));
            }
        }
        function
    }

    #[test]
    fn attempts_are_invocations_and_throttles() {
        let function = with(&[
            ("Invocations", &[(0, 60, 100.0), (60, 60, 50.0)]),
            ("Throttles", &[(60, 60, 7.0)]),
        ]);
        let Demand::Counts(counts) = function.demand() else {
            panic!("counts");
        };
        assert_eq!(counts.rows, [(0, 100), (60 * SECOND, 57)]);
        assert_eq!((counts.throttles, counts.interval), (7, 60 * SECOND));
    }

    #[test]
    fn an_hour_beside_its_minutes_is_not_counted_twice() {
        let function = with(&[(
            "Invocations",
            &[(0, 3600, 89.0), (60, 60, 30.0), (3600, 7200, 3.0)],
        )]);
        let Demand::Counts(counts) = function.demand() else {
            panic!("counts");
        };
        let total: u64 = counts.rows.iter().map(|(_, requests)| requests).sum();
        assert_eq!(
            total, 92,
            "the hour's 89, of which its minute has 30, and the later hours' 3"
        );
        assert_eq!(counts.rows.len(), 60 + 120);
        assert_eq!(counts.rows[1], (60 * SECOND, 30));
    }

    #[test]
    fn a_grid_keeps_the_sum() {
        let rows = on_grid(10, [(0, 30, 10.0), (30, 10, 1.0)].into_iter());
        assert_eq!(rows, [(0, 3), (10, 4), (20, 3), (30, 1)]);
    }
}
