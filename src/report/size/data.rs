//! A sizing as data: `size.csv` and `size.json`.
//!
//! It knows sizings; it must not know how they are judged.

use crate::measures::Measure;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::report::cells;
use crate::report::figures::estimate;
use crate::report::notation;
use crate::scenario::Scenario;
use crate::study::size::{Judged, Point, Sizing};
use crate::study::statistics::CONFIDENCE;

/// The values with a name of their own, with those names.
fn marked(sizing: &Sizing) -> Vec<(&'static str, u32)> {
    let reference = if sizing.plan.is_provisioned() {
        "none"
    } else {
        "as_it_is"
    };
    let marks = [
        (reference, sizing.reference),
        ("answer", Some(sizing.answer.value)),
        ("cheapest", sizing.cheapest),
        ("rule_of_thumb", sizing.rule_of_thumb),
    ];
    let known = marks
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    known.collect()
}

/// Writes `size.csv`: a row for each value of the curve, each figure with the ends of its interval.
pub(super) fn write(sizing: &Sizing, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let key = sizing.plan.setting.name();
    let head = [key, "mark", "verdict", "replications"];
    let has = |measure| sizing.curve.iter().any(|one| one.figure(measure).is_some());
    let measures = notation::shown(Measure::SIZED, has);
    let columns = measures.iter().copied().flat_map(notation::heads);
    csv.write_record(head.map(str::to_owned).into_iter().chain(columns))?;
    for point in &sizing.curve {
        let marks = marked(sizing).into_iter();
        let marks = marks.filter(|(_, value)| *value == point.value);
        let marks: Vec<_> = marks.map(|(name, _)| name).collect();
        let head = [
            point.value.to_string(),
            marks.join(" "),
            point.verdict().key().to_owned(),
            cells::count(point.replications),
        ];
        let figures = measures
            .iter()
            .flat_map(|&figure| notation::cells(figure.unit(), point.figure(figure)));
        csv.write_record(head.into_iter().chain(figures))?;
    }
    csv.flush()
}

/// The contents of `size.json`.
pub(super) fn json(scenario: &Scenario, sizing: &Sizing) -> Value {
    let answer = sizing.answer;
    let larger_account = sizing.larger_account.map(|larger| {
        json!({
            "provisioned_concurrency": larger.value,
            "account_concurrency": larger.account_concurrency,
        })
    });
    let found = json!({
        "quantity": sizing.plan.setting.name(),
        "met": answer.met,
        "confidence": CONFIDENCE,
        "certain": sizing.is_certain(),
        "least_possible": answer.least_possible,
        "largest_possible": sizing.plan.upper,
        "larger_account": larger_account,
        "replications": sizing.replications,
        "search_runs": sizing.search_runs,
        "runs": sizing.runs,
        "complete": sizing.is_whole,
        "peak_in_flight": sizing.peak,
    });
    let mut tree = headed(scenario, sizing.plan.function, found);
    let key = sizing.plan.setting.name();
    if let Some(point) = sizing.point(answer.value) {
        tree.extend(candidate_of(key, point));
    }
    let candidates = marked(sizing).into_iter().filter_map(|(name, value)| {
        let point = sizing.point(value)?;
        Some((name.to_owned(), Value::Object(candidate_of(key, point))))
    });
    let candidates = Value::Object(candidates.collect());
    tree.insert("candidates".to_owned(), candidates);
    let curve = sizing.curve.iter().map(|point| candidate_of(key, point));
    let curve = curve.map(Value::Object);
    tree.insert("curve".to_owned(), curve.collect());
    Value::Object(tree)
}

/// What was found for a function, behind what was asked: the head of every `size.json`.
pub(super) fn headed(scenario: &Scenario, function: usize, found: Value) -> Map<String, Value> {
    let function = scenario.functions.get(function);
    let asked = json!({
        "scenario": scenario.name,
        "title": scenario.title,
        "seed": scenario.seed,
        "version": env!("CARGO_PKG_VERSION"),
        "simulated_s": scenario.duration.as_secs_f64(),
        "warm_up_s": scenario.warm_up.as_secs_f64(),
        "function": function.map(|function| &function.name),
    });
    let parts = [asked, found].into_iter();
    let parts = parts.filter_map(|part| match part {
        Value::Object(keys) => Some(keys),
        _ => None,
    });
    parts.flatten().collect()
}

/// A value of provisioned concurrency with what is known of it.
pub(super) fn candidate(point: &Point) -> Map<String, Value> {
    candidate_of("provisioned_concurrency", point)
}

/// A value of what is sized, by its key, with what is known of it.
fn candidate_of(key: &str, point: &Point) -> Map<String, Value> {
    let metric = |figure: Measure| {
        let value = point.figure(figure)?;
        Some((figure.column().to_owned(), estimate(&value)))
    };
    let metrics: Map<_, _> = Measure::SIZED.into_iter().filter_map(metric).collect();
    let cost = point.figure(Measure::MonthlyCost);
    [
        (key, json!(point.value)),
        ("verdict", json!(point.verdict().key())),
        ("replications", json!(point.replications)),
        ("objectives", point.judged.iter().map(judged).collect()),
        ("metrics", Value::Object(metrics)),
        ("monthly_cost", json!(cost.map(|cost| cost.mean))),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}

fn judged(judged: &Judged) -> Value {
    json!({
        "metric": judged.objective.measure.key(),
        "objective": judged.objective.to_string(),
        "value": judged.value.as_ref().map(estimate),
        "confidence_limit": judged.bound.filter(|bound| bound.is_finite()),
        "verdict": judged.verdict.key(),
    })
}
