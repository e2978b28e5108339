//! Answers of `get-metric-statistics`, which name the metric and nothing else; and answers of it and of
//! `get-metric-data` that a program of Python recorded.

use serde_json::Value;

use super::documents::{self, Documents};
use super::series::{self, Periods, Point};
use super::{describe, metric_data};
use crate::import::format::Format;
use crate::import::gathered::Statistic;
use crate::import::head::Head;
use crate::import::input::{Input, ReadError};
use crate::import::reading::Reading;

pub(super) const FORMAT: Format = Format {
    kind: "cloudwatch-metric-statistics",
    title: "an answer of get-metric-statistics",
    is_like: |head| head.keys.contains("Datapoints") || head.keys.contains("[].Datapoints"),
    read,
};

pub(super) const RECORDED: Format = Format {
    kind: "cloudwatch-recorded-answer",
    title: "a recorded answer of CloudWatch",
    is_like: is_recorded,
    read,
};

fn is_recorded(head: &Head) -> bool {
    ["data.Datapoints", "data.MetricDataResults"]
        .iter()
        .any(|key| head.keys.contains(*key))
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let Documents {
        values,
        is_cut_off,
        lines,
    } = documents::read(input, "Timestamp")?;
    if is_cut_off {
        reading.assume("the file ends in the middle of a datapoint, which is left out");
    }
    let mut lines = lines.into_iter();
    let mut periods = Periods::default();
    for value in values {
        let answers = match value {
            Value::Array(answers) => answers,
            answer => vec![answer],
        };
        for answer in &answers {
            take(
                reading,
                &mut periods,
                answer.get("data").unwrap_or(answer),
                &mut lines,
            );
        }
    }
    if reading.rows() == 0 {
        return Err(ReadError::refused(
            "is an answer of CloudWatch that has no datapoints",
        ));
    }
    Ok(())
}

fn take(
    reading: &mut Reading<'_>,
    periods: &mut Periods,
    answer: &Value,
    lines: &mut impl Iterator<Item = u64>,
) {
    if let Some(Value::Array(results)) = answer.get("MetricDataResults") {
        for result in results {
            metric_data::take(reading, periods, result, 1);
        }
        return;
    }
    let Some(Value::Array(datapoints)) = answer.get("Datapoints") else {
        return;
    };
    let label = answer.get("Label").and_then(Value::as_str).unwrap_or("");
    let mut points = Vec::with_capacity(datapoints.len());
    for datapoint in datapoints {
        points.push(Point {
            at: datapoint
                .get("Timestamp")
                .and_then(|at| series::time(reading, at)),
            values: statistics(datapoint),
            line: lines.next().unwrap_or(1),
        });
    }
    let unit = datapoints
        .iter()
        .find_map(|datapoint| datapoint.get("Unit")?.as_str());
    let described = if label.is_empty() {
        Err("has no Label: nothing says which metric it is of".to_owned())
    } else {
        describe::series(reading, "", label)
    };
    match (described, unit) {
        (Ok(described), Some(unit))
            if described.metric == "Duration"
                && unit.ends_with("econds")
                && unit != "Milliseconds" =>
        {
            // Lambda's is in milliseconds: this is of another service.
            let reason =
                "is a Duration that is not in milliseconds, and so no metric of AWS/Lambda";
            series::leave_out(reading, reason, &points);
        }
        (Ok(described), _) => series::put(reading, periods, &described, &points),
        (Err(reason), _) => series::leave_out(reading, &reason, &points),
    }
}

/// All statistics of a datapoint.
fn statistics(datapoint: &Value) -> Vec<(Option<Statistic>, f64)> {
    let extended = datapoint
        .get("ExtendedStatistics")
        .and_then(Value::as_object);
    let own = datapoint.as_object().into_iter().flatten();
    own.chain(extended.into_iter().flatten())
        .filter_map(|(name, value)| Some((Some(Statistic::parse(name)?), series::number(value)?)))
        .collect()
}
