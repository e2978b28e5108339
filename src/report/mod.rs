//! What comes out of one run or of many: data files, charts and the table in the terminal.
//!
//! A [`Report`] fills a result folder and makes the text for the terminal. The exporters only turn results into bytes; `folder` alone touches files, and puts a result in
//! place whole or not at all.
//!
//! This room knows scenarios, results and studies of them. It must not know how a result came about, nor which
//! command asked for it, and it prints nothing.
//!
//! | module | what it makes |
//! |---|---|
//! | `timeseries`, `account`, `cloudwatch` | the CSV files |
//! | `environments` | of a small run, what each environment did: `environments.csv` |
//! | `cost` | the bill: `bill.csv`, and its part of the summary |
//! | `provisioned` | provisioned concurrency that changes, in the summary and in words |
//! | `sla` | uptime and service credit in the summary |
//! | [`comparison`] | the result of `burstsim compare` |
//! | [`explanation`] | the result of `burstsim explain` |
//! | [`size`] | the result of `burstsim size` |
//! | [`sweep`] | the result of `burstsim sweep`, and the journal of one that is not finished |
//! | [`replications`] | the data of many runs: summary with intervals, `replications.csv`, `bands.csv` |
//! | [`summary`], `manifest` | the JSON files |
//! | `charts` | scaling diagram, throttles and cold starts, latency, as SVG and PNG |
//! | [`diagnostics`] | errors in a scenario, drawn at their place |
//! | [`redraw`] | the charts of an earlier result, from its CSV files |
//! | [`regions`] | the catalog's Regions as table, JSON and CSV |
//! | `throttling` | whether what waits is throttled: the one rule of charts and pages |
//! | `terminal` | the summary table and the plain sentences below it |
//! | `flat` | the summary as a table: a row for each function |
//! | `medium` | how words and tables go to a terminal or into Markdown |
//! | [`validation`] | the table of `burstsim validate` |
//! | `page` | `report.html`: a result as one page for a browser |
//! | `findings` | what a run found, in sentences |
//! | `folder`, `files` | the result folder, and the files that several kinds of result have |
//! | `cells`, `format` | how numbers and names look: to machines, and to people |

mod account;
mod cells;
mod charts;
mod cloudwatch;
pub mod comparison;
mod cost;
pub mod diagnostics;
mod environments;
pub mod error;
pub mod explanation;
mod files;
mod findings;
#[cfg(test)]
mod fixture;
mod flat;
mod folder;
pub(crate) mod format;
mod manifest;
mod medium;
mod page;
mod provisioned;
pub mod redraw;
pub mod regions;
pub mod replications;
pub mod size;
mod sla;
pub mod summary;
pub mod sweep;
mod terminal;
mod throttling;
mod timeseries;
pub mod validation;

use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::billing;
use crate::metrics::{RunResult, objectives};
use crate::scenario::Scenario;
use crate::study::SteadyState;
use crate::study::diary::Entry;
use crate::study::explain::Explanation;
use charts::Observed;
use folder::Staging;
use medium::Medium;

pub use charts::{Language, Look, Size, Theme};
pub use comparison::ComparisonReport;
pub use error::ReportError;
pub use explanation::ExplanationReport;
pub use replications::Replications;
pub use size::{ScheduleReport, SizeReport, TargetReport};
pub use summary::Summary;
pub use sweep::SweepReport;

/// What there is to report.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// What was simulated.
    pub scenario: &'a Scenario,
    /// How often, and what came of it.
    pub study: Study<'a>,
    /// What each environment did, if the run was small enough to tell.
    pub diary: Option<&'a [Entry]>,
    /// What would have prevented throttles and cold starts, if that was asked.
    pub explanation: Option<&'a Explanation>,
}

/// How often a scenario was simulated, and what came of it.
#[derive(Clone, Copy, Debug)]
pub enum Study<'a> {
    /// Once.
    Run(&'a RunResult),
    /// Once, for long, to find its steady state.
    Long(&'a RunResult, &'a SteadyState),
    /// Many times.
    Replications(&'a Replications),
}

/// What a result folder holds beside the numbers.
#[derive(Clone, Copy, Debug)]
pub struct Provenance<'a> {
    /// The scenario with every default filled in.
    pub resolved_toml: &'a str,
    /// The date of the catalog it was resolved with.
    pub catalog_date: &'a str,
}

