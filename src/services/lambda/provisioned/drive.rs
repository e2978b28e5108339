//! What happens at each event of provisioned concurrency that changes.
//!
//! A change is a request to the account, which claims what is added at once or refuses all of it. What
//! is taken away leaves at once, or when its request is finished; until then it stays claimed.

use super::state::{ChangingProvisioned, DAY, Driver, Due};
use crate::kernel::SimTime;
use crate::metrics::{AllocationFailure, ChangeCause, FunctionRecorder, MINUTE, Recorder};
use crate::scenario::FunctionId;
use crate::services::lambda::account::Account;
use crate::services::lambda::concurrency::Share;
use crate::services::lambda::function::{FunctionState, share_of};

/// All that an event of one function's provisioned concurrency may change.
pub(crate) struct Drive<'a> {
    /// When the event happens.
    pub(crate) now: SimTime,
    /// The function; it and all versions of it are up to date.
    pub(crate) function: FunctionId,
    /// The account.
    pub(crate) account: &'a mut Account,
    /// All functions.
    pub(crate) functions: &'a mut [FunctionState],
    /// What is observed.
    pub(crate) recorder: &'a mut Recorder,
}

/// A change of provisioned concurrency from one number of environments to another.
#[derive(Clone, Copy)]
struct Change {
    from: u64,
    to: u64,
    cause: ChangeCause,
}

