//! What became of an ECS service: its queue, its tasks, the instances beneath, and how much of them was used.
//!
//! Its requests are counted as those of a function; here is what a function on Lambda does not have. As with a
//! function's rows, a service's rows are closed when something next happens to it.

use std::ops::{AddAssign, Sub};

use serde::{Deserialize, Serialize};

use super::gauge::{Gauge, Level, mean_level};
use crate::kernel::{SimDuration, SimTime};

/// A billed second, and the least that is billed of a task or an instance.
const SECOND: u64 = 1_000_000_000;
const LEAST_BILLED: u64 = 60 * SECOND;

/// What one service saw, beside its requests.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ServiceResult {
    /// What happened at or after the end of the warm-up.
    pub totals: ServiceCounts,
    /// What happened during the warm-up.
    pub warm_up_counts: ServiceCounts,
    /// Requests that wait for a place.
    pub queue: Level,
    /// Tasks that take requests or finish those they have.
    pub running: Level,
    /// Tasks that are asked for and do not run yet.
    pub pending: Level,
    /// EC2 instances that take tasks; zero on Fargate.
    pub instances_running: Level,
    /// EC2 instances that boot.
    pub instances_pending: Level,
    /// Mean of the places of tasks that were taken.
    pub busy_mean: f64,
    /// Mean number of tasks from launch to stop, whether they run yet or not.
    pub launched_mean: f64,
    /// Seconds of tasks as AWS bills them: from launch to stop, each rounded up to a second, and at least a minute.
    pub task_seconds: f64,
    /// Seconds of instances, likewise, from when they are asked for.
    pub instance_seconds: f64,
    /// Every change of the number of tasks that are asked for, in time order, the warm-up included.
    pub changes: Vec<TaskChange>,
    /// Every change of the number of instances that are asked for, likewise.
    pub instance_changes: Vec<InstanceChange>,
    /// A row per interval.
    pub intervals: Vec<ServiceInterval>,
}

impl ServiceResult {
    /// The share of the CPU of running tasks that was used, where a request uses the share `cpu_per_request` of a
    /// task's: from 0 to 1; 0 while none ran.
    pub fn cpu_utilization(&self, cpu_per_request: f64) -> f64 {
        if self.running.mean > 0.0 {
            self.busy_mean * cpu_per_request / self.running.mean
        } else {
            0.0
        }
    }
}

/// A change of the number of tasks that a service asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskChange {
    /// When.
    pub at: SimTime,
    /// Before.
    pub from: u32,
    /// After.
    pub to: u32,
    /// Why.
    pub cause: TaskChangeCause,
}

/// Why a service asks for another number of tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskChangeCause {
    /// Its bounds, at the start or by a schedule.
    Bounds,
    /// Target tracking.
    TargetTracking,
}

/// A change of the number of instances that a capacity provider asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceChange {
    /// When.
    pub at: SimTime,
    /// Before.
    pub from: u32,
    /// After.
    pub to: u32,
}

/// What happened to a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceCounts {
    /// Attempts refused because every place was taken and the queue was full.
    pub rejected: u64,
    /// Attempts refused after they had waited for as long as the queue allows.
    pub timed_out: u64,
    /// Requests that had to wait for a place, whatever became of them.
    pub queued: u64,
    /// Tasks launched.
    pub tasks_started: u64,
    /// Tasks stopped.
    pub tasks_stopped: u64,
    /// Spot tasks that AWS took back; they count as stopped as well.
    pub interruptions: u64,
    /// Instances asked for.
    pub instances_started: u64,
    /// Instances removed.
    pub instances_stopped: u64,
}

impl ServiceCounts {
    fn each(self, other: Self, of: fn(u64, u64) -> u64) -> Self {
        Self {
            rejected: of(self.rejected, other.rejected),
            timed_out: of(self.timed_out, other.timed_out),
            queued: of(self.queued, other.queued),
            tasks_started: of(self.tasks_started, other.tasks_started),
            tasks_stopped: of(self.tasks_stopped, other.tasks_stopped),
            interruptions: of(self.interruptions, other.interruptions),
            instances_started: of(self.instances_started, other.instances_started),
            instances_stopped: of(self.instances_stopped, other.instances_stopped),
        }
    }
}

impl Sub for ServiceCounts {
    type Output = Self;
    fn sub(self, earlier: Self) -> Self {
        self.each(earlier, |a, b| a - b)
    }
}

impl AddAssign for ServiceCounts {
    fn add_assign(&mut self, other: Self) {
        *self = self.each(other, |a, b| a + b);
    }
}