impl<'a> Report<'a> {
    /// The run that the series and most charts show: of many, replication 0.
    fn sample_path(&self) -> &'a RunResult {
        match self.study {
            Study::Run(result) | Study::Long(result, _) => result,
            Study::Replications(replications) => replications.sample().first(),
        }
    }

    fn replications(&self) -> Option<&'a Replications> {
        match self.study {
            Study::Run(_) | Study::Long(..) => None,
            Study::Replications(replications) => Some(replications),
        }
    }

    fn steady_state(&self) -> Option<&'a SteadyState> {
        match self.study {
            Study::Long(_, steady) => Some(steady),
            Study::Run(_) | Study::Replications(_) => None,
        }
    }

    fn explained(&self) -> Option<ExplanationReport<'a>> {
        let explanation = self.explanation?;
        let run = self.sample_path();
        Some(ExplanationReport::new(self.scenario, run, explanation))
    }

    /// Whether a service level objective was missed: by the run, or by the mean of replications.
    pub fn is_slo_missed(&self) -> bool {
        let slo = &self.scenario.slo;
        match self.replications() {
            Some(replications) => replications.sample().judge().iter().any(|v| !v.met),
            None => objectives::evaluate(slo, self.sample_path())
                .iter()
                .any(|v| !v.met),
        }
    }

    /// The contents of `summary.json`.
    ///
    /// # Errors
    /// None to be expected: it is made in memory.
    pub fn summary(&self) -> io::Result<Value> {
        if let Some(replications) = self.replications() {
            let verdicts = replications.sample().judge();
            return Ok(replications.summary(&verdicts));
        }
        let result = self.sample_path();
        let verdicts = objectives::evaluate(&self.scenario.slo, result);
        let summary = Summary::new(self.scenario, result, &verdicts);
        Ok(serde_json::to_value(
            summary.with_steady_state(self.steady_state()),
        )?)
    }

    /// What `summary.json` says of the functions, as CSV: a row each.
    ///
    /// # Errors
    /// None to be expected: it is written to memory.
    pub fn csv(&self) -> io::Result<String> {
        flat::csv(&self.summary()?)
    }

    /// The text for the terminal.
    pub fn table(&self) -> String {
        self.text(Medium::Terminal)
    }

    /// The same as Markdown, to be pasted into a review.
    pub fn markdown(&self) -> String {
        self.text(Medium::Markdown)
    }

    fn text(&self, medium: Medium) -> String {
        let scenario = self.scenario;
        if let Some(replications) = self.replications() {
            return terminal::many::table(scenario, replications, medium);
        }
        let result = self.sample_path();
        let verdicts = objectives::evaluate(&scenario.slo, result);
        let mut text = terminal::table(scenario, result, &verdicts, medium);
        if let Some(steady) = self.steady_state() {
            text.push_str(medium.gap());
            text.push_str(&terminal::steady::section(steady, medium));
        }
        if let Some(explained) = self.explained() {
            text.push_str(medium.gap());
            text.push_str(&explained.section(medium));
        }
        text
    }

    /// Writes all files of a result into the folder `dir` and returns their paths, in the order of
    /// the documentation.
    ///
    /// The folder is created if need be. Either the whole result takes the place of an earlier one,
    /// or nothing changes; files that are not burstsim's stay.
    ///
    /// # Errors
    /// What could not be written, why, and what to do about it.
    pub fn write(
        &self,
        dir: &Path,
        provenance: Provenance<'_>,
        charts: Option<&Look>,
    ) -> Result<Vec<PathBuf>, ReportError> {
        let result = self.sample_path();
        let replications = self.replications();
        let mut staging = Staging::begin(dir)?;
        staging.file("summary.json", |out| files::json(out, &self.summary()?))?;
        staging.file("timeseries.csv", |out| timeseries::write(result, out))?;
        staging.file("account.csv", |out| account::write(result, out))?;
        staging.file("cloudwatch.csv", |out| cloudwatch::write(result, out))?;
        let bills = billing::bills(self.scenario, result);
        staging.file("bill.csv", |out| cost::write(self.scenario, &bills, out))?;
        if let Some(entries) = self.diary {
            staging.file("environments.csv", |out| {
                environments::write(self.scenario, entries, out)
            })?;
        }
        if let Some(replications) = replications {
            staging.file("replications.csv", |out| replications.write(out))?;
            staging.file("bands.csv", |out| replications.write_bands(out))?;
        }
        if let Some(explained) = self.explained() {
            explained.stage(&mut staging)?;
        }
        if let Some(look) = charts {
            self.write_charts(look, &mut staging)?;
            files::page(&mut staging, &page::of_report(self))?;
        }
        let count = replications.map(Replications::count);
        files::conclude(staging, self.scenario, provenance, count)
    }

    fn write_charts(&self, look: &Look, staging: &mut Staging) -> Result<(), ReportError> {
        let bands = self.replications().map(|many| many.sample().bands());
        let observed = Observed::new(self.sample_path(), bands, self.diary);
        let charts = charts::draw(look, self.scenario, &observed);
        files::charts(staging, &charts)
    }
}
