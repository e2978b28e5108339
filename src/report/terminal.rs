//! The summary of a run for the terminal: a table, the verdicts, and plain sentences.
//!
//! It fits 80 columns and needs no colour. It knows results and how figures look; it prints
//! nothing.

pub(super) mod comparison;
mod cost;
pub(super) mod many;
mod names;
mod room;
pub(super) mod schedule;
pub(super) mod size;
mod sla;
mod sparkline;
pub(super) mod steady;
pub(super) mod sweep;
pub(super) mod target;

use super::format::{escaped, milliseconds, percent, plural, span, thousands};
use super::notation::measured;
use super::provisioned;
use super::render::text::Medium;
use super::start_up;
use super::stories::findings::periods;
use crate::billing::bills;
use crate::metrics::{Counts, FunctionResult, RunResult, Verdict};
use crate::scenario::{Concurrency, Function, ScalingRule, Scenario};
use names::shortened;

/// Functions side by side as long as the table fits the width.
const FUNCTIONS_PER_TABLE: usize = 3;
/// The summary: title, a column per function, what the run found in words, its cost, the objectives.
pub(super) fn table(
    scenario: &Scenario,
    result: &RunResult,
    verdicts: &[Verdict],
    medium: Medium,
) -> String {
    let gap = medium.gap();
    let mut text = heading(scenario, result, medium);
    if let Some(lines) = sparkline::section(result, medium) {
        text.push_str(&format!("{gap}{lines}"));
    }
    for functions in result.functions.chunks(FUNCTIONS_PER_TABLE) {
        text.push_str(gap);
        text.push_str(&columns(scenario, functions, medium));
    }
    text.push_str(gap);
    let functions = result.functions.iter().zip(&scenario.functions);
    for (index, (function, settings)) in functions.enumerate() {
        let when = when(result, index);
        text.push_str(&medium.sentence(&finding(scenario, function, settings, &when)));
        for sentence in provisioned::sentences(function) {
            text.push_str(&medium.sentence(&sentence));
        }
        if let Some(recorded) = settings.recorded_cold_starts(scenario.duration) {
            text.push_str(&medium.sentence(&comparison(function, recorded)));
        }
        let warm = start_up::of_warm(scenario, index, function);
        text.extend(warm.map(|words| medium.sentence(&words)));
    }
    let begun = start_up::of_run(scenario, result);
    text.extend(begun.map(|words| medium.sentence(&words)));
    text.push_str(gap);
    let bills = bills(scenario, result);
    text.push_str(&cost::section(scenario, &bills, medium));
    text.push_str(&sla::section(scenario, result, &bills, medium));
    if !verdicts.is_empty() {
        text.push_str(gap);
        text.extend(verdicts.iter().map(|one| medium.sentence(&judgement(one))));
    }
    text
}

fn heading(scenario: &Scenario, result: &RunResult, medium: Medium) -> String {
    let measured = result.simulated - result.warm_up;
    let simulated = span(measured.as_secs_f64());
    let account = format!(
        "{}, {simulated} simulated{}; at most {} in flight of {} allowed",
        scenario.region.name,
        warm_up(result),
        thousands(result.account.concurrency.max),
        thousands(u64::from(scenario.region.account_concurrency.get())),
    );
    let mut heading = medium.title(&scenario.title) + &medium.sentence(&account);
    if result.functions.len() > 1 {
        heading.push_str(&medium.sentence(&all_functions(&result.totals())));
    }
    heading
}

/// The totals of several functions, in words.
fn all_functions(totals: &Counts) -> String {
    format!(
        "All functions: {}, {} of {} throttled, {}.",
        plural(totals.arrivals, "request", "requests"),
        part(totals.throttles(), totals.attempts),
        plural(totals.attempts, "attempt", "attempts"),
        plural(totals.cold_starts, "cold start", "cold starts"),
    )
}

/// A warm-up in words: what follows is without it.
fn warm_up(result: &RunResult) -> String {
    if result.warm_up.is_zero() {
        return String::new();
    }
    let warm_up = span(result.warm_up.as_secs_f64());
    format!(" after a warm-up of {warm_up}, which is not counted")
}

