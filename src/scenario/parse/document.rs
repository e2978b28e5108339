//! Decodes the top level of a scenario, and runs the checks that span its parts.

use super::checks::{self, Indexed};
use super::cursor::{Context, Table};
use super::function::function;
use super::prices::billing;
use super::problem::Problem;
use super::provisioned::time_of_day;
use super::recorded;
use super::region::region;
use super::slo::{Slo, slo};
use super::tree::{Node, Value};
use super::values::{duration as span, integer, line, list, positive_duration};
use super::warm;
use crate::kernel::SimDuration;
use crate::scenario::{Billing, Function, Objective, Region, Scenario, TimeOfDay};

/// Enough for a name that has none of its own.
const FALLBACK_NAME: &str = "scenario";

const DEFAULT_INTERVAL: SimDuration = SimDuration::from_secs(1);

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
    let mut table = Table::open(cx, root, "the scenario")?;
    let default_name = match is_folder_name(default_name) {
        true => default_name,
        false => FALLBACK_NAME,
    };
    let name = table.or(cx, "name", default_name.to_owned(), folder_name);
    let title = table.optional(cx, "title", line);
    let duration = table.required(cx, "duration", r#"duration = "15m""#, positive_duration);
    let warm_up = table.or(cx, "warm_up", SimDuration::ZERO, span);
    let time_of_day_start = table.or(cx, "time_of_day_start", TimeOfDay::default(), time_of_day);
    let seed = table.or(cx, "seed", 0, |cx, node| {
        integer(cx, node, "a seed", 0, u64::MAX)
    });
    let interval = table.or(cx, "interval", DEFAULT_INTERVAL, positive_duration);
    let region = table.required(
        cx,
        "region",
        "[region] with the keys name and scaling",
        region,
    );
    let example = "[[functions]] with the keys name and service_time";
    let functions = table.required(cx, "functions", example, |cx, node| {
        functions(cx, node, time_of_day_start.unwrap_or_default())
    });
    let slo = table.or(cx, "slo", Slo::default(), slo);
    let billing = table.or(cx, "billing", Billing::default(), billing);
    table.close(cx);

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
        if let Some(functions) = &functions {
            check(
                cx,
                root,
                functions,
                region.as_ref(),
                duration.zip(interval),
                slo.as_ref().map(|slo| &slo.objectives[..]),
            );
        }
    }

    let (name, functions, slo) = (name?, functions?, slo?);
    Some(Scenario {
        title: title?.unwrap_or_else(|| name.clone()),
        name,
        duration: duration?,
        warm_up: warm_up?,
        time_of_day_start: time_of_day_start?,
        seed: seed?,
        interval: interval?,
        region: region?,
        functions: functions.all()?,
        slo: slo.objectives,
        slo_windows: slo.windows,
        billing: billing?,
        inputs: Vec::new(),
    })
}

/// The checks that span several parts, as far as these could be decoded.
fn check(
    cx: &mut Context<'_>,
    root: &Node,
    functions: &Functions,
    region: Option<&Region>,
    times: Option<(SimDuration, SimDuration)>,
    objectives: Option<&[Objective]>,
) {
    let decoded = &functions.decoded;
    checks::distinct_versions(cx, root, decoded);
    checks::provisioned_within_reserve(cx, root, decoded);
    if let Some(region) = region {
        checks::concurrency_adds_up(cx, root, region, decoded);
        warm::are_of_use(cx, root, region, decoded);
    }
    if let Some((duration, interval)) = times {
        let count = functions.written.max(decoded.len());
        checks::rows_stay_reasonable(cx, root, duration, interval, count);
    }
    if let (Some(objectives), true) = (objectives, functions.complete) {
        checks::spillover_has_a_source(cx, root, objectives, decoded);
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

fn functions(cx: &mut Context<'_>, node: &Node, start: TimeOfDay) -> Option<Functions> {
    if matches!(node.value, Value::Table(_)) {
        return cx.report(
            Problem::new(
                node.span,
                "functions are a list, each under its own heading",
            )
            .help("write [[functions]], with two brackets"),
        );
    }
    let items = list(cx, node, "at least one function: [[functions]]")?;
    let mut functions = Functions {
        decoded: Vec::new(),
        written: items.len(),
        complete: true,
    };
    for (index, item) in items.iter().enumerate() {
        match function(cx, item, start) {
            Some(versions) => {
                let versions = versions.into_iter().map(|version| (index, version));
                functions.decoded.extend(versions);
            }
            None => functions.complete = false,
        }
    }
    recorded::align(&mut functions.decoded);
    Some(functions)
}

/// The scenario's name, which also names the folder of its results.
fn folder_name(cx: &mut Context<'_>, node: &Node) -> Option<String> {
    let name = line(cx, node)?;
    if is_folder_name(&name) {
        return Some(name);
    }
    cx.report(
        Problem::new(node.span, "this name cannot name the folder of the results")
            .label("not a folder name on every system")
            .help(r#"avoid / \ : * ? " < > |, and dots or spaces at either end"#),
    )
}

/// Whether `name` names one folder on every common file system.
fn is_folder_name(name: &str) -> bool {
    let forbidden = |c: char| c.is_control() || r#"/\:*?"<>|"#.contains(c);
    let at_the_edge = ['.', ' '];
    !name.is_empty()
        && name.len() <= 200
        && !name.contains(forbidden)
        && !name.starts_with(at_the_edge)
        && !name.ends_with(at_the_edge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_folder() {
        for name in ["flash-sale", "Größe 2", "v1.2", "50%"] {
            assert!(is_folder_name(name), "{name:?}");
        }
        for name in [
            "", ".", "..", "../up", "a/b", "a\\b", "c:", "a\nb", " a", "a.",
        ] {
            assert!(!is_folder_name(name), "{name:?}");
        }
    }
}
