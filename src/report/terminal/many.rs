//! The summary of replications: every figure with half the width of its 95 % interval.

use super::names::shortened;
use super::{FAILED, cause, cost, quantifier, sla, warm_up};
use crate::billing::{Item, Period, bills};
use crate::measures::Unit;
use crate::report::Hints;
use crate::report::format::{escaped, plural, span, thousands};
use crate::report::notation;
use crate::report::render::text::Medium;
use crate::report::replications::{Replications, precision_in_words};
use crate::scenario::Scenario;
use crate::study::SampleVerdict;

/// Two columns of figures with their widths fit 80 columns.
const FUNCTIONS_PER_TABLE: usize = 2;

/// One row: what it is called, where the summary holds it, and its unit.
type Row = (&'static str, &'static str, Unit);

const ROWS: [Row; 18] = [
    ("requests", "requests", Unit::Count),
    ("served", "served", Unit::Count),
    ("given up", "given_up", Unit::Count),
    ("open at the end", "open_at_end", Unit::Count),
    ("attempts", "attempts", Unit::Count),
    ("throttled", "throttles", Unit::Count),
    ("- share of attempts", "throttle_rate", Unit::Share),
    ("- by the scaling quota", "throttles_scaling", Unit::Count),
    ("- by concurrency", "throttles_concurrency", Unit::Count),
    ("- by requests/s", "throttles_rate", Unit::Count),
    (FAILED, "errors", Unit::Count),
    ("cold starts", "cold_starts", Unit::Count),
    ("- share of invocations", "cold_start_rate", Unit::Share),
    ("latency p50", "latency_ms/p50", Unit::Milliseconds),
    ("latency p99", "latency_ms/p99", Unit::Milliseconds),
    ("in flight, most", "in_flight/max", Unit::Count),
    ("environments, most", "environments/max", Unit::Count),
    ("cost", "cost/total", Unit::Usd),
];

/// Title, a column per function, what the replications found in words, cost, precision, objectives.
pub(in crate::report) fn table(
    scenario: &Scenario,
    replications: &Replications,
    hints: &Hints,
    medium: Medium,
) -> String {
    let gap = medium.gap();
    let mut text = heading(scenario, replications, medium);
    let functions: Vec<usize> = (0..scenario.functions.len()).collect();
    for functions in functions.chunks(FUNCTIONS_PER_TABLE) {
        text.push_str(gap);
        text.push_str(&columns(scenario, replications, functions, medium));
    }
    text.push_str(gap);
    for index in 0..scenario.functions.len() {
        text.push_str(&medium.sentence(&finding(scenario, replications, index)));
    }
    text.push_str(gap);
    text.push_str(&cost(scenario, replications, medium));
    text.push_str(&sla::of_replications(scenario, replications, medium));
    if let Some(words) = precision_in_words(replications, hints) {
        text.push_str(&format!("{gap}{}", medium.sentence(&words)));
    }
    let verdicts = replications.sample().judge();
    if !verdicts.is_empty() {
        text.push_str(gap);
        text.extend(verdicts.iter().map(|one| medium.sentence(&judgement(one))));
    }
    text
}

fn heading(scenario: &Scenario, replications: &Replications, medium: Medium) -> String {
    let result = replications.sample().first();
    let measured = (result.simulated - result.warm_up).as_secs_f64();
    let runs = format!(
        "{}, {} replications of {}{}",
        scenario.region.name,
        thousands(replications.count()),
        span(measured),
        warm_up(result),
    );
    let how = "mean ± half the width of its 95 % interval";
    medium.title(&scenario.title) + &medium.sentence(&runs) + &medium.sentence(how)
}

fn columns(
    scenario: &Scenario,
    replications: &Replications,
    functions: &[usize],
    medium: Medium,
) -> String {
    let names = functions
        .iter()
        .map(|&index| shortened(&scenario.functions[index].name));
    let rows = ROWS.iter().filter(|(name, ..)| {
        // Only outages make attempts fail.
        *name != FAILED || !scenario.region.outages.is_empty()
    });
    let rows = rows.map(|(name, key, unit)| {
        let values = functions.iter().map(|index| {
            let estimate = replications.estimate(&format!("/functions/{index}/{key}"));
            estimate.map_or_else(
                || "-".to_owned(),
                |estimate| notation::estimate(&estimate, *unit),
            )
        });
        std::iter::once((*name).to_owned()).chain(values).collect()
    });
    medium.table(std::iter::once(String::new()).chain(names), rows, 1)
}