/// One row of the table: what it is called, and what it says of a function.
type Row = (&'static str, fn(&FunctionResult) -> String);

/// Which only outages bring about: elsewhere there is no such row.
const FAILED: &str = "failed (5xx)";

const ROWS: [Row; 17] = [
    ("requests", |f| thousands(f.totals.arrivals)),
    ("served", |f| part(f.totals.completions, f.totals.arrivals)),
    ("given up", |f| part(f.totals.given_up, f.totals.arrivals)),
    ("open at the end", |f| thousands(f.open_at_end)),
    ("attempts", |f| thousands(f.totals.attempts)),
    ("throttled", |f| {
        part(f.totals.throttles(), f.totals.attempts)
    }),
    ("- by the scaling quota", |f| {
        thousands(f.totals.throttles_scaling)
    }),
    ("- by concurrency", |f| {
        thousands(f.totals.throttles_concurrency)
    }),
    ("- by requests/s", |f| thousands(f.totals.throttles_rate)),
    (FAILED, |f| part(f.totals.errors, f.totals.attempts)),
    ("cold starts", |f| {
        part(f.totals.cold_starts, f.totals.invocations)
    }),
    ("on provisioned", |f| match f.has_provisioned {
        true => part(f.totals.provisioned_invocations, f.totals.invocations),
        false => "-".to_owned(),
    }),
    ("latency p50", |f| latency(f.latency.quantile_ms(0.50))),
    ("latency p99", |f| latency(f.latency.quantile_ms(0.99))),
    ("latency, longest", |f| latency(f.latency.max_ms())),
    ("in flight, most", |f| thousands(f.in_flight.max)),
    ("environments, most", |f| thousands(f.environments.max)),
];

fn columns(scenario: &Scenario, functions: &[FunctionResult], medium: Medium) -> String {
    let names = functions.iter().map(|function| shortened(&function.name));
    let rows = ROWS.iter().filter(|(name, _)| {
        // Only outages make attempts fail.
        *name != FAILED || !scenario.region.outages.is_empty()
    });
    let rows = rows.map(|(name, value)| {
        let values = functions.iter().map(value);
        std::iter::once((*name).to_owned()).chain(values).collect()
    });
    medium.table(std::iter::once(String::new()).chain(names), rows, 1)
}

/// A count with its share of a whole.
fn part(count: u64, whole: u64) -> String {
    if count == 0 || whole == 0 {
        return thousands(count);
    }
    format!(
        "{} ({})",
        thousands(count),
        percent(count as f64 / whole as f64)
    )
}

fn latency(ms: Option<f64>) -> String {
    ms.map_or_else(|| "-".to_owned(), milliseconds)
}

/// When a function was throttled: from when to when, or how often and when worst; nothing where no times
/// are true of every throttle.
fn when(result: &RunResult, index: usize) -> String {
    let end = result.simulated.as_secs_f64();
    let periods = periods::dated(result, Some(index));
    let when = periods::when(&periods, end);
    match &periods[..] {
        // The most severe comes first.
        [worst, _, ..] => {
            let share = percent(worst.count() as f64 / worst.counts.attempts.max(1) as f64);
            let span = periods::span(worst, end);
            format!("{when} (the most severe from {span}: {share})")
        }
        _ => when,
    }
}

/// What happened to a function, in a sentence that is true of every result.
fn finding(
    scenario: &Scenario,
    function: &FunctionResult,
    settings: &Function,
    when: &str,
) -> String {
    let name = escaped(&function.name);
    let totals = &function.totals;
    if totals.arrivals == 0 {
        return format!("{name} received no requests.");
    }
    if totals.throttles() == 0 {
        let starts = plural(totals.cold_starts, "cold start", "cold starts");
        return format!("{name} was never throttled and had {starts}.");
    }
    let share = percent(totals.throttle_rate());
    let lost = match totals.given_up {
        0 => "no request was given up".to_owned(),
        given_up => {
            let were = if given_up == 1 { "was" } else { "were" };
            format!(
                "{} {were} given up",
                plural(given_up, "request", "requests")
            )
        }
    };
    format!(
        "{name}: {share} of its attempts were throttled{when}, {} by {}; {lost}.",
        quantifier(totals),
        cause(scenario, totals, settings.reserved_concurrency),
    )
}

/// Predicted against recorded cold starts, for a function whose trace records them.
fn comparison(function: &FunctionResult, recorded: u64) -> String {
    format!(
        "{}: {} predicted, {} recorded in its trace.",
        escaped(&function.name),
        plural(function.totals.cold_starts, "cold start", "cold starts"),
        thousands(recorded)
    )
}

fn quantifier(totals: &Counts) -> &'static str {
    let most = totals
        .throttles_scaling
        .max(totals.throttles_concurrency)
        .max(totals.throttles_rate);
    match totals.throttles() {
        all if most == all => "all",
        all if most > all / 2 => "most",
        _ => "the largest part",
    }
}