impl Drive<'_> {
    /// Does what is due; `later` takes what that makes due in turn.
    pub(crate) fn due(mut self, due: Due, mut later: impl FnMut(SimTime, Due)) {
        let now = self.now;
        // Out of its place while it is at work: it and the rest of the function change together.
        let Some(mut changing) = self.state().changing.take() else {
            return;
        };
        let again = match due {
            Due::Scheduled { entry, .. } => {
                self.scheduled(&mut changing, entry as usize);
                Some(now + DAY)
            }
            Due::Evaluation { .. } => {
                self.evaluate(&mut changing);
                Some(now + MINUTE)
            }
            Due::Ready { .. } => {
                if changing.wakes_at == Some(now) {
                    changing.wakes_at = None;
                    self.allocate(&mut changing);
                }
                None
            }
        };
        if let Some(again) = again {
            later(again, due);
        }
        self.put_back(changing, later);
    }

    /// The alias asks for `target` environments in all; `later` takes what that makes due. Whether it was
    /// granted.
    pub(super) fn by_alias(mut self, target: u64, later: impl FnMut(SimTime, Due)) -> bool {
        let Some(mut changing) = self.state().changing.take() else {
            return true;
        };
        let granted = self.request(&mut changing, target, ChangeCause::Alias);
        self.put_back(changing, later);
        granted
    }

    /// Back in its place, with a look at what is being allocated when the next of it is ready.
    fn put_back(
        &mut self,
        mut changing: Box<ChangingProvisioned>,
        mut later: impl FnMut(SimTime, Due),
    ) {
        let next = changing.allocation.next(self.now, &self.account.allocation);
        if let Some(next) = next.filter(|next| *next < SimTime::MAX)
            && changing.wakes_at.is_none_or(|wakes_at| next < wakes_at)
        {
            changing.wakes_at = Some(next);
            let function = self.function;
            later(next, Due::Ready { function });
        }
        self.state().changing = Some(changing);
    }

    /// The same for another function.
    pub(super) fn of(&mut self, function: FunctionId) -> Drive<'_> {
        Drive {
            now: self.now,
            function,
            account: self.account,
            functions: self.functions,
            recorder: self.recorder,
        }
    }

    /// Environments of a function that changing provisioned concurrency has ready.
    pub(super) fn ready(&self, function: FunctionId) -> u64 {
        let changing = self.functions[function.index()].changing.as_ref();
        changing.map_or(0, |changing| changing.ready_environments())
    }

    /// What was asked for: ready or under way.
    pub(super) fn requested(&self, function: FunctionId) -> u64 {
        let changing = self.functions[function.index()].changing.as_ref();
        changing.map_or(0, |changing| changing.allocation.requested())
    }

    fn scheduled(&mut self, changing: &mut ChangingProvisioned, entry: usize) {
        let requested = changing.allocation.requested();
        let target = match &mut changing.driver {
            Driver::Schedule(schedule) => schedule.get(entry).map(|entry| entry.value.get().into()),
            Driver::Autoscaling(tracking) => {
                tracking.schedule(entry);
                tracking.beyond_bounds(requested)
            }
            Driver::Alias => None,
        };
        if let Some(target) = target {
            self.request(changing, target, ChangeCause::Schedule);
        }
    }

    fn evaluate(&mut self, changing: &mut ChangingProvisioned) {
        let ready = changing.ready_environments();
        let from = changing.allocation.requested();
        let Driver::Autoscaling(tracking) = &mut changing.driver else {
            return;
        };
        let utilization = self.recorder.function(self.function).last_utilization();
        let statistic = utilization.map(|minute| minute.statistic(tracking.settings().statistic));
        let Some(target) = tracking.observe(self.now, statistic, ready, from) else {
            return;
        };
        let granted = self.request(changing, target, ChangeCause::Autoscaling);
        if let (true, Driver::Autoscaling(tracking)) = (granted, &mut changing.driver) {
            tracking.granted(self.now, from, target);
        }
    }

    /// Asks the account for `target` provisioned environments in all; whether that was granted.
    fn request(
        &mut self,
        changing: &mut ChangingProvisioned,
        target: u64,
        cause: ChangeCause,
    ) -> bool {
        let from = changing.allocation.requested();
        let change = Change {
            from,
            to: target,
            cause,
        };
        if target > from {
            return self.increase(changing, change);
        }
        if target < from {
            self.decrease(changing, change);
        }
        true
    }

    fn increase(&mut self, changing: &mut ChangingProvisioned, change: Change) -> bool {
        let Change { from, to, cause } = change;
        let now = self.now;
        let (mut others, mut elsewhere) = (0, None);
        for version in self.other_versions() {
            let theirs = version.changing.as_ref();
            others += match theirs {
                Some(changing) => changing.allocation.requested(),
                None => version.provisioned.alive(),
            };
            elsewhere = elsewhere.max(theirs.and_then(|one| one.allocation.last_due()));
        }
        // Busy environments that were on their way out stay.
        let leaving = self.state().provisioned.alive() - changing.ready_environments();
        let readopted = leaving.min(to - from);
        let added = to - from - readopted;
        if let Some(failure) = self.failure(others + to, added) {
            self.notes()
                .provisioned_refused(now, cause, (from, to), failure);
            return false;
        }
        let change = self.notes().provisioned_requested(now, cause, (from, to));
        let share = share_of(self.functions, self.function);
        let concurrency = &mut self.account.concurrency;
        concurrency.hold(share, added, now, self.recorder);
        changing.allocation.readopt(readopted);
        if added > 0 {
            let quota = &self.account.allocation;
            let allocation = &mut changing.allocation;
            allocation.increase(now, added, change, elsewhere, quota);
        } else {
            self.notes().provisioned_complete(now, change);
        }
        self.note_ready(changing);
        true
    }

    /// Why the account does not grant `added` environments, with which the function and all its versions
    /// have `total`; `None` if it does.
    fn failure(&mut self, total: u64, added: u64) -> Option<AllocationFailure> {
        let minimum = self.account.unreserved_minimum;
        let spare = self.account.concurrency.spare(minimum);
        match *share_of(self.functions, self.function) {
            Share::Reserved { reserve, .. } => {
                (total > u64::from(reserve)).then_some(AllocationFailure::Reserve)
            }
            Share::Unreserved if spare.by_limit < added => Some(AllocationFailure::AccountLimit),
            Share::Unreserved => (spare.in_flight < added).then_some(AllocationFailure::InFlight),
        }
    }

    /// The other versions of the function.
    fn other_versions(&self) -> impl Iterator<Item = &FunctionState> {
        let itself = self.function.index();
        let owner = self.functions[itself].limits.owner();
        let versions = self.functions.iter().enumerate().skip(owner.index());
        let versions = versions.take_while(move |(_, version)| version.limits.owner() == owner);
        versions.filter_map(move |(index, version)| (index != itself).then_some(version))
    }

    fn decrease(&mut self, changing: &mut ChangingProvisioned, change: Change) {
        let Change { from, to, cause } = change;
        let now = self.now;
        let notes = self.notes();
        let change = notes.provisioned_requested(now, cause, (from, to));
        notes.provisioned_complete(now, change);
        let mut given_back = changing.allocation.decrease(from - to);
        self.note_ready(changing);
        let ready = changing.ready_environments();
        let pool = &mut self.functions[self.function.index()].provisioned;
        while pool.alive() > ready && pool.stop_idle() {
            self.recorder
                .function(self.function)
                .environment_stopped(now);
            given_back += 1;
        }
        let share = share_of(self.functions, self.function);
        let concurrency = &mut self.account.concurrency;
        concurrency.give_back(share, given_back, now, self.recorder);
    }

    /// Takes into use what has been allocated by now.
    fn allocate(&mut self, changing: &mut ChangingProvisioned) {
        let now = self.now;
        while let Some(allocated) = changing
            .allocation
            .advance(now, &mut self.account.allocation)
        {
            let pool = &mut self.state().provisioned;
            for _ in 0..allocated.count {
                let (slot, _) = pool.create(now);
                pool.release(slot, now);
            }
            let notes = self.notes();
            notes.environments_created(now, allocated.count);
            if let Some(change) = allocated.completes {
                notes.provisioned_complete(now, change);
            }
        }
        self.note_ready(changing);
    }

    fn note_ready(&mut self, changing: &ChangingProvisioned) {
        let (now, ready) = (self.now, changing.ready_environments());
        self.state().set_provisioned_ready(now, ready);
        self.notes().provisioned_ready(now, ready);
    }

    fn state(&mut self) -> &mut FunctionState {
        &mut self.functions[self.function.index()]
    }

    fn notes(&mut self) -> &mut FunctionRecorder {
        self.recorder.function(self.function)
    }
}

/// A provisioned environment has finished its request: it leaves if there are too many.
pub(crate) fn stop_surplus(drive: Drive<'_>) {
    let Drive {
        now,
        function,
        account,
        functions,
        recorder,
    } = drive;
    let state = &mut functions[function.index()];
    let Some(changing) = &state.changing else {
        return;
    };
    let ready = changing.ready_environments();
    if state.provisioned.alive() > ready && state.provisioned.stop_idle() {
        recorder.function(function).environment_stopped(now);
        let share = share_of(functions, function);
        account.concurrency.give_back(share, 1, now, recorder);
    }
}
