//! A comparison as data: `comparison.csv`, `comparison.json`, `timeseries.csv` and `queues.csv`.
//!
//! It knows comparisons; it must not know how differences are judged.

use crate::billing::{Item, Usd};
use crate::measures::{Measure, Unit};
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::platforms;
use crate::report::cells;
use crate::report::figures::estimate;
use crate::report::notation;
use crate::report::replications::judgement;
use crate::study::Scope;
use crate::study::compare::{Comparison, Finding, Waiting};

/// What one event adds to a month beyond what is usual, as data files call it.
const EVENT_COST: &str = "event_cost_usd";

/// Writes `comparison.csv`: a row for each variant, function (the account, without a name, first)
/// and metric. Of the baseline the cells of the difference are empty, and so are those of what an event costs; of the
/// lines of the bill and of `slo_met` there is a mean alone.
pub(super) fn write(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record([
        "variant",
        "function",
        "metric",
        "mean",
        "ci_low",
        "ci_high",
        "n",
        "difference",
        "difference_low",
        "difference_high",
        "significant",
        "finding",
    ])?;
    for (index, variant) in comparison.variants.iter().enumerate() {
        for (scope, metric) in rows(comparison) {
            let Some(mean) = comparison.estimate(index, scope, metric) else {
                continue;
            };
            let difference = comparison.difference(index, scope, metric);
            let significant = difference.map(|one| (one.finding == Finding::Differs).to_string());
            let [value, low, high] = notation::cells(metric.unit(), Some(mean));
            let [off, off_low, off_high] =
                notation::cells(metric.unit(), difference.map(|one| one.estimate));
            csv.write_record([
                cells::name(&variant.name),
                cells::name(name_of(comparison, scope)),
                metric.column().to_owned(),
                value,
                low,
                high,
                cells::count(mean.n),
                off,
                off_low,
                off_high,
                significant.unwrap_or_default(),
                difference.map_or_else(String::new, |one| one.finding.key().to_owned()),
            ])?;
        }
        for (metric, value) in bills_and_objectives(comparison, index) {
            let name = cells::name(&variant.name);
            let head = [name, String::new(), metric, value];
            let nothing = std::iter::repeat_n(String::new(), 5);
            let count = cells::count(comparison.replications());
            let interval = [String::new(), String::new(), count];
            csv.write_record(head.into_iter().chain(interval).chain(nothing))?;
        }
        if let Some(cost) = comparison.event_cost(index) {
            let [value, low, high] = notation::cells(Unit::Usd, Some(cost));
            let name = cells::name(&variant.name);
            let head = [name, String::new(), EVENT_COST.to_owned(), value, low, high];
            let nothing = std::iter::repeat_n(String::new(), 5);
            csv.write_record(
                head.into_iter()
                    .chain([cells::count(cost.n)])
                    .chain(nothing),
            )?;
        }
    }
    csv.flush()
}

/// What a variant is billed for by item, and whether it meets its objectives (1 or 0): means without an interval.
fn bills_and_objectives(
    comparison: &Comparison,
    index: usize,
) -> impl Iterator<Item = (String, String)> + '_ {
    let cost = |prefix: &'static str| {
        move |(item, amount): (Item, f64)| {
            let metric = format!("{prefix}cost_{}_usd", item.key());
            (amount > 0.0).then(|| (metric, cells::usd(Usd::new(amount))))
        }
    };
    let run = comparison.run_by_item(index).filter_map(cost(""));
    let month = comparison.month_by_item(index).filter_map(cost("monthly_"));
    let verdicts = comparison.judge(index);
    let met = (!verdicts.is_empty()).then(|| verdicts.iter().all(|verdict| verdict.met));
    let met = met.map(|met| ("slo_met".to_owned(), cells::count(met.into())));
    run.chain(month).chain(met)
}

/// A bill by item, without those that cost nothing.
fn by_item(items: impl Iterator<Item = (Item, f64)>) -> Map<String, Value> {
    let billed = items.filter(|(_, amount)| *amount > 0.0);
    let billed = billed.map(|(item, amount)| {
        let amount = cells::json_usd(Usd::new(amount));
        (item.key().to_owned(), json!(amount))
    });
    billed.collect()
}

fn rows(comparison: &Comparison) -> impl Iterator<Item = (Scope, Measure)> + use<> {
    let scopes = comparison.scopes();
    scopes.flat_map(|scope| Measure::COMPARED.map(|metric| (scope, metric)))
}

/// The account has no name.
fn name_of(comparison: &Comparison, scope: Scope) -> &str {
    match scope {
        Scope::Function(index) => comparison.functions().get(index).map_or("", String::as_str),
        Scope::Account => "",
    }
}

/// Writes `timeseries.csv`: by variant, time and function (the account, without a name, first), each
/// number a mean over the replications.
pub(super) fn write_series(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let columns = Measure::OVER_TIME.map(Measure::series_column);
    csv.write_record(["variant", "time_s", "function"].iter().chain(&columns))?;
    for (index, variant) in comparison.variants.iter().enumerate() {
        let series = comparison.series(index);
        let scopes: Vec<_> = comparison
            .scopes()
            .map(|scope| {
                let means = Measure::OVER_TIME.map(|quantity| series.mean(scope, quantity));
                (cells::name(name_of(comparison, scope)), means)
            })
            .collect();
        let variant = cells::name(&variant.name);
        for (row, start) in comparison.starts().iter().enumerate() {
            for (name, means) in &scopes {
                let values = means.iter().map(|mean| {
                    let value = mean.as_ref().and_then(|mean| mean.get(row));
                    value.map_or_else(String::new, |value| cells::fraction(*value))
                });
                let head = [variant.clone(), cells::time(*start), name.clone()];
                csv.write_record(head.into_iter().chain(values))?;
            }
        }
    }
    csv.flush()
}

