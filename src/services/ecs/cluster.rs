//! EC2 instances of one service, and which of them gets a task.
//!
//! Placement: binpack takes the instance with the least left of CPU or memory that still fits, spread the one with the
//! fewest tasks, random any (ECS developer guide, task-placement-strategies). All tasks of a cluster being alike, the
//! least left is the most tasks. Assumed: network interfaces do not limit tasks.

use rand::RngExt;
use slab::Slab;

use super::due::InstanceSlot;
use crate::kernel::{SimTime, Stream};
use crate::scenario::{Ec2, Placement, Task};

/// An instance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instance {
    /// Its number among all that were ever asked for.
    pub(super) number: u32,
    /// When it was asked for.
    pub(super) asked: SimTime,
    /// Whether it takes tasks yet.
    pub(super) is_ready: bool,
    /// Tasks that it has.
    pub(super) tasks: u32,
}

/// Where a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) slot: InstanceSlot,
    /// The number of the instance.
    pub(super) number: u32,
}

/// All instances of a service.
#[derive(Clone, Debug)]
pub(super) struct Cluster {
    pub(super) instances: Slab<Instance>,
    placement: Placement,
    /// Tasks that fit an instance.
    pub(super) room: u32,
    draws: Stream,
    /// Instances that were ever asked for.
    asked: u32,
}

impl Cluster {
    pub(super) fn new(ec2: &Ec2, task: &Task, draws: Stream) -> Self {
        Self {
            instances: Slab::new(),
            placement: ec2.placement,
            room: ec2.tasks_per_instance(task),
            draws,
            asked: 0,
        }
    }

    /// An instance is asked for.
    pub(super) fn ask(&mut self, now: SimTime, is_ready: bool) -> InstanceSlot {
        let number = self.asked;
        self.asked += 1;
        InstanceSlot::new(self.instances.insert(Instance {
            number,
            asked: now,
            is_ready,
            tasks: 0,
        }))
    }

    /// A task is placed on an instance; `None` if none has room.
    pub(super) fn place(&mut self) -> Option<Placed> {
        let room = self.room;
        let has_room = |one: &Instance| one.is_ready && one.tasks < room;
        let mut fitting = self.instances.iter().filter(|(_, one)| has_room(one));
        let (index, _) = match self.placement {
            // Of equals the oldest, so that others fall empty.
            Placement::Binpack => fitting.min_by_key(|(_, one)| (room - one.tasks, one.number)),
            Placement::Spread => fitting.min_by_key(|(_, one)| (one.tasks, one.number)),
            Placement::Random => {
                let count = fitting.clone().count();
                match count {
                    0 => None,
                    count => fitting.nth(self.draws.random_range(0..count)),
                }
            }
        }?;
        let instance = &mut self.instances[index];
        instance.tasks += 1;
        Some(Placed {
            slot: InstanceSlot::new(index),
            number: instance.number,
        })
    }

    /// A task has stopped.
    pub(super) fn leaves(&mut self, placed: Placed) {
        self.instances[placed.slot.index()].tasks -= 1;
    }

    /// How much the instance of a task wants to lose one: with binpack the emptier one more, with spread the fuller.
    pub(super) fn emptiness(&self, placed: Placed) -> u32 {
        let instance = self.instances.get(placed.slot.index());
        let tasks = instance.map_or(0, |instance| instance.tasks);
        match self.placement {
            Placement::Binpack => self.room - tasks,
            Placement::Spread => tasks,
            Placement::Random => 0,
        }
    }

    /// How many instances are needed for the tasks that are placed and `unplaced` more: those with tasks, and as many
    /// again as the rest fills.
    pub(super) fn needed(&self, unplaced: u32) -> u32 {
        let used = || self.instances.iter().filter(|(_, one)| one.tasks > 0);
        let count = used().count() as u32;
        let left: u64 = used()
            .map(|(_, one)| u64::from(self.room - one.tasks))
            .sum();
        let rest = u64::from(unplaced).saturating_sub(left);
        count + rest.div_ceil(u64::from(self.room.max(1))) as u32
    }

    /// Instances without tasks that were asked for at `before` or earlier and have booted, the youngest first.
    pub(super) fn idle_since(&self, before: SimTime) -> Vec<InstanceSlot> {
        let idle = self.instances.iter();
        let idle = idle.filter(|(_, one)| one.is_ready && one.tasks == 0 && one.asked <= before);
        let mut idle: Vec<_> = idle.map(|(index, one)| (one.number, index)).collect();
        idle.sort_unstable_by(|one, other| other.cmp(one));
        idle.into_iter()
            .map(|(_, index)| InstanceSlot::new(index))
            .collect()
    }
}
