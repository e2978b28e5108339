//! How many tasks there are to be: target tracking and scheduled bounds.
//!
//! The alarms and cooldowns are those of `alarms`; a scale-out that adds more tasks than the one before interrupts its
//! cooldown (application-auto-scaling user guide). Assumed: ⌈tasks that ran then x datapoint / target⌉ are asked for; a
//! period in which no task ran has no datapoint, one without requests has one.

use std::collections::VecDeque;

use crate::kernel::{SimDuration, SimTime};
use crate::metrics::{Of, ServiceRecorder};
use crate::scenario::{Bounds, EcsService, ScheduledBounds, TaskScaling, TaskTarget, TimeOfDay};
use crate::services::alarms::{AlarmSettings, Alarms, desired};

/// The state of autoscaling for one service.
#[derive(Clone, Debug)]
pub(super) struct Autoscaling {
    bounds: Bounds,
    schedule: Vec<ScheduledBounds>,
    tracking: Option<Tracking>,
}

/// Target tracking.
#[derive(Clone, Debug)]
struct Tracking {
    target: TaskTarget,
    alarms: Alarms,
    period: SimDuration,
    delay: SimDuration,
    cpu_per_request: f64,
    /// What had been counted when the period under way began.
    begun: Counted,
    /// Those that were not seen yet, each with the tasks that ran when its period ended.
    datapoints: VecDeque<(Option<f64>, u64)>,
    /// Tasks that the latest scale-out added.
    added: u32,
}

/// What a datapoint is made of, since the start of the run.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    requests: u64,
    busy: u128,
    running: u128,
}

impl Autoscaling {
    pub(super) fn new(service: &EcsService, start: TimeOfDay) -> Self {
        let scaling = &service.tasks.scaling;
        Self {
            bounds: scaling.bounds_at(start),
            schedule: scaling.schedule.clone(),
            tracking: scaling.target.map(|target| Tracking {
                target,
                alarms: alarms(scaling, target),
                period: scaling.period,
                delay: scaling.metric_delay,
                cpu_per_request: service.tasks.task.cpu_per_request,
                begun: Counted::default(),
                datapoints: VecDeque::new(),
                added: 0,
            }),
        }
    }

    /// Length of a period, if there is a target to track.
    pub(super) fn period(&self) -> Option<SimDuration> {
        self.tracking.as_ref().map(|tracking| tracking.period)
    }

    /// The times of the schedule, each with its entry.
    pub(super) fn times(&self) -> impl Iterator<Item = (u32, TimeOfDay)> {
        (0..).zip(self.schedule.iter().map(|entry| entry.at))
    }

    /// A scheduled change of the bounds comes.
    pub(super) fn schedule(&mut self, entry: u32) {
        if let Some(&ScheduledBounds { min, max, .. }) = self.schedule.get(entry as usize) {
            self.bounds.min = min.unwrap_or(self.bounds.min);
            self.bounds.max = max.unwrap_or(self.bounds.max);
        }
    }

    /// A number of tasks within the bounds.
    pub(super) fn within(&self, tasks: u32) -> u32 {
        // The upper bound holds, should a schedule have crossed them.
        tasks.max(self.bounds.min.get()).min(self.bounds.max.get())
    }

    /// A period ends, `requests` having been given to tasks since the start; returns when its datapoint is seen.
    pub(super) fn period_ends(
        &mut self,
        now: SimTime,
        requests: u64,
        recorder: &ServiceRecorder,
    ) -> Option<SimTime> {
        let tracking = self.tracking.as_mut()?;
        let counted = Counted {
            requests,
            busy: recorder.area(now, Of::Busy),
            running: recorder.area(now, Of::Running),
        };
        let begun = std::mem::replace(&mut tracking.begun, counted);
        let busy = (counted.busy - begun.busy) as f64;
        let running = (counted.running - begun.running) as f64;
        let period = tracking.period.as_nanos() as f64;
        let datapoint = match tracking.target {
            TaskTarget::Cpu(_) => busy * tracking.cpu_per_request / running,
            TaskTarget::RequestsPerTask(_) => {
                (counted.requests - begun.requests) as f64 / (running / period)
            }
        };
        let datapoint = (running > 0.0).then_some(datapoint);
        let tasks = recorder.level(Of::Running);
        tracking.datapoints.push_back((datapoint, tasks));
        Some(now + tracking.delay)
    }

    /// The oldest datapoint is seen, while `asked` tasks are asked for; returns how many to ask for instead, if others.
    pub(super) fn observe(&mut self, now: SimTime, asked: u32) -> Option<u32> {
        let bounds = self.bounds;
        let tracking = self.tracking.as_mut()?;
        let (datapoint, running) = tracking.datapoints.pop_front()?;
        let alarmed = tracking.alarms.observe(now, datapoint);
        let wanted = desired(running as f64, datapoint?, tracking.alarms.target());
        let wanted = u32::try_from(wanted).unwrap_or(u32::MAX);
        let wanted = wanted.max(bounds.min.get()).min(bounds.max.get());
        if alarmed.above && wanted > asked {
            let added = wanted - asked;
            if alarmed.may_scale_out || added > tracking.added {
                tracking.alarms.scaled_out(now);
                tracking.added = added;
                return Some(wanted);
            }
        }
        if alarmed.below && alarmed.may_scale_in && wanted < asked {
            tracking.alarms.scaled_in(now);
            return Some(wanted);
        }
        None
    }
}

fn alarms(scaling: &TaskScaling, target: TaskTarget) -> Alarms {
    Alarms::new(AlarmSettings {
        target: target.value(),
        out_datapoints: scaling.out_datapoints,
        in_datapoints: scaling.in_datapoints,
        cooldown_out: scaling.cooldown_out,
        cooldown_in: scaling.cooldown_in,
    })
}
