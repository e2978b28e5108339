//! A pool of execution environments of one function: which are idle, which is reused next, and
//! when each stops.
//!
//! Two clocks stop idle environments. The function's: once nothing has run for the idle timeout, all
//! of them stop. Each environment's own: a surplus environment, idle while others of the function
//! go on serving, stops once it has idled for the surplus idle timeout.
//!
//! What happens at every invocation touches an environment's `Standing` and the end of the
//! `IdleQueue`; what is asked of an environment once in its life lies apart, in its `Life`.

use rand::RngExt;

use super::idle::{Idle, IdleQueue, Ticket};
use super::lifetime::{Ages, Lifetimes, most_for_early_stop};
use crate::kernel::{SimDuration, SimTime, Stream};
use crate::scenario::ReuseOrder;

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
    /// Of each slot.
    standings: Vec<Standing>,
    lives: Vec<Life>,
    vacant: Vec<u32>,
    idle: IdleQueue,
    reuse: Reuse,
    idle_timeouts: IdleTimeouts,
    /// No environment stops before it has idled so long.
    shortest_timeout: SimDuration,
    lifetimes: Option<Lifetimes>,
    created: u64,
    busy: u32,
    /// When the last invocation ended. Says something only while none is in progress.
    inactive_since: SimTime,
}

/// How long environments may idle; `None` is for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IdleTimeouts {
    /// How long the pool may be inactive, with no invocation in progress, before all of it stops.
    pub inactive: Option<SimDuration>,
    /// How long a single environment may idle, whatever the others do.
    pub surplus: Option<SimDuration>,
}

impl IdleTimeouts {
    fn shortest(self) -> SimDuration {
        let given = self.inactive.into_iter().chain(self.surplus);
        given.min().unwrap_or(SimDuration::MAX)
    }
}

/// Whether an environment is idle, and where it then stands in the queue: a [`Ticket`], or one
/// of the numbers above tickets. Small, for there may be hundreds of thousands, each completion
/// comes to another one, and the caches should hold them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Standing(u32);

impl Standing {
    const BUSY: Self = Self(u32::MAX);
    /// Busy, and to be stopped when it finishes.
    const RETIRING: Self = Self(u32::MAX - 1);
    const STOPPED: Self = Self(u32::MAX - 2);

    fn idle(ticket: Ticket) -> Self {
        Self(ticket.bits())
    }

