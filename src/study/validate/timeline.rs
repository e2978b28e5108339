//! A run that is small enough to be worked out by hand: its scenario, and what must come out of it.
//!
//! It knows scenarios and how their results are read. It must not know any rule: what must come out stands with the
//! reference, with its sum.

use super::bench::{Bench, Failure};
use super::case::Case;
use crate::billing::{self, Bill, Item, ServiceCredit};
use crate::metrics::recorder::Start;
use crate::metrics::{Counts, FunctionResult, Refused, RunResult, Served, Stopped};
use crate::scenario::Scenario;
use crate::scenario::parse::Files;
use crate::world::Observer;

/// A small run and what must come out of it.
#[derive(Clone, Copy)]
pub(super) struct Timeline {
    /// What it shows: the beginning of its cases' names.
    pub name: &'static str,
    /// The scenario.
    pub text: &'static str,
    /// The file that the scenario calls [`ROWS`]; empty if it names none.
    pub rows: &'static str,
    /// What is read from the run, and its values as worked out.
    pub figures: &'static [Figure],
}

/// What is read, the values that must come out, and where they are found.
pub(super) type Figure = (&'static str, &'static [f64], fn(&Seen) -> Vec<f64>);

/// How the scenario of a timeline names its only file.
pub(super) const ROWS: &str = "rows.csv";

/// What was seen of a run.
pub(super) struct Seen {
    /// What was run.
    pub scenario: Scenario,
    /// Its result.
    pub result: RunResult,
    notes: Notes,
}

/// The cases of some timelines: one for each figure. A figure of several values counts those that agree.
///
/// # Errors
/// A change made on purpose does not fit a scenario, or it was stopped.
pub(super) fn cases(bench: &Bench, timelines: &[Timeline]) -> Result<Vec<Case>, Failure> {
    let mut cases = Vec::new();
    for timeline in timelines {
        let seen = timeline.run(bench)?;
        for (what, expected, read) in timeline.figures {
            let name = format!("{}: {what}", timeline.name);
            cases.push(compared(name, expected, &read(&seen)));
        }
    }
    Ok(cases)
}

/// Whether a scenario is refused before it is run, which it must be if `refused`.
pub(super) fn refused(bench: &Bench, name: &str, text: &str, refused: bool) -> Case {
    let found = bench.scenario(text).is_err();
    Case::exact(name, f64::from(refused), f64::from(found))
}

fn compared(name: String, expected: &[f64], found: &[f64]) -> Case {
    if let ([expected], [found]) = (expected, found) {
        return Case::exact(name, *expected, *found);
    }
    let agreeing = expected.iter().zip(found);
    let agreeing = agreeing.filter(|&(expected, found)| Case::equal(*expected, *found));
    let surplus = found.len().saturating_sub(expected.len());
    let agreeing = agreeing.count() as f64 - surplus as f64;
    let case = Case::exact(
        format!("{name}, as many agree"),
        expected.len() as f64,
        agreeing,
    );
    match case.passes() {
        true => case,
        false => case.noted(format!("{found:?} instead of {expected:?}")),
    }
}

impl Timeline {
    fn run(&self, bench: &Bench) -> Result<Seen, Failure> {
        let scenario = bench.scenario_with_files(self.text, &Rows(self.rows))?;
        let (result, notes) = bench.watched(&scenario, Notes::default())?;
        Ok(Seen {
            scenario,
            result,
            notes,
        })
    }
}

/// The one file of a timeline.
struct Rows(&'static str);

impl Files for Rows {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        match path == ROWS && !self.0.is_empty() {
            true => Ok(self.0.as_bytes().to_vec()),
            false => Err("it is not there".to_owned()),
        }
    }
}

/// What happened when.
#[derive(Default)]
struct Notes {
    served: Vec<Served>,
    refused: Vec<Refused>,
    stopped: Vec<Stopped>,
}

impl Observer for Notes {
    fn served(&mut self, served: &Served) {
        self.served.push(*served);
    }

    fn refused(&mut self, refused: &Refused) {
        self.refused.push(*refused);
    }

    fn stopped(&mut self, stopped: &Stopped) {
        self.stopped.push(*stopped);
    }
}

impl Seen {
    /// The first function or service.
    pub(super) fn first(&self) -> &FunctionResult {
        &self.result.functions[0]
    }

    /// What all of them counted.
    pub(super) fn totals(&self) -> Counts {
        self.result.totals()
    }

    /// When invocations started, in seconds.
    pub(super) fn starts(&self) -> Vec<f64> {
        let served = self.notes.served.iter();
        served.map(|one| one.at.as_secs_f64()).collect()
    }

    /// When invocations that needed a new environment started, in seconds.
    pub(super) fn cold_starts(&self) -> Vec<f64> {
        let served = self.notes.served.iter();
        let cold = served.filter(|one| one.start == Start::Cold);
        cold.map(|one| one.at.as_secs_f64()).collect()
    }

    /// When invocations were done, in seconds, in the order in which they started.
    pub(super) fn ends(&self) -> Vec<f64> {
        let served = self.notes.served.iter();
        served.map(|one| one.until.as_secs_f64()).collect()
    }

    /// Which environment served each invocation, by the order of creation from 0.
    pub(super) fn environments(&self) -> Vec<f64> {
        let served = self.notes.served.iter();
        served.map(|one| one.environment as f64).collect()
    }

    /// Which request each invocation was of, by the order of arrival from 0; of a batch its first.
    pub(super) fn requests(&self) -> Vec<f64> {
        let served = self.notes.served.iter();
        served.map(|one| one.request.number as f64).collect()
    }

    /// When attempts were refused or failed, in seconds.
    pub(super) fn refusals(&self) -> Vec<f64> {
        let refused = self.notes.refused.iter();
        refused.map(|one| one.at.as_secs_f64()).collect()
    }

    /// When on-demand environments stopped, in seconds, the earliest first.
    pub(super) fn stops(&self) -> Vec<f64> {
        let stopped = self.notes.stopped.iter();
        let mut stops: Vec<f64> = stopped.map(|one| one.at.as_secs_f64()).collect();
        stops.sort_by(f64::total_cmp);
        stops
    }

    /// What an item costs, in USD, of the run or, where the scenario asks for one, the month.
    pub(super) fn usd(&self, item: Item) -> f64 {
        self.bill().amount(item).get()
    }

    /// The bill of the run or, where the scenario asks for one, the month.
    pub(super) fn bill(&self) -> Bill {
        let bills = billing::bills(&self.scenario, &self.result);
        bills.month.unwrap_or(bills.run)
    }

    /// What the service level agreement makes of it.
    pub(super) fn credit(&self) -> ServiceCredit {
        let bills = billing::bills(&self.scenario, &self.result);
        billing::service_credit(&self.result, &bills)
    }

    /// What `read` finds in each second of the first function, if that is how long its intervals are.
    pub(super) fn seconds(&self, read: fn(&Counts) -> u64) -> Vec<f64> {
        let intervals = self.first().intervals.iter();
        intervals.map(|row| read(&row.counts) as f64).collect()
    }
}

/// Counts as the values of a figure.
pub(super) fn counts<const N: usize>(counts: [u64; N]) -> Vec<f64> {
    counts.map(|count| count as f64).to_vec()
}

/// An amount to the cent, as AWS's pages have it.
pub(super) fn cents(usd: f64) -> f64 {
    (usd * 100.0).round() / 100.0
}
