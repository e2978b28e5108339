//! A sweep for the terminal: the whole of a small one, else where each metric is lowest and highest.

use crate::catalog::{STAND_IN_REGION, prices_date};
use crate::measures::{Measure, Unit};
use crate::report::document::Language;
use crate::report::format::{escaped, plural, thousands, wrapped};
use crate::report::notation;
use crate::report::render::text::{Medium, WIDTH};
use crate::study::Scope;
use crate::study::sweep::{Kind, Sweep};

/// More points than these are not listed.
const LISTED: usize = 24;
/// Longer names of keys leave the table no room: keys are numbered then.
const LONGEST_NAME: usize = 14;
/// More columns do not fit 80 signs.
const MOST_COLUMNS: usize = 6;

/// Heading, figures, which points meet the objectives, and what must be known of the prices.
pub(in crate::report) fn table(sweep: &Sweep, metrics: &[Measure]) -> String {
    let labels = labels(sweep);
    let mut text = heading(sweep, &labels);
    text.push('\n');
    let is_small = sweep.points.len() <= LISTED && sweep.keys.len() + metrics.len() <= MOST_COLUMNS;
    match is_small {
        true => text.push_str(&listed(sweep, metrics, &labels)),
        false => text.push_str(&extremes(sweep, metrics)),
    }
    for words in [objectives(sweep), notes(sweep, metrics)]
        .into_iter()
        .flatten()
    {
        text.push_str(&format!("\n{}\n", wrapped(&words, WIDTH)));
    }
    text
}

/// The end of each key where ends are short and differ; else a number.
fn labels(sweep: &Sweep) -> Vec<String> {
    let end = |key: &String| escaped(key.rsplit('.').next().unwrap_or_default());
    let ends: Vec<String> = sweep.keys.iter().map(end).collect();
    let mut distinct = ends.clone();
    distinct.sort();
    distinct.dedup();
    let short = ends.iter().all(|end| end.chars().count() <= LONGEST_NAME);
    match short && distinct.len() == ends.len() {
        true => ends,
        false => (1..=ends.len())
            .map(|number| format!("key {number}"))
            .collect(),
    }
}

fn heading(sweep: &Sweep, labels: &[String]) -> String {
    let kind = match sweep.kind {
        Kind::Grid => "a grid",
        Kind::LatinHypercube => "a Latin hypercube",
    };
    let runs = format!(
        "{} in {kind}, the same random numbers at each; means of {}, of the whole account",
        plural(sweep.points.len() as u64, "point", "points"),
        plural(sweep.replications, "replication", "replications"),
    );
    let title = wrapped(&escaped(&sweep.first.title), WIDTH);
    let mut text = format!("{title}\n{}\n", wrapped(&runs, WIDTH));
    for (label, key) in labels.iter().zip(&sweep.keys) {
        text.push_str(&format!(
            "{}\n",
            wrapped(&format!("{label}: {}", escaped(key)), WIDTH)
        ));
    }
    text
}

fn mean(sweep: &Sweep, point: usize, metric: Measure) -> Option<f64> {
    let estimate = sweep.estimate(point, Scope::Account, metric);
    estimate.map(|one| one.mean)
}

/// A row for each point.
fn listed(sweep: &Sweep, metrics: &[Measure], labels: &[String]) -> String {
    let judged = sweep
        .points
        .iter()
        .any(|point| point.outcome.slo_met.is_some());
    let heads = metrics
        .iter()
        .map(|&metric| Language::English.words(metric).short.to_owned());
    let slo = judged.then(|| "SLO".to_owned());
    let heads = labels.iter().cloned().chain(heads).chain(slo);
    let rows = sweep.points.iter().enumerate().map(|(index, point)| {
        let values = point.values.iter().cloned();
        let cells = metrics.iter().map(|&metric| {
            let value = mean(sweep, index, metric);
            value.map_or_else(
                || "-".to_owned(),
                |value| notation::plain(metric.unit(), value),
            )
        });
        let met = point.outcome.slo_met.map(|met| match met {
            true => "met".to_owned(),
            false => "MISSED".to_owned(),
        });
        values.chain(cells).chain(met).collect()
    });
    Medium::Terminal.table(heads, rows, 0)
}

/// Where a metric is lowest, or highest.
pub(in crate::report) struct End {
    /// The first of such points.
    pub(in crate::report) point: usize,
    pub(in crate::report) value: f64,
    /// Points with the same value beside it.
    pub(in crate::report) others: u64,
}

