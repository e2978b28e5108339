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
use super::render::text::Medium;
use super::replications::Replications;
use super::summary::Summary;
use super::{account, cloudwatch, cost, environments, flat, stories, terminal, timeseries};
use crate::metrics::RunResult;
use crate::scenario::Scenario;
use crate::study::diary::Entry;
use crate::study::explain::Explanation;
use crate::study::{Finished, SteadyState};

/// What there is to report.
#[derive(Debug)]
pub struct Report<'a> {
    /// What was simulated, and all that follows from the run that the series and most charts show: of many, replication
    /// 0.
    pub finished: Finished<'a>,
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
        let run = match study {
            Study::Run(result) | Study::Long(result, _) => result,
            Study::Replications(replications) => replications.sample().first(),
        };
        Self {
            finished: Finished::new(scenario, run),
            study,
            diary: None,
            explanation: None,
            hints: Hints::default(),
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

    fn explained(&self) -> Option<ExplanationReport<'_>> {
        let explanation = self.explanation?;
        let report = ExplanationReport::new(&self.finished, explanation);
        Some(report.with_hints(self.hints))
    }

    /// Whether a service level objective was missed: by the run, or by the mean of replications.
    pub fn is_slo_missed(&self) -> bool {
        match self.replications() {
            Some(replications) => replications.sample().judge().iter().any(|v| !v.met),
            None => self.finished.is_slo_missed(),
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
        let summary = Summary::new(&self.finished);
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
        if let Some(replications) = self.replications() {
            return terminal::many::table(&self.finished, replications, &self.hints, medium);
        }
        let mut text = terminal::table(&self.finished, medium);
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
        charts: Option<&Look>,
    ) -> Result<(), F::Error> {
        let Finished {
            scenario,
            result,
            ref bills,
            ..
        } = self.finished;
        let replications = self.replications();
        let mut files = Files::to(folder);
        files.file("summary.json", |out| files::json(out, &self.summary()?))?;
        files.file("timeseries.csv", |out| timeseries::write(result, out))?;
        files.file("account.csv", |out| account::write(result, out))?;
        files.file("cloudwatch.csv", |out| cloudwatch::write(result, out))?;
        files.file("bill.csv", |out| cost::write(scenario, bills, out))?;
        if let Some(entries) = self.diary {
            files.file("environments.csv", |out| {
                environments::write(scenario, entries, out)
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
            files.charts_of_run(look, scenario, &observed)?;
            let explained = self.explanation;
            let explained = explained.map(|found| stories::explained(scenario, found, &self.hints));
            files.page(&stories::of_run(
                look,
                &self.finished,
                &observed,
                replications,
                explained,
            ))?;
        }
        let count = replications.map(Replications::count);
        files.conclude(scenario, count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::counted;
    use crate::report::{InMemory, fixture};

    #[test]
    fn what_follows_from_a_run_is_worked_out_once() {
        let (scenario, result) = (fixture::scenario(), fixture::small());
        let everything = || {
            let report = Report::new(&scenario, Study::Run(&result));
            report
                .write(&mut InMemory::default(), Some(&Look::default()))
                .unwrap();
            report.summary().unwrap();
            report.csv().unwrap();
            report.table();
            report.markdown();
            report.is_slo_missed();
        };
        let derived = ["bills", "verdicts", "availability", "periods"];
        assert_eq!(counted::during(everything, derived), [1; 4], "{derived:?}");
    }
}
