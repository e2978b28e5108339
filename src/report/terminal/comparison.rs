//! A comparison for the terminal: what each variant does, how it differs from the baseline, and which
//! of that is beyond noise, in 80 columns.

mod words;

use crate::measures::{Measure, Unit};
use crate::report::document::Language;
use crate::report::notation;
use unicode_width::UnicodeWidthStr;

use crate::catalog::{STAND_IN_REGION, prices_date};
use crate::report::comparison::variants::{self, Shown};
use crate::report::format::{escaped, span, thousands, wrapped};
use crate::report::render::text::Medium;
use crate::report::stories::judged;
use crate::study::Estimate;
use crate::study::compare::{Comparison, Finding};
use words::SCOPE;

/// Longer names leave the table of figures no room, and go on in the line below.
const LONGEST_NAME: usize = 14;
/// The same for the heads of differences.
const LONGEST_HEAD: usize = 24;
/// Two columns of differences with their widths fit 80 columns.
const VARIANTS_PER_TABLE: usize = 2;
/// In front of a difference that may be chance.
const NOISE: &str = "≈";
/// In front of one that the replications are too few to tell from chance.
const TOO_FEW: &str = "?";

/// Heading, figures of each variant, differences, and what they come to in words.
pub(in crate::report) fn table(comparison: &Comparison, medium: Medium) -> String {
    let gap = medium.gap();
    let shown = labels(comparison);
    let mut text = heading(comparison, &shown, medium);
    text.push_str(gap);
    text.push_str(&figures(comparison, &shown, medium));
    let full = variants::shown(comparison);
    let [baseline, others @ ..] = &shown[..] else {
        return text;
    };
    if !others.is_empty() {
        text.push_str(gap);
        text.push_str(&medium.sentence(&format!(
            "Difference to {}, mean ± half the width of its paired 95 % interval",
            baseline.name
        )));
    }
    for others in others.chunks(VARIANTS_PER_TABLE) {
        text.push_str(gap);
        text.push_str(&differences(comparison, others, medium));
    }
    text.push_str(gap);
    for sentence in sentences(comparison) {
        text.push_str(&medium.sentence(&sentence));
    }
    text.push_str(gap);
    for note in notes(comparison) {
        text.push_str(&medium.sentence(&note));
    }
    let missed = missed(comparison, &full);
    if !missed.is_empty() {
        text.push_str(gap);
    }
    text.extend(missed.iter().map(|one| medium.sentence(one)));
    text
}

/// Which variants are alike, and what differs beyond noise, a sentence for each that differs from the
/// baseline, with their full names.
pub(in crate::report) fn sentences(comparison: &Comparison) -> Vec<String> {
    let name = |index: usize| {
        let variant = comparison.variants.get(index);
        variant.map_or_else(String::new, |variant| escaped(&variant.name))
    };
    let distinct: Vec<usize> = comparison.distinct().collect();
    let others = distinct.iter().skip(1);
    let differ = others.map(|&other| words::sentence(comparison, [&name(0), &name(other)], other));
    let mut sentences = variants::alike(comparison);
    sentences.extend(differ);
    sentences
}

/// What variants are called in the tables: by their names where those are short, and else by their values
/// alone.
fn labels(comparison: &Comparison) -> Vec<Shown> {
    let names = variants::shown(comparison);
    let mut all = names.iter().flat_map(|one| &one.all);
    match all.all(|name| name.width() <= LONGEST_NAME) {
        true => names,
        false => variants::shown_by_values(comparison),
    }
}

fn heading(comparison: &Comparison, shown: &[Shown], medium: Medium) -> String {
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
    if shown != variants::shown(comparison) {
        let keys = baseline.settings.iter().map(|(key, _)| escaped(key));
        let keys = keys.collect::<Vec<_>>().join(", ");
        text.push_str(&medium.sentence(&format!("Each variant by its {keys}")));
    }
    text
}

/// The columns of the table of figures.
const COLUMNS: [Measure; 6] = [
    Measure::ThrottleRate,
    Measure::ColdStartRate,
    Measure::LatencyP99,
    Measure::EnvironmentsMax,
    Measure::Cost,
    Measure::MonthlyCost,
];

/// A row for each variant.
fn figures(comparison: &Comparison, shown: &[Shown], medium: Medium) -> String {
    let has = |metric| {
        let mut variants = 0..comparison.variants.len();
        variants.any(|index| comparison.estimate(index, SCOPE, metric).is_some())
    };
    // A month takes the place of the run that it is extrapolated from.
    let wanted = |measure: &Measure| match *measure {
        Measure::Cost => !has(Measure::MonthlyCost),
        measure => has(measure),
    };
    let columns: Vec<Measure> = COLUMNS.into_iter().filter(wanted).collect();
    let judged = !comparison.judge(0).is_empty();
    let heads = columns
        .iter()
        .map(|&measure| Language::English.words(measure).short)
        .chain(judged.then_some("SLO"));
    let width = columns.len() + usize::from(judged);
    let rows = shown.iter().flat_map(|one| {
        let index = one.index;
        let cells = columns.iter().map(|&measure| {
            let estimate = comparison.estimate(index, SCOPE, measure);
            let unit = measure.unit();
            let mark = match unit {
                Unit::Usd if is_stand_in(comparison, index) => "*",
                _ => "",
            };
            estimate.map_or_else(
                || "-".to_owned(),
                |one| format!("{}{mark}", notation::plain(unit, one.mean)),
            )
        });
        let met = judged.then(|| match comparison.judge(index).iter().all(|one| one.met) {
            true => "met".to_owned(),
            false => "MISSED".to_owned(),
        });
        let cells: Vec<String> = cells.chain(met).collect();
        let mut lines = lines(one, LONGEST_NAME, medium).into_iter();
        let label = lines.next().unwrap_or_default();
        let row = std::iter::once(label).chain(cells).collect();
        let below = lines.map(|line| {
            let empty = std::iter::repeat_n(String::new(), width);
            std::iter::once(line).chain(empty).collect()
        });
        std::iter::once(row)
            .chain(below)
            .collect::<Vec<Vec<String>>>()
    });
    medium.table(std::iter::once("").chain(heads), rows, 1)
}

