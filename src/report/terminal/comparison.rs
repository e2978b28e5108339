//! A comparison for the terminal: what each variant does, how it differs from the baseline, and which
//! of that is beyond noise, in 80 columns.

mod words;

use super::many::{Unit, judgement, shown};
use super::names::shortened;
use crate::catalog::{STAND_IN_REGION, prices_date};
use crate::report::format::{escaped, milliseconds, percent, span, thousands};
use crate::report::medium::Medium;
use crate::study::Estimate;
use crate::study::compare::{Comparison, Finding, Metric};
use words::{SCOPE, dollars, whole};

/// Longer names leave the table no room: variants are numbered then.
const LONGEST_NAME: usize = 14;
/// Two columns of differences with their widths fit 80 columns.
const VARIANTS_PER_TABLE: usize = 2;
/// In front of a difference that may be chance.
const NOISE: &str = "≈";

/// Heading, figures of each variant, differences, and what they come to in words.
pub(in crate::report) fn table(comparison: &Comparison, medium: Medium) -> String {
    let gap = medium.gap();
    let labels = labels(comparison);
    let mut text = heading(comparison, &labels, medium);
    text.push_str(gap);
    text.push_str(&figures(comparison, &labels, medium));
    let others: Vec<usize> = (1..comparison.variants.len()).collect();
    if let Some(baseline) = labels.first() {
        text.push_str(gap);
        text.push_str(&medium.sentence(&format!(
            "Difference to {baseline}, mean ± half the width of its paired 95 % interval"
        )));
    }
    for others in others.chunks(VARIANTS_PER_TABLE) {
        text.push_str(gap);
        text.push_str(&differences(comparison, &labels, others, medium));
    }
    text.push_str(gap);
    for other in others {
        text.push_str(&medium.sentence(&words::sentence(comparison, &labels, other)));
    }
    text.push_str(gap);
    for note in notes(comparison) {
        text.push_str(&medium.sentence(&note));
    }
    let missed = missed(comparison, &labels);
    if !missed.is_empty() {
        text.push_str(gap);
    }
    text.extend(missed.iter().map(|one| medium.sentence(one)));
    text
}

/// What differs beyond noise, a sentence for each variant but the baseline, with their full names.
pub(in crate::report) fn sentences(comparison: &Comparison) -> Vec<String> {
    let variants = comparison.variants.iter();
    let names: Vec<String> = variants.map(|variant| escaped(&variant.name)).collect();
    let others = 1..names.len();
    others
        .map(|other| words::sentence(comparison, &names, other))
        .collect()
}

/// What variants are called in the tables.
fn labels(comparison: &Comparison) -> Vec<String> {
    let names = || {
        comparison
            .variants
            .iter()
            .map(|variant| escaped(&variant.name))
    };
    if names().all(|name| name.chars().count() <= LONGEST_NAME) {
        return names().collect();
    }
    (1..=comparison.variants.len())
        .map(|number| format!("variant {number}"))
        .collect()
}

fn heading(comparison: &Comparison, labels: &[String], medium: Medium) -> String {
    let Some(baseline) = comparison.variants.first() else {
        return String::new();
    };
    let scenario = &baseline.scenario;
    let measured = scenario.duration - scenario.warm_up;
    let requests = match comparison.same_requests() {
        true => "the same requests in each",
        false => "NOT the same requests in each: the traffic differs",
    };
    let runs = format!(
        "{} variants, {requests}; means of {} replications of {}",
        comparison.variants.len(),
        thousands(comparison.replications()),
        span(measured.as_secs_f64()),
    );
    let mut text = medium.title(&scenario.title) + &medium.sentence(&runs);
    for (variant, label) in comparison.variants.iter().zip(labels) {
        let name = escaped(&variant.name);
        if *label != name {
            text.push_str(&medium.sentence(&format!("{label}: {name}")));
        }
    }
    text
}

