//! From a [`Scenario`] back to TOML, with every default spelled out.
//!
//! The result folder of a run holds this text beside the input files, and running it gives the
//! same bytes. It knows the file format; it must not know defaults, for here there are none. List
//! prices alone are left to the catalog: written out they would no longer be told from prices that
//! someone set, and would lose their source, their date and the mark of a stand-in.

mod container;
mod writer;

use std::num::NonZeroU32;

use super::Scenario;
use super::alias::{Alias, Weights};
use super::architecture::Architecture;
use super::billing::{PriceOverrides, PriceTier};
use super::client::{ClientRetry, MANY};
use super::format::plain::{Plain, Share, Typed};
use super::function::Function;
use super::invocation::{InvokedBy, SqsSource, StreamSource};
use super::provisioned::{
    ProvisionedChanges, ProvisionedConcurrency, ScheduledBounds, ScheduledValue,
};
use super::region::{Region, ScalingRule};
use super::setting::dotted;
use super::slo::Objective;
use super::traffic::{RateProfile, Traffic};
use writer::{Writer, Written, distribution, inline, scheduled, text};

use crate::kernel::SimDuration;
use crate::measures::Unit;

/// The scenario as TOML text that, run again, gives the same bytes.
pub fn to_toml(scenario: &Scenario) -> String {
    let mut out = Writer {
        text: format!(
            "# The scenario as it ran, with every default filled in. Written by burstsim {}.\n\
             # Running this file gives the same results.\n\n",
            env!("CARGO_PKG_VERSION")
        ),
    };
    out.key("name", &scenario.name);
    out.key("title", &scenario.title);
    out.key("duration", &scenario.duration);
    out.key("warm_up", &scenario.warm_up);
    let functions = &scenario.functions;
    let is_scheduled = |one: &Function| {
        let provisioned = one.provisioned_concurrency.as_ref();
        provisioned.is_some_and(ProvisionedConcurrency::has_schedule)
    };
    // Left out where no time of the day matters.
    let has_task_schedule = |one: &Function| {
        one.tasks()
            .is_some_and(|tasks| !tasks.scaling.schedule.is_empty())
    };
    let has_schedule = |one: &Function| is_scheduled(one) || has_task_schedule(one);
    if functions.iter().any(has_schedule) || scenario.clock_start().is_some() {
        out.key("time_of_day_start", &scenario.time_of_day_start);
    }
    if let Some(zone) = &scenario.timezone {
        out.key("timezone", zone);
    }
    out.key("seed", &scenario.seed);
    out.key("scale", &scenario.scale);
    out.key("interval", &scenario.interval);
    let mut changes = functions.iter().map(Function::provisioned_changes);
    let changes_provisioned = changes.any(|changes| changes.is_some());
    let has_tasks = functions.iter().any(|one| one.tasks().is_some());
    region(&mut out, &scenario.region, (changes_provisioned, has_tasks));
    out.heading("[billing]");
    out.key("free_tier", &scenario.billing.free_tier);
    out.key("monthly", &scenario.billing.monthly);
    if let Some(events) = &scenario.billing.events_per_month {
        out.key("events_per_month", events);
    }
    if let Some(plan) = &scenario.billing.savings_plan {
        let keys = inline(&[
            ("lambda", &Share(plan.lambda)),
            ("fargate", &Share(plan.fargate)),
            ("ec2", &Share(plan.ec2)),
        ]);
        out.set("savings_plan", keys);
    }
    for versions in functions.chunk_by(|_, next| !next.is_first_version()) {
        match versions {
            [one] if !one.is_on_lambda() => service(&mut out, one),
            versions => function(&mut out, versions),
        }
    }
    if !scenario.slo.is_empty() {
        out.heading("[slo]");
        for one in &scenario.slo {
            out.set(one.measure.key(), objective(one));
        }
        if let Some(windows) = &scenario.slo_windows {
            let (length, share) = (windows.length.plain(), Share(windows.share).plain());
            out.set(
                "windows",
                format!("{{ length = {length}, share = {share} }}"),
            );
        }
    }
    out.text
}

