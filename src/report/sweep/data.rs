//! A sweep as data: `sweep.csv` and `sweep.json`.

use crate::measures::Measure;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::report::cells;
use crate::report::figures::estimate;
use crate::report::notation;
use crate::study::Scope;
use crate::study::sweep::{Kind, Sweep};

/// Of an account with objectives: 1 where all are met, else 0.
const SLO_MET: &str = "slo_met";

/// Writes `sweep.csv`: a row for each point, function (the account, without a name, first) and metric,
/// with a column for each swept key.
pub(super) fn write(sweep: &Sweep, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let keys = sweep.keys.iter().map(|key| cells::name(key));
    let last = ["function", "metric", "mean", "ci_low", "ci_high", "n"].map(str::to_owned);
    csv.write_record(std::iter::once("point".to_owned()).chain(keys).chain(last))?;
    for (index, point) in sweep.points.iter().enumerate() {
        let number = cells::count(index as u64 + 1);
        let values = point.values.iter().map(|value| cells::name(value));
        let head: Vec<String> = std::iter::once(number).chain(values).collect();
        let mut row = |scope, metric: &str, numbers: [String; 3], n| {
            let cells = [cells::name(name_of(sweep, scope)), metric.to_owned()];
            let cells = cells.into_iter().chain(numbers).chain([cells::count(n)]);
            csv.write_record(head.iter().cloned().chain(cells))
        };
        for scope in sweep.scopes() {
            for metric in Measure::COMPARED {
                if let Some(one) = point.outcome.estimate(scope, metric) {
                    row(
                        scope,
                        metric.column(),
                        notation::cells(metric.unit(), Some(one)),
                        one.n,
                    )?;
                }
            }
            if let (Scope::Account, Some(met)) = (scope, point.outcome.slo_met) {
                let mean = cells::count(u64::from(met));
                let numbers = [mean, String::new(), String::new()];
                row(scope, SLO_MET, numbers, sweep.replications)?;
            }
        }
    }
    csv.flush()
}

/// The account has no name.
fn name_of(sweep: &Sweep, scope: Scope) -> &str {
    match scope {
        Scope::Account => "",
        Scope::Function(index) => {
            let function = sweep.first.functions.get(index);
            function.map_or("", |function| &function.name)
        }
    }
}

/// The contents of `sweep.json`.
pub(super) fn json(sweep: &Sweep) -> Value {
    let scenario = &sweep.first;
    json!({
        "scenario": scenario.name,
        "title": scenario.title,
        "seed": scenario.seed,
        "version": env!("CARGO_PKG_VERSION"),
        "simulated_s": scenario.duration.as_secs_f64(),
        "replications": sweep.replications,
        "design": match sweep.kind {
            Kind::Grid => "grid",
            Kind::LatinHypercube => "latin-hypercube",
        },
        "keys": sweep.keys,
        "points": (0..sweep.points.len()).map(|index| point(sweep, index)).collect::<Vec<_>>(),
    })
}

fn point(sweep: &Sweep, index: usize) -> Value {
    let point = &sweep.points[index];
    let settings = sweep.keys.iter().cloned().zip(&point.values);
    let settings: Map<String, Value> = settings.map(|(key, value)| (key, json!(value))).collect();
    let functions = sweep.scopes().filter(|scope| *scope != Scope::Account);
    let functions = functions.map(|scope| {
        let mut tree = metrics(sweep, index, scope);
        tree["name"] = json!(name_of(sweep, scope));
        tree
    });
    json!({
        "point": index + 1,
        "settings": settings,
        "slo_met": point.outcome.slo_met,
        "cost_has_stand_ins": point.outcome.has_stand_ins,
        "account": metrics(sweep, index, Scope::Account),
        "functions": functions.collect::<Vec<_>>(),
    })
}

fn metrics(sweep: &Sweep, index: usize, scope: Scope) -> Value {
    let metric = |metric: Measure| {
        let tree = estimate(&sweep.estimate(index, scope, metric)?);
        Some((metric.column().to_owned(), tree))
    };
    Value::Object(Measure::COMPARED.into_iter().filter_map(metric).collect())
}