/// One service during one interval.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct ServiceInterval {
    /// Start of the interval.
    pub start: SimTime,
    /// What happened in it.
    pub counts: ServiceCounts,
    /// Most requests that waited.
    pub queue_max: u64,
    /// Tasks that run, at its end.
    pub tasks_running: u64,
    /// Tasks asked for that do not run yet, at its end.
    pub tasks_pending: u64,
    /// Instances that take tasks, at its end.
    pub instances_running: u64,
    /// Instances that boot, at its end.
    pub instances_pending: u64,
    /// Mean of the places of tasks that were taken.
    pub busy_mean: f64,
    /// Mean number of tasks that ran.
    pub running_mean: f64,
    /// Mean number of tasks from launch to stop.
    pub launched_mean: f64,
}

/// Something that is counted over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// Requests that wait.
    Queue,
    /// Places of tasks that are taken.
    Busy,
    /// Tasks that run.
    Running,
    /// Tasks that are asked for and do not run yet.
    Pending,
    /// Tasks from launch to stop.
    Launched,
    /// Instances that take tasks.
    InstancesRunning,
    /// Instances that boot.
    InstancesPending,
}

const GAUGES: usize = 7;

/// Observations of one service.
#[derive(Clone, Debug, Default)]
pub struct ServiceRecorder {
    length: SimDuration,
    counts: ServiceCounts,
    gauges: [Gauge; GAUGES],
    /// What rounding up adds to the time of tasks and of instances, in nanoseconds.
    rounding: [u64; 2],
    changes: Vec<TaskChange>,
    instance_changes: Vec<InstanceChange>,
    opened: SimTime,
    opened_counts: ServiceCounts,
    opened_areas: [u128; GAUGES],
    peaks: [u64; GAUGES],
    /// Maxima before the warm-up ended in the interval under way: they belong to the row, not to the run.
    warm_up_peaks: [u64; GAUGES],
    baseline: Baseline,
    intervals: Vec<ServiceInterval>,
}

/// Where the service stood when the warm-up ended.
#[derive(Clone, Copy, Debug, Default)]
struct Baseline {
    counts: ServiceCounts,
    areas: [u128; GAUGES],
    rounding: [u64; 2],
}

impl ServiceRecorder {
    /// Of a service, with the length of an interval.
    pub(super) fn new(length: SimDuration) -> Self {
        Self {
            length,
            ..Self::default()
        }
    }

    /// A copy without the rows that were closed.
    pub(super) fn without_rows(&self) -> Self {
        Self {
            changes: Vec::new(),
            instance_changes: Vec::new(),
            intervals: Vec::new(),
            ..*self
        }
    }

    /// Closes the rows that ended at `now` or before; comes before anything that happens at `now` is noted.
    pub(crate) fn catch_up(&mut self, now: SimTime) {
        while self.opened + self.length <= now {
            self.close_interval(self.opened + self.length);
        }
    }

    /// This many more of something.
    pub(crate) fn raise(&mut self, now: SimTime, of: Of, amount: u32) {
        self.gauges[of as usize].raise(now, amount.into());
    }

    /// This many fewer.
    pub(crate) fn lower(&mut self, now: SimTime, of: Of, amount: u32) {
        self.gauges[of as usize].lower(now, amount.into());
    }

    /// The present number of something.
    pub(crate) fn level(&self, of: Of) -> u64 {
        self.gauges[of as usize].level()
    }

    /// Number x nanoseconds from the start until `now`.
    pub(crate) fn area(&self, now: SimTime, of: Of) -> u128 {
        self.gauges[of as usize].area_until(now)
    }

    /// What happened.
    pub(crate) fn counts(&mut self) -> &mut ServiceCounts {
        &mut self.counts
    }

    /// A task that was launched at `launched` stops.
    pub(crate) fn task_stops(&mut self, now: SimTime, launched: SimTime) {
        self.counts.tasks_stopped += 1;
        self.lower(now, Of::Launched, 1);
        self.rounding[0] += rounded_up(now.since(launched));
    }

    /// An instance that was asked for at `asked` is removed.
    pub(crate) fn instance_stops(&mut self, now: SimTime, asked: SimTime) {
        self.counts.instances_stopped += 1;
        self.rounding[1] += rounded_up(now.since(asked));
    }

    /// Another number of tasks is asked for.
    pub(crate) fn changes(&mut self, change: TaskChange) {
        self.changes.push(change);
    }

    /// Another number of instances is asked for.
    pub(crate) fn instances_change(&mut self, change: InstanceChange) {
        self.instance_changes.push(change);
    }

