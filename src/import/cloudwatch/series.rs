//! The datapoints of one series: their times and values as they are written, and the period between them.

use serde_json::Value;

use super::describe::{Described, Of};
use super::names;
use crate::import::gathered::{Datapoint, MetricOf, Statistic};
use crate::import::instant::{self, Instant, SECOND};
use crate::import::reading::Reading;

/// From this many datapoints on, the gaps between them tell the period; fewer may lie far apart in a quiet function.
const ENOUGH: usize = 10;

/// A datapoint as it stands in a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) at: Option<Instant>,
    /// Values of statistics; `None` is the statistic of the series.
    pub(super) values: Vec<(Option<Statistic>, f64)>,
    pub(super) line: u64,
}

impl Point {
    /// A datapoint of the statistic of the series; without a value if that is not finite.
    pub(super) fn new(at: Option<Instant>, value: Option<f64>, line: u64) -> Self {
        let value = value.filter(|value| value.is_finite());
        Self {
            at,
            values: value.map(|value| (None, value)).into_iter().collect(),
            line,
        }
    }
}

/// What a file's series so far have shown of their period.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Periods {
    shortest: Option<i64>,
}

impl Periods {
    /// The period of a series in nanoseconds, which a query or a label may say.
    fn of(&mut self, reading: &mut Reading<'_>, said: Option<f64>, points: &[Point]) -> i64 {
        if let Some(seconds) = said.filter(|seconds| (0.001..1e9).contains(seconds)) {
            return (seconds * SECOND as f64).round() as i64;
        }
        let mut gaps = gaps(points);
        if points.len() < ENOUGH {
            gaps = gaps.into_iter().chain(self.shortest).min();
        }
        let Some(period) = gaps else {
            reading.assume(
                "the period is not stated, and one datapoint does not show it: read as 60 s",
            );
            return 60 * SECOND;
        };
        self.shortest = Some(
            self.shortest
                .map_or(period, |shortest| shortest.min(period)),
        );
        let seconds = period as f64 / SECOND as f64;
        reading.assume(&format!(
            "the period is not stated: {seconds} s, from the gaps between datapoints"
        ));
        period
    }
}

/// The largest length of which all gaps between datapoints are multiples: some may be missing between any two.
fn gaps(points: &[Point]) -> Option<i64> {
    let mut times: Vec<i64> = points
        .iter()
        .filter_map(|point| Some(point.at?.0))
        .collect();
    times.sort_unstable();
    let common = |mut a: i64, mut b: i64| {
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    let pairs = times.iter().zip(times.iter().skip(1));
    let gap = pairs
        .map(|(before, after)| after.saturating_sub(*before))
        .fold(0, common);
    (gap > 0).then_some(gap)
}

/// Takes a series; each point is a row.
pub(super) fn put(
    reading: &mut Reading<'_>,
    periods: &mut Periods,
    described: &Described,
    points: &[Point],
) {
    let usual = described
        .statistic
        .unwrap_or_else(|| usual(reading, described, points));
    let mut of_series = None;
    for point in points {
        reading.row();
        let Some(start) = point.at else {
            reading.skip("has no time that can be read", point.line);
            continue;
        };
        if point.values.is_empty() {
            reading.skip("has no value", point.line);
            continue;
        }
        // A series without any datapoint that can be used names no function, and shows no period.
        let (of, period) = *of_series.get_or_insert_with(|| {
            let period = periods.of(reading, described.period_s, points);
            (owner(reading, described), period)
        });
        let datapoint = |(statistic, value): &(Option<Statistic>, f64)| Datapoint {
            metric: &described.metric,
            statistic: statistic.unwrap_or(usual),
            start,
            period,
            value: *value,
        };
        let datapoints: Vec<Datapoint<'_>> = point.values.iter().map(datapoint).collect();
        reading.statistics(of, &datapoints, point.line);
    }
}

/// Leaves a series out.
pub(super) fn leave_out(reading: &mut Reading<'_>, reason: &str, points: &[Point]) {
    for point in points {
        reading.row();
        reading.skip(reason, point.line);
    }
}

/// The function of a series, or the account.
fn owner<'a>(reading: &mut Reading<'_>, described: &'a Described) -> MetricOf<'a> {
    let region = described.region.as_deref();
    match &described.of {
        Of::Function(name) => MetricOf::Function(reading.function(region, name)),
        Of::Unnamed => MetricOf::Function(reading.unnamed_function()),
        Of::Account => MetricOf::Account(region),
    }
}

/// The statistic of a series where nothing says it.
fn usual(reading: &mut Reading<'_>, described: &Described, points: &[Point]) -> Statistic {
    let statistic = names::usual_statistic(&described.metric);
    let is_needed = |point: &Point| {
        point
            .values
            .iter()
            .any(|(statistic, _)| statistic.is_none())
    };
    if points.iter().any(is_needed) {
        reading.assume(&format!(
            "the statistic of {} is not stated: read as {}",
            described.metric,
            statistic.name()
        ));
    }
    statistic
}

/// A time as JSON has it: a text, an epoch, or the parts that a recorded answer has.
pub(super) fn time(reading: &mut Reading<'_>, value: &Value) -> Option<Instant> {
    match value {
        Value::String(text) => match text.strip_prefix("/Date(") {
            Some(milliseconds) => instant::epoch(milliseconds.split(')').next()?),
            None => reading.time(text),
        },
        Value::Number(number) => instant::epoch_number(number.as_f64()?),
        Value::Object(parts) => {
            if let Some(date) = parts.get("$date").or_else(|| parts.get("DateTime")) {
                return time(reading, date);
            }
            let part = |name: &str| parts.get(name).and_then(Value::as_u64).unwrap_or(0);
            let (year, month, day) = (part("year"), part("month"), part("day"));
            let (hour, minute, second) = (part("hour"), part("minute"), part("second"));
            let fraction = part("microsecond");
            let text = format!(
                "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:06}Z"
            );
            instant::parse(&text).map(|stamp| stamp.at)
        }
        _ => None,
    }
}

/// A value, if it is a finite number.
pub(super) fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(seconds: &[i64]) -> Vec<Point> {
        let point = |at: &i64| Point {
            at: Some(Instant(at * SECOND)),
            values: vec![(None, 1.0)],
            line: 1,
        };
        seconds.iter().map(point).collect()
    }

    #[test]
    fn gaps_show_the_period_even_if_most_datapoints_are_missing() {
        assert_eq!(gaps(&points(&[600, 0, 300])), Some(300 * SECOND));
        assert_eq!(
            gaps(&points(&[0, 180, 480])),
            Some(60 * SECOND),
            "120 s is no gap, 60 s fits"
        );
        assert_eq!(gaps(&points(&[60, 60])), None);
        assert_eq!(gaps(&points(&[])), None);
    }
}
