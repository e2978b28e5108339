//! Lambda's door: what happens at each offer, each completion and each thing that is due.
//!
//! It records what concerns environments and concurrency. What concerns requests (attempts, refusals,
//! latencies) is recorded by who sees both sides.

use super::account::Account;
use super::admission::Admitted;
use super::draws::Draws;
use super::due::Due;
use super::environments::{Afterwards, AtAge, Tenancy};
use super::function::{Faults, FunctionState, LiftedRates, share_of, with_limits};
use super::outage::Outages;
use super::provisioned::{self, ShiftingAlias};
use super::serving::{Pool, Refusal, Serving};
use super::slot::Slot;
use super::warm;
use crate::kernel::{SimDuration, SimTime, Streams};
use crate::metrics::{Observations, Observer, Recorder, Start, ThrottleCause};
use crate::scenario::{FunctionId, Scenario};
use crate::workload::{Outcome, Request, SourceId};

/// AWS Lambda in one Region: the account and its functions.
#[derive(Clone, Debug)]
pub(crate) struct Lambda {
    pub(super) account: Account,
    /// In the order of the scenario.
    pub(super) functions: Vec<FunctionState>,
    /// What chance decides of the requests of each source.
    draws: Vec<Draws>,
    outages: Outages,
    /// Aliases whose weights change, in the order of their versions.
    aliases: Vec<ShiftingAlias>,
}

impl Lambda {
    /// Lambda at the start of a scenario. `entries` are the traffic entries that are its sources, each as a
    /// function and the index of the entry there.
    pub(crate) fn new(
        scenario: &Scenario,
        entries: impl Iterator<Item = (FunctionId, usize)>,
        streams: &Streams,
    ) -> Self {
        let functions = 0..scenario.functions.len();
        Self {
            account: Account::new(scenario),
            functions: functions
                .map(|index| FunctionState::new(scenario, FunctionId::new(index), streams))
                .collect(),
            draws: entries
                .map(|(function, entry)| {
                    Draws::new(&scenario.functions[function.index()], entry, streams)
                })
                .collect(),
            outages: Outages::new(scenario),
            aliases: ShiftingAlias::all(scenario),
        }
    }

    /// What is provisioned at the start is ready then, and claimed; warm environments are idle and
    /// hold no concurrency. Returns when these reach an age.
    pub(crate) fn start<O>(
        &mut self,
        scenario: &Scenario,
        notes: &mut Observations<'_, O>,
    ) -> Vec<(SimTime, Due)> {
        let mut due = Vec::new();
        for id in self.ids() {
            let function = &scenario.functions[id.index()];
            let count = function.initial_provisioned().get().into();
            let pool = &mut self.functions[id.index()].provisioned;
            for _ in 0..count {
                let (slot, _) = pool.create(SimTime::ZERO);
                pool.release(slot, SimTime::ZERO);
            }
            let recorder = notes.recorder.function(id);
            recorder.environments_created(SimTime::ZERO, count);
            match function.provisioned_changes() {
                Some(_) => recorder.provisioned_changes(count),
                None => recorder.provisioned_allocated(count),
            }
            let warm = warm::at_start(scenario, id);
            recorder.environments_warm(warm);
            let pool = &mut self.functions[id.index()].on_demand;
            let ages = (0..warm).filter_map(|_| pool.add_warm());
            due.extend(ages.map(|(at, tenancy)| {
                let function = id;
                (at, Due::Age { function, tenancy })
            }));
        }
        // Nothing is in flight yet.
        let set_aside = self.account.concurrency.claimed();
        let account = &mut notes.recorder.account;
        account.raise_set_aside(SimTime::ZERO, set_aside);
        due
    }

    /// What is due in a scenario whatever happens: outages, schedules, evaluations, weights.
    pub(crate) fn first_due(scenario: &Scenario) -> impl Iterator<Item = (SimTime, Due)> {
        let outages = super::outage::first_due(scenario);
        let provisioned = provisioned::first_due(scenario);
        let weights = provisioned::weights_due(scenario)
            .map(|(at, function, step)| (at, Due::Weights { function, step }));
        outages
            .chain(provisioned.map(|(at, due)| (at, Due::Provisioned(due))))
            .chain(weights)
    }

    /// An attempt of `request` at `now`, when its function has been [brought up to date](Self::catch_up).
    ///
    /// # Errors
    /// Why it is not served.
    // Always, as `FunctionState::admit`: what it returns is large.
    #[inline(always)]
    pub(crate) fn offer<O: Observer>(
        &mut self,
        now: SimTime,
        request: &Request,
        notes: &mut Observations<'_, O>,
    ) -> Result<Serving, Refusal> {
        let id = request.function;
        self.stop_expired(now, id, notes);
        if let Some(errors) = self.outages.errors()
            && self.draws_of(request.source).fails(request, errors)
        {
            return Err(self.fail(now, id));
        }
        let state = &mut self.functions[id.index()];
        let admission = if state.limits.owner() == id {
            state.admit(None, now, &mut self.account, &mut notes.recorder)
        } else {
            self.admit_version(now, id, notes)
        };
        let Admitted {
            start,
            slot,
            retirement,
        } = admission.map_err(Refusal::Throttled)?;
        let (init, due) = if start == Start::Cold {
            notes.recorder.function(id).environments_created(now, 1);
            let of_age = |(at, tenancy)| {
                let function = id;
                (at, Due::Age { function, tenancy })
            };
            let init = self.draws_of(request.source).cold_start(request);
            (init, retirement.map(of_age))
        } else {
            (SimDuration::ZERO, None)
        };
        let (runs, outcome) = match &self.functions[id.index()].faults {
            None => (request.service, Outcome::Success),
            Some(faults) => {
                let faults = **faults;
                self.may_fail(request, faults, start, slot)
            }
        };
        Ok(Serving {
            start,
            slot,
            init,
            runs,
            outcome,
            due,
        })
    }

