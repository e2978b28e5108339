//! What happens at the events of ECS services: requests that tasks serve, wait for them, or are refused.
//!
//! It is the way between a client and an ECS service, as `model` is that between a client and Lambda.

use super::event::Event;
use super::model::{World, later, schedule_arrival};
use crate::kernel::{Calendar, Phase, SimDuration, SimTime};
use crate::metrics::{Attempted, Observer, Recorder, Refused, Start, TaskServes};
use crate::scenario::FunctionId;
use crate::services::ecs::{Due, Ecs, Effect, Offered, Outbox, TaskSlot};
use crate::workload::{InService, Request, RetryableError};

impl<O: Observer> World<'_, O> {
    /// Offers an attempt to the ECS service that serves its function.
    #[cold]
    pub(super) fn attempt_on_ecs(
        &mut self,
        now: SimTime,
        mut request: Request,
        calendar: &mut Calendar<Event>,
    ) {
        request.attempts += 1;
        let (offered, out) =
            self.ask_ecs(|ecs, recorder, out| ecs.offer(now, &request, recorder, out));
        match offered {
            Some(Offered::Served(task)) => {
                self.notes.recorder.function(request.function).attempted();
                self.tell_of_task(now, (request.function, task), Attempted::Begins);
                self.serve_by_task(now, &request, task, calendar);
            }
            Some(Offered::Waits) => {
                self.notes.recorder.function(request.function).waits(now);
                self.tell(now, request.function, Attempted::Waits);
            }
            Some(Offered::Rejected) | None => {
                self.notes.recorder.function(request.function).attempted();
                self.tell(now, request.function, Attempted::Rejected);
                self.refused_by_ecs(now, request, calendar);
            }
        }
        self.carry_out(now, out, calendar);
    }

    /// A task is done with a request.
    #[cold]
    pub(super) fn task_done(
        &mut self,
        now: SimTime,
        task: TaskSlot,
        request: InService,
        calendar: &mut Calendar<Event>,
    ) {
        let InService {
            arrival,
            function,
            ticket,
        } = request;
        self.lambda.catch_up(now, function, &mut self.notes);
        let of_function = self.notes.recorder.function(function);
        of_function.completed(now, arrival, false);
        // The task may be gone afterwards.
        self.tell_of_task(now, (function, task), Attempted::Done);
        let (_, out) = self.ask_ecs(|ecs, recorder, out| {
            ecs.finish(now, (function, task), recorder, out);
        });
        let next = self.callers.answered(now, ticket, later(calendar));
        schedule_arrival(next, calendar);
        self.carry_out(now, out, calendar);
    }

    /// An ECS service has something to do.
    #[cold]
    pub(super) fn ecs_due(&mut self, now: SimTime, due: Due, calendar: &mut Calendar<Event>) {
        let (_, out) = self.ask_ecs(|ecs, recorder, out| ecs.due(now, due, recorder, out));
        self.carry_out(now, out, calendar);
    }

    fn ask_ecs<T>(
        &mut self,
        ask: impl FnOnce(&mut Ecs, &mut Recorder, &mut Outbox) -> T,
    ) -> (Option<T>, Outbox) {
        let mut out = Outbox::default();
        let ecs = self.ecs.as_deref_mut();
        let answer = ecs.map(|ecs| ask(ecs, &mut self.notes.recorder, &mut out));
        (answer, out)
    }

    /// Does for clients and calendar what a service tells.
    pub(super) fn carry_out(&mut self, now: SimTime, out: Outbox, calendar: &mut Calendar<Event>) {
        for (at, due) in out.later {
            calendar.schedule(at, Phase::Control, Event::Ecs(due));
        }
        for effect in out.effects {
            match effect {
                Effect::Started { request, task } => {
                    self.resume(now, &request);
                    self.notes.recorder.function(request.function).attempted();
                    let of = (request.function, task);
                    self.tell_of_task(now, of, Attempted::BeginsAfterWaiting);
                    self.serve_by_task(now, &request, task, calendar);
                }
                Effect::TimedOut(request) => {
                    self.resume(now, &request);
                    self.notes.recorder.function(request.function).attempted();
                    self.tell(now, request.function, Attempted::TimedOut);
                    self.refused_by_ecs(now, request, calendar);
                }
                Effect::Asked(service, change) => {
                    self.notes.observer.tasks_asked(service, &change);
                }
                Effect::Task(moved) => self.notes.observer.task_moved(&moved),
                Effect::Instance(moved) => self.notes.observer.instance_moved(&moved),
            }
        }
    }

    fn tell(&mut self, at: SimTime, function: FunctionId, what: Attempted) {
        let serves = TaskServes { at, function, what };
        self.notes.observer.task_serves(&serves);
    }

    fn tell_of_task(
        &mut self,
        now: SimTime,
        (function, task): (FunctionId, TaskSlot),
        what: fn(u32) -> Attempted,
    ) {
        let ecs = self.ecs.as_deref();
        if let Some(number) = ecs.and_then(|ecs| ecs.number_of(function, task)) {
            self.tell(now, function, what(number));
        }
    }

    fn serve_by_task(
        &mut self,
        now: SimTime,
        request: &Request,
        task: TaskSlot,
        calendar: &mut Calendar<Event>,
    ) {
        self.callers.served(request);
        let of_function = self.notes.recorder.function(request.function);
        of_function.started(now, Start::Warm, request.service, SimDuration::ZERO);
        let event = Event::Task {
            task,
            request: request.in_service(),
        };
        calendar.schedule(now + request.service, Phase::Completion, event);
    }

    /// A load balancer that has no place for a request answers 503 or 504, which SDKs and browsers try again as any
    /// error of a server.
    fn refused_by_ecs(&mut self, now: SimTime, request: Request, calendar: &mut Calendar<Event>) {
        let function = request.function;
        self.notes.recorder.function(function).refused_by_tasks();
        self.notes.observer.refused(&Refused {
            at: now,
            function,
            request: request.id(),
            failed: false,
        });
        self.not_served(now, request, RetryableError::Transient, calendar);
    }
}
