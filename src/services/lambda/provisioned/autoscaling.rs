//! Target tracking on the utilization of provisioned concurrency, as Application Auto Scaling does it.
//!
//! AWS: scales out when utilization is consistently above the target, for 3 datapoints of a minute, and
//! in when it is consistently below 90 % of the target (Lambda developer guide, provisioned-concurrency).
//! Assumed, for AWS does not publish it: the value asked for is ⌈allocated x utilization / target⌉ from
//! the last datapoint, within the bounds; it is asked for again with each datapoint as long as the last
//! ones agree; a minute without a datapoint begins both counts anew; datapoints come without delay.
//!
//! It knows datapoints and bounds; it must not know where the one come from or who grants the other.

use crate::kernel::SimTime;
use crate::scenario::{Autoscaling, Bounds, Concurrency, ScheduledBounds, TimeOfDay};
use crate::services::alarms::{AlarmSettings, Alarms, desired};

/// The state of target tracking for one function.
#[derive(Clone, Debug)]
pub(crate) struct TargetTracking {
    settings: Autoscaling,
    bounds: Bounds,
    alarms: Alarms,
}

impl TargetTracking {
    /// Nothing seen yet, at the start of a run at a time of the day.
    pub(crate) fn new(settings: Autoscaling, start: TimeOfDay) -> Self {
        Self {
            bounds: settings.bounds_at(start),
            alarms: Alarms::new(AlarmSettings {
                target: settings.target,
                out_datapoints: settings.out_datapoints,
                in_datapoints: settings.in_datapoints,
                cooldown_out: settings.cooldown_out,
                cooldown_in: settings.cooldown_in,
            }),
            settings,
        }
    }

    /// A scheduled change of the bounds comes.
    pub(crate) fn schedule(&mut self, entry: usize) {
        if let Some(&ScheduledBounds { min, max, .. }) = self.settings.schedule.get(entry) {
            self.bounds.min = min.unwrap_or(self.bounds.min);
            self.bounds.max = max.unwrap_or(self.bounds.max);
        }
    }

    /// What it was set up with.
    pub(crate) fn settings(&self) -> &Autoscaling {
        &self.settings
    }

    /// What to ask for so that `requested` lies within the bounds; `None` if it does.
    pub(crate) fn beyond_bounds(&self, requested: u64) -> Option<u64> {
        let within = self.clamped(requested);
        (within != requested).then_some(within)
    }

    /// A minute has ended, in which `allocated` environments could be used in the end and `requested`
    /// were asked for. Returns what to ask for instead, if anything.
    pub(crate) fn observe(
        &mut self,
        now: SimTime,
        utilization: Option<f64>,
        allocated: u64,
        requested: u64,
    ) -> Option<u64> {
        let alarmed = self.alarms.observe(now, utilization);
        if let Some(within) = self.beyond_bounds(requested) {
            return Some(within);
        }
        let target = self.settings.target;
        let desired = self.clamped(desired(allocated as f64, utilization?, target));
        let out = alarmed.above && alarmed.may_scale_out && desired > requested;
        let back_in = alarmed.below && alarmed.may_scale_in && desired < requested;
        (out || back_in).then_some(desired)
    }

    /// What it asked for was granted.
    pub(crate) fn granted(&mut self, now: SimTime, from: u64, to: u64) {
        if to > from {
            self.alarms.scaled_out(now);
        } else {
            self.alarms.scaled_in(now);
        }
    }

