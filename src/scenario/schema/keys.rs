//! The tables of the format, key by key, in the order of `docs/scenario.md`.
//!
//! It knows which key takes which sort of value; it must not know what a key means or what holds
//! without it: that is the reference's to say.

use crate::measures::{Measure, Unit};
use serde_json::{Map, Value, json};

use super::distribution::{cold_start, distribution, distribution_or_none};
use super::table::Table;
use super::values::{
    any_of, at_least_zero, bare_share, bare_share_or_none, boolean, concurrency, duration, file,
    folder_name, integer, latency, line, list, none, rate, request_rate, share, size, time_of_day,
    word,
};
use crate::catalog;
use crate::scenario::alias::Shift;
use crate::scenario::client::{ClientRetry, Jitter, MAX_ATTEMPTS, MAX_CLIENTS};
use crate::scenario::function::{Architecture, ReuseOrder};
use crate::scenario::lifecycle::Lifecycle;
use crate::scenario::provisioned::UtilizationStatistic;
use crate::scenario::region::{Refill, ScalingRule};
use crate::scenario::traffic::{MAX_BATCH, Spacing, StageShape};
use crate::scenario::units::Concurrency;
use crate::scenario::warm::WarmEnvironments;

const MAX_USD: u64 = 1_000_000;
const MAX_DATAPOINTS: u64 = 1440;

pub(super) fn scenario() -> Map<String, Value> {
    Table::explained_under("Top level")
        .key("name", folder_name())
        .key("title", line())
        .key("duration", duration())
        .key("warm_up", duration())
        .key("time_of_day_start", time_of_day())
        .key("seed", integer(0, u64::MAX))
        .key("interval", duration())
        .key("region", region())
        .key("functions", list(function(), 1))
        .key("slo", slo())
        .key("billing", billing())
        .into_map()
}

fn region() -> Value {
    let codes = catalog::regions().iter().map(|region| region.code.as_str());
    let rules = [ScalingRule::PER_FUNCTION, ScalingRule::REGIONAL_BURST];
    Table::explained_under("[region]")
        .key("name", word(codes))
        .key("scaling", word(rules))
        .key("burst", concurrency())
        .key("ramp_per_minute", concurrency())
        .key("request_burst", request_rate())
        .key("request_ramp_per_minute", request_rate())
        .key("refill", word(Refill::ALL.map(Refill::key)))
        .key("account_concurrency", concurrency())
        .key("unreserved_minimum", concurrency())
        .key("provisioned_allocation", provisioned_allocation())
        .key("prices", prices())
        .key("outages", list(outage(), 0))
        .build()
}

fn outage() -> Value {
    Table::explained_under("Outages")
        .key("from", duration())
        .key("to", duration())
        .key("errors", bare_share())
        .build()
}

fn prices() -> Value {
    Table::explained_under("Prices")
        .key("requests", usd())
        .key("storage", usd())
        .key(Architecture::X86_64.key(), architecture_prices())
        .key(Architecture::Arm64.key(), architecture_prices())
        .build()
}

fn architecture_prices() -> Value {
    let tier = Table::explained_under("Prices")
        .key("above", at_least_zero())
        .key("usd", usd())
        .build();
    Table::explained_under("Prices")
        .key("duration", any_of([usd(), list(tier, 1)]))
        .key("provisioned", usd())
        .key("provisioned_duration", usd())
        .build()
}

/// A price in USD.
fn usd() -> Value {
    let mut price = at_least_zero();
    price["maximum"] = MAX_USD.into();
    price
}

fn function() -> Value {
    let duration_or_none = || any_of([duration(), none()]);
    Table::explained_under("[[functions]]")
        .key("name", line())
        .key("memory", size())
        .key(
            "architecture",
            word(Architecture::ALL.map(Architecture::key)),
        )
        .key("ephemeral_storage", size())
        .key("service_time", distribution())
        .key("cold_start", cold_start())
        .key("lifecycle", word(Lifecycle::ALL.map(Lifecycle::key)))
        .key("idle_timeout", duration_or_none())
        .key("surplus_idle_timeout", duration_or_none())
        .key("max_lifetime", distribution_or_none())
        .key("early_stop", distribution_or_none())
        .key("reuse", word(ReuseOrder::ALL.map(ReuseOrder::key)))
        .key("warm_environments", warm_environments())
        .key("reserved_concurrency", any_of([concurrency(), none()]))
        .key(
            "provisioned_concurrency",
            any_of([concurrency(), provisioned()]),
        )
        .key("requests_per_second_limit", boolean())
        .key("client", client())
        .key("traffic", list(traffic(), 0))
        .key("versions", list(version(), 0))
        .key("alias", alias())
        .key("aliases", list(weighted_version(), 0))
        .build()
}

fn version() -> Value {
    Table::explained_under("[[functions.versions]]")
        .key("name", line())
        .key(
            "provisioned_concurrency",
            any_of([concurrency(), provisioned()]),
        )
        .key("warm_environments", warm_environments())
        .build()
}

