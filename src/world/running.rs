//! A run that is driven in steps, and can be copied on the way.
//!
//! A copy is the whole state: callers, services, what waits in the calendar, and where each random stream
//! stands. It goes on exactly as the original would, or with other settings from there on: see
//! [`Running::adopt`].

use std::ops::ControlFlow;

use super::deliveries::{Deliveries, arrival};
use super::event::Event;
use super::model::World;
use crate::callers::{Arrival, Callers, traffic_entries};
use crate::kernel::{Calendar, Phase, SimTime, Streams, run_until};
use crate::metrics::{MINUTE, Observations, Observer, Recorder, RunResult};
use crate::scenario::Scenario;
use crate::services::ecs::{self, Ecs};
use crate::services::lambda::{Due, Lambda};

/// The run was stopped by its observer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the run was interrupted")]
pub struct Interrupted;

/// A run that is under way.
#[derive(Clone, Debug)]
pub(crate) struct Running {
    callers: Callers,
    lambda: Lambda,
    ecs: Option<Box<Ecs>>,
    deliveries: Deliveries,
    recorder: Recorder,
    calendar: Calendar<Event>,
    now: SimTime,
}

impl Running {
    /// The state at the start of a replication of a scenario.
    pub(crate) fn start(scenario: &Scenario, replication: u64) -> Self {
        let streams = Streams::new(scenario.seed, replication);
        let functions = scenario.functions.iter();
        let names = functions.map(|function| function.name.clone());
        let mut notes = Observations {
            recorder: Recorder::new(scenario.interval, names),
            observer: &mut (),
        };
        if let Some(windows) = &scenario.slo_windows {
            notes.recorder.judge_windows(windows.length, &scenario.slo);
        }
        let mut lambda = Lambda::new(scenario, traffic_entries(scenario), &streams);
        let ages = lambda.start(scenario, &mut notes);
        let (callers, arrivals) = Callers::new(scenario, &streams);
        let mut sources = 0;
        for (function, entry) in traffic_entries(scenario) {
            let source = &scenario.functions[function.index()].traffic[entry].invoked_by;
            let queued = source.is_queued().then(|| (entry, source.kind()));
            notes.recorder.add_source(queued.map(|one| (function, one)));
            sources += 1;
        }
        for (source, queue) in callers.queues() {
            if let Some(recorder) = notes.recorder.source(source) {
                recorder.pollers(SimTime::ZERO, queue.pollers());
            }
        }
        let ecs = Ecs::new(scenario, &streams, &mut notes.recorder);
        let mut calendar = first_events(scenario, ages, arrivals, &callers);
        if ecs.is_some() {
            let start = Event::Ecs(ecs::Due::Start);
            calendar.schedule(SimTime::ZERO, Phase::Control, start);
        }
        Self {
            callers,
            lambda,
            ecs,
            deliveries: Deliveries::new(sources),
            recorder: notes.recorder,
            calendar,
            now: SimTime::ZERO,
        }
    }

    /// Up to when everything has happened.
    pub(crate) fn now(&self) -> SimTime {
        self.now
    }

    /// Goes on until just before `until`.
    ///
    /// # Errors
    /// [`Interrupted`] if the observer stopped the run.
    pub(crate) fn run_until<O: Observer>(
        self,
        until: SimTime,
        observer: &mut O,
    ) -> Result<Self, Interrupted> {
        let (mut world, mut calendar) = self.into_world(observer);
        let progress = |world: &mut World<'_, O>, now| world.notes.observer.progress(now);
        match run_until(&mut world, &mut calendar, until, progress) {
            ControlFlow::Break(()) => Err(Interrupted),
            ControlFlow::Continue(()) => Ok(Self::from_world(world, calendar, until)),
        }
    }

    /// A copy that keeps no rows of the series: whoever goes on from it reads what comes next.
    pub(crate) fn fork(&self) -> Self {
        Self {
            callers: self.callers.clone(),
            lambda: self.lambda.clone(),
            ecs: self.ecs.clone(),
            deliveries: self.deliveries.clone(),
            recorder: self.recorder.without_rows(),
            calendar: self.calendar.clone(),
            now: self.now,
        }
    }

    /// Goes on with the quotas and settings of `to`, which differs from `from` in nothing else.
    ///
    /// What has happened stays as it is; see [`Lambda::adopt`] for what that means for each setting.
    #[must_use]
    pub(crate) fn adopt(self, from: &Scenario, to: &Scenario) -> Self {
        let now = self.now;
        let mut nobody = ();
        let (mut world, calendar) = self.into_world(&mut nobody);
        world.lambda.catch_up_all(now, &mut world.notes);
        let recorder = &mut world.notes.recorder;
        world.lambda.adopt(now, from, to, recorder);
        Self::from_world(world, calendar, now)
    }

    /// The result of the run, which has reached its end.
    pub(crate) fn finish<O: Observer>(self, observer: &mut O) -> RunResult {
        let end = self.now;
        let (mut world, mut calendar) = self.into_world(observer);
        world.close_series(end);
        world.note_left_open(end, &mut calendar);
        let result = world.notes.recorder.finish(end);
        debug_assert_eq!(result.check_conservation(), Ok(()));
        result
    }

    /// What a fork has come to, as if the run ended here. Its rows begin where it was forked, and what stands
    /// for the whole run counts from there or from the start, as the case may be.
    pub(crate) fn cut_off(self) -> RunResult {
        let end = self.now;
        let mut nobody = ();
        let (mut world, _) = self.into_world(&mut nobody);
        world.close_series(end);
        world.notes.recorder.finish(end)
    }

    fn from_world<O>(world: World<'_, O>, calendar: Calendar<Event>, now: SimTime) -> Self {
        Self {
            callers: world.callers,
            lambda: world.lambda,
            ecs: world.ecs,
            deliveries: world.deliveries,
            recorder: world.notes.recorder,
            calendar,
            now,
        }
    }

    fn into_world<O: Observer>(self, observer: &mut O) -> (World<'_, O>, Calendar<Event>) {
        let world = World {
            callers: self.callers,
            lambda: self.lambda,
            ecs: self.ecs,
            deliveries: self.deliveries,
            notes: Observations {
                recorder: self.recorder,
                observer,
            },
        };
        (world, self.calendar)
    }
}

/// What waits in the calendar at the start.
fn first_events(
    scenario: &Scenario,
    ages: Vec<(SimTime, Due)>,
    arrivals: Vec<Arrival>,
    callers: &Callers,
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
        calendar.schedule(at, Phase::Arrival, arrival(callers, source, ticket));
    }
    calendar
}

#[cfg(test)]
mod tests;
