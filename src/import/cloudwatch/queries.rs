//! What `get-metric-data` was asked: the file of `--metric-data-queries`. The answer has the ids only.

use serde::Deserialize;
use serde_json::Value;

use super::{describe, expression};
use crate::import::format::Format;
use crate::import::gathered::Query;
use crate::import::head::Head;
use crate::import::input::{Input, ReadError};
use crate::import::json;
use crate::import::reading::Reading;

pub(super) const FORMAT: Format = Format {
    kind: "cloudwatch-queries",
    title: "queries of get-metric-data",
    is_like,
    read,
};

fn is_like(head: &Head) -> bool {
    ["MetricDataQueries[].", "[]."].iter().any(|list| {
        let has = |key: &str| head.keys.contains(&format!("{list}{key}"));
        has("Id") && (has("MetricStat") || has("Expression"))
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Written {
    id: String,
    metric_stat: Option<MetricStat>,
    expression: Option<String>,
    label: Option<String>,
    period: Option<f64>,
    region: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MetricStat {
    metric: Metric,
    period: Option<f64>,
    stat: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metric {
    namespace: Option<String>,
    metric_name: Option<String>,
    dimensions: Option<Vec<Dimension>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Dimension {
    name: String,
    value: String,
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    json::values(input, &["MetricDataQueries"], |value, line| {
        reading.row();
        match take(reading, value) {
            Ok(()) => reading.use_row(),
            Err(reason) => reading.skip(&reason, line),
        }
    })?;
    Ok(())
}

/// Remembers a query; one that asks for nothing of Lambda is remembered, too, and its answer left out.
pub(super) fn take(reading: &mut Reading<'_>, value: Value) -> Result<(), String> {
    let written: Written = serde_json::from_value(value)
        .map_err(|_| "is no query: it has no Id, or no MetricStat that can be read".to_owned())?;
    let Written {
        id,
        metric_stat,
        expression,
        label,
        period,
        region,
    } = written;
    let mut query = Query {
        label,
        expression,
        region,
        period_s: period,
        ..Query::default()
    };
    if let Some(MetricStat {
        metric,
        period,
        stat,
    }) = metric_stat
    {
        let dimensions = metric.dimensions.unwrap_or_default();
        let pair = |dimension: Dimension| (dimension.name, dimension.value);
        query.namespace = metric.namespace;
        query.metric = metric.metric_name;
        query.dimensions = dimensions.into_iter().map(pair).collect();
        query.statistic = stat;
        query.period_s = period.or(query.period_s);
    }
    let verdict = asks_for_lambda(&query);
    reading.query(&id, query);
    verdict
}

/// Says why the answer to a query will be left out.
fn asks_for_lambda(query: &Query) -> Result<(), String> {
    if let Some(text) = &query.expression {
        let asked = expression::read(text);
        asked.ok_or("is an expression, no metric of AWS/Lambda")?;
        return Ok(());
    }
    describe::only_lambda(query.namespace.as_deref())?;
    query.metric.as_ref().ok_or("names no metric")?;
    Ok(())
}
