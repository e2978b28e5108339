//! From when to when attempts were throttled, to the precision of the intervals.

use super::clock;
use crate::kernel::{SimDuration, SimTime};
use crate::metrics::{Counts, RunResult};

/// A stretch of time in which attempts were throttled, with no long pause in between.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Period {
    /// Start of its first interval with a throttle, in seconds.
    pub(in crate::report) from: f64,
    /// End of its last.
    pub(in crate::report) to: f64,
    /// When the run ends.
    pub(in crate::report) end_of_run: f64,
    /// Attempts throttled in it.
    pub(in crate::report) refused: u64,
    /// All attempts in it.
    pub(in crate::report) attempts: u64,
}

impl Period {
    /// `3:10 to 7:42`.
    pub(in crate::report) fn words(&self) -> String {
        let end = self.end_of_run;
        format!("{} to {}", clock(self.from, end), clock(self.to, end))
    }
}

/// A pause that joins the throttled intervals around it: two intervals, or a fiftieth of the run.
fn longest_pause(result: &RunResult) -> SimDuration {
    let intervals = result.interval.as_nanos().saturating_mul(2);
    SimDuration::from_nanos(intervals.max(result.simulated.as_nanos() / 50))
}

/// The rows of a series that statistics count. An interval in which the warm-up ended counts in part
/// and is left out.
pub(in crate::report) fn after_warm_up<'a, T>(
    result: &RunResult,
    rows: &'a [T],
    start: impl Fn(&T) -> SimTime,
) -> &'a [T] {
    let ended = SimTime::ZERO + result.warm_up;
    let first = rows.partition_point(|row| start(row) < ended);
    rows.get(first..).unwrap_or_default()
}

/// The periods of a run, all functions together, in the order of time.
pub(in crate::report) fn throttled(result: &RunResult) -> Vec<Period> {
    let series: Vec<_> = result
        .functions
        .iter()
        .map(|function| after_warm_up(result, &function.intervals, |row| row.start))
        .collect();
    let Some(first) = series.first() else {
        return Vec::new();
    };
    let end_of_run = SimTime::ZERO + result.simulated;
    let pause = longest_pause(result);
    let mut periods: Vec<(SimTime, SimTime, Counts)> = Vec::new();
    // What came since the last throttle belongs to a period only if the next throttle does.
    let mut since = Counts::default();
    for (index, row) in first.iter().enumerate() {
        let mut counts = Counts::default();
        let rows = series.iter().filter_map(|rows| rows.get(index));
        rows.for_each(|row| counts += row.counts);
        if counts.throttles() == 0 {
            since += counts;
            continue;
        }
        let to = (row.start + result.interval).min(end_of_run);
        match periods.last_mut() {
            Some((_, last, sum)) if row.start.since(*last) <= pause => {
                *last = to;
                *sum += since;
                *sum += counts;
            }
            _ => periods.push((row.start, to, counts)),
        }
        since = Counts::default();
    }
    let period = |(from, to, counts): (SimTime, SimTime, Counts)| Period {
        from: from.as_secs_f64(),
        to: to.as_secs_f64(),
        end_of_run: result.simulated.as_secs_f64(),
        refused: counts.throttles(),
        attempts: counts.attempts,
    };
    periods.into_iter().map(period).collect()
}
