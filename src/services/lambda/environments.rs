//! A pool of execution environments of one function: which are idle, which is reused next, and
//! when each stops.
//!
//! Two clocks stop idle environments. The function's: once nothing has run for the idle timeout, all
//! of them stop. Each environment's own: a surplus environment, idle while others of the function
//! go on serving, stops once it has idled for the surplus idle timeout.
//!
//! What happens at every invocation touches an environment's `Standing` and the end of the
//! `IdleQueue`; what is asked of an environment once in its life lies apart, in its `Life`.

use std::collections::BTreeSet;

use rand::RngExt;

use super::idle::{Idle, IdleQueue, Place};
use super::lifetime::{Ages, Lifetimes, most_for_early_stop};
use super::slot::Slot;
use crate::kernel::{SimDuration, SimTime, Stream};
use crate::scenario::ReuseOrder;

/// A slot of a pool, together with the number of the life it holds: slots are used again, so a
/// timer set for one environment must not hit its successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tenancy {
    slot: Slot,
    life: u32,
}

/// Execution environments of one kind of one function.
///
/// In this order: what every invocation touches first, on as few cache lines as can be, for with
/// thousands of functions none of them is at hand.
#[derive(Clone, Debug)]
#[repr(C)]
pub(crate) struct EnvironmentPool {
    idle: IdleQueue,
    /// Of each slot.
    standings: Vec<Standing>,
    /// No environment stops before it has idled so long.
    shortest_timeout: SimDuration,
    /// When the last invocation ended. Says something only while none is in progress.
    inactive_since: SimTime,
    busy: u32,
    reuse: ReuseOrder,
    rare: Box<Rare>,
}

/// What a pool needs as environments come and go.
#[derive(Clone, Debug)]
struct Rare {
    /// Of each slot.
    lives: Vec<Life>,
    vacant: Vec<Slot>,
    created: u64,
    /// Number of the environment that stopped last.
    last_stopped: u64,
    idle_timeouts: IdleTimeouts,
    lifetimes: Option<Lifetimes>,
    /// For reuse in random order.
    shuffle: Shuffle,
    /// Slots of environments that were reset: the next invocation there initialises again.
    resets: BTreeSet<Slot>,
}

/// How long environments may idle; `None` is for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct IdleTimeouts {
    /// How long the pool may be inactive, with no invocation in progress, before all of it stops.
    pub(crate) inactive: Option<SimDuration>,
    /// How long a single environment may idle, whatever the others do.
    pub(crate) surplus: Option<SimDuration>,
}

impl IdleTimeouts {
    fn shortest(self) -> SimDuration {
        let given = self.inactive.into_iter().chain(self.surplus);
        given.min().unwrap_or(SimDuration::MAX)
    }
}

/// Whether an environment is idle, and where it then stands in the queue: a [`Place`], or one
/// of the numbers above places. Small, because there may be hundreds of thousands, each completion
/// comes to another one, and the caches should hold them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Standing(u32);

impl Standing {
    const BUSY: Self = Self(u32::MAX);
    /// Busy, and to be stopped when it finishes.
    const RETIRING: Self = Self(u32::MAX - 1);
    const STOPPED: Self = Self(u32::MAX - 2);

    fn idle(place: Place) -> Self {
        Self(place.bits())
    }

    fn place(self) -> Option<Place> {
        let is_busy_or_stopped = self.0 >= Self::STOPPED.0;
        (!is_busy_or_stopped).then_some(Place::from_bits(self.0))
    }

    fn is_busy(self) -> bool {
        self == Self::BUSY || self == Self::RETIRING
    }
}

/// What belongs to an environment for life.
#[derive(Clone, Copy, Debug)]
struct Life {
    /// Number of the environment in the pool, by creation.
    number: u64,
    retire_at: SimTime,
    /// Number of the life in this slot.
    life: u32,
}

