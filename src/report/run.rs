//! The report of a scenario that was run once, once for long, or many times.
//!
//! It knows which files and words a result consists of; it must not know what stands in them.

use std::io;

use serde_json::Value;

use super::document::{Document, Language, Look};
use super::explanation::ExplanationReport;
use super::files::{self, Files};
use super::folder::ResultFolder;
use super::forms::Report;
use super::hints::Hints;
use super::observed::Observed;
use super::on_lambda::{OnLambda, has_services};
use super::playground::{self, Playground};
use super::render::page::Fragment;
use super::replications::Replications;
use super::stories::{self, Beside};
use super::summary::Summary;
use super::{
    account, cloudwatch, containers, cost, environments, flat, openmetrics, services, sources,
    timeseries,
};
use crate::metrics::RunResult;
use crate::scenario::Scenario;
use crate::study::containers::Containers;
use crate::study::diary::Entry;
use crate::study::explain::Explanation;
use crate::study::{Finished, SteadyState};

/// What there is to report.
#[derive(Debug)]
pub struct RunReport<'a> {
    /// What was simulated, and all that follows from the run that the series and most charts show: of many,
    /// replication 0.
    pub finished: Finished<'a>,
    /// How often, and what came of it.
    pub study: Study<'a>,
    /// What each environment did, if the run was small enough to tell.
    pub diary: Option<&'a [Entry]>,
    /// What tasks and instances of ECS services did, if the run was small enough to tell.
    pub containers: Option<&'a Containers>,
    /// What would have prevented throttles and cold starts, if that was asked.
    pub explanation: Option<&'a Explanation>,
    /// Whether CloudWatch's metrics are also given as CloudWatch answers them: `cloudwatch.json`.
    pub has_metric_data: bool,
    /// Whether the time series are also given as OpenMetrics text: `openmetrics.txt`.
    pub has_openmetrics: bool,
    /// The page of the playground, if the result is to have it beside its own.
    pub playground: Option<&'a Playground>,
    /// What a reader can do to learn more.
    pub hints: Hints,
    /// The language of what people read in a result without a look.
    pub language: Language,
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

impl<'a> RunReport<'a> {
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
            containers: None,
            explanation: None,
            has_metric_data: false,
            has_openmetrics: false,
            playground: None,
            hints: Hints::default(),
            language: Language::default(),
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

    /// What there is to say, as the pictures observe it.
    fn observed_document(&self, look: &Look, observed: &Observed) -> Document {
        let explained = self.explanation;
        let beside = Beside {
            steady: self.steady_state(),
            many: self.replications(),
            explained: explained
                .map(|found| stories::explained(look, self.finished.scenario, found, &self.hints)),
            hints: self.hints,
        };
        let part = OnLambda::of(self.finished.scenario, self.finished.result);
        let part = part.as_ref().map(OnLambda::finished);
        let on_lambda = part.as_ref().unwrap_or(&self.finished);
        stories::of_run(look, (&self.finished, on_lambda), observed, beside)
    }

    /// What `report.html` says of it, for a page that is there already.
    pub fn fragment(&self, look: &Look) -> Fragment {
        self.document(look).fragment()
    }

    fn observed(&self) -> Observed {
        let bands = self.replications().map(|many| many.sample().bands());
        Observed::new(
            (self.finished.scenario, self.finished.result),
            bands,
            self.diary,
        )
    }
}

impl Report for RunReport<'_> {
    fn name(&self) -> String {
        self.finished.scenario.name.clone()
    }

    fn document(&self, look: &Look) -> Document {
        self.observed_document(look, &self.observed())
    }

    fn json(&self) -> io::Result<Value> {
        if let Some(replications) = self.replications() {
            let verdicts = replications.sample().judge();
            return Ok(replications.summary(&verdicts));
        }
        let summary = Summary::new(&self.finished);
        Ok(serde_json::to_value(
            summary.with_steady_state(self.steady_state()),
        )?)
    }

    /// What `summary.json` says of the functions: a row each.
    fn csv(&self) -> io::Result<String> {
        match self.replications() {
            Some(many) => flat::csv(&many.estimates(&many.sample().judge())),
            None => flat::csv(&self.json()?),
        }
    }

    /// Whether a service level objective was missed: by the run, or by the mean of replications.
    fn is_missed(&self) -> bool {
        match self.replications() {
            Some(replications) => replications.sample().judge().iter().any(|one| !one.met),
            None => self.finished.is_slo_missed(),
        }
    }

    fn write<F: ResultFolder>(&self, folder: &mut F, look: Option<&Look>) -> Result<(), F::Error> {
        let Finished {
            scenario,
            result,
            ref bills,
            ..
        } = self.finished;
        let replications = self.replications();
        let mut files = Files::to(folder);
        files.file("summary.json", |out| files::json(out, &self.json()?))?;
        let on_lambda = OnLambda::of(scenario, result);
        let of_functions = on_lambda.as_ref().map_or(result, OnLambda::result);
        files.file("timeseries.csv", |out| timeseries::write(of_functions, out))?;
        files.file("account.csv", |out| account::write(result, out))?;
        if sources::has_any(result) {
            files.file("sources.csv", |out| sources::write(result, out))?;
        }
        if has_services(result) {
            files.file("services.csv", |out| services::write(scenario, result, out))?;
        }
        let services = cloudwatch::tasks::of_services(scenario, result);
        files.file("cloudwatch.csv", |out| {
            cloudwatch::write(of_functions, &services, out)
        })?;
        if self.has_metric_data {
            files.file("cloudwatch.json", |out| {
                let begin = scenario.begin();
                let metrics = (of_functions, &services[..]);
                cloudwatch::write_metric_data(&scenario.region.name, begin, metrics, out)
            })?;
        }
        if self.has_openmetrics {
            files.file(openmetrics::FILE, |out| {
                openmetrics::write(scenario, result, out)
            })?;
        }
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
            explained.put(&mut files, look.map_or(self.language, |look| look.language))?;
        }
        if let Some(look) = look {
            let observed = self.observed();
            files.charts_of_run(look, scenario, &observed)?;
            let mut document = self.observed_document(look, &observed);
            if files.has(environments::PAGE) {
                let words = environments::step_through(look.language);
                document.beside.push((environments::PAGE, words));
            }
            if let Some(told) = self.containers {
                files.file(containers::FILE, |out| {
                    let page = containers::html(look, scenario, told, observed.end);
                    out.write_all(page.as_bytes())
                })?;
                let beside = (containers::FILE, containers::heading(look.language));
                document.beside.push(beside);
            }
            if let Some(playground) = self.playground {
                let page = playground
                    .with_resolved(scenario, look.language)
                    .map_err(super::ReportError::from)?;
                files.file(playground::FILE, |out| out.write_all(page.as_bytes()))?;
                let open = look
                    .language
                    .choose("Open in the playground", "플레이그라운드에서 열기");
                document.beside.push((playground::FILE, open));
            }
            files.page(&document)?;
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
            let report = RunReport::new(&scenario, Study::Run(&result));
            let mut folder = InMemory::default();
            report.write(&mut folder, Some(&Look::default())).unwrap();
            report.json().unwrap();
            report.csv().unwrap();
            report.text(Language::English);
            report.markdown(Language::Korean);
            report.is_missed();
        };
        let derived = ["bills", "verdicts", "availability", "periods"];
        assert_eq!(counted::during(everything, derived), [1; 4], "{derived:?}");
    }
}