/// The Region; how fast it allocates provisioned concurrency and launches tasks is left out where nothing is.
fn region(out: &mut Writer, region: &Region, (changes_provisioned, has_tasks): (bool, bool)) {
    out.heading("[region]");
    out.key("name", &region.name);
    let rule = &region.scaling;
    out.set("scaling", text(rule.key()));
    out.key("account_concurrency", &region.account_concurrency);
    out.key("burst", &rule.burst());
    out.key("ramp_per_minute", &rule.ramp_per_minute());
    if let ScalingRule::PerFunction {
        request_burst,
        request_ramp_per_minute,
        ..
    } = rule
    {
        out.key("request_burst", request_burst);
        out.key("request_ramp_per_minute", request_ramp_per_minute);
    }
    out.key("refill", &rule.refill());
    out.key("unreserved_minimum", &region.unreserved_minimum);
    if changes_provisioned {
        let allocation = region.provisioned_allocation;
        let keys = inline(&[
            ("preparation", &allocation.preparation),
            ("burst", &allocation.burst),
            ("per_minute", &allocation.per_minute),
        ]);
        out.set("provisioned_allocation", keys);
    }
    if has_tasks {
        let launches = region.fargate_launches;
        let keys = inline(&[
            ("burst", &launches.burst),
            ("per_second", &launches.per_second),
        ]);
        out.set("fargate_launches", keys);
    }
    prices(out, &region.prices);
    for outage in &region.outages {
        out.heading("[[region.outages]]");
        out.key("from", &outage.from);
        out.key("to", &outage.to);
        out.key("errors", &Share(outage.errors));
    }
}

/// The prices that differ from the list's, if any do.
fn prices(out: &mut Writer, prices: &PriceOverrides) {
    let mut set = |key: &str, price: Option<String>| {
        if let Some(usd) = price {
            out.set(&format!("prices.{key}"), usd);
        }
    };
    let usd = |price: Option<f64>| price.map(|usd| usd.plain().to_string());
    set("requests", usd(prices.requests));
    set("storage", usd(prices.storage));
    set("event_pollers", usd(prices.event_pollers));
    set("fargate_vcpu", usd(prices.fargate_vcpu));
    set("fargate_memory", usd(prices.fargate_memory));
    set("load_balancer", usd(prices.load_balancer));
    set("load_balancer_capacity", usd(prices.load_balancer_capacity));
    for architecture in Architecture::ALL {
        let name = architecture.key();
        let of = prices.of(architecture);
        set(
            &format!("{name}.duration"),
            of.duration.as_deref().map(tiers),
        );
        set(&format!("{name}.provisioned"), usd(of.provisioned));
        let duration = usd(of.provisioned_duration);
        set(&format!("{name}.provisioned_duration"), duration);
    }
}

fn tiers(tiers: &[PriceTier]) -> String {
    if let [only] = tiers {
        return only.usd.plain().to_string();
    }
    let tier = |tier: &PriceTier| inline(&[("above", &tier.above), ("usd", &tier.usd)]);
    let tiers: Vec<_> = tiers.iter().map(tier).collect();
    format!("[{}]", tiers.join(", "))
}

/// A function: one, or the versions behind its aliases.
fn function(out: &mut Writer, versions: &[Function]) {
    let [function, ..] = versions else {
        return;
    };
    out.heading("[[functions]]");
    out.set("name", text(function.unqualified_name()));
    out.key("memory", &function.memory);
    out.key("architecture", &function.architecture);
    out.key("ephemeral_storage", &function.ephemeral_storage);
    distribution(out, "service_time", Some(&function.service_time));
    distribution(
        out,
        "service_time_per_item",
        function.service_time_per_item.as_ref(),
    );
    out.key("timeout", &function.timeout);
    out.key("error_rate", &Share(function.error_rate));
    distribution(out, "cold_start", Some(&function.cold_start));
    out.key("lifecycle", &function.lifecycle);
    out.key("idle_timeout", &function.idle_timeout);
    out.key("surplus_idle_timeout", &function.surplus_idle_timeout);
    distribution(out, "max_lifetime", function.max_lifetime.as_ref());
    distribution(out, "early_stop", function.early_stop.as_ref());
    out.key("reuse", &function.reuse);
    out.key("reserved_concurrency", &function.reserved_concurrency);
    if function.version.is_none() {
        own(out, function);
    }
    let limit = &function.requests_per_second_limit;
    out.key("requests_per_second_limit", limit);
    client(out, function);
    if let Some(container) = function.container() {
        container::container(out, container);
    }
    sources(out, "functions", function);
    for one in versions {
        if let Some(version) = &one.version {
            let list = match version.alias {
                Some(_) => "versions",
                None => "aliases",
            };
            out.heading(&format!("[[functions.{list}]]"));
            out.key("name", &version.name);
            if version.alias.is_none() {
                out.key("weight", &Share(version.weight));
            }
            own(out, one);
        }
    }
    if let Some(all) = function.alias() {
        alias(out, all, versions);
    }
}

