//! What comes out of a run: data files, charts and the table in the terminal.
//!
//! [`write_results`] fills a result folder; [`table`] makes the text for the terminal. The
//! exporters only turn results into bytes; `folder` alone touches files, and puts a result in
//! place whole or not at all.
//!
//! This room knows scenarios and results. It must not know how a result came about, nor which
//! command asked for it, and it prints nothing.
//!
//! | module | what it makes |
//! |---|---|
//! | `timeseries`, `account`, `cloudwatch` | the CSV files |
//! | [`summary`], `manifest` | the JSON files |
//! | `charts` | scaling diagram, throttles and cold starts, latency, as SVG and PNG |
//! | [`diagnostics`] | errors in a scenario, drawn at their place |
//! | [`regions`] | the catalog's Regions as table, JSON and CSV |
//! | [`terminal`] | the summary table and the plain sentence below it |
//! | `folder` | the result folder |
//! | `cells`, `format` | how numbers and names look: to machines, and to people |

mod account;
mod cells;
mod charts;
mod cloudwatch;
pub mod diagnostics;
pub mod error;
#[cfg(test)]
mod fixture;
mod folder;
pub(crate) mod format;
mod manifest;
pub mod regions;
pub mod summary;
pub mod terminal;
mod timeseries;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::metrics::{RunResult, objectives};
use crate::scenario::Scenario;
use folder::Staging;
use manifest::Manifest;

pub use error::ReportError;
pub use summary::Summary;
pub use terminal::table;

/// Writes all files of a result into the folder `dir` and returns their paths, in the order of
/// the documentation.
///
/// `resolved_toml` is the scenario with every default filled in, `catalog_date` the date of the
/// catalog it was resolved with. The folder is created if need be. Either the whole result takes
/// the place of an earlier one, or nothing changes; files that are not burstsim's stay.
///
/// # Errors
/// What could not be written, why, and what to do about it.
pub fn write_results(
    dir: &Path,
    scenario: &Scenario,
    result: &RunResult,
    resolved_toml: &str,
    catalog_date: &str,
    charts: bool,
) -> Result<Vec<PathBuf>, ReportError> {
    let verdicts = objectives::evaluate(&scenario.slo, result);
    let mut staging = Staging::begin(dir)?;
    staging.file("summary.json", |out| {
        json(out, &Summary::new(scenario, result, &verdicts))
    })?;
    staging.file("timeseries.csv", |out| timeseries::write(result, out))?;
    staging.file("account.csv", |out| account::write(result, out))?;
    staging.file("cloudwatch.csv", |out| cloudwatch::write(result, out))?;
    if charts {
        write_charts(&mut staging, scenario, result)?;
    }
    staging.file("scenario.toml", |out| {
        out.write_all(resolved_toml.as_bytes())
    })?;
    for input in &scenario.inputs {
        staging.file(&input.path, |out| out.write_all(&input.contents))?;
    }
    let manifest = Manifest::new(scenario, resolved_toml, catalog_date, staging.written());
    staging.file(manifest::FILE, |out| json(out, &manifest))?;
    staging.commit()
}

fn write_charts(
    staging: &mut Staging,
    scenario: &Scenario,
    result: &RunResult,
) -> Result<(), ReportError> {
    for chart in charts::draw(scenario, result) {
        let failed = |reason: String| ReportError::Chart {
            chart: chart.name.clone(),
            reason,
        };
        let svg = chart.picture.svg().map_err(failed)?;
        let png = chart.picture.png().map_err(failed)?;
        staging.file(format!("{}.svg", chart.name), |out| {
            out.write_all(svg.as_bytes())
        })?;
        staging.file(format!("{}.png", chart.name), |out| out.write_all(&png))?;
    }
    Ok(())
}

fn json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}
