//! A sweep as files and as text, and the journal of one that is not finished.
//!
//! It knows sweeps and how figures look; it must not know how points were chosen or run.

mod data;
mod journal;

use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::folder::Staging;
use super::manifest::{self, Manifest};
use super::{Look, ReportError, charts, files, page, terminal};
use crate::scenario::resolved;
use crate::study::compare::Metric;
use crate::study::sweep::{PointKey, Sweep};
pub use journal::{Earlier, Journal, JournalError};

/// What there is to report of a sweep.
#[derive(Debug)]
pub struct SweepReport {
    sweep: Sweep,
    metrics: Vec<Metric>,
}

impl SweepReport {
    /// The report of a sweep, whose table and charts show `metrics`; if there are none, the usual ones.
    pub fn new(sweep: Sweep, metrics: Vec<Metric>) -> Self {
        let cost = match sweep.first.billing.monthly {
            true => Metric::MonthlyCost,
            false => Metric::Cost,
        };
        let usual = [
            Metric::ThrottleRate,
            Metric::ColdStartRate,
            Metric::LatencyP99,
            cost,
        ];
        let metrics = match metrics.is_empty() {
            true => usual.to_vec(),
            false => metrics,
        };
        Self { sweep, metrics }
    }

    /// The contents of `sweep.json`.
    pub fn json(&self) -> Value {
        data::json(&self.sweep)
    }

    /// The contents of `sweep.csv`.
    ///
    /// # Errors
    /// None to be expected: it is written to memory.
    pub fn csv(&self) -> io::Result<String> {
        files::text(|out| data::write(&self.sweep, out))
    }

    /// The text for the terminal.
    pub fn table(&self) -> String {
        terminal::sweep::table(&self.sweep, &self.metrics)
    }

    /// Writes all files of the sweep into the folder `dir` and returns their paths.
    ///
    /// Either the whole result takes the place of an earlier one, or nothing changes; files that are
    /// not burstsim's stay.
    ///
    /// # Errors
    /// What could not be written, why, and what to do about it.
    pub fn write(
        &self,
        dir: &Path,
        catalog_date: &str,
        charts: Option<&Look>,
    ) -> Result<Vec<PathBuf>, ReportError> {
        let sweep = &self.sweep;
        let mut staging = Staging::begin(dir)?;
        staging.file("sweep.csv", |out| data::write(sweep, out))?;
        staging.file("sweep.json", |out| files::json(out, &self.json()))?;
        if let Some(look) = charts {
            files::charts(&mut staging, &charts::swept(look, sweep, &self.metrics))?;
            files::page(&mut staging, &page::of_sweep(sweep, &self.metrics))?;
        }
        let text = resolved::to_toml(&sweep.first);
        staging.file("first-point/scenario.toml", |out| {
            out.write_all(text.as_bytes())
        })?;
        for input in &sweep.first.inputs {
            let path = Path::new("first-point").join(&input.path);
            staging.file(path, |out| out.write_all(&input.contents))?;
        }
        let hash = PointKey::of_all(sweep.points.iter().map(|point| point.key)).to_string();
        let count = sweep.replications;
        let files = staging.written();
        let manifest = Manifest::of_sweep(&sweep.first, hash, catalog_date, count, files);
        staging.file(manifest::FILE, |out| files::json(out, &manifest))?;
        staging.commit()
    }
}
