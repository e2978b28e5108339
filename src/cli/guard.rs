//! Before anything is simulated: how much time, memory and disk it needs; burstsim warns of much, and refuses what cannot end
//! or does not fit.
//!
//! It compares what the library expects of a study ([`Effort`]) with this machine. It must not know how that is
//! estimated, nor what a study does.

use std::path::Path;

use burstsim::disk::machine;
use burstsim::report::Language;
use burstsim::report::effort::{self, bytes, count, time};
use burstsim::report::format::thousands;
use burstsim::scenario::Scenario;
use burstsim::study::effort::{Bytes, Effort, REQUESTS_PER_SECOND};

use super::error::CliError;
use super::output;
use super::results::ResultArguments;

/// Work that is worth a word takes longer, in seconds.
const LONG: f64 = 1800.0;

/// How a study makes its runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// Runs of each scenario, as few as it may be.
    pub(super) runs: u64,
    /// Cores that they are spread over.
    pub(super) threads: usize,
    /// Results that are kept at the same time, those under way included: in any case, and at most.
    pub(super) results: (u64, u64),
}

impl Plan {
    /// One run, and what a report makes of its result.
    pub(super) const ONE: Self = Self {
        runs: 1,
        threads: 1,
        results: (1, 2),
    };

    /// Runs of which no more than figures is kept.
    pub(super) fn figures(runs: u64, threads: usize) -> Self {
        let running = runs.min(threads as u64);
        let results = (running, running + 1);
        Self {
            runs,
            threads,
            results,
        }
    }

    /// Replications that are folded in waves of two for each thread, while the first is kept.
    pub(super) fn waves(runs: u64, threads: usize) -> Self {
        let wave = 2 * threads as u64;
        Self {
            runs,
            threads,
            results: (runs.min(wave + 1), wave + 2),
        }
    }
}

/// What several scenarios take together: as many requests as all, as much memory as the largest.
#[derive(Clone, Debug, Default)]
pub(super) struct Load {
    requests: f64,
    result_bytes: f64,
    /// The scenario that needs most memory, or the only one.
    largest: Option<Effort>,
    /// The first that cannot end.
    endless: Option<Effort>,
    scenarios: u64,
}

