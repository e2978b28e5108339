//! Other quotas and settings in the middle of a run: what would be, had they been in force from its start.
//!
//! A study forks a run ahead of a time of trouble and goes on with another value of one setting. What is in
//! flight and which environments there are is then taken over from a run with the old value. What else of the state
//! depends on the setting becomes what it would be by now:
//!
//! | setting | what is taken over | the same as from the start |
//! |---|---|---|
//! | burst quotas | tokens: as many are missing as were | if nothing was refused before |
//! | ramps | tokens: as many are missing as were | if nothing was refused before, and none are missing |
//! | the account's limit | what is claimed; attempts in the meter of requests per second | if nothing was refused before, and once that meter has drained |
//! | a reserve | what is in flight of the function, which no longer counts as unreserved | if nothing was or would have been refused before, likewise |
//! | provisioned concurrency | environments: as many of the most recently used give way, those in service as they finish | once what was in service has finished, as far as the idle ones that are left are those that would be |
//!
//! Whatever differs wears off: tokens come back, environments idle out. How long ahead a study forks is its
//! own affair. It knows state and settings; it must not know why anybody asks.

use super::concurrency::Share;
use super::function::{FunctionState, Limits};
use super::service::Lambda;
use crate::kernel::SimTime;
use crate::metrics::Recorder;
use crate::scenario::{FunctionId, ScalingRule, Scenario};

impl Lambda {
    /// From now on the quotas and settings are those of `to`, which differs from `from` in nothing else; all
    /// functions are [up to date](Self::catch_up_all).
    ///
    /// Of functions with versions only what belongs to the account may differ, and provisioned concurrency
    /// may only grow.
    pub(crate) fn adopt(
        &mut self,
        now: SimTime,
        from: &Scenario,
        to: &Scenario,
        recorder: &mut Recorder,
    ) {
        self.account.adopt(now, to);
        for (index, state) in self.functions.iter_mut().enumerate() {
            state.limits.adopt_request_ramp(now, &to.region.scaling);
            let id = FunctionId::new(index);
            let (before, after) = (&from.functions[index], &to.functions[index]);
            if before.reserved_concurrency != after.reserved_concurrency
                && let Some(reserve) = after.reserved_concurrency
            {
                let own = state.reserved_share(reserve.get());
                let share = &mut state.limits.share;
                self.account.concurrency.reserve(share, own, now, recorder);
                state.limits.set_reserved_rate(now, reserve.get());
            }
            let [before, after] = [before, after].map(|one| one.initial_provisioned().get());
            if after > before {
                let more = u64::from(after - before);
                state.provision(more, now, id, recorder);
                self.account
                    .concurrency
                    .hold(&mut state.limits.share, more, now, recorder);
            }
        }
    }
}

impl FunctionState {
    /// Adds provisioned environments, for which others give way.
    fn provision(&mut self, more: u64, now: SimTime, id: FunctionId, recorder: &mut Recorder) {
        let recorder = recorder.function(id);
        for _ in 0..self.on_demand.give_way(more) {
            recorder.environment_stopped(now);
        }
        for _ in 0..more {
            let (slot, _) = self.provisioned.create(now);
            self.provisioned.release(slot, now);
        }
        let ready = self.provisioned.alive();
        self.set_provisioned_ready(now, ready);
        recorder.environments_created(now, more);
        recorder.provisioned_allocated(ready);
    }

    /// What its provisioned environments claim: all that are there or asked for, and those on their way out.
    fn provisioned_claimed(&self) -> u64 {
        let alive = self.provisioned.alive();
        match &self.changing {
            None => alive,
            Some(changing) => changing.requested() + alive - changing.ready_environments(),
        }
    }

    /// The share of a reserve that it would have by now.
    fn reserved_share(&self, reserve: u32) -> Share {
        Share::Reserved {
            reserve,
            held: self.provisioned_claimed() as u32,
            on_demand: self.on_demand.busy() as u32,
            provisioned: self.provisioned.busy() as u32,
        }
    }
}

impl Limits {
    fn adopt_request_ramp(&mut self, now: SimTime, rule: &ScalingRule) {
        if let Some(ramp) = &mut self.request_ramp {
            ramp.adopt(now, rule);
        }
    }
}

#[cfg(test)]
mod tests;
