//! Latencies: exact mean and extremes, quantiles to three significant digits.
//!
//! The buckets are those of HdrHistogram with three significant digits (Tene; the tests compare with
//! its Rust port), kept only from the octave of the smallest to that of the largest latency.
//! Recording is a push: latencies are counted into buckets some thousand at a time, and a few, such
//! as those of a short interval, are never counted at all but selected from where they lie.

use crate::kernel::SimDuration;

/// Distribution of a time span, in microsecond resolution.
///
/// Mean, minimum and maximum are exact. A quantile is the upper end of its histogram bucket, at
/// most 0.1 % above the true order statistic (three significant digits), and never above the
/// maximum: a constant latency reports itself.
#[derive(Clone, Debug, Default)]
pub struct LatencyHistogram {
    /// Nanoseconds, in the order they came.
    recent: Vec<u64>,
    counted: Counted,
}

/// Most latencies that wait to be counted.
const MOST_RECENT: usize = 4096;

/// Latencies that were counted into buckets.
#[derive(Clone, Debug)]
struct Counted {
    count: u64,
    total_nanos: u128,
    min: u64,
    max: u64,
    /// Bucket of the first of `counts`; a multiple of [`OCTAVE`].
    first: usize,
    counts: Vec<u64>,
}

/// What a row of a series says of its latencies, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LatencyStatistics {
    /// Arithmetic mean.
    pub mean_ms: f64,
    /// Median.
    pub p50_ms: f64,
    /// 99 % quantile.
    pub p99_ms: f64,
}

impl LatencyHistogram {
    /// An empty histogram.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one latency.
    #[inline]
    pub fn record(&mut self, latency: SimDuration) {
        if self.recent.len() == MOST_RECENT {
            self.count_recent();
        }
        self.recent.push(latency.as_nanos());
    }

    /// Adds everything `other` holds.
    pub fn merge(&mut self, other: &Self) {
        self.counted.merge(&other.counted);
        if self.recent.len() + other.recent.len() > MOST_RECENT {
            self.count_recent();
        }
        self.recent.extend_from_slice(&other.recent);
    }

    /// Forgets everything, keeping the memory.
    pub fn clear(&mut self) {
        self.recent.clear();
        self.counted.clear();
    }

    /// How many latencies were recorded.
    pub fn count(&self) -> u64 {
        self.counted.count + self.recent.len() as u64
    }

    /// Arithmetic mean in milliseconds; `None` if empty.
    pub fn mean_ms(&self) -> Option<f64> {
        let recent: u128 = self.recent.iter().map(|&nanos| u128::from(nanos)).sum();
        let total = self.counted.total_nanos + recent;
        let count = self.count();
        (count > 0).then(|| total as f64 / count as f64 / 1e6)
    }

    /// The latency in milliseconds that a share `quantile` (0 to 1) does not exceed; `None` if
    /// empty.
    pub fn quantile_ms(&self, quantile: f64) -> Option<f64> {
        if self.counted.count > 0 && self.recent.is_empty() {
            return self.counted.quantile_ms(quantile);
        }
        let mut all = self.clone();
        if self.counted.count > 0 {
            all.count_recent();
            return all.counted.quantile_ms(quantile);
        }
        let (min, max) = extremes(&all.recent)?;
        let rank = rank(quantile, all.recent.len() as u64) as usize;
        let (_, nanos, _) = all.recent.select_nth_unstable(rank - 1);
        Some(in_millis(bucket_end(*nanos / 1000), min, max))
    }

    /// The smallest latency in milliseconds; `None` if empty.
    pub fn min_ms(&self) -> Option<f64> {
        self.extremes().map(|(min, _)| millis(min))
    }

    /// The largest latency in milliseconds; `None` if empty.
    pub fn max_ms(&self) -> Option<f64> {
        self.extremes().map(|(_, max)| millis(max))
    }

    /// The statistics of a row; `None` if empty. Reorders what was recorded, which changes nothing
    /// else.
    pub fn statistics(&mut self) -> Option<LatencyStatistics> {
        let mean_ms = self.mean_ms()?;
        let (p50_ms, p99_ms) = if self.counted.count == 0 {
            let (min, max) = extremes(&self.recent)?;
            let count = self.recent.len() as u64;
            let [r50, r99] = [0.50, 0.99].map(|quantile| rank(quantile, count) as usize);
            let (below, &mut p99, _) = self.recent.select_nth_unstable(r99 - 1);
            // Everything up to the rank of the median lies below that of the other quantile.
            let p50 = match below.get(r50 - 1) {
                Some(_) => *below.select_nth_unstable(r50 - 1).1,
                None => p99,
            };
            let end = |nanos: u64| in_millis(bucket_end(nanos / 1000), min, max);
            (end(p50), end(p99))
        } else {
            self.count_recent();
            let quantile = |quantile| self.counted.quantile_ms(quantile);
            (quantile(0.50)?, quantile(0.99)?)
        };
        Some(LatencyStatistics {
            mean_ms,
            p50_ms,
            p99_ms,
        })
    }

