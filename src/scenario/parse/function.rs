//! Decodes `[[functions]]`: one function with its configuration, callers and traffic.

use std::sync::Arc;

use super::aliases::{self, aliases};
use super::client::client;
use super::container::container;
use super::context::Context;
use super::distribution::{cold_start, distribution, distribution_or_none};
use super::given::Given;
use super::problem::Problem;
use super::provisioned::provisioned;
use super::traffic::source;
use super::versions::{self, versions_and_alias};
use crate::catalog::{LaunchQuotas, RequestThrottle};
use crate::kernel::SimDuration;
use crate::scenario::InvokedBy;
use crate::scenario::container::{Platform, ServedBy};
use crate::scenario::distribution::Distribution;
use crate::scenario::format::plain::Share;
use crate::scenario::function::Function;
use crate::scenario::lifecycle::Lifecycle;
use crate::scenario::provisioned::TimeOfDay;

/// A function, or the versions behind its aliases; `None` after a problem. `start` is the time of the day
/// at which the run begins, `throttle` the Region's of API Gateway.
pub(super) fn function(
    cx: &mut Context<'_>,
    given: Given<'_>,
    start: TimeOfDay,
    (throttle, quotas): (RequestThrottle, LaunchQuotas),
) -> Option<Vec<Function>> {
    let environment = given.take("architecture").zip(given.take("memory"));
    let service_time = given.with("service_time", |given| distribution(cx, given));
    let per_item = given.with("service_time_per_item", |given| {
        distribution_or_none(cx, given)
    });
    let cold_start = given.with("cold_start", |given| cold_start(cx, given, environment));
    let lifecycle = given.take("lifecycle");
    let measured = lifecycle.unwrap_or_default();
    let lifetime = lifetime(cx, given, measured);
    let provisioned = given.with("provisioned_concurrency", |given| {
        provisioned(cx, given, start)
    });
    let client = given.with("client", |given| client(cx, given));
    let traffic = given.with("traffic", |given| {
        given.each(|given| source(cx, given, throttle))
    });
    let container = given.with_set("container", |given| container(cx, given, quotas));
    let aliases = given.with("aliases", |given| aliases(cx, given, start));
    let versions = versions_and_alias(cx, given, start);
    let (aliases, versions) = (aliases?, versions?);
    let warm_environments = given.set("warm_environments")?;
    let provisioned_concurrency = provisioned?;
    let form = match (aliases.is_empty(), &versions) {
        (true, None) => None,
        (false, None) => Some(Form::Older),
        (true, Some(_)) => Some(Form::Pointed),
        (false, Some(_)) => return cx.report(both_forms(given)),
    };
    if let Some(form) = form {
        if provisioned_concurrency.is_some() {
            return cx.report(form.refuses(given, "provisioned_concurrency"));
        }
        if warm_environments.is_some() {
            return cx.report(form.refuses(given, "warm_environments"));
        }
    }

    let container = container?;
    if container.is_some() && form.is_some() {
        return cx.report(
            Problem::new(
                given.place("container"),
                "a function with versions cannot be moved into containers",
            )
            .label("an ECS service has no versions here")
            .help("remove `container`, or the versions"),
        );
    }
    let (architecture, memory) = environment?;
    let (idle_timeout, surplus_idle_timeout) = idle_timeouts(given, measured)?;
    let (max_lifetime, early_stop) = lifetime?;
    let (client_retry, clients) = client?;
    let traffic = traffic?;
    if container.is_some()
        && traffic
            .iter()
            .any(|one| one.invoked_by != InvokedBy::Client)
    {
        return cx.report(
            Problem::new(
                given.place("container"),
                "only a function that clients call can be moved into containers",
            )
            .label("queues and API Gateway are modeled in front of functions only")
            .related(given.place("traffic"), "has a source with `invoked_by`")
            .help("remove `container`, or `invoked_by`"),
        );
    }
    let function = Function {
        name: given.take("name")?,
        version: None,
        served_by: ServedBy::Lambda(container.map(Arc::new)),
        memory,
        architecture,
        ephemeral_storage: given.take("ephemeral_storage")?,
        service_time: service_time?,
        service_time_per_item: per_item?,
        timeout: given.take("timeout")?,
        error_rate: given.take("error_rate").map(|Share(share)| share)?,
        cold_start: cold_start?,
        lifecycle: lifecycle?,
        idle_timeout,
        surplus_idle_timeout,
        max_lifetime,
        early_stop,
        reuse: given.take("reuse")?,
        warm_environments,
        reserved_concurrency: given.take("reserved_concurrency")?,
        provisioned_concurrency,
        requests_per_second_limit: given.take("requests_per_second_limit")?,
        client_retry,
        clients,
        traffic,
        written_traffic: None,
    };
    let platform = given.take("platform")?;
    if platform != Platform::Lambda {
        let Some(moved) = function.moved(platform) else {
            return cx.report(not_there(given, platform, function.container().is_some()));
        };
        return Some(vec![moved]);
    }
    Some(match versions {
        Some(written) => versions::versions(function, written),
        None => aliases::versions(function, aliases),
    })
}