/// The cost of all functions together.
fn cost(scenario: &Scenario, replications: &Replications, medium: Medium) -> String {
    // Which lines there are, and whose prices, is the same in all replications.
    let bills = bills(scenario, replications.sample().first());
    cost::table(scenario, &bills, medium, |period, item| {
        let month = match period {
            Period::Run => "",
            Period::Month => "monthly/",
        };
        let key = item.map_or("total", Item::key);
        let estimate = replications.estimate(&format!("/account/cost/{month}{key}"));
        estimate.map_or_else(
            || "-".to_owned(),
            |estimate| notation::estimate(&estimate, Unit::Usd),
        )
    })
}

/// What happened to a function over all replications, in a sentence that is true of every result.
fn finding(scenario: &Scenario, replications: &Replications, index: usize) -> String {
    let settings = &scenario.functions[index];
    let name = escaped(&settings.name);
    let count = thousands(replications.count());
    let (totals, throttled_in) = replications.totals(index);
    if totals.arrivals == 0 {
        return format!("{name} received no requests in any of {count} replications.");
    }
    if totals.throttles() == 0 {
        let starts = plural(totals.cold_starts, "cold start", "cold starts");
        return format!(
            "{name} was never throttled in {count} replications; they had {starts} in all."
        );
    }
    let rate = replications.estimate(&format!("/functions/{index}/throttle_rate"));
    let share = rate.map_or_else(
        || "-".to_owned(),
        |rate| notation::estimate(&rate, Unit::Share),
    );
    let often = match throttled_in == replications.count() {
        true => format!("in each of {count} replications some were"),
        false => format!(
            "in {} of {count} replications some were",
            thousands(throttled_in)
        ),
    };
    format!(
        "{name}: {share} of its attempts were throttled on average, {} by {}; {often}.",
        quantifier(&totals),
        cause(scenario, &totals, settings.reserved_concurrency),
    )
}

pub(super) fn judgement(verdict: &SampleVerdict) -> String {
    let measure = verdict.objective.measure;
    let value = match &verdict.value {
        Some(value) => notation::estimate(value, measure.unit()),
        None => "nothing to measure".to_owned(),
    };
    let met = if verdict.met { "met   " } else { "MISSED" };
    let doubt = match verdict.certain {
        true => "",
        false => "; not certain: the interval straddles the limit",
    };
    let (key, function) = (measure.key(), escaped(&verdict.function));
    format!(
        "SLO {met} {key} {} in {function}: {value}{doubt}",
        verdict.objective
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::Measure;
    use crate::report::fixture;
    use crate::study::Goal;

    fn replications(goal: Option<Goal>) -> Replications {
        let (scenario, first) = (fixture::scenario(), fixture::small());
        let mut second = first.clone();
        second.functions[0].totals.throttles_scaling += 1;
        second.functions[0].totals.attempts += 1;
        let mut replications = Replications::new(&scenario, first, goal).unwrap();
        replications.add(&scenario, &second).unwrap();
        replications
    }

    #[test]
    fn the_summary_of_replications_reads_well() {
        insta::assert_snapshot!(table(
            &fixture::scenario(),
            &replications(None),
            &Hints::PLAIN,
            Medium::Terminal
        ));
    }

    #[test]
    fn a_goal_that_was_missed_is_named_with_its_width() {
        let goal = Goal {
            relative: 0.05,
            metrics: vec![Measure::ThrottleRate],
            most: 2,
        };
        let words = precision_in_words(&replications(Some(goal.clone())), &Hints::PLAIN).unwrap();
        assert!(
            words.starts_with("NOT precise to 5 % after 2 replications"),
            "{words}"
        );
        assert!(words.contains("throttle_rate of checkout is ± "), "{words}");
        let relative = 100.0;
        let words = precision_in_words(
            &replications(Some(Goal { relative, ..goal })),
            &Hints::PLAIN,
        )
        .unwrap();
        assert!(words.starts_with("Precise to 10000 % after 2"), "{words}");
    }
}
