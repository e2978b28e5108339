//! Replications as data: `summary.json` with intervals, `replications.csv` and `bands.csv`.
//!
//! Every replication becomes the summary of a single run. The summary of them all has the same keys, with the mean
//! where that has a number, and beside it `intervals`, which has `{ "ci95": [low, high], "n" }` under the same keys.
//! Who reads the one can thereby read the other, and a statistic that is added later needs no thought here.
//!
//! It knows summaries and samples; it must not know how the numbers came about, and it touches no
//! file.

use crate::measures::{Measure, Unit};
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::document::Language;
use super::figures::{estimate, number};
use super::format::capital;
use super::summary::Summary;
use super::{Hints, cells};
use crate::study::Finished;
use crate::study::precision::widest;
use crate::study::{self, Estimate, Goal, SampleVerdict, Scope};

/// The parts of a summary that hold observations. The rest, such as the seed, is the same in every
/// replication and stays as it is.
const OBSERVED: [&str; 2] = ["account", "functions"];

/// A number that says which source of a function is meant, and is no observation.
const SOURCE: &str = "source";

/// What a report needs of one replication: its numbers, as `summary.json` has them.
#[derive(Clone, Debug)]
pub struct Figures(Value);

impl Figures {
    /// Those of a replication.
    pub fn of(finished: &Finished<'_>) -> Self {
        // What has no maps becomes a tree without fail.
        let mut tree = serde_json::to_value(Summary::new(finished)).unwrap_or_default();
        without_changes(&mut tree);
        Self(tree)
    }
}

/// Replications of a scenario, as they are reported.
pub type Replications = study::Replications<Figures>;

impl Replications {
    /// The estimate of a number of the summary, by its path as JSON pointers have it.
    pub(super) fn estimate(&self, pointer: &str) -> Option<Estimate> {
        self.estimate_of(|tree| tree.pointer(pointer)?.as_f64())
    }

    /// The estimate of what `value` makes of the summary of each replication.
    pub(super) fn estimate_of(&self, value: impl Fn(&Value) -> Option<f64>) -> Option<Estimate> {
        let values = self.kept().iter().map(|Figures(tree)| value(tree));
        let observed: Vec<f64> = values.flatten().collect();
        Estimate::new(&observed)
    }

    /// The contents of `summary.json`.
    pub(super) fn summary(&self, verdicts: &[SampleVerdict]) -> Value {
        let mut means = self.estimates(verdicts);
        let mut intervals = Map::new();
        for key in OBSERVED.into_iter().chain(["slo"]) {
            if let Some(value) = means.get_mut(key) {
                intervals.insert(key.to_owned(), taken_apart(value));
            }
        }
        if let Some(summary) = means.as_object_mut() {
            summary.insert("intervals".to_owned(), Value::Object(intervals));
        }
        means
    }

    /// The same with `{ "mean", "ci95", "n" }` in the place of each number: what `--format csv` makes columns of.
    pub(super) fn estimates(&self, verdicts: &[SampleVerdict]) -> Value {
        let trees: Vec<&Value> = self.kept().iter().map(|Figures(tree)| tree).collect();
        let mut summary = Map::new();
        let first = trees.first().and_then(|tree| tree.as_object());
        for (key, value) in first.into_iter().flatten() {
            let value = match key.as_str() {
                key if OBSERVED.contains(&key) => folded(&below(&trees, |tree| tree.get(key))),
                "slo" => verdicts.iter().map(judgement).collect(),
                _ => value.clone(),
            };
            summary.insert(key.clone(), value);
            if key == "version" {
                summary.insert("replications".to_owned(), json!(self.count()));
                if let Some(goal) = self.goal() {
                    summary.insert("precision".to_owned(), self.precision(goal));
                }
            }
        }
        Value::Object(summary)
    }

    fn precision(&self, goal: &Goal) -> Value {
        let widest = widest(self.sample(), &goal.metrics);
        let metrics: Vec<_> = goal.metrics.iter().map(|metric| metric.key()).collect();
        json!({
            "goal": goal.relative,
            "metrics": metrics,
            "reached": widest.as_ref().is_none_or(|widest| widest.relative <= goal.relative),
            "widest": widest.map(|widest| json!({
                "function": widest.function,
                "metric": widest.metric.key(),
                "relative_half_width": number(widest.relative),
            })),
        })
    }

