//! Periods of throttling in words: from when to when, and how much was refused.
//!
//! It knows periods; where they begin and end is said in [`crate::metrics::periods`].

use super::causes::causes;
use super::queues;
use crate::kernel::SimTime;
use crate::metrics::{Counts, Period, RunResult};
use crate::report::document::clock::Clock;
use crate::report::document::{Language, Sentence, Tone};
use crate::report::format::{escaped, percent, plural, thousands};
use crate::scenario::Scenario;
use crate::study::Finished;

/// More periods than this are summed up: nobody reads a list of hundreds.
const MOST_PERIODS: usize = 3;

/// The periods of throttling, the most severe first; none if they do not hold every throttle that is counted. Some
/// may have fallen into the interval in which the warm-up ended, and no times are true of all then.
pub(in crate::report) fn dated(finished: &Finished<'_>) -> Vec<Period> {
    let mut periods = finished.throttled().to_vec();
    let dated: u64 = periods.iter().map(Period::count).sum();
    if dated != finished.result.totals().throttles() {
        periods.clear();
    }
    periods
}

/// `3:10 to 7:42`.
fn span(language: Language, period: &Period, clock: Clock) -> String {
    let at = |time: SimTime| clock.at(time.as_secs_f64());
    let (from, to) = (at(period.from), at(period.to));
    language.choose(format!("{from} to {to}"), format!("{from}~{to}"))
}

/// ` from 3:10 to 7:42`, or ` in 3 periods between 1:00 and 9:30`; nothing without periods.
pub(in crate::report::stories) fn when(
    language: Language,
    periods: &[Period],
    clock: Clock,
) -> String {
    let at = |time: Option<SimTime>| clock.at(time.unwrap_or_default().as_secs_f64());
    match periods {
        [] => String::new(),
        [only] => {
            let span = span(language, only, clock);
            language.choose(format!(" from {span}"), format!(" {span}"))
        }
        several => {
            let from = at(several.iter().map(|period| period.from).min());
            let to = at(several.iter().map(|period| period.to).max());
            let count = thousands(several.len() as u64);
            language.choose(
                format!(" in {count} periods between {from} and {to}"),
                format!(" {from}~{to} 사이 {count}개 기간"),
            )
        }
    }
}

/// A sentence for each of the most severe of several periods, the worst first.
pub(super) fn most_severe(
    language: Language,
    scenario: &Scenario,
    result: &RunResult,
    periods: &[Period],
) -> Vec<Sentence> {
    let listed = periods.iter().take(MOST_PERIODS).enumerate();
    let sentences =
        listed.map(|(rank, period)| of_period(language, scenario, result, period, rank == 0));
    sentences.collect()
}

fn of_period(
    language: Language,
    scenario: &Scenario,
    result: &RunResult,
    period: &Period,
    is_worst: bool,
) -> Sentence {
    let name = result
        .functions
        .get(period.function)
        .filter(|_| result.functions.len() > 1);
    let name = name.map(|function| escaped(&function.name));
    let from = match &name {
        Some(name) => format!("{name} from"),
        None if is_worst => "from".to_owned(),
        None => "From".to_owned(),
    };
    let lead = if is_worst { "The most severe: " } else { "" };
    let korean_lead = if is_worst {
        "가장 심한 기간: "
    } else {
        ""
    };
    let korean_name = name.map_or_else(String::new, |name| format!("{name} "));
    let counts = &period.counts;
    let clock = Clock::of(scenario, result.simulated.as_secs_f64());
    let span = span(language, period, clock);
    let (refused, share) = (
        thousands(period.count()),
        percent(period.count() as f64 / counts.attempts.max(1) as f64),
    );
    let attempts = plural(counts.attempts, "attempt", "attempts");
    let all = thousands(counts.attempts);
    let were = if period.count() == 1 { "was" } else { "were" };
    let by = by_whom(language, scenario, period);
    let tone = match queues::keeps(scenario, result, period.function) {
        true => Tone::Plain,
        false => Tone::Bad,
    };
    Sentence::new(tone)
        .text(language.choose(
            format!("{lead}{from} {span}: {refused} of {attempts} in that time {were} refused ({share}), by {by}."),
            format!("{korean_lead}{korean_name}{span}: 그동안 시도 {all}건 중 {refused}건이 거부되었습니다({share}). 한도: {by}."),
        ))
        .over(period)
}

/// The limits that refused in a period, the main one first.
fn by_whom(language: Language, scenario: &Scenario, period: &Period) -> String {
    let functions = 0..scenario.functions.len();
    let counts = functions.map(|index| {
        if index == period.function {
            period.counts
        } else {
            Counts::default()
        }
    });
    let names = causes(scenario, counts).into_iter();
    let names: Vec<String> = names
        .map(|(cause, _)| cause.name(language, scenario))
        .collect();
    names.join(language.choose(" and ", ", "))
}
