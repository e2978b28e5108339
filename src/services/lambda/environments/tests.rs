//! The pool against its rules, and against a plain list that is searched from end to end.

use super::*;
use crate::kernel::Streams;
use crate::scenario::Distribution;
use proptest::prelude::*;

const ORDERS: [ReuseOrder; 3] = [
    ReuseOrder::MostRecentlyUsed,
    ReuseOrder::LeastRecentlyUsed,
    ReuseOrder::Random,
];

fn at(seconds: u64) -> SimTime {
    SimTime::ZERO + SimDuration::from_secs(seconds)
}

fn secs(seconds: u64) -> Option<SimDuration> {
    Some(SimDuration::from_secs(seconds))
}

/// A pool with the given idle timeouts, in which environments retire at 7,200 s.
fn pool_with(reuse: ReuseOrder, inactive: u64, surplus: u64) -> EnvironmentPool {
    let idle_timeouts = IdleTimeouts {
        inactive: secs(inactive),
        surplus: secs(surplus),
    };
    let streams = Streams::new(0, 0);
    let retirement = Distribution::Constant(SimDuration::from_secs(7200));
    let lifetimes = Lifetimes::new(Some(&retirement), None, "f", &streams);
    EnvironmentPool::new(
        reuse,
        idle_timeouts,
        Some(lifetimes),
        streams.stream("f", "reuse"),
    )
}

fn pool(reuse: ReuseOrder) -> EnvironmentPool {
    pool_with(reuse, 640, 640)
}

/// Three environments that finished at 1, 2 and 3 s.
fn three_idle(reuse: ReuseOrder) -> EnvironmentPool {
    let mut pool = pool(reuse);
    let slots: Vec<Slot> = (0..3).map(|_| pool.create(at(0)).0).collect();
    for (slot, seconds) in slots.into_iter().zip(1..) {
        pool.release(slot, at(seconds));
    }
    pool
}

fn reuse_order(pool: &mut EnvironmentPool) -> Vec<u64> {
    std::iter::from_fn(|| pool.reuse().map(|slot| pool.number(slot))).collect()
}

#[test]
fn reuse_follows_the_chosen_order() {
    assert_eq!(
        reuse_order(&mut three_idle(ReuseOrder::MostRecentlyUsed)),
        [2, 1, 0]
    );
    assert_eq!(
        reuse_order(&mut three_idle(ReuseOrder::LeastRecentlyUsed)),
        [0, 1, 2]
    );
    let mut random = reuse_order(&mut three_idle(ReuseOrder::Random));
    random.sort_unstable();
    assert_eq!(random, [0, 1, 2]);
}

#[test]
fn idle_environments_stop_at_their_timeout_longest_idle_first() {
    for order in ORDERS {
        let mut pool = three_idle(order);
        assert_eq!(pool.expire_one(SimTime::from_nanos(640_999_999_999)), None);
        assert_eq!(pool.expire_one(at(642)), Some(at(641)));
        assert_eq!(pool.expire_one(at(642)), Some(at(642)));
        assert_eq!(pool.expire_one(at(642)), None);
        assert_eq!(reuse_order(&mut pool), [2], "{order:?}: one is left");
    }
}

#[test]
fn retirement_stops_the_idle_at_once_and_the_busy_when_they_finish() {
    let mut pool = pool(ReuseOrder::MostRecentlyUsed);
    let (idle, first) = pool.create(at(0));
    let (busy, second) = pool.create(at(0));
    let ((due, first), (_, second)) = (first.unwrap(), second.unwrap());
    assert_eq!(due, at(7200));
    pool.release(idle, at(7000));
    assert_eq!(pool.reach_age(first, due), AtAge::Stopped);
    assert_eq!(pool.reach_age(second, due), AtAge::Nothing);
    assert_eq!(pool.release(busy, at(7201)), Afterwards::Stopped);
    assert!(reuse_order(&mut pool).is_empty());
}

