//! Series over time, reduced to as many points as a chart can show.
//!
//! A day in steps of a second is 86,400 intervals, and a chart some 2,800 pixels wide. Above
//! [`MAX_POINTS`] neighbouring intervals are joined into buckets, and a bucket shows its *largest*
//! value: a peak is what a reader looks for, and must not be averaged away. Lines of sums (such as
//! stacked causes) may therefore lie slightly above any single interval's sum.

use crate::kernel::SimTime;
use crate::report::observed::Observed;

/// Most points of a line.
const MAX_POINTS: usize = 1500;

/// The spans of time, in seconds, that the points of a series stand for.
#[derive(Clone, Debug)]
pub(super) struct Timeline {
    buckets: Vec<(f64, f64)>,
    /// Lengths of the intervals in seconds.
    lengths: Vec<f64>,
    intervals_per_bucket: usize,
}

impl Timeline {
    /// The timeline of intervals that begin at `starts`; the last one ends at `end`.
    pub(super) fn new(starts: impl IntoIterator<Item = SimTime>, end: SimTime) -> Self {
        let mut edges: Vec<f64> = starts.into_iter().map(SimTime::as_secs_f64).collect();
        let intervals_per_bucket = edges.len().div_ceil(MAX_POINTS).max(1);
        edges.push(end.as_secs_f64());
        let spans: Vec<(f64, f64)> = edges.windows(2).map(|pair| (pair[0], pair[1])).collect();
        let buckets = spans
            .chunks(intervals_per_bucket)
            .filter_map(|spans| Some((spans.first()?.0, spans.last()?.1)));
        Self {
            buckets: buckets.collect(),
            lengths: spans.iter().map(|(start, end)| end - start).collect(),
            intervals_per_bucket,
        }
    }

    /// The timeline of a run's intervals, which the account and all functions share.
    pub(super) fn of(observed: &Observed) -> Self {
        Self::new(observed.starts.iter().copied(), observed.end)
    }

    /// Each point's span with its value.
    pub(super) fn with<T: Copy>(&self, values: &[T]) -> Vec<((f64, f64), T)> {
        let spans = self.buckets.iter().copied();
        spans.zip(values.iter().copied()).collect()
    }

    /// The span of each point.
    pub(super) fn buckets(&self) -> &[(f64, f64)] {
        &self.buckets
    }

    /// The largest value of each bucket; `None` where no interval of it has a value.
    pub(super) fn maxima(&self, values: impl IntoIterator<Item = Option<f64>>) -> Vec<Option<f64>> {
        let values: Vec<_> = values.into_iter().collect();
        values
            .chunks(self.intervals_per_bucket)
            .map(|bucket| bucket.iter().flatten().copied().reduce(f64::max))
            .collect()
    }

    /// The largest level of each bucket.
    pub(super) fn levels(&self, values: impl IntoIterator<Item = f64>) -> Vec<f64> {
        self.present(values.into_iter())
    }

    /// The largest rate per second of each bucket, from a count for each interval.
    pub(super) fn rates(&self, counts: impl IntoIterator<Item = u64>) -> Vec<f64> {
        let counts = counts.into_iter().zip(&self.lengths);
        self.present(counts.map(|(count, &length)| {
            if length > 0.0 {
                count as f64 / length
            } else {
                0.0
            }
        }))
    }

    fn present(&self, values: impl Iterator<Item = f64>) -> Vec<f64> {
        let maxima = self.maxima(values.map(Some));
        maxima.into_iter().map(Option::unwrap_or_default).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::SimDuration;

    fn seconds(count: u64) -> Timeline {
        let at = |second| SimTime::ZERO + SimDuration::from_secs(second);
        Timeline::new((0..count).map(at), at(count))
    }

    #[test]
    fn a_short_run_keeps_every_interval() {
        let timeline = seconds(3);
        assert_eq!(timeline.buckets(), [(0.0, 1.0), (1.0, 2.0), (2.0, 3.0)]);
        assert_eq!(timeline.levels([5.0, 0.0, 7.0]), [5.0, 0.0, 7.0]);
    }

    #[test]
    fn a_long_run_keeps_its_peaks() {
        let timeline = seconds(86_400);
        assert!(timeline.buckets().len() <= MAX_POINTS);
        assert_eq!(timeline.buckets().last().unwrap().1, 86_400.0);
        let levels =
            timeline.levels((0..86_400).map(|second| f64::from(u8::from(second == 54_321))));
        assert_eq!(levels.len(), timeline.buckets().len());
        assert_eq!(levels.iter().sum::<f64>(), 1.0);
    }

    #[test]
    fn a_bucket_without_values_is_a_gap() {
        let timeline = seconds(3000);
        let maxima = timeline.maxima((0..3000).map(|second| (second >= 2).then_some(1.0)));
        assert_eq!(maxima[..2], [None, Some(1.0)]);
    }

    #[test]
    fn rates_are_per_second_even_in_a_shorter_last_interval() {
        let at = |second| SimTime::ZERO + SimDuration::from_secs(second);
        let timeline = Timeline::new([at(0), at(10)], at(12));
        assert_eq!(timeline.rates([20, 20]), [2.0, 10.0]);
    }

    #[test]
    fn a_run_of_no_length_has_no_rates() {
        let timeline = Timeline::new([SimTime::ZERO], SimTime::ZERO);
        assert_eq!(timeline.rates([7]), [0.0]);
        assert_eq!(Timeline::new([], SimTime::ZERO).buckets(), []);
    }
}
