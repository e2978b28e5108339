//! `cloudwatch.csv`: the one-minute metrics under CloudWatch's own names and statistics, so that
//! a simulated run can be laid beside a real one; `cloudwatch.json`, where it is asked for: the same as CloudWatch
//! itself answers.
//!
//! As in CloudWatch, a metric without activity in a minute has no datapoint, and provisioned
//! metrics exist only for functions with provisioned concurrency. Account-level metrics have an
//! empty function cell. The 5xx of an outage are not `Errors`, which counts what functions answered: as in CloudWatch
//! they are no `Invocations` either. What SQS says of a queue has the name of the function that reads it, for a
//! scenario names no queue. Of ECS services there are the metrics that their target tracking reads.
//!
//! It turns results into bytes and knows nothing of files.

pub(super) mod tasks;

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::json;

use super::cells;
use crate::kernel::{SimDuration, SimTime};
use crate::metrics::{
    AccountMinute, FunctionMinute, FunctionResult, RunResult, SourceMinute, SourceResult,
};
use tasks::TaskMinutes;

const COLUMNS: [&str; 5] = ["time_s", "function", "metric", "statistic", "value"];

/// One datapoint of a minute: metric, statistic, value.
type Datapoint = (&'static str, &'static str, String);

/// Writes the file, by time; within one minute the account first, then the functions in order, then the services.
pub(super) fn write(
    result: &RunResult,
    services: &[TaskMinutes],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS)?;
    each(
        result,
        services,
        |start, name, (metric, statistic, value)| {
            let name = cells::name(name);
            let row = [&cells::time(start), &name, metric, statistic, &value];
            Ok(csv.write_record(row)?)
        },
    )?;
    csv.flush()
}

/// Writes the same as `aws cloudwatch get-metric-data` answers: a result for each metric, newest value first. Labels
/// are Region, function (or `account`), metric and statistic. Minutes begin at `begin`.
pub(super) fn write_metric_data(
    region: &str,
    begin: Timestamp,
    (result, services): (&RunResult, &[TaskMinutes]),
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut all: Vec<MetricData> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    each(
        result,
        services,
        |start, name, (metric, statistic, value)| {
            let name = if name.is_empty() { "account" } else { name };
            let label = [region, name, metric, statistic].join(" ");
            let next = places.len();
            let place = *places.entry(label.clone()).or_insert(next);
            if place == next && all.len() == next {
                all.push(MetricData::new(next, label));
            }
            let after =
                SignedDuration::from_nanos(i64::try_from(start.as_nanos()).unwrap_or(i64::MAX));
            let at = begin.checked_add(after).map_err(io::Error::other)?;
            all[place].timestamps.push(at.to_string());
            all[place]
                .values
                .push(value.parse().map_err(io::Error::other)?);
            Ok(())
        },
    )?;
    for one in &mut all {
        one.timestamps.reverse();
        one.values.reverse();
    }
    serde_json::to_writer_pretty(
        &mut *out,
        &json!({ "MetricDataResults": all, "Messages": [] }),
    )?;
    out.write_all(b"\n")
}

/// A result of `get-metric-data`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct MetricData {
    id: String,
    label: String,
    timestamps: Vec<String>,
    values: Vec<serde_json::Number>,
    status_code: &'static str,
}

impl MetricData {
    fn new(number: usize, label: String) -> Self {
        Self {
            id: format!("m{number}"),
            label,
            timestamps: Vec::new(),
            values: Vec::new(),
            status_code: "Complete",
        }
    }
}