/// A column: its heading, the metric, and how its mean is shown.
type Column = (&'static str, Metric, fn(f64) -> String);

const COLUMNS: [Column; 6] = [
    ("throttled", Metric::ThrottleRate, percent),
    ("cold starts", Metric::ColdStartRate, percent),
    ("p99", Metric::LatencyP99, milliseconds),
    ("environments", Metric::EnvironmentsMax, whole),
    ("cost", Metric::Cost, dollars),
    ("a month", Metric::MonthlyCost, dollars),
];

/// A row for each variant.
fn figures(comparison: &Comparison, labels: &[String], medium: Medium) -> String {
    let variants = 0..comparison.variants.len();
    let has = |metric| {
        let mut variants = variants.clone();
        variants.any(|index| comparison.estimate(index, SCOPE, metric).is_some())
    };
    // A month takes the place of the run that it is extrapolated from.
    let wanted = |column: &&Column| match column.1 {
        Metric::Cost => !has(Metric::MonthlyCost),
        metric => has(metric),
    };
    let columns: Vec<&Column> = COLUMNS.iter().filter(wanted).collect();
    let judged = !comparison.judge(0).is_empty();
    let heads = columns
        .iter()
        .map(|column| column.0)
        .chain(judged.then_some("SLO"));
    let rows = variants.map(|index| {
        let cells = columns.iter().map(|(_, metric, show)| {
            let estimate = comparison.estimate(index, SCOPE, *metric);
            let mark = match metric {
                Metric::Cost | Metric::MonthlyCost if is_stand_in(comparison, index) => "*",
                _ => "",
            };
            estimate.map_or_else(|| "-".to_owned(), |one| format!("{}{mark}", show(one.mean)))
        });
        let met = judged.then(|| match comparison.judge(index).iter().all(|one| one.met) {
            true => "met".to_owned(),
            false => "MISSED".to_owned(),
        });
        let label = std::iter::once(labels[index].clone());
        label.chain(cells).chain(met).collect()
    });
    medium.table(std::iter::once("").chain(heads), rows, 1)
}

fn is_stand_in(comparison: &Comparison, index: usize) -> bool {
    !comparison.stand_ins(index).is_empty()
}

/// A row of differences: what it is called, the metric, its unit and a factor.
type Row = (&'static str, Metric, Unit, f64);

const ROWS: [Row; 12] = [
    ("requests", Metric::Requests, Unit::Count, 1.0),
    (
        "throttled, % points",
        Metric::ThrottleRate,
        Unit::Count,
        100.0,
    ),
    ("throttled attempts", Metric::Throttles, Unit::Count, 1.0),
    (
        "cold starts, % points",
        Metric::ColdStartRate,
        Unit::Count,
        100.0,
    ),
    ("cold starts", Metric::ColdStarts, Unit::Count, 1.0),
    ("given up", Metric::GivenUp, Unit::Count, 1.0),
    ("latency p50", Metric::LatencyP50, Unit::Milliseconds, 1.0),
    ("latency p99", Metric::LatencyP99, Unit::Milliseconds, 1.0),
    ("in flight, most", Metric::InFlightMax, Unit::Count, 1.0),
    (
        "environments, most",
        Metric::EnvironmentsMax,
        Unit::Count,
        1.0,
    ),
    ("cost", Metric::Cost, Unit::Usd, 1.0),
    ("cost of a month", Metric::MonthlyCost, Unit::Usd, 1.0),
];

/// A column for each of `others`.
fn differences(
    comparison: &Comparison,
    labels: &[String],
    others: &[usize],
    medium: Medium,
) -> String {
    let names = others.iter().map(|&index| shortened(&labels[index]));
    let mut rows = Vec::new();
    for (name, metric, unit, factor) in ROWS {
        let found = others
            .iter()
            .map(|&index| comparison.difference(index, SCOPE, metric));
        let found: Vec<_> = found.collect();
        let is_dull = metric == Metric::Requests && comparison.same_requests();
        if is_dull || found.iter().all(Option::is_none) {
            continue;
        }
        let cells = found.iter().map(|difference| match difference {
            None => "-".to_owned(),
            Some(one) if one.finding == Finding::Equal => "equal".to_owned(),
            Some(one) => {
                let mark = if one.finding == Finding::Noise {
                    NOISE
                } else {
                    ""
                };
                format!("{mark} {}", signed(&one.estimate, unit, factor))
                    .trim()
                    .to_owned()
            }
        });
        rows.push(std::iter::once(name.to_owned()).chain(cells).collect());
    }
    medium.table(std::iter::once(String::new()).chain(names), rows, 1)
}

/// A difference with its sign.
fn signed(estimate: &Estimate, unit: Unit, factor: f64) -> String {
    let sign = if estimate.mean < 0.0 { "-" } else { "+" };
    if factor != 1.0 && estimate.half_width == 0.0 {
        return format!("{sign}{}", words::points(estimate.mean.abs()));
    }
    let size = Estimate {
        mean: estimate.mean.abs() * factor,
        half_width: estimate.half_width * factor,
        n: estimate.n,
    };
    format!("{sign}{}", shown(&size, unit))
}

/// How to read the differences, and what must be known of the prices.
fn notes(comparison: &Comparison) -> Vec<String> {
    let others = || 1..comparison.variants.len();
    let differences = || {
        let metrics = |index| Metric::ALL.into_iter().map(move |metric| (index, metric));
        let pairs = others().flat_map(metrics);
        pairs.filter_map(|(index, metric)| comparison.difference(index, SCOPE, metric))
    };
    let noisy = differences().any(|one| one.finding == Finding::Noise);
    let mark = if noisy {
        format!("{NOISE} not beyond noise. ")
    } else {
        String::new()
    };
    let mut notes = vec![format!(
        "{mark}All {} differences are judged together (Holm's procedure, 5 %); each interval \
         stands for itself.",
        differences().count()
    )];
    let is_less = |index: usize, metric, sign: f64| {
        let difference = comparison.difference(index, SCOPE, metric);
        difference
            .is_some_and(|one| one.finding == Finding::Differs && one.estimate.mean * sign < 0.0)
    };
    if others()
        .any(|index| is_less(index, Metric::Cost, 1.0) && is_less(index, Metric::GivenUp, -1.0))
    {
        notes.push(
            "Requests that are given up are not billed: cheaper may mean turned away.".to_owned(),
        );
    }
    notes.push(format!(
        "List prices of {} unless the scenario sets them.",
        prices_date()
    ));
    if (0..comparison.variants.len()).any(|index| is_stand_in(comparison, index)) {
        notes.push(format!(
            "* A price of the Region's own is not known: that of {STAND_IN_REGION} stands in; \
             region.prices sets it."
        ));
    }
    notes
}

/// The objectives that variants miss.
fn missed(comparison: &Comparison, labels: &[String]) -> Vec<String> {
    let mut missed = Vec::new();
    for (index, label) in labels.iter().enumerate() {
        let verdicts = comparison.judge(index);
        let verdicts = verdicts.iter().filter(|verdict| !verdict.met);
        missed.extend(verdicts.map(|verdict| format!("{label}: {}", judgement(verdict))));
    }
    missed
}

#[cfg(test)]
mod tests;
