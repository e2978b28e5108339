//! What happens at each event of provisioned concurrency that changes.
//!
//! A change is a request to the account, which claims what is added at once or refuses all of it. What
//! is taken away leaves at once, or when its request is finished; until then it stays claimed.

use super::{ChangingProvisioned, DAY, Driver, Due};
use crate::kernel::{Calendar, Phase, SimTime};
use crate::lambda::admission::{FunctionState, share_of};
use crate::lambda::concurrency::Share;
use crate::lambda::model::{Event, LambdaModel};
use crate::lambda::observer::Observer;
use crate::metrics::{AllocationFailure, ChangeCause, MINUTE};
use crate::scenario::UtilizationStatistic;

impl<O: Observer> LambdaModel<'_, O> {
    /// Something is due for the provisioned concurrency of a function.
    #[cold]
    pub(in crate::lambda) fn provisioned_due(
        &mut self,
        now: SimTime,
        due: Due,
        calendar: &mut Calendar<Event>,
    ) {
        let function = due.function();
        self.catch_up(now, function);
        self.stop_expired(now, function);
        // Out of its place while it is at work: it and the rest of the model change together.
        let Some(mut changing) = self.functions[function].changing.take() else {
            return;
        };
        let again = match due {
            Due::Scheduled { entry, .. } => {
                self.scheduled(now, function, &mut changing, entry as usize);
                Some(now + DAY)
            }
            Due::Evaluation { .. } => {
                self.evaluate(now, function, &mut changing);
                Some(now + MINUTE)
            }
            Due::Ready { .. } => {
                if changing.wakes_at == Some(now) {
                    changing.wakes_at = None;
                    self.allocate(now, function, &mut changing);
                }
                None
            }
        };
        if let Some(again) = again {
            calendar.schedule(again, Phase::Control, Event::Provisioned(due));
        }
        let next = changing.allocation.next(now, &self.account.allocation);
        if let Some(next) = next.filter(|next| *next < SimTime::MAX)
            && changing.wakes_at.is_none_or(|wakes_at| next < wakes_at)
        {
            changing.wakes_at = Some(next);
            let ready = Due::Ready {
                function: function as u32,
            };
            calendar.schedule(next, Phase::Control, Event::Provisioned(ready));
        }
        self.functions[function].changing = Some(changing);
    }

    fn scheduled(
        &mut self,
        now: SimTime,
        function: usize,
        changing: &mut ChangingProvisioned,
        entry: usize,
    ) {
        let requested = changing.allocation.requested();
        let target = match &mut changing.driver {
            Driver::Schedule(schedule) => schedule.get(entry).map(|entry| entry.value.get().into()),
            Driver::Autoscaling(tracking) => {
                tracking.schedule(entry);
                tracking.into_bounds(requested)
            }
        };
        if let Some(target) = target {
            self.request(now, function, changing, target, ChangeCause::Schedule);
        }
    }

    fn evaluate(&mut self, now: SimTime, function: usize, changing: &mut ChangingProvisioned) {
        let (ready, from) = (
            changing.ready_environments(),
            changing.allocation.requested(),
        );
        let Driver::Autoscaling(tracking) = &mut changing.driver else {
            return;
        };
        let utilization = self.recorder.functions[function].last_utilization();
        let statistic = utilization.map(|minute| match tracking.settings().statistic {
            UtilizationStatistic::Average => minute.average,
            UtilizationStatistic::TimeAverage => minute.time_average,
            UtilizationStatistic::Maximum => minute.maximum,
        });
        let Some(target) = tracking.observe(now, statistic, ready, from) else {
            return;
        };
        let granted = self.request(now, function, changing, target, ChangeCause::Autoscaling);
        if let (true, Driver::Autoscaling(tracking)) = (granted, &mut changing.driver) {
            tracking.granted(now, from, target);
        }
    }

    /// Asks the account for `target` provisioned environments in all; whether that was granted.
    fn request(
        &mut self,
        now: SimTime,
        function: usize,
        changing: &mut ChangingProvisioned,
        target: u64,
        cause: ChangeCause,
    ) -> bool {
        let from = changing.allocation.requested();
        if target > from {
            return self.increase(now, function, changing, (from, target), cause);
        }
        if target < from {
            self.decrease(now, function, changing, (from, target), cause);
        }
        true
    }

    fn increase(
        &mut self,
        now: SimTime,
        function: usize,
        changing: &mut ChangingProvisioned,
        (from, to): (u64, u64),
        cause: ChangeCause,
    ) -> bool {
        let (mut others, mut elsewhere) = (0, None);
        for version in self.other_versions(function) {
            others += match &version.changing {
                Some(changing) => changing.allocation.requested(),
                None => version.provisioned.alive(),
            };
            let changing = version.changing.as_ref();
            elsewhere = elsewhere.max(changing.and_then(|one| one.allocation.last_due()));
        }
        // Busy environments that were on their way out stay.
        let alive = self.functions[function].provisioned.alive();
        let leaving = alive - changing.ready_environments();
        let readopted = leaving.min(to - from);
        let added = to - from - readopted;
        let spare = self
            .account
            .concurrency
            .spare(self.account.unreserved_minimum);
        let share = share_of(&mut self.functions, function);
        let failure = match *share {
            Share::Reserved { reserve, .. } => {
                (others + to > u64::from(reserve)).then_some(AllocationFailure::Reserve)
            }
            Share::Unreserved if spare.by_limit < added => Some(AllocationFailure::AccountLimit),
            Share::Unreserved => (spare.in_flight < added).then_some(AllocationFailure::InFlight),
        };
        let recorder = &mut self.recorder.functions[function];
        if let Some(failure) = failure {
            recorder.provisioned_refused(now, cause, (from, to), failure);
            return false;
        }
        let change = recorder.provisioned_requested(now, cause, (from, to));
        self.account
            .concurrency
            .hold(share, added, now, &mut self.recorder);
        changing.allocation.readopt(readopted);
        if added > 0 {
            let quota = &self.account.allocation;
            changing
                .allocation
                .increase(now, added, change, elsewhere, quota);
        } else {
            self.recorder.functions[function].provisioned_complete(now, change);
        }
        self.note_ready(now, function, changing);
        true
    }

    /// The other versions of a function.
    fn other_versions(&self, function: usize) -> impl Iterator<Item = &FunctionState> {
        let owner = self.functions[function].limits.owner();
        let versions = self.functions.iter().enumerate().skip(owner);
        let versions = versions.take_while(move |(_, version)| version.limits.owner() == owner);
        versions.filter_map(move |(index, version)| (index != function).then_some(version))
    }

    fn decrease(
        &mut self,
        now: SimTime,
        function: usize,
        changing: &mut ChangingProvisioned,
        (from, to): (u64, u64),
        cause: ChangeCause,
    ) {
        let recorder = &mut self.recorder.functions[function];
        let change = recorder.provisioned_requested(now, cause, (from, to));
        recorder.provisioned_complete(now, change);
        let mut given_back = changing.allocation.decrease(from - to);
        self.note_ready(now, function, changing);
        let state = &mut self.functions[function];
        while state.provisioned.alive() > changing.ready_environments()
            && state.provisioned.stop_idle()
        {
            self.recorder.functions[function].environment_stopped(now);
            given_back += 1;
        }
        let share = share_of(&mut self.functions, function);
        self.account
            .concurrency
            .give_back(share, given_back, now, &mut self.recorder);
    }

    /// Takes into use what has been allocated by `now`.
    fn allocate(&mut self, now: SimTime, function: usize, changing: &mut ChangingProvisioned) {
        let quota = &mut self.account.allocation;
        while let Some(allocated) = changing.allocation.advance(now, quota) {
            let pool = &mut self.functions[function].provisioned;
            for _ in 0..allocated.count {
                let (slot, _) = pool.create(now);
                pool.release(slot, now);
            }
            let recorder = &mut self.recorder.functions[function];
            recorder.environments_created(now, allocated.count);
            if let Some(change) = allocated.completes {
                recorder.provisioned_complete(now, change);
            }
        }
        self.note_ready(now, function, changing);
    }

    fn note_ready(&mut self, now: SimTime, function: usize, changing: &ChangingProvisioned) {
        let ready = changing.ready_environments();
        self.functions[function].set_provisioned_ready(now, ready);
        self.recorder.functions[function].provisioned_ready(now, ready);
    }

    /// A provisioned environment has finished its request: it leaves if there are too many.
    pub(in crate::lambda) fn stop_surplus_provisioned(&mut self, now: SimTime, function: usize) {
        let state = &mut self.functions[function];
        let Some(changing) = &state.changing else {
            return;
        };
        if state.provisioned.alive() > changing.ready_environments()
            && state.provisioned.stop_idle()
        {
            self.recorder.functions[function].environment_stopped(now);
            let share = share_of(&mut self.functions, function);
            self.account
                .concurrency
                .give_back(share, 1, now, &mut self.recorder);
        }
    }
}
