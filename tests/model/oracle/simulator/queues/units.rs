//! How many batches of an SQS queue may be in flight at a time.

use burstsim::scenario::SqsSource;

use super::SECOND;
use crate::oracle::Nanos;

const MINUTE: Nanos = 60 * SECOND;

/// What a batch that failed leaves of the units, and one that was throttled.
pub(super) const LEFT_AFTER_FAILURE: f64 = 0.83;
pub(super) const LEFT_AFTER_THROTTLE: f64 = 0.95;

/// Units: each has a batch in flight, or none. In provisioned mode every ten of them are an event poller.
pub(super) struct Units {
    least: f64,
    most: f64,
    /// This many are added at a time, which takes so long.
    step: u32,
    step_takes: Nanos,
    is_provisioned: bool,
    /// A failure leaves part of a unit.
    allowed: f64,
    in_use: u32,
    turnaround: Nanos,
    /// When those of them are free again that have an answer for their batch.
    turning: Vec<Nanos>,
    /// How many were in use after each change, since the minute under review began.
    seen: Vec<u32>,
    grows_at: Option<Nanos>,
    reviewed_at: Option<Nanos>,
    /// Provisioned pollers do not poll before.
    polls_at: Nanos,
}

impl Units {
    pub(super) fn new(settings: &SqsSource, is_new_rule: bool) -> Self {
        let own = settings.maximum_concurrency.map(|most| most.get());
        let (least, most, step, step_takes) = match (settings.provisioned_pollers, is_new_rule) {
            // 1,000 a minute: ten in 0.6 s.
            (Some(pollers), _) => {
                let [least, most] = [pollers.minimum, pollers.maximum].map(|n| 10 * n.get());
                (least, most, 10, MINUTE * 10 / 1000)
            }
            (None, true) => {
                let most = own.unwrap_or(1250);
                (most.min(5), most, 1, MINUTE / 300)
            }
            (None, false) => {
                let most = own.unwrap_or(1000);
                (most.min(5), most, 1, MINUTE / 60)
            }
        };
        Self {
            least: f64::from(least),
            most: f64::from(most),
            step,
            step_takes,
            is_provisioned: settings.provisioned_pollers.is_some(),
            allowed: f64::from(least),
            in_use: 0,
            turnaround: settings.turnaround.as_nanos(),
            turning: Vec::new(),
            seen: vec![0],
            grows_at: None,
            reviewed_at: None,
            polls_at: 0,
        }
    }

    /// Units, or event pollers.
    pub(super) fn count(&self) -> u64 {
        self.allowed.floor() as u64 / u64::from(self.step)
    }

    fn is_one_free(&self) -> bool {
        f64::from(self.in_use) < self.allowed.floor()
    }

    /// Whether a batch may be received now.
    pub(super) fn may_receive(&self, now: Nanos) -> bool {
        self.is_one_free() && (!self.is_provisioned || self.polls_at <= now)
    }

    /// A batch of this many messages is received. A provisioned poller polls ten times a second and takes a hundred
    /// messages a second; pollers take turns.
    pub(super) fn take(&mut self, now: Nanos, messages: usize) {
        self.change(1);
        let one_poller = (SECOND / 10).max(messages as Nanos * (SECOND / 100));
        self.polls_at = self.polls_at.max(now) + one_poller / self.count().max(1);
    }

    /// A batch was refused or has ended: its unit deletes messages and receives others before it is free.
    pub(super) fn give_back(&mut self, now: Nanos) {
        self.turning.push(now + self.turnaround);
        self.free_those_done(now);
    }

    fn free_those_done(&mut self, now: Nanos) {
        let before = self.turning.len();
        self.turning.retain(|at| *at > now);
        for _ in self.turning.len()..before {
            self.change(-1);
        }
    }

    fn change(&mut self, change: i32) {
        let in_use = self.in_use.checked_add_signed(change);
        self.in_use = in_use.expect("only what was taken is given back");
        self.seen.push(self.in_use);
    }

    /// A batch failed or was throttled.
    pub(super) fn back_off(&mut self, left: f64) {
        if !self.is_provisioned {
            let least = self.least.min(2.0);
            self.allowed = least.max(self.allowed * left);
        }
    }

    pub(super) fn due(&mut self, now: Nanos) {
        self.free_those_done(now);
        if self.grows_at.is_some_and(|at| at <= now) {
            self.grows_at = None;
            self.allowed = self.most.min(self.allowed + f64::from(self.step));
        }
        if self.reviewed_at.is_some_and(|at| at <= now) {
            self.reviewed_at = None;
            self.review();
        }
    }

    /// What nobody used for a minute is taken back, in whole steps, down to the least.
    fn review(&mut self) {
        let used = self.seen.iter().max().map_or(0, |most| *most);
        let used = f64::from(used.div_ceil(self.step) * self.step);
        if self.allowed > self.least {
            self.allowed = self.allowed.min(used.max(self.least));
        }
    }

    /// At the end of what a queue does; whether a batch is there to be received.
    pub(super) fn plan(&mut self, now: Nanos, is_waiting: bool) {
        if !is_waiting || self.may_receive(now) || self.allowed >= self.most {
            self.grows_at = None;
        } else if self.grows_at.is_none() {
            self.grows_at = Some(now + self.step_takes);
        }
        if self.reviewed_at.is_none() && self.allowed > self.least {
            self.reviewed_at = Some(now + MINUTE);
            self.seen = vec![self.in_use];
        }
    }

    /// When something is due; whether there are messages to be received.
    pub(super) fn wakes(&self, now: Nanos, is_waiting: bool) -> Option<Nanos> {
        let polls = self.is_provisioned && is_waiting && self.is_one_free() && self.polls_at > now;
        let times = [
            self.grows_at,
            self.reviewed_at,
            polls.then_some(self.polls_at),
        ];
        // A unit that falls free matters only to messages that find none.
        let turning = self.turning.iter().copied();
        let turning = turning.filter(|_| is_waiting && !self.is_one_free());
        times.into_iter().flatten().chain(turning).min()
    }
}