/// All idle slots in no particular order, so that one can be drawn in O(1).
#[derive(Clone, Debug)]
struct Shuffle {
    slots: Vec<Slot>,
    /// Of each slot, where it is in `slots` while it is idle.
    positions: Vec<u32>,
    stream: Stream,
}

impl Shuffle {
    fn draw(&mut self) -> Option<Slot> {
        if self.slots.is_empty() {
            return None;
        }
        let drawn = self.stream.random_range(0..self.slots.len() as u64);
        Some(self.slots[drawn as usize])
    }

    fn insert(&mut self, slot: Slot) {
        let known = self.positions.len().max(slot.index() + 1);
        self.positions.resize(known, 0);
        self.positions[slot.index()] = self.slots.len() as u32;
        self.slots.push(slot);
    }

    fn remove(&mut self, slot: Slot) {
        let position = self.positions[slot.index()];
        self.slots.swap_remove(position as usize);
        if let Some(&moved) = self.slots.get(position as usize) {
            self.positions[moved.index()] = position;
        }
    }
}

/// What became of an environment that finished its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Afterwards {
    /// It waits for the next request.
    Idle,
    /// It had reached its lifetime and was stopped.
    Stopped,
}

/// What became of an environment that reached an age set for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtAge {
    /// It was stopped.
    Stopped,
    /// Nothing yet: it is busy and stops when it finishes, or was gone before.
    Nothing,
    /// It was spared an early stop and is retired at the given time.
    Spared(SimTime),
}

impl EnvironmentPool {
    /// An empty pool. Without `lifetimes` environments do not age; `stream` is used for random reuse
    /// only.
    pub(crate) fn new(
        reuse: ReuseOrder,
        idle_timeouts: IdleTimeouts,
        lifetimes: Option<Lifetimes>,
        stream: Stream,
    ) -> Self {
        Self {
            idle: IdleQueue::default(),
            standings: Vec::new(),
            shortest_timeout: idle_timeouts.shortest(),
            inactive_since: SimTime::ZERO,
            busy: 0,
            reuse,
            rare: Box::new(Rare {
                lives: Vec::new(),
                vacant: Vec::new(),
                created: 0,
                last_stopped: 0,
                idle_timeouts,
                lifetimes,
                shuffle: Shuffle {
                    slots: Vec::new(),
                    positions: Vec::new(),
                    stream,
                },
                resets: BTreeSet::new(),
            }),
        }
    }

    /// Creates an environment at `now` to serve a request. Returns its slot, and when it reaches
    /// the first age set for it, if any: [`EnvironmentPool::reach_age`] is due then.
    pub(crate) fn create(&mut self, now: SimTime) -> (Slot, Option<(SimTime, Tenancy)>) {
        let lifetimes = self.rare.lifetimes.as_ref();
        let ages = lifetimes.map(|all| all.of(self.rare.created));
        self.add(now, ages.unwrap_or_default())
    }

    /// Adds an idle environment that was there before the run. Returns when it reaches the first age
    /// set for it, as [`EnvironmentPool::create`] does.
    pub(crate) fn add_warm(&mut self) -> Option<(SimTime, Tenancy)> {
        let lifetimes = self.rare.lifetimes.as_ref();
        let ages = lifetimes.map(|all| all.remaining_of(self.rare.created));
        let (slot, first) = self.add(SimTime::ZERO, ages.unwrap_or_default());
        self.release(slot, SimTime::ZERO);
        first
    }

