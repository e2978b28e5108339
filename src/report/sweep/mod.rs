//! A sweep as files and as text.
//!
//! It knows sweeps and how figures look; it must not know how points were chosen or run.

mod data;

use crate::measures::Measure;
use std::io;

use serde_json::Value;

use super::files::{self, Files};
use super::folder::ResultFolder;
use super::manifest::{self, Manifest};
use super::{Look, stories, terminal};
use crate::scenario::resolved;
use crate::study::sweep::{PointKey, Sweep};

/// What there is to report of a sweep.
#[derive(Debug)]
pub struct SweepReport {
    sweep: Sweep,
    metrics: Vec<Measure>,
}

impl SweepReport {
    /// The report of a sweep, whose table and charts show `metrics`; if there are none, the usual ones.
    pub fn new(sweep: Sweep, metrics: Vec<Measure>) -> Self {
        let cost = match sweep.first.billing.monthly {
            true => Measure::MonthlyCost,
            false => Measure::Cost,
        };
        let usual = [
            Measure::ThrottleRate,
            Measure::ColdStartRate,
            Measure::LatencyP99,
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

    /// Hands all files of the sweep to a folder.
    ///
    /// # Errors
    /// Why a file could not be made or taken.
    pub fn write<F: ResultFolder>(
        &self,
        folder: &mut F,
        catalog_date: &str,
        charts: Option<&Look>,
    ) -> Result<(), F::Error> {
        let sweep = &self.sweep;
        let mut files = Files::to(folder);
        files.file("sweep.csv", |out| data::write(sweep, out))?;
        files.file("sweep.json", |out| files::json(out, &self.json()))?;
        if let Some(look) = charts {
            files.document(look, &stories::of_sweep(look, sweep, &self.metrics))?;
        }
        let text = resolved::to_toml(&sweep.first);
        files.file("first-point/scenario.toml", |out| {
            out.write_all(text.as_bytes())
        })?;
        for input in &sweep.first.inputs {
            let path = format!("first-point/{}", input.path);
            files.file(path, |out| out.write_all(&input.contents))?;
        }
        let hash = PointKey::of_all(sweep.points.iter().map(|point| point.key)).to_string();
        let count = sweep.replications;
        let names = files.names().to_vec();
        let manifest = Manifest::of_sweep(&sweep.first, hash, catalog_date, count, &names);
        files.file(manifest::FILE, |out| files::json(out, &manifest))
    }
}