    fn clamped(&self, value: u64) -> u64 {
        let bound = |bound: Concurrency| u64::from(bound.get());
        // The upper bound holds, should a schedule have crossed them.
        value
            .max(bound(self.bounds.min))
            .min(bound(self.bounds.max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::SimDuration;
    use crate::scenario::UtilizationStatistic;

    fn autoscaling() -> Autoscaling {
        Autoscaling {
            min: Concurrency::new(10).unwrap(),
            max: Concurrency::new(500).unwrap(),
            target: 0.7,
            out_datapoints: 3,
            in_datapoints: 15,
            statistic: UtilizationStatistic::Average,
            cooldown_out: SimDuration::ZERO,
            cooldown_in: SimDuration::ZERO,
            schedule: Vec::new(),
        }
    }

    fn minute(number: u64) -> SimTime {
        SimTime::ZERO + SimDuration::from_secs(60 * number)
    }

    /// Feeds datapoints of minutes 1, 2, ... at a constant allocation; what was asked for, and when.
    fn asked(settings: Autoscaling, allocated: u64, datapoints: &[Option<f64>]) -> Vec<(u64, u64)> {
        let mut tracking = TargetTracking::new(settings, TimeOfDay::default());
        let minutes = (1..).zip(datapoints);
        let asked = minutes.filter_map(|(number, datapoint)| {
            let asked = tracking.observe(minute(number), *datapoint, allocated, allocated);
            asked.map(|value| (number, value))
        });
        asked.collect()
    }

    #[test]
    fn three_minutes_above_the_target_scale_out() {
        // 100 x 0.84 / 0.7 = 120, and full utilization: 100 / 0.7 = 142.86.
        let datapoints = [Some(0.84), Some(0.84), Some(0.84), Some(1.0)];
        assert_eq!(asked(autoscaling(), 100, &datapoints), [(3, 120), (4, 143)]);
        let burst = [Some(1.0), Some(1.0), Some(0.7), Some(1.0), Some(1.0)];
        assert_eq!(
            asked(autoscaling(), 100, &burst),
            [],
            "the target itself is not above it"
        );
        let gap = [Some(1.0), Some(1.0), None, Some(1.0), Some(1.0)];
        assert_eq!(
            asked(autoscaling(), 100, &gap),
            [],
            "a gap begins the count anew"
        );
    }

    #[test]
    fn fifteen_minutes_below_nine_tenths_of_it_scale_in() {
        // 100 x 0.35 / 0.7 = 50.
        let low = [Some(0.35); 16];
        assert_eq!(asked(autoscaling(), 100, &low), [(15, 50), (16, 50)]);
        // 0.63 is 90 % of the target, and not below it.
        assert_eq!(asked(autoscaling(), 100, &[Some(0.63); 60]), []);
        assert_eq!(
            asked(autoscaling(), 100, &[None; 60]),
            [],
            "without traffic"
        );
        let mut interrupted = low;
        interrupted[13] = None;
        assert_eq!(asked(autoscaling(), 100, &interrupted), []);
    }

    #[test]
    fn bounds_hold_and_are_brought_about_at_once() {
        let full = [Some(1.0); 3];
        assert_eq!(
            asked(autoscaling(), 400, &full),
            [(3, 500)],
            "571 would be needed"
        );
        let idle = [Some(0.01); 15];
        assert_eq!(asked(autoscaling(), 20, &idle), [(15, 10)]);
        assert_eq!(asked(autoscaling(), 500, &full), [], "at the bound already");
        assert_eq!(
            asked(autoscaling(), 8, &[None]),
            [(1, 10)],
            "even without traffic"
        );
    }

    #[test]
    fn nothing_smaller_is_asked_for_while_an_increase_is_under_way() {
        let mut tracking = TargetTracking::new(autoscaling(), TimeOfDay::default());
        let mut observe =
            |number, requested| tracking.observe(minute(number), Some(1.0), 100, requested);
        assert_eq!(
            [observe(1, 100), observe(2, 100), observe(3, 100)],
            [None, None, Some(143)]
        );
        assert_eq!(observe(4, 143), None, "asked for already");
    }

    #[test]
    fn a_cooldown_holds_back_its_own_direction() {
        let mut settings = autoscaling();
        settings.cooldown_out = SimDuration::from_secs(120);
        settings.cooldown_in = SimDuration::from_secs(300);
        settings.in_datapoints = 1;
        let mut tracking = TargetTracking::new(settings, TimeOfDay::default());
        tracking.granted(minute(1), 100, 50);
        assert_eq!(
            tracking.observe(minute(5), Some(0.35), 50, 50),
            None,
            "until minute 6"
        );
        assert_eq!(tracking.observe(minute(6), Some(0.35), 50, 50), Some(25));
        tracking.granted(minute(6), 50, 25);
        tracking.granted(minute(7), 25, 50);
        assert_eq!(
            tracking.observe(minute(8), Some(0.35), 50, 50),
            Some(25),
            "it ended"
        );
        for number in [9, 10] {
            tracking.observe(minute(number), Some(1.0), 50, 50);
        }
        tracking.granted(minute(10), 50, 72);
        assert_eq!(tracking.observe(minute(11), Some(1.0), 72, 72), None);
        assert_eq!(tracking.observe(minute(12), Some(1.0), 72, 72), Some(103));
    }

    #[test]
    fn a_schedule_moves_the_bounds() {
        let at = |hour: u32| TimeOfDay::from_seconds(hour * 3600).unwrap();
        let count = |count| Concurrency::new(count);
        let mut settings = autoscaling();
        settings.schedule = vec![
            ScheduledBounds {
                at: at(8),
                min: count(200),
                max: None,
            },
            ScheduledBounds {
                at: at(20),
                min: count(10),
                max: None,
            },
        ];
        let mut tracking = TargetTracking::new(settings, at(12));
        assert_eq!(tracking.beyond_bounds(10), Some(200), "set at 8");
        tracking.schedule(1);
        assert_eq!(tracking.beyond_bounds(10), None);
    }
}