/// Early stops were observed in small functions; a large one keeps its environments.
#[test]
fn an_early_stop_spares_the_environments_of_a_large_function() {
    let hour = Distribution::Constant(SimDuration::from_secs(3600));
    let two_hours = Distribution::Constant(SimDuration::from_secs(7200));
    let outcomes = |environments: usize| {
        let streams = Streams::new(0, 0);
        let lifetimes = Lifetimes::new(Some(&two_hours), Some(&hour), "f", &streams);
        let stream = streams.stream("f", "reuse");
        let timeouts = IdleTimeouts::default();
        let order = ReuseOrder::MostRecentlyUsed;
        let mut pool = EnvironmentPool::new(order, timeouts, Some(lifetimes), stream);
        let timers: Vec<_> = (0..environments)
            .map(|_| {
                let (slot, timer) = pool.create(at(0));
                pool.release(slot, at(1));
                timer.unwrap()
            })
            .collect();
        let first = timers[0];
        assert_eq!(first.0, at(3600));
        let early = pool.reach_age(first.1, at(3600));
        (early, pool.reach_age(first.1, at(7200)))
    };
    let most = most_for_early_stop();
    assert_eq!(outcomes(most), (AtAge::Stopped, AtAge::Nothing));
    assert_eq!(
        outcomes(most + 1),
        (AtAge::Spared(at(7200)), AtAge::Stopped)
    );
}

#[test]
fn a_timer_does_not_hit_the_next_tenant_of_a_slot() {
    let mut pool = pool(ReuseOrder::MostRecentlyUsed);
    let (slot, timer) = pool.create(at(0));
    pool.release(slot, at(1));
    assert_eq!(pool.expire_one(at(641)), Some(at(641)));
    let (again, _) = pool.create(at(700));
    assert_eq!(again, slot, "slots are used again");
    pool.release(again, at(701));
    assert_eq!(pool.reach_age(timer.unwrap().1, at(7200)), AtAge::Nothing);
    assert_eq!(reuse_order(&mut pool), [1]);
}

#[test]
fn a_surplus_environment_outlives_the_idle_timeout_while_others_serve() {
    let mut pool = pool_with(ReuseOrder::MostRecentlyUsed, 640, 1500);
    let (surplus, _) = pool.create(at(0));
    let (active, _) = pool.create(at(0));
    pool.release(surplus, at(10));
    pool.release(active, at(11));
    // One environment serves every 500 s, so the function is never inactive for long.
    for start in [500, 1000, 1500] {
        assert_eq!(pool.expire_one(at(start)), None, "both live at {start} s");
        assert_eq!(pool.reuse(), Some(active));
        pool.release(active, at(start + 1));
    }
    assert_eq!(pool.expire_one(at(2000)), Some(at(1510)), "its own clock");
    assert_eq!(pool.expire_one(at(2140)), None);
    assert_eq!(pool.expire_one(at(2141)), Some(at(2141)), "the function's");
}

#[test]
fn an_inactive_function_stops_all_its_environments_at_once() {
    for order in ORDERS {
        let mut pool = pool_with(order, 640, 1500);
        let slots: Vec<Slot> = (0..3).map(|_| pool.create(at(0)).0).collect();
        for (slot, seconds) in slots.into_iter().zip([1, 2, 300]) {
            pool.release(slot, at(seconds));
        }
        assert_eq!(pool.expire_one(at(939)), None);
        for _ in 0..3 {
            assert_eq!(pool.expire_one(at(5000)), Some(at(940)), "{order:?}");
        }
        assert_eq!(pool.expire_one(at(5000)), None);
    }
}

#[test]
fn an_invocation_in_progress_keeps_the_function_active() {
    let mut pool = pool_with(ReuseOrder::MostRecentlyUsed, 640, 1500);
    let (long, _) = pool.create(at(0));
    let (idle, _) = pool.create(at(0));
    pool.release(idle, at(1));
    assert_eq!(pool.expire_one(at(1400)), None);
    pool.release(long, at(1400));
    assert_eq!(pool.expire_one(at(1600)), Some(at(1501)));
    assert_eq!(pool.expire_one(at(2040)), Some(at(2040)));
}

