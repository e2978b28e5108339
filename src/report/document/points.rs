//! Series over time, reduced to as many points as a page can carry.
//!
//! A day in steps of a second has 86,400 intervals. Above [`MOST_POINTS`] neighbouring intervals are
//! joined into buckets, and a bucket keeps the smallest *and* the largest value of its intervals, in
//! the order in which they came: no peak and no gap of the series is lost, whatever the zoom.

use super::clock::{Clock, Day};
use crate::kernel::SimDuration;
use crate::scenario::Scenario;

/// Most values of one series.
const MOST_POINTS: usize = 2000;
/// Values of all series of a page, above which each gets fewer: 400,000 come to about 2 MB.
const MOST_VALUES: usize = 400_000;
/// Fewest values of one series, however many there are.
const FEWEST_POINTS: usize = 200;

/// The intervals of a result, and how many of them a point stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report) struct Timeline {
    /// Length of an interval in seconds; the last one may be shorter.
    pub(in crate::report) step: f64,
    /// Where the last interval ends.
    pub(in crate::report) end: f64,
    pub(in crate::report) intervals: usize,
    pub(in crate::report) per_bucket: usize,
    /// The time of the day at which it begins, where the scenario says so.
    pub(in crate::report) day: Option<Day>,
}

/// A series as the page has it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Points {
    /// A value for each interval, or two for each bucket.
    pub(in crate::report) values: Vec<Option<f64>>,
    /// The extremes over all intervals, and when they were first reached.
    pub(in crate::report) extent: Option<Extent>,
}

/// The extremes of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report) struct Extent {
    pub(in crate::report) least: f64,
    pub(in crate::report) most: f64,
    /// The interval of the smallest value.
    pub(in crate::report) least_at: usize,
    /// The interval of the largest value.
    pub(in crate::report) most_at: usize,
}

impl Points {
    /// A series with a value, or none, for each point.
    pub(in crate::report) fn each(values: Vec<Option<f64>>) -> Self {
        Self {
            extent: extent(&values),
            values,
        }
    }
}

impl Timeline {
    /// The timeline of a page with so many `series`.
    pub(in crate::report) fn new(
        intervals: usize,
        interval: SimDuration,
        end: SimDuration,
        series: usize,
    ) -> Self {
        let fair = (MOST_VALUES / series.max(1)).clamp(FEWEST_POINTS, MOST_POINTS);
        // Two values a bucket; none are joined as long as all fit.
        let per_bucket = match intervals {
            few if few <= fair => 1,
            many => many.div_ceil(fair / 2),
        };
        Self {
            step: interval.as_secs_f64(),
            end: end.as_secs_f64(),
            intervals,
            per_bucket,
            day: None,
        }
    }

    /// The same with times of the day where the scenario says when it begins.
    pub(in crate::report) fn in_the_day_of(self, scenario: &Scenario) -> Self {
        let day = Day::of(scenario);
        Self { day, ..self }
    }

    /// How its moments are written.
    pub(in crate::report) fn clock(&self) -> Clock {
        Clock::new(self.end, self.day)
    }

    /// When an interval begins and ends, in seconds.
    pub(in crate::report) fn span(&self, interval: usize) -> (f64, f64) {
        let at = |edge: usize| (edge as f64 * self.step).min(self.end);
        (at(interval), at(interval + 1))
    }

    /// A count for each interval as a rate per second.
    pub(in crate::report) fn rates(
        &self,
        counts: impl Iterator<Item = f64>,
    ) -> impl Iterator<Item = f64> {
        let timeline = *self;
        counts.enumerate().map(move |(interval, count)| {
            let (start, end) = timeline.span(interval);
            if end > start {
                count / (end - start)
            } else {
                0.0
            }
        })
    }

    /// Reduces a series that may end before the last interval.
    pub(in crate::report) fn points_until(&self, values: impl Iterator<Item = f64>) -> Points {
        let none = std::iter::repeat(None);
        self.points(values.map(Some).chain(none).take(self.intervals))
    }

