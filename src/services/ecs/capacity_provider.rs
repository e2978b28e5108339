//! How many instances there are: a capacity provider with managed scaling.
//!
//! AWS: the metric CapacityProviderReservation is the share of instances that is needed, in per cent; target tracking
//! keeps it at `targetCapacity`; from no instance it starts 2; an instance with tasks is not taken away (ECS developer
//! guide, cluster-auto-scaling). The datapoints, 1 out and 15 in, are those of AWS's blog on it, which was not read
//! again. Assumed: an instance that boots counts as one that is there.

use crate::kernel::{SimDuration, SimTime};
use crate::scenario::Ec2;

/// Instances that are started where there are none.
const FROM_NONE: u32 = 2;

/// Datapoints in a row below the target that it takes to remove instances.
const IN_DATAPOINTS: u32 = 15;

/// The state of managed scaling.
#[derive(Clone, Debug)]
pub(super) struct CapacityProvider {
    minimum: u32,
    maximum: u32,
    target: f64,
    steps: (u32, u32),
    warm_up: SimDuration,
    /// Datapoints in a row below the target.
    below: u32,
}

impl CapacityProvider {
    pub(super) fn new(ec2: &Ec2) -> Self {
        Self {
            minimum: ec2.minimum.get(),
            maximum: ec2.maximum.get(),
            target: ec2.target_capacity,
            steps: (ec2.minimum_step.get(), ec2.maximum_step.get()),
            warm_up: ec2.warm_up,
            below: 0,
        }
    }

    /// Instances at the start, where tasks need this many.
    pub(super) fn at_start(&self, needed: u32) -> u32 {
        needed.max(self.minimum).min(self.maximum)
    }

    /// A minute has ended, with this many instances, of which this many are needed; returns how many there are to be.
    pub(super) fn observe(&mut self, needed: u32, instances: u32) -> u32 {
        // Of a whole number of instances a share that is a whole number must not become the next one by a rounding.
        let wanted = (f64::from(needed) / self.target - 1e-9).ceil() as u32;
        let bounded = |wanted: u32| wanted.clamp(self.minimum, self.maximum.max(self.minimum));
        let wanted = bounded(wanted);
        self.below = if wanted < instances {
            self.below + 1
        } else {
            0
        };
        if wanted > instances {
            let wanted = if instances == 0 {
                bounded(FROM_NONE)
            } else {
                wanted
            };
            let step = (wanted - instances).clamp(self.steps.0, self.steps.1);
            return bounded(instances + step);
        }
        if self.below >= IN_DATAPOINTS {
            return wanted;
        }
        instances
    }

    /// Instances asked for after this may not be removed at `now`.
    pub(super) fn warm_since(&self, now: SimTime) -> Option<SimTime> {
        let nanos = now.as_nanos().checked_sub(self.warm_up.as_nanos())?;
        Some(SimTime::from_nanos(nanos))
    }
}
