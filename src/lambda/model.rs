//! What happens at each event of a run.

use slab::Slab;

use super::admission::{Account, Admitted, FunctionState, share_of, with_limits};
use super::environments::{Afterwards, AtAge, Tenancy};
use super::observer::{Observer, Refused, RequestId, Served, Stopped};
use super::outage::Outages;
use super::provisioned::Due;
use crate::kernel::{Calendar, Model, Phase, SimDuration, SimTime};
use crate::metrics::{MINUTE, Recorder, Start, ThrottleCause};
use crate::workload::{Caller, InService, Request, Source};

/// What can happen.
// With a tag of this size nothing of an event lies across a word, and it is copied without the
// processor having to wait for its own stores.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub enum Event {
    /// An interval of the account's series ends. Those of the functions need no event: their rows
    /// are closed when something next happens to them.
    IntervalEnd,
    /// A CloudWatch period of the account ends.
    MinuteEnd,
    /// An outage begins: from now on, attempts may fail.
    OutageBegins {
        /// Its number in the scenario.
        outage: u32,
    },
    /// The outage under way is over.
    OutageEnds,
    /// The warm-up ends: the statistics of the run begin.
    WarmUpEnd,
    /// The on-demand environment in a slot has finished its request.
    Completion {
        /// Slot in its pool.
        slot: u32,
        /// What has to be known of the request once it is being served.
        request: InService,
    },
    /// The provisioned environment in a slot has finished its request.
    ProvisionedCompletion {
        /// Slot in its pool.
        slot: u32,
        /// What has to be known of the request once it is being served.
        request: InService,
    },
    /// An on-demand environment reaches an age set for it: an early stop or its retirement.
    Age {
        /// Index of the function.
        function: u32,
        /// The environment.
        tenancy: Tenancy,
    },
    /// Something is due for provisioned concurrency that changes.
    Provisioned(Due),
    /// A new request arrives.
    Arrival {
        /// Index of its source.
        source: u32,
        /// The user, for closed traffic.
        user: u32,
    },
    /// A refused request is tried again.
    Retry {
        /// Its key among those that wait.
        waiting: usize,
    },
}

/// The state of a run: the account, its functions, their traffic, and who waits to retry.
#[derive(Debug)]
pub struct LambdaModel<'a, O> {
    /// What all functions share.
    pub account: Account,
    /// Each function, in the order of the scenario.
    pub functions: Vec<FunctionState>,
    /// All traffic.
    pub sources: Vec<Source>,
    /// Of each route, the index of the function it leads to. Apart from the sources, for it is
    /// asked of every event first, and these few bytes stay in the caches. A source's first route has
    /// its number; those to further versions follow all sources.
    pub callees: Vec<u32>,
    /// Of each further route, its source.
    pub origins: Vec<u32>,
    /// Requests waiting to be tried again.
    pub waiting: Slab<Request>,
    /// When and how the service itself fails.
    pub outages: Outages,
    /// What is observed.
    pub recorder: Recorder,
    /// Who watches.
    pub observer: &'a mut O,
}

impl<O: Observer> Model for LambdaModel<'_, O> {
    type Event = Event;

    fn prepare<'e>(&self, events: impl Iterator<Item = &'e Event> + Clone) {
        if self.functions.len() >= MANY_FUNCTIONS {
            self.warm_caches(events);
        }
    }

    #[inline]
    fn handle(&mut self, now: SimTime, event: Event, calendar: &mut Calendar<Event>) {
        match event {
            Event::Arrival { source, user } => self.arrive(now, source, user, calendar),
            Event::Completion { slot, request } => {
                self.complete(now, slot, false, request, calendar);
            }
            Event::ProvisionedCompletion { slot, request } => {
                self.complete(now, slot, true, request, calendar);
            }
            Event::Retry { waiting } => {
                let request = self.waiting.remove(waiting);
                let function = self.function_of(request.route);
                self.catch_up(now, function);
                self.recorder.functions[function].waited(now);
                self.attempt(now, request, calendar);
            }
            Event::Age { function, tenancy } => {
                self.reach_age(now, function, tenancy, calendar);
            }
            Event::IntervalEnd => {
                self.close_account_interval(now);
                let next = now + self.recorder.interval();
                calendar.schedule(next, Phase::Observation, Event::IntervalEnd);
            }
            Event::MinuteEnd => {
                self.recorder.close_account_minute(now);
                calendar.schedule(now + MINUTE, Phase::Observation, Event::MinuteEnd);
            }
            Event::Provisioned(due) => self.provisioned_due(now, due, calendar),
            Event::OutageBegins { outage } => self.outages.begin(outage),
            Event::OutageEnds => self.outages.end(),
            Event::WarmUpEnd => self.end_warm_up(now),
        }
    }
}

