//! What a user of the program `burstsim` sees: commands, exit codes, files and numbers.
//!
//! Nothing here reaches into the library; a result is read from its files, as a user would.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly; clippy.toml excuses test functions only"
)]

mod backtest;
mod bad_input;
mod calibrate;
mod clients;
mod compare;
mod containers;
mod cost;
mod determinism;
mod explain;
mod guards;
mod import;
mod import_trace;
mod killed;
mod language;
mod new;
mod next;
mod openmetrics;
mod output_files;
mod page;
mod playground;
mod plot;
mod published_examples;
mod readme;
mod recorded;
mod replications;
mod run;
mod scale;
mod services;
mod shell;
mod size;
mod size_target;
mod slo;
mod stories;
mod sweep;
mod terminal;
mod throttling;
mod validate;
mod watch;
mod windows;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use assert_cmd::cargo::{cargo_bin, cargo_bin_cmd};
use tempfile::TempDir;

/// A scenario in which everything random takes part and that runs in no time: throttles, retries,
/// cold starts, two functions, provisioned and reserved concurrency.
const SMALL: &str = r#"
title = "Small"
duration = "2m"
interval = "10s"

[region]
name = "us-east-1"
scaling = "regional-burst"
account_concurrency = 200
burst = 10

[[functions]]
name = "front"
service_time.lognormal = { median = "300ms", p99 = "2s" }
cold_start.runtime = "python3.13"
provisioned_concurrency = 5
reuse = "random"
client.retry = "standard"

[[functions.traffic]]
poisson.rate = 60

[[functions]]
name = "back"
service_time.exponential = { mean = "500ms" }
reserved_concurrency = 20

[[functions.traffic]]
poisson.stages = [{ duration = "2m", target = 60 }]
"#;

/// An empty folder to run in, so that nothing is written into the project.
struct Place {
    folder: TempDir,
}

/// What a command left behind.
#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self { folder }
    }

    fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    /// Writes a file and returns its name.
    fn file<'a>(&self, name: &'a str, contents: impl AsRef<[u8]>) -> &'a str {
        std::fs::write(self.path(name), contents).expect("a file in the temporary folder");
        name
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = cargo_bin_cmd!("burstsim");
        command.current_dir(&self.folder).args(arguments);
        command
    }

    fn burstsim(&self, arguments: &[&str]) -> Ran {
        self.with_input(arguments, "")
    }

    fn with_input(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.command(arguments);
        let output = command.write_stdin(input).output().expect("burstsim runs");
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
        }
    }

    /// Runs a command and kills it once its journal has this many lines, of which the first says what it is. Fails
    /// where it does not come to that within a minute.
    fn killed_once_kept(&self, arguments: &[&str], journal: &str, lines: usize) {
        let mut child = std::process::Command::new(cargo_bin!("burstsim"))
            .args(arguments)
            .current_dir(&self.folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("burstsim runs");
        let journal = self.path(journal);
        let kept = || std::fs::read_to_string(&journal).map_or(0, |text| text.lines().count());
        let begun = Instant::now();
        while kept() < lines && begun.elapsed().as_secs() < 60 {
            std::thread::sleep(Duration::from_millis(2));
        }
        child.kill().expect("it is killed");
        child.wait().expect("the end of burstsim");
        assert!(kept() >= lines, "runs are kept as they end");
    }

    /// Runs a scenario without charts into the folder `result` and reads what it wrote.
    fn result_of(&self, scenario: &str, more: &[&str]) -> Outcome {
        let fixed = ["run", scenario, "--no-charts", "--output", "result"];
        let ran = self.burstsim(&[&fixed, more].concat());
        assert!(
            matches!(ran.code, Some(0 | 99)),
            "{scenario} {more:?} did not run: {ran:?}"
        );
        Outcome {
            code: ran.code,
            rows: rows(&self.path("result/timeseries.csv")),
            account: rows(&self.path("result/account.csv")),
            summary: json(&self.path("result/summary.json")),
        }
    }
}

impl Ran {
    /// Fails with everything the command said unless it ended with `code`.
    #[track_caller]
    fn expect_code(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "exit code of {self:#?}");
        self
    }
}

/// A result, read back.
struct Outcome {
    code: Option<i32>,
    rows: Vec<Row>,
    account: Vec<Row>,
    summary: serde_json::Value,
}

impl Outcome {
    /// The rows of `timeseries.csv` that belong to a function.
    fn of<'a>(&'a self, function: &'a str) -> impl Iterator<Item = &'a Row> {
        let belongs = move |row: &&Row| row.text("function") == function;
        self.rows.iter().filter(belongs)
    }

    /// A total of a function, from `summary.json`.
    fn total(&self, function: &str, key: &str) -> u64 {
        let functions = self.summary["functions"].as_array().expect("functions");
        let found = functions.iter().find(|entry| entry["name"] == function);
        let value = found.and_then(|entry| entry[key].as_u64());
        value.unwrap_or_else(|| panic!("summary.json has no whole number {function}.{key}"))
    }
}

/// A row of a CSV file, by column.
#[derive(Debug)]
struct Row(BTreeMap<String, String>);

impl Row {
    fn text(&self, column: &str) -> &str {
        let cell = self.0.get(column);
        cell.unwrap_or_else(|| panic!("no column {column} in {self:?}"))
    }

    fn count(&self, column: &str) -> u64 {
        let cell = self.text(column);
        cell.parse()
            .unwrap_or_else(|_| panic!("{column} is {cell:?}, not a whole number"))
    }

    fn number(&self, column: &str) -> f64 {
        let cell = self.text(column);
        cell.parse()
            .unwrap_or_else(|_| panic!("{column} is {cell:?}, not a number"))
    }

    /// Warm invocations on on-demand environments, which have no column of their own.
    fn warm(&self) -> u64 {
        let other = self.count("cold_starts") + self.count("provisioned_invocations");
        self.count("invocations") - other
    }
}

fn rows(path: &Path) -> Vec<Row> {
    let mut reader =
        csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let rows = reader.deserialize().map(|row| Row(row.expect("a row")));
    rows.collect()
}

fn json(path: &Path) -> serde_json::Value {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file of a folder and of the folders in it, by relative path.
/// Each command prints the same and leaves the same files behind, whatever number of threads it is given:
/// `run` takes that number and returns the folder of the result and what was printed.
fn same_on_one_thread_and_two(run: impl Fn(&str) -> (Place, Ran)) {
    let files = |threads| {
        let (place, ran) = run(threads);
        ran.expect_code(0);
        (contents(&place.path("result")), ran.stdout)
    };
    let (one, two) = (files("1"), files("2"));
    assert!(one.0.keys().eq(two.0.keys()));
    for (name, bytes) in &one.0 {
        assert!(*bytes == two.0[name], "{} differs", name.display());
    }
    assert_eq!(one.1, two.1, "the table");
}

fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let entries =
            std::fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display()));
        for path in entries.map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("a path below").to_owned();
                files.insert(name, std::fs::read(&path).expect("a readable file"));
            }
        }
    }
    files
}
