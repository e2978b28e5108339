//! Queues whose items waited for too long: when, why, and the least change that would have kept their age below a limit.
//!
//! The limit is the scenario's objective on `oldest_age`, or five minutes. A change is tried on whole runs of the same
//! items, one setting at a time. It knows results and settings; it must not know how a queue is read.

use super::kept::Kept;
use super::least::least;
use crate::kernel::{SimDuration, SimTime};
use crate::measures::Measure;
use crate::metrics::{FunctionResult, RunResult, SourceResult};
use crate::scenario::{InvokedBy, Scenario, Setting, SourceQuantity};
use crate::study::watch::Watch;
use crate::world::Interrupted;

/// What is too long where the scenario does not say.
const DEFAULT_LIMIT: SimDuration = SimDuration::from_secs(300);

/// A queue whose items waited for too long.
#[derive(Clone, Debug)]
pub struct Backlog {
    /// The function, by its position.
    pub function: usize,
    /// The source, by its number in the function's traffic.
    pub source: usize,
    /// When the oldest item was first older than the limit at the end of an interval.
    pub from: SimTime,
    /// When it was so last.
    pub to: SimTime,
    /// Most items that waited.
    pub most: u64,
    /// The longest wait.
    pub oldest_age: SimDuration,
    /// What is too long.
    pub limit: SimDuration,
    /// Why the backlog grew.
    pub cause: BacklogCause,
    /// Settings that may help, each with the lowest value that keeps the age below the limit; `None` where none does.
    pub remedies: Vec<(Setting, Option<u32>)>,
}

/// Why a backlog grew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BacklogCause {
    /// This many attempts of the function were throttled meanwhile.
    Throttles(u64),
    /// The mapping had as many batches in flight as it may at most.
    Maximum(u64),
    /// The mapping was still growing.
    Growth(u64),
    /// Each lane of a stream has one batch in flight.
    Lanes(u64),
    /// Events waited to be tried again after errors.
    Retries,
}

/// The queues of a run whose items waited for too long, in the order of functions and their traffic.
///
/// # Errors
/// [`Interrupted`] if the study is to stop.
pub(super) fn backlogs(
    scenario: &Scenario,
    result: &RunResult,
    runs: (&dyn Watch, Kept<'_>),
) -> Result<Vec<Backlog>, Interrupted> {
    let limit = limit_of(scenario);
    let mut found = Vec::new();
    for (function, observed) in result.functions.iter().enumerate() {
        for source in &observed.sources {
            let Some(mut backlog) = observe(scenario, (function, observed), source, limit) else {
                continue;
            };
            for setting in candidates(scenario, &backlog) {
                let holds = |result: &RunResult| {
                    let functions = result.functions.get(function);
                    let mut sources = functions.into_iter().flat_map(|one| &one.sources);
                    let source = sources.find(|one| one.source == backlog.source);
                    let age = source.and_then(|source| source.oldest_age);
                    age.is_none_or(|age| age <= backlog.limit)
                };
                let (source, limit) = (backlog.source, backlog.limit.as_nanos());
                let asked = format!("the age at source {source} of {function} within {limit}");
                let least = least(scenario, setting, runs, (&asked, holds))?;
                backlog.remedies.push((setting, least));
            }
            found.push(backlog);
        }
    }
    Ok(found)
}

fn limit_of(scenario: &Scenario) -> SimDuration {
    let mut objectives = scenario.slo.iter();
    let own = objectives.find(|objective| objective.measure == Measure::OldestAge);
    own.map_or(DEFAULT_LIMIT, |objective| {
        SimDuration::from_secs_f64(objective.limit / 1e3)
    })
}

/// When and why the items of a source waited for too long; `None` if they did not.
fn observe(
    scenario: &Scenario,
    (function, observed): (usize, &FunctionResult),
    source: &SourceResult,
    limit: SimDuration,
) -> Option<Backlog> {
    let oldest_age = source.oldest_age.filter(|age| *age > limit)?;
    let late = |age: Option<SimDuration>| age.is_some_and(|age| age > limit);
    let mut rows = source.intervals.iter().filter(|row| late(row.oldest_age));
    let first = rows.next()?;
    let last = rows.next_back().unwrap_or(first);
    // It grew before it was too old.
    let begins = first.start.as_nanos().saturating_sub(limit.as_nanos());
    let period = SimTime::from_nanos(begins)..=last.start;
    let rows = observed.intervals.iter();
    let throttles = rows.filter(|row| period.contains(&row.start));
    let throttles: u64 = throttles.map(|row| row.counts.throttles()).sum();
    let rows = source
        .intervals
        .iter()
        .filter(|row| period.contains(&row.start));
    let (in_flight, units) = rows.fold((0, 0), |(in_flight, units), row| {
        (row.concurrency_max.max(in_flight), row.pollers.max(units))
    });
    let invoked_by = &scenario
        .functions
        .get(function)?
        .traffic
        .get(source.source)?
        .invoked_by;
    let cause = match invoked_by {
        InvokedBy::Stream(_) if throttles == 0 => BacklogCause::Lanes(units),
        InvokedBy::Sqs(queue) if throttles == 0 => {
            let most = queue.maximum_concurrency.map(|most| u64::from(most.get()));
            match most.filter(|most| units >= *most) {
                Some(most) => BacklogCause::Maximum(most),
                None => BacklogCause::Growth(in_flight),
            }
        }
        _ if throttles == 0 => BacklogCause::Retries,
        _ => BacklogCause::Throttles(throttles),
    };
    Some(Backlog {
        function,
        source: source.source,
        from: first.start,
        to: last.start,
        most: source.backlog.max,
        oldest_age,
        limit,
        cause,
        remedies: Vec::new(),
    })
}

/// The settings that may help, the nearest at hand first.
fn candidates(scenario: &Scenario, backlog: &Backlog) -> Vec<Setting> {
    let Backlog {
        function, source, ..
    } = *backlog;
    let of_source = |quantity| Setting::OfSource(quantity, function, source);
    let settings = &scenario.functions[function];
    let mut all = match &settings.traffic[source].invoked_by {
        InvokedBy::Stream(_) => vec![of_source(SourceQuantity::Shards)],
        InvokedBy::Sqs(queue) if queue.maximum_concurrency.is_some() => {
            vec![of_source(SourceQuantity::MaximumConcurrency)]
        }
        InvokedBy::Sqs(_) => vec![of_source(SourceQuantity::ProvisionedPollers)],
        _ => Vec::new(),
    };
    if matches!(backlog.cause, BacklogCause::Throttles(_)) {
        all.push(match settings.reserved_concurrency {
            Some(_) => Setting::ReservedConcurrency(function),
            None => Setting::AccountConcurrency,
        });
    }
    all
}
