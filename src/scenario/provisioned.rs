//! Provisioned concurrency as a scenario configures it: a number for the whole run, or a value that
//! a schedule or autoscaling changes.

use super::units::Concurrency;
use super::words::words;
use crate::kernel::SimDuration;

/// Datapoints in a row that autoscaling may wait for: a day of them.
pub(crate) const MAX_DATAPOINTS: u64 = 1440;

/// Provisioned concurrency of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct ProvisionedConcurrency {
    /// In force at the start of the run, for which it was allocated before. 0 only where it changes.
    pub initial: Concurrency,
    /// What changes it during the run; `None` if nothing does.
    pub changes: Option<ProvisionedChanges>,
}

/// What changes a function's provisioned concurrency.
#[derive(Clone, Debug, PartialEq)]
pub enum ProvisionedChanges {
    /// Values at times of the day: at least one, in the order of time, no two at once.
    Schedule(Vec<ScheduledValue>),
    /// Target tracking between bounds.
    Autoscaling(Autoscaling),
    /// The weights of the alias, whose provisioned concurrency this version has its part of.
    ByAlias,
}

/// A value from a time of the day on, every day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScheduledValue {
    /// When.
    pub at: TimeOfDay,
    /// The provisioned concurrency requested then.
    pub value: Concurrency,
}

/// Target tracking by Application Auto Scaling, on the metric `ProvisionedConcurrencyUtilization`.
#[derive(Clone, Debug, PartialEq)]
pub struct Autoscaling {
    /// Least provisioned concurrency where no schedule says otherwise; at least 1, for without any
    /// there is no metric.
    pub min: Concurrency,
    /// Most, likewise; at least `min`.
    pub max: Concurrency,
    /// The utilization aimed at: above 0, at most 1.
    pub target: f64,
    /// Datapoints in a row above the target that it takes to scale out; at least 1.
    pub out_datapoints: u32,
    /// Datapoints in a row below 90 % of the target that it takes to scale in; at least 1.
    pub in_datapoints: u32,
    /// Which statistic of a minute is compared with the target.
    pub statistic: UtilizationStatistic,
    /// How long after scaling out it does not scale out again.
    pub cooldown_out: SimDuration,
    /// How long after scaling in it does not scale in again, unless it scales out in between.
    pub cooldown_in: SimDuration,
    /// Bounds at times of the day, every day: in the order of time, no two at once.
    pub schedule: Vec<ScheduledBounds>,
}

/// New bounds of autoscaling from a time of the day on, every day. A bound that is not given stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScheduledBounds {
    /// When.
    pub at: TimeOfDay,
    /// New least provisioned concurrency.
    pub min: Option<Concurrency>,
    /// New most.
    pub max: Option<Concurrency>,
}

/// The bounds between which autoscaling keeps provisioned concurrency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Least.
    pub min: Concurrency,
    /// Most.
    pub max: Concurrency,
}

/// A statistic of a minute's utilization.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UtilizationStatistic {
    /// Mean of the samples of the minute, as CloudWatch's `Average`: each span of 5 s in which an
    /// environment is busy gives one, its highest share of busy environments.
    #[default]
    Average,
    /// Busy environments over allocated ones, averaged over the minute's time.
    TimeAverage,
    /// The highest share in the minute.
    Maximum,
}

/// How fast provisioned concurrency is allocated in a Region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProvisionedAllocation {
    /// From the request until the first environment is allocated.
    pub preparation: SimDuration,
    /// Environments allocated at once after it: by all functions together under `regional-burst`,
    /// by each request under `per-function`.
    pub burst: Concurrency,
    /// Environments allocated in each minute beyond those.
    pub per_minute: Concurrency,
}

/// A time of the day, from 00:00:00 to 23:59:59, to the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(u32);

impl ProvisionedConcurrency {
    /// A number for the whole run.
    pub const fn constant(value: Concurrency) -> Self {
        Self {
            initial: value,
            changes: None,
        }
    }

    /// The number for the whole run, if it is one.
    pub(crate) const fn as_constant(&self) -> Option<Concurrency> {
        match self.changes {
            None => Some(self.initial),
            Some(_) => None,
        }
    }

    /// Whether a time of the day changes it.
    pub fn has_schedule(&self) -> bool {
        match &self.changes {
            None | Some(ProvisionedChanges::ByAlias) => false,
            Some(ProvisionedChanges::Schedule(_)) => true,
            Some(ProvisionedChanges::Autoscaling(autoscaling)) => !autoscaling.schedule.is_empty(),
        }
    }
}

impl Autoscaling {
    /// The bounds in force from `time` on.
    pub fn bounds_at(&self, time: TimeOfDay) -> Bounds {
        let bounds = Bounds {
            min: self.min,
            max: self.max,
        };
        bounds.at(&self.schedule, time)
    }
}