    fn extremes(&self) -> Option<(u64, u64)> {
        let counted = (self.counted.count > 0).then_some((self.counted.min, self.counted.max));
        match (counted, extremes(&self.recent)) {
            (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
            (one, other) => one.or(other),
        }
    }

    fn count_recent(&mut self) {
        self.counted.add(&self.recent);
        self.recent.clear();
    }
}

impl Counted {
    fn add(&mut self, nanos: &[u64]) {
        let Some((min, max)) = extremes(nanos) else {
            return;
        };
        self.make_room(bucket(min / 1000), bucket(max / 1000));
        self.min = self.min.min(min);
        self.max = self.max.max(max);
        self.count += nanos.len() as u64;
        for &nanos in nanos {
            self.total_nanos += u128::from(nanos);
            self.counts[bucket(nanos / 1000) - self.first] += 1;
        }
    }

    fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        self.make_room(other.first, other.first + other.counts.len() - 1);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.count += other.count;
        self.total_nanos += other.total_nanos;
        let offset = other.first - self.first;
        for (count, more) in self.counts[offset..].iter_mut().zip(&other.counts) {
            *count += more;
        }
    }

    /// Makes the counts reach from the octave of the bucket `least` to that of `greatest`.
    fn make_room(&mut self, least: usize, greatest: usize) {
        let least = least / OCTAVE * OCTAVE;
        let end = (greatest / OCTAVE + 1) * OCTAVE;
        if self.counts.is_empty() {
            self.first = least;
        }
        if least < self.first {
            let missing = self.first - least;
            self.counts.splice(..0, std::iter::repeat_n(0, missing));
            self.first = least;
        }
        if end > self.first + self.counts.len() {
            self.counts.resize(end - self.first, 0);
        }
    }

    fn quantile_ms(&self, quantile: f64) -> Option<f64> {
        let rank = rank(quantile, self.count);
        let mut reached = 0;
        let found = self.counts.iter().position(|count| {
            reached += count;
            reached >= rank
        })?;
        let end = last_of_bucket(self.first + found);
        Some(in_millis(end, self.min, self.max))
    }

    fn clear(&mut self) {
        if self.count > 0 {
            self.counts.fill(0);
            let counts = std::mem::take(&mut self.counts);
            *self = Self {
                counts,
                first: self.first,
                ..Self::default()
            };
        }
    }
}

impl Default for Counted {
    fn default() -> Self {
        Self {
            count: 0,
            total_nanos: 0,
            min: u64::MAX,
            max: 0,
            first: 0,
            counts: Vec::new(),
        }
    }
}

/// Buckets between one power of two and the next; below twice as many microseconds, each
/// microsecond has its own.
const OCTAVE: usize = 1 << OCTAVE_BITS;
const OCTAVE_BITS: u32 = 10;

/// How many of the lowest bits do not tell latencies of `micros` apart.
#[inline]
fn coarseness(micros: u64) -> u32 {
    let significant = u64::BITS - (micros | 1).leading_zeros();
    significant.saturating_sub(OCTAVE_BITS + 1)
}

#[inline]
fn bucket(micros: u64) -> usize {
    let coarseness = coarseness(micros);
    ((u64::from(coarseness) << OCTAVE_BITS) + (micros >> coarseness)) as usize
}

/// The last microsecond of the bucket that holds `micros`.
#[inline]
fn bucket_end(micros: u64) -> u64 {
    let coarseness = coarseness(micros);
    (((micros >> coarseness) + 1) << coarseness) - 1
}

fn last_of_bucket(bucket: usize) -> u64 {
    let coarseness = (bucket / OCTAVE).saturating_sub(1);
    bucket_end(((bucket - coarseness * OCTAVE) as u64) << coarseness)
}

/// How many of `count` sorted latencies it takes to reach the share `quantile`: at least one.
fn rank(quantile: f64, count: u64) -> u64 {
    ((quantile.min(1.0) * count as f64).ceil() as u64).max(1)
}

fn extremes(nanos: &[u64]) -> Option<(u64, u64)> {
    let first = *nanos.first()?;
    let widen = |(min, max): (u64, u64), &nanos: &u64| (min.min(nanos), max.max(nanos));
    Some(nanos.iter().fold((first, first), widen))
}

fn in_millis(micros: u64, min: u64, max: u64) -> f64 {
    (micros as f64 / 1e3).clamp(millis(min), millis(max))
}

fn millis(nanos: u64) -> f64 {
    SimDuration::from_nanos(nanos).as_millis_f64()
}

#[cfg(test)]
mod tests;