/// Writes `queues.csv`: what waits in queues by variant, time and function with a queue (the account, without a name,
/// first), each number a mean over the replications.
pub(super) fn write_waiting(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record([
        "variant",
        "time_s",
        "function",
        "backlog_max",
        "oldest_age_s",
    ])?;
    for (index, variant) in comparison.variants.iter().enumerate() {
        let series = comparison.waiting(index);
        let variant = cells::name(&variant.name);
        let scopes: Vec<(String, Vec<Waiting>)> = comparison
            .scopes()
            .map(|scope| {
                let name = cells::name(name_of(comparison, scope));
                (name, series.means(scope).collect())
            })
            .collect();
        for (row, start) in comparison.starts().iter().enumerate() {
            for (name, rows) in &scopes {
                if let Some(waiting) = rows.get(row) {
                    csv.write_record([
                        variant.clone(),
                        cells::time(*start),
                        name.clone(),
                        cells::fraction(waiting.backlog),
                        cells::fraction(waiting.oldest_age_s),
                    ])?;
                }
            }
        }
    }
    csv.flush()
}

/// The contents of `comparison.json`.
pub(super) fn json(comparison: &Comparison) -> Value {
    let Some(baseline) = comparison.variants.first() else {
        return Value::Null;
    };
    let scenario = &baseline.scenario;
    json!({
        "scenario": scenario.name,
        "title": scenario.title,
        "seed": scenario.seed,
        "version": env!("CARGO_PKG_VERSION"),
        "simulated_s": scenario.duration.as_secs_f64(),
        "warm_up_s": scenario.warm_up.as_secs_f64(),
        "replications": comparison.replications(),
        "looks": comparison.looks().all(),
        "baseline": baseline.name,
        "same_requests": comparison.same_requests(),
        "significance": "Holm's procedure at 5 % over all differences of the account, or of one function, and over all looks",
        "variants": (0..comparison.variants.len())
            .map(|index| variant(comparison, index))
            .collect::<Vec<_>>(),
    })
}

fn variant(comparison: &Comparison, index: usize) -> Value {
    let variant = &comparison.variants[index];
    let region = &variant.scenario.region;
    let settings = variant.settings.iter().cloned();
    let settings: Map<String, Value> = settings.map(|(key, value)| (key, json!(value))).collect();
    let first = comparison.first_like(index);
    let same_as = (first != index).then(|| comparison.variants[first].name.clone());
    let verdicts = comparison.judge(index);
    let met = (!verdicts.is_empty()).then(|| verdicts.iter().all(|verdict| verdict.met));
    let functions = comparison.scopes().filter(|scope| *scope != Scope::Account);
    // One that the variant lacks has nothing measured.
    let own = |scope: &Scope| {
        let mut names = variant
            .scenario
            .functions
            .iter()
            .map(|function| &function.name);
        names.any(|name| name == name_of(comparison, *scope))
    };
    let functions = functions.filter(own).map(|scope| {
        let mut tree = metrics(comparison, index, scope);
        tree["name"] = json!(name_of(comparison, scope));
        tree
    });
    let scenario = &variant.scenario;
    let mut tree = json!({
        "name": variant.name,
        "same_as": same_as,
        "scenario": scenario.name,
        "seed": scenario.seed,
        "scale": scenario.scale,
        "simulated_s": scenario.duration.as_secs_f64(),
        "settings": settings,
        "region": region.name,
        "scaling": region.scaling.key(),
        "burst": region.scaling.burst().get(),
        "ramp_per_minute": region.scaling.ramp_per_minute().get(),
        "slo_met": met,
        "slo": verdicts.iter().map(judgement).collect::<Vec<_>>(),
        "cost_stand_ins": comparison.stand_ins(index).iter().map(|item| item.key()).collect::<Vec<_>>(),
        "cost_by_item_usd": by_item(comparison.run_by_item(index)),
        "account": metrics(comparison, index, Scope::Account),
        "functions": functions.collect::<Vec<_>>(),
    });
    let month = by_item(comparison.month_by_item(index));
    if !month.is_empty() {
        tree["monthly_cost_by_item_usd"] = Value::Object(month);
    }
    if let Some(platform) = platforms::variant_json(comparison, index) {
        tree["on_platform"] = platform;
    }
    if let Some(cost) = comparison.event_cost(index) {
        let usual = variant
            .usual
            .and_then(|usual| comparison.variants.get(usual));
        tree["event"] = json!({
            "events_per_month": scenario.billing.events_per_month,
            "usual": usual.map(|usual| &usual.name),
            EVENT_COST: estimate(&cost),
        });
    }
    tree
}

fn metrics(comparison: &Comparison, index: usize, scope: Scope) -> Value {
    let metric = |metric: Measure| {
        let mut tree = estimate(&comparison.estimate(index, scope, metric)?);
        if let Some(difference) = comparison.difference(index, scope, metric) {
            tree["difference"] = estimate(&difference.estimate);
            tree["significant"] = json!(difference.finding == Finding::Differs);
            tree["finding"] = json!(difference.finding.key());
        }
        Some((metric.column().to_owned(), tree))
    };
    Value::Object(Measure::COMPARED.into_iter().filter_map(metric).collect())
}