/// A function that an ECS service serves.
fn service(out: &mut Writer, function: &Function) {
    out.heading("[[services]]");
    out.key("name", &function.name);
    if let Some(service) = function.ecs() {
        container::service(out, service);
    }
    distribution(out, "service_time", Some(&function.service_time));
    client(out, function);
    sources(out, "services", function);
}

fn sources(out: &mut Writer, list: &str, function: &Function) {
    let written = function.written_traffic.as_ref();
    for one in written.unwrap_or(&function.traffic) {
        out.heading(&format!("[[{list}.traffic]]"));
        traffic(out, &one.traffic);
        invoked_by(out, &one.invoked_by);
    }
}

/// The pointer to the versions.
fn alias(out: &mut Writer, alias: &Alias, versions: &[Function]) {
    out.heading("[functions.alias]");
    out.key("name", &alias.name);
    let provisioned = alias.provisioned_concurrency.unwrap_or_default();
    out.key("provisioned_concurrency", &provisioned);
    out.key("shift", &alias.shift);
    let names: Vec<_> = versions
        .iter()
        .filter_map(|one| one.version.as_ref())
        .map(|version| dotted(&version.name))
        .collect();
    let step = |step: &Weights| {
        let shares: Vec<_> = step.of_versions.iter().copied().map(Share).collect();
        let mut keys: Vec<(&str, &dyn Written)> = vec![("at", &step.at)];
        for (name, share) in names.iter().zip(&shares).filter(|(_, share)| share.0 > 0.0) {
            keys.push((name, share));
        }
        inline(&keys)
    };
    out.list("weights", alias.steps.iter().map(step));
}

/// What each version has for itself. Warm environments are left out where the scenario says nothing:
/// reports then point out what a cold start of the run decides, and go on to do so.
fn own(out: &mut Writer, function: &Function) {
    if let Some(warm) = &function.warm_environments {
        out.key("warm_environments", warm);
    }
    let is_of_alias = |alias: &Alias| alias.provisioned_concurrency.is_some();
    if !function.alias().is_some_and(is_of_alias) {
        provisioned(out, function);
    }
}

/// A number, or what changes it with every key spelled out.
fn provisioned(out: &mut Writer, function: &Function) {
    let initial = &function.initial_provisioned();
    let key = |name: &str| format!("provisioned_concurrency{name}");
    match function.provisioned_changes() {
        None => out.key(&key(""), initial),
        // The alias says it.
        Some(ProvisionedChanges::ByAlias) => {}
        Some(ProvisionedChanges::Schedule(schedule)) => {
            out.key(&key(".value"), initial);
            let change = |one: &ScheduledValue| scheduled(one.at, &[("value", Some(one.value))]);
            out.list(&key(".schedule"), schedule.iter().map(change));
        }
        Some(ProvisionedChanges::Autoscaling(autoscaling)) => {
            out.key(&key(".value"), initial);
            let change =
                |one: &ScheduledBounds| scheduled(one.at, &[("min", one.min), ("max", one.max)]);
            out.list(&key(".schedule"), autoscaling.schedule.iter().map(change));
            let key = |name: &str| key(&format!(".autoscaling.{name}"));
            out.key(&key("min"), &autoscaling.min);
            out.key(&key("max"), &autoscaling.max);
            out.key(&key("target"), &Share(autoscaling.target));
            out.key(&key("out_datapoints"), &autoscaling.out_datapoints);
            out.key(&key("in_datapoints"), &autoscaling.in_datapoints);
            out.key(&key("statistic"), &autoscaling.statistic);
            out.key(&key("cooldown_out"), &autoscaling.cooldown_out);
            out.key(&key("cooldown_in"), &autoscaling.cooldown_in);
        }
    }
}

fn client(out: &mut Writer, function: &Function) {
    match function.client_retry {
        ClientRetry::Custom(policy) => {
            let keys = inline(&[
                ("max_attempts", &policy.max_attempts),
                ("base", &policy.base),
                ("cap", &policy.cap),
                ("jitter", &policy.jitter),
            ]);
            out.set("client.retry.custom", keys);
        }
        mode => out.key("client.retry", &mode),
    }
    match function.clients {
        Some(clients) => out.key("client.clients", &clients),
        None => out.set("client.clients", text(MANY)),
    }
}

