//! Answers of `get-metric-data`: series that have an id and a label only.

use serde_json::Value;

use super::series::{self, Periods, Point};
use super::{describe, queries};
use crate::import::format::Format;
use crate::import::head::Head;
use crate::import::input::{Input, ReadError};
use crate::import::json;
use crate::import::reading::Reading;

pub(super) const FORMAT: Format = Format {
    kind: "cloudwatch-metric-data",
    title: "an answer of get-metric-data",
    is_like,
    read,
};

fn is_like(head: &Head) -> bool {
    let is_list = head.has_keys(&["[].Timestamps", "[].Values"]);
    let is_answer = |list: &str| head.keys.iter().any(|key| key.starts_with(list));
    is_list || is_answer("MetricDataResults") || is_answer("[].MetricDataResults")
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let mut periods = Periods::default();
    let mut has_series = false;
    let mut is_partial = false;
    let lists = ["MetricDataQueries", "MetricDataResults"];
    let around = json::values(input, &lists, |element, line| {
        // Pages of an answer in a list.
        if let Some(Value::Array(results)) = element.get("MetricDataResults") {
            for result in results {
                has_series = true;
                take(reading, &mut periods, result, line);
            }
            is_partial |= element.get("NextToken").is_some_and(Value::is_string);
        } else if element.get("Values").is_some() {
            has_series = true;
            is_partial |= element
                .get("StatusCode")
                .is_some_and(|code| code == "PartialData");
            take(reading, &mut periods, &element, line);
        } else if element.get("MetricStat").is_some() || element.get("Expression").is_some() {
            // Some keep the queries beside the answer. What they ask for is said where the answer is left out.
            let _ = queries::take(reading, element);
        }
    })?;
    // Whoever keeps several pages in one file may have its last, whose NextToken is missing.
    let is_token = |(key, value): &(String, Value)| key == "NextToken" && value.is_string();
    is_partial |= around.beside.iter().any(is_token);
    if is_partial {
        reading.assume(
            "a NextToken shows that the answer has more pages: what is not in the files is missing",
        );
    }
    if around.is_cut_off {
        reading.assume("the file ends in the middle of a series, which is left out");
    }
    if around.is_cut_off && !has_series {
        return Err(ReadError::refused(
            "is cut off before its first series is whole",
        ));
    }
    if reading.rows() == 0 {
        return Err(ReadError::refused(
            "is an answer of get-metric-data that has no datapoints",
        ));
    }
    Ok(())
}

/// Takes one of the results of an answer.
pub(super) fn take(reading: &mut Reading<'_>, periods: &mut Periods, result: &Value, line: u64) {
    let text = |key: &str| result.get(key).and_then(Value::as_str).unwrap_or("");
    let list = |key: &str| {
        result
            .get(key)
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice)
    };
    let (times, values) = (list("Timestamps"), list("Values"));
    let mut points = Vec::with_capacity(times.len());
    for (at, value) in times.iter().zip(values) {
        let at = series::time(reading, at);
        points.push(Point::new(at, series::number(value), line));
    }
    match describe::series(reading, text("Id"), text("Label")) {
        Ok(described) => series::put(reading, periods, &described, &points),
        Err(reason) => series::leave_out(reading, &reason, &points),
    }
    for _ in points.len()..times.len().max(values.len()) {
        reading.row();
        reading.skip(
            "has a time without a value, or a value without a time",
            line,
        );
    }
}
