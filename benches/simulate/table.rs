//! One table of everything that Criterion has measured: read from its folder, where the benches
//! that ran before have left their results.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use comfy_table::{CellAlignment, Table, presets};
use serde_json::Value;

/// A measured benchmark.
struct Measured {
    group: String,
    function: String,
    case: String,
    /// Median of the samples, for one iteration.
    nanos: f64,
    /// Requests in one iteration, where it has any.
    requests: Option<f64>,
}

impl Measured {
    fn nanos_each(&self) -> f64 {
        self.nanos / self.requests.unwrap_or(1.0)
    }
}

/// Prints the table: case, time, ratio to the floor, requests per second.
pub(crate) fn print() {
    let mut all = Vec::new();
    collect(&folder(), &mut all);
    all.sort_by(|a, b| key(a).cmp(&key(b)));
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header([
        "case",
        "",
        "each",
        "x floor",
        "million requests/s",
    ]);
    for one in &all {
        let floor = all.iter().find(|other| {
            other.function == "floor" && other.group == one.group && other.case == one.case
        });
        let ratio = floor.map(|floor| format!("{:.2}", one.nanos / floor.nanos));
        let rate = one
            .requests
            .map(|_| format!("{:.1}", 1e3 / one.nanos_each()));
        table.add_row([
            format!("{}: {}", one.group, one.case),
            one.function.clone(),
            time(one.nanos_each()),
            ratio.unwrap_or_default(),
            rate.unwrap_or_default(),
        ]);
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    println!("\n{}", table.trim_fmt());
    println!(
        "Median times: of an event in `hold`, a result folder in `report`, a request in the others."
    );
}

fn time(nanos: f64) -> String {
    if nanos < 1e6 {
        format!("{nanos:.1} ns")
    } else {
        format!("{:.2} s", nanos / 1e9)
    }
}

/// Groups by name, cases by their number if they begin with one, the floor before the model.
fn key(one: &Measured) -> (&str, u64, &str, &str) {
    let number = one
        .case
        .split(' ')
        .next()
        .and_then(|word| word.parse().ok());
    (&one.group, number.unwrap_or(0), &one.case, &one.function)
}

fn folder() -> PathBuf {
    let target = || env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    env::var_os("CRITERION_HOME").map_or_else(|| target().join("criterion"), PathBuf::from)
}

/// Every `new` folder below `path` is a result: its name and throughput, and the times.
fn collect(path: &Path, all: &mut Vec<Measured>) {
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.ends_with("new") {
            all.extend(read(&path));
        } else if path.is_dir() {
            collect(&path, all);
        }
    }
}

fn read(folder: &Path) -> Option<Measured> {
    let json = |name: &str| -> Option<Value> {
        serde_json::from_str(&fs::read_to_string(folder.join(name)).ok()?).ok()
    };
    let (benchmark, estimates) = (json("benchmark.json")?, json("estimates.json")?);
    let text = |key: &str| benchmark[key].as_str().unwrap_or_default().to_owned();
    Some(Measured {
        group: text("group_id"),
        function: text("function_id"),
        case: text("value_str"),
        nanos: estimates["median"]["point_estimate"].as_f64()?,
        requests: benchmark["throughput"]["Elements"].as_f64(),
    })
}
