//! What happens at the events of queues: items come, batches are handed to the service, and end.
//!
//! It is the way between a queue and a service, as `model` is that between a client and a service. Of clients only
//! those come by here whose request goes on without them.

use super::deliveries::{Invocation, Purpose};
use super::event::{Event, InvocationId};
use super::model::World;
use crate::callers::{Delivery, Fate, Left, Queue};
use crate::kernel::{Calendar, Phase, SimTime};
use crate::metrics::{Observer, QueueState, SourceRecorder};
use crate::scenario::FunctionId;
use crate::services::lambda::{Pool, Serving};
use crate::workload::{Outcome, Request, SourceId, Ticket};

fn state(queue: &Queue) -> QueueState {
    QueueState {
        oldest: queue.oldest(),
        pollers: queue.pollers(),
    }
}

impl<O: Observer> World<'_, O> {
    /// An item comes to the queue of a source.
    #[cold]
    pub(super) fn item_comes(
        &mut self,
        now: SimTime,
        source: SourceId,
        calendar: &mut Calendar<Event>,
    ) {
        let in_force = |function| self.lambda.weights_in_force(function);
        let (request, next) = self.callers.arrive(now, source, Ticket::NONE, in_force);
        if let Some(next) = next {
            // Not as one that is likely to be the next: that way is kept for the one place that needs it most.
            calendar.schedule(next, Phase::Arrival, Event::Item { source });
        }
        self.catch_up_source(now, source);
        self.lambda.catch_up(now, request.function, &mut self.notes);
        let function = self.notes.recorder.function(request.function);
        function.arrived();
        function.waits(now);
        self.of_source(source, |recorder| recorder.received(now));
        let mut left = Vec::new();
        if let Some(queue) = self.callers.queue(source) {
            queue.receive(now, request, &mut left);
        }
        self.leave_backlog(now, source, &left);
        self.turn(now, source, calendar);
    }

    /// A queue has something to do.
    #[cold]
    pub(super) fn turn(&mut self, now: SimTime, source: SourceId, calendar: &mut Calendar<Event>) {
        self.catch_up_source(now, source);
        let mut left = Vec::new();
        if let Some(queue) = self.callers.queue(source) {
            queue.advance(now, &mut left);
        }
        loop {
            let queue = self.callers.queue(source);
            let next = queue.and_then(|queue| queue.next(now, &mut left));
            self.leave_backlog(now, source, &left);
            left.clear();
            match next {
                Some(delivery) => self.deliver(now, source, &delivery, calendar),
                None => break,
            }
        }
        self.plan_turn(now, source, calendar);
    }

    fn plan_turn(&mut self, now: SimTime, source: SourceId, calendar: &mut Calendar<Event>) {
        let Some(queue) = self.callers.queue(source) else {
            return;
        };
        let (pollers, next) = (queue.pollers(), queue.next_turn(now));
        self.of_source(source, |recorder| recorder.pollers(now, pollers));
        let planned = &mut self.deliveries.turns[source.index()];
        let is_planned =
            |at: SimTime| planned.is_some_and(|planned| planned > now && planned <= at);
        if let Some(at) = next.filter(|&at| !is_planned(at)) {
            *planned = Some(at);
            calendar.schedule(at, Phase::Retry, Event::Turn { source });
        }
    }

    /// A batch is handed to the function.
    fn deliver(
        &mut self,
        now: SimTime,
        source: SourceId,
        delivery: &Delivery,
        calendar: &mut Calendar<Event>,
    ) {
        let Delivery {
            batch,
            request,
            items,
            again,
            latest,
            is_poisoned,
        } = *delivery;
        let function = request.function;
        self.lambda.catch_up(now, function, &mut self.notes);
        self.notes.recorder.function(function).attempted();
        self.of_source(source, |recorder| recorder.delivered(items, again));
        let is_async = self
            .callers
            .queue(source)
            .is_some_and(|queue| queue.is_async());
        let lifted = is_async.then(|| self.lambda.lift_rates(function));
        let offered = self.lambda.offer(now, &request, &mut self.notes);
        if let Some(lifted) = lifted {
            self.lambda.restore_rates(function, lifted);
        }
        match offered {
            Ok(mut serving) => {
                if is_poisoned && serving.outcome == Outcome::Success {
                    serving.outcome = Outcome::Error;
                }
                self.notes.recorder.function(function).waited(now);
                let ages = self
                    .callers
                    .queue(source)
                    .map(|queue| queue.arrivals(batch));
                let ages = ages.unwrap_or_default();
                self.of_source(source, |recorder| {
                    recorder.started(now, latest, &ages);
                });
                let until = self.start(now, &request, &serving, calendar);
                let purpose = Purpose::Batch {
                    source,
                    batch,
                    outcome: serving.outcome,
                };
                self.await_end(until, function, &serving, purpose, calendar);
            }
            Err(refusal) => {
                self.note_refusal(now, &request, refusal);
                let mut left = Vec::new();
                if let Some(queue) = self.callers.queue(source) {
                    queue.refused(now, batch, &mut left);
                }
                self.leave_backlog(now, source, &left);
            }
        }
    }

    /// A request is served whose caller has API Gateway's answer at `answer`, before its invocation ends.
    #[cold]
    pub(super) fn serve_unheard(
        &mut self,
        answer: SimTime,
        until: SimTime,
        request: &Request,
        serving: &Serving,
        calendar: &mut Calendar<Event>,
    ) {
        let function = request.function;
        self.notes.recorder.function(function).gateway_times_out();
        let ticket = request.ticket;
        if ticket.index().is_some() {
            calendar.schedule(answer, Phase::Completion, Event::Answer { ticket });
        }
        let arrival = request.arrival;
        self.await_end(
            until,
            function,
            serving,
            Purpose::Unheard { arrival },
            calendar,
        );
    }

    fn await_end(
        &mut self,
        until: SimTime,
        function: FunctionId,
        serving: &Serving,
        purpose: Purpose,
        calendar: &mut Calendar<Event>,
    ) {
        let invocation = self.deliveries.invocations.insert(Invocation {
            function,
            environment: (serving.pool(), serving.slot),
            purpose,
        });
        let invocation = InvocationId::new(invocation);
        calendar.schedule(until, Phase::Completion, Event::Ended { invocation });
    }

    /// An invocation for a batch has ended, or one whose caller has an answer already.
    #[cold]
    pub(super) fn ended(
        &mut self,
        now: SimTime,
        invocation: InvocationId,
        calendar: &mut Calendar<Event>,
    ) {
        let Invocation {
            function,
            environment,
            purpose,
        } = self.deliveries.invocations.remove(invocation.index());
        self.finish(now, function, environment);
        let is_provisioned = environment.0 == Pool::Provisioned;
        let Purpose::Batch {
            source,
            batch,
            outcome,
        } = purpose
        else {
            let recorder = self.notes.recorder.function(function);
            recorder.unheard(now, is_provisioned);
            return;
        };
        self.catch_up_source(now, source);
        let mut left = Vec::new();
        let Some(queue) = self.callers.queue(source) else {
            return;
        };
        let ended = queue.ended(now, batch, outcome, &mut left);
        let recorder = self.notes.recorder.function(function);
        recorder.batch_ends(now, ended.items, ended.returned, is_provisioned);
        self.of_source(source, |recorder| {
            recorder.ended(now, ended.items, ended.returned);
        });
        for left in &left {
            self.leave(now, source, left);
        }
        // Not before an outage that begins now, nor in an environment whose time is over now.
        calendar.schedule(now, Phase::Retry, Event::Turn { source });
    }

    /// Items that waited are gone.
    fn leave_backlog(&mut self, now: SimTime, source: SourceId, left: &[Left]) {
        self.of_source(source, |recorder| {
            recorder.left_backlog(now, left.len() as u64);
        });
        for left in left {
            self.lambda.catch_up(now, left.function, &mut self.notes);
            self.notes.recorder.function(left.function).waited(now);
            self.leave(now, source, left);
        }
    }

    fn leave(&mut self, now: SimTime, source: SourceId, left: &Left) {
        let function = self.notes.recorder.function(left.function);
        match left.fate {
            Fate::Deleted => function.item_done(now, left.arrival),
            Fate::DeadLettered | Fate::DroppedByAge | Fate::DroppedByAttempts => function.gave_up(),
        }
        self.of_source(source, |recorder| {
            let counts = recorder.counts();
            *match left.fate {
                Fate::Deleted => &mut counts.deleted,
                Fate::DeadLettered => &mut counts.dead_lettered,
                Fate::DroppedByAge => &mut counts.dropped_by_age,
                Fate::DroppedByAttempts => &mut counts.dropped_by_attempts,
            } += 1;
        });
    }

    fn of_source(&mut self, source: SourceId, note: impl FnOnce(&mut SourceRecorder)) {
        if let Some(recorder) = self.notes.recorder.source(source) {
            note(recorder);
        }
    }

    /// Closes the rows of a source that ended at `now` or before: due before anything is noted of it.
    fn catch_up_source(&mut self, now: SimTime, source: SourceId) {
        if let Some(queue) = self.callers.queue(source) {
            let state = state(queue);
            self.of_source(source, |recorder| recorder.catch_up(now, state));
        }
    }

    /// Brings all sources with a queue up to `now`.
    pub(super) fn catch_up_sources(&mut self, now: SimTime) {
        for (source, queue) in self.callers.queues() {
            if let Some(recorder) = self.notes.recorder.source(source) {
                recorder.catch_up(now, state(queue));
            }
        }
    }

    /// Closes the rows under way of all sources with a queue, at the end of the run.
    pub(super) fn close_sources(&mut self, end: SimTime) {
        for (source, queue) in self.callers.queues() {
            if let Some(recorder) = self.notes.recorder.source(source) {
                recorder.close_rest(end, state(queue));
            }
        }
    }
}
