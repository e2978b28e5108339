//! Takes note of provisioned concurrency that changes: what was asked for, what came of it, how much of
//! it was in use.
//!
//! A function whose provisioned concurrency stays the same has none of this.

use serde::{Deserialize, Serialize};

use super::gauge::Level;
use super::gauge::{Gauge, mean_exact};
use crate::kernel::{SimDuration, SimTime};
use crate::scenario::UtilizationStatistic;

/// What became of provisioned concurrency that changes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProvisionedResult {
    /// Environments allocated that could be used, after the warm-up.
    pub allocated: Level,
    /// Every change asked for, in the order of time, during the warm-up too.
    pub changes: Vec<ProvisionedChange>,
    /// What has to be paid for, after the warm-up.
    pub enabled: Vec<EnabledSpan>,
}

/// A change of provisioned concurrency that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvisionedChange {
    /// When.
    pub at: SimTime,
    /// By what.
    pub cause: ChangeCause,
    /// What was requested before.
    pub from: u64,
    /// What is requested from now on, if the account gives it.
    pub to: u64,
    /// When all of it could be used; `None` if it was refused, taken back, or not there by the end.
    pub usable_at: Option<SimTime>,
    /// Why it was refused; `None` if it was not.
    pub failure: Option<AllocationFailure>,
    /// How often the same was asked for again right after and refused for the same reason.
    pub repeats: u64,
}

/// What asks for a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeCause {
    /// A time of the day.
    Schedule,
    /// Autoscaling.
    Autoscaling,
    /// New weights of the alias that it belongs to.
    Alias,
}

/// Why the account cannot give what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AllocationFailure {
    /// It is more than the function reserves.
    Reserve,
    /// More would be set aside than the account's limit less what must stay unreserved.
    AccountLimit,
    /// Requests in flight on unreserved concurrency leave too little of the account's limit.
    InFlight,
}

/// Environments that were enabled as provisioned concurrency for some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnabledSpan {
    /// How many.
    pub environments: u64,
    /// For how long of what was measured.
    pub enabled: SimDuration,
}

/// How much of the provisioned concurrency was in use in a minute: shares of at most 1.
///
/// CloudWatch's statistics are over samples, and AWS does not say how Lambda takes them. Assumed: each
/// [`SAMPLE`] in which an environment was busy gives one, the highest share of the allocated
/// environments that was busy at once, since their number changed if it did. The reason stands in `docs/scenario.md`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Utilization {
    /// Mean of the samples; 0 without any.
    pub average: f64,
    /// Highest share at any time.
    pub maximum: f64,
    /// Busy environments over allocated ones, both averaged over the minute: no statistic of
    /// CloudWatch's.
    pub time_average: f64,
}

impl Utilization {
    /// What autoscaling by a statistic has as its datapoint.
    pub(crate) fn statistic(self, statistic: UtilizationStatistic) -> f64 {
        match statistic {
            UtilizationStatistic::Average => self.average,
            UtilizationStatistic::TimeAverage => self.time_average,
            UtilizationStatistic::Maximum => self.maximum,
        }
    }
}

/// The span that gives one sample of utilization; a minute is a whole number of them.
pub const SAMPLE: SimDuration = SimDuration::from_secs(5);

/// Observations of one function's provisioned concurrency.
#[derive(Clone, Debug, Default)]
pub(super) struct ProvisionedRecorder {
    /// Environments that can be used.
    ready: Gauge,
    requested: u64,
    /// What is requested, as layers: the last one added is the first to go.
    layers: Vec<(u64, SimTime)>,
    /// Layers that are gone: how many, from when, until when.
    past: Vec<(u64, SimTime, SimTime)>,
    changes: Vec<ProvisionedChange>,
    minute: OpenUtilization,
    /// The sample under way ends here.
    sample_end: SimTime,
    /// What it has reached so far.
    sample: f64,
    warm_up_area: u128,
    warm_up_end: SimTime,
}

