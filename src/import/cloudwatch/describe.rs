//! What a series of an answer is: from the query of its id, else from its label and its id.

use super::expression;
use super::id;
use super::label;
use super::names;
use crate::import::gathered::{Query, Statistic};
use crate::import::reading::Reading;

/// Whose a series is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Of {
    /// A function of this name.
    Function(String),
    /// A function that nothing names.
    Unnamed,
    /// The account in a Region.
    Account,
}

/// What a series is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Described {
    pub(super) metric: String,
    /// `None` where nothing says it.
    pub(super) statistic: Option<Statistic>,
    pub(super) of: Of,
    pub(super) region: Option<String>,
    pub(super) period_s: Option<f64>,
}

/// Describes a series by its id and label; or says why it is left out.
pub(super) fn series(reading: &Reading<'_>, id: &str, label: &str) -> Result<Described, String> {
    match query(reading.queries(id), label) {
        Ok(Some(query)) => by_query(reading, query, id, label),
        Ok(None) => by_label(id, label),
        // The label may do where the id is of no help.
        Err(()) => by_label("", label).map_err(|_| {
            format!("its id {id} stands for different metrics in the files of queries")
        }),
    }
}

/// The query that an answer belongs to: ids are unique within one request only.
fn query<'a>(queries: &'a [Query], label: &str) -> Result<Option<&'a Query>, ()> {
    if queries.len() < 2 {
        return Ok(queries.first());
    }
    let is_named = |query: &&Query| {
        let says = |text: Option<&String>| {
            text.is_some_and(|text| label.split(' ').any(|word| word == text))
        };
        query.label.as_deref() == Some(label)
            || says(query.metric.as_ref()) && says(query.dimensions.get("FunctionName"))
    };
    let mut named = queries.iter().filter(is_named);
    match (named.next(), named.next()) {
        (Some(query), None) => Ok(Some(query)),
        _ => Err(()),
    }
}

fn by_query(
    reading: &Reading<'_>,
    query: &Query,
    id: &str,
    label: &str,
) -> Result<Described, String> {
    if let Some(expression) = &query.expression {
        return by_expression(query, expression, id, label);
    }
    only_lambda(query.namespace.as_deref())?;
    let Some(metric) = &query.metric else {
        return by_label(id, label);
    };
    let written = query.statistic.as_deref();
    let statistic = written.and_then(Statistic::parse);
    if let (Some(written), None) = (written, statistic) {
        return Err(format!("has the statistic {written}, which is not read"));
    }
    let dimensions = &query.dimensions;
    let names: Vec<&str> = dimensions.keys().map(String::as_str).collect();
    let function = dimensions.get("FunctionName");
    let of = match (function, names.as_slice()) {
        (None, []) => Of::Account,
        (Some(name), ["FunctionName"]) => Of::Function(name.clone()),
        (Some(name), ["FunctionName", "Resource"] | ["ExecutedVersion", "FunctionName", ..]) => {
            // Whoever asks for an alias only, means the function.
            let is_same = |other: &Query| {
                let of_function = other.dimensions.len() == 1
                    && other.dimensions.get("FunctionName") == Some(name);
                of_function && other.metric == query.metric && other.statistic == query.statistic
            };
            if reading.all_queries().any(is_same) {
                return Err(of_version());
            }
            Of::Function(name.clone())
        }
        _ => return Err(dimensioned(&names)),
    };
    Ok(Described {
        metric: metric.clone(),
        statistic,
        of,
        region: query.region.clone(),
        period_s: query.period_s,
    })
}

fn by_expression(
    query: &Query,
    expression: &str,
    id: &str,
    label: &str,
) -> Result<Described, String> {
    let Some(asked) = expression::read(expression) else {
        return Err("is computed by an expression and is no metric of AWS/Lambda".to_owned());
    };
    let said = label::read(label);
    let metric = said.metric.map(str::to_owned).or(asked.metric);
    let metric = metric.ok_or_else(|| unknown(id, label))?;
    let statistic = asked.statistic.as_deref().and_then(Statistic::parse);
    Ok(Described {
        of: whose(&metric, said.function),
        metric,
        statistic: said.statistic.or(statistic),
        region: said.region.or_else(|| query.region.clone()),
        period_s: asked.period_s.or(query.period_s),
    })
}

fn by_label(id: &str, label: &str) -> Result<Described, String> {
    let said = label::read(label);
    only_lambda(said.namespace.as_deref())?;
    if said.is_computed {
        return Err(format!(
            "{label} is computed from metrics and is none of AWS/Lambda"
        ));
    }
    let of_id = id::read(id);
    let (metric, function) = match (said.metric, of_id.metric) {
        (Some(metric), of_id_metric) => {
            let is_same = of_id_metric == Some(metric);
            (metric, said.function.or(of_id.function.filter(|_| is_same)))
        }
        (None, Some(metric)) if !names::is_like_foreign_metric(label.trim()) => {
            let says_more = !label.is_empty() && label != id;
            (
                metric,
                if says_more {
                    said.function
                } else {
                    of_id.function
                },
            )
        }
        _ => return Err(unknown(id, label)),
    };
    Ok(Described {
        metric: metric.to_owned(),
        statistic: said.statistic.or(of_id.statistic),
        of: whose(metric, function),
        region: said.region,
        period_s: said.period_s.map(|period| period as f64),
    })
}

/// Describes a column of the console by its full label, else by its label and id; and says whether it is of a version
/// or an alias.
pub(super) fn column(full: &str, label: &str, id: &str) -> Result<(Described, bool), String> {
    let said = label::read(full);
    let described = if said.namespace.is_some() || said.metric.is_some() {
        by_label("", full)
    } else {
        by_label(id, label)
    };
    described.map(|described| (described, said.is_of_version))
}

fn whose(metric: &str, function: Option<String>) -> Of {
    match function {
        _ if names::is_of_account(metric) => Of::Account,
        // As burstsim labels the account's own metrics.
        Some(name) if name == "account" => Of::Account,
        Some(name) => Of::Function(name),
        None => Of::Unnamed,
    }
}

/// Says why a series of another service is left out.
pub(super) fn only_lambda(namespace: Option<&str>) -> Result<(), String> {
    match namespace {
        Some(other) if other != names::NAMESPACE => {
            Err(format!("is of namespace {other}, not AWS/Lambda"))
        }
        _ => Ok(()),
    }
}

/// Why a version or an alias is left out.
pub(super) fn of_version() -> String {
    "is for a version or an alias: the function's own datapoints already include it".to_owned()
}

/// Why a series with other dimensions is left out.
pub(super) fn dimensioned(names: &[&str]) -> String {
    format!("is of {}, not of a function", names.join(" and "))
}

/// Why a series is left out whose label names no metric of Lambda.
fn unknown(id: &str, label: &str) -> String {
    let label = label.trim();
    if label.is_empty() || names::is_like_foreign_metric(label) || id.is_empty() {
        let name = if label.is_empty() { id } else { label };
        return format!("{name} is no metric of AWS/Lambda");
    }
    format!(
        "neither the label `{label}` nor the id {id} names a metric of AWS/Lambda: import the query file (--metric-data-queries), too"
    )
}
