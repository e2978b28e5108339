//! The two alarms of target tracking, and its cooldowns, as Application Auto Scaling has them.
//!
//! AWS: out after some datapoints in a row above the target, in after some in a row below 90 % of it; in a cooldown
//! nothing happens in its direction, but scaling out ends that of scaling in (application-auto-scaling user guide,
//! target-tracking-scaling-policy-overview). A period without a datapoint begins both counts anew.
//!
//! It knows datapoints; it must not know what is scaled.

use crate::catalog;
use crate::kernel::{SimDuration, SimTime};

/// When target tracking acts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AlarmSettings {
    /// What datapoints are compared with.
    pub target: f64,
    /// Datapoints in a row above the target.
    pub out_datapoints: u32,
    /// Datapoints in a row below 90 % of it.
    pub in_datapoints: u32,
    /// For how long it does not scale out again.
    pub cooldown_out: SimDuration,
    /// For how long it does not scale in again.
    pub cooldown_in: SimDuration,
}

/// The state of both alarms.
#[derive(Clone, Debug)]
pub(crate) struct Alarms {
    settings: AlarmSettings,
    /// Datapoints in a row above the target.
    above: u32,
    /// Datapoints in a row far enough below it.
    below: u32,
    /// Before this time it does not scale out, ...
    out_from: SimTime,
    /// ... or in.
    in_from: SimTime,
}

/// What the alarms allow at a datapoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Alarmed {
    /// The high alarm is on: scale out, if the cooldown is over.
    pub above: bool,
    /// The low alarm is on: scale in, if the cooldown is over.
    pub below: bool,
    /// No cooldown holds back scaling out.
    pub may_scale_out: bool,
    /// No cooldown holds back scaling in.
    pub may_scale_in: bool,
}

impl Alarms {
    /// Nothing seen yet.
    pub(crate) fn new(settings: AlarmSettings) -> Self {
        Self {
            settings,
            above: 0,
            below: 0,
            out_from: SimTime::ZERO,
            in_from: SimTime::ZERO,
        }
    }

    /// What datapoints are compared with.
    pub(crate) fn target(&self) -> f64 {
        self.settings.target
    }

    /// A period has ended.
    pub(crate) fn observe(&mut self, now: SimTime, datapoint: Option<f64>) -> Alarmed {
        let AlarmSettings {
            target,
            out_datapoints,
            in_datapoints,
            ..
        } = self.settings;
        let low = target * f64::from(catalog::defaults().autoscaling_in_percent_of_target) / 100.0;
        let count = |so_far: u32, holds: bool| if holds { so_far.saturating_add(1) } else { 0 };
        self.above = count(self.above, datapoint.is_some_and(|value| value > target));
        self.below = count(self.below, datapoint.is_some_and(|value| value < low));
        Alarmed {
            above: self.above >= out_datapoints,
            below: self.below >= in_datapoints,
            may_scale_out: now >= self.out_from,
            may_scale_in: now >= self.in_from,
        }
    }

    /// It scaled out.
    pub(crate) fn scaled_out(&mut self, now: SimTime) {
        self.out_from = now + self.settings.cooldown_out;
        self.in_from = now;
    }

    /// It scaled in.
    pub(crate) fn scaled_in(&mut self, now: SimTime) {
        self.in_from = now + self.settings.cooldown_in;
    }
}

/// ⌈capacity x datapoint / target⌉.
pub(crate) fn desired(capacity: f64, datapoint: f64, target: f64) -> u64 {
    let exact = capacity * datapoint / target;
    // A whole number must not become the next one by a rounding.
    (exact - 1e-9).ceil() as u64
}
