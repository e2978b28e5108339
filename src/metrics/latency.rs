//! Latencies: exact mean and extremes, quantiles to three significant digits.

use hdrhistogram::Histogram;

use crate::kernel::SimDuration;

/// Distribution of a time span, in microsecond resolution.
///
/// Mean, minimum and maximum are exact. A quantile is the upper end of its histogram bucket, at
/// most 0.1 % above the true order statistic (three significant digits), and never above the
/// maximum: a constant latency reports itself.
#[derive(Clone, Debug)]
pub struct LatencyHistogram {
    histogram: Histogram<u64>,
    total_nanos: u128,
    min: SimDuration,
    max: SimDuration,
}

impl LatencyHistogram {
    /// An empty histogram.
    #[allow(
        clippy::expect_used,
        reason = "3 significant digits are within the library's 0 to 5"
    )]
    pub fn new() -> Self {
        Self {
            histogram: Histogram::new(3).expect("valid precision"),
            total_nanos: 0,
            min: SimDuration::MAX,
            max: SimDuration::ZERO,
        }
    }

    /// Adds one latency.
    #[inline]
    pub fn record(&mut self, latency: SimDuration) {
        // The histogram grows by itself to hold any value, so this cannot fail.
        let recorded = self.histogram.record(latency.as_nanos() / 1000);
        debug_assert!(recorded.is_ok());
        self.total_nanos += u128::from(latency.as_nanos());
        self.min = self.min.min(latency);
        self.max = self.max.max(latency);
    }

    /// Adds everything `other` holds.
    pub fn merge(&mut self, other: &Self) {
        // Both grow by themselves and share a precision, so this cannot fail.
        let merged = self.histogram.add(&other.histogram);
        debug_assert!(merged.is_ok());
        self.total_nanos += other.total_nanos;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    /// Forgets everything, keeping the memory.
    pub fn clear(&mut self) {
        if self.count() > 0 {
            self.histogram.reset();
            self.total_nanos = 0;
            self.min = SimDuration::MAX;
            self.max = SimDuration::ZERO;
        }
    }

    /// How many latencies were recorded.
    pub fn count(&self) -> u64 {
        self.histogram.len()
    }

    /// Arithmetic mean in milliseconds; `None` if empty.
    pub fn mean_ms(&self) -> Option<f64> {
        let count = self.count();
        (count > 0).then(|| self.total_nanos as f64 / count as f64 / 1e6)
    }

    /// The latency in milliseconds that a share `quantile` (0 to 1) does not exceed; `None` if
    /// empty.
    pub fn quantile_ms(&self, quantile: f64) -> Option<f64> {
        if self.count() == 0 {
            return None;
        }
        let bucket_end = self.histogram.value_at_quantile(quantile) as f64 / 1e3;
        Some(bucket_end.clamp(self.min.as_millis_f64(), self.max.as_millis_f64()))
    }

    /// The smallest latency in milliseconds; `None` if empty.
    pub fn min_ms(&self) -> Option<f64> {
        (self.count() > 0).then(|| self.min.as_millis_f64())
    }

    /// The largest latency in milliseconds; `None` if empty.
    pub fn max_ms(&self) -> Option<f64> {
        (self.count() > 0).then(|| self.max.as_millis_f64())
    }
}

impl Default for LatencyHistogram {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_latency_reports_itself() {
        let mut histogram = LatencyHistogram::new();
        for _ in 0..10 {
            histogram.record(SimDuration::from_millis(120));
        }
        for quantile in [0.0, 0.5, 0.99, 1.0] {
            assert_eq!(histogram.quantile_ms(quantile), Some(120.0));
        }
        assert_eq!(histogram.mean_ms(), Some(120.0));
    }

    #[test]
    fn quantiles_are_order_statistics_to_a_tenth_of_a_percent() {
        let mut histogram = LatencyHistogram::new();
        for millis in 1..=10_000 {
            histogram.record(SimDuration::from_millis(millis));
        }
        for (quantile, exact) in [
            (0.5, 5_000.0),
            (0.9, 9_000.0),
            (0.99, 9_900.0),
            (0.999, 9_990.0),
        ] {
            let got = histogram.quantile_ms(quantile).unwrap();
            assert!((exact..=exact * 1.001).contains(&got), "p{quantile}: {got}");
        }
        assert_eq!(histogram.mean_ms(), Some(5_000.5));
        assert_eq!(
            (histogram.min_ms(), histogram.max_ms()),
            (Some(1.0), Some(10_000.0))
        );
    }

    #[test]
    fn nothing_recorded_has_no_statistics_and_clearing_returns_there() {
        let mut histogram = LatencyHistogram::new();
        histogram.record(SimDuration::MAX);
        histogram.clear();
        assert_eq!(histogram.mean_ms(), None);
        assert_eq!(histogram.quantile_ms(0.5), None);
        assert_eq!(histogram.max_ms(), None);
    }

    #[test]
    fn merging_equals_recording_together() {
        let (mut left, mut right, mut both) = Default::default();
        for millis in 1..100 {
            let histogram: &mut LatencyHistogram = if millis % 3 == 0 {
                &mut left
            } else {
                &mut right
            };
            histogram.record(SimDuration::from_millis(millis));
            LatencyHistogram::record(&mut both, SimDuration::from_millis(millis));
        }
        left.merge(&right);
        assert_eq!(left.mean_ms(), both.mean_ms());
        assert_eq!(left.quantile_ms(0.9), both.quantile_ms(0.9));
        assert_eq!(
            (left.min_ms(), left.max_ms()),
            (both.min_ms(), both.max_ms())
        );
    }
}