    /// Writes `replications.csv`: a row for each replication, function and number of its summary.
    /// The account has no name; nested keys are joined by a point, and so are places in a list, from 0.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["replication", "function", "metric", "value"])?;
        for (replication, Figures(summary)) in self.kept().iter().enumerate() {
            let functions = summary["functions"].as_array().into_iter().flatten();
            let named = functions.map(|tree| (tree["name"].as_str().unwrap_or_default(), tree));
            for (name, tree) in std::iter::once(("", &summary["account"])).chain(named) {
                for (metric, value) in leaves(tree) {
                    let replication = replication.to_string();
                    csv.write_record([&replication, &cells::name(name), &metric, &value])?;
                }
            }
        }
        csv.flush()
    }

    /// Writes `bands.csv`: by time, within an interval by function (the account, without a name,
    /// first), and by metric.
    pub(super) fn write_bands(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["time_s", "function", "metric", "mean", "low", "high", "n"])?;
        let functions = self.sample().first().functions.iter().enumerate();
        let functions = functions.map(|(index, f)| (Scope::Function(index), f.name.as_str()));
        let scopes = std::iter::once((Scope::Account, "")).chain(functions);
        let columns: Vec<_> = scopes
            .flat_map(|(scope, name)| Measure::BANDS.map(|metric| (scope, name, metric)))
            .filter(|(scope, _, metric)| *scope != Scope::Account || metric.adds_up())
            .map(|(scope, name, metric)| {
                let band = self.sample().bands().band(scope, metric);
                (cells::name(name), metric.series_column(), band)
            })
            .collect();
        for (index, start) in self.sample().bands().starts().iter().enumerate() {
            for (name, metric, band) in &columns {
                let point = band.get(index).copied().flatten();
                let cell = |value: fn(&Estimate) -> f64| match point.as_ref().map(value) {
                    Some(value) if value.is_finite() => cells::fraction(value),
                    _ => String::new(),
                };
                let n = point.map_or(0, |point| point.n);
                csv.write_record([
                    &cells::time(*start),
                    name,
                    *metric,
                    &cell(|point| point.mean),
                    &cell(Estimate::low),
                    &cell(Estimate::high),
                    &cells::count(n),
                ])?;
            }
        }
        csv.flush()
    }
}

/// Takes the changes out of a summary: those of several runs are not of the same shape.
pub(super) fn without_changes(summary: &mut Value) {
    let functions = summary.get_mut("functions").and_then(Value::as_array_mut);
    for function in functions.into_iter().flatten() {
        let provisioned = function.get_mut("provisioned");
        if let Some(provisioned) = provisioned.and_then(Value::as_object_mut) {
            provisioned.remove("allocations");
        }
    }
}

pub(super) fn judgement(verdict: &SampleVerdict) -> Value {
    json!({
        "metric": verdict.objective.measure.key(),
        "objective": verdict.objective.to_string(),
        "function": verdict.function,
        "value": verdict.value.as_ref().map(estimate),
        "met": verdict.met,
        "certain": verdict.certain,
    })
}

/// What lies below each tree.
fn below<'a>(trees: &[&'a Value], get: impl Fn(&'a Value) -> Option<&'a Value>) -> Vec<&'a Value> {
    trees.iter().filter_map(|tree| get(tree)).collect()
}

/// Trees of the same shape as one, with an estimate for each number. `n` counts the replications
/// that have the number; one that is null in all of them stays null.
fn folded(trees: &[&Value]) -> Value {
    match trees.first() {
        Some(Value::Object(first)) => {
            let fold = |(key, first): (&String, &Value)| {
                let value = match key.as_str() {
                    SOURCE => first.clone(),
                    key => folded(&below(trees, |tree| tree.get(key))),
                };
                (key.clone(), value)
            };
            first.iter().map(fold).collect()
        }
        Some(Value::Array(first)) => {
            let fold = |index| folded(&below(trees, |tree| tree.get(index)));
            (0..first.len()).map(fold).collect()
        }
        Some(Value::Number(_) | Value::Null) => {
            let observed: Vec<f64> = trees.iter().filter_map(|tree| tree.as_f64()).collect();
            Estimate::new(&observed)
                .as_ref()
                .map_or(Value::Null, estimate)
        }
        Some(other) => (*other).clone(),
        None => Value::Null,
    }
}

