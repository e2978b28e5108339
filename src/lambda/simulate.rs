//! The one door into the model: a scenario in, a result out.

use std::ops::ControlFlow;

use slab::Slab;

use super::admission::{Account, FunctionState};
use super::concurrency::provisioned as initially_provisioned;
use super::model::{Event, LambdaModel};
use super::observer::Observer;
use super::outage::{self, Outages};
use super::provisioned;
use crate::kernel::{Calendar, Phase, SimTime, Streams, run_until};
use crate::metrics::{MINUTE, Recorder, RunResult};
use crate::scenario::{Scenario, versions};
use crate::workload::Source;

/// The run was stopped by its observer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the run was interrupted")]
pub struct Interrupted;

/// Simulates one replication of a scenario.
///
/// Pure: the same scenario and replication give the same result on every platform. Replications
/// differ only in their random numbers.
pub fn simulate(scenario: &Scenario, replication: u64) -> RunResult {
    match simulate_observed(scenario, replication, &mut ()) {
        Ok(result) => result,
        Err(Interrupted) => unreachable!("the empty observer does not interrupt"),
    }
}

/// Like [`simulate`], watched by `observer`.
///
/// # Errors
/// [`Interrupted`] if the observer stopped the run.
pub fn simulate_observed<O: Observer>(
    scenario: &Scenario,
    replication: u64,
    observer: &mut O,
) -> Result<RunResult, Interrupted> {
    let end = SimTime::ZERO + scenario.duration;
    let mut model = set_up(scenario, replication, observer);
    let mut calendar = first_events(&mut model, scenario);

    let progress = |model: &mut LambdaModel<'_, O>, now| model.observer.progress(now);
    if run_until(&mut model, &mut calendar, end, progress) == ControlFlow::Break(()) {
        return Err(Interrupted);
    }
    model.close_series(end);
    model.note_left_open(end, &mut calendar);
    let result = model.recorder.finish(end);
    debug_assert_eq!(result.check_conservation(), Ok(()));
    Ok(result)
}

fn set_up<'a, O>(scenario: &Scenario, replication: u64, observer: &'a mut O) -> LambdaModel<'a, O> {
    let streams = Streams::new(scenario.seed, replication);
    let names = scenario
        .functions
        .iter()
        .map(|function| function.name.clone());
    let calls = calls(scenario);
    let (callees, origins) = routes(scenario, &calls);
    let mut further = calls.len() as u32;
    let mut model = LambdaModel {
        account: Account::new(scenario),
        functions: (0..scenario.functions.len())
            .map(|index| FunctionState::new(scenario, index, &streams))
            .collect(),
        sources: (0..)
            .zip(&calls)
            .map(|(number, &(function, entry))| {
                let versions = &scenario.functions[versions(&scenario.functions, function)];
                let source = Source::new(
                    versions,
                    entry,
                    [number, further],
                    &streams,
                    scenario.duration,
                );
                further += versions.len() as u32 - 1;
                source
            })
            .collect(),
        callees,
        origins,
        waiting: Slab::new(),
        outages: Outages::new(scenario),
        recorder: Recorder::new(scenario.interval, names),
        observer,
    };
    allocate_provisioned(&mut model, scenario);
    // Nothing is in flight yet.
    let set_aside = model.account.concurrency.claimed();
    let account = &mut model.recorder.account;
    account.raise_set_aside(SimTime::ZERO, set_aside);
    model
}

/// All traffic, as the index of a function and of one of its entries, in the order of the functions'
/// names: simultaneous arrivals of two functions are then handled in an order that does not depend on
/// the order of the file.
fn calls(scenario: &Scenario) -> Vec<(usize, usize)> {
    let mut by_name: Vec<usize> = (0..scenario.functions.len()).collect();
    by_name.sort_by_key(|&index| scenario.functions[index].unqualified_name());
    by_name
        .into_iter()
        .flat_map(|index| {
            (0..scenario.functions[index].traffic.len()).map(move |entry| (index, entry))
        })
        .collect()
}

/// Where the requests of each source may go: the functions to which routes lead, one for each source and
/// then those to further versions, and of each of the latter the source.
fn routes(scenario: &Scenario, calls: &[(usize, usize)]) -> (Vec<u32>, Vec<u32>) {
    let mut callees: Vec<u32> = calls.iter().map(|&(function, _)| function as u32).collect();
    let mut origins = Vec::new();
    for (source, &(function, _)) in (0u32..).zip(calls) {
        for version in versions(&scenario.functions, function).skip(1) {
            callees.push(version as u32);
            origins.push(source);
        }
    }
    (callees, origins)
}

/// What is provisioned at the start is ready then.
fn allocate_provisioned<O>(model: &mut LambdaModel<'_, O>, scenario: &Scenario) {
    for (index, function) in scenario.functions.iter().enumerate() {
        let count = initially_provisioned(function);
        let pool = &mut model.functions[index].provisioned;
        for _ in 0..count {
            let (slot, _) = pool.create(SimTime::ZERO);
            pool.release(slot, SimTime::ZERO);
        }
        let recorder = &mut model.recorder.functions[index];
        recorder.environments_created(SimTime::ZERO, count);
        match function.provisioned_changes() {
            Some(_) => recorder.provisioned_changes(count),
            None => recorder.provisioned_allocated(count),
        }
    }
}

fn first_events<O: Observer>(
    model: &mut LambdaModel<'_, O>,
    scenario: &Scenario,
) -> Calendar<Event> {
    let mut calendar = Calendar::new();
    let start = SimTime::ZERO;
    calendar.schedule(
        start + scenario.interval,
        Phase::Observation,
        Event::IntervalEnd,
    );
    calendar.schedule(start + MINUTE, Phase::Observation, Event::MinuteEnd);
    if !scenario.warm_up.is_zero() {
        let end = start + scenario.warm_up;
        calendar.schedule(end, Phase::Observation, Event::WarmUpEnd);
    }
    outage::schedule(scenario, &mut calendar);
    provisioned::schedule(scenario, &mut calendar);
    for (number, source) in (0u32..).zip(&mut model.sources) {
        for (at, user) in source.first_arrivals() {
            calendar.schedule(
                at,
                Phase::Arrival,
                Event::Arrival {
                    source: number,
                    user,
                },
            );
        }
    }
    calendar
}
