//! How many batches an event source mapping of SQS may have in flight.
//!
//! Standard mode, AWS (services-sqs-scaling): Lambda starts with "five batches at a time with five concurrent
//! invocations" and adds "up to 300 more concurrent invokes per minute", up to 1,250; until November 2023 60 a minute,
//! up to 1,000. After function errors and throttles it reduces the concurrency of the mapping. Provisioned mode, AWS
//! (with-sqs): an event poller has 10 concurrent invokes and makes 10 polls a second; concurrency grows by 1,000 a
//! minute.
//!
//! Assumed, where AWS gives no law:
//! - One unit is added at a time, while messages wait and all units are in use; in provisioned mode one poller, also while
//!   only the rate of its polls holds messages back.
//! - Each minute the units that were not in use at any instant of it are taken back, down to those of the start.
//! - A batch that failed or was throttled multiplies the units by [`BACK_OFF`]; down to 2, because AWS says "as few as 2".
//! - What deleting and receiving take is left out.
//! - Provisioned pollers do not back off: who provisions them says how many there are. One takes at most 100 messages
//!   a second, as AWS's sizing formula has it.

use crate::kernel::{SimDuration, SimTime};
use crate::scenario::{ProvisionedPollers, ScalingRule, SqsSource};

/// What a failed batch leaves of the units. A 50 ms function with 60 concurrent invocations fell to 25 with 1 % errors and
/// to 13 with 10 % (rehanvdm.com, 2026-03-31). Of 0.5, 0.7, 0.8, 0.9 and 0.94 to 0.96 this factor brings the highest
/// concurrency of a minute nearest to both, by the squares of the logarithms: `burstsim validate` shows how near.
const BACK_OFF: f64 = 0.95;
const START: u32 = 5;
const LEAST_AFTER_ERRORS: f64 = 2.0;
const INVOKES_PER_POLLER: u32 = 10;
const POLLS_PER_SECOND: u64 = 10;
const MESSAGES_PER_SECOND: u64 = 100;
const MINUTE: SimDuration = SimDuration::from_secs(60);
const SECOND: u64 = 1_000_000_000;

/// The batches that a mapping may have in flight: its units.
#[derive(Clone, Debug)]
pub(super) struct Pollers {
    law: Law,
    /// Units that may be in use; with a fraction, because back-off multiplies.
    allowed: f64,
    in_use: u32,
    /// Most that were in use in the minute under review.
    most_in_use: u32,
    grows_at: Option<SimTime>,
    reviewed_at: Option<SimTime>,
    /// When a provisioned poller may poll next.
    polls_at: SimTime,
}

/// What distinguishes the modes.
#[derive(Clone, Copy, Debug)]
struct Law {
    least: f64,
    most: f64,
    /// Units that are added and taken back together.
    together: u32,
    /// How long it takes to add them.
    step: SimDuration,
    is_provisioned: bool,
}

impl Law {
    fn standard(settings: &SqsSource, rule: &ScalingRule) -> Self {
        let (per_minute, quota) = match rule {
            ScalingRule::RegionalBurst { .. } => (60, 1000),
            ScalingRule::PerFunction { .. } => (300, 1250),
        };
        let most = settings.maximum_concurrency.map_or(quota, |own| own.get());
        Self {
            least: START.min(most).into(),
            most: most.into(),
            together: 1,
            step: SimDuration::from_nanos(MINUTE.as_nanos() / per_minute),
            is_provisioned: false,
        }
    }

    fn provisioned(pollers: ProvisionedPollers) -> Self {
        let units = |pollers: u32| f64::from(pollers * INVOKES_PER_POLLER);
        Self {
            least: units(pollers.minimum.get()),
            most: units(pollers.maximum.get()),
            together: INVOKES_PER_POLLER,
            step: SimDuration::from_millis(600),
            is_provisioned: true,
        }
    }
}

impl Pollers {
    pub(super) fn new(settings: &SqsSource, rule: &ScalingRule) -> Self {
        let law = match settings.provisioned_pollers {
            None => Law::standard(settings, rule),
            Some(pollers) => Law::provisioned(pollers),
        };
        Self {
            law,
            allowed: law.least,
            in_use: 0,
            most_in_use: 0,
            grows_at: None,
            reviewed_at: None,
            polls_at: SimTime::ZERO,
        }
    }

    /// Event pollers of provisioned mode, units of standard mode.
    pub(super) fn count(&self) -> u64 {
        u64::from(self.allowed as u32 / self.law.together)
    }

    /// Whether one more batch may be received.
    pub(super) fn has_room(&self, now: SimTime) -> bool {
        self.in_use < self.allowed as u32 && self.polls_at <= now
    }

    /// A unit takes a batch of this many messages.
    pub(super) fn take(&mut self, now: SimTime, messages: u32) {
        self.in_use += 1;
        self.most_in_use = self.most_in_use.max(self.in_use);
        if self.law.is_provisioned {
            let poll = SECOND / POLLS_PER_SECOND;
            let span = poll.max(u64::from(messages) * SECOND / MESSAGES_PER_SECOND);
            let share = SimDuration::from_nanos(span / self.count().max(1));
            self.polls_at = self.polls_at.max(now) + share;
        }
    }

    /// A unit is free again.
    pub(super) fn release(&mut self) {
        self.in_use -= 1;
    }

    /// A batch failed, or was throttled.
    pub(super) fn back_off(&mut self) {
        if !self.law.is_provisioned {
            let least = LEAST_AFTER_ERRORS.min(self.law.least);
            self.allowed = (self.allowed * BACK_OFF).max(least);
        }
    }

    /// Does what is due by `now`.
    pub(super) fn advance(&mut self, now: SimTime) {
        let is_due = |at: Option<SimTime>| at.is_some_and(|at| at <= now);
        if is_due(self.grows_at) {
            self.grows_at = None;
            let more = self.allowed + f64::from(self.law.together);
            self.allowed = more.min(self.law.most);
        }
        if is_due(self.reviewed_at) {
            self.reviewed_at = None;
            let together = self.law.together;
            let used = f64::from(self.most_in_use.next_multiple_of(together));
            if used < self.allowed && self.allowed > self.law.least {
                self.allowed = used.max(self.law.least);
            }
        }
    }

    /// Plans ahead at the end of a turn; `waits` says whether there are messages that could be received.
    pub(super) fn plan(&mut self, now: SimTime, waits: bool) {
        let grows = waits && !self.has_room(now) && self.allowed < self.law.most;
        self.grows_at = match self.grows_at {
            _ if !grows => None,
            None => Some(now + self.law.step),
            planned => planned,
        };
        if self.reviewed_at.is_none() && self.allowed > self.law.least {
            self.reviewed_at = Some(now + MINUTE);
            self.most_in_use = self.in_use;
        }
    }

    /// When something is due; `waits` as in [`Pollers::plan`].
    pub(super) fn next_turn(&self, now: SimTime, waits: bool) -> Option<SimTime> {
        let may_poll = waits && self.in_use < self.allowed as u32 && self.polls_at > now;
        let polls_at = may_poll.then_some(self.polls_at);
        let times = [self.grows_at, self.reviewed_at, polls_at];
        times.into_iter().flatten().min()
    }
}

#[cfg(test)]
mod tests;
