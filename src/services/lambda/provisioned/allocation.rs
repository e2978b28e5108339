//! From a request for provisioned concurrency to environments that can be used.
//!
//! AWS: allocation starts "after a minute or two of preparation". Until November 2023 "up to 3000
//! instances ... at once, depending on the Region", then "a steady rate of 500 per minute"; "when you
//! request provisioned concurrency for multiple functions ..., scaling quotas apply across all
//! requests" (Lambda developer guide, 2022-06-10, provisioned-concurrency). Since then "for each
//! function, ... up to 6,000 execution environments every minute", and "you can't access any of those
//! environments until Lambda completely finishes allocating them" (Lambda developer guide,
//! lambda-concurrency).
//!
//! Assumed: the older rule's quota is a token bucket beside that of on-demand environments; an increase
//! is allocated in addition to what is there and to what is under way, neither of which it delays.

use std::collections::VecDeque;

use crate::kernel::{SimDuration, SimTime};
use crate::scenario::{ProvisionedAllocation, Refill, Region, ScalingRule};
use crate::services::lambda::scaling::TokenBucket;

const NANOS_PER_MINUTE: u64 = 60_000_000_000;

/// How fast an account is allocated provisioned concurrency.
#[derive(Clone, Debug)]
pub(crate) struct AllocationQuota {
    preparation: SimDuration,
    pace: Pace,
}

#[derive(Clone, Debug)]
enum Pace {
    /// Environments can be used as they are allocated, from a bucket that all functions share.
    OneByOne(TokenBucket),
    /// None of a request can be used until all of it is allocated.
    AllAtOnce { burst: u64, per_minute: u64 },
}

/// A function's provisioned concurrency: what can be used, and what is being allocated.
#[derive(Clone, Debug)]
pub(crate) struct Allocation {
    ready: u64,
    /// In the order of request.
    under_way: VecDeque<Increase>,
}

#[derive(Clone, Copy, Debug)]
struct Increase {
    count: u64,
    /// When the first (one by one) or all of them (all at once) can be ready.
    due: SimTime,
    /// Number of the change that asked for it.
    change: usize,
}

/// Environments that became ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allocated {
    /// How many.
    pub(crate) count: u64,
    /// The change that asked for them, if these were the last of it.
    pub(crate) completes: Option<usize>,
}

impl AllocationQuota {
    /// The quota of a Region, untouched.
    pub(crate) fn new(region: &Region) -> Self {
        let ProvisionedAllocation {
            preparation,
            burst,
            per_minute,
        } = region.provisioned_allocation;
        let pace = match region.scaling {
            ScalingRule::RegionalBurst { .. } => {
                // Without a burst they still come, one after the other.
                let capacity = burst.get().max(1);
                let bucket = TokenBucket::new(capacity, per_minute.get(), Refill::Continuous);
                Pace::OneByOne(bucket)
            }
            ScalingRule::PerFunction { .. } => Pace::AllAtOnce {
                burst: burst.get().into(),
                per_minute: per_minute.get().into(),
            },
        };
        Self { preparation, pace }
    }

    /// When an increase that is requested at `now` is due, behind one that is due at `before`.
    fn due(&self, now: SimTime, count: u64, before: Option<SimTime>) -> SimTime {
        let prepared = now + self.preparation;
        match self.pace {
            Pace::OneByOne(_) => prepared,
            Pace::AllAtOnce { burst, per_minute } => {
                let paced = u128::from(count.saturating_sub(burst)) * u128::from(NANOS_PER_MINUTE);
                let nanos = paced.div_ceil(u128::from(per_minute.max(1)));
                let length = SimDuration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
                prepared.max(before.unwrap_or(prepared)) + length
            }
        }
    }
}

impl Allocation {
    /// `count` environments that are ready.
    pub(crate) fn ready(count: u64) -> Self {
        Self {
            ready: count,
            under_way: VecDeque::new(),
        }
    }

    /// Environments that can be used.
    pub(crate) fn ready_count(&self) -> u64 {
        self.ready
    }

    /// What was asked for: ready or under way.
    pub(crate) fn requested(&self) -> u64 {
        let under_way = self.under_way.iter().map(|increase| increase.count);
        self.ready + under_way.sum::<u64>()
    }

