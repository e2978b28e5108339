//! Decodes `[[functions]]`: one function with its configuration, callers and traffic.

use super::aliases::{self, aliases};
use super::client::client;
use super::cursor::{Context, Table};
use super::distribution::{cold_start, distribution, distribution_or_none};
use super::problem::Problem;
use super::provisioned::provisioned;
use super::traffic::traffic;
use super::tree::{Node, Value};
use super::values::{boolean, concurrency, duration_or_none, each, line, memory, storage, word};
use super::versions::{self, versions_and_alias};
use super::warm::warm_environments;
use crate::catalog;
use crate::kernel::SimDuration;
use crate::scenario::client::ClientRetry;
use crate::scenario::distribution::Distribution;
use crate::scenario::function::{Architecture, Function, ReuseOrder};
use crate::scenario::lifecycle::Lifecycle;
use crate::scenario::provisioned::TimeOfDay;
use crate::scenario::units::{Concurrency, EphemeralStorage, Memory};

/// A function, or the versions behind its aliases; `None` after a problem. `start` is the time of the day
/// at which the run begins.
pub(super) fn function(
    cx: &mut Context<'_>,
    node: &Node,
    start: TimeOfDay,
) -> Option<Vec<Function>> {
    let defaults = catalog::defaults();
    let mut table = Table::open(cx, node, "a function")?;

    let name = table.required(cx, "name", r#"name = "checkout""#, line);
    let default_memory = Memory::from_mb(defaults.memory_mb)?;
    let memory = table.or(cx, "memory", default_memory, memory);
    let architecture = table.or(cx, "architecture", Architecture::default(), |cx, node| {
        word(cx, node, &Architecture::ALL.map(|one| (one.key(), one)))
    });
    let default_storage = EphemeralStorage::from_mb(defaults.ephemeral_storage_mb)?;
    let ephemeral_storage = table.or(cx, "ephemeral_storage", default_storage, storage);
    let example = r#"service_time = "120ms""#;
    let service_time = table.required(cx, "service_time", example, distribution);
    let default_cold_start =
        Distribution::Constant(SimDuration::from_millis(defaults.cold_start_ms));
    let cold_start = table.or(cx, "cold_start", default_cold_start, |cx, node| {
        cold_start(cx, node, architecture.zip(memory))
    });
    let lifecycle = table.or(cx, "lifecycle", Lifecycle::default(), |cx, node| {
        word(cx, node, &Lifecycle::ALL.map(|year| (year.key(), year)))
    });
    let measured = lifecycle.unwrap_or_default();
    let (idle_timeout, surplus_idle_timeout) = idle_timeouts(cx, &mut table, measured);
    let (max_lifetime, early_stop) = lifetime(cx, &mut table, measured);
    let reuse = table.or(cx, "reuse", ReuseOrder::default(), |cx, node| {
        word(cx, node, &ReuseOrder::ALL.map(|order| (order.key(), order)))
    });
    let warm = table.optional(cx, "warm_environments", warm_environments);
    let reserved_concurrency = table.or(cx, "reserved_concurrency", None, reserved);
    let provisioned_concurrency = table.or(cx, "provisioned_concurrency", None, |cx, node| {
        provisioned(cx, node, start)
    });
    let requests_per_second_limit = table.or(cx, "requests_per_second_limit", true, boolean);
    let client = table.or(cx, "client", (ClientRetry::default(), None), client);
    let traffic = table.or(cx, "traffic", Vec::new(), |cx, node| {
        match &node.value {
            // A way to switch a function's traffic off from the command line.
            Value::Array(sources) => each(cx, sources, traffic),
            _ => cx.mismatch(node, "a list of sources, each under [[functions.traffic]]"),
        }
    });
    let aliases = table.or(cx, "aliases", Vec::new(), |cx, node| {
        aliases(cx, node, start)
    });
    let versions = versions_and_alias(cx, &mut table, start);
    table.close(cx);
    let (aliases, versions) = (aliases?, versions?);
    let provisioned_concurrency = provisioned_concurrency?;
    let (client_retry, clients) = client?;
    let warm = warm?;
    for (key, what, is_set) in [
        (
            "provisioned_concurrency",
            "provisioned concurrency",
            provisioned_concurrency.is_some(),
        ),
        ("warm_environments", "warm environments", warm.is_some()),
    ] {
        if !is_set {
            continue;
        }
        let problem =
            |title: String| Problem::new(node.place(key), title).label("which version is it for?");
        if !aliases.is_empty() {
            let title = format!("a function with aliases has {what} only on them");
            return cx.report(
                problem(title)
                    .related(node.place("aliases"), "its aliases")
                    .help("set it under [[functions.aliases]]"),
            );
        }
        if versions.is_some() {
            let title = format!("a function with versions has no {what} of its own");
            return cx.report(
                problem(title)
                    .related(node.place("versions"), "its versions")
                    .help(match key {
                        "warm_environments" => "set it under [[functions.versions]]",
                        _ => "set it under [functions.alias] or [[functions.versions]]",
                    }),
            );
        }
    }
    if !aliases.is_empty() && versions.is_some() {
        return cx.report(
            Problem::new(
                node.place("versions"),
                "a function has `versions` with an `alias`, or `aliases`, not both",
            )
            .label("versions, and an alias that points to them")
            .related(
                node.place("aliases"),
                "the older form: versions with a weight each",
            )
            .help("write all of them as [[functions.versions]]"),
        );
    }

    let function = Function {
        name: name?,
        version: None,
        memory: memory?,
        architecture: architecture?,
        ephemeral_storage: ephemeral_storage?,
        service_time: service_time?,
        cold_start: cold_start?,
        lifecycle: lifecycle?,
        idle_timeout: idle_timeout?,
        surplus_idle_timeout: surplus_idle_timeout?,
        max_lifetime: max_lifetime?,
        early_stop: early_stop?,
        reuse: reuse?,
        warm_environments: warm,
        reserved_concurrency: reserved_concurrency?,
        provisioned_concurrency,
        requests_per_second_limit: requests_per_second_limit?,
        client_retry,
        clients,
        traffic: traffic?,
    };
    Some(match versions {
        Some(written) => versions::versions(&function, written),
        None => aliases::versions(function, aliases),
    })
}

type IdleTimeout = Option<Option<SimDuration>>;

/// The two idle clocks. Whoever sets `idle_timeout` alone means every environment: it then holds for
/// surplus ones, too. The measured value for surplus environments goes with the measured timeout.
fn idle_timeouts(
    cx: &mut Context<'_>,
    table: &mut Table<'_>,
    measured: Lifecycle,
) -> (IdleTimeout, IdleTimeout) {
    let written = table.optional(cx, "idle_timeout", duration_or_none);
    let surplus_default = match written {
        Some(Some(idle_timeout)) => idle_timeout,
        _ => Some(measured.surplus_idle_timeout()),
    };
    let idle_timeout = written.map(|idle| idle.unwrap_or(Some(measured.idle_timeout())));
    let surplus = table.or(
        cx,
        "surplus_idle_timeout",
        surplus_default,
        duration_or_none,
    );
    (idle_timeout, surplus)
}

type Age = Option<Option<Distribution>>;

/// The limit of age and early stops. Whoever sets `max_lifetime` alone means every environment:
/// none is then stopped early.
fn lifetime(cx: &mut Context<'_>, table: &mut Table<'_>, measured: Lifecycle) -> (Age, Age) {
    let written = table.optional(cx, "max_lifetime", distribution_or_none);
    let early_default = match written {
        Some(Some(_)) => None,
        _ => Some(measured.early_stop()),
    };
    let max_lifetime = written.map(|age| age.unwrap_or(Some(measured.max_lifetime())));
    let early_stop = table.or(cx, "early_stop", early_default, distribution_or_none);
    (max_lifetime, early_stop)
}

/// Reserved concurrency, or `"none"`: a reserve of 0 is not the same, it stops the function.
fn reserved(cx: &mut Context<'_>, node: &Node) -> Option<Option<Concurrency>> {
    match &node.value {
        Value::Text(word) if word == "none" => Some(None),
        _ => concurrency(cx, node).map(Some),
    }
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
             client = { retry = \"none\", clients = \"many\" }\ntraffic = []",
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

    #[test]
    fn an_idle_timeout_alone_holds_for_surplus_environments_too() {
        let secs = |seconds| Some(SimDuration::from_secs(seconds));
        let clocks = |keys| {
            let function = function(keys);
            (function.idle_timeout, function.surplus_idle_timeout)
        };
        let defaults = catalog::defaults();
        let (idle, surplus) = (defaults.idle_timeout_s, defaults.surplus_idle_timeout_s);
        assert_eq!(clocks(""), (secs(idle), secs(surplus)));
        assert_eq!(clocks("idle_timeout = \"5m\""), (secs(300), secs(300)));
        assert_eq!(clocks("idle_timeout = \"none\""), (None, None));
        assert_eq!(
            clocks("surplus_idle_timeout = \"1h\""),
            (secs(idle), secs(3600))
        );
        assert_eq!(
            clocks("idle_timeout = \"5m\"\nsurplus_idle_timeout = \"none\""),
            (secs(300), None)
        );
    }

    #[test]
    fn a_lifecycle_sets_what_was_measured_then_and_single_keys_win() {
        let clocks = |keys| {
            let function = function(keys);
            let seconds = |clock: Option<SimDuration>| clock.map(|clock| clock.as_secs_f64());
            (
                seconds(function.idle_timeout),
                seconds(function.surplus_idle_timeout),
            )
        };
        let (of_2020, of_2021) = ("lifecycle = \"2020\"", "lifecycle = \"2021\"");
        assert_eq!(clocks(of_2020), (Some(647.0), Some(1496.0)));
        assert_eq!(clocks(of_2021), (Some(380.0), Some(1496.0)));
        assert_eq!(function(""), function(of_2021), "the newest is the default");
        let own = |keys: &str| function(&format!("{of_2020}\nidle_timeout = \"5m\"\n{keys}"));
        assert_eq!(own("").idle_timeout, Some(SimDuration::from_secs(300)));
        assert_eq!(own("").max_lifetime, function(of_2021).max_lifetime);
    }

    #[test]
    fn a_lifetime_alone_means_no_early_stop() {
        let ages = |keys| {
            let function = function(keys);
            (function.max_lifetime, function.early_stop)
        };
        let hour = SimDuration::from_secs(3600);
        let (measured, early) = ages("");
        assert!(matches!(measured, Some(Distribution::Weibull { .. })));
        assert!(matches!(early, Some(Distribution::Exponential { .. })));
        assert_eq!(ages("max_lifetime = \"none\""), (None, None));
        let constant = Some(Distribution::Constant(hour));
        assert_eq!(ages("max_lifetime = \"1h\""), (constant.clone(), None));
        assert_eq!(ages("early_stop = \"none\""), (measured.clone(), None));
        assert_eq!(ages("early_stop = \"1h\""), (measured, constant));
        let uniform = "max_lifetime.uniform = { min = \"30m\", max = \"1h\" }";
        let min = SimDuration::from_secs(1800);
        assert_eq!(
            ages(uniform).0,
            Some(Distribution::Uniform { min, max: hour })
        );
    }
}
