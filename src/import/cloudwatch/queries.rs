//! What `get-metric-data` was asked: the file of `--metric-data-queries`. The answer has the ids only.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{describe, expression, names};
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
    json::elements::<Value>(input, &["MetricDataQueries"], |element, line| {
        if let Ok(value) = element {
            reading.row();
            match take(reading, value) {
                Ok(()) => reading.use_row(),
                Err(reason) => reading.skip(&reason, line),
            }
        }
        Ok(())
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
        query.dimensions = dimensions.into_iter().map(pair).collect::<BTreeMap<_, _>>();
        query.statistic = stat;
        query.period_s = period.or(query.period_s);
    }
    let verdict = match (&query.namespace, &query.expression) {
        (_, Some(text)) if expression::read(text).is_none() => {
            Err("is an expression, no metric of AWS/Lambda".to_owned())
        }
        (Some(namespace), None) if namespace != names::NAMESPACE => {
            Err(describe::foreign(namespace))
        }
        (_, None) if query.metric.is_none() => Err("names no metric".to_owned()),
        _ => Ok(()),
    };
    reading.query(&id, query);
    verdict
}
