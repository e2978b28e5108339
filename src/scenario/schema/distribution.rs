//! Distributions of a time: a bare duration, or a table of which one key names the kind.
//!
//! It knows the kinds and their parameters; it must not know which keys are distributions.

use serde_json::Value;

use super::table::{Table, parameters};
use super::values::{above_zero, any_of, at_least_zero, duration, file, none, number, word};
use crate::catalog;

pub(super) fn distribution() -> Value {
    any_of([duration(), kinds().exactly_one()])
}

/// A distribution, or `"none"` for a time that never comes.
pub(super) fn distribution_or_none() -> Value {
    any_of([duration(), none(), kinds().exactly_one()])
}

/// The distribution of a cold start, which may also be that of a measured runtime.
pub(super) fn cold_start() -> Value {
    let kinds = kinds().key("runtime", word(catalog::runtimes()));
    any_of([duration(), kinds.exactly_one()])
}

fn kinds() -> Table {
    let shape_and_scale = || parameters([("shape", above_zero()), ("scale", duration())]);
    let mean_and_sd = || parameters([("mean", duration()), ("sd", duration())]);
    let lognormal = any_of([
        parameters([("median", duration()), ("p99", duration())]),
        mean_and_sd(),
        parameters([("mu", number()), ("sigma", at_least_zero())]),
    ]);
    Table::explained_under("Distributions")
        .key("exponential", parameters([("mean", duration())]))
        .key("lognormal", lognormal)
        .key("gamma", any_of([shape_and_scale(), mean_and_sd()]))
        .key("weibull", shape_and_scale())
        .key(
            "uniform",
            parameters([("min", duration()), ("max", duration())]),
        )
        .key("pareto", shape_and_scale())
        .key("empirical", parameters([("file", file())]))
}