impl Load {
    pub(super) fn of<'a>(scenarios: impl IntoIterator<Item = &'a Scenario>) -> Self {
        let mut load = Self::default();
        for scenario in scenarios {
            load.add(Effort::of(scenario));
        }
        load
    }

    pub(super) fn add(&mut self, effort: Effort) {
        self.scenarios += 1;
        self.requests += effort.requests;
        self.result_bytes += effort.result_bytes;
        if effort.is_endless() && self.endless.is_none() {
            self.endless = Some(effort.clone());
        }
        let needs = |effort: &Effort| effort.memory(1.0, 1.0).most;
        let is_larger = |largest: &Effort| needs(&effort) > needs(largest);
        if self.largest.as_ref().is_none_or(is_larger) {
            self.largest = Some(effort);
        }
    }

    /// The same for another number of scenarios, which are on average like these; only figures of each are kept.
    pub(super) fn for_scenarios(mut self, scenarios: u64) -> Self {
        self.requests *= scenarios as f64 / self.scenarios.max(1) as f64;
        self.scenarios = scenarios;
        self.result_bytes = 0.0;
        self
    }

    /// Refuses what cannot end or does not fit into memory, and warns of much, unless quiet. Nothing is said of small work.
    ///
    /// # Errors
    /// Why nothing is begun.
    pub(super) fn guard(
        &self,
        plan: Plan,
        results: &ResultArguments,
        language: Language,
    ) -> Result<(), CliError> {
        self.refuse_endless()?;
        let available = machine::memory();
        if let Some(why) = self.does_not_fit(plan, available) {
            return Err(CliError::Arguments(why));
        }
        let memory = self.memory(plan);
        if results.quiet {
            return Ok(());
        }
        let requests = self.requests * plan.runs as f64;
        // Every result goes to the disk of this folder, whatever it is called.
        let folder = results.folder(".");
        let warnings = [
            about_memory(language, memory, available),
            about_time(language, requests, self.running(plan)),
            self.about_disk(language, &folder),
        ];
        for warning in warnings.into_iter().flatten() {
            output::warn(language, &warning);
        }
        Ok(())
    }

    /// What a check says: sizes of one run, and what is much of them.
    ///
    /// # Errors
    /// If it cannot end.
    pub(super) fn told(&self, language: Language) -> Result<String, CliError> {
        self.refuse_endless()?;
        let memory = self.memory(Plan::ONE);
        let rows = self.largest.as_ref().map_or(0.0, |effort| effort.rows);
        let warnings = [
            about_memory(language, memory, machine::memory()),
            about_time(language, self.requests, 1),
        ];
        for warning in warnings.into_iter().flatten() {
            output::warn(language, &warning);
        }
        let rows = thousands(rows as u64);
        let requests = count(language, self.requests);
        let (results, memory) = (bytes(self.result_bytes), bytes(memory.most));
        Ok(language.choose(
            format!(
                "a run: about {requests} requests, {rows} rows, up to {results} of results and {memory} of memory"
            ),
            format!("실행 한 번: 요청 약 {requests}건, {rows}행, 결과 최대 {results}, 메모리 최대 {memory}"),
        ))
    }

    /// Runs that are under way at the same time.
    fn running(&self, plan: Plan) -> u64 {
        let runs = plan.runs.saturating_mul(self.scenarios.max(1));
        runs.min(plan.threads as u64)
    }

    fn memory(&self, plan: Plan) -> Bytes {
        let running = self.running(plan) as f64;
        let (least, most) = plan.results;
        self.largest
            .as_ref()
            .map_or_else(Bytes::default, |effort| Bytes {
                least: effort.memory(running, least as f64).least,
                most: effort.memory(running, most as f64).most,
            })
    }

    fn does_not_fit(&self, plan: Plan, available: Option<f64>) -> Option<String> {
        let (running, (least, most)) = (self.running(plan) as f64, plan.results);
        let results = (least as f64, most as f64);
        effort::does_not_fit(self.largest.as_ref()?, running, results, available?)
    }

    fn refuse_endless(&self) -> Result<(), CliError> {
        let why = self.endless.as_ref().and_then(effort::endless);
        why.map_or(Ok(()), |why| Err(CliError::Arguments(why)))
    }

    fn about_disk(&self, language: Language, folder: &Path) -> Option<String> {
        let free = machine::disk(folder)?;
        (self.result_bytes > free).then(|| {
            let (needed, free, folder) = (bytes(self.result_bytes), bytes(free), folder.display());
            language.choose(
                format!(
                    "the results take up to {needed}, and {free} is free on the disk of {folder}"
                ),
                format!("결과는 최대 {needed}인데 {folder} 디스크의 남은 공간은 {free}입니다"),
            )
        })
    }
}

fn about_memory(language: Language, memory: Bytes, available: Option<f64>) -> Option<String> {
    let available = available.filter(|available| memory.most > *available)?;
    let (most, available) = (bytes(memory.most), bytes(available));
    Some(language.choose(
        format!("this may need up to {most} of memory, and {available} is available"),
        format!("메모리가 최대 {most} 필요할 수 있는데 사용 가능한 메모리는 {available}입니다"),
    ))
}

fn about_time(language: Language, requests: f64, running: u64) -> Option<String> {
    let seconds = requests / REQUESTS_PER_SECOND / running as f64;
    let cores = match running {
        1 => "one core".to_owned(),
        cores => format!("{cores} cores"),
    };
    (seconds > LONG).then(|| {
        let (requests, time) = (count(language, requests), time(language, seconds));
        language.choose(
            format!(
                "there are about {requests} requests to simulate, which takes about {time} on {cores}"
            ),
            format!(
                "시뮬레이션할 요청은 약 {requests}건이며 코어 {running}개로 약 {time} 걸립니다"
            ),
        )
    })
}
