//! Metric streams in JSON: an object for each metric and minute, most often a line each.

use serde_json::Value;

use super::{describe, series};
use crate::import::format::Format;
use crate::import::gathered::{Datapoint, MetricOf, Statistic};
use crate::import::head::Head;
use crate::import::input::{Input, ReadError};
use crate::import::instant::SECOND;
use crate::import::json;
use crate::import::reading::Reading;

pub(super) const FORMAT: Format = Format {
    kind: "cloudwatch-metric-stream",
    title: "a metric stream of CloudWatch",
    is_like,
    read,
};

fn is_like(head: &Head) -> bool {
    ["", "[]."].iter().any(|list| {
        let keys = ["namespace", "metric_name", "dimensions", "value"];
        keys.iter()
            .all(|key| head.keys.contains(&format!("{list}{key}")))
    })
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    if input.head().trim_ascii_start().starts_with(b"[") {
        let around = json::values(input, &[], |row, line| {
            take_row(reading, Some(&row), line);
        })?;
        if around.is_cut_off {
            reading.assume("the file ends in the middle of a datapoint, which is left out");
        }
        return Ok(());
    }
    loop {
        let number = input.line() + 1;
        let Some(line) = input.next_line()? else {
            return Ok(());
        };
        // Firehose may put objects behind one another without a line break.
        let values = serde_json::Deserializer::from_slice(line).into_iter::<Value>();
        for value in values {
            let is_broken = value.is_err();
            take_row(reading, value.ok().as_ref(), number);
            if is_broken {
                break;
            }
        }
    }
}

fn take_row(reading: &mut Reading<'_>, row: Option<&Value>, line: u64) {
    reading.row();
    let taken = match row {
        Some(row) => take(reading, row, line),
        None => Err("is no JSON".to_owned()),
    };
    if let Err(reason) = taken {
        reading.skip(&reason, line);
    }
}

/// Takes a datapoint; or says why it is left out.
fn take(reading: &mut Reading<'_>, row: &Value, line: u64) -> Result<(), String> {
    let text = |key: &str| row.get(key).and_then(Value::as_str);
    let namespace = text("namespace").ok_or("has no namespace")?;
    describe::only_lambda(Some(namespace))?;
    let metric = text("metric_name").ok_or("has no metric_name")?;
    let at = row
        .get("timestamp")
        .and_then(|at| series::time(reading, at));
    let start = at.ok_or("has no time that can be read")?;
    let values = row.get("value").map(statistics).unwrap_or_default();
    if values.is_empty() {
        return Err("has no value".to_owned());
    }
    let region = text("region");
    let of = match row.get("dimensions").and_then(Value::as_object) {
        None => MetricOf::Account(region),
        Some(dimensions) if dimensions.is_empty() => MetricOf::Account(region),
        Some(dimensions) => {
            let names: Vec<&str> = dimensions.keys().map(String::as_str).collect();
            match (
                dimensions.get("FunctionName").and_then(Value::as_str),
                names.as_slice(),
            ) {
                (Some(name), ["FunctionName"]) => {
                    MetricOf::Function(reading.function(region, name))
                }
                (Some(_), _) => return Err(describe::of_version()),
                (None, names) => return Err(describe::dimensioned(names)),
            }
        }
    };
    let datapoint = |(statistic, value): (Statistic, f64)| Datapoint {
        metric,
        statistic,
        start,
        period: 60 * SECOND,
        value,
    };
    let datapoints: Vec<Datapoint<'_>> = values.into_iter().map(datapoint).collect();
    reading.statistics(of, &datapoints, line);
    Ok(())
}

/// The statistics that a value has, and the mean that follows from them.
fn statistics(value: &Value) -> Vec<(Statistic, f64)> {
    let number = |key: &str| value.get(key).and_then(series::number);
    let (count, sum) = (number("count"), number("sum"));
    let mean = count
        .zip(sum)
        .filter(|(count, _)| *count > 0.0)
        .map(|(count, sum)| sum / count);
    let plain = [
        (Statistic::Sum, sum),
        (Statistic::Average, mean),
        (Statistic::Maximum, number("max")),
        (Statistic::Minimum, number("min")),
        (Statistic::SampleCount, count),
    ];
    let plain = plain
        .into_iter()
        .filter_map(|(statistic, value)| Some((statistic, value?)));
    let others = value.as_object().into_iter().flatten();
    let percentiles = others.filter_map(|(name, value)| match Statistic::parse(name)? {
        percentile @ Statistic::Percentile(_) => Some((percentile, series::number(value)?)),
        _ => None,
    });
    plain.chain(percentiles).collect()
}