    fn close_interval(&mut self, end: SimTime) {
        let length = end.since(self.opened);
        let peaks = self.take_peaks();
        let mut means = [0.0; GAUGES];
        for (index, gauge) in self.gauges.iter().enumerate() {
            let area = gauge.area_until(end);
            means[index] = mean_level(area - self.opened_areas[index], length);
            self.opened_areas[index] = area;
            self.peaks[index] = self.peaks[index].max(peaks[index]);
        }
        let queue_max = peaks[Of::Queue as usize].max(self.warm_up_peaks[Of::Queue as usize]);
        self.warm_up_peaks = [0; GAUGES];
        self.intervals.push(ServiceInterval {
            start: self.opened,
            counts: self.counts - self.opened_counts,
            queue_max,
            tasks_running: self.level(Of::Running),
            tasks_pending: self.level(Of::Pending),
            instances_running: self.level(Of::InstancesRunning),
            instances_pending: self.level(Of::InstancesPending),
            busy_mean: means[Of::Busy as usize],
            running_mean: means[Of::Running as usize],
            launched_mean: means[Of::Launched as usize],
        });
        self.opened = end;
        self.opened_counts = self.counts;
    }

    fn take_peaks(&mut self) -> [u64; GAUGES] {
        let mut peaks = [0; GAUGES];
        for (peak, gauge) in peaks.iter_mut().zip(&mut self.gauges) {
            *peak = gauge.take_peak();
        }
        peaks
    }

    /// Closes the row under way at the end of the run, as short as it is.
    pub(super) fn close_rest(&mut self, end: SimTime) {
        self.catch_up(end);
        if self.opened < end {
            self.close_interval(end);
        }
    }

    pub(super) fn end_warm_up(&mut self, now: SimTime) {
        self.catch_up(now);
        self.baseline = Baseline {
            counts: self.counts,
            areas: self.gauges.map(|gauge| gauge.area_until(now)),
            rounding: self.rounding,
        };
        self.warm_up_peaks = self.take_peaks();
        self.peaks = [0; GAUGES];
    }

    /// The result of a run that ended at `end` and was measured for the span `measured`.
    pub(super) fn finish(self, end: SimTime, measured: SimDuration) -> ServiceResult {
        let area = |of: Of| self.area(end, of) - self.baseline.areas[of as usize];
        let mean = |of: Of| mean_level(area(of), measured);
        let level = |of: Of| Level {
            mean: mean(of),
            max: self.peaks[of as usize],
        };
        let rounding =
            |index: usize| u128::from(self.rounding[index] - self.baseline.rounding[index]);
        let seconds = |nanos: u128| nanos as f64 / SECOND as f64;
        let instances = area(Of::InstancesRunning) + area(Of::InstancesPending);
        ServiceResult {
            totals: self.counts - self.baseline.counts,
            warm_up_counts: self.baseline.counts,
            queue: level(Of::Queue),
            running: level(Of::Running),
            pending: level(Of::Pending),
            instances_running: level(Of::InstancesRunning),
            instances_pending: level(Of::InstancesPending),
            busy_mean: mean(Of::Busy),
            launched_mean: mean(Of::Launched),
            task_seconds: seconds(area(Of::Launched) + rounding(0)),
            instance_seconds: seconds(instances + rounding(1)),
            changes: self.changes,
            instance_changes: self.instance_changes,
            intervals: self.intervals,
        }
    }
}

/// What AWS bills of a time beyond it, in nanoseconds: up to the next second, and up to a minute.
fn rounded_up(span: SimDuration) -> u64 {
    let nanos = span.as_nanos();
    let billed = nanos.div_ceil(SECOND) * SECOND;
    billed.max(LEAST_BILLED) - nanos
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> SimTime {
        SimTime::from_secs_f64(seconds)
    }

    #[test]
    fn a_task_is_billed_by_the_second_and_for_a_minute_at_least() {
        let billed = |stops: f64| {
            let mut recorder = ServiceRecorder::new(SimDuration::from_secs(60));
            recorder.raise(at(10.0), Of::Launched, 1);
            recorder.task_stops(at(stops), at(10.0));
            recorder
                .finish(at(600.0), SimDuration::from_secs(600))
                .task_seconds
        };
        assert_eq!(billed(15.0), 60.0, "five seconds are a minute");
        assert_eq!(billed(70.0), 60.0);
        assert_eq!(billed(100.5), 91.0, "90.5 s");
    }

    #[test]
    fn what_still_runs_is_billed_up_to_the_end_and_from_the_end_of_the_warm_up() {
        let mut recorder = ServiceRecorder::new(SimDuration::from_secs(60));
        recorder.raise(at(0.0), Of::Launched, 2);
        recorder.end_warm_up(at(100.0));
        recorder.task_stops(at(150.0), at(0.0));
        let result = recorder.finish(at(400.0), SimDuration::from_secs(300));
        assert_eq!(result.task_seconds, 300.0 + 50.0);
        assert_eq!(result.launched_mean, 350.0 / 300.0);
    }
}
