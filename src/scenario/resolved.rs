//! From a [`Scenario`] back to TOML, with every default spelled out.
//!
//! The result folder of a run holds this text beside the input files, and running it gives the
//! same bytes. It knows the file format; it must not know defaults, for here there are none. List
//! prices alone are left to the catalog: written out they would no longer be told from prices that
//! someone set, and would lose their source, their date and the mark of a stand-in.

use crate::measures::Unit;
use std::fmt::{Display, Write as _};

use super::Scenario;
use super::alias::{Alias, Weights};
use super::billing::{ArchitecturePrices, PriceOverrides, PriceTier};
use super::client::ClientRetry;
use super::distribution::{Distribution, Gamma, Lognormal};
use super::function::{Architecture, Function};
use super::provisioned::{
    ProvisionedAllocation, ProvisionedChanges, ProvisionedConcurrency, ScheduledBounds,
    ScheduledValue, TimeOfDay,
};
use super::region::{Outage, Region, ScalingRule};
use super::setting::dotted;
use super::slo::Objective;
use super::text::{print_duration, print_time_of_day};
use super::traffic::{RateProfile, Stage, Traffic};
use super::units::Concurrency;
use super::warm::WarmEnvironments;
use crate::kernel::SimDuration;

/// The scenario as TOML text that, run again, gives the same bytes.
pub fn to_toml(scenario: &Scenario) -> String {
    let mut out = Writer {
        text: format!(
            "# The scenario as it ran, with every default filled in. Written by burstsim {}.\n\
             # Running this file gives the same results.\n\n",
            env!("CARGO_PKG_VERSION")
        ),
    };
    out.key("name", quote(&scenario.name));
    out.key("title", quote(&scenario.title));
    out.key("duration", duration(scenario.duration));
    out.key("warm_up", duration(scenario.warm_up));
    let scheduled = |one: &ProvisionedConcurrency| one.has_schedule();
    let functions = &scenario.functions;
    // Left out where no time of the day matters.
    if functions
        .iter()
        .any(|one| one.provisioned_concurrency.as_ref().is_some_and(scheduled))
    {
        let start = print_time_of_day(scenario.time_of_day_start);
        out.key("time_of_day_start", quote(&start));
    }
    out.key("seed", scenario.seed);
    out.key("interval", duration(scenario.interval));
    let mut functions = scenario.functions.iter();
    let changes_provisioned = functions.any(|one| one.provisioned_changes().is_some());
    region(&mut out, &scenario.region, changes_provisioned);
    out.heading("[billing]");
    out.key("free_tier", scenario.billing.free_tier);
    out.key("monthly", scenario.billing.monthly);
    for versions in scenario
        .functions
        .chunk_by(|_, next| !next.is_first_version())
    {
        function(&mut out, versions);
    }
    if !scenario.slo.is_empty() {
        out.heading("[slo]");
        for one in &scenario.slo {
            out.key(one.measure.key(), quote(&objective(one)));
        }
        if let Some(windows) = &scenario.slo_windows {
            let (length, share) = (duration(windows.length), quote(&share(windows.share)));
            out.key(
                "windows",
                format!("{{ length = {length}, share = {share} }}"),
            );
        }
    }
    out.text
}

/// TOML text as it grows.
struct Writer {
    text: String,
}

impl Writer {
    fn heading(&mut self, heading: &str) {
        self.line(format_args!("\n{heading}"));
    }

    fn key(&mut self, key: &str, value: impl Display) {
        self.line(format_args!("{key} = {value}"));
    }

    fn line(&mut self, line: impl Display) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{line}");
    }
}

/// The Region; how fast it allocates provisioned concurrency is left out where none is allocated.
fn region(out: &mut Writer, region: &Region, changes_provisioned: bool) {
    out.heading("[region]");
    out.key("name", quote(&region.name));
    let rule = &region.scaling;
    out.key("scaling", quote(rule.key()));
    out.key("account_concurrency", region.account_concurrency);
    out.key("burst", rule.burst());
    out.key("ramp_per_minute", rule.ramp_per_minute());
    if let ScalingRule::PerFunction {
        request_burst,
        request_ramp_per_minute,
        ..
    } = rule
    {
        out.key("request_burst", request_burst);
        out.key("request_ramp_per_minute", request_ramp_per_minute);
    }
    out.key("refill", quote(rule.refill().key()));
    out.key("unreserved_minimum", region.unreserved_minimum);
    if changes_provisioned {
        let ProvisionedAllocation {
            preparation,
            burst,
            per_minute,
        } = region.provisioned_allocation;
        let preparation = duration(preparation);
        let allocation = format_args!(
            "{{ preparation = {preparation}, burst = {burst}, per_minute = {per_minute} }}"
        )
        .to_string();
        out.key("provisioned_allocation", allocation);
    }
    prices(out, &region.prices);
    for one in &region.outages {
        outage(out, one);
    }
}