/// The utilization of the minute under way.
#[derive(Clone, Copy, Debug, Default)]
struct OpenUtilization {
    busy_area: u128,
    ready_area: u128,
    /// Most busy before the last change in the minute.
    busy_max: u64,
    /// Samples that ended in it: how many, and their sum.
    samples: u64,
    sum: f64,
    /// Highest utilization before the last change in the minute.
    maximum: f64,
}

impl OpenUtilization {
    /// Adds as many samples of the same value, unless nothing was in use in them.
    fn add(&mut self, sample: f64, count: u64) {
        if sample > 0.0 && count > 0 {
            self.samples += count;
            self.sum += sample * count as f64;
        }
    }
}

impl ProvisionedRecorder {
    /// `count` environments are ready at the start.
    pub(super) fn new(count: u64) -> Self {
        let mut recorder = Self {
            requested: count,
            layers: vec![(count, SimTime::ZERO)],
            sample_end: SimTime::ZERO + SAMPLE,
            ..Self::default()
        };
        recorder.ready.raise(SimTime::ZERO, count);
        recorder
    }

    /// A change is granted; returns its number.
    pub(super) fn requested(
        &mut self,
        now: SimTime,
        cause: ChangeCause,
        (from, to): (u64, u64),
    ) -> usize {
        if to > self.requested {
            self.layers.push((to - self.requested, now));
        }
        let mut fewer = self.requested.saturating_sub(to);
        while fewer > 0
            && let Some(layer) = self.layers.last_mut()
        {
            let gone = fewer.min(layer.0);
            self.past.push((gone, layer.1, now));
            layer.0 -= gone;
            fewer -= gone;
            if layer.0 == 0 {
                self.layers.pop();
            }
        }
        self.requested = to;
        self.changes.push(ProvisionedChange {
            at: now,
            cause,
            from,
            to,
            usable_at: None,
            failure: None,
            repeats: 0,
        });
        self.changes.len() - 1
    }

    /// A change is refused.
    pub(super) fn refused(
        &mut self,
        now: SimTime,
        cause: ChangeCause,
        (from, to): (u64, u64),
        failure: AllocationFailure,
    ) {
        let change = ProvisionedChange {
            at: now,
            cause,
            from,
            to,
            usable_at: None,
            failure: Some(failure),
            repeats: 0,
        };
        match self.changes.last_mut() {
            Some(last)
                if (ProvisionedChange {
                    at: now,
                    repeats: 0,
                    ..*last
                }) == change =>
            {
                last.repeats += 1;
            }
            _ => self.changes.push(change),
        }
    }

    /// All that a change asked for can be used.
    pub(super) fn complete(&mut self, now: SimTime, change: usize) {
        if let Some(change) = self.changes.get_mut(change) {
            change.usable_at = Some(now);
        }
    }

    /// From now on `count` environments can be used.
    pub(super) fn ready(&mut self, now: SimTime, count: u64, busy: &mut Gauge) {
        let before = self.ready.level();
        if count == before {
            return;
        }
        self.sample_until(now, busy);
        self.fold(busy);
        // The sample under way is of what can be used from now on.
        self.sample = 0.0;
        if count > before {
            self.ready.raise(now, count - before);
        } else {
            self.ready.lower(now, before - count);
        }
    }

    /// Comes before `busy` changes at `now`: ends the samples that lie before it.
    #[inline]
    pub(super) fn sample_until(&mut self, now: SimTime, busy: &mut Gauge) {
        if now >= self.sample_end {
            self.end_samples(now, busy);
        }
    }

    #[cold]
    fn end_samples(&mut self, now: SimTime, busy: &mut Gauge) {
        self.fold(busy);
        let sample = std::mem::take(&mut self.sample);
        self.minute.add(sample, 1);
        // In those that have passed since nothing changed.
        let passed = now.since(self.sample_end).as_nanos() / SAMPLE.as_nanos();
        self.minute.add(self.share_of(busy.level()), passed);
        self.sample_end += SimDuration::from_nanos((passed + 1) * SAMPLE.as_nanos());
    }

