//! Decodes the top level of a scenario, and runs the checks that span its parts.

use super::check::check;
use super::checks::{self, Indexed};
use super::context::Context;
use super::function::function;
use super::given::Given;
use super::invocation_rules;
use super::problem::Problem;
use super::recorded;
use super::region::region;
use super::scale;
use super::service::service;
use super::slo::{Slo, slo};
use super::tree::{Node, Value};
use super::warm;
use crate::catalog;
use crate::kernel::SimDuration;
use crate::scenario::folder_name::{folder_name, is_folder_name};
use crate::scenario::format::SCENARIO;
use crate::scenario::format::plain::Share;
use crate::scenario::function::on_lambda_first;
use crate::scenario::{Billing, Discounts, Function, Region, Scenario, TimeOfDay};

/// A scenario at its least, for whoever starts from nothing.
const LEAST: &str = r#"a scenario has at least:
duration = "15m"

[region]
name = "us-east-1"
scaling = "regional-burst"

[[functions]]
name = "my-function"
service_time = "120ms"

[[functions.traffic]]
poisson.rate = 50"#;

/// The scenario that `root` describes, still without its input files.
pub(super) fn scenario(cx: &mut Context<'_>, root: &Node, default_name: &str) -> Option<Scenario> {
    if root.entries().is_empty() && cx.problems.is_empty() {
        return cx.report(
            Problem::new(root.span, "the scenario is empty")
                .label("nothing here")
                .help(LEAST),
        );
    }
    check(cx, &SCENARIO, root);
    let given = Given::new(&SCENARIO, root);
    let duration = given.take("duration");
    let warm_up = given.take("warm_up");
    let interval = given.take("interval");
    let start: Option<TimeOfDay> = given.take("time_of_day_start");
    let region = given.with("region", |given| region(cx, given));
    let scale = given.take("scale");
    let region_name = region.as_ref().map_or("", |region| &region.name);
    let throttle = catalog::api_gateway_throttle(region_name);
    let quotas = catalog::launch_quotas(region_name);
    let start_at = start.unwrap_or_default();
    let functions = listed(cx, (root, given), ("functions", scale), |cx, given| {
        function(cx, given, start_at, (throttle, quotas))
    });
    let services = listed(cx, (root, given), ("services", scale), |cx, given| {
        Some(vec![service(cx, given, throttle, quotas)?])
    });
    let slo = given.with("slo", |given| slo(cx, given));
    let billing = given.with("billing", billing);

    // Values of a text that is not TOML may not be the ones meant: nothing can be concluded.
    if !cx.syntax_broken {
        checks::distinct_names(cx, root);
        if let Some((duration, warm_up)) = duration.zip(warm_up) {
            checks::warm_up_ends(cx, root, duration, warm_up);
        }
        if let (Some(duration), Some(warm_up), Some(interval), Some(slo)) =
            (duration, warm_up, interval, &slo)
        {
            checks::windows_fit(cx, root, (duration, warm_up, interval), slo.windows);
        }
        let events = billing.and_then(|billing| billing.events_per_month);
        if let (Some(duration), Some(warm_up), Some(events)) = (duration, warm_up, events)
            && warm_up < duration
        {
            checks::events_fit_into_a_month(cx, root, duration - warm_up, events);
        }
        if let Some((functions, services)) = functions.as_ref().zip(services.as_ref()) {
            let times = duration.zip(interval);
            span_parts(
                cx,
                root,
                (functions, services),
                region.as_ref(),
                times,
                slo.as_ref(),
            );
        }
    }

    let name: Option<String> = given.set("name")?;
    let name = name.unwrap_or_else(|| default_folder(default_name));
    let title: Option<String> = given.set("title")?;
    let slo = slo?;
    Some(Scenario {
        title: title.unwrap_or_else(|| name.clone()),
        name,
        duration: duration?,
        warm_up: warm_up?,
        time_of_day_start: start?,
        timezone: given.set("timezone")?,
        seed: given.take("seed")?,
        scale: scale?,
        interval: interval?,
        region: region?,
        functions: on_lambda_first([functions?.all()?, services?.all()?].concat()),
        slo: slo.objectives,
        slo_windows: slo.windows,
        billing: billing?,
        inputs: Vec::new(),
    })
}

/// The name of a scenario that has none of its own. It names a folder.
fn default_folder(name: &str) -> String {
    match is_folder_name(name) {
        true => name.to_owned(),
        false => folder_name(name),
    }
}