    /// How long an invocation runs, and how it ends, in a function whose invocations may fail.
    ///
    /// A time-out resets the environment: the next invocation there initialises again, within its own duration and
    /// under its timeout (Lambda developer guide, lambda-runtime-environment). An error of the handler does not.
    #[cold]
    fn may_fail(
        &mut self,
        request: &Request,
        faults: Faults,
        start: Start,
        slot: Slot,
    ) -> (SimDuration, Outcome) {
        let state = &mut self.functions[request.function.index()];
        let pool = match Pool::of(start) {
            Pool::Provisioned => &mut state.provisioned,
            Pool::OnDemand => &mut state.on_demand,
        };
        let draws = &self.draws[request.source.index()];
        let was_reset = pool.take_reset(slot);
        let runs = if was_reset && start != Start::Cold {
            request.service + draws.cold_start(request)
        } else {
            request.service
        };
        match faults.timeout {
            Some(timeout) if runs > timeout => {
                pool.reset(slot);
                (timeout, Outcome::Timeout)
            }
            _ if draws.errs(request, faults.error_rate) => (runs, Outcome::Error),
            _ => (runs, Outcome::Success),
        }
    }

    /// Takes the limits on requests per second of a function away for an attempt: they are for synchronous invocations.
    /// Of asynchronous ones AWS says that each environment serves an unlimited number of requests
    /// (gettingstarted-limits).
    pub(crate) fn lift_rates(&mut self, function: FunctionId) -> LiftedRates {
        let owner = self.functions[function.index()].limits.owner();
        self.functions[owner.index()].limits.lift_rates()
    }

    /// Puts them back after it.
    pub(crate) fn restore_rates(&mut self, function: FunctionId, lifted: LiftedRates) {
        let owner = self.functions[function.index()].limits.owner();
        self.functions[owner.index()].limits.restore_rates(lifted);
    }

    /// Admission to a version whose limits are another's: apart, so that the others do not ask for each
    /// limit whose it is.
    #[cold]
    fn admit_version<O>(
        &mut self,
        now: SimTime,
        id: FunctionId,
        notes: &mut Observations<'_, O>,
    ) -> Result<Admitted, ThrottleCause> {
        let (state, limits) = with_limits(&mut self.functions, id);
        state.admit(limits, now, &mut self.account, &mut notes.recorder)
    }

    /// An attempt fails in an outage, unless a limit refuses it first: throttling comes before.
    #[cold]
    fn fail(&mut self, now: SimTime, id: FunctionId) -> Refusal {
        let (state, limits) = with_limits(&mut self.functions, id);
        match state.decide(limits, now, &mut self.account) {
            Ok(_) => Refusal::Failed,
            Err(cause) => Refusal::Throttled(cause),
        }
    }

    /// The environment in `slot` has finished its request, its function having been
    /// [brought up to date](Self::catch_up).
    #[inline(always)]
    pub(crate) fn finish<O: Observer>(
        &mut self,
        now: SimTime,
        id: FunctionId,
        (pool, slot): (Pool, Slot),
        notes: &mut Observations<'_, O>,
    ) {
        let state = &mut self.functions[id.index()];
        match pool {
            Pool::Provisioned => {
                state.provisioned.release(slot, now);
                let changes = state.changing.is_some();
                share_of(&mut self.functions, id).provisioned_finishes();
                if changes {
                    let drive = self.drive(now, id, &mut notes.recorder);
                    provisioned::stop_surplus(drive);
                }
            }
            Pool::OnDemand => {
                let afterwards = state.on_demand.release(slot, now);
                let share = share_of(&mut self.functions, id);
                let concurrency = &mut self.account.concurrency;
                concurrency.release(share, now, &mut notes.recorder);
                if afterwards == Afterwards::Stopped {
                    let environment = self.functions[id.index()].on_demand.last_stopped();
                    self.stop_expired(now, id, notes);
                    Self::stopped(now, id, environment, notes);
                }
            }
        }
    }