fn alias() -> Value {
    let deployment = Table::explained_under("Deployments")
        .key("from", line())
        .key("to", line())
        .key("config", line())
        .key("at", duration());
    Table::explained_under("[functions.alias]")
        .key("name", line())
        .key("weights", any_of([weights(), list(weights(), 1)]))
        .key("deployment", deployment.build())
        .key("provisioned_concurrency", concurrency())
        .key("shift", word(Shift::ALL.map(Shift::key)))
        .build()
}

/// Shares under the names of versions, and a time.
fn weights() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "patternProperties": { "^at$": duration(), "^(?!at$)": bare_share_or_none() },
    })
}

fn weighted_version() -> Value {
    Table::explained_under("[[functions.aliases]]")
        .key("name", line())
        .key("weight", bare_share_or_none())
        .key(
            "provisioned_concurrency",
            any_of([concurrency(), provisioned()]),
        )
        .key("warm_environments", warm_environments())
        .build()
}

fn warm_environments() -> Value {
    any_of([concurrency(), word([WarmEnvironments::STEADY])])
}

const CHANGES: &str = "Provisioned concurrency over time";

fn provisioned() -> Value {
    let at_least_one = || integer(1, Concurrency::MAX.get().into());
    let datapoints = || integer(1, MAX_DATAPOINTS);
    let change = Table::explained_under("Schedule")
        .key("at", time_of_day())
        .key("value", concurrency())
        .key("min", at_least_one())
        .key("max", at_least_one());
    let statistics = UtilizationStatistic::ALL.map(UtilizationStatistic::key);
    let autoscaling = Table::explained_under("Autoscaling")
        .key("min", at_least_one())
        .key("max", at_least_one())
        .key("target", bare_share())
        .key("out_datapoints", datapoints())
        .key("in_datapoints", datapoints())
        .key("statistic", word(statistics))
        .key("cooldown_out", duration())
        .key("cooldown_in", duration());
    Table::explained_under(CHANGES)
        .key("value", concurrency())
        .key("schedule", list(change.build(), 0))
        .key("autoscaling", autoscaling.build())
        .build()
}

fn provisioned_allocation() -> Value {
    Table::explained_under("Allocation")
        .key("preparation", duration())
        .key("burst", concurrency())
        .key("per_minute", integer(1, Concurrency::MAX.get().into()))
        .build()
}

fn client() -> Value {
    let custom = Table::explained_under("Callers")
        .key("max_attempts", integer(1, MAX_ATTEMPTS))
        .key("base", duration())
        .key("cap", duration())
        .key("jitter", word(Jitter::ALL.map(Jitter::key)))
        .build();
    let custom = Table::explained_under("Callers").key("custom", custom);
    let modes = word(ClientRetry::MODES.map(ClientRetry::key));
    let clients = any_of([integer(1, MAX_CLIENTS), word(["many"])]);
    Table::explained_under("Callers")
        .key("retry", any_of([modes, custom.exactly_one()]))
        .key("clients", clients)
        .build()
}

fn traffic() -> Value {
    let batch = Table::explained_under("Batch")
        .key("at", list(duration(), 1))
        .key("requests", integer(0, MAX_BATCH));
    let trace = Table::explained_under("Trace").key("file", file());
    let counts = Table::explained_under("Counts")
        .key("file", file())
        .key("interval", duration())
        .key("spacing", word(Spacing::ALL.map(Spacing::key)));
    let closed = Table::explained_under("Closed")
        .key("users", integer(1, Concurrency::MAX.get().into()))
        .key("think_time", distribution());
    Table::explained_under("Traffic")
        .key("poisson", rate_over_time())
        .key("even", rate_over_time())
        .key("batch", batch.build())
        .key("trace", trace.build())
        .key("counts", counts.build())
        .key("closed", closed.build())
        .exactly_one()
}

fn rate_over_time() -> Value {
    let stage = Table::explained_under("Stages")
        .key("duration", duration())
        .key("target", rate())
        .key("shape", word(StageShape::ALL.map(StageShape::key)));
    let diurnal = Table::explained_under("Diurnal")
        .key("mean", rate())
        .key("amplitude", rate())
        .key("period", duration())
        .key("peak_at", duration());
    Table::explained_under("Traffic")
        .key("rate", rate())
        .key("stages", list(stage.build(), 1))
        .key("diurnal", diurnal.build())
        .exactly_one()
}

fn slo() -> Value {
    let table = Table::explained_under("[slo]");
    let objective = |table: Table, measure: Measure| {
        let limit = match measure.unit() {
            Unit::Milliseconds => latency(),
            _ => share(),
        };
        table.key(measure.key(), limit)
    };
    let windows = Table::explained_under("Windows")
        .key("length", duration())
        .key("share", bare_share_or_none());
    Measure::OBJECTIVES
        .into_iter()
        .fold(table, objective)
        .key("windows", windows.build())
        .build()
}

fn billing() -> Value {
    Table::explained_under("[billing]")
        .key("free_tier", boolean())
        .key("monthly", boolean())
        .build()
}