/// Gives `put` each datapoint with the start of its minute and the function's name, which is empty for the account.
fn each(
    result: &RunResult,
    services: &[TaskMinutes],
    mut put: impl FnMut(SimTime, &str, Datapoint) -> Result<(), io::Error>,
) -> Result<(), io::Error> {
    let mut put = |start: SimTime, name: &str, datapoints: Vec<Datapoint>| {
        let mut datapoints = datapoints.into_iter();
        datapoints.try_for_each(|datapoint| put(start, name, datapoint))
    };
    let account = &result.account.minutes;
    let lengths = result.functions.iter().map(|f| f.minutes.len());
    let lengths = lengths.chain(services.iter().map(|one| one.rows.len()));
    for index in 0..lengths.chain([account.len()]).max().unwrap_or(0) {
        if let Some(minute) = account.get(index) {
            put(minute.start, "", of_account(minute))?;
        }
        for function in &result.functions {
            if let Some(minute) = function.minutes.get(index) {
                let name = &function.name;
                put(minute.start, name, of_function(minute, function))?;
                for source in &function.sources {
                    if let Some(minute) = source.minutes.get(index) {
                        put(minute.start, name, of_source(source, minute))?;
                    }
                }
            }
        }
        for service in services {
            if let Some(minute) = service.rows.get(index) {
                put(minute.start, &service.name, minute.datapoints())?;
            }
        }
    }
    Ok(())
}

fn of_account(minute: &AccountMinute) -> Vec<Datapoint> {
    let AccountMinute {
        start: _,
        concurrency_max,
        unreserved_in_flight_max,
        claimed_max,
    } = *minute;
    if concurrency_max
        .max(unreserved_in_flight_max)
        .max(claimed_max)
        == 0
    {
        return Vec::new();
    }
    vec![
        maximum("ConcurrentExecutions", concurrency_max),
        maximum("UnreservedConcurrentExecutions", unreserved_in_flight_max),
        maximum("ClaimedAccountConcurrency", claimed_max),
    ]
}

fn of_function(minute: &FunctionMinute, function: &FunctionResult) -> Vec<Datapoint> {
    let has_provisioned = function.has_provisioned;
    // Where functions do not fail a zero would claim to have measured that.
    let has_errors = function.totals.function_errors + function.warm_up_counts.function_errors > 0;
    let mut datapoints = Vec::new();
    let counts = &minute.counts;
    if counts.attempts > 0 {
        datapoints.push(sum("Invocations", counts.invocations));
        if has_errors {
            datapoints.push(sum("Errors", counts.function_errors));
        }
        datapoints.push(sum("Throttles", counts.throttles()));
        if has_provisioned {
            datapoints.extend([
                sum(
                    "ProvisionedConcurrencyInvocations",
                    counts.provisioned_invocations,
                ),
                sum(
                    "ProvisionedConcurrencySpilloverInvocations",
                    counts.spillover(),
                ),
            ]);
        }
    }
    if counts.attempts > 0 || minute.concurrency_max > 0 {
        datapoints.push(maximum("ConcurrentExecutions", minute.concurrency_max));
        if has_provisioned {
            match &function.provisioned {
                None => datapoints.extend(provisioned_use(minute)),
                Some(_) => datapoints.extend(changing_use(minute)),
            }
        }
    }
    datapoints.extend(durations(minute));
    datapoints
}

/// The metrics of the service that keeps the queue.
fn of_source(source: &SourceResult, minute: &SourceMinute) -> Vec<Datapoint> {
    let counts = &minute.counts;
    let mean = minute.age_sum_nanos as f64 / minute.invocations.max(1) as f64 / 1e6;
    let age = |metric| {
        let datapoint = |statistic, millis: f64| (metric, statistic, cells::millis(Some(millis)));
        let highest = minute.age_max.as_millis_f64();
        let both = [datapoint("Average", mean), datapoint("Maximum", highest)];
        both.into_iter().filter(|_| minute.invocations > 0)
    };
    let oldest = || {
        minute
            .oldest_age
            .map(SimDuration::as_secs_f64)
            .unwrap_or_default()
    };
    match &*source.kind {
        "async" => {
            let mut datapoints = Vec::new();
            if counts.received > 0 {
                datapoints.push(sum("AsyncEventsReceived", counts.received));
            }
            datapoints.extend(age("AsyncEventAge"));
            let dropped = counts.dead_lettered + counts.dropped();
            if dropped > 0 {
                datapoints.push(sum("AsyncEventsDropped", dropped));
            }
            datapoints
        }
        "stream" => age("IteratorAge").collect(),
        _ => {
            let oldest = cells::fraction(oldest());
            let mut datapoints = vec![
                sum("NumberOfMessagesSent", counts.received),
                sum("NumberOfMessagesReceived", counts.delivered),
                sum("NumberOfMessagesDeleted", counts.deleted),
                ("ApproximateAgeOfOldestMessage", "Maximum", oldest),
            ];
            let is_quiet = counts.received + counts.delivered + counts.deleted == 0;
            if is_quiet && minute.oldest_age.is_none() {
                datapoints.clear();
            }
            datapoints
        }
    }
}

