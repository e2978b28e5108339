//! Decodes `[[functions]]`: one function with its configuration, callers and traffic.

use super::cursor::{Context, Table, kind};
use super::distribution::{cold_start, distribution};
use super::problem::Problem;
use super::traffic::traffic;
use super::tree::{Node, Value};
use super::values::{
    boolean, concurrency, duration, duration_or_none, each, integer, line, memory,
    positive_duration, word,
};
use crate::catalog;
use crate::kernel::SimDuration;
use crate::scenario::distribution::Distribution;
use crate::scenario::function::{
    Architecture, ClientRetry, Function, Jitter, RetryPolicy, ReuseOrder,
};
use crate::scenario::units::{Concurrency, Memory};

/// No client tries more often; with a short backoff, more would keep a run at one instant.
const MAX_ATTEMPTS: u64 = 1000;

/// A function, or `None` after a problem.
pub(super) fn function(cx: &mut Context<'_>, node: &Node) -> Option<Function> {
    let defaults = catalog::defaults();
    let mut table = Table::open(cx, node, "a function")?;

    let name = table.required(cx, "name", r#"name = "checkout""#, line);
    let default_memory = Memory::from_mb(defaults.memory_mb)?;
    let memory = table.or(cx, "memory", default_memory, memory);
    let architecture = table.or(cx, "architecture", Architecture::default(), |cx, node| {
        word(cx, node, &Architecture::ALL.map(|one| (one.key(), one)))
    });
    let example = r#"service_time = "120ms""#;
    let service_time = table.required(cx, "service_time", example, distribution);
    let default_cold_start =
        Distribution::Constant(SimDuration::from_millis(defaults.cold_start_ms));
    let cold_start = table.or(cx, "cold_start", default_cold_start, |cx, node| {
        cold_start(cx, node, architecture.zip(memory))
    });
    let idle_timeout = table.or(
        cx,
        "idle_timeout",
        Some(SimDuration::from_secs(defaults.idle_timeout_s)),
        duration_or_none,
    );
    let max_lifetime = table.or(
        cx,
        "max_lifetime",
        Some(SimDuration::from_secs(defaults.max_lifetime_s)),
        duration_or_none,
    );
    let reuse = table.or(cx, "reuse", ReuseOrder::default(), |cx, node| {
        word(cx, node, &ReuseOrder::ALL.map(|order| (order.key(), order)))
    });
    let reserved_concurrency = table.or(cx, "reserved_concurrency", None, reserved);
    let provisioned_concurrency = table.or(cx, "provisioned_concurrency", None, provisioned);
    let requests_per_second_limit = table.or(cx, "requests_per_second_limit", true, boolean);
    let client_retry = table.or(cx, "client", ClientRetry::default(), client);
    let traffic = table.or(cx, "traffic", Vec::new(), |cx, node| {
        match &node.value {
            // A way to switch a function's traffic off from the command line.
            Value::Array(sources) => each(cx, sources, traffic),
            _ => cx.mismatch(node, "a list of sources, each under [[functions.traffic]]"),
        }
    });
    table.close(cx);

    Some(Function {
        name: name?,
        memory: memory?,
        architecture: architecture?,
        service_time: service_time?,
        cold_start: cold_start?,
        idle_timeout: idle_timeout?,
        max_lifetime: max_lifetime?,
        reuse: reuse?,
        reserved_concurrency: reserved_concurrency?,
        provisioned_concurrency: provisioned_concurrency?,
        requests_per_second_limit: requests_per_second_limit?,
        client_retry: client_retry?,
        traffic: traffic?,
    })
}

/// Reserved concurrency, or `"none"`: a reserve of 0 is not the same, it stops the function.
fn reserved(cx: &mut Context<'_>, node: &Node) -> Option<Option<Concurrency>> {
    match &node.value {
        Value::Text(word) if word == "none" => Some(None),
        _ => concurrency(cx, node).map(Some),
    }
}

/// Provisioned concurrency; none of it is the same as not having it.
fn provisioned(cx: &mut Context<'_>, node: &Node) -> Option<Option<Concurrency>> {
    if matches!(node.value, Value::Table(_)) {
        return cx.report(
            Problem::new(
                node.span,
                "provisioned concurrency as a table is not in this version",
            )
            .label("allocation, schedule and autoscaling are not modelled yet")
            .help("give the number of environments, such as provisioned_concurrency = 500"),
        );
    }
    let count = concurrency(cx, node)?;
    Some((count.get() > 0).then_some(count))
}

fn client(cx: &mut Context<'_>, node: &Node) -> Option<ClientRetry> {
    let mut table = Table::open(cx, node, "client")?;
    let retry = table.or(cx, "retry", ClientRetry::default(), retry);
    table.close(cx);
    retry
}

fn retry(cx: &mut Context<'_>, node: &Node) -> Option<ClientRetry> {
    if matches!(node.value, Value::Table(_)) {
        let (_, node) = kind(cx, node, "client.retry", &["custom"])?;
        return custom_retry(cx, node).map(ClientRetry::Custom);
    }
    let modes = [
        ("none", ClientRetry::None),
        ("standard", ClientRetry::Standard),
        ("legacy", ClientRetry::Legacy),
    ];
    word(cx, node, &modes)
}

fn custom_retry(cx: &mut Context<'_>, node: &Node) -> Option<RetryPolicy> {
    let mut table = Table::open(cx, node, "a custom retry policy")?;
    let max_attempts = table.required(cx, "max_attempts", "max_attempts = 3", |cx, node| {
        let count = integer(cx, node, "the number of attempts", 1, MAX_ATTEMPTS)?;
        u32::try_from(count).ok()
    });
    let base = table.required(cx, "base", r#"base = "1s""#, duration);
    let cap = table.required(cx, "cap", r#"cap = "20s""#, positive_duration);
    let jitter = table.or(cx, "jitter", Jitter::default(), |cx, node| {
        word(cx, node, &Jitter::ALL.map(|jitter| (jitter.key(), jitter)))
    });
    table.close(cx);
    Some(RetryPolicy {
        max_attempts: max_attempts?,
        base: base?,
        cap: cap?,
        jitter: jitter?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse::{NoFiles, Source, parse};

    fn function(keys: &str) -> Function {
        let text = format!(
            "duration = \"1m\"\n[region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\n\
             [[functions]]\nname = \"f\"\nservice_time = \"1s\"\n{keys}"
        );
        let source = Source {
            name: "a.toml",
            default_name: "a",
            text: &text,
        };
        let parsed = parse(source, &[], &NoFiles).unwrap_or_else(|error| panic!("{error}"));
        parsed.scenario.functions.into_iter().next().unwrap()
    }

    #[test]
    fn what_is_switched_off_explicitly_is_as_if_absent() {
        let plain = function("");
        let switched_off = function(
            "reserved_concurrency = \"none\"\nprovisioned_concurrency = 0\n\
             client.retry = \"none\"\ntraffic = []",
        );
        assert_eq!(switched_off, plain);
        assert_eq!(
            function("reserved_concurrency = 0").reserved_concurrency,
            Some(Concurrency::default()),
            "a reserve of 0 stops the function"
        );
        let for_ever = function("idle_timeout = \"none\"\nmax_lifetime = \"none\"");
        assert_eq!((for_ever.idle_timeout, for_ever.max_lifetime), (None, None));
    }
}