/// What to say of a function that is to run where nothing says how.
fn not_there(given: Given<'_>, platform: Platform, has_container: bool) -> Problem {
    let title = format!("nothing says how the function runs on {}", platform.title());
    let problem = Problem::new(given.place("platform"), title);
    match (platform, has_container) {
        (Platform::Ec2, true) => problem
            .label("its container names no instance type")
            .related(given.place("container"), "its container")
            .help("add for instance: container.instance = \"m7i.large\""),
        (_, true) => problem
            .label("its container says that it does not run there")
            .related(given.place("container"), "its container")
            .help("remove fargate = \"none\""),
        (_, false) => problem.label("it has no `container`").help(
            "add for instance: container = { task = { cpu = 1, memory = \"2 GB\", concurrency = 20 } }",
        ),
    }
}

/// How a function tells its versions apart.
#[derive(Clone, Copy)]
enum Form {
    /// Versions, and an alias that points to them.
    Pointed,
    /// `aliases`, each with a weight.
    Older,
}

impl Form {
    /// What to say of a function that has itself what only its versions can have.
    fn refuses(self, given: Given<'_>, key: &str) -> Problem {
        let what = key.replace('_', " ");
        let (title, list, label, help) = match self {
            Self::Older => (
                format!("a function with aliases has {what} only on them"),
                "aliases",
                "its aliases",
                "set it under [[functions.aliases]]",
            ),
            Self::Pointed => (
                format!("a function with versions has no {what} of its own"),
                "versions",
                "its versions",
                if key == "warm_environments" {
                    "set it under [[functions.versions]]"
                } else {
                    "set it under [functions.alias] or [[functions.versions]]"
                },
            ),
        };
        Problem::new(given.place(key), title)
            .label("which version is it for?")
            .related(given.place(list), label)
            .help(help)
    }
}

fn both_forms(given: Given<'_>) -> Problem {
    Problem::new(
        given.place("versions"),
        "a function has `versions` with an `alias`, or `aliases`, not both",
    )
    .label("versions, and an alias that points to them")
    .related(
        given.place("aliases"),
        "the older form: versions with a weight each",
    )
    .help("write all of them as [[functions.versions]]")
}

/// The two idle clocks. Whoever sets `idle_timeout` alone means every environment: it then holds for
/// surplus ones, too. The measured value for surplus environments goes with the measured timeout.
fn idle_timeouts(
    given: Given<'_>,
    measured: Lifecycle,
) -> Option<(Option<SimDuration>, Option<SimDuration>)> {
    let (idle, surplus) = (
        given.set("idle_timeout")?,
        given.set("surplus_idle_timeout")?,
    );
    let measured_surplus = Some(measured.surplus_idle_timeout());
    Some((
        idle.unwrap_or(Some(measured.idle_timeout())),
        surplus.or(idle).unwrap_or(measured_surplus),
    ))
}

/// The limit of age and early stops. Whoever sets `max_lifetime` alone means every environment:
/// none is then stopped early.
fn lifetime(
    cx: &mut Context<'_>,
    given: Given<'_>,
    measured: Lifecycle,
) -> Option<(Option<Distribution>, Option<Distribution>)> {
    let age = given.with_set("max_lifetime", |given| distribution_or_none(cx, given));
    let early = given.with_set("early_stop", |given| distribution_or_none(cx, given));
    let (age, early) = (age?, early?);
    let measured_early = age.is_none().then(|| measured.early_stop());
    Some((
        age.unwrap_or_else(|| Some(measured.max_lifetime())),
        early.unwrap_or(measured_early),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;
    use crate::scenario::parse::{NoFiles, Source, parse};
    use crate::scenario::units::Concurrency;

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
