//! How fast tasks can be launched: the pace of a service, and the account's bucket on Fargate.
//!
//! AWS: a service launches at most 500 tasks a minute, or 125 (general reference, ecs-service); an account has a bucket
//! of 100 launches on Fargate that gains 20 a second (ECS developer guide, throttling). Assumed: a service launches at
//! an even pace, and services that wait for the same bucket take turns.

use std::collections::VecDeque;

use crate::kernel::{SimDuration, SimTime};
use crate::scenario::{FargateLaunches, FunctionId};
use crate::workload::Meter;

const MINUTE_NANOS: u64 = 60_000_000_000;

/// The pace of a service.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    gap: SimDuration,
    /// When it may launch its next task.
    next: SimTime,
    /// Whether an event for that is in the calendar.
    pub(super) is_planned: bool,
}

impl Pace {
    /// This many tasks a minute.
    pub(super) fn new(per_minute: u32) -> Self {
        Self {
            gap: SimDuration::from_nanos(MINUTE_NANOS / u64::from(per_minute.max(1))),
            next: SimTime::ZERO,
            is_planned: false,
        }
    }

    /// When it may launch its next task: now, or later.
    pub(super) fn next(&self, now: SimTime) -> SimTime {
        self.next.max(now)
    }

    /// It launches one.
    pub(super) fn launch(&mut self, now: SimTime) {
        self.next = self.next(now) + self.gap;
    }
}

/// The account's bucket, and the services that wait for it, in turn.
#[derive(Clone, Debug)]
pub(super) struct AccountBucket {
    meter: Meter,
    waiting: VecDeque<FunctionId>,
    /// Whether an event for the next token is in the calendar.
    is_planned: bool,
}

impl AccountBucket {
    pub(super) fn new(launches: FargateLaunches) -> Self {
        Self {
            meter: Meter::new(launches.per_second.into(), launches.burst.into()),
            waiting: VecDeque::new(),
            is_planned: false,
        }
    }

    /// A service has a task to launch.
    pub(super) fn wants(&mut self, service: FunctionId) {
        if !self.waiting.contains(&service) {
            self.waiting.push_back(service);
        }
    }

    /// The service whose turn it is; it is out of the line then.
    pub(super) fn next(&mut self) -> Option<FunctionId> {
        self.waiting.pop_front()
    }

    /// Takes a token, if there is one.
    pub(super) fn take(&mut self, now: SimTime) -> bool {
        self.meter.try_take(now)
    }

    /// A service did not get a token: it is the first in the line for the next one. When to come back for it, if nobody
    /// does yet.
    pub(super) fn back_in_line(&mut self, now: SimTime, service: FunctionId) -> Option<SimTime> {
        self.waiting.push_front(service);
        let is_planned = std::mem::replace(&mut self.is_planned, true);
        (!is_planned).then(|| self.meter.room_at(now))
    }

    /// The event for the next token has come.
    pub(super) fn is_due(&mut self) {
        self.is_planned = false;
    }
}