/// Where a metric is lowest and where it is highest; `None` where it was never measured.
pub(in crate::report) fn extremes_of(sweep: &Sweep, metric: Measure) -> Option<[End; 2]> {
    let values =
        (0..sweep.points.len()).filter_map(|point| Some((point, mean(sweep, point, metric)?)));
    let values: Vec<(usize, f64)> = values.collect();
    let all = || values.iter().copied();
    let lowest = all().reduce(|a, b| if b.1 < a.1 { b } else { a })?;
    let highest = all().reduce(|a, b| if b.1 > a.1 { b } else { a })?;
    let end = |(point, value): (usize, f64)| End {
        point,
        value,
        others: all().filter(|one| one.1 == value).count() as u64 - 1,
    };
    Some([end(lowest), end(highest)])
}

/// For each metric its lowest and its highest point; of equals the first.
fn extremes(sweep: &Sweep, metrics: &[Measure]) -> String {
    let mut text = String::new();
    for &metric in metrics {
        let Some([lowest, highest]) = extremes_of(sweep, metric) else {
            text.push_str(&format!("{}: nothing to measure\n", metric.column()));
            continue;
        };
        for (which, end) in [("lowest", lowest), ("highest", highest)] {
            let more = match end.others {
                0 => String::new(),
                others => format!(", and {} more points", thousands(others)),
            };
            let line = format!(
                "{:<12} {which:<8} {:>10}  {}{more}",
                Language::English.words(metric).short,
                notation::plain(metric.unit(), end.value),
                place(sweep, end.point),
            );
            text.push_str(&format!("{}\n", wrapped(&line, WIDTH)));
        }
    }
    text
}

/// The end of a key, or all of it where another ends alike.
pub(in crate::report) fn short(sweep: &Sweep, key: usize) -> String {
    let end = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
    let whole = sweep.keys.get(key).map_or("", String::as_str);
    let alike = sweep.keys.iter().filter(|other| end(other) == end(whole));
    match alike.count() {
        1 => escaped(&end(whole)),
        _ => escaped(whole),
    }
}

/// The values of a point.
pub(in crate::report) fn place(sweep: &Sweep, point: usize) -> String {
    let values = sweep.points[point].values.iter();
    let pairs = sweep.keys.iter().enumerate().zip(values);
    let pairs = pairs.map(|((key, _), value)| format!("{}={}", short(sweep, key), escaped(value)));
    pairs.collect::<Vec<_>>().join(" ")
}

/// How many points meet the objectives, and which of these costs least.
pub(in crate::report) fn objectives(sweep: &Sweep) -> Option<String> {
    let judged = sweep
        .points
        .iter()
        .filter(|one| one.outcome.slo_met.is_some());
    if judged.count() == 0 {
        return None;
    }
    let meets = |&point: &usize| sweep.points[point].outcome.slo_met == Some(true);
    let meeting: Vec<usize> = (0..sweep.points.len()).filter(meets).collect();
    let total = sweep.points.len() as u64;
    if meeting.is_empty() {
        return Some(format!(
            "None of the {} meets the objectives.",
            plural(total, "point", "points")
        ));
    }
    let metric = match sweep.first.billing.monthly {
        true => Measure::MonthlyCost,
        false => Measure::Cost,
    };
    let costs = meeting
        .iter()
        .filter_map(|&point| Some((point, mean(sweep, point, metric)?)));
    let cheapest = costs.reduce(|a, b| if b.1 < a.1 { b } else { a });
    let cheapest = cheapest.map_or_else(String::new, |(point, cost)| {
        let (place, cost) = (place(sweep, point), notation::plain(metric.unit(), cost));
        format!("; the cheapest of them, at {cost}: {place}")
    });
    Some(format!(
        "{} of {} meet the objectives{cheapest}.",
        thousands(meeting.len() as u64),
        plural(total, "point", "points")
    ))
}

/// What must be known of the prices.
pub(in crate::report) fn notes(sweep: &Sweep, metrics: &[Measure]) -> Option<String> {
    let is_cost = |metric: &Measure| metric.unit() == Unit::Usd;
    if !metrics.iter().any(is_cost) {
        return None;
    }
    let mut note = format!(
        "List prices of {} unless the scenario sets them.",
        prices_date()
    );
    if sweep.points.iter().any(|point| point.outcome.has_stand_ins) {
        note.push_str(&format!(
            " At some points a price of the Region's own is not known: that of {STAND_IN_REGION} stands \
             in (cost_has_stand_ins in sweep.json)."
        ));
    }
    Some(note)
}
