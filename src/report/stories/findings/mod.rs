//! What a run found, in sentences: what was throttled, when, by which limit, and what followed.
//!
//! Every sentence is derived from the result and true of it, whatever the result is. A figure that
//! `summary.json` has, too, carries the path of its key, so that anyone can check the words against
//! the data. What would have helped is not said here: that needs other runs.
//!
//! It knows results and how figures look; it must not know whether a page or a terminal shows them.
//!
//! | module | what it holds |
//! |---|---|
//! | [`causes`] | which limit refused how much |
//! | [`periods`] | from when to when attempts were throttled, in words |

pub(super) mod causes;
pub(in crate::report) mod periods;

#[cfg(test)]
mod tests;

use crate::billing::{Bills, bills};
use crate::kernel::SimTime;
use crate::metrics::{Counts, FunctionResult, Period, RunResult, Verdict, objectives};
use crate::report::document::{Sentence, Tone};
use crate::report::format::{clock, escaped, percent, plural, thousands};
use crate::report::notation::measured;
use crate::report::start_up;
use crate::scenario::Scenario;
use causes::{Cause, causes};

/// More functions with provisioned concurrency than this are summed up: nobody reads a list of hundreds.
const MOST_PROVISIONED: usize = 3;
/// The same for functions with warm environments at the start.
const MOST_WARM: usize = 3;
/// The same for objectives.
const MOST_LISTED: usize = 8;

/// The findings, the headline first.
pub(super) fn of_run(scenario: &Scenario, result: &RunResult) -> Vec<Sentence> {
    let mut sentences = of_throttling(scenario, result);
    sentences.extend(of_requests(result));
    sentences.extend(of_cold_starts(result));
    let begun = result.functions.iter().enumerate();
    let warm = begun.filter_map(|(index, one)| start_up::of_warm(scenario, index, one));
    let plain = |words| Sentence::new(Tone::Plain).text(words);
    sentences.extend(warm.take(MOST_WARM).map(plain));
    sentences.extend(start_up::of_run(scenario, result).map(plain));
    sentences.extend(of_latency(result));
    sentences.push(of_concurrency(scenario, result));
    sentences.extend(of_provisioned(result));
    let verdicts = objectives::evaluate(&scenario.slo, result);
    sentences.extend(of_objectives(&verdicts));
    sentences.extend(of_cost(&bills(scenario, result)));
    sentences
}

fn of_throttling(scenario: &Scenario, result: &RunResult) -> Vec<Sentence> {
    let totals = result.totals();
    let periods = periods::dated(result, None);
    let mut sentences = vec![headline(scenario, result, &totals, &periods)];
    if totals.throttles() == 0 {
        return sentences;
    }
    if periods.len() > 1 {
        sentences.extend(periods::most_severe(scenario, result, &periods));
    }
    let refused = causes(scenario, result.functions.iter().map(|f| f.totals));
    if refused.len() > 1 {
        sentences.push(by_cause(scenario, &totals, &refused));
    }
    sentences.extend(worst_function(result));
    sentences
}

/// The sentence that a reader takes away.
fn headline(
    scenario: &Scenario,
    result: &RunResult,
    totals: &Counts,
    periods: &[Period],
) -> Sentence {
    let when = match result.warm_up.is_zero() {
        true => "",
        false => " after the warm-up",
    };
    if totals.attempts == 0 {
        return Sentence::new(Tone::Plain).text(format!("No request arrived{when}."));
    }
    if totals.throttles() == 0 && totals.errors > 0 {
        return Sentence::new(Tone::Bad)
            .text(format!("Nothing was throttled{when}, but "))
            .count("/account/errors", totals.errors)
            .text(" of ")
            .counted("/account/attempts", totals.attempts, "attempt", "attempts")
            .text(" failed with a server error (5xx).");
    }
    if totals.throttles() == 0 {
        return Sentence::new(Tone::Good)
            .text(format!(
                "Nothing was throttled{when}: no limit refused any of the "
            ))
            .counted("/account/attempts", totals.attempts, "attempt", "attempts")
            .text(".");
    }
    let mut sentence = Sentence::new(Tone::Bad).text("Throttled");
    let refused = causes(scenario, result.functions.iter().map(|f| f.totals));
    sentence = sentence.text(periods::when(periods, result.simulated.as_secs_f64()));
    if let [only] = periods {
        sentence = sentence.over(only);
    }
    let limit = match &refused[..] {
        [(cause, _)] => format!(": {} was the limit, ", cause.words(scenario)),
        [] => ": ".to_owned(),
        [(cause, most), rest @ ..] => {
            let others = rest.iter().take_while(|(_, count)| count == most);
            let others: Vec<_> = others.map(|(cause, _)| cause.words(scenario)).collect();
            let first = cause.words(scenario);
            match others.len() {
                0 => format!(": {first} was the main limit, "),
                tied if tied == rest.len() => {
                    format!(": {first} and {} were the limits, ", others.join(" and "))
                }
                _ => format!(
                    ": {first} and {} were the main limits, ",
                    others.join(" and ")
                ),
            }
        }
    };
    let were = if totals.throttles() == 1 {
        "was"
    } else {
        "were"
    };
    sentence
        .text(limit)
        .count("/account/throttles", totals.throttles())
        .text(" of ")
        .counted("/account/attempts", totals.attempts, "attempt", "attempts")
        .text(format!("{when} {were} refused ("))
        .share("/account/throttle_rate", totals.throttle_rate())
        .text(").")
}