    /// Reduces a series that has a value, or none, for each interval.
    pub(in crate::report) fn points(&self, values: impl Iterator<Item = Option<f64>>) -> Points {
        let values: Vec<Option<f64>> = values.collect();
        Points {
            extent: extent(&values),
            values: match self.per_bucket {
                1 => values,
                per_bucket => values.chunks(per_bucket).flat_map(bucket).collect(),
            },
        }
    }
}

/// Smallest and largest value, the earlier first.
fn bucket(values: &[Option<f64>]) -> [Option<f64>; 2] {
    let present = || {
        let numbered = values.iter().enumerate();
        numbered.filter_map(|(index, value)| Some((index, (*value)?)))
    };
    let least = present().min_by(|a, b| a.1.total_cmp(&b.1));
    let most = present().max_by(|a, b| a.1.total_cmp(&b.1));
    match (least, most) {
        (Some(least), Some(most)) if least.0 <= most.0 => [Some(least.1), Some(most.1)],
        (Some(least), Some(most)) => [Some(most.1), Some(least.1)],
        _ => [None, None],
    }
}

fn extent(values: &[Option<f64>]) -> Option<Extent> {
    let present = values.iter().enumerate();
    let present = present.filter_map(|(index, value)| Some((index, (*value)?)));
    present.fold(None, |extent, (index, value)| match extent {
        None => Some(Extent {
            least: value,
            most: value,
            least_at: index,
            most_at: index,
        }),
        Some(mut extent) => {
            if value < extent.least {
                (extent.least, extent.least_at) = (value, index);
            }
            if value > extent.most {
                (extent.most, extent.most_at) = (value, index);
            }
            Some(extent)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seconds(count: u64, series: usize) -> Timeline {
        let span = SimDuration::from_secs;
        Timeline::new(count as usize, span(1), span(count), series)
    }

    #[test]
    fn a_short_run_keeps_every_interval() {
        let timeline = seconds(2000, 100);
        assert_eq!(timeline.per_bucket, 1);
        let points = timeline.points([Some(1.0), None, Some(3.0)].into_iter());
        assert_eq!(points.values, [Some(1.0), None, Some(3.0)]);
    }

    #[test]
    fn many_series_share_the_room() {
        let values = |series| {
            let timeline = seconds(86_400, series);
            2 * timeline.intervals.div_ceil(timeline.per_bucket)
        };
        assert!(values(1) <= MOST_POINTS && values(1) > MOST_POINTS * 9 / 10);
        assert!(values(1000) * 1000 <= MOST_VALUES);
        assert!(values(100_000) <= FEWEST_POINTS);
    }

    #[test]
    fn the_last_interval_may_be_shorter() {
        let span = SimDuration::from_secs;
        let timeline = Timeline::new(2, span(10), span(12), 1);
        let rates: Vec<f64> = timeline.rates([20.0, 20.0].into_iter()).collect();
        assert_eq!(rates, [2.0, 10.0]);
    }

    proptest! {
        #[test]
        fn no_extreme_is_lost(values in prop::collection::vec(prop::option::of(-1e6..1e6), 2001..9000)) {
            let timeline = seconds(values.len() as u64, 1);
            let points = timeline.points(values.iter().copied());
            prop_assert!(points.values.len() <= MOST_POINTS);
            for (bucket, pair) in values.chunks(timeline.per_bucket).zip(points.values.chunks(2)) {
                let present = || bucket.iter().flatten().copied();
                prop_assert_eq!(present().reduce(f64::max), pair.iter().flatten().copied().reduce(f64::max));
                prop_assert_eq!(present().reduce(f64::min), pair.iter().flatten().copied().reduce(f64::min));
            }
            let extent = points.extent.unwrap();
            prop_assert_eq!(Some(extent.most), values.iter().flatten().copied().reduce(f64::max));
            prop_assert_eq!(values[extent.most_at], Some(extent.most));
            prop_assert_eq!(values[extent.least_at], Some(extent.least));
        }
    }
}