impl Bounds {
    /// The changes of a schedule, which comes in the order of time, with the bounds in force from each on, where these
    /// are those in force before the first.
    pub(crate) fn through(
        self,
        schedule: &[ScheduledBounds],
    ) -> impl Iterator<Item = (&ScheduledBounds, Self)> {
        schedule.iter().scan(self, |bounds, entry| {
            bounds.min = entry.min.unwrap_or(bounds.min);
            bounds.max = entry.max.unwrap_or(bounds.max);
            Some((entry, *bounds))
        })
    }

    /// The bounds in force from `time` on where these hold without the schedule: each is what that set last, the
    /// day before if it must be.
    pub(crate) fn at(self, schedule: &[ScheduledBounds], time: TimeOfDay) -> Self {
        let last = |bound: fn(&ScheduledBounds) -> Option<Concurrency>| {
            let before = schedule.iter().filter(|entry| entry.at <= time);
            let after = schedule.iter().filter(|entry| entry.at > time);
            // Yesterday's end of the day, then today so far: the last of them counts.
            after.chain(before).filter_map(bound).next_back()
        };
        Self {
            min: last(|entry| entry.min).unwrap_or(self.min),
            max: last(|entry| entry.max).unwrap_or(self.max),
        }
    }
}

/// The value that a schedule set last before `time` or at it, the day before if it must be; `None` for
/// an empty schedule.
pub fn scheduled_at(schedule: &[ScheduledValue], time: TimeOfDay) -> Option<Concurrency> {
    let today = schedule.iter().rev().find(|entry| entry.at <= time);
    today.or(schedule.last()).map(|entry| entry.value)
}

words!(UtilizationStatistic { Average = "average", TimeAverage = "time-average", Maximum = "maximum" });

impl TimeOfDay {
    /// Seconds of a day.
    pub const DAY_S: u32 = 86_400;

    /// The last time of a day.
    pub(crate) const LAST: Self = Self(Self::DAY_S - 1);

    /// The time `seconds` after midnight; `None` from 24:00 on.
    pub const fn from_seconds(seconds: u32) -> Option<Self> {
        if seconds < Self::DAY_S {
            Some(Self(seconds))
        } else {
            None
        }
    }

    /// Seconds after midnight.
    pub const fn seconds(self) -> u32 {
        self.0
    }

    /// From this time until `other` comes next: less than a day, zero if they are the same.
    pub fn until(self, other: Self) -> SimDuration {
        let seconds = (other.0 + Self::DAY_S - self.0) % Self::DAY_S;
        SimDuration::from_secs(seconds.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u32) -> TimeOfDay {
        TimeOfDay::from_seconds(hour * 3600).unwrap()
    }

    fn count(count: u32) -> Concurrency {
        Concurrency::new(count).unwrap()
    }

    #[test]
    fn what_the_day_before_set_last_is_in_force_in_the_morning() {
        let entry = |hour, value| ScheduledValue {
            at: at(hour),
            value: count(value),
        };
        let schedule = [entry(8, 400), entry(20, 50)];
        for (hour, expected) in [(0, 50), (7, 50), (8, 400), (19, 400), (20, 50), (23, 50)] {
            let value = scheduled_at(&schedule, at(hour));
            assert_eq!(value, Some(count(expected)), "at {hour}:00");
        }
        assert_eq!(scheduled_at(&[], at(8)), None);
    }

    #[test]
    fn each_bound_is_what_was_set_last() {
        let entry = |hour, min: Option<u32>, max: Option<u32>| ScheduledBounds {
            at: at(hour),
            min: min.map(count),
            max: max.map(count),
        };
        let mut autoscaling = Autoscaling {
            min: count(1),
            max: count(100),
            target: 0.7,
            out_datapoints: 3,
            in_datapoints: 15,
            statistic: UtilizationStatistic::Average,
            cooldown_out: SimDuration::ZERO,
            cooldown_in: SimDuration::ZERO,
            schedule: Vec::new(),
        };
        let bounds = |autoscaling: &Autoscaling, hour| {
            let Bounds { min, max } = autoscaling.bounds_at(at(hour));
            (min.get(), max.get())
        };
        assert_eq!(bounds(&autoscaling, 12), (1, 100));
        autoscaling.schedule = vec![entry(8, Some(40), None), entry(20, Some(5), None)];
        assert_eq!(bounds(&autoscaling, 0), (5, 100), "set the evening before");
        assert_eq!(bounds(&autoscaling, 8), (40, 100));
        autoscaling.schedule.push(entry(22, None, Some(10)));
        assert_eq!(
            bounds(&autoscaling, 8),
            (40, 10),
            "a bound stays until it is set"
        );
        assert_eq!(bounds(&autoscaling, 23), (5, 10));
    }

    #[test]
    fn the_next_time_of_a_kind_is_less_than_a_day_away() {
        let hours = |hours: u64| SimDuration::from_secs(3600 * hours);
        assert_eq!(at(8).until(at(20)), hours(12));
        assert_eq!(at(20).until(at(8)), hours(12));
        assert_eq!(at(9).until(at(8)), hours(23));
        assert_eq!(at(8).until(at(8)), SimDuration::ZERO);
        assert_eq!(TimeOfDay::from_seconds(TimeOfDay::DAY_S), None);
    }
}
