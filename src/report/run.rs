//! The report of a scenario that was run once, once for long, or many times.
//!
//! It knows which files and words a result consists of; it must not know what stands in them.

use std::io;

use serde_json::Value;

use super::document::Look;
use super::explanation::ExplanationReport;
use super::files::{self, Files};
use super::folder::ResultFolder;
use super::hints::Hints;
use super::observed::Observed;
use super::provenance::Provenance;
use super::render::text::Medium;
use super::replications::Replications;
use super::summary::Summary;
use super::{account, cloudwatch, cost, environments, flat, stories, terminal, timeseries};
use crate::billing;
use crate::metrics::{RunResult, objectives};
use crate::scenario::Scenario;
use crate::study::SteadyState;
use crate::study::diary::Entry;
use crate::study::explain::Explanation;

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
    /// What a reader can do to learn more.
    pub hints: Hints,
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

impl<'a> Report<'a> {
    /// The report of a study, with nothing beside it.
    pub fn new(scenario: &'a Scenario, study: Study<'a>) -> Self {
        Self {
            scenario,
            study,
            diary: None,
            explanation: None,
            hints: Hints::default(),
        }
    }

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
        let report = ExplanationReport::new(self.scenario, run, explanation);
        Some(report.with_hints(self.hints))
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
            return terminal::many::table(scenario, replications, &self.hints, medium);
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

    /// Hands all files of the result to a folder, in the order of the documentation.
    ///
    /// # Errors
    /// Why a file could not be made or taken.
    pub fn write<F: ResultFolder>(
        &self,
        folder: &mut F,
        provenance: Provenance<'_>,
        charts: Option<&Look>,
    ) -> Result<(), F::Error> {
        let result = self.sample_path();
        let replications = self.replications();
        let mut files = Files::to(folder);
        files.file("summary.json", |out| files::json(out, &self.summary()?))?;
        files.file("timeseries.csv", |out| timeseries::write(result, out))?;
        files.file("account.csv", |out| account::write(result, out))?;
        files.file("cloudwatch.csv", |out| cloudwatch::write(result, out))?;
        let bills = billing::bills(self.scenario, result);
        files.file("bill.csv", |out| cost::write(self.scenario, &bills, out))?;
        if let Some(entries) = self.diary {
            files.file("environments.csv", |out| {
                environments::write(self.scenario, entries, out)
            })?;
        }
        if let Some(replications) = replications {
            files.file("replications.csv", |out| replications.write(out))?;
            files.file("bands.csv", |out| replications.write_bands(out))?;
        }
        if let Some(explained) = self.explained() {
            explained.put(&mut files)?;
        }
        if let Some(look) = charts {
            let bands = replications.map(|many| many.sample().bands());
            let observed = Observed::new(result, bands, self.diary);
            files.charts_of_run(look, self.scenario, &observed)?;
            let explained = self.explanation;
            let explained =
                explained.map(|found| stories::explained(self.scenario, found, &self.hints));
            files.page(&stories::of_run(
                look,
                self.scenario,
                result,
                &observed,
                replications,
                explained,
            ))?;
        }
        let count = replications.map(Replications::count);
        files.conclude(self.scenario, provenance, count)
    }
}