    fn ticket(self) -> Option<Ticket> {
        let is_busy_or_stopped = self.0 >= Self::STOPPED.0;
        (!is_busy_or_stopped).then_some(Ticket::from_bits(self.0))
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

/// How the next idle environment is chosen.
#[derive(Debug)]
enum Reuse {
    MostRecent,
    LeastRecent,
    /// All idle slots in no particular order, so that one can be drawn in O(1).
    Random {
        shuffled: Vec<u32>,
        /// Of each slot, where it is in `shuffled` while it is idle.
        positions: Vec<u32>,
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

/// What became of an environment that reached an age set for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtAge {
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
    pub fn new(
        reuse: ReuseOrder,
        idle_timeouts: IdleTimeouts,
        lifetimes: Option<Lifetimes>,
        stream: Stream,
    ) -> Self {
        let reuse = match reuse {
            ReuseOrder::MostRecentlyUsed => Reuse::MostRecent,
            ReuseOrder::LeastRecentlyUsed => Reuse::LeastRecent,
            ReuseOrder::Random => Reuse::Random {
                shuffled: Vec::new(),
                positions: Vec::new(),
                stream,
            },
        };
        Self {
            standings: Vec::new(),
            lives: Vec::new(),
            vacant: Vec::new(),
            idle: IdleQueue::default(),
            reuse,
            idle_timeouts,
            shortest_timeout: idle_timeouts.shortest(),
            lifetimes,
            created: 0,
            busy: 0,
            inactive_since: SimTime::ZERO,
        }
    }

    /// Creates an environment at `now` to serve a request. Returns its slot, and when it reaches
    /// the first age set for it, if any: [`EnvironmentPool::reach_age`] is due then.
    pub fn create(&mut self, now: SimTime) -> (u32, Option<(SimTime, Tenancy)>) {
        let lifetimes = self.lifetimes.as_ref();
        let Ages {
            retirement,
            early_stop,
        } = lifetimes
            .map(|all| all.of(self.created))
            .unwrap_or_default();
        let fresh = |life| Life {
            number: self.created,
            retire_at: retirement.map_or(SimTime::MAX, |age| now + age),
            life,
        };
        let slot = match self.vacant.pop() {
            Some(slot) => {
                let life = &mut self.lives[slot as usize];
                *life = fresh(life.life.wrapping_add(1));
                self.standings[slot as usize] = Standing::BUSY;
                slot
            }
            None => {
                self.lives.push(fresh(0));
                self.standings.push(Standing::BUSY);
                self.lives.len() as u32 - 1
            }
        };
        self.created += 1;
        self.busy += 1;
        let tenancy = Tenancy {
            slot,
            life: self.lives[slot as usize].life,
        };
        let first = early_stop.or(retirement);
        (slot, first.map(|age| (now + age, tenancy)))
    }

    /// Whether an environment is idle.
    #[inline]
    pub fn has_idle(&self) -> bool {
        !self.idle.is_empty()
    }

    /// Hands a request to an idle environment. Returns its slot; `None` if none is idle.
    #[inline]
    pub fn reuse(&mut self) -> Option<u32> {
        let slot = self.choose()?;
        self.leave_queue(slot);
        self.standings[slot as usize] = Standing::BUSY;
        self.busy += 1;
        Some(slot)
    }

    /// The environment in `slot` finished at `now`. Returns what became of it.
    #[inline]
    pub fn release(&mut self, slot: u32, now: SimTime) -> Afterwards {
        let standing = self.standings[slot as usize];
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
    pub fn may_expire_by(&self, now: SimTime) -> bool {
        let due = |idle: Idle| idle.since + self.shortest_timeout <= now;
        self.idle.oldest().is_some_and(due)
    }

    /// Stops the environment that has idled longest, if one of the idle timeouts has passed by
    /// `now`, and returns when that was. To be called until it returns `None`, before anything else
    /// happens to the pool: the times come in order.
    #[inline]
    pub fn expire_one(&mut self, now: SimTime) -> Option<SimTime> {
        let oldest = self.idle.oldest()?;
        let IdleTimeouts { inactive, surplus } = self.idle_timeouts;
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
    pub fn reach_age(&mut self, tenancy: Tenancy, now: SimTime) -> AtAge {
        let alive = self.standings.len() - self.vacant.len();
        let Tenancy { slot, life } = tenancy;
        let standing = self.standings[slot as usize];
        let tenant = self.lives[slot as usize];
        if tenant.life != life || standing == Standing::STOPPED {
            return AtAge::Nothing;
        }
        let retire_at = tenant.retire_at;
        let is_early = now < retire_at;
        if is_early && alive > most_for_early_stop() {
            return AtAge::Spared(retire_at);
        }
        if standing.is_busy() {
            self.standings[slot as usize] = Standing::RETIRING;
            return AtAge::Nothing;
        }
        self.leave_queue(slot);
        self.stop(slot);
        AtAge::Stopped
    }

    /// Environments alive: busy or idle.
    pub fn alive(&self) -> u64 {
        (self.standings.len() - self.vacant.len()) as u64
    }

    /// Environments that serve a request.
    pub fn busy(&self) -> u64 {
        self.busy.into()
    }

    /// Stops the environment that has idled longest; whether there was one.
    pub fn stop_idle(&mut self) -> bool {
        let Some(oldest) = self.idle.oldest() else {
            return false;
        };
        self.leave_queue(oldest.slot);
        self.stop(oldest.slot);
        true
    }

    /// Number of the environment in `slot`, from 0 in order of creation.
    #[inline]
    pub fn number(&self, slot: u32) -> u64 {
        self.lives[slot as usize].number
    }

    fn stop(&mut self, slot: u32) {
        self.standings[slot as usize] = Standing::STOPPED;
        self.vacant.push(slot);
    }

    #[inline]
    fn choose(&mut self) -> Option<u32> {
        let at_end = match &mut self.reuse {
            Reuse::MostRecent => self.idle.newest(),
            Reuse::LeastRecent => self.idle.oldest(),
            Reuse::Random {
                shuffled, stream, ..
            } => {
                if shuffled.is_empty() {
                    return None;
                }
                let drawn = stream.random_range(0..shuffled.len() as u64);
                return Some(shuffled[drawn as usize]);
            }
        };
        at_end.map(|idle| idle.slot)
    }

    #[inline]
    fn join_queue(&mut self, slot: u32, now: SimTime) {
        let ticket = self.idle.push(slot, now);
        self.standings[slot as usize] = Standing::idle(ticket);
        if let Reuse::Random {
            shuffled,
            positions,
            ..
        } = &mut self.reuse
        {
            positions.resize(self.standings.len(), 0);
            positions[slot as usize] = shuffled.len() as u32;
            shuffled.push(slot);
        }
    }

    /// Takes an idle environment out of the queue; what becomes of it is the caller's to say.
    #[inline]
    fn leave_queue(&mut self, slot: u32) {
        let Some(ticket) = self.standings[slot as usize].ticket() else {
            debug_assert!(false, "an environment left the queue that was not idle");
            return;
        };
        self.idle.remove(ticket);
        if let Reuse::Random {
            shuffled,
            positions,
            ..
        } = &mut self.reuse
        {
            let position = positions[slot as usize];
            shuffled.swap_remove(position as usize);
            if let Some(&moved) = shuffled.get(position as usize) {
                positions[moved as usize] = position;
            }
        }
        if self.idle.is_full_of_holes() {
            let standings = &mut self.standings;
            self.idle
                .close_holes(|slot, ticket| standings[slot as usize] = Standing::idle(ticket));
        }
    }
}

#[cfg(test)]
mod tests;
