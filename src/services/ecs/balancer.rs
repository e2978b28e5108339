//! Which task gets a request: the load balancer's view of the tasks that have room.
//!
//! Round robin and least outstanding requests are the two rules of an Application Load Balancer that need no weights
//! (elasticloadbalancing user guide, edit-target-group-attributes). Assumed: only tasks with room are asked, and among
//! those with the fewest requests the one that got none for longest.

use std::collections::BTreeSet;

use super::due::TaskSlot;
use crate::scenario::Balancing;

/// The tasks with room, the next one first.
#[derive(Clone, Debug)]
pub(super) struct Balancer {
    rule: Balancing,
    with_room: BTreeSet<(u32, u64, TaskSlot)>,
    /// Requests given out so far.
    turns: u64,
}

/// Where a task stands in the order of the balancer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Standing {
    /// When it last got a request, in requests given out; of one that never got one, when it came.
    turn: u64,
    /// Requests that it has, those that wait at it included.
    pub(super) outstanding: u32,
}

impl Balancer {
    pub(super) fn new(rule: Balancing) -> Self {
        Self {
            rule,
            with_room: BTreeSet::new(),
            turns: 0,
        }
    }

    /// A task that has got no request yet.
    pub(super) fn joins(&mut self) -> Standing {
        self.turns += 1;
        Standing {
            turn: self.turns,
            outstanding: 0,
        }
    }

    /// A task has room.
    pub(super) fn has_room(&mut self, slot: TaskSlot, standing: Standing) {
        self.with_room.insert(self.key(slot, standing));
    }

    /// A task has no room, or takes no requests any more.
    pub(super) fn leaves(&mut self, slot: TaskSlot, standing: Standing) {
        self.with_room.remove(&self.key(slot, standing));
    }

    /// The task that gets the next request.
    pub(super) fn next(&self) -> Option<TaskSlot> {
        self.with_room.first().map(|&(_, _, slot)| slot)
    }

    /// A task got a request: where it stands then.
    pub(super) fn gives(&mut self, standing: Standing) -> Standing {
        self.turns += 1;
        Standing {
            turn: self.turns,
            outstanding: standing.outstanding + 1,
        }
    }

    fn key(&self, slot: TaskSlot, standing: Standing) -> (u32, u64, TaskSlot) {
        let outstanding = match self.rule {
            Balancing::RoundRobin => 0,
            Balancing::LeastOutstandingRequests => standing.outstanding,
        };
        (outstanding, standing.turn, slot)
    }
}
