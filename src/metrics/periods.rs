//! Periods of trouble: from when to when a function was throttled or started cold, to the precision of the
//! intervals.
//!
//! This is the one definition behind everything that says when: the summary in the terminal, the page of a
//! run and `burstsim explain`. A period begins and ends with an interval in trouble, holds no longer pause
//! than [`longest_pause`], and lies after the warm-up. It has one set of causes: where a cause of throttles
//! sets in late or ends early, such as the scaling quota that refuses only while a function starts, another
//! period begins, since what would cure the one would not cure the other.
//!
//! It knows the series of a run; it must not know settings, nor what would have helped.

use std::cmp::Reverse;
use std::ops::Range;

use super::{Counts, FunctionInterval, MINUTE, RunResult};
use crate::kernel::{SimDuration, SimTime};
use crate::measures::{Measure, Trouble};

/// A time in which a function was in trouble again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// What went wrong.
    pub trouble: Trouble,
    /// Index of the function.
    pub function: usize,
    /// The start of the first interval in trouble.
    pub from: SimTime,
    /// The end of the last one.
    pub to: SimTime,
    /// All that the function counted meanwhile.
    pub counts: Counts,
}

/// What refuses attempts: each has its own beginning and end.
const CAUSES: [fn(&Counts) -> u64; 3] = [
    |counts| counts.throttles_scaling,
    |counts| counts.throttles_concurrency,
    |counts| counts.throttles_rate,
];

impl Trouble {
    /// What it is counted as.
    pub const fn measure(self) -> Measure {
        match self {
            Self::Throttles => Measure::Throttles,
            Self::ColdStarts => Measure::ColdStarts,
        }
    }

    /// Its name in data files, which is that of its column.
    pub fn key(self) -> &'static str {
        self.measure().column()
    }

    /// How often it happened.
    pub fn count(self, counts: &Counts) -> u64 {
        match self {
            Self::Throttles => counts.throttles(),
            Self::ColdStarts => counts.cold_starts,
        }
    }
}

impl Period {
    /// How many throttles or cold starts.
    pub fn count(&self) -> u64 {
        self.trouble.count(&self.counts)
    }
}

/// A pause that joins the intervals in trouble around it: a fiftieth of the run up to a minute, or two
/// intervals where those are longer.
fn longest_pause(result: &RunResult) -> SimDuration {
    let fiftieth = SimDuration::from_nanos(result.simulated.as_nanos() / 50);
    let intervals = SimDuration::from_nanos(result.interval.as_nanos().saturating_mul(2));
    fiftieth.min(MINUTE).max(intervals)
}

/// The rows of a series that statistics count. An interval in which the warm-up ended counts in part
/// and is left out.
pub(crate) fn after_warm_up<'a, T>(
    result: &RunResult,
    rows: &'a [T],
    start: impl Fn(&T) -> SimTime,
) -> &'a [T] {
    let ended = SimTime::ZERO + result.warm_up;
    let first = rows.partition_point(|row| start(row) < ended);
    rows.get(first..).unwrap_or_default()
}

/// The periods of all functions on Lambda, the most severe first: those with most throttles or cold starts. Of equals
/// the first, in time and in the scenario.
pub fn periods(result: &RunResult, trouble: Trouble) -> Vec<Period> {
    #[cfg(test)]
    super::counted::count("periods");
    let functions = result.functions.iter().enumerate();
    let functions = functions.filter(|(_, function)| function.service.is_none());
    let functions = functions.map(|(index, _)| index);
    let mut periods: Vec<Period> = functions
        .flat_map(|function| of_function(result, trouble, function))
        .collect();
    periods.sort_by_key(|period| (Reverse(period.count()), period.from, period.function));
    periods
}

fn of_function(result: &RunResult, trouble: Trouble, function: usize) -> Vec<Period> {
    let series = Series::new(result, function);
    let stretches = series.stretches(|counts| trouble.count(counts));
    let pieces = stretches.into_iter().flat_map(|stretch| match trouble {
        Trouble::Throttles => series.by_cause(stretch),
        Trouble::ColdStarts => vec![stretch],
    });
    let period = |rows: Range<usize>| Period {
        trouble,
        function,
        from: series.start(rows.start),
        to: series.end(&rows),
        counts: series.counts(rows),
    };
    pieces.map(period).collect()
}

/// The rows of a function that count.
struct Series<'a> {
    rows: &'a [FunctionInterval],
    interval: SimDuration,
    end_of_run: SimTime,
    pause: SimDuration,
}

impl<'a> Series<'a> {
    fn new(result: &'a RunResult, function: usize) -> Self {
        let function = result.functions.get(function);
        let rows = function.map_or(&[][..], |function| &function.intervals);
        Self {
            rows: after_warm_up(result, rows, |row| row.start),
            interval: result.interval,
            end_of_run: SimTime::ZERO + result.simulated,
            pause: longest_pause(result),
        }
    }

    fn start(&self, row: usize) -> SimTime {
        self.rows.get(row).map_or(self.end_of_run, |row| row.start)
    }

    /// When the last of some rows ends.
    fn end(&self, rows: &Range<usize>) -> SimTime {
        let last = self.start(rows.end.saturating_sub(1));
        (last + self.interval).min(self.end_of_run)
    }

    fn counts(&self, rows: Range<usize>) -> Counts {
        let mut counts = Counts::default();
        for row in self.rows.get(rows).into_iter().flatten() {
            counts += row.counts;
        }
        counts
    }

    /// From trouble to trouble, wherever the pause between is short.
    fn stretches(&self, count: impl Fn(&Counts) -> u64) -> Vec<Range<usize>> {
        let mut stretches: Vec<Range<usize>> = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            if count(&row.counts) == 0 {
                continue;
            }
            match stretches.last_mut() {
                Some(last) if row.start.since(self.end(last)) <= self.pause => last.end = index + 1,
                _ => stretches.push(index..index + 1),
            }
        }
        stretches
    }

    /// A stretch of throttles, cut where a cause first or last refused anything in it, unless that is about
    /// where the stretch itself begins or ends.
    fn by_cause(&self, stretch: Range<usize>) -> Vec<Range<usize>> {
        let mut cuts = Vec::new();
        for cause in CAUSES {
            let refuses = |row: &usize| {
                self.rows
                    .get(*row)
                    .is_some_and(|row| cause(&row.counts) > 0)
            };
            let (Some(first), Some(last)) = (
                stretch.clone().find(refuses),
                stretch.clone().rfind(refuses),
            ) else {
                continue;
            };
            if self.start(first).since(self.start(stretch.start)) > self.pause {
                cuts.push(first);
            }
            if self.end(&stretch).since(self.end(&(last..last + 1))) > self.pause {
                cuts.push(last + 1);
            }
        }
        cuts.sort_unstable();
        let ends = cuts.iter().copied().chain([stretch.end]);
        let mut from = stretch.start;
        let pieces = ends.map(|end| std::mem::replace(&mut from, end)..end);
        pieces.filter_map(|piece| self.trimmed(piece)).collect()
    }

    /// Without the rows before the first and after the last throttle; `None` if there is none.
    fn trimmed(&self, piece: Range<usize>) -> Option<Range<usize>> {
        let throttled = |row: &usize| {
            self.rows
                .get(*row)
                .is_some_and(|row| row.counts.throttles() > 0)
        };
        let (first, last) = (
            piece.clone().find(throttled)?,
            piece.clone().rfind(throttled)?,
        );
        Some(first..last + 1)
    }
}

#[cfg(test)]
mod tests;