fn traffic(out: &mut Writer, traffic: &Traffic) {
    match traffic {
        Traffic::Poisson(profile) => rate_profile(out, "poisson", profile),
        Traffic::Even(profile) => rate_profile(out, "even", profile),
        Traffic::Batch { at, requests } => {
            let at: Vec<_> = at.iter().map(|at| at.plain().to_string()).collect();
            out.set("batch.at", format_args!("[{}]", at.join(", ")));
            out.key("batch.requests", requests);
        }
        Traffic::Trace(trace) => out.key("trace.file", &trace.file),
        Traffic::Counts(counts) => {
            let keys = inline(&[
                ("file", &counts.file),
                ("interval", &counts.interval),
                ("spacing", &counts.spacing),
            ]);
            out.set("counts", keys);
        }
        Traffic::Closed { users, think_time } => {
            out.key("closed.users", users);
            distribution(out, "closed.think_time", Some(think_time));
        }
    }
}

/// How requests reach the function; nothing where clients call it.
fn invoked_by(out: &mut Writer, invoked_by: &InvokedBy) {
    let way = format!("invoked_by.{}", invoked_by.kind());
    let mut key = |name: &str, value: &dyn Written| {
        out.set(&format!("{way}.{name}"), value.written());
    };
    match invoked_by {
        InvokedBy::Client => {}
        InvokedBy::Async(events) => {
            key("maximum_event_age", &events.maximum_event_age);
            key("maximum_retry_attempts", &events.maximum_retry_attempts);
            key("retry_jitter", &events.retry_jitter);
            key("on_failure", &events.on_failure);
        }
        InvokedBy::Sqs(queue) => sqs(&mut key, queue),
        InvokedBy::Stream(source) => stream(&mut key, source),
        InvokedBy::ApiGateway(api) => {
            key("rate", &api.rate);
            key("burst", &api.burst);
            key("timeout", &api.timeout);
        }
    }
}

/// Takes a key and its value.
type Keys<'k> = dyn FnMut(&str, &dyn Written) + 'k;

fn sqs(key: &mut Keys<'_>, queue: &SqsSource) {
    key("batch_size", &queue.batch_size);
    key("maximum_batching_window", &queue.maximum_batching_window);
    key("maximum_concurrency", &queue.maximum_concurrency);
    key("visibility_timeout", &queue.visibility_timeout);
    key("max_receive_count", &queue.max_receive_count);
    key(
        "report_batch_item_failures",
        &queue.report_batch_item_failures,
    );
    let groups = queue.message_groups.map_or(0, NonZeroU32::get);
    key("message_groups", &groups);
    key("poison_every", &queue.poison_every);
    match queue.provisioned_pollers {
        None => key("provisioned_pollers", &None::<u32>),
        Some(pollers) => {
            key("provisioned_pollers.minimum", &pollers.minimum);
            key("provisioned_pollers.maximum", &pollers.maximum);
        }
    }
    key("turnaround", &queue.turnaround);
}

fn stream(key: &mut Keys<'_>, source: &StreamSource) {
    key("kind", &source.kind);
    key("shards", &source.shards);
    key("parallelization_factor", &source.parallelization_factor);
    key("batch_size", &source.batch_size);
    key("maximum_batching_window", &source.maximum_batching_window);
    key("maximum_record_age", &source.maximum_record_age);
    key("maximum_retry_attempts", &source.maximum_retry_attempts);
    key(
        "bisect_batch_on_function_error",
        &source.bisect_batch_on_function_error,
    );
    key("on_failure", &source.on_failure);
    key("poison_every", &source.poison_every);
}

fn rate_profile(out: &mut Writer, process: &str, profile: &RateProfile) {
    let key = |name: &str| format!("{process}.{name}");
    match profile {
        RateProfile::Constant(rate) => out.key(&key("rate"), rate),
        RateProfile::Stages(stages) => {
            let stages = stages.iter().map(|stage| {
                inline(&[
                    ("duration", &stage.duration),
                    ("target", &stage.target),
                    ("shape", &stage.shape),
                ])
            });
            out.list(&key("stages"), stages);
        }
        RateProfile::Diurnal {
            mean,
            amplitude,
            period,
            peak_at,
        } => {
            let keys = inline(&[
                ("mean", mean),
                ("amplitude", amplitude),
                ("period", period),
                ("peak_at", peak_at),
            ]);
            out.set(&key("diurnal"), keys);
        }
    }
}

/// The comparison as people write it.
fn objective(objective: &Objective) -> Plain {
    let limit = if objective.measure.unit() == Unit::Milliseconds {
        Plain::Duration(SimDuration::from_nanos(
            (objective.limit * 1e6).round() as u64
        ))
    } else {
        Plain::Share(objective.limit)
    };
    Plain::Objective(objective.comparison, Box::new(limit))
}