fn by_cause(scenario: &Scenario, totals: &Counts, refused: &[(Cause, u64)]) -> Sentence {
    let mut sentence = Sentence::new(Tone::Plain).text("Refused by ");
    let all = totals.throttles() as f64;
    for (index, (cause, count)) in refused.iter().enumerate() {
        let glue = if index > 0 { "; by " } else { "" };
        sentence = sentence
            .text(format!("{glue}{}: ", cause.name(scenario)))
            .text(thousands(*count))
            .text(format!(" ({})", percent(*count as f64 / all)));
    }
    sentence.text(".")
}

/// The function of which most was refused, where there are several.
fn worst_function(result: &RunResult) -> Option<Sentence> {
    if result.functions.len() < 2 {
        return None;
    }
    let functions = result.functions.iter().enumerate();
    let (index, worst) = functions.max_by_key(|(_, function)| function.totals.throttles())?;
    let totals = &worst.totals;
    let as_many = |function: &&FunctionResult| function.totals.throttles() == totals.throttles();
    // Of equals none was refused most.
    if result.functions.iter().filter(as_many).count() > 1 {
        return None;
    }
    let key = |name: &str| format!("/functions/{index}/{name}");
    Some(
        Sentence::new(Tone::Bad)
            .text(format!("{} was refused most: ", escaped(&worst.name)))
            .count(&key("throttles"), totals.throttles())
            .text(" of its ")
            .counted(&key("attempts"), totals.attempts, "attempt", "attempts")
            .text(" (")
            .share(&key("throttle_rate"), totals.throttle_rate())
            .text(")."),
    )
}

/// How many attempts an outage failed.
fn failed(sentence: Sentence, totals: &Counts) -> Sentence {
    sentence
        .counted("/account/errors", totals.errors, "attempt", "attempts")
        .text(" failed with a server error (5xx)")
}

fn of_requests(result: &RunResult) -> Option<Sentence> {
    let totals = result.totals();
    let open: u64 = result.functions.iter().map(|f| f.open_at_end).sum();
    // Without throttles the headline says what failed.
    let fails = totals.errors > 0 && totals.throttles() > 0;
    if totals.given_up == 0 && open == 0 && !fails {
        return None;
    }
    let tone = if totals.given_up > 0 || fails {
        Tone::Bad
    } else {
        Tone::Plain
    };
    let mut sentence = Sentence::new(tone)
        .text("Of ")
        .counted("/account/requests", totals.arrivals, "request", "requests")
        .text(", ")
        .count("/account/given_up", totals.given_up)
        .text(" given up, ")
        .count("/account/open_at_end", open)
        .text(" still open at the end");
    if fails {
        sentence = failed(sentence.text("; "), &totals);
    }
    Some(sentence.text("."))
}

fn of_cold_starts(result: &RunResult) -> Option<Sentence> {
    let totals = result.totals();
    if totals.invocations == 0 {
        return None;
    }
    Some(
        Sentence::new(Tone::Plain)
            .counted(
                "/account/cold_starts",
                totals.cold_starts,
                "cold start",
                "cold starts",
            )
            .text(" (")
            .share("/account/cold_start_rate", totals.cold_start_rate())
            .text(" of ")
            .counted(
                "/account/invocations",
                totals.invocations,
                "invocation",
                "invocations",
            )
            .text(")."),
    )
}

fn of_latency(result: &RunResult) -> Option<Sentence> {
    let latency = result.latency();
    let p50 = latency.quantile_ms(0.5)?;
    let p99 = latency.quantile_ms(0.99)?;
    Some(
        Sentence::new(Tone::Plain)
            .text("Half of the requests were answered within ")
            .millis("/account/latency_ms/p50", p50)
            .text(", 99 % within ")
            .millis("/account/latency_ms/p99", p99)
            .text(", the slowest in ")
            .millis("/account/latency_ms/max", latency.max_ms()?)
            .text("."),
    )
}

fn of_concurrency(scenario: &Scenario, result: &RunResult) -> Sentence {
    Sentence::new(Tone::Plain)
        .text("At most ")
        .count("/account/concurrency/max", result.account.concurrency.max)
        .text(format!(
            " in flight at once, of {} that the account allows.",
            thousands(u64::from(scenario.region.account_concurrency.get()))
        ))
}