    /// Does what is due at `now`; `later` takes what that makes due in turn.
    pub(crate) fn due<O: Observer>(
        &mut self,
        now: SimTime,
        due: Due,
        notes: &mut Observations<'_, O>,
        mut later: impl FnMut(SimTime, Due),
    ) {
        match due {
            Due::Age { function, tenancy } => {
                if let Some(at) = self.reach_age(now, function, tenancy, notes) {
                    later(at, due);
                }
            }
            Due::Provisioned(due) => {
                let id = due.function();
                self.catch_up(now, id, notes);
                self.stop_expired(now, id, notes);
                let drive = self.drive(now, id, &mut notes.recorder);
                drive.due(due, |at, due| later(at, Due::Provisioned(due)));
                let first = self.functions[id.index()].limits.owner();
                if self
                    .alias(first)
                    .is_some_and(|index| self.aliases[index].waits())
                {
                    self.shift(now, first, None, notes, later);
                }
            }
            Due::Weights { function, step } => {
                self.shift(now, function, Some(step as usize), notes, later);
            }
            Due::OutageBegins { outage } => self.outages.begin(outage),
            Due::OutageEnds => self.outages.end(),
        }
    }

    /// Which weights of the alias that points to versions are in force, given the first of these.
    pub(crate) fn weights_in_force(&self, first: FunctionId) -> usize {
        let alias = self.alias(first);
        alias.map_or(0, |index| self.aliases[index].in_force())
    }

    /// Where the alias is whose weights change, given the first of its versions.
    fn alias(&self, first: FunctionId) -> Option<usize> {
        let found = self
            .aliases
            .binary_search_by_key(&first, ShiftingAlias::first);
        found.ok()
    }

    /// New weights of an alias, or new environments that some may have waited for.
    #[cold]
    fn shift<O: Observer>(
        &mut self,
        now: SimTime,
        first: FunctionId,
        step: Option<usize>,
        notes: &mut Observations<'_, O>,
        mut later: impl FnMut(SimTime, Due),
    ) {
        let Some(index) = self.alias(first) else {
            return;
        };
        for id in self.aliases[index].versions() {
            self.catch_up(now, id, notes);
            self.stop_expired(now, id, notes);
        }
        let drive = provisioned::Drive {
            now,
            function: first,
            account: &mut self.account,
            functions: &mut self.functions,
            recorder: &mut notes.recorder,
        };
        let mut later = |at, due| later(at, Due::Provisioned(due));
        let alias = &mut self.aliases[index];
        match step {
            Some(step) => alias.change(step, drive, &mut later),
            None => alias.settle(drive, &mut later),
        }
    }

    /// An environment reaches an age; returns when it reaches the next.
    fn reach_age<O: Observer>(
        &mut self,
        now: SimTime,
        id: FunctionId,
        tenancy: Tenancy,
        notes: &mut Observations<'_, O>,
    ) -> Option<SimTime> {
        self.catch_up(now, id, notes);
        self.stop_expired(now, id, notes);
        let pool = &mut self.functions[id.index()].on_demand;
        match pool.reach_age(tenancy, now) {
            AtAge::Stopped => {
                Self::stopped(now, id, pool.last_stopped(), notes);
                None
            }
            AtAge::Spared(at) => Some(at).filter(|at| *at < SimTime::MAX),
            AtAge::Nothing => None,
        }
    }

    /// What an event of a function's provisioned concurrency may change.
    #[cold]
    fn drive<'a>(
        &'a mut self,
        now: SimTime,
        function: FunctionId,
        recorder: &'a mut Recorder,
    ) -> provisioned::Drive<'a> {
        provisioned::Drive {
            now,
            function,
            account: &mut self.account,
            functions: &mut self.functions,
            recorder,
        }
    }

    /// Tokens in the emptiest scaling bucket just before anything happens at `now`.
    pub(crate) fn scaling_tokens_before(&self, now: SimTime) -> f64 {
        self.account.scaling.least_tokens_before(now)
    }

    /// Number of the environment in a slot, from 0 in order of creation.
    #[inline]
    pub(crate) fn environment(&self, id: FunctionId, (pool, slot): (Pool, Slot)) -> u64 {
        let state = &self.functions[id.index()];
        match pool {
            Pool::OnDemand => state.on_demand.number(slot),
            Pool::Provisioned => state.provisioned.number(slot),
        }
    }

    /// How many functions there are.
    pub(crate) fn function_count(&self) -> usize {
        self.functions.len()
    }

    /// Reads something of each cache line that an arrival needs.
    #[inline]
    pub(crate) fn touch_arrival(&self, id: FunctionId) -> u64 {
        self.functions[id.index()].touch_arrival()
    }

    /// Reads something of each cache line that a completion needs.
    #[inline]
    pub(crate) fn touch_completion(&self, id: FunctionId) -> u64 {
        self.functions[id.index()].touch_completion()
    }

    /// Reads something of the lists that reusing or releasing the environment in `slot` needs.
    #[inline]
    pub(crate) fn touch_lists(&self, id: FunctionId, slot: Slot) -> u64 {
        self.functions[id.index()].on_demand.touch_lists(slot)
    }

    #[inline]
    fn draws_of(&self, source: SourceId) -> &Draws {
        &self.draws[source.index()]
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = FunctionId> + use<> {
        (0..self.functions.len()).map(FunctionId::new)
    }
}
