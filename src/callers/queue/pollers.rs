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
//! - A batch that failed multiplies the units by [`LEFT_AFTER_ERROR`], one that was throttled by [`LEFT_AFTER_THROTTLE`]; down
//!   to 2, because AWS says "as few as 2".
//! - A unit is in use until its turnaround is over, in which it deletes the messages of its invocation and receives
//!   others; this is why fewer invocations than units are in progress. Of a throttled batch, too. `burstsim validate`
//!   shows to what it was fitted.
//! - Provisioned pollers do not back off: who provisions them says how many there are. One takes at most 100 messages
//!   a second, as AWS's sizing formula has it.

use std::collections::VecDeque;

use crate::kernel::{SimDuration, SimTime};
use crate::scenario::{ProvisionedPollers, ScalingRule, SqsSource};

/// What a function error leaves of the units. With 1 % and 10 % errors a 50 ms function was measured to keep a concurrency of
/// 25 and 13, and 80 and 15 % of its throughput (rehanvdm.com, 2026-03-31). Of 0.78, 0.8, 0.82 to 0.86 and 0.88 this
/// factor keeps the worst of the four nearest: `burstsim validate` shows how near.
pub(super) const LEFT_AFTER_ERROR: f64 = 0.83;
/// The same of a throttled batch; nobody measured it.
pub(super) const LEFT_AFTER_THROTTLE: f64 = 0.95;
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
    turnaround: SimDuration,
    /// When those of them are free again that wait for no invocation, in order.
    turns: VecDeque<SimTime>,
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
            turnaround: settings.turnaround,
            turns: VecDeque::new(),
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

    /// A unit has an answer for its batch: it is free again after its turnaround.
    pub(super) fn release(&mut self, now: SimTime) {
        if self.turnaround.is_zero() {
            self.in_use -= 1;
        } else {
            self.turns.push_back(now + self.turnaround);
        }
    }

    /// A batch failed, or was throttled, which leaves this share of the units.
    pub(super) fn back_off(&mut self, left: f64) {
        if !self.law.is_provisioned {
            let least = LEAST_AFTER_ERRORS.min(self.law.least);
            self.allowed = (self.allowed * left).max(least);
        }
    }

    /// Does what is due by `now`.
    pub(super) fn advance(&mut self, now: SimTime) {
        while self.turns.front().is_some_and(|at| *at <= now) {
            self.turns.pop_front();
            self.in_use -= 1;
        }
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
        let is_one_free = self.in_use < self.allowed as u32;
        let polls_at = (waits && is_one_free && self.polls_at > now).then_some(self.polls_at);
        let turns = self.turns.front().copied();
        let turns = turns.filter(|_| waits && !is_one_free);
        let times = [self.grows_at, self.reviewed_at, polls_at, turns];
        times.into_iter().flatten().min()
    }
}

#[cfg(test)]
mod tests;