fn of_provisioned(result: &RunResult) -> Vec<Sentence> {
    let provisioned: Vec<_> = result
        .functions
        .iter()
        .filter(|f| f.has_provisioned)
        .collect();
    let unlisted = provisioned.len().saturating_sub(MOST_PROVISIONED);
    let sentences = provisioned.iter().take(MOST_PROVISIONED).map(|function| {
        let (allocated, busy) = provisioned_use(result, function);
        let mut text = format!(
            "Provisioned concurrency of {}: at most ",
            escaped(&function.name)
        );
        text.push_str(&match busy > allocated {
            // They were more than could be used when the warm-up ended.
            true => format!(
                "{} environments were busy at once, some of them beyond the {} allocated",
                thousands(busy),
                thousands(allocated)
            ),
            false => format!(
                "{} of {} environments were busy at once",
                thousands(busy),
                thousands(allocated)
            ),
        });
        let never = allocated.saturating_sub(busy);
        if never > 0 {
            text.push_str(&format!(", {} never needed", thousands(never)));
        }
        if let Some(share) = billed_share(result, function) {
            text.push_str(&format!(
                "; invocations on it were billed for {} of the time that it was allocated",
                percent(share)
            ));
        }
        Sentence::new(Tone::Plain).text(text + ".")
    });
    let more = (unlisted > 0).then(|| {
        let functions = plural(unlisted as u64, "function", "functions");
        Sentence::new(Tone::Plain).text(format!("{functions} more with provisioned concurrency."))
    });
    sentences.chain(more).collect()
}

/// Most environments allocated at once, and most of them busy, after the warm-up; of an interval in which
/// the warm-up ended the peak before counts, too.
pub(super) fn provisioned_use(result: &RunResult, function: &FunctionResult) -> (u64, u64) {
    let ended = SimTime::ZERO + result.warm_up;
    let counted = function.intervals.iter();
    let counted = counted.filter(|row| row.start + result.interval > ended);
    let (allocated, busy) = counted.fold((0, 0), |(allocated, busy), row| {
        (
            row.provisioned_allocated.max(allocated),
            row.provisioned_busy_max.max(busy),
        )
    });
    // A row has what is allocated at its end only, which need not be the most.
    let changing = function.provisioned.as_ref();
    let allocated = changing.map_or(allocated, |changing| changing.allocated.max);
    (allocated, busy)
}

/// Billed time of the invocations on provisioned concurrency, as a share of the time for which it was
/// allocated; `None` where the allocation changed, for its length within an interval is not known, or
/// where invocations in flight at the end, which count whole, take it above all.
fn billed_share(result: &RunResult, function: &FunctionResult) -> Option<f64> {
    let rows = &function.intervals;
    let allocated = rows.first()?.provisioned_allocated;
    if allocated == 0
        || rows
            .iter()
            .any(|row| row.provisioned_allocated != allocated)
    {
        return None;
    }
    let measured = (result.simulated - result.warm_up).as_secs_f64();
    let share = function.billed.provisioned_ms as f64 / 1000.0 / (allocated as f64 * measured);
    (0.0..=1.0).contains(&share).then_some(share)
}

fn of_objectives(verdicts: &[Verdict]) -> Vec<Sentence> {
    // The missed ones first, each group in its order.
    let (met, missed): (Vec<_>, Vec<_>) = verdicts.iter().partition(|verdict| verdict.met);
    let listed = missed.iter().chain(&met).take(MOST_LISTED);
    let mut sentences: Vec<Sentence> = listed.map(|verdict| objective(verdict)).collect();
    if verdicts.len() > MOST_LISTED {
        sentences.push(Sentence::new(Tone::Plain).text(format!(
            "Of {} objectives, {} missed.",
            thousands(verdicts.len() as u64),
            thousands(missed.len() as u64)
        )));
    }
    sentences
}

fn objective(verdict: &Verdict) -> Sentence {
    let metric = verdict.objective.measure;
    let value = measured(verdict);
    let (tone, met) = match verdict.met {
        true => (Tone::Good, "met"),
        false => (Tone::Bad, "missed"),
    };
    let (key, function) = (metric.key(), escaped(&verdict.function));
    let wanted = &verdict.objective;
    Sentence::new(tone).text(format!(
        "Objective {met}: {key} {wanted} in {function}, measured {value}."
    ))
}

fn of_cost(bills: &Bills) -> Option<Sentence> {
    let mut sentence = Sentence::new(Tone::Plain)
        .text("The run costs ")
        .money("/account/cost/total", bills.run.total());
    if let Some(month) = &bills.month {
        sentence = sentence
            .text(", a month like it ")
            .money("/account/cost/monthly/total", month.total());
    }
    Some(sentence.text("."))
}