/// Leaves the mean in the place of each estimate of a tree, and returns what is taken out, under the same keys. Names
/// are in both, so that a reader of either knows what it is about.
fn taken_apart(tree: &mut Value) -> Value {
    match tree {
        Value::Object(entries) if entries.len() == 3 && entries.contains_key("ci95") => {
            let mut interval = std::mem::take(entries);
            *tree = interval.remove("mean").unwrap_or_default();
            Value::Object(interval)
        }
        Value::Object(entries) => {
            let apart = entries
                .iter_mut()
                .map(|(key, value)| (key.clone(), taken_apart(value)));
            apart.collect()
        }
        Value::Array(items) => items.iter_mut().map(taken_apart).collect(),
        other => other.clone(),
    }
}

/// The numbers of a tree with their paths, and empty cells for those it lacks.
fn leaves(tree: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let below = |key: &str, value: &Value| {
        let below = leaves(value).into_iter();
        let below = below.map(|(path, value)| (format!("{key}.{path}"), value));
        below.collect::<Vec<_>>()
    };
    for (key, value) in tree.as_object().into_iter().flatten() {
        match value {
            _ if key == SOURCE => {}
            Value::Object(_) => found.extend(below(key, value)),
            // Sources with a queue, by their place.
            Value::Array(items) => {
                let items = items.iter().enumerate();
                found
                    .extend(items.flat_map(|(place, item)| below(&format!("{key}.{place}"), item)));
            }
            Value::Number(number) => found.push((key.clone(), number.to_string())),
            Value::Null => found.push((key.clone(), String::new())),
            _ => {}
        }
    }
    found
}

/// How precise the means are, where a goal was set.
pub(super) fn precision_in_words(
    language: Language,
    replications: &Replications,
    hints: &Hints,
) -> Option<String> {
    let goal = replications.goal()?;
    let (count, asked) = (replications.count(), percent(goal.relative));
    let Some(widest) = widest(replications.sample(), &goal.metrics) else {
        return Some(language.choose(
            format!("{count} replications: nothing to be precise about."),
            format!("반복 {count}회: 정밀도를 잴 것이 없습니다."),
        ));
    };
    let (key, function) = (
        widest.metric.key(),
        super::format::escaped(&widest.function),
    );
    let width = if widest.relative.is_finite() {
        let relative = percent(widest.relative);
        language.choose(
            format!("± {relative} of its mean"),
            format!("평균의 ± {relative}"),
        )
    } else {
        language
            .choose("of no use, around a mean of zero", "평균이 0이라 쓸모없음")
            .to_owned()
    };
    Some(if widest.relative <= goal.relative {
        language.choose(
            format!("Precise to {asked} after {count} replications; widest: {key} of {function}, {width}."),
            format!("반복 {count}회 뒤 {asked}까지 정밀함. 가장 넓은 것: {function}의 {key}, {width}."),
        )
    } else {
        let advice = advice(language, widest.metric, hints);
        language.choose(
            format!(
                "NOT precise to {asked} after {count} replications, the most allowed: the interval of {key} of \
                 {function} is {width}. {advice}"
            ),
            format!(
                "허용된 최대인 반복 {count}회 뒤에도 {asked}까지 정밀하지 않음: {function}의 {key} 구간은 {width}. {advice}"
            ),
        )
    })
}

fn advice(language: Language, metric: Measure, hints: &Hints) -> String {
    let more = hints.allow_more.in_language(language);
    match metric.unit() {
        Unit::Milliseconds => language.choose(
            format!("{}, or simulate longer.", capital(more)),
            format!("{more}, 또는 더 길게 시뮬레이션하십시오."),
        ),
        _ => language.choose(
            format!("A rare event needs many: {more}, or simulate longer."),
            format!(
                "드문 사건에는 많은 반복이 필요합니다: {more}, 또는 더 길게 시뮬레이션하십시오."
            ),
        ),
    }
}

