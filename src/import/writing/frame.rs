//! When a scenario begins, how long it lasts, and how finely its results are resolved.

use crate::import::demand::Demand;
use crate::import::instant::SECOND;
use crate::import::resolve::{KnownFunction, Regional};

/// What all functions of a scenario share.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// When it begins, in nanoseconds, where its times are instants.
    pub(super) origin: Option<i64>,
    /// How long it lasts, in nanoseconds.
    pub(super) duration: i64,
    /// The length of a row of its results.
    pub(super) interval: i64,
}

/// AWS announced Lambda on 13 November 2014: an earlier date is none at which anything was measured, such as the 1970 of a
/// simulation without a date.
const LAMBDA_BEGAN: i64 = 1_415_836_800 * SECOND;

impl Frame {
    /// When it was measured, if its dates can be true.
    pub(super) fn measured_at(&self) -> Option<i64> {
        self.origin.filter(|origin| *origin >= LAMBDA_BEGAN)
    }

    /// The time that all functions were measured in: from the first arrival, or the first interval, to the last.
    pub(super) fn of(regional: &Regional) -> Self {
        let mut spans = regional
            .functions
            .iter()
            .filter_map(span)
            .collect::<Vec<_>>();
        let has_clock = spans.iter().any(|(has_clock, ..)| *has_clock);
        let begin = |spans: &[(bool, i64, i64)]| {
            let dated = spans.iter().filter(|(has_clock, ..)| *has_clock);
            dated.map(|(_, first, _)| *first).min()
        };
        let origin = begin(&spans);
        if !has_clock && spans.is_empty() {
            spans.push((false, 0, 10 * 60 * SECOND));
        }
        let ends = spans
            .iter()
            .map(|(has_clock, _, last)| match (has_clock, origin) {
                (true, Some(origin)) => last.saturating_sub(origin),
                _ => *last,
            });
        let minute = 60 * SECOND;
        let duration = ends.max().unwrap_or(minute).max(SECOND);
        // A whole number of minutes reads well, but a short test is not stretched tenfold.
        let step = if duration > 2 * minute {
            minute
        } else {
            SECOND
        };
        let duration = duration.saturating_add(step - 1) / step * step;
        let interval = [(10 * 60, 1), (6 * 3600, 10), (7 * 86_400, 60)]
            .into_iter()
            .find(|(longest, _)| duration <= longest * SECOND)
            .map_or(600, |(_, interval)| interval);
        Self {
            origin,
            duration,
            interval: interval * SECOND,
        }
    }
}

/// Whether a function's times are instants, its first and the end of its last.
fn span(function: &KnownFunction) -> Option<(bool, i64, i64)> {
    let KnownFunction { data, demand, .. } = function;
    let (first, last) = match demand {
        Demand::Unknown => return None,
        Demand::Requests => {
            let (_, last) = data.span?;
            let first = data.kept.iter().map(|request| request.arrival).min()?;
            // A run ends for arrivals, so the last comes before its end.
            (first, last.saturating_add(1))
        }
        Demand::Counts(counts) => {
            let first = counts.rows.first()?.0;
            let last = counts.rows.last()?.0;
            (first, last.saturating_add(counts.interval))
        }
    };
    Some((data.has_clock, first, last))
}
