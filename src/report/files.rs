//! The files that several kinds of result have: charts, page, scenario and manifest; and how JSON and CSV
//! are written.
//!
//! It knows a result folder in the making; it must not know what a result says.

use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;

use super::charts::Chart;
use super::folder::Staging;
use super::manifest::{self, Manifest};
use super::page::{self, Page};
use super::{Provenance, ReportError};
use crate::scenario::Scenario;

/// Each chart in both formats.
pub(super) fn charts(staging: &mut Staging, charts: &[Chart]) -> Result<(), ReportError> {
    for chart in charts {
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
        if let Some(page) = chart.page().map_err(failed)? {
            staging.file(format!("{}.html", chart.name), |out| {
                out.write_all(page.as_bytes())
            })?;
        }
    }
    Ok(())
}

/// The page for a browser.
pub(super) fn page(staging: &mut Staging, page: &Page) -> Result<(), ReportError> {
    let html = page.html();
    staging.file(page::FILE, |out| out.write_all(html.as_bytes()))
}

/// The end of a result of one scenario: the scenario with the files it names, and the manifest. Then the
/// result takes its place; returns the paths of all its files.
pub(super) fn conclude(
    mut staging: Staging,
    scenario: &Scenario,
    provenance: Provenance<'_>,
    replications: Option<u64>,
) -> Result<Vec<PathBuf>, ReportError> {
    let Provenance {
        resolved_toml,
        catalog_date,
    } = provenance;
    staging.file("scenario.toml", |out| {
        out.write_all(resolved_toml.as_bytes())
    })?;
    for input in &scenario.inputs {
        staging.file(&input.path, |out| out.write_all(&input.contents))?;
    }
    let files = staging.written();
    let manifest = Manifest::new(scenario, resolved_toml, catalog_date, replications, files);
    staging.file(manifest::FILE, |out| json(out, &manifest))?;
    staging.commit()
}

/// JSON to be read by people, too.
pub(super) fn json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}

/// What goes to a file, as text.
///
/// # Errors
/// What writing it gave; memory gives none.
pub(super) fn text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<String> {
    let mut bytes = Vec::new();
    write(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