/// A plain list of environments that is searched from end to end.
#[derive(Debug, Default)]
struct PlainList {
    /// (number, idle since, born)
    idle: Vec<(u64, u64, u64)>,
    /// (slot, number, born)
    busy: Vec<(Slot, u64, u64)>,
    last_completion: u64,
}

impl PlainList {
    /// Stops what the clocks stop by `now`; returns the times in order.
    fn expire(&mut self, now: u64, inactive: u64, surplus: u64) -> Vec<u64> {
        let all = match self.busy.is_empty() {
            true => self.last_completion + inactive,
            false => u64::MAX,
        };
        let stops_at = |&(_, since, _): &(u64, u64, u64)| all.min(since + surplus);
        let mut stopped: Vec<u64> = self.idle.iter().map(stops_at).collect();
        stopped.retain(|&at| at <= now);
        stopped.sort_unstable();
        self.idle.retain(|one| stops_at(one) > now);
        stopped
    }
}

const LIFETIME: u64 = 7200;

proptest! {
    /// Whatever happens, the pool agrees with the plain list: both clocks and the lifetime.
    #[test]
    fn agrees_with_a_plain_list(
        order in 0usize..2,
        inactive in 1u64..2000,
        surplus in 1u64..2000,
        steps in prop::collection::vec((0u64..400, 0u8..4), 0..200),
    ) {
        let order = ORDERS[order];
        let mut pool = pool_with(order, inactive, surplus);
        let mut plain = PlainList::default();
        let mut timers = Vec::new();
        let mut now = 0;
        for (gap, action) in steps {
            // Retirements that fall due on the way come first, each at its time.
            let until = now + gap;
            while let Some(&(due, tenancy, number)) = timers.first().filter(|timer: &&(u64, _, _)| timer.0 <= until) {
                timers.remove(0);
                now = due;
                let expired: Vec<_> = std::iter::from_fn(|| pool.expire_one(at(now))).collect();
                let expected: Vec<_> = plain.expire(now, inactive, surplus).into_iter().map(at).collect();
                prop_assert_eq!(expired, expected);
                let before = plain.idle.len();
                plain.idle.retain(|one| one.0 != number);
                let stopped = pool.reach_age(tenancy, at(now)) == AtAge::Stopped;
                prop_assert_eq!(stopped, plain.idle.len() < before);
            }
            now = until;
            let expired: Vec<_> = std::iter::from_fn(|| pool.expire_one(at(now))).collect();
            let expected: Vec<_> = plain.expire(now, inactive, surplus).into_iter().map(at).collect();
            prop_assert_eq!(expired, expected);
            match action {
                0 => {
                    let (slot, timer) = pool.create(at(now));
                    let number = pool.number(slot);
                    plain.busy.push((slot, number, now));
                    if let Some((due, tenancy)) = timer {
                        prop_assert_eq!(due, at(now + LIFETIME));
                        timers.push((now + LIFETIME, tenancy, number));
                    }
                }
                1 => {
                    let expected = match order {
                        ReuseOrder::MostRecentlyUsed => plain.idle.pop(),
                        _ => (!plain.idle.is_empty()).then(|| plain.idle.remove(0)),
                    };
                    let slot = pool.reuse();
                    prop_assert_eq!(slot.map(|slot| pool.number(slot)), expected.map(|one| one.0));
                    let born = expected.map_or(0, |one| one.2);
                    plain.busy.extend(slot.map(|slot| (slot, pool.number(slot), born)));
                }
                _ if !plain.busy.is_empty() => {
                    let (slot, number, born) = plain.busy.remove(plain.busy.len() / 2);
                    let afterwards = pool.release(slot, at(now));
                    plain.last_completion = now;
                    if now < born + LIFETIME {
                        prop_assert_eq!(afterwards, Afterwards::Idle);
                        plain.idle.push((number, now, born));
                    } else {
                        prop_assert_eq!(afterwards, Afterwards::Stopped);
                    }
                }
                _ => {}
            }
        }
    }
}
