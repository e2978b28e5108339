//! A sweep as files and as text.
//!
//! It knows sweeps and how figures look; it must not know how points were chosen or run.

mod data;

use crate::measures::Measure;
use std::io;

use serde_json::Value;

use super::Document;
use super::files::{self, Files};
use super::folder::ResultFolder;
use super::manifest::Manifest;
use super::{Look, Report, stories};
use crate::scenario::Scenario;
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
        let cost = if sweep.first.billing.monthly {
            Measure::MonthlyCost
        } else {
            Measure::Cost
        };
        let usual = [
            Measure::ThrottleRate,
            Measure::ColdStartRate,
            Measure::LatencyP99,
            cost,
        ];
        let metrics = if metrics.is_empty() {
            usual.to_vec()
        } else {
            metrics
        };
        Self { sweep, metrics }
    }

    /// What the result of a sweep is called whose first point has this scenario.
    pub fn name_of(first: &Scenario) -> String {
        format!("{}-sweep", first.name)
    }
}

impl Report for SweepReport {
    fn name(&self) -> String {
        Self::name_of(&self.sweep.first)
    }

    fn document(&self, look: &Look) -> Document {
        stories::of_sweep(look, &self.sweep, &self.metrics)
    }

    fn json(&self) -> io::Result<Value> {
        Ok(data::json(&self.sweep))
    }

    fn csv(&self) -> io::Result<String> {
        files::text(|out| data::write(&self.sweep, out))
    }

    fn write<F: ResultFolder>(&self, folder: &mut F, look: Option<&Look>) -> Result<(), F::Error> {
        let sweep = &self.sweep;
        let mut files = Files::to(folder);
        files.file("sweep.csv", |out| data::write(sweep, out))?;
        files.file("sweep.json", |out| files::json(out, &self.json()?))?;
        if let Some(look) = look {
            files.document(look, &self.document(look))?;
        }
        files.scenario("first-point/scenario.toml", &sweep.first)?;
        let hash = PointKey::of_all(sweep.points.iter().map(|point| point.key)).to_string();
        let count = sweep.replications;
        files.manifest(|names| Manifest::of_sweep(&sweep.first, hash, count, names))
    }
}