    /// Environments that are there already can be used again from now on.
    pub(crate) fn readopt(&mut self, count: u64) {
        self.ready += count;
    }

    /// When the last of what is under way is due; `None` if nothing is.
    pub(crate) fn last_due(&self) -> Option<SimTime> {
        self.under_way.back().map(|increase| increase.due)
    }

    /// Asks for `count` more on behalf of the change with the given number, behind what is under way for
    /// the function: here, or for another of its versions, which is due `elsewhere` at the latest.
    pub(crate) fn increase(
        &mut self,
        now: SimTime,
        count: u64,
        change: usize,
        elsewhere: Option<SimTime>,
        quota: &AllocationQuota,
    ) {
        let before = self.last_due().max(elsewhere);
        self.under_way.push_back(Increase {
            count,
            due: quota.due(now, count, before),
            change,
        });
    }

    /// Gives up `count`: the latest that are under way first. Returns how many those were; as many
    /// environments as are left then leave.
    pub(crate) fn decrease(&mut self, count: u64) -> u64 {
        let mut left = count;
        while left > 0
            && let Some(last) = self.under_way.back_mut()
        {
            let taken_back = left.min(last.count);
            last.count -= taken_back;
            left -= taken_back;
            if last.count == 0 {
                self.under_way.pop_back();
            }
        }
        self.ready -= left;
        count - left
    }

    /// What has become ready by `now`; to be called until it returns `None`.
    pub(crate) fn advance(
        &mut self,
        now: SimTime,
        quota: &mut AllocationQuota,
    ) -> Option<Allocated> {
        let increase = self.under_way.front_mut()?;
        if increase.due > now {
            return None;
        }
        let count = match &mut quota.pace {
            Pace::AllAtOnce { .. } => increase.count,
            Pace::OneByOne(bucket) => {
                let tokens = (0..increase.count).take_while(|_| bucket.try_take(now));
                tokens.count() as u64
            }
        };
        if count == 0 {
            return None;
        }
        increase.count -= count;
        let completes = (increase.count == 0).then_some(increase.change);
        if completes.is_some() {
            self.under_way.pop_front();
        }
        self.ready += count;
        Some(Allocated { count, completes })
    }