fn provisioned_use(minute: &FunctionMinute) -> impl Iterator<Item = Datapoint> {
    let busy = minute.provisioned_busy_max;
    let allocated = minute.provisioned_allocated;
    let utilization = (allocated > 0).then(|| {
        let share = cells::fraction(busy as f64 / allocated as f64);
        ("ProvisionedConcurrencyUtilization", "Maximum", share)
    });
    std::iter::once(maximum("ProvisionedConcurrentExecutions", busy)).chain(utilization)
}

/// The same of provisioned concurrency that changes, with the average that autoscaling looks at.
fn changing_use(minute: &FunctionMinute) -> impl Iterator<Item = Datapoint> {
    let utilization = minute.utilization.into_iter().flat_map(|utilization| {
        let datapoint = |statistic, share| {
            let metric = "ProvisionedConcurrencyUtilization";
            (metric, statistic, cells::fraction(share))
        };
        [
            datapoint("Average", utilization.average),
            datapoint("Maximum", utilization.maximum),
        ]
    });
    let busy = maximum(
        "ProvisionedConcurrentExecutions",
        minute.provisioned_busy_max,
    );
    std::iter::once(busy).chain(utilization)
}

fn durations(minute: &FunctionMinute) -> Vec<Datapoint> {
    let duration = &minute.duration;
    let Some(mean) = duration.mean_ms() else {
        return Vec::new();
    };
    let datapoint = |statistic, millis: f64| ("Duration", statistic, cells::millis(Some(millis)));
    vec![
        datapoint("Average", mean),
        datapoint("Minimum", duration.min.as_millis_f64()),
        datapoint("Maximum", duration.max.as_millis_f64()),
    ]
}

fn sum(metric: &'static str, value: u64) -> Datapoint {
    (metric, "Sum", cells::count(value))
}

fn maximum(metric: &'static str, value: u64) -> Datapoint {
    (metric, "Maximum", cells::count(value))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use crate::report::fixture;

    #[test]
    fn the_answer_has_every_datapoint_of_the_table_newest_first() {
        let table = fixture::text_of(|out| super::write(&fixture::small(), &[], out));
        let begin = "2026-11-26T08:00:00Z".parse::<Timestamp>().expect("a time");
        let answer = fixture::text_of(|out| {
            super::write_metric_data("us-east-1", begin, (&fixture::small(), &[]), out)
        });
        let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        let results = answer["MetricDataResults"].as_array().expect("a list");
        let values = |result: &serde_json::Value| result["Values"].as_array().map_or(0, Vec::len);
        let datapoints: usize = results.iter().map(values).sum();
        assert_eq!(
            datapoints,
            table.lines().count() - 1,
            "one for each row of the table"
        );
        let times = results[0]["Timestamps"].as_array().expect("times");
        let texts: Vec<&str> = times.iter().filter_map(serde_json::Value::as_str).collect();
        assert!(
            texts.len() > 1 && texts.is_sorted_by(|one, other| one > other),
            "{texts:?}"
        );
        assert_eq!(times.last().expect("a time"), "2026-11-26T08:00:00Z");
        let label = results[0]["Label"].as_str().expect("a label");
        assert_eq!(
            label, "us-east-1 account ConcurrentExecutions Maximum",
            "the account's first"
        );
    }

    #[test]
    fn has_cloudwatchs_metrics_for_minutes_with_activity_only() {
        let text = fixture::text_of(|out| super::write(&fixture::small(), &[], out));
        insta::assert_snapshot!(text);
    }
}
