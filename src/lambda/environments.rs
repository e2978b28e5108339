//! A pool of execution environments of one function: which are idle, which is reused next, and
//! when each stops.
//!
//! Idle environments form a list in the order in which they became idle. Whoever idled longest is
//! at its head, so expiry looks at one environment and needs no timer; the list is linked through
//! the slots, so an environment leaves it from anywhere (reused at random, retired) in O(1).

use rand::RngExt;

use crate::kernel::{SimDuration, SimTime, Stream};
use crate::scenario::ReuseOrder;
use crate::workload::Request;

/// "No slot" in the links of the idle list.
const NONE: u32 = u32::MAX;

/// A slot of a pool, together with the number of the life it holds: slots are used again, so a
/// timer set for one environment must not hit its successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tenancy {
    slot: u32,
    life: u32,
}

/// Execution environments of one kind of one function.
#[derive(Debug)]
pub struct EnvironmentPool {
    slots: Vec<Slot>,
    vacant: Vec<u32>,
    idle: IdleList,
    idle_timeout: Option<SimDuration>,
    lifetime: Option<SimDuration>,
    created: u64,
}

#[derive(Debug)]
struct Slot {
    /// The request it serves, or served last.
    request: Request,
    /// Number of the environment in the pool, by creation.
    number: u64,
    life: u32,
    state: State,
    retire_at: SimTime,
    idle_since: SimTime,
    /// Neighbours in the idle list: who has idled longer, and who less long.
    older: u32,
    newer: u32,
    /// Position in `IdleList::shuffled`.
    position: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Busy,
    Idle,
    Stopped,
}

#[derive(Debug)]
struct IdleList {
    oldest: u32,
    newest: u32,
    reuse: Reuse,
}

/// How the next idle environment is chosen.
#[derive(Debug)]
enum Reuse {
    MostRecent,
    LeastRecent,
    /// All idle slots in no particular order, so that one can be drawn in O(1).
    Random {
        shuffled: Vec<u32>,
        stream: Stream,
    },
}

/// What became of an environment that finished its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afterwards {
    /// It waits for the next request.
    Idle,
    /// It had reached its lifetime and was stopped.
    Stopped,
}

impl EnvironmentPool {
    /// An empty pool. `None` for a timeout or lifetime means that there is none; `stream` is used
    /// for random reuse only.
    pub fn new(
        reuse: ReuseOrder,
        idle_timeout: Option<SimDuration>,
        lifetime: Option<SimDuration>,
        stream: Stream,
    ) -> Self {
        let reuse = match reuse {
            ReuseOrder::MostRecentlyUsed => Reuse::MostRecent,
            ReuseOrder::LeastRecentlyUsed => Reuse::LeastRecent,
            ReuseOrder::Random => Reuse::Random {
                shuffled: Vec::new(),
                stream,
            },
        };
        Self {
            slots: Vec::new(),
            vacant: Vec::new(),
            idle: IdleList {
                oldest: NONE,
                newest: NONE,
                reuse,
            },
            idle_timeout,
            lifetime,
            created: 0,
        }
    }

    /// Creates an environment at `now` to serve `request`. Returns its slot, and when it is to
    /// be retired, if ever.
    pub fn create(&mut self, now: SimTime, request: Request) -> (u32, Option<(SimTime, Tenancy)>) {
        let retire_at = self.lifetime.map(|lifetime| now + lifetime);
        let fresh = |life| Slot {
            request,
            number: self.created,
            life,
            state: State::Busy,
            retire_at: retire_at.unwrap_or(SimTime::MAX),
            idle_since: now,
            older: NONE,
            newer: NONE,
            position: NONE,
        };
        let index = match self.vacant.pop() {
            Some(index) => {
                let slot = &mut self.slots[index as usize];
                *slot = fresh(slot.life.wrapping_add(1));
                index
            }
            None => {
                self.slots.push(fresh(0));
                self.slots.len() as u32 - 1
            }
        };
        self.created += 1;
        let tenancy = Tenancy {
            slot: index,
            life: self.slots[index as usize].life,
        };
        (index, retire_at.map(|at| (at, tenancy)))
    }