    /// When more can be ready at the earliest; `None` if nothing is under way.
    pub(crate) fn next(&self, now: SimTime, quota: &AllocationQuota) -> Option<SimTime> {
        let due = self.under_way.front()?.due;
        match &quota.pace {
            Pace::OneByOne(bucket) if due <= now => Some(bucket.next_token(now)),
            _ => Some(due),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Concurrency, FargateLaunches, PriceOverrides, RequestRate};

    fn at(seconds: f64) -> SimTime {
        SimTime::from_secs_f64(seconds)
    }

    fn quota(per_function: bool, burst: u32, per_minute: u32) -> AllocationQuota {
        let count = |count| Concurrency::new(count).unwrap();
        let refill = Refill::Continuous;
        let scaling = if per_function {
            ScalingRule::PerFunction {
                burst: count(1000),
                ramp_per_minute: count(6000),
                request_burst: RequestRate::MAX,
                request_ramp_per_minute: RequestRate::MAX,
                refill,
            }
        } else {
            ScalingRule::RegionalBurst {
                burst: count(3000),
                ramp_per_minute: count(500),
                refill,
            }
        };
        AllocationQuota::new(&Region {
            name: "us-east-1".to_owned(),
            scaling,
            account_concurrency: count(10_000),
            unreserved_minimum: count(100),
            provisioned_allocation: ProvisionedAllocation {
                preparation: SimDuration::from_secs(60),
                burst: count(burst),
                per_minute: count(per_minute),
            },
            fargate_launches: FargateLaunches {
                burst: 100,
                per_second: 20,
            },
            prices: PriceOverrides::default(),
            outages: Vec::new(),
        })
    }

    /// Ready at the end of a span of seconds, after everything that was due in it.
    fn ready_after(
        allocation: &mut Allocation,
        quota: &mut AllocationQuota,
        (from, to): (f64, f64),
    ) -> u64 {
        let mut now = at(from);
        while let Some(next) = allocation.next(now, quota).filter(|next| *next <= at(to)) {
            now = next;
            while allocation.advance(now, quota).is_some() {}
        }
        allocation.ready_count()
    }

    /// Preparation of 60 s, 3,000 at once, then one every 120 ms: the last of 3,100 after 12 s more.
    #[test]
    fn the_classic_rule_gives_a_burst_and_then_500_a_minute() {
        let mut quota = quota(false, 3000, 500);
        let mut one = Allocation::ready(10);
        one.increase(at(0.0), 3100, 0, None, &quota);
        assert_eq!(one.requested(), 3110);
        let spans = [
            (0.0, 59.9, 10),
            (59.9, 60.0, 3010),
            (60.0, 60.12, 3011),
            (60.12, 66.0, 3060),
        ];
        for (from, to, expected) in spans {
            assert_eq!(
                ready_after(&mut one, &mut quota, (from, to)),
                expected,
                "at {to} s"
            );
        }
        // "scaling quotas apply across all requests": another function finds the bucket in use.
        let mut other = Allocation::ready(0);
        other.increase(at(6.0), 3000, 0, None, &quota);
        assert_eq!(ready_after(&mut one, &mut quota, (66.0, 72.0)), 3110);
        let rest = ready_after(&mut other, &mut quota, (72.0, 132.0));
        assert_eq!(rest, 500, "500 a minute");
    }

    /// 5,000 at 6,000 a minute take 50 s after 60 s of preparation, and none is there before.
    #[test]
    fn under_the_current_rule_none_can_be_used_until_all_can() {
        let mut quota = quota(true, 0, 6000);
        let mut allocation = Allocation::ready(100);
        allocation.increase(at(0.0), 5000, 7, None, &quota);
        assert_eq!(allocation.next(at(0.0), &quota), Some(at(110.0)));
        assert_eq!(allocation.advance(at(109.999), &mut quota), None);
        let all = Allocated {
            count: 5000,
            completes: Some(7),
        };
        assert_eq!(allocation.advance(at(110.0), &mut quota), Some(all));
        assert_eq!(allocation.ready_count(), 5100);
        assert_eq!(allocation.next(at(110.0), &quota), None);
    }

    #[test]
    fn an_increase_under_way_is_neither_lost_nor_delayed_by_another() {
        let mut quota = quota(true, 0, 6000);
        let mut allocation = Allocation::ready(0);
        allocation.increase(at(0.0), 600, 0, None, &quota); // ready at 66 s
        allocation.increase(at(1.0), 600, 1, None, &quota); // begins when that is done: 72 s
        for (from, to, expected) in [(0.0, 66.0, 600), (66.0, 71.9, 600), (71.9, 72.0, 1200)] {
            assert_eq!(
                ready_after(&mut allocation, &mut quota, (from, to)),
                expected,
                "at {to} s"
            );
        }
    }

    #[test]
    fn versions_of_a_function_are_allocated_one_after_the_other() {
        let mut quota = quota(true, 0, 6000);
        let (mut one, mut other) = (Allocation::ready(0), Allocation::ready(0));
        one.increase(at(0.0), 600, 0, None, &quota); // ready at 66 s
        other.increase(at(1.0), 600, 0, one.last_due(), &quota);
        assert_eq!(ready_after(&mut other, &mut quota, (1.0, 71.9)), 0);
        assert_eq!(ready_after(&mut other, &mut quota, (71.9, 72.0)), 600);
        assert_eq!(ready_after(&mut one, &mut quota, (0.0, 66.0)), 600);
    }

    #[test]
    fn what_is_under_way_goes_first_and_the_latest_before_the_others() {
        let mut quota = quota(true, 0, 6000);
        let mut allocation = Allocation::ready(100);
        allocation.increase(at(0.0), 50, 0, None, &quota);
        allocation.increase(at(0.0), 30, 1, None, &quota);
        assert_eq!(
            allocation.decrease(40),
            40,
            "30 of the second, 10 of the first"
        );
        assert_eq!(allocation.requested(), 140);
        assert_eq!(allocation.decrease(60), 40, "and 20 that are ready");
        assert_eq!((allocation.requested(), allocation.ready_count()), (80, 80));
        assert_eq!(allocation.advance(at(999.0), &mut quota), None);
    }
}