    /// Adds a busy environment that reaches `ages` counted from `now`.
    #[inline]
    fn add(&mut self, now: SimTime, ages: Ages) -> (Slot, Option<(SimTime, Tenancy)>) {
        let Rare {
            lives,
            vacant,
            created,
            ..
        } = &mut *self.rare;
        let Ages {
            retirement,
            early_stop,
        } = ages;
        let fresh = |life| Life {
            number: *created,
            retire_at: retirement.map_or(SimTime::MAX, |age| now + age),
            life,
        };
        let slot = match vacant.pop() {
            Some(slot) => {
                let life = &mut lives[slot.index()];
                *life = fresh(life.life.wrapping_add(1));
                self.standings[slot.index()] = Standing::BUSY;
                slot
            }
            None => {
                lives.push(fresh(0));
                self.standings.push(Standing::BUSY);
                Slot::new(lives.len() - 1)
            }
        };
        *created += 1;
        self.busy += 1;
        let tenancy = Tenancy {
            slot,
            life: lives[slot.index()].life,
        };
        let first = early_stop.or(retirement);
        (slot, first.map(|age| (now + age, tenancy)))
    }

    /// Reads something of the lists that reusing or releasing the environment in `slot` needs.
    #[inline]
    pub(super) fn touch_lists(&self, slot: Slot) -> u64 {
        let standing = self.standings.get(slot.index());
        self.idle.touch() ^ standing.map_or(0, |standing| standing.0.into())
    }

    /// Whether an environment is idle.
    #[inline]
    pub(crate) fn has_idle(&self) -> bool {
        !self.idle.is_empty()
    }

    /// Hands a request to an idle environment. Returns its slot; `None` if none is idle.
    #[inline]
    pub(crate) fn reuse(&mut self) -> Option<Slot> {
        let slot = match self.reuse {
            // Who stands at the end leaves without a look at its place.
            ReuseOrder::MostRecentlyUsed => self.idle.pop_newest()?,
            ReuseOrder::LeastRecentlyUsed => self.idle.pop_oldest()?,
            ReuseOrder::Random => {
                let slot = self.rare.shuffle.draw()?;
                self.leave_queue(slot);
                slot
            }
        };
        self.standings[slot.index()] = Standing::BUSY;
        self.busy += 1;
        Some(slot)
    }

    /// The environment in `slot` finished at `now`. Returns what became of it.
    #[inline]
    pub(crate) fn release(&mut self, slot: Slot, now: SimTime) -> Afterwards {
        let standing = self.standings[slot.index()];
        debug_assert!(
            standing.is_busy(),
            "an environment finished that was not busy"
        );
        self.busy -= 1;
        self.inactive_since = now;
        if standing == Standing::RETIRING {
            self.stop(slot);
            return Afterwards::Stopped;
        }
        self.join_queue(slot, now);
        Afterwards::Idle
    }

    /// Whether an environment may have reached an idle timeout by `now`: where this says no,
    /// [`EnvironmentPool::expire_one`] need not be asked.
    #[inline]
    pub(crate) fn may_expire_by(&self, now: SimTime) -> bool {
        let due = |idle: Idle| idle.since + self.shortest_timeout <= now;
        self.idle.oldest().is_some_and(due)
    }

    /// Stops the environment that has idled longest, if one of the idle timeouts has passed by
    /// `now`, and returns when that was. To be called until it returns `None`, before anything else
    /// happens to the pool: the times come in order.
    #[inline]
    pub(crate) fn expire_one(&mut self, now: SimTime) -> Option<SimTime> {
        let oldest = self.idle.oldest()?;
        let IdleTimeouts { inactive, surplus } = self.rare.idle_timeouts;
        let own = surplus.map(|timeout| oldest.since + timeout);
        let all = inactive
            .filter(|_| self.busy == 0)
            .map(|timeout| self.inactive_since + timeout);
        let stops_at = match (own, all) {
            (Some(own), Some(all)) => own.min(all),
            (one, other) => one.or(other)?,
        };
        if stops_at > now {
            return None;
        }
        self.leave_queue(oldest.slot);
        self.stop(oldest.slot);
        Some(stops_at)
    }