fn billing(given: Given<'_>) -> Option<Billing> {
    let events_per_month: Option<u32> = given.set("events_per_month")?;
    let monthly: bool = given.take("monthly")?;
    let savings_plan = given.with_set("savings_plan", savings_plan)?;
    Some(Billing {
        savings_plan,
        free_tier: given.take("free_tier")?,
        monthly: monthly || events_per_month.is_some(),
        events_per_month,
    })
}

/// What a plan takes off, by its term or as the scenario says.
fn savings_plan(given: Given<'_>) -> Option<Discounts> {
    if given.is_table() {
        let share = |key| given.take(key).map(|Share(share)| share);
        return Some(Discounts {
            lambda: share("lambda")?,
            fargate: share("fargate")?,
            ec2: share("ec2")?,
        });
    }
    let plan = catalog::savings_plan(given.value()?);
    Some(Discounts {
        lambda: plan.lambda.percent / 100.0,
        fargate: plan.fargate.percent / 100.0,
        // It depends on type and Region, and no source that was read gives a number.
        ec2: 0.0,
    })
}

/// The checks that span several parts, as far as these could be decoded.
fn span_parts(
    cx: &mut Context<'_>,
    root: &Node,
    (functions, services): (&Functions, &Functions),
    region: Option<&Region>,
    times: Option<(SimDuration, SimDuration)>,
    slo: Option<&Slo>,
) {
    let on_lambda = functions
        .decoded
        .iter()
        .filter(|(_, one)| one.is_on_lambda());
    let on_lambda: Vec<_> = on_lambda.cloned().collect();
    let decoded = &on_lambda;
    // What is not a list has been reported.
    let may_be_empty = |list| {
        let node: Option<&Node> = root.get(list);
        node.is_none_or(|node| matches!(node.value, Value::Array(_)))
    };
    let are_lists = may_be_empty("functions") && may_be_empty("services");
    if functions.written + services.written == 0 && are_lists {
        cx.report::<()>(
            Problem::new(
                root.place("functions"),
                "the scenario has no function and no service",
            )
            .label("nothing would serve a request")
            .help("add [[functions]] with the keys name and service_time, or [[services]]"),
        );
    }
    checks::distinct_versions(cx, root, decoded);
    checks::provisioned_within_reserve(cx, root, decoded);
    invocation_rules::visibility_covers_timeout(cx, root, decoded);
    invocation_rules::batches_have_one_version(cx, root, decoded);
    if let Some(region) = region {
        invocation_rules::one_throttle(cx, root, decoded);
        checks::concurrency_adds_up(cx, root, region, decoded);
        warm::are_of_use(cx, root, region, decoded);
    }
    if let Some((duration, interval)) = times {
        let count = functions.written.max(functions.decoded.len()) + services.written;
        checks::rows_stay_reasonable(cx, root, duration, interval, count);
    }
    if let (Some(slo), true) = (slo, functions.complete) {
        checks::spillover_has_a_source(cx, root, &slo.objectives, decoded);
        checks::queues_have_items(cx, root, slo, decoded);
    }
}

/// The functions that could be decoded, with their places in the file.
struct Functions {
    decoded: Vec<Indexed>,
    /// How many the file has.
    written: usize,
    /// Whether all of them could be decoded.
    complete: bool,
}

impl Functions {
    /// The functions, if all could be decoded.
    fn all(self) -> Option<Vec<Function>> {
        self.complete.then(|| {
            self.decoded
                .into_iter()
                .map(|(_, function)| function)
                .collect()
        })
    }
}

/// The functions of a list, by `decode`, which makes one of each item, or its versions.
fn listed(
    cx: &mut Context<'_>,
    (root, given): (&Node, Given<'_>),
    (list, scale): (&str, Option<f64>),
    mut decode: impl FnMut(&mut Context<'_>, Given<'_>) -> Option<Vec<Function>>,
) -> Option<Functions> {
    given.with(list, |given| {
        let mut functions = Functions {
            decoded: Vec::new(),
            written: given.items().len(),
            complete: true,
        };
        for (index, given) in given.items().enumerate() {
            match decode(cx, given) {
                Some(versions) => {
                    let versions = versions.into_iter().map(|version| (index, version));
                    functions.decoded.extend(versions);
                }
                None => functions.complete = false,
            }
        }
        recorded::align(&mut functions.decoded);
        scale::apply(
            cx,
            root,
            scale.unwrap_or(1.0),
            (list, &mut functions.decoded),
        );
        Some(functions)
    })
}
