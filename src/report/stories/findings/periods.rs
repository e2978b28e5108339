//! Periods of throttling in words: from when to when, and how much was refused.
//!
//! It knows periods; where they begin and end is said in [`crate::metrics::periods`].

use super::causes::causes;
use super::{clock, escaped, percent, plural, thousands};
use crate::kernel::SimTime;
use crate::metrics::{Counts, Period, RunResult, Trouble};
use crate::report::document::{Sentence, Tone};
use crate::scenario::Scenario;

/// More periods than this are summed up: nobody reads a list of hundreds.
const MOST_PERIODS: usize = 3;

/// The periods of throttling, of all functions or of one, the most severe first; none if they do not hold
/// every throttle that is counted. Some may have fallen into the interval in which the warm-up ended, and no
/// times are true of all then.
pub(in crate::report) fn dated(result: &RunResult, function: Option<usize>) -> Vec<Period> {
    let mut periods = crate::metrics::periods(result, Trouble::Throttles);
    periods.retain(|period| function.is_none_or(|only| only == period.function));
    let counted = match function.and_then(|index| result.functions.get(index)) {
        Some(function) => function.totals.throttles(),
        None => result.totals().throttles(),
    };
    let dated: u64 = periods.iter().map(Period::count).sum();
    if dated != counted {
        periods.clear();
    }
    periods
}

/// `3:10 to 7:42`.
pub(in crate::report) fn span(period: &Period, end_of_run: f64) -> String {
    let at = |time: SimTime| clock(time.as_secs_f64(), end_of_run);
    format!("{} to {}", at(period.from), at(period.to))
}

/// ` from 3:10 to 7:42`, or ` in 3 periods between 1:00 and 9:30`; nothing without periods.
pub(in crate::report) fn when(periods: &[Period], end_of_run: f64) -> String {
    let at = |time: Option<SimTime>| clock(time.unwrap_or_default().as_secs_f64(), end_of_run);
    match periods {
        [] => String::new(),
        [only] => format!(" from {}", span(only, end_of_run)),
        several => {
            let from = several.iter().map(|period| period.from).min();
            let to = several.iter().map(|period| period.to).max();
            let count = thousands(several.len() as u64);
            format!(" in {count} periods between {} and {}", at(from), at(to))
        }
    }
}

/// A sentence for each of the most severe of several periods, the worst first.
pub(super) fn most_severe(
    scenario: &Scenario,
    result: &RunResult,
    periods: &[Period],
) -> Vec<Sentence> {
    let alone = result.functions.len() == 1;
    let listed = periods.iter().take(MOST_PERIODS).enumerate();
    listed
        .map(|(rank, period)| {
            let lead = match (rank, periods.len() > MOST_PERIODS) {
                (0, true) => "The most severe: ",
                _ => "",
            };
            let name = match result.functions.get(period.function) {
                Some(function) if !alone => format!("{} from", escaped(&function.name)),
                _ if lead.is_empty() => "From".to_owned(),
                _ => "from".to_owned(),
            };
            let counts = &period.counts;
            let share = period.count() as f64 / counts.attempts.max(1) as f64;
            Sentence::new(Tone::Bad)
                .text(format!(
                    "{lead}{name} {}: {} of {} in that time {} refused ({}), by {}.",
                    span(period, result.simulated.as_secs_f64()),
                    thousands(period.count()),
                    plural(counts.attempts, "attempt", "attempts"),
                    if period.count() == 1 { "was" } else { "were" },
                    percent(share),
                    by_whom(scenario, period),
                ))
                .over(period)
        })
        .collect()
}

/// The limits that refused in a period, the main one first.
fn by_whom(scenario: &Scenario, period: &Period) -> String {
    let functions = 0..scenario.functions.len();
    let counts = functions.map(|index| match index == period.function {
        true => period.counts,
        false => Counts::default(),
    });
    let names = causes(scenario, counts).into_iter();
    let names: Vec<String> = names.map(|(cause, _)| cause.name(scenario)).collect();
    names.join(" and ")
}
