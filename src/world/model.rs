//! What happens at each event of a run: callers and services meet here, and nowhere else.
//!
//! A request comes from its caller ([`Callers::arrive`]), is offered to its service ([`Lambda::offer`]) and
//! either served, until the event of its completion brings it back ([`Lambda::finish`],
//! [`Callers::answered`]), or refused, which its caller then hears ([`Callers::refused`]).

use super::deliveries::Deliveries;
use super::event::Event;
use crate::callers::{Arrival, Callers, ClientId, Then};
use crate::kernel::{Calendar, Model, Phase, SimTime};
use crate::metrics::{MINUTE, Observations, Observer, Refused, Served};
use crate::scenario::FunctionId;
use crate::services::ecs::Ecs;
use crate::services::lambda::{Lambda, Pool, Refusal, Serving, Slot};
use crate::workload::{InService, Outcome, Request, RetryableError, SourceId, Ticket};

/// The state of a run.
#[derive(Debug)]
pub(super) struct World<'a, O> {
    /// Who makes requests.
    pub(super) callers: Callers,
    /// Who serves them.
    pub(super) lambda: Lambda,
    /// Who serves the others; `None` where Lambda serves all.
    pub(super) ecs: Option<Box<Ecs>>,
    /// What queues have in flight and planned.
    pub(super) deliveries: Deliveries,
    /// What is observed.
    pub(super) notes: Observations<'a, O>,
}

impl<O: Observer> Model for World<'_, O> {
    type Event = Event;

    fn prepare<'e>(&self, events: impl Iterator<Item = &'e Event> + Clone) {
        if self.lambda.function_count() >= MANY_FUNCTIONS {
            self.warm_caches(events);
        }
    }

    #[inline]
    fn handle(&mut self, now: SimTime, event: Event, calendar: &mut Calendar<Event>) {
        match event {
            Event::Arrival { source, ticket } => self.arrive(now, source, ticket, calendar),
            Event::Completion { slot, request } => {
                self.complete(now, (Pool::OnDemand, slot), request, calendar);
            }
            Event::ProvisionedCompletion { slot, request } => {
                self.complete(now, (Pool::Provisioned, slot), request, calendar);
            }
            Event::Retry { waiting } => {
                let request = self.callers.retry(waiting);
                self.resume(now, &request);
                self.send(now, request, calendar);
            }
            Event::Token { client } => {
                let request = self.callers.wake(now, client, later(calendar));
                if let Some(request) = request {
                    self.resume(now, &request);
                    self.attempt(now, request, calendar);
                }
            }
            Event::Item { source } => self.item_comes(now, source, calendar),
            Event::Turn { source } => self.turn(now, source, calendar),
            Event::Ended { invocation } => self.ended(now, invocation, calendar),
            Event::Answer { ticket } => {
                let next = self.callers.answered_early(now, ticket);
                schedule_arrival(next, calendar);
            }
            Event::Task { task, request } => self.task_done(now, task, request, calendar),
            Event::Ecs(due) => self.ecs_due(now, due, calendar),
            Event::Lambda(due) => {
                let later = |at, due| calendar.schedule(at, Phase::Control, Event::Lambda(due));
                self.lambda.due(now, due, &mut self.notes, later);
            }
            Event::IntervalEnd => {
                self.close_account_interval(now);
                let next = now + self.notes.recorder.interval();
                calendar.schedule(next, Phase::Observation, Event::IntervalEnd);
            }
            Event::MinuteEnd => {
                self.notes.recorder.close_account_minute(now);
                calendar.schedule(now + MINUTE, Phase::Observation, Event::MinuteEnd);
            }
            Event::WarmUpEnd => {
                self.lambda.catch_up_all(now, &mut self.notes);
                self.catch_up_sources(now);
                self.notes.recorder.end_warm_up(now);
            }
        }
    }
}

/// From this many functions on, what is known of them does not fit a second-level cache.
const MANY_FUNCTIONS: usize = 500;