fn percent(share: f64) -> String {
    format!("{} %", (share * 1e4).round() / 1e2)
}

#[cfg(test)]
impl Replications {
    /// Results as those of replications.
    pub(super) fn of(
        scenario: &crate::scenario::Scenario,
        results: &[crate::metrics::RunResult],
        goal: Option<Goal>,
    ) -> Self {
        let first = results[0].clone();
        let kept = |result: &crate::metrics::RunResult| {
            let finished = Finished::new(scenario, result);
            (Figures::of(&finished), finished.verdicts)
        };
        let (figures, verdicts) = kept(&first);
        let mut all = Self::begin(first, verdicts, figures, goal);
        for result in &results[1..] {
            let (figures, verdicts) = kept(result);
            all.push(result, verdicts, figures);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    /// Two replications that differ in a few numbers.
    fn two() -> Replications {
        let (scenario, first) = (fixture::scenario(), fixture::small());
        let mut second = first.clone();
        second.functions[0].totals.throttles_scaling += 2;
        second.functions[0].totals.attempts += 2;
        second.functions[1].latency.clear();
        second.functions[1].intervals[0].open.mean = 0.15;
        Replications::of(&scenario, &[first, second], None)
    }

    #[test]
    fn every_number_has_a_mean_an_interval_and_a_count() {
        let replications = two();
        let verdicts = replications.sample().judge();
        let summary = replications.summary(&verdicts);
        insta::assert_snapshot!(serde_json::to_string_pretty(&summary).unwrap());
        // By hand: 3 and 5, so 4 with a standard error of 1 and t(1) = 12.706.
        assert_eq!(summary["functions"][0]["throttles"], 4.0);
        let intervals = &summary["intervals"]["functions"];
        let low = &intervals[0]["throttles"]["ci95"][0];
        assert!((low.as_f64().unwrap() + 8.706).abs() < 1e-3);
        // Only one replication has a latency: no interval.
        let latency = &intervals[1]["latency_ms"]["p99"];
        assert_eq!((&latency["n"], &latency["ci95"]), (&json!(1), &Value::Null));
        assert_eq!(summary["functions"][1]["spillover_rate"], Value::Null);
        assert_eq!(summary["seed"], 42);
    }

    #[test]
    fn replications_are_tidy() {
        let text = fixture::text_of(|out| two().write(out));
        let checkout: Vec<_> = text
            .lines()
            .filter(|line| line.contains(",checkout,throttles,"))
            .collect();
        assert_eq!(
            checkout,
            ["0,checkout,throttles,3", "1,checkout,throttles,5"]
        );
        assert!(text.contains("\n0,,concurrency.max,5\n"), "{text}");
        assert!(
            text.contains("\n1,'=search,latency_ms.p99,\n"),
            "a missing value is an empty cell"
        );
    }

    /// Which source is meant is no number to make a mean of.
    #[test]
    fn sources_of_queues_are_in_the_summary_and_among_the_rows() {
        let (scenario, first) = fixture::queues();
        let mut second = first.clone();
        second.functions[1].sources[0].totals.received += 2;
        let replications = Replications::of(&scenario, &[first.clone(), second], None);
        let summary = replications.summary(&[]);
        let received = first.functions[1].sources[0].totals.received;
        let source = &summary["functions"][1]["sources"][0];
        assert_eq!(source["received"], (received + 1) as f64);
        assert_eq!(
            (&source["source"], &source["kind"]),
            (&json!(0), &json!("async"))
        );
        let interval = &summary["intervals"]["functions"][1]["sources"][0];
        assert_eq!(interval["received"]["n"], 2);
        assert_eq!(interval["source"], 0);
        let text = fixture::text_of(|out| replications.write(out));
        let row = format!("\n1,thumbnails,sources.0.received,{}\n", received + 2);
        assert!(text.contains(&row), "{text}");
        assert!(text.contains("\n0,orders,sources.0.backlog.max,"), "{text}");
        assert!(!text.contains("sources.0.source"), "{text}");
    }

    #[test]
    fn bands_are_tidy() {
        let text = fixture::text_of(|out| two().write_bands(out));
        insta::assert_snapshot!(text);
    }
}
