//! Latencies: exact mean and extremes, quantiles to three significant digits.
//!
//! The buckets are those of HdrHistogram with three significant digits (Tene; the tests compare with
//! its Rust port), kept only from the octave of the smallest to that of the largest latency.
//! Recording is a push of two bytes, the number of the bucket: latencies are counted some thousand at a
//! time, and a few, such as those of a short interval, are never counted at all but selected from
//! where they lie. What thousands of functions wait to have counted thus stays small.

use serde::{Deserialize, Serialize};

use super::wide_sum::WideSum;
use crate::kernel::SimDuration;

/// Distribution of a time span, in microsecond resolution.
///
/// Mean, minimum and maximum are exact. A quantile is the upper end of its histogram bucket: at most
/// 0.1 % above the true order statistic (three significant digits), and less than a microsecond below
/// it, since buckets hold latencies cut to whole microseconds. It is never outside minimum and
/// maximum: a constant latency reports itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
// In this order, what recording touches comes first: `FunctionRecorder` has it on one cache line.
#[repr(C)]
pub struct LatencyHistogram {
    total_nanos: WideSum,
    /// In nanoseconds.
    min: u64,
    /// In nanoseconds.
    max: u64,
    /// Buckets of the latencies that wait to be counted, in the order they came.
    recent: Vec<u16>,
    counted: Counted,
}

/// Most latencies that wait to be counted.
const MOST_RECENT: usize = 4096;

/// Latencies that were counted into buckets.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Counted {
    count: u64,
    /// Bucket of the first of `counts`; a multiple of [`OCTAVE`].
    first: usize,
    counts: Vec<u64>,
}

/// What a row of a series says of its latencies, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LatencyStatistics {
    /// Arithmetic mean.
    pub mean_ms: f64,
    /// Median.
    pub p50_ms: f64,
    /// 99 % quantile.
    pub p99_ms: f64,
}

impl LatencyStatistics {
    /// The latency that a share `quantile` (0 to 1) does not exceed; `None` for one that a row does not have.
    pub fn quantile_ms(&self, quantile: f64) -> Option<f64> {
        [(0.5, self.p50_ms), (0.99, self.p99_ms)]
            .into_iter()
            .find_map(|(share, ms)| (share == quantile).then_some(ms))
    }
}

impl LatencyHistogram {
    /// How many of its first bytes recording touches.
    #[cfg(test)]
    pub(super) const TOUCHED: usize = std::mem::offset_of!(Self, counted);

    /// An empty histogram.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads something of the list that a latency is added to.
    #[inline]
    pub fn touch_list(&self) -> u64 {
        u64::from(self.recent.last().copied().unwrap_or(0))
    }

    /// Adds one latency.
    #[inline]
    pub fn record(&mut self, latency: SimDuration) {
        if self.recent.len() == MOST_RECENT {
            self.count_recent();
        }
        let nanos = latency.as_nanos();
        self.total_nanos.add(nanos.into());
        self.min = self.min.min(nanos);
        self.max = self.max.max(nanos);
        self.recent.push(bucket(nanos / 1000));
    }

