//! What was measured of each function in each interval, to lay a simulation beside it.

use std::collections::BTreeMap;

use super::concurrency::concurrency;
use super::demand::finest;
use super::gathered::{FunctionData, Kept, Series};
use super::importer::Import;
use super::instant::SECOND;

/// What was measured in one interval. What the source does not say is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MeasuredInterval {
    /// When it began: nanoseconds since 1970 in UTC, or since the start of a recording without a date.
    pub start: i64,
    /// Its length in nanoseconds.
    pub length: i64,
    /// Invocations that began in it.
    pub invocations: Option<f64>,
    /// Attempts that were throttled.
    pub throttles: Option<f64>,
    /// Cold starts.
    pub cold_starts: Option<f64>,
    /// The maximum that ran at once.
    pub concurrency_max: Option<f64>,
    /// Mean duration in milliseconds, initialisation apart.
    pub duration_mean_ms: Option<f64>,
    /// 99 % quantile of it.
    pub duration_p99_ms: Option<f64>,
}

/// What was measured of a function, by time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MeasuredFunction {
    /// Its name.
    pub name: String,
    /// Its Region, if a file says it.
    pub region: Option<String>,
    /// Whether its times are instants.
    pub has_clock: bool,
    /// Its intervals in order; those without a request may be missing.
    pub intervals: Vec<MeasuredInterval>,
    /// Whether it is from logs, in which a request is there if it was served: what was throttled is not.
    pub is_from_requests: bool,
}

/// A request whose environment is known, as a log has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServedRequest {
    /// When it came, in nanoseconds, as in [`MeasuredInterval::start`].
    pub arrival: i64,
    /// How long the function took, in nanoseconds.
    pub duration: i64,
    /// Whether it met a cold start.
    pub cold: bool,
    /// The environment that served it, a number that only means the same or another.
    pub environment: u32,
}

const MINUTE: i64 = 60 * SECOND;

impl Import {
    /// The requests of each function of which it is known how long they took, whether they were cold and which
    /// environment served them, with the function's name.
    pub fn served(&self) -> impl Iterator<Item = (&str, Vec<ServedRequest>)> {
        let functions = self.regions.iter().flat_map(|region| &region.functions);
        functions.map(|function| {
            let served = function.data.kept.iter().filter_map(served).collect();
            (function.data.name.as_str(), served)
        })
    }

    /// What was measured of each function, by minutes that begin a whole number of minutes from `origin` (nanoseconds,
    /// as in the results) for logs; by CloudWatch's own periods for metrics.
    #[must_use]
    pub fn measured(&self, origin: i64) -> Vec<MeasuredFunction> {
        self.regions
            .iter()
            .flat_map(|region| {
                let functions = region.functions.iter().map(|function| &function.data);
                functions.map(|function| MeasuredFunction {
                    name: function.name.clone(),
                    region: region.region.clone(),
                    has_clock: function.has_clock,
                    intervals: intervals(function, origin),
                    is_from_requests: !function.kept.is_empty(),
                })
            })
            .collect()
    }
}

fn served(kept: &Kept) -> Option<ServedRequest> {
    Some(ServedRequest {
        arrival: kept.arrival,
        duration: i64::from(kept.duration?) * 1000,
        cold: kept.cold?,
        environment: Some(kept.environment).filter(|number| *number > 0)?,
    })
}

fn intervals(function: &FunctionData, origin: i64) -> Vec<MeasuredInterval> {
    let mut all = of_requests(&function.kept, origin);
    for (start, counted) in &function.counted {
        let interval = at(&mut all, *start, counted.length);
        let before = interval.invocations.unwrap_or(0.0);
        interval.invocations = Some(before + counted.requests as f64);
    }
    // CloudWatch's word is the last: it has seen all, also what a log does not hold.
    let mut take = |metric: &str, statistics: &[&str], set: fn(&mut MeasuredInterval, f64)| {
        put(&mut all, function.series(metric, statistics), set);
    };
    take("Invocations", &["Sum", "SampleCount"], |i, v| {
        i.invocations = Some(v);
    });
    take("Throttles", &["Sum"], |i, v| i.throttles = Some(v));
    take("ConcurrentExecutions", &["Maximum"], |i, v| {
        i.concurrency_max = Some(v);
    });
    take("Duration", &["Average"], |i, v| {
        i.duration_mean_ms = Some(v);
    });
    take("Duration", &["p99"], |i, v| i.duration_p99_ms = Some(v));
    all.into_values().collect()
}

fn put(
    all: &mut BTreeMap<i64, MeasuredInterval>,
    series: Option<&Series>,
    set: fn(&mut MeasuredInterval, f64),
) {
    for (start, length, value) in finest(series) {
        set(at(all, start, length), value);
    }
}

fn at(all: &mut BTreeMap<i64, MeasuredInterval>, start: i64, length: i64) -> &mut MeasuredInterval {
    all.entry(start).or_insert(MeasuredInterval {
        start,
        length,
        ..MeasuredInterval::default()
    })
}

/// Minutes of requests that are known one by one.
fn of_requests(kept: &[Kept], origin: i64) -> BTreeMap<i64, MeasuredInterval> {
    let minute = |time: i64| (time - origin).div_euclid(MINUTE) * MINUTE + origin;
    let mut durations: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
    let mut all = BTreeMap::new();
    for request in kept {
        let start = minute(request.arrival);
        let interval = at(&mut all, start, MINUTE);
        interval.invocations = Some(interval.invocations.unwrap_or(0.0) + 1.0);
        if let Some(cold) = request.cold {
            let before = interval.cold_starts.unwrap_or(0.0);
            interval.cold_starts = Some(before + f64::from(u8::from(cold)));
        }
        if let Some(duration) = request.duration {
            durations
                .entry(start)
                .or_default()
                .push(f64::from(duration) / 1e3);
        }
    }
    for (start, mut values) in durations {
        let interval = at(&mut all, start, MINUTE);
        values.sort_by(f64::total_cmp);
        interval.duration_mean_ms = Some(values.iter().sum::<f64>() / values.len() as f64);
        let place = (0.99 * values.len() as f64).ceil() as usize;
        interval.duration_p99_ms = values.get(place.saturating_sub(1)).copied();
    }
    for (start, most) in concurrency(kept, minute) {
        at(&mut all, start, MINUTE).concurrency_max = Some(f64::from(most));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(at_s: f64, millis: u32, cold: bool) -> Kept {
        Kept {
            arrival: (at_s * 1e9) as i64,
            duration: Some(millis * 1000),
            init: None,
            cold: Some(cold),
            environment: 1,
        }
    }

    #[test]
    fn minutes_of_a_log_count_what_ran_at_once() {
        let kept = [
            request(10.0, 2000, true),
            request(11.0, 2000, true),
            request(12.5, 1000, false),
            request(70.0, 100, false),
        ];
        let all: Vec<_> = of_requests(&kept, 0).into_values().collect();
        let first = all[0];
        assert_eq!(first.invocations, Some(3.0));
        assert_eq!(first.cold_starts, Some(2.0));
        assert_eq!(
            first.concurrency_max,
            Some(2.0),
            "the third begins when the first has ended"
        );
        assert_eq!(first.duration_p99_ms, Some(2000.0));
        assert_eq!(all[1].invocations, Some(1.0));
        assert_eq!(all[1].start, MINUTE);
    }

    #[test]
    fn minutes_begin_at_the_origin() {
        let all = of_requests(
            &[request(10.0, 1, false), request(5.0, 1, false)],
            5 * SECOND,
        );
        assert_eq!(all.keys().copied().collect::<Vec<_>>(), [5 * SECOND]);
    }
}