/// The limit that refused most.
fn cause(scenario: &Scenario, totals: &Counts, reserved: Option<Concurrency>) -> &'static str {
    let Counts {
        throttles_scaling,
        throttles_concurrency,
        throttles_rate,
        ..
    } = *totals;
    if throttles_scaling >= throttles_concurrency.max(throttles_rate) {
        match scenario.region.scaling {
            ScalingRule::RegionalBurst { .. } => "the Region's scaling quota",
            ScalingRule::PerFunction { .. } => "its own scaling quota",
        }
    } else if throttles_rate > throttles_concurrency {
        "a requests-per-second limit"
    } else if reserved.is_some() {
        "its reserved concurrency"
    } else {
        "the account's concurrency limit"
    }
}

fn judgement(verdict: &Verdict) -> String {
    let metric = verdict.objective.measure;
    let value = measured(verdict);
    let met = if verdict.met { "met" } else { "MISSED" };
    let (key, function) = (metric.key(), escaped(&verdict.function));
    format!(
        "SLO {met:6} {key} {} in {function}: {value}",
        verdict.objective
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::objectives;
    use crate::report::fixture;

    fn shown() -> String {
        let (scenario, result) = (fixture::scenario(), fixture::small());
        table(
            &scenario,
            &result,
            &objectives::evaluate(&scenario.slo, &result),
            Medium::Terminal,
        )
    }

    #[test]
    fn the_summary_reads_well() {
        insta::assert_snapshot!(shown());
    }

    #[test]
    fn it_fits_80_columns_whatever_the_names() {
        let (mut scenario, mut result) = (fixture::scenario(), fixture::small());
        for index in 0..result.functions.len() {
            let name = format!(
                "{}-{index}",
                "a-very-long-name-that-nobody-should-use".repeat(4)
            );
            scenario.functions[index].name.clone_from(&name);
            result.functions[index].name = name;
        }
        scenario.title = "a title of many words ".repeat(9);
        let text = table(
            &scenario,
            &result,
            &objectives::evaluate(&scenario.slo, &result),
            Medium::Terminal,
        );
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(80), "{widest:?} columns:\n{text}");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let (scenario, mut result) = (fixture::scenario(), fixture::small());
        result.functions[0].name = "\x1b[2Jboo\r".to_owned();
        assert!(!table(&scenario, &result, &[], Medium::Terminal).contains(['\x1b', '\r']));
    }

    #[test]
    fn each_finding_is_true() {
        let mut function = fixture::small().functions.remove(0);
        let mut settings = fixture::function("f");
        function.name = "f".to_owned();
        let scenario = fixture::scenario();
        let mut said = |totals: Counts, reserved: Option<u32>| {
            function.totals = totals;
            settings.reserved_concurrency = reserved.and_then(Concurrency::new);
            finding(&scenario, &function, &settings, "")
        };
        let served = Counts {
            arrivals: 100,
            attempts: 100,
            invocations: 100,
            ..Counts::default()
        };
        assert_eq!(said(Counts::default(), None), "f received no requests.");
        assert_eq!(
            said(
                Counts {
                    cold_starts: 1,
                    ..served
                },
                None
            ),
            "f was never throttled and had 1 cold start."
        );
        assert_eq!(
            said(
                Counts {
                    throttles_scaling: 10,
                    given_up: 1,
                    invocations: 90,
                    ..served
                },
                None
            ),
            "f: 10.0 % of its attempts were throttled, all by the Region's scaling quota; \
             1 request was given up."
        );
        let mixed = Counts {
            throttles_concurrency: 12,
            throttles_rate: 3,
            ..served
        };
        assert_eq!(
            said(mixed, None),
            "f: 15.0 % of its attempts were throttled, most by the account's concurrency limit; \
             no request was given up."
        );
        assert!(said(mixed, Some(5)).contains("most by its reserved concurrency"));
        let spread = Counts {
            throttles_concurrency: 4,
            throttles_rate: 5,
            throttles_scaling: 3,
            ..served
        };
        assert!(said(spread, None).contains("the largest part by a requests-per-second limit"));
    }

    #[test]
    fn the_scaling_quota_belongs_to_whom_the_rule_says() {
        let totals = Counts {
            throttles_scaling: 1,
            ..Counts::default()
        };
        let said = |scenario: &Scenario| cause(scenario, &totals, None);
        assert_eq!(said(&fixture::scenario()), "the Region's scaling quota");
        assert_eq!(said(&fixture::per_function()), "its own scaling quota");
    }
}