    /// Keeps what the sample under way has seen so far.
    fn fold(&mut self, busy: &mut Gauge) {
        let most = busy.take_minute_peak();
        let share = self.share_of(most);
        self.minute.busy_max = self.minute.busy_max.max(most);
        self.minute.maximum = self.minute.maximum.max(share);
        self.sample = self.sample.max(share);
    }

    /// The share of the allocated environments that this many busy ones are.
    fn share_of(&self, busy: u64) -> f64 {
        share(busy.into(), self.ready.level().into())
    }

    /// Ends the minute under way: most environments busy at once, and the utilization, unless there
    /// was nothing to use.
    pub(super) fn close_minute(
        &mut self,
        now: SimTime,
        busy: &mut Gauge,
    ) -> (u64, Option<Utilization>) {
        self.sample_until(now, busy);
        self.fold(busy);
        // Only at the end of a run does one begin in a minute that it does not end in.
        if self.sample_end.since(now) < SAMPLE {
            self.minute.add(self.sample, 1);
        }
        let areas = [busy.area_until(now), self.ready.area_until(now)];
        let minute = std::mem::replace(
            &mut self.minute,
            OpenUtilization {
                busy_area: areas[0],
                ready_area: areas[1],
                ..OpenUtilization::default()
            },
        );
        let ready_area = areas[1] - minute.ready_area;
        let utilization = (ready_area > 0).then(|| Utilization {
            average: minute.sum / minute.samples.max(1) as f64,
            maximum: minute.maximum,
            time_average: share(areas[0] - minute.busy_area, ready_area),
        });
        (minute.busy_max, utilization)
    }

    pub(super) fn end_warm_up(&mut self, now: SimTime) {
        self.warm_up_area = self.ready.area_until(now);
        self.warm_up_end = now;
        self.ready.take_peak();
    }

    pub(super) fn finish(mut self, end: SimTime, measured: SimDuration) -> ProvisionedResult {
        let from = self.warm_up_end;
        let left = self
            .layers
            .iter()
            .map(|&(count, since)| (count, since, end));
        let spans = self.past.iter().copied().chain(left);
        let enabled = spans
            .filter(|&(count, _, until)| count > 0 && until > from)
            .map(|(environments, since, until)| EnabledSpan {
                environments,
                enabled: until.since(since.max(from)),
            });
        ProvisionedResult {
            enabled: enabled.collect(),
            allocated: Level {
                mean: mean_exact(self.ready.area_until(end) - self.warm_up_area, measured),
                max: self.ready.take_peak(),
            },
            changes: self.changes,
        }
    }
}