    /// At `now` an environment reaches an age set for it: it is stopped if it is idle, and once it
    /// finishes if it is busy. An early stop spares it where there are too many environments.
    pub(crate) fn reach_age(&mut self, tenancy: Tenancy, now: SimTime) -> AtAge {
        let alive = self.standings.len() - self.rare.vacant.len();
        let Tenancy { slot, life } = tenancy;
        let standing = self.standings[slot.index()];
        let tenant = self.rare.lives[slot.index()];
        if tenant.life != life || standing == Standing::STOPPED {
            return AtAge::Nothing;
        }
        let retire_at = tenant.retire_at;
        let is_early = now < retire_at;
        if is_early && alive > most_for_early_stop() {
            return AtAge::Spared(retire_at);
        }
        if standing.is_busy() {
            self.standings[slot.index()] = Standing::RETIRING;
            return AtAge::Nothing;
        }
        self.leave_queue(slot);
        self.stop(slot);
        AtAge::Stopped
    }

    /// Environments alive: busy or idle.
    pub(crate) fn alive(&self) -> u64 {
        (self.standings.len() - self.rare.vacant.len()) as u64
    }

    /// Environments that serve a request.
    pub(crate) fn busy(&self) -> u64 {
        self.busy.into()
    }

    /// Stops the environment that has idled longest; whether there was one.
    pub(crate) fn stop_idle(&mut self) -> bool {
        let Some(oldest) = self.idle.oldest() else {
            return false;
        };
        self.leave_queue(oldest.slot);
        self.stop(oldest.slot);
        true
    }

    /// The `count` that were used most recently leave: those that serve as they finish, others now. Returns how
    /// many stopped now.
    pub(crate) fn give_way(&mut self, count: u64) -> u64 {
        let mut left = count;
        for standing in &mut self.standings {
            if left > 0 && *standing == Standing::BUSY {
                *standing = Standing::RETIRING;
                left -= 1;
            }
        }
        let mut stopped = 0;
        while stopped < left
            && let Some(newest) = self.idle.newest()
        {
            self.leave_queue(newest.slot);
            self.stop(newest.slot);
            stopped += 1;
        }
        stopped
    }

    /// The invocation in `slot` ends by a time-out: the environment is reset.
    pub(crate) fn reset(&mut self, slot: Slot) {
        self.rare.resets.insert(slot);
    }

    /// Whether the environment in `slot` was reset since its latest invocation began.
    pub(crate) fn take_reset(&mut self, slot: Slot) -> bool {
        self.rare.resets.remove(&slot)
    }

    /// Number of the environment in `slot`, from 0 in order of creation.
    #[inline]
    pub(crate) fn number(&self, slot: Slot) -> u64 {
        // Without an index that could fail, what nobody asks for is not even looked up.
        let life = self.rare.lives.get(slot.index());
        life.map_or(u64::MAX, |life| life.number)
    }

    /// Number of the environment that stopped last; 0 before.
    pub(crate) fn last_stopped(&self) -> u64 {
        self.rare.last_stopped
    }

    fn stop(&mut self, slot: Slot) {
        self.rare.last_stopped = self.number(slot);
        self.standings[slot.index()] = Standing::STOPPED;
        self.rare.vacant.push(slot);
    }

    #[inline]
    fn join_queue(&mut self, slot: Slot, now: SimTime) {
        let place = self.idle.push(slot, now);
        self.standings[slot.index()] = Standing::idle(place);
        if self.reuse == ReuseOrder::Random {
            self.rare.shuffle.insert(slot);
        }
    }

    /// Takes an idle environment out of the queue; what becomes of it is the caller's to say.
    fn leave_queue(&mut self, slot: Slot) {
        let Some(place) = self.standings[slot.index()].place() else {
            debug_assert!(false, "an environment left the queue that was not idle");
            return;
        };
        self.idle.remove(place);
        if self.reuse == ReuseOrder::Random {
            self.rare.shuffle.remove(slot);
        }
        if self.idle.is_full_of_holes() {
            let standings = &mut self.standings;
            self.idle
                .close_holes(|slot, place| standings[slot.index()] = Standing::idle(place));
        }
    }
}

#[cfg(test)]
mod tests;