/// From so many functions on, what is known of them does not fit a second-level cache.
const MANY_FUNCTIONS: usize = 500;

impl<O: Observer> LambdaModel<'_, O> {
    /// Reads something of every cache line that the given events will ask for: the misses of several
    /// events then overlap, where one event at a time would wait for each of its own.
    #[inline(never)]
    fn warm_caches<'e>(&self, events: impl Iterator<Item = &'e Event> + Clone) {
        let mut read = 0;
        // First what lies at a known place, without a branch on what is not there yet: a wrong guess
        // would hold up all reads behind it. Then what the first points to.
        for event in events.clone() {
            let route = match event {
                Event::Arrival { source, .. } => {
                    read ^= self.sources[*source as usize].touch();
                    *source
                }
                Event::Completion { request, .. } => request.route(),
                _ => continue,
            };
            let function = self.function_of(route);
            read ^= self.functions[function].touch() ^ self.recorder.functions[function].touch();
        }
        for event in events {
            let (route, slot) = match event {
                Event::Arrival { source, .. } => (*source, 0),
                Event::Completion { slot, request } => (request.route(), *slot),
                _ => continue,
            };
            let function = self.function_of(route);
            read ^= self.functions[function].on_demand.touch_lists(slot)
                ^ self.recorder.functions[function].touch_list();
        }
        // What nobody asks for would not be read.
        std::hint::black_box(read);
    }

    fn arrive(&mut self, now: SimTime, source: u32, user: u32, calendar: &mut Calendar<Event>) {
        let arriving = &mut self.sources[source as usize];
        let request = arriving.begin(now, user);
        if let Some(next) = arriving.next_arrival() {
            calendar.schedule_soon(next, Phase::Arrival, Event::Arrival { source, user });
        }
        let function = self.function_of(request.route);
        self.catch_up(now, function);
        self.recorder.functions[function].arrived();
        self.attempt(now, request, calendar);
    }

    fn attempt(&mut self, now: SimTime, mut request: Request, calendar: &mut Calendar<Event>) {
        let function = self.function_of(request.route);
        request.attempts += 1;
        self.recorder.functions[function].attempted();
        self.stop_expired(now, function);
        if let Some(errors) = self.outages.errors()
            && self.source_of(request.route).fails(&request, errors)
        {
            return self.fail(now, function, request, calendar);
        }
        let state = &mut self.functions[function];
        let admission = match state.limits.owner() == function {
            true => state.admit(None, now, &mut self.account, &mut self.recorder),
            false => self.admit_version(now, function),
        };
        match admission {
            Ok(admitted) => self.serve(now, function, &request, admitted, calendar),
            Err(cause) => {
                self.recorder.throttled(function, cause);
                self.tell_refused(now, function, &request, false);
                self.refuse(now, function, request, calendar);
            }
        }
    }

    /// Admission to a version whose limits are another's: apart, so that the others do not ask for each
    /// limit whose it is.
    #[cold]
    fn admit_version(&mut self, now: SimTime, function: usize) -> Result<Admitted, ThrottleCause> {
        let (state, limits) = with_limits(&mut self.functions, function);
        state.admit(limits, now, &mut self.account, &mut self.recorder)
    }

    fn serve(
        &mut self,
        now: SimTime,
        function: usize,
        request: &Request,
        admitted: Admitted,
        calendar: &mut Calendar<Event>,
    ) {
        let Admitted {
            start,
            slot,
            retirement,
        } = admitted;
        let init = match start {
            Start::Cold => self.source_of(request.route).cold_start(request),
            Start::Warm | Start::Provisioned => SimDuration::ZERO,
        };
        let recorder = &mut self.recorder.functions[function];
        recorder.started(now, start, request.service, init);
        self.recorder.account.concurrency.raise(now, 1);

        let index = function as u32;
        if start == Start::Cold {
            recorder.environments_created(now, 1);
            if let Some((at, tenancy)) = retirement {
                let event = Event::Age {
                    function: index,
                    tenancy,
                };
                calendar.schedule(at, Phase::Control, event);
            }
        }
        let until = now + init + request.service;
        let provisioned = start == Start::Provisioned;
        let id = identity(request);
        let request = request.in_service();
        // Either for itself: an event that is one or the other is put together in memory.
        let phase = Phase::Completion;
        if provisioned {
            calendar.schedule(until, phase, Event::ProvisionedCompletion { slot, request });
        } else {
            calendar.schedule(until, phase, Event::Completion { slot, request });
        }

        let state = &self.functions[function];
        let pool = if provisioned {
            &state.provisioned
        } else {
            &state.on_demand
        };
        self.observer.served(&Served {
            at: now,
            ready: now + init,
            until,
            function,
            start,
            environment: pool.number(slot),
            request: id,
        });
    }

    fn refuse(
        &mut self,
        now: SimTime,
        function: usize,
        request: Request,
        calendar: &mut Calendar<Event>,
    ) {
        match self.source_of(request.route).retry_wait(&request) {
            Some(wait) => {
                self.recorder.functions[function].waits(now);
                let waiting = self.waiting.insert(request);
                calendar.schedule(now + wait, Phase::Retry, Event::Retry { waiting });
            }
            None => {
                self.recorder.functions[function].gave_up();
                self.answer(now, request.waiting_user(), calendar);
            }
        }
    }

    /// An attempt fails in an outage, unless a limit refuses it first: throttling comes before.
    #[cold]
    fn fail(
        &mut self,
        now: SimTime,
        function: usize,
        request: Request,
        calendar: &mut Calendar<Event>,
    ) {
        let (state, limits) = with_limits(&mut self.functions, function);
        match state.would_refuse(limits, now, &mut self.account) {
            Some(cause) => {
                self.recorder.throttled(function, cause);
                self.tell_refused(now, function, &request, false);
            }
            None => {
                self.recorder.functions[function].failed();
                self.tell_refused(now, function, &request, true);
            }
        }
        self.refuse(now, function, request, calendar);
    }

    fn complete(
        &mut self,
        now: SimTime,
        slot: u32,
        provisioned: bool,
        request: InService,
        calendar: &mut Calendar<Event>,
    ) {
        let function = self.function_of(request.route());
        self.catch_up(now, function);
        let state = &mut self.functions[function];
        if provisioned {
            state.provisioned.release(slot, now);
            let changes = state.changing.is_some();
            share_of(&mut self.functions, function).provisioned_finishes();
            if changes {
                self.stop_surplus_provisioned(now, function);
            }
        } else {
            let afterwards = state.on_demand.release(slot, now);
            let share = share_of(&mut self.functions, function);
            self.account
                .concurrency
                .release(share, now, &mut self.recorder);
            if afterwards == Afterwards::Stopped {
                let environment = self.functions[function].on_demand.last_stopped();
                self.stop_expired(now, function);
                self.stopped(now, function, environment);
            }
        }
        self.recorder.account.concurrency.lower(now, 1);
        self.recorder.functions[function].completed(now, request.arrival, provisioned);
        self.answer(now, request.waiting_user(), calendar);
    }

    /// A user of closed traffic has its answer, good or bad, and starts to think.
    #[inline]
    fn answer(&self, now: SimTime, waiting: Option<Caller>, calendar: &mut Calendar<Event>) {
        let Some(Caller { route, user }) = waiting else {
            return;
        };
        let source = self.origin(route);
        if let Some(think_time) = self.sources[source as usize].think_time(user) {
            let again = Event::Arrival { source, user };
            calendar.schedule(now + think_time, Phase::Arrival, again);
        }
    }

    fn reach_age(
        &mut self,
        now: SimTime,
        function: u32,
        tenancy: Tenancy,
        calendar: &mut Calendar<Event>,
    ) {
        let index = function as usize;
        self.catch_up(now, index);
        self.stop_expired(now, index);
        match self.functions[index].on_demand.reach_age(tenancy, now) {
            AtAge::Stopped => {
                let environment = self.functions[index].on_demand.last_stopped();
                self.stopped(now, index, environment);
            }
            AtAge::Spared(at) if at < SimTime::MAX => {
                calendar.schedule(at, Phase::Control, Event::Age { function, tenancy });
            }
            AtAge::Spared(_) | AtAge::Nothing => {}
        }
    }

    /// Closes the rows of a function that ended at `now` or before: due before anything is noted of
    /// it.
    #[inline]
    pub(super) fn catch_up(&mut self, now: SimTime, function: usize) {
        if self.recorder.functions[function].boundary_by(now).is_some() {
            self.close_boundaries(now, function);
        }
    }

    #[inline(never)]
    fn close_boundaries(&mut self, now: SimTime, function: usize) {
        while let Some(boundary) = self.recorder.functions[function].boundary_by(now) {
            self.stop_expired_before(boundary, function);
            self.recorder.functions[function].close_boundary(boundary);
        }
    }

    /// Stops the environments of a function whose idle timeout has passed: lazily, but noted at
    /// the time when it passed, and before anything else changes their number.
    #[inline]
    pub(super) fn stop_expired(&mut self, now: SimTime, function: usize) {
        if self.functions[function].on_demand.may_expire_by(now) {
            self.expire(now, function);
        }
    }

    /// Likewise at a boundary, which comes before all else that happens at its instant.
    fn stop_expired_before(&mut self, boundary: SimTime, function: usize) {
        let before = SimTime::from_nanos(boundary.as_nanos().saturating_sub(1));
        self.stop_expired(before, function);
    }

    #[inline(never)]
    fn expire(&mut self, now: SimTime, function: usize) {
        while let Some(at) = self.functions[function].on_demand.expire_one(now) {
            let environment = self.functions[function].on_demand.last_stopped();
            self.stopped(at, function, environment);
        }
    }

    fn stopped(&mut self, at: SimTime, function: usize, environment: u64) {
        self.recorder.functions[function].environment_stopped(at);
        self.observer.stopped(&Stopped {
            at,
            function,
            environment,
        });
    }

    #[inline]
    fn tell_refused(&mut self, at: SimTime, function: usize, request: &Request, failed: bool) {
        self.observer.refused(&Refused {
            at,
            function,
            request: identity(request),
            failed,
        });
    }

    fn end_warm_up(&mut self, now: SimTime) {
        for function in 0..self.functions.len() {
            self.catch_up(now, function);
            self.stop_expired_before(now, function);
        }
        self.recorder.end_warm_up(now);
    }

    /// Notes, at the end of the run, which requests are still in service or waiting to retry, from
    /// what is left in the calendar.
    pub fn note_left_open(&mut self, end: SimTime, calendar: &mut Calendar<Event>) {
        while let Some((_, event)) = calendar.pop() {
            if let Event::Completion { request, .. }
            | Event::ProvisionedCompletion { request, .. } = event
            {
                let function = self.function_of(request.route());
                self.recorder.functions[function].left_open(end, request.arrival);
            }
        }
        for (_, request) in &self.waiting {
            let function = self.function_of(request.route);
            self.recorder.functions[function].left_open(end, request.arrival);
        }
    }

    #[inline]
    fn function_of(&self, route: u32) -> usize {
        self.callees[route as usize] as usize
    }

    /// The source of the requests on a route.
    #[inline]
    fn origin(&self, route: u32) -> u32 {
        let further = (route as usize).checked_sub(self.sources.len());
        further.map_or(route, |further| self.origins[further])
    }

    #[inline]
    fn source_of(&self, route: u32) -> &Source {
        &self.sources[self.origin(route) as usize]
    }

    /// Closes all rows under way at the end of the run.
    pub fn close_series(&mut self, end: SimTime) {
        for function in 0..self.functions.len() {
            self.catch_up(end, function);
            self.stop_expired_before(end, function);
            self.recorder.functions[function].close_rest(end);
        }
        self.close_account_interval(end);
        self.recorder.close_account_minute(end);
    }

    fn close_account_interval(&mut self, now: SimTime) {
        let tokens = self.account.scaling.least_tokens_before(now);
        self.recorder.close_account_interval(now, tokens);
    }
}

fn identity(request: &Request) -> RequestId {
    RequestId {
        route: request.route,
        number: request.number,
    }
}
