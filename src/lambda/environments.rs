//! A pool of execution environments of one function: which are idle, which is reused next, and
//! when each stops.
//!
//! Two clocks stop idle environments. The function's: once nothing has run for the idle timeout, all
//! of them stop. Each environment's own: a surplus environment, idle while others of the function
//! go on serving, stops once it has idled for the surplus idle timeout.
//!
//! Idle environments form a list in the order in which they became idle. Whoever idled longest is
//! at its head and is the next to stop by either clock, so expiry looks at one environment and
//! needs no timer; the list is linked through the slots, so an environment leaves it from anywhere
//! (reused at random, retired) in O(1).

use rand::RngExt;

use super::lifetime::{Ages, Lifetimes, most_for_early_stop};
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
    idle_timeouts: IdleTimeouts,
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
            idle_timeouts,
            lifetimes,
            created: 0,
            busy: 0,
            inactive_since: SimTime::ZERO,
        }
    }

    /// Creates an environment at `now` to serve `request`. Returns its slot, and when it reaches
    /// the first age set for it, if any: [`EnvironmentPool::reach_age`] is due then.
    pub fn create(&mut self, now: SimTime, request: Request) -> (u32, Option<(SimTime, Tenancy)>) {
        let lifetimes = self.lifetimes.as_ref();
        let Ages {
            retirement,
            early_stop,
        } = lifetimes
            .map(|all| all.of(self.created))
            .unwrap_or_default();
        let fresh = |life| Slot {
            request,
            number: self.created,
            life,
            state: State::Busy,
            retire_at: retirement.map_or(SimTime::MAX, |age| now + age),
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
        self.busy += 1;
        let tenancy = Tenancy {
            slot: index,
            life: self.slots[index as usize].life,
        };
        let first = early_stop.or(retirement);
        (index, first.map(|age| (now + age, tenancy)))
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
        self.busy += 1;
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
        self.busy -= 1;
        self.inactive_since = now;
        if slot.retire_at <= now {
            self.stop(index);
            return (request, Afterwards::Stopped);
        }
        slot.state = State::Idle;
        slot.idle_since = now;
        self.link_newest(index);
        (request, Afterwards::Idle)
    }

    /// Stops the environment that has idled longest, if one of the idle timeouts has passed by
    /// `now`, and returns when that was. To be called until it returns `None`, before anything else
    /// happens to the pool: the times come in order.
    #[inline]
    pub fn expire_one(&mut self, now: SimTime) -> Option<SimTime> {
        let index = self.idle.oldest;
        if index == NONE {
            return None;
        }
        let IdleTimeouts { inactive, surplus } = self.idle_timeouts;
        let own = surplus.map(|timeout| self.slots[index as usize].idle_since + timeout);
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
        self.unlink(index);
        self.stop(index);
        Some(stops_at)
    }

    /// At `now` an environment reaches an age set for it: it is stopped if it is idle, and once it
    /// finishes if it is busy. An early stop spares it where there are too many environments.
    pub fn reach_age(&mut self, tenancy: Tenancy, now: SimTime) -> AtAge {
        let alive = self.slots.len() - self.vacant.len();
        let slot = &mut self.slots[tenancy.slot as usize];
        if slot.life != tenancy.life || slot.state == State::Stopped {
            return AtAge::Nothing;
        }
        let is_early = now < slot.retire_at;
        if is_early && alive > most_for_early_stop() {
            return AtAge::Spared(slot.retire_at);
        }
        if slot.state == State::Busy {
            slot.retire_at = now;
            return AtAge::Nothing;
        }
        self.unlink(tenancy.slot);
        self.stop(tenancy.slot);
        AtAge::Stopped
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
mod tests;