fn outage(out: &mut Writer, outage: &Outage) {
    out.heading("[[region.outages]]");
    out.key("from", duration(outage.from));
    out.key("to", duration(outage.to));
    out.key("errors", quote(&share(outage.errors)));
}

/// The prices that differ from the list's, if any do.
fn prices(out: &mut Writer, prices: &PriceOverrides) {
    let mut set = |key: &str, price: Option<String>| {
        if let Some(usd) = price {
            out.key(&format!("prices.{key}"), usd);
        }
    };
    set("requests", prices.requests.map(number));
    set("storage", prices.storage.map(number));
    for architecture in Architecture::ALL {
        let name = architecture.key();
        let ArchitecturePrices {
            duration,
            provisioned,
            provisioned_duration,
        } = prices.of(architecture);
        let tiers = duration.as_deref().map(price_tiers);
        set(&format!("{name}.duration"), tiers);
        set(&format!("{name}.provisioned"), provisioned.map(number));
        let duration = provisioned_duration.map(number);
        set(&format!("{name}.provisioned_duration"), duration);
    }
}

fn price_tiers(tiers: &[PriceTier]) -> String {
    if let [only] = tiers {
        return number(only.usd);
    }
    let tier = |tier: &PriceTier| {
        let (above, usd) = (number(tier.above), number(tier.usd));
        format!("{{ above = {above}, usd = {usd} }}")
    };
    let tiers: Vec<_> = tiers.iter().map(tier).collect();
    format!("[{}]", tiers.join(", "))
}

/// A function: one, or the versions behind its aliases.
fn function(out: &mut Writer, versions: &[Function]) {
    let [function, ..] = versions else {
        return;
    };
    out.heading("[[functions]]");
    out.key("name", quote(function.unqualified_name()));
    out.key("memory", quote(&function.memory.to_string()));
    out.key("architecture", quote(function.architecture.key()));
    let storage = function.ephemeral_storage.to_string();
    out.key("ephemeral_storage", quote(&storage));
    distribution(out, "service_time", &function.service_time);
    distribution(out, "cold_start", &function.cold_start);
    out.key("lifecycle", quote(function.lifecycle.key()));
    out.key("idle_timeout", or_none(function.idle_timeout));
    let surplus = or_none(function.surplus_idle_timeout);
    out.key("surplus_idle_timeout", surplus);
    distribution_or_none(out, "max_lifetime", function.max_lifetime.as_ref());
    distribution_or_none(out, "early_stop", function.early_stop.as_ref());
    out.key("reuse", quote(function.reuse.key()));
    match function.reserved_concurrency {
        Some(reserved) => out.key("reserved_concurrency", reserved),
        None => out.key("reserved_concurrency", quote("none")),
    }
    if function.version.is_none() {
        warm_environments(out, function);
        provisioned(out, function);
    }
    out.key(
        "requests_per_second_limit",
        function.requests_per_second_limit,
    );
    client(out, function);
    for one in &function.traffic {
        out.heading("[[functions.traffic]]");
        traffic(out, one);
    }
    for function in versions {
        if let Some(version) = &function.version {
            let list = match version.alias {
                Some(_) => "versions",
                None => "aliases",
            };
            out.heading(&format!("[[functions.{list}]]"));
            out.key("name", quote(&version.name));
            if version.alias.is_none() {
                out.key("weight", quote(&share(version.weight)));
            }
            warm_environments(out, function);
            let has_own = |one: &Alias| one.provisioned_concurrency.is_none();
            if function.alias().is_none_or(has_own) {
                provisioned(out, function);
            }
        }
    }
    if let Some(all) = function.alias() {
        alias(out, all, versions);
    }
}

/// The pointer to the versions.
fn alias(out: &mut Writer, alias: &Alias, versions: &[Function]) {
    out.heading("[functions.alias]");
    out.key("name", quote(&alias.name));
    let provisioned = alias.provisioned_concurrency.unwrap_or_default();
    out.key("provisioned_concurrency", provisioned);
    out.key("shift", quote(alias.shift.key()));
    let names = versions.iter().filter_map(|one| one.version.as_ref());
    let names: Vec<_> = names.map(|version| dotted(&version.name)).collect();
    let step = |step: &Weights| {
        let weights = names.iter().zip(&step.of_versions);
        let given = weights.filter(|(_, weight)| **weight > 0.0);
        let given = given.map(|(name, weight)| format!(", {name} = {}", quote(&share(*weight))));
        format!(
            "{{ at = {}{} }}",
            duration(step.at),
            given.collect::<String>()
        )
    };
    list(out, "weights", alias.steps.iter().map(step));
}

