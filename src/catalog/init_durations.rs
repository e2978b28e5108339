//! Measured init durations of Lambda's runtimes.
//!
//! It knows `init-durations.csv` and how its rows are named; it must not know how a cold start is
//! drawn from the values.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::embedded::embedded;

static ROWS: LazyLock<Vec<Row>> =
    LazyLock::new(|| embedded(parse(include_str!("init-durations.csv"))));

/// The measurements of one zip package.
#[derive(Debug)]
struct Row {
    /// The runtime as measured: `python3.13`, or `rust (prov.al2023)` on a custom runtime.
    runtime: String,
    architecture: String,
    memory_mb: u32,
    durations_ms: Vec<f64>,
}

/// The runtimes with measurements, sorted and distinct: managed ones by AWS's identifier
/// (`python3.13`), custom ones as the measurement names them (`rust (prov.al2023)`) and by their
/// short name (`rust`), which stands for the newest base.
pub fn runtimes() -> Vec<&'static str> {
    let names = |row: &'static Row| [row.runtime.as_str(), short_name(&row.runtime)];
    let names: BTreeSet<_> = ROWS.iter().flat_map(names).collect();
    names.into_iter().collect()
}

/// The measured init durations in milliseconds of a hello-world function on `runtime`, deployed as
/// a zip package, for `architecture` (`x86_64` or `arm64`) and the measured memory size nearest to
/// `memory_mb` (the smaller one if two are equally near).
///
/// `None` if `runtime` was not measured on `architecture`.
pub fn init_durations_ms(runtime: &str, architecture: &str, memory_mb: u32) -> Option<Vec<f64>> {
    // Bases sort by age: `prov.al2` before `prov.al2023`.
    let newest = ROWS
        .iter()
        .map(|row| row.runtime.as_str())
        .filter(|name| *name == runtime || short_name(name) == runtime)
        .max()?;
    ROWS.iter()
        .filter(|row| row.runtime == newest && row.architecture == architecture)
        .min_by_key(|row| (row.memory_mb.abs_diff(memory_mb), row.memory_mb))
        .map(|row| row.durations_ms.clone())
}

/// `rust` of `rust (prov.al2023)`; managed runtimes have no longer name.
fn short_name(runtime: &str) -> &str {
    runtime
        .split_once("(prov.")
        .map_or(runtime, |(name, _)| name.trim_end())
}

fn parse(text: &str) -> Result<Vec<Row>, Box<dyn std::error::Error>> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        let cells: Vec<&str> = record.iter().collect();
        let [runtime, package, architecture, memory_mb, durations @ ..] = cells.as_slice() else {
            return Err(format!("too few columns: {record:?}").into());
        };
        if *package != "zip" {
            continue;
        }
        // An empty cell is a measurement that failed.
        let measured = durations.iter().filter(|cell| !cell.is_empty());
        rows.push(Row {
            runtime: (*runtime).to_owned(),
            architecture: (*architecture).to_owned(),
            memory_mb: memory_mb.parse()?,
            durations_ms: measured
                .map(|cell| cell.parse())
                .collect::<Result<_, _>>()?,
        });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn median(mut values: Vec<f64>) -> f64 {
        values.sort_by(f64::total_cmp);
        let upper = values.len() / 2;
        (values[(values.len() - 1) / 2] + values[upper]) / 2.0
    }

    #[test]
    fn medians_are_those_of_the_measurement() {
        let published = [
            ("python3.13", 85.0),
            ("nodejs22.x", 138.0),
            ("go", 50.0),
            ("rust", 15.0),
            ("java21", 234.0),
            ("java25", 180.0),
            ("dotnet8", 250.0),
            ("ruby3.4", 230.0),
        ];
        for (runtime, expected) in published {
            let durations = init_durations_ms(runtime, "x86_64", 512).unwrap();
            assert_eq!(
                median(durations).round(),
                expected,
                "median of {runtime}, x86_64, 512 MB, zip"
            );
        }
    }

    #[test]
    fn every_measurement_is_a_positive_time() {
        for row in ROWS.iter() {
            assert!(!row.durations_ms.is_empty(), "no measurement in {row:?}");
            assert!(row.durations_ms.iter().all(|ms| *ms > 0.0), "{row:?}");
        }
    }

    #[test]
    fn a_short_name_stands_for_the_newest_base() {
        let short = init_durations_ms("rust", "arm64", 128);
        assert!(short.is_some(), "rust on arm64 was measured");
        assert_eq!(short, init_durations_ms("rust (prov.al2023)", "arm64", 128));
        assert_ne!(short, init_durations_ms("rust (prov.al2)", "arm64", 128));
    }

    #[test]
    fn the_nearest_measured_memory_is_used() {
        let at = |memory| init_durations_ms("python3.13", "x86_64", memory).unwrap();
        assert_eq!(at(10_240), at(1024));
        assert_eq!(at(300), at(256));
        assert_eq!(at(192), at(128), "of two equally near, the smaller");
        assert_ne!(at(128), at(1024));
    }

    #[test]
    fn unknown_runtimes_have_no_measurements() {
        assert_eq!(init_durations_ms("cobol", "x86_64", 512), None);
        assert_eq!(init_durations_ms("python3.13", "riscv", 512), None);
    }

    #[test]
    fn runtimes_are_sorted_distinct_and_usable() {
        let names = runtimes();
        assert!(names.is_sorted(), "{names:?}");
        assert!(
            names.contains(&"python3.13") && names.contains(&"go"),
            "{names:?}"
        );
        for name in names {
            let durations = init_durations_ms(name, "x86_64", 512);
            assert!(durations.is_some(), "{name} is listed without measurements");
        }
    }
}