    /// Whether an environment is idle.
    #[inline]
    pub fn has_idle(&self) -> bool {
        self.idle.oldest != NONE
    }

    /// Hands `request` to an idle environment. Returns its slot; `None` if none is idle.
    #[inline]
    pub fn reuse(&mut self, request: Request) -> Option<u32> {
        let index = self.idle.choose()?;
        self.unlink(index);
        let slot = &mut self.slots[index as usize];
        slot.state = State::Busy;
        slot.request = request;
        Some(index)
    }

    /// The environment in slot `index` finished at `now`. Returns its request and what became of it.
    #[inline]
    pub fn release(&mut self, index: u32, now: SimTime) -> (Request, Afterwards) {
        let slot = &mut self.slots[index as usize];
        debug_assert_eq!(
            slot.state,
            State::Busy,
            "an environment finished that was not busy"
        );
        let request = slot.request;
        if slot.retire_at <= now {
            self.stop(index);
            return (request, Afterwards::Stopped);
        }
        slot.state = State::Idle;
        slot.idle_since = now;
        self.link_newest(index);
        (request, Afterwards::Idle)
    }

    /// Stops the environment that has idled longest, if it idled past the timeout by `now`, and
    /// returns when that was. To be called until it returns `None`: the times come in order.
    #[inline]
    pub fn expire_one(&mut self, now: SimTime) -> Option<SimTime> {
        let index = self.idle.oldest;
        if index == NONE {
            return None;
        }
        let stops_at = self.slots[index as usize].idle_since + self.idle_timeout?;
        if stops_at > now {
            return None;
        }
        self.unlink(index);
        self.stop(index);
        Some(stops_at)
    }

    /// The lifetime of an environment is over: stops it if it is idle. A busy one is left to
    /// finish; [`EnvironmentPool::release`] stops it then. Returns whether one was stopped.
    pub fn retire(&mut self, tenancy: Tenancy) -> bool {
        let slot = &self.slots[tenancy.slot as usize];
        let due = slot.life == tenancy.life && slot.state == State::Idle;
        if due {
            self.unlink(tenancy.slot);
            self.stop(tenancy.slot);
        }
        due
    }

    /// The requests being served.
    pub fn in_service(&self) -> impl Iterator<Item = &Request> {
        let busy = self.slots.iter().filter(|slot| slot.state == State::Busy);
        busy.map(|slot| &slot.request)
    }

    /// Number of the environment in slot `index`, from 0 in order of creation.
    #[inline]
    pub fn number(&self, index: u32) -> u64 {
        self.slots[index as usize].number
    }

    fn stop(&mut self, index: u32) {
        self.slots[index as usize].state = State::Stopped;
        self.vacant.push(index);
    }

    #[inline]
    fn link_newest(&mut self, index: u32) {
        let newest = std::mem::replace(&mut self.idle.newest, index);
        match newest {
            NONE => self.idle.oldest = index,
            _ => self.slots[newest as usize].newer = index,
        }
        let slot = &mut self.slots[index as usize];
        slot.older = newest;
        slot.newer = NONE;
        if let Reuse::Random { shuffled, .. } = &mut self.idle.reuse {
            slot.position = shuffled.len() as u32;
            shuffled.push(index);
        }
    }

    #[inline]
    fn unlink(&mut self, index: u32) {
        let Slot {
            older,
            newer,
            position,
            ..
        } = self.slots[index as usize];
        match older {
            NONE => self.idle.oldest = newer,
            _ => self.slots[older as usize].newer = newer,
        }
        match newer {
            NONE => self.idle.newest = older,
            _ => self.slots[newer as usize].older = older,
        }
        if let Reuse::Random { shuffled, .. } = &mut self.idle.reuse {
            shuffled.swap_remove(position as usize);
            if let Some(&moved) = shuffled.get(position as usize) {
                self.slots[moved as usize].position = position;
            }
        }
    }
}