/// Left out where the scenario says nothing: reports then point out what a cold start of the run
/// decides, and go on to do so.
fn warm_environments(out: &mut Writer, function: &Function) {
    match function.warm_environments {
        None => {}
        Some(WarmEnvironments::Count(count)) => out.key("warm_environments", count),
        Some(WarmEnvironments::Steady) => {
            out.key("warm_environments", quote(WarmEnvironments::STEADY));
        }
    }
}

/// A number, or what changes it with every key spelled out.
fn provisioned(out: &mut Writer, function: &Function) {
    let key = "provisioned_concurrency";
    let initial = function.initial_provisioned();
    match function.provisioned_changes() {
        None => out.key(key, initial),
        // The alias says it.
        Some(ProvisionedChanges::ByAlias) => {}
        Some(ProvisionedChanges::Schedule(schedule)) => {
            out.key(&format!("{key}.value"), initial);
            let entry = |one: &ScheduledValue| scheduled(one.at, &[("value", Some(one.value))]);
            list(out, &format!("{key}.schedule"), schedule.iter().map(entry));
        }
        Some(ProvisionedChanges::Autoscaling(autoscaling)) => {
            out.key(&format!("{key}.value"), initial);
            let entry =
                |one: &ScheduledBounds| scheduled(one.at, &[("min", one.min), ("max", one.max)]);
            let schedule = autoscaling.schedule.iter().map(entry);
            list(out, &format!("{key}.schedule"), schedule);
            let set = |name: &str| format!("{key}.autoscaling.{name}");
            out.key(&set("min"), autoscaling.min);
            out.key(&set("max"), autoscaling.max);
            out.key(&set("target"), quote(&share(autoscaling.target)));
            out.key(&set("out_datapoints"), autoscaling.out_datapoints);
            out.key(&set("in_datapoints"), autoscaling.in_datapoints);
            out.key(&set("statistic"), quote(autoscaling.statistic.key()));
            out.key(&set("cooldown_out"), duration(autoscaling.cooldown_out));
            out.key(&set("cooldown_in"), duration(autoscaling.cooldown_in));
        }
    }
}

fn scheduled(at: TimeOfDay, values: &[(&str, Option<Concurrency>)]) -> String {
    let at = quote(&print_time_of_day(at));
    let values = values
        .iter()
        .filter_map(|(key, value)| Some((key, (*value)?)));
    let values = values.map(|(key, value)| format!(", {key} = {value}"));
    format!("{{ at = {at}{} }}", values.collect::<String>())
}

/// A list, one item a line.
fn list(out: &mut Writer, key: &str, items: impl Iterator<Item = String>) {
    out.line(format_args!("{key} = ["));
    items.for_each(|item| out.line(format_args!("  {item},")));
    out.line("]");
}

fn client(out: &mut Writer, function: &Function) {
    match function.client_retry {
        ClientRetry::Custom(policy) => out.key(
            "client.retry.custom",
            format_args!(
                "{{ max_attempts = {}, base = {}, cap = {}, jitter = {} }}",
                policy.max_attempts,
                duration(policy.base),
                duration(policy.cap),
                quote(policy.jitter.key()),
            ),
        ),
        mode => out.key("client.retry", quote(mode.key())),
    }
    match function.clients {
        Some(clients) => out.key("client.clients", clients),
        None => out.key("client.clients", quote("many")),
    }
}

fn traffic(out: &mut Writer, traffic: &Traffic) {
    match traffic {
        Traffic::Poisson(profile) => rate_profile(out, "poisson", profile),
        Traffic::Even(profile) => rate_profile(out, "even", profile),
        Traffic::Batch { at, requests } => {
            let at: Vec<_> = at.iter().map(|instant| duration(*instant)).collect();
            out.key("batch.at", format_args!("[{}]", at.join(", ")));
            out.key("batch.requests", requests);
        }
        Traffic::Trace(trace) => out.key("trace.file", quote(&trace.file)),
        Traffic::Counts(counts) => out.key(
            "counts",
            format_args!(
                "{{ file = {}, interval = {}, spacing = {} }}",
                quote(&counts.file),
                duration(counts.interval),
                quote(counts.spacing.key()),
            ),
        ),
        Traffic::Closed { users, think_time } => {
            out.key("closed.users", users);
            distribution(out, "closed.think_time", think_time);
        }
    }
}

fn rate_profile(out: &mut Writer, process: &str, profile: &RateProfile) {
    match profile {
        RateProfile::Constant(rate) => {
            out.key(&format!("{process}.rate"), number(rate.per_second()));
        }
        RateProfile::Stages(stages) => {
            out.line(format_args!("{process}.stages = ["));
            for one in stages {
                out.line(format_args!("  {},", stage(one)));
            }
            out.line("]");
        }
        RateProfile::Diurnal {
            mean,
            amplitude,
            period,
            peak_at,
        } => out.key(
            &format!("{process}.diurnal"),
            format_args!(
                "{{ mean = {}, amplitude = {}, period = {}, peak_at = {} }}",
                number(mean.per_second()),
                number(amplitude.per_second()),
                duration(*period),
                duration(*peak_at),
            ),
        ),
    }
}

