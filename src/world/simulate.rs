//! The one door into the model: a scenario in, a result out.

use std::ops::ControlFlow;

use super::event::Event;
use super::model::World;
use crate::callers::{Arrival, Callers, traffic_entries};
use crate::kernel::{Calendar, Phase, SimTime, Streams, run_until};
use crate::metrics::{MINUTE, Observations, Observer, Recorder, RunResult};
use crate::scenario::Scenario;
use crate::services::lambda::{Due, Lambda};

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
    let (mut world, mut calendar) = set_up(scenario, replication, observer);

    let progress = |world: &mut World<'_, O>, now| world.notes.observer.progress(now);
    if run_until(&mut world, &mut calendar, end, progress) == ControlFlow::Break(()) {
        return Err(Interrupted);
    }
    world.close_series(end);
    world.note_left_open(end, &mut calendar);
    let result = world.notes.recorder.finish(end);
    debug_assert_eq!(result.check_conservation(), Ok(()));
    Ok(result)
}

/// The state at the start, and the first events.
fn set_up<'a, O: Observer>(
    scenario: &Scenario,
    replication: u64,
    observer: &'a mut O,
) -> (World<'a, O>, Calendar<Event>) {
    let streams = Streams::new(scenario.seed, replication);
    let functions = scenario.functions.iter();
    let names = functions.map(|function| function.name.clone());
    let mut notes = Observations {
        recorder: Recorder::new(scenario.interval, names),
        observer,
    };
    if let Some(windows) = &scenario.slo_windows {
        notes.recorder.judge_windows(windows.length, &scenario.slo);
    }
    let mut lambda = Lambda::new(scenario, traffic_entries(scenario), &streams);
    let ages = lambda.start(scenario, &mut notes);
    let (callers, arrivals) = Callers::new(scenario, &streams);
    let world = World {
        callers,
        lambda,
        notes,
    };
    (world, first_events(scenario, ages, arrivals))
}

fn first_events(
    scenario: &Scenario,
    ages: Vec<(SimTime, Due)>,
    arrivals: Vec<Arrival>,
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
    for (at, due) in Lambda::first_due(scenario).chain(ages) {
        calendar.schedule(at, Phase::Control, Event::Lambda(due));
    }
    for Arrival { at, source, ticket } in arrivals {
        calendar.schedule(at, Phase::Arrival, Event::Arrival { source, ticket });
    }
    calendar
}