impl<O: Observer> World<'_, O> {
    /// Reads something of every cache line that the given events will ask for: the misses of several
    /// events then overlap, where one event at a time would wait for each of its own.
    #[inline(never)]
    fn warm_caches<'e>(&self, events: impl Iterator<Item = &'e Event> + Clone) {
        let recorder = &self.notes.recorder;
        let mut read = 0;
        // First what lies at a known place, without a branch on what is not there yet: a wrong guess
        // would hold up all reads behind it. Then what the first points to.
        for event in events.clone() {
            read ^= match event {
                Event::Arrival { source, .. } => {
                    let (function, touched) = self.callers.touch(*source);
                    let admission = self.lambda.touch_arrival(function);
                    touched ^ admission ^ recorder.touch_arrival(function)
                }
                Event::Completion { request, .. } => {
                    let release = self.lambda.touch_completion(request.function);
                    release ^ recorder.touch_completion(request.function)
                }
                _ => 0,
            };
        }
        for event in events {
            read ^= match event {
                Event::Arrival { source, .. } => {
                    let function = self.callers.function(*source);
                    self.lambda.touch_lists(function, Slot::new(0))
                }
                Event::Completion { slot, request } => {
                    let lists = self.lambda.touch_lists(request.function, *slot);
                    lists ^ recorder.touch_list(request.function)
                }
                _ => 0,
            };
        }
        // What nobody asks for would not be read.
        std::hint::black_box(read);
    }

    fn arrive(
        &mut self,
        now: SimTime,
        source: SourceId,
        ticket: Ticket,
        calendar: &mut Calendar<Event>,
    ) {
        let in_force = |function| self.lambda.weights_in_force(function);
        let (request, next) = self.callers.arrive(now, source, ticket, in_force);
        if let Some(next) = next {
            let event = Event::Arrival { source, ticket };
            calendar.schedule_soon(next, Phase::Arrival, event);
        }
        self.lambda.catch_up(now, request.function, &mut self.notes);
        self.notes.recorder.function(request.function).arrived();
        self.send(now, request, calendar);
    }

    /// A request that waited does so no longer.
    pub(super) fn resume(&mut self, now: SimTime, request: &Request) {
        self.lambda.catch_up(now, request.function, &mut self.notes);
        self.notes.recorder.function(request.function).waited(now);
    }

    /// Attempts a request, unless its client holds it back: then it waits, and is open, but it has not
    /// been attempted.
    // Always: what a request is made of is handed on where it is, and not copied twice.
    #[inline(always)]
    fn send(&mut self, now: SimTime, request: Request, calendar: &mut Calendar<Event>) {
        if self.callers.hold_back(now, &request, later(calendar)) {
            self.notes.recorder.function(request.function).waits(now);
        } else {
            self.attempt(now, request, calendar);
        }
    }

    fn attempt(&mut self, now: SimTime, mut request: Request, calendar: &mut Calendar<Event>) {
        if let Some(ecs) = &self.ecs
            && ecs.serves(request.function)
        {
            return self.attempt_on_ecs(now, request, calendar);
        }
        request.attempts += 1;
        let recorder = &mut self.notes.recorder;
        let error = if self.callers.api_admits(now, request.source) {
            recorder.function(request.function).attempted();
            match self.lambda.offer(now, &request, &mut self.notes) {
                Ok(serving) => return self.serve(now, &request, serving, calendar),
                Err(refusal) => self.note_refusal(now, &request, refusal),
            }
        } else {
            // Lambda does not hear of it.
            recorder.function(request.function).gateway_throttled();
            RetryableError::Throttling
        };
        self.not_served(now, request, error, calendar);
    }

    fn serve(
        &mut self,
        now: SimTime,
        request: &Request,
        serving: Serving,
        calendar: &mut Calendar<Event>,
    ) {
        self.callers.served(request);
        let until = self.start(now, request, &serving, calendar);
        if let Some(timeout) = self.callers.api_timeout(request.source)
            && now + timeout < until
        {
            self.serve_unheard(now + timeout, until, request, &serving, calendar);
            return;
        }
        let slot = serving.slot;
        let request = request.in_service();
        let pool = serving.pool();
        // Either for itself: an event that is one or the other is put together in memory.
        let phase = Phase::Completion;
        match pool {
            Pool::Provisioned => {
                calendar.schedule(until, phase, Event::ProvisionedCompletion { slot, request });
            }
            Pool::OnDemand => {
                calendar.schedule(until, phase, Event::Completion { slot, request });
            }
        }
    }

    /// An invocation starts; returns when it ends.
    #[inline(always)]
    pub(super) fn start(
        &mut self,
        now: SimTime,
        request: &Request,
        serving: &Serving,
        calendar: &mut Calendar<Event>,
    ) -> SimTime {
        let Serving {
            start,
            slot,
            init,
            runs,
            outcome,
            due,
        } = *serving;
        let function = request.function;
        let recorder = &mut self.notes.recorder;
        let of_function = recorder.function(function);
        of_function.started(now, start, runs, init);
        if outcome != Outcome::Success {
            of_function.ends_in_error(outcome == Outcome::Timeout);
        }
        recorder.account.concurrency.raise(now, 1);
        if let Some((at, due)) = due {
            calendar.schedule(at, Phase::Control, Event::Lambda(due));
        }
        let until = now + init + runs;
        self.notes.observer.served(&Served {
            at: now,
            ready: now + init,
            until,
            function,
            start,
            environment: self.lambda.environment(function, (serving.pool(), slot)),
            request: request.id(),
        });
        until
    }

    /// An attempt was not served: its caller tries again, or gives up.
    pub(super) fn not_served(
        &mut self,
        now: SimTime,
        request: Request,
        error: RetryableError,
        calendar: &mut Calendar<Event>,
    ) {
        let function = request.function;
        let recorder = &mut self.notes.recorder;
        match self.callers.refused(now, request, error, later(calendar)) {
            Then::Retry { at, waiting } => {
                recorder.function(function).waits(now);
                calendar.schedule(at, Phase::Retry, Event::Retry { waiting });
            }
            Then::GiveUp { next } => {
                recorder.function(function).gave_up();
                schedule_arrival(next, calendar);
            }
        }
    }

    /// Lambda refused an attempt; returns what its caller makes of that.
    #[inline(always)]
    pub(super) fn note_refusal(
        &mut self,
        now: SimTime,
        request: &Request,
        refusal: Refusal,
    ) -> RetryableError {
        let function = request.function;
        let recorder = &mut self.notes.recorder;
        let error = match refusal {
            Refusal::Throttled(cause) => {
                recorder.throttled(function, cause);
                RetryableError::Throttling
            }
            Refusal::Failed => {
                recorder.function(function).failed();
                RetryableError::Transient
            }
        };
        self.notes.observer.refused(&Refused {
            at: now,
            function,
            request: request.id(),
            failed: refusal == Refusal::Failed,
        });
        error
    }

    fn complete(
        &mut self,
        now: SimTime,
        (pool, slot): (Pool, Slot),
        request: InService,
        calendar: &mut Calendar<Event>,
    ) {
        let InService {
            arrival,
            function,
            ticket,
        } = request;
        self.finish(now, function, (pool, slot));
        let provisioned = pool == Pool::Provisioned;
        self.notes
            .recorder
            .function(function)
            .completed(now, arrival, provisioned);
        let next = self.callers.answered(now, ticket, later(calendar));
        schedule_arrival(next, calendar);
    }

    /// An environment has finished its invocation.
    #[inline(always)]
    pub(super) fn finish(&mut self, now: SimTime, function: FunctionId, environment: (Pool, Slot)) {
        self.lambda.catch_up(now, function, &mut self.notes);
        self.lambda
            .finish(now, function, environment, &mut self.notes);
        self.notes.recorder.account.concurrency.lower(now, 1);
    }

    /// Notes, at the end of the run, which requests are still in service or waiting to retry, from
    /// what is left in the calendar.
    pub(super) fn note_left_open(&mut self, end: SimTime, calendar: &mut Calendar<Event>) {
        let recorder = &mut self.notes.recorder;
        while let Some((_, event)) = calendar.pop() {
            let open = match event {
                Event::Completion { request, .. }
                | Event::ProvisionedCompletion { request, .. }
                | Event::Task { request, .. } => Some((request.function, request.arrival)),
                Event::Ended { invocation } => self.deliveries.unheard(invocation),
                _ => None,
            };
            if let Some((function, arrival)) = open {
                recorder.function(function).left_open(end, arrival);
            }
        }
        for request in self.callers.waiting() {
            recorder
                .function(request.function)
                .left_open(end, request.arrival);
        }
        for request in self.ecs.iter().flat_map(|ecs| ecs.waiting()) {
            recorder
                .function(request.function)
                .left_open(end, request.arrival);
        }
        for (_, queue) in self.callers.queues() {
            for item in queue.open() {
                recorder
                    .function(item.function)
                    .left_open(end, item.arrival);
            }
        }
    }

    /// Closes all rows under way at the end of the run.
    pub(super) fn close_series(&mut self, end: SimTime) {
        self.lambda.catch_up_all(end, &mut self.notes);
        self.close_sources(end);
        self.notes.recorder.close_rest(end);
        self.close_account_interval(end);
        self.notes.recorder.close_account_minute(end);
    }

    fn close_account_interval(&mut self, now: SimTime) {
        let tokens = self.lambda.scaling_tokens_before(now);
        self.notes.recorder.close_account_interval(now, tokens);
    }
}

/// Has a client looked after.
#[inline]
pub(super) fn later(calendar: &mut Calendar<Event>) -> impl FnMut(SimTime, ClientId) {
    |at, client| calendar.schedule(at, Phase::Retry, Event::Token { client })
}

/// Has a request arrive whose caller waited for the end of another.
#[inline]
pub(super) fn schedule_arrival(arrival: Option<Arrival>, calendar: &mut Calendar<Event>) {
    if let Some(Arrival { at, source, ticket }) = arrival {
        calendar.schedule(at, Phase::Arrival, Event::Arrival { source, ticket });
    }
}