fn stage(stage: &Stage) -> String {
    format!(
        "{{ duration = {}, target = {}, shape = {} }}",
        duration(stage.duration),
        number(stage.target.per_second()),
        quote(stage.shape.key()),
    )
}

fn distribution(out: &mut Writer, key: &str, distribution: &Distribution) {
    let (kind, parameters) = match distribution {
        Distribution::Constant(value) => return out.key(key, duration(*value)),
        Distribution::Exponential { mean } => {
            ("exponential", format!("{{ mean = {} }}", duration(*mean)))
        }
        Distribution::Lognormal(lognormal) => ("lognormal", lognormal_parameters(*lognormal)),
        Distribution::Gamma(Gamma::ShapeScale { shape, scale }) => {
            ("gamma", shape_and_scale(*shape, *scale))
        }
        Distribution::Gamma(Gamma::MeanSd { mean, sd }) => ("gamma", mean_and_sd(*mean, *sd)),
        Distribution::Weibull { shape, scale } => ("weibull", shape_and_scale(*shape, *scale)),
        Distribution::Pareto { scale, shape } => ("pareto", shape_and_scale(*shape, *scale)),
        Distribution::Uniform { min, max } => (
            "uniform",
            format!("{{ min = {}, max = {} }}", duration(*min), duration(*max)),
        ),
        Distribution::Empirical { file, .. } => {
            ("empirical", format!("{{ file = {} }}", quote(file)))
        }
        Distribution::Runtime { runtime, .. } => ("runtime", quote(runtime)),
    };
    out.key(&format!("{key}.{kind}"), parameters);
}

fn distribution_or_none(out: &mut Writer, key: &str, age: Option<&Distribution>) {
    match age {
        Some(age) => distribution(out, key, age),
        None => out.key(key, quote("none")),
    }
}

fn mean_and_sd(mean: SimDuration, sd: SimDuration) -> String {
    format!("{{ mean = {}, sd = {} }}", duration(mean), duration(sd))
}

fn lognormal_parameters(lognormal: Lognormal) -> String {
    match lognormal {
        Lognormal::MedianP99 { median, p99 } => {
            format!(
                "{{ median = {}, p99 = {} }}",
                duration(median),
                duration(p99)
            )
        }
        Lognormal::MeanSd { mean, sd } => mean_and_sd(mean, sd),
        Lognormal::MuSigma { mu, sigma } => {
            format!("{{ mu = {}, sigma = {} }}", number(mu), number(sigma))
        }
    }
}

fn shape_and_scale(shape: f64, scale: SimDuration) -> String {
    format!(
        "{{ shape = {}, scale = {} }}",
        number(shape),
        duration(scale)
    )
}

/// The comparison as people write it.
fn objective(objective: &Objective) -> String {
    let symbol = objective.comparison.symbol();
    if objective.measure.unit() == Unit::Milliseconds {
        let limit = SimDuration::from_nanos((objective.limit * 1e6).round() as u64);
        return format!("{symbol} {}", print_duration(limit));
    }
    format!("{symbol} {}", share(objective.limit))
}

/// A share as a percentage, where that is exact; else as a bare number.
fn share(share: f64) -> String {
    // The shortest decimals of a share and of its percentage differ in where the point stands.
    let percent = format!("{}", (share * 1e8).round() / 1e6);
    match format!("{percent}e-2").parse::<f64>() {
        Ok(exact) if exact == share => format!("{percent}%"),
        _ => format!("{share}"),
    }
}

fn or_none(span: Option<SimDuration>) -> String {
    span.map_or_else(|| quote("none"), duration)
}

fn duration(duration: SimDuration) -> String {
    quote(&print_duration(duration))
}

/// A number in the shortest form that reads back as the same double.
fn number(number: f64) -> String {
    let text = format!("{number:?}");
    match text.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// A text as a TOML string, escaped where it must be.
fn quote(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shortest_and_exact() {
        for (value, text) in [(50.0, "50"), (0.1, "0.1"), (1e-9, "1e-9"), (1e300, "1e300")] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(quote("plain"), r#""plain""#);
        let awkward = "a \"b\" \\ 'c' \u{1f680}";
        let read = toml::de::DeTable::parse(&format!("k = {}", quote(awkward)))
            .map(|table| table.get_ref()["k"].get_ref().as_str().map(str::to_owned));
        assert_eq!(read.unwrap().as_deref(), Some(awkward));
    }
}
