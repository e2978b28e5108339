//! The EC2 instances beneath a service: those that are there, and the capacity provider's minute, which adds and
//! removes them.

use crate::kernel::{SimDuration, SimTime};
use crate::metrics::{InstanceChange, InstanceMoved, InstanceState, Of, ServiceRecorder};
use crate::scenario::{Ec2, FunctionId};

use super::capacity_provider::CapacityProvider;
use super::cluster::Cluster;
use super::due::{Due, Effect, InstanceSlot, Outbox};
use super::timed::Timed;

/// The minute of the capacity provider's metric.
pub(super) const MINUTE: SimDuration = SimDuration::from_secs(60);

/// The instances of one service.
#[derive(Clone, Debug)]
pub(super) struct Instances {
    service: FunctionId,
    pub(super) cluster: Cluster,
    provider: CapacityProvider,
    boot: Timed,
}

impl Instances {
    pub(super) fn new(service: FunctionId, settings: &Ec2, cluster: Cluster, boot: Timed) -> Self {
        Self {
            service,
            cluster,
            provider: CapacityProvider::new(settings),
            boot,
        }
    }

    /// The run begins: what this many tasks need is there.
    pub(super) fn start(&mut self, tasks: u32, recorder: &mut ServiceRecorder, out: &mut Outbox) {
        let now = SimTime::ZERO;
        let needed = tasks.div_ceil(self.cluster.room.max(1));
        for _ in 0..self.provider.at_start(needed) {
            let slot = self.cluster.ask(now, true);
            recorder.raise(now, Of::InstancesRunning, 1);
            let number = self.cluster.instances[slot.index()].number;
            self.tell(now, number, InstanceState::Running, out);
        }
        self.plan_minute(now, out);
    }

    /// Whether one of them has a place for a task.
    pub(super) fn have_place(&self) -> bool {
        let mut all = self.cluster.instances.iter();
        all.any(|(_, one)| one.is_ready && one.tasks < self.cluster.room)
    }

    /// A minute of the capacity provider ends, while this many tasks wait to be launched.
    pub(super) fn minute_ends(
        &mut self,
        now: SimTime,
        unlaunched: u32,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        self.plan_minute(now, out);
        let from = self.cluster.instances.len() as u32;
        let needed = self.cluster.needed(unlaunched);
        let wanted = self.provider.observe(needed, from);
        for _ in from..wanted {
            self.ask(now, recorder, out);
        }
        self.remove_idle(now, from.saturating_sub(wanted), recorder, out);
        let to = self.cluster.instances.len() as u32;
        if to != from {
            recorder.instances_change(InstanceChange { at: now, from, to });
        }
    }

    /// An instance has booted.
    pub(super) fn booted(
        &mut self,
        now: SimTime,
        slot: InstanceSlot,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        let Some(instance) = self.cluster.instances.get_mut(slot.index()) else {
            return;
        };
        instance.is_ready = true;
        let number = instance.number;
        recorder.lower(now, Of::InstancesPending, 1);
        recorder.raise(now, Of::InstancesRunning, 1);
        self.tell(now, number, InstanceState::Running, out);
    }

    fn ask(&mut self, now: SimTime, recorder: &mut ServiceRecorder, out: &mut Outbox) {
        let slot = self.cluster.ask(now, false);
        let number = self.cluster.instances[slot.index()].number;
        recorder.counts().instances_started += 1;
        recorder.raise(now, Of::InstancesPending, 1);
        self.tell(now, number, InstanceState::Booting, out);
        let due = Due::InstanceReady {
            service: self.service,
            slot,
        };
        out.later.push((now + self.boot.of(number), due));
    }

    /// Removes instances without tasks that the provider may take, at most this many.
    fn remove_idle(
        &mut self,
        now: SimTime,
        surplus: u32,
        recorder: &mut ServiceRecorder,
        out: &mut Outbox,
    ) {
        if surplus == 0 {
            return;
        }
        let warm = self.provider.warm_since(now);
        let idle = warm.map(|warm| self.cluster.idle_since(warm));
        let removed: Vec<_> = idle.into_iter().flatten().take(surplus as usize).collect();
        for slot in removed {
            let instance = self.cluster.instances.remove(slot.index());
            recorder.lower(now, Of::InstancesRunning, 1);
            recorder.instance_stops(now, instance.asked);
            self.tell(now, instance.number, InstanceState::Stopped, out);
        }
    }

    fn plan_minute(&self, now: SimTime, out: &mut Outbox) {
        let service = self.service;
        out.later.push((now + MINUTE, Due::Capacity { service }));
    }

    fn tell(&self, now: SimTime, instance: u32, state: InstanceState, out: &mut Outbox) {
        out.effects.push(Effect::Instance(InstanceMoved {
            at: now,
            function: self.service,
            instance,
            state,
        }));
    }
}