/// A part of a whole, 1 at most; 0 of nothing.
fn share(part: u128, whole: u128) -> f64 {
    match whole {
        0 => 0.0,
        whole => (part as f64 / whole as f64).min(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SimTime {
        SimTime::ZERO + SimDuration::from_secs(seconds)
    }

    /// 10 ready for 30 s with 5 busy, then 20 with 8: 390 busy seconds of 900, at most 5 / 10. Six of
    /// twelve samples are 5 / 10.
    #[test]
    fn a_minutes_utilization_follows_what_is_allocated() {
        let mut busy = Gauge::default();
        let mut recorder = ProvisionedRecorder::new(10);
        busy.raise(at(0), 5);
        recorder.ready(at(30), 20, &mut busy);
        busy.raise(at(30), 3);
        let (most, utilization) = recorder.close_minute(at(60), &mut busy);
        assert_eq!(most, 8);
        let expected = Utilization {
            average: (6.0 * 0.5 + 6.0 * 0.4) / 12.0,
            maximum: 0.5,
            time_average: 390.0 / 900.0,
        };
        let utilization = utilization.unwrap();
        assert!((utilization.average - expected.average).abs() < 1e-12);
        let average = expected.average;
        assert_eq!(
            Utilization {
                average,
                ..utilization
            },
            expected
        );
        // Five leave while busy: they are in use beyond what is allocated, which counts as all of it.
        recorder.ready(at(60), 3, &mut busy);
        let (_, utilization) = recorder.close_minute(at(120), &mut busy);
        let full = Utilization {
            average: 1.0,
            maximum: 1.0,
            time_average: 1.0,
        };
        assert_eq!(utilization, Some(full));
        recorder.ready(at(120), 0, &mut busy);
        assert_eq!(recorder.close_minute(at(180), &mut busy).1, None);
    }

    /// One request of 10 ms each 7 s on four environments: only what is in use gives samples.
    #[test]
    fn a_lone_request_reads_one_of_those_allocated() {
        let mut busy = Gauge::default();
        let mut recorder = ProvisionedRecorder::new(4);
        for number in 0..8 {
            let start = at(7 * number);
            for (time, is_start) in [(start, true), (start + SimDuration::from_millis(10), false)] {
                recorder.sample_until(time, &mut busy);
                if is_start {
                    busy.raise(time, 1);
                } else {
                    busy.lower(time, 1);
                }
            }
        }
        let utilization = recorder.close_minute(at(60), &mut busy).1.unwrap();
        assert_eq!((utilization.average, utilization.maximum), (0.25, 0.25));
        assert!(utilization.time_average < 0.001);
        let silent = recorder.close_minute(at(120), &mut busy).1.unwrap();
        assert_eq!(silent, Utilization::default());
    }

    /// Busy for half a minute without a start or an end in it, and the run ends in a sample.
    #[test]
    fn samples_pass_without_any_event() {
        let mut busy = Gauge::default();
        let mut recorder = ProvisionedRecorder::new(2);
        recorder.sample_until(at(1), &mut busy);
        busy.raise(at(1), 1);
        recorder.sample_until(at(31), &mut busy);
        busy.raise(at(31), 1);
        let utilization = recorder.close_minute(at(42), &mut busy).1.unwrap();
        // Six of one half until 30 s, three full ones, of which the last is not over.
        let average = (6.0 * 0.5 + 3.0) / 9.0;
        assert!(
            (utilization.average - average).abs() < 1e-12,
            "{utilization:?}"
        );
    }

    /// 100 from the start, 50 more from 100 s on; 70 go at 400 s: those 50, and 20 of the 100.
    #[test]
    fn what_was_added_last_is_paid_for_until_it_goes_first() {
        let mut recorder = ProvisionedRecorder::new(100);
        recorder.requested(at(100), ChangeCause::Schedule, (100, 150));
        recorder.requested(at(400), ChangeCause::Schedule, (150, 80));
        let spans = |recorder: ProvisionedRecorder, from: u64| {
            let result = recorder.finish(at(1000), SimDuration::from_secs(1000 - from));
            let span = |span: &EnabledSpan| (span.environments, span.enabled.as_secs_f64());
            result.enabled.iter().map(span).collect::<Vec<_>>()
        };
        let all = [(50, 300.0), (20, 400.0), (80, 1000.0)];
        assert_eq!(spans(recorder.clone(), 0), all);
        recorder.end_warm_up(at(400));
        assert_eq!(
            spans(recorder, 400),
            [(80, 600.0)],
            "a warm-up is not paid for"
        );
    }

    #[test]
    fn the_same_refusal_is_noted_once_and_counted() {
        let mut recorder = ProvisionedRecorder::new(1);
        let refuse = |recorder: &mut ProvisionedRecorder, now, to| {
            let failure = AllocationFailure::InFlight;
            recorder.refused(at(now), ChangeCause::Autoscaling, (1, to), failure);
        };
        for (now, to) in [(60, 5), (120, 5), (180, 5), (240, 6)] {
            refuse(&mut recorder, now, to);
        }
        let changes = recorder
            .finish(at(300), SimDuration::from_secs(300))
            .changes;
        let noted: Vec<_> = changes.iter().map(|c| (c.at, c.to, c.repeats)).collect();
        assert_eq!(noted, [(at(60), 5, 2), (at(240), 6, 0)]);
    }
}