/// The names of a variant, and of those that are alike, in lines of a column of the terminal; Markdown wraps by
/// itself.
fn lines(shown: &Shown, columns: usize, medium: Medium) -> Vec<String> {
    let wrap = |name: &String| -> Vec<String> {
        wrapped(name, columns).lines().map(str::to_owned).collect()
    };
    match medium {
        Medium::Terminal => shown.all.iter().flat_map(wrap).collect(),
        Medium::Markdown => vec![shown.name.clone()],
    }
}

/// Whether another Region's price stands in for a variant or for one that is alike.
fn is_stand_in(comparison: &Comparison, index: usize) -> bool {
    let mut alike = comparison.alike(index);
    alike.any(|one| !comparison.stand_ins(one).is_empty())
}

/// A column for each of `others`.
fn differences(comparison: &Comparison, others: &[Shown], medium: Medium) -> String {
    let names = others.iter().map(|one| lines(one, LONGEST_HEAD, medium));
    let names: Vec<Vec<String>> = names.collect();
    let height = names.iter().map(Vec::len).max().unwrap_or(1);
    let head = |line: usize| {
        let parts = names
            .iter()
            .map(move |lines| lines.get(line).cloned().unwrap_or_default());
        std::iter::once(String::new()).chain(parts)
    };
    let mut rows: Vec<Vec<String>> = (1..height).map(|line| head(line).collect()).collect();
    for metric in Measure::COMPARED {
        let found = others
            .iter()
            .map(|one| comparison.difference(one.index, SCOPE, metric));
        let found: Vec<_> = found.collect();
        let is_dull = metric == Measure::Requests && comparison.same_requests();
        if is_dull || found.iter().all(Option::is_none) {
            continue;
        }
        let cells = found.iter().map(|difference| match difference {
            None => "-".to_owned(),
            Some(one) if one.finding == Finding::Equal => "equal".to_owned(),
            Some(one) => {
                let mark = match one.finding {
                    Finding::Noise => NOISE,
                    Finding::TooFew => TOO_FEW,
                    Finding::Equal | Finding::Differs => "",
                };
                format!("{mark} {}", signed(&one.estimate, metric.unit()))
                    .trim()
                    .to_owned()
            }
        });
        let name = Language::English.words(metric).name;
        let name = match metric.unit() {
            Unit::Share => format!("{name}, % points"),
            _ => name.to_owned(),
        };
        rows.push(std::iter::once(name).chain(cells).collect());
    }
    medium.table(head(0), rows, 1)
}

/// A difference with its sign; that of shares in percentage points.
fn signed(estimate: &Estimate, unit: Unit) -> String {
    let sign = if estimate.mean < 0.0 { "-" } else { "+" };
    if unit == Unit::Share && estimate.half_width == 0.0 {
        return format!("{sign}{}", words::points(estimate.mean.abs()));
    }
    let size = Estimate {
        mean: estimate.mean.abs() * unit.factor(),
        half_width: estimate.half_width * unit.factor(),
        n: estimate.n,
    };
    let unit = match unit {
        Unit::Share => Unit::Count,
        other => other,
    };
    format!("{sign}{}", notation::estimate(&size, unit))
}

/// How to read the differences, and what must be known of the prices.
fn notes(comparison: &Comparison) -> Vec<String> {
    let others = || comparison.distinct().skip(1);
    let differences = || {
        let metrics = |index| {
            Measure::COMPARED
                .into_iter()
                .map(move |metric| (index, metric))
        };
        let pairs = others().flat_map(metrics);
        pairs.filter_map(|(index, metric)| comparison.difference(index, SCOPE, metric))
    };
    let found = |finding| differences().any(|one| one.finding == finding);
    let mut notes = Vec::new();
    if others().next().is_some() {
        let mut marks = String::new();
        if found(Finding::Noise) {
            marks.push_str(&format!("{NOISE} no significant difference. "));
        }
        if found(Finding::TooFew) {
            marks.push_str(&format!(
                "{TOO_FEW} too few replications to tell: more could. "
            ));
        }
        notes.push(format!(
            "{marks}All {} differences are judged together (Holm's procedure, 5 %); each interval stands for \
             itself.",
            differences().count()
        ));
    }
    let is_less = |index: usize, metric, sign: f64| {
        let difference = comparison.difference(index, SCOPE, metric);
        difference
            .is_some_and(|one| one.finding == Finding::Differs && one.estimate.mean * sign < 0.0)
    };
    if others()
        .any(|index| is_less(index, Measure::Cost, 1.0) && is_less(index, Measure::GivenUp, -1.0))
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
fn missed(comparison: &Comparison, shown: &[Shown]) -> Vec<String> {
    let mut missed = Vec::new();
    for one in shown {
        let verdicts = comparison.judge(one.index);
        let verdicts = verdicts.iter().filter(|verdict| !verdict.met);
        missed.extend(verdicts.map(|verdict| format!("{}: {}", one.name, judged(verdict))));
    }
    missed
}

#[cfg(test)]
mod tests;