impl IdleList {
    #[inline]
    fn choose(&mut self) -> Option<u32> {
        if self.oldest == NONE {
            return None;
        }
        Some(match &mut self.reuse {
            Reuse::MostRecent => self.newest,
            Reuse::LeastRecent => self.oldest,
            Reuse::Random { shuffled, stream } => {
                shuffled[stream.random_range(0..shuffled.len() as u64) as usize]
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Streams;
    use proptest::prelude::*;

    const ORDERS: [ReuseOrder; 3] = [
        ReuseOrder::MostRecentlyUsed,
        ReuseOrder::LeastRecentlyUsed,
        ReuseOrder::Random,
    ];

    fn at(seconds: u64) -> SimTime {
        SimTime::ZERO + SimDuration::from_secs(seconds)
    }

    fn pool(reuse: ReuseOrder) -> EnvironmentPool {
        EnvironmentPool::new(
            reuse,
            Some(SimDuration::from_secs(640)),
            Some(SimDuration::from_secs(7200)),
            Streams::new(0, 0).stream("f", "reuse"),
        )
    }

    fn request() -> Request {
        Request::default()
    }

    /// Three environments that finished at 1, 2 and 3 s.
    fn three_idle(reuse: ReuseOrder) -> EnvironmentPool {
        let mut pool = pool(reuse);
        let slots: Vec<u32> = (0..3).map(|_| pool.create(at(0), request()).0).collect();
        for (slot, seconds) in slots.into_iter().zip(1..) {
            pool.release(slot, at(seconds));
        }
        pool
    }

    fn reuse_order(pool: &mut EnvironmentPool) -> Vec<u64> {
        std::iter::from_fn(|| pool.reuse(request()).map(|slot| pool.number(slot))).collect()
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
        let (idle, first) = pool.create(at(0), request());
        let (busy, second) = pool.create(at(0), request());
        let ((due, first), (_, second)) = (first.unwrap(), second.unwrap());
        assert_eq!(due, at(7200));
        pool.release(idle, at(7000));
        assert!(pool.retire(first));
        assert!(!pool.retire(second));
        assert_eq!(pool.release(busy, at(7201)).1, Afterwards::Stopped);
        assert!(reuse_order(&mut pool).is_empty());
    }

    #[test]
    fn a_timer_does_not_hit_the_next_tenant_of_a_slot() {
        let mut pool = pool(ReuseOrder::MostRecentlyUsed);
        let (slot, timer) = pool.create(at(0), request());
        pool.release(slot, at(1));
        assert_eq!(pool.expire_one(at(641)), Some(at(641)));
        let (again, _) = pool.create(at(700), request());
        assert_eq!(again, slot, "slots are used again");
        pool.release(again, at(701));
        assert!(!pool.retire(timer.unwrap().1));
        assert_eq!(reuse_order(&mut pool), [1]);
    }

    proptest! {
        /// Whatever happens, the pool agrees with a plain list that is searched from end to end.
        #[test]
        fn agrees_with_a_plain_list(order in 0usize..2, steps in prop::collection::vec((0u64..400, 0u8..3), 0..200)) {
            let order = ORDERS[order];
            let mut pool = pool(order);
            let mut idle: Vec<(u64, u64)> = Vec::new(); // (number, idle since)
            let mut busy: Vec<(u32, u64)> = Vec::new(); // (slot, number)
            let mut now = 0;
            for (gap, action) in steps {
                now = (now + gap).min(7000);
                let expired = std::iter::from_fn(|| pool.expire_one(at(now))).count();
                let before = idle.len();
                idle.retain(|(_, since)| since + 640 > now);
                prop_assert_eq!(expired, before - idle.len());
                match action {
                    0 => {
                        let (slot, _) = pool.create(at(now), request());
                        busy.push((slot, pool.number(slot)));
                    }
                    1 => {
                        let expected = match order {
                            ReuseOrder::MostRecentlyUsed => idle.pop(),
                            _ => (!idle.is_empty()).then(|| idle.remove(0)),
                        };
                        let slot = pool.reuse(request());
                        prop_assert_eq!(slot.map(|slot| pool.number(slot)), expected.map(|(number, _)| number));
                        busy.extend(slot.map(|slot| (slot, pool.number(slot))));
                    }
                    _ if !busy.is_empty() => {
                        let (slot, number) = busy.remove(busy.len() / 2);
                        pool.release(slot, at(now));
                        idle.push((number, now));
                    }
                    _ => {}
                }
            }
        }
    }
}