    /// Adds everything `other` holds.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.total_nanos.add(other.total_nanos.get());
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.counted.merge(&other.counted);
        if self.recent.len() + other.recent.len() > MOST_RECENT {
            self.count_recent();
        }
        self.recent.extend_from_slice(&other.recent);
    }

    /// Forgets everything, keeping the memory.
    pub fn clear(&mut self) {
        (self.total_nanos, self.min, self.max) = (WideSum::default(), u64::MAX, 0);
        self.recent.clear();
        self.counted.clear();
    }

    /// How many latencies were recorded.
    pub fn count(&self) -> u64 {
        self.counted.count + self.recent.len() as u64
    }

    /// Arithmetic mean in milliseconds; `None` if empty.
    pub fn mean_ms(&self) -> Option<f64> {
        let count = self.count();
        (count > 0).then(|| self.total_nanos.get() as f64 / count as f64 / 1e6)
    }

    /// The latency in milliseconds that a share `quantile` (0 to 1) does not exceed; `None` if
    /// empty.
    pub fn quantile_ms(&self, quantile: f64) -> Option<f64> {
        let rank = rank(quantile, self.count());
        if self.recent.is_empty() {
            return self
                .counted
                .at_rank(rank)
                .map(|bucket| self.in_millis(bucket));
        }
        let mut all = self.clone();
        all.at_ranks([rank]).map(|[bucket]| self.in_millis(bucket))
    }

    /// The smallest latency in milliseconds; `None` if empty.
    pub fn min_ms(&self) -> Option<f64> {
        (self.count() > 0).then(|| millis(self.min))
    }

    /// The largest latency in milliseconds; `None` if empty.
    pub fn max_ms(&self) -> Option<f64> {
        (self.count() > 0).then(|| millis(self.max))
    }

    /// The statistics of a row; `None` if empty. Reorders what was recorded, which changes nothing
    /// else.
    pub fn statistics(&mut self) -> Option<LatencyStatistics> {
        let mean_ms = self.mean_ms()?;
        let ranks = [0.50, 0.99].map(|quantile| rank(quantile, self.count()));
        let [p50_ms, p99_ms] = self.at_ranks(ranks)?.map(|bucket| self.in_millis(bucket));
        Some(LatencyStatistics {
            mean_ms,
            p50_ms,
            p99_ms,
        })
    }

    /// The buckets of the latencies with these ranks, the first being 1, in ascending order; `None`
    /// if empty.
    fn at_ranks<const N: usize>(&mut self, ranks: [u64; N]) -> Option<[u16; N]> {
        let mut found = [0; N];
        if self.counted.count > 0 {
            self.count_recent();
            for (found, rank) in found.iter_mut().zip(ranks) {
                *found = self.counted.at_rank(rank)?;
            }
            return Some(found);
        }
        let mut end = self.recent.len();
        for (found, rank) in found.iter_mut().zip(ranks).rev() {
            // Everything before a rank that was selected is below it: a lower one is sought only there.
            let index = rank as usize - 1;
            *found = *self.recent[..end].select_nth_unstable(index).1;
            end = rank as usize;
        }
        Some(found)
    }

    fn count_recent(&mut self) {
        self.counted.add(&self.recent);
        self.recent.clear();
    }

    /// The end of a bucket, between the smallest and the largest latency.
    fn in_millis(&self, bucket: u16) -> f64 {
        let micros = last_of_bucket(usize::from(bucket));
        (micros as f64 / 1e3).clamp(millis(self.min), millis(self.max))
    }
}

impl Default for LatencyHistogram {
    fn default() -> Self {
        Self {
            total_nanos: WideSum::default(),
            min: u64::MAX,
            max: 0,
            recent: Vec::new(),
            counted: Counted::default(),
        }
    }
}

impl Counted {
    fn add(&mut self, buckets: &[u16]) {
        let (Some(&least), Some(&greatest)) = (buckets.iter().min(), buckets.iter().max()) else {
            return;
        };
        self.make_room(usize::from(least), usize::from(greatest));
        self.count += buckets.len() as u64;
        for &bucket in buckets {
            self.counts[usize::from(bucket) - self.first] += 1;
        }
    }

    fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        self.make_room(other.first, other.first + other.counts.len() - 1);
        self.count += other.count;
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

    /// The bucket of the latency with a rank, the first being 1; `None` if there are not this many.
    fn at_rank(&self, rank: u64) -> Option<u16> {
        let mut reached = 0;
        let found = self.counts.iter().position(|count| {
            reached += count;
            reached >= rank
        })?;
        Some((self.first + found) as u16)
    }

    fn clear(&mut self) {
        if self.count > 0 {
            self.counts.fill(0);
            self.count = 0;
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

/// The bucket of a latency: at most 46,079, that of the longest one there is.
#[inline]
fn bucket(micros: u64) -> u16 {
    let coarseness = coarseness(micros);
    ((coarseness << OCTAVE_BITS) + (micros >> coarseness) as u32) as u16
}

/// The last microsecond of a bucket.
fn last_of_bucket(bucket: usize) -> u64 {
    let coarseness = (bucket / OCTAVE).saturating_sub(1);
    (((bucket - coarseness * OCTAVE + 1) as u64) << coarseness) - 1
}

/// How many of `count` sorted latencies it takes to reach the share `quantile`: at least one.
fn rank(quantile: f64, count: u64) -> u64 {
    ((quantile.min(1.0) * count as f64).ceil() as u64).max(1)
}

fn millis(nanos: u64) -> f64 {
    SimDuration::from_nanos(nanos).as_millis_f64()
}

#[cfg(test)]
mod tests;
