//! Rules that span several keys: limits that must add up, names that must differ.
//!
//! They run on whatever could be decoded, so that a slip elsewhere in the file does not hide
//! them.

use std::collections::BTreeMap;

use super::context::Context;
use super::problem::{Problem, Span};
use super::slo::Slo;
use super::tree::{Node, Value};
use crate::catalog;
use crate::kernel::SimDuration;
use crate::measures::Measure;
use crate::scenario::function::{Function, Version};
use crate::scenario::quantities::print_duration;
use crate::scenario::region::Region;
use crate::scenario::slo::{Objective, Windows};
use crate::scenario::units::Concurrency;

/// The maximum number of rows of results a run may keep: beyond this they fit no tool, and a gigabyte of memory.
const MAX_ROWS: u128 = 5_000_000;

/// CloudWatch's period, for which there is a row too.
const MINUTE_NANOS: u64 = 60_000_000_000;

/// A function with its index in the file.
pub(super) type Indexed = (usize, Function);

/// Each function and each service has a name of its own.
pub(super) fn distinct_names(cx: &mut Context<'_>, root: &Node) {
    let mut seen: BTreeMap<&str, (&str, Span)> = BTreeMap::new();
    for list in ["functions", "services"] {
        let Some(Value::Array(items)) = root.get(list).map(|node| &node.value) else {
            continue;
        };
        let named = items.iter().filter_map(|item| Some((item.name()?, item)));
        for (name, item) in named {
            let span = item.place("name");
            let Some((other, first)) = seen.get(name) else {
                seen.insert(name, (list, span));
                continue;
            };
            let (both, first_is, second_is) = match *other == list {
                true => (format!("two {list}"), "the first", "the second"),
                false => (
                    "a function and a service".to_owned(),
                    "the function",
                    "the service",
                ),
            };
            let title = format!("{both} are called `{}`", name.escape_debug());
            cx.report::<()>(
                Problem::new(span, title)
                    .label(second_is)
                    .related(*first, first_is)
                    .help("random streams and results belong to a name: give each its own"),
            );
        }
    }
}

/// What is reserved and provisioned fits into the account's concurrency, and leaves what must stay
/// unreserved.
pub(super) fn concurrency_adds_up(
    cx: &mut Context<'_>,
    root: &Node,
    region: &Region,
    functions: &[Indexed],
) {
    let account = region.account_concurrency;
    let account_span = root.place("region.account_concurrency");
    let limit = format!("the account's limit is {account}");
    if region.unreserved_minimum > account {
        cx.report::<()>(
            Problem::new(
                root.place("region.unreserved_minimum"),
                format!("more must stay unreserved than the account's limit of {account}"),
            )
            .related(account_span, limit),
        );
        return;
    }
    let reserve_span =
        |index: usize| root.place(&format!("functions.{index}.reserved_concurrency"));
    let over_account: Vec<_> = functions
        .iter()
        .filter_map(|(index, function)| Some((index, function, function.own_reserve()?)))
        .filter(|(_, _, reserved)| *reserved > account)
        .collect();
    for (index, function, reserved) in &over_account {
        let title = format!(
            "`{}` reserves {reserved}, more than the account's concurrency limit of {account}",
            function.unqualified_name()
        );
        cx.report::<()>(
            Problem::new(reserve_span(**index), title)
                .label("more than the whole account has")
                .related(account_span, limit.clone()),
        );
    }
    if over_account.is_empty() {
        unreserved_minimum_stays(cx, root, region, functions);
    }
}

/// AWS's rule: UnreservedConcurrentExecutions does not fall below a minimum, whether concurrency is set
/// aside by reserves or, for functions without one, provisioned.
fn unreserved_minimum_stays(
    cx: &mut Context<'_>,
    root: &Node,
    region: &Region,
    functions: &[Indexed],
) {
    let count = |concurrency: Option<Concurrency>| concurrency.map_or(0, |c| u64::from(c.get()));
    let available = u64::from(region.can_be_set_aside());
    let reserved: u64 = functions.iter().map(|(_, f)| count(f.own_reserve())).sum();
    let beside_reserves = |function: &Function| function.reserved_concurrency.is_none();
    let provisioned: u64 = functions
        .iter()
        .filter(|(_, function)| beside_reserves(function))
        .map(|(_, function)| u64::from(function.initial_provisioned().get()))
        .sum();
    if reserved + provisioned <= available {
        return;
    }
    let last = |present: &dyn Fn(&Function) -> bool| {
        let mut last_first = functions.iter().rev();
        last_first.find(|(_, function)| present(function))
    };
    let has_reserve = |function: &Function| function.reserved_concurrency.is_some();
    let has_provisioned = |function: &Function| {
        beside_reserves(function) && function.initial_provisioned() > Concurrency::default()
    };
    let (place, title, label) = if reserved > available {
        let Some((index, _)) = last(&has_reserve) else {
            return;
        };
        (
            format!("functions.{index}.reserved_concurrency"),
            format!(
                "reserved concurrency adds up to {reserved}, but at most {available} can be reserved"
            ),
            "the last of the reserves",
        )
    } else {
        let Some((index, function)) = last(&has_provisioned) else {
            return;
        };
        let left = available - reserved;
        let beside = match reserved {
            0 => String::new(),
            _ => format!(" beside the {reserved} that are reserved"),
        };
        (
            provisioned_key(*index, function),
            format!(
                "provisioned concurrency adds up to {provisioned}, but at most {left} can be \
                 provisioned{beside}"
            ),
            "the last that is provisioned",
        )
    };
    let account = region.account_concurrency;
    let needed = region.limit_for(reserved + provisioned);
    cx.report::<()>(
        Problem::new(root.place(&place), title)
            .label(label)
            .related(
                root.place("region.account_concurrency"),
                format!("the account's limit is {account}"),
            )
            .help(format!(
                "AWS keeps {} of the account's {account} unreserved and refuses what leaves less: \
                 lower this, or ask AWS for a limit of {needed} and set account_concurrency = {needed}",
                region.unreserved_minimum
            )),
    );
}

/// Provisioned concurrency, that of all versions together, lies within the function's own reserve.
pub(super) fn provisioned_within_reserve(cx: &mut Context<'_>, root: &Node, functions: &[Indexed]) {
    for versions in functions.chunk_by(|(one, _), (other, _)| one == other) {
        let [(index, function), ..] = versions else {
            continue;
        };
        let Some(reserved) = function.reserved_concurrency else {
            continue;
        };
        let initial = versions.iter().map(|(_, one)| one.initial_provisioned());
        let provisioned: u64 = initial.map(|count| u64::from(count.get())).sum();
        if provisioned <= u64::from(reserved.get()) {
            continue;
        }
        let mut last_first = versions.iter().rev();
        let with_some = last_first.find(|(_, one)| one.provisioned_concurrency.is_some());
        let Some((_, version)) = with_some else {
            continue;
        };
        let subject = match versions {
            [_] => format!("`{}` provisions", function.name),
            _ => {
                let versions = match function.alias() {
                    Some(_) => "versions",
                    None => "aliases",
                };
                format!(
                    "the {versions} of `{}` provision",
                    function.unqualified_name()
                )
            }
        };
        let title = format!("{subject} {provisioned}, more than the {reserved} it reserves");
        let reserve = root.place(&format!("functions.{index}.reserved_concurrency"));
        cx.report::<()>(
            Problem::new(root.place(&provisioned_key(*index, version)), title)
                .label("more than its reserve")
                .related(reserve, "its reserve")
                .help("raise reserved_concurrency or lower provisioned_concurrency"),
        );
    }
}

/// Where a function's provisioned concurrency is written.
pub(super) fn provisioned_key(index: usize, function: &Function) -> String {
    let key = "provisioned_concurrency";
    match function.alias() {
        Some(alias) if alias.provisioned_concurrency.is_some() => {
            format!("functions.{index}.alias.{key}")
        }
        _ => version_key(index, function, key),
    }
}

/// Where a key is written that each version of a function has for itself.
pub(super) fn version_key(index: usize, function: &Function, key: &str) -> String {
    match &function.version {
        None => format!("functions.{index}.{key}"),
        Some(Version {
            position, alias, ..
        }) => {
            let list = match alias {
                Some(_) => "versions",
                None => "aliases",
            };
            format!("functions.{index}.{list}.{position}.{key}")
        }
    }
}

/// No function is called what a version of another is called.
pub(super) fn distinct_versions(cx: &mut Context<'_>, root: &Node, functions: &[Indexed]) {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, function) in functions {
        let of_name = places.entry(&function.name).or_default();
        // Two places are enough: one of them is another than one's own.
        if of_name.len() < 2 && !of_name.contains(index) {
            of_name.push(*index);
        }
    }
    for (index, version) in functions {
        let Some(own) = &version.version else {
            continue;
        };
        let mut of_name = places.get(&*version.name).into_iter().flatten();
        if let Some(other) = of_name.find(|other| *other != index) {
            let title = format!(
                "a function is called `{}`, as this {} is",
                version.name.escape_debug(),
                match own.alias {
                    Some(_) => "version",
                    None => "alias",
                }
            );
            let place = version_key(*index, version, "name");
            let function = root.place(&format!("functions.{other}.name"));
            cx.report::<()>(
                Problem::new(root.place(&place), title)
                    .related(function, "the function")
                    .help("random streams and results belong to a name: give each its own"),
            );
        }
    }
}

/// The result has a size that one can work with.
pub(super) fn rows_stay_reasonable(
    cx: &mut Context<'_>,
    root: &Node,
    duration: SimDuration,
    interval: SimDuration,
    functions: usize,
) {
    let rows = |interval: u64| {
        let intervals = duration.as_nanos().div_ceil(interval.max(1));
        let minutes = duration.as_nanos().div_ceil(MINUTE_NANOS);
        // A row for the account and for each function.
        (u128::from(intervals) + u128::from(minutes)) * (functions as u128 + 1)
    };
    let needed = rows(interval.as_nanos());
    if needed <= MAX_ROWS {
        return;
    }
    let larger = (0..)
        .map_while(|power| {
            interval
                .as_nanos()
                .max(1)
                .checked_mul(10_u64.checked_pow(power)?)
        })
        .find(|larger| rows(*larger) <= MAX_ROWS);
    let span = match root.get("interval") {
        Some(node) => node.span,
        None => root.place("duration"),
    };
    let title = format!(
        "an interval of {} gives {needed} rows, CloudWatch's minutes included",
        print_duration(interval)
    );
    let problem = Problem::new(span, title).label(format!("at most {MAX_ROWS} are kept"));
    cx.report::<()>(match larger {
        Some(larger) => {
            let larger = print_duration(SimDuration::from_nanos(larger));
            problem.help(format!("use a larger one, such as interval = \"{larger}\""))
        }
        None => problem.help("simulate a shorter duration"),
    });
}

/// After the warm-up there is something left to measure.
pub(super) fn warm_up_ends(
    cx: &mut Context<'_>,
    root: &Node,
    duration: SimDuration,
    warm_up: SimDuration,
) {
    if warm_up < duration {
        return;
    }
    let title = format!(
        "a warm-up of {} leaves nothing to measure",
        print_duration(warm_up)
    );
    cx.report::<()>(
        Problem::new(root.place("warm_up"), title)
            .label("must be shorter than the run")
            .related(
                root.place("duration"),
                format!("the run lasts {}", print_duration(duration)),
            ),
    );
}

/// All events of a month take no longer than the month.
pub(super) fn events_fit_into_a_month(
    cx: &mut Context<'_>,
    root: &Node,
    measured: SimDuration,
    events: u32,
) {
    let month = catalog::billing_rules().month_s;
    let total = measured.as_secs_f64() * f64::from(events);
    if total <= month {
        return;
    }
    let measured_text = print_duration(measured);
    let title = format!("{events} events of {measured_text} do not fit into a month of 730 h");
    let most = (month / measured.as_secs_f64()).floor();
    let problem = Problem::new(root.place("billing.events_per_month"), title);
    cx.report::<()>(match most >= 1.0 {
        true => problem.label(format!("at most {most}")),
        false => problem.label("the run alone is longer than that"),
    });
}

/// Windows consist of whole intervals, and one begins after the warm-up.
pub(super) fn windows_fit(
    cx: &mut Context<'_>,
    root: &Node,
    (duration, warm_up, interval): (SimDuration, SimDuration, SimDuration),
    windows: Option<Windows>,
) {
    let Some(length) = windows.map(|windows| windows.length) else {
        return;
    };
    let place = root.place("slo.windows.length");
    let nanos = length.as_nanos();
    if nanos % interval.as_nanos() != 0 {
        let interval = print_duration(interval);
        let title = format!(
            "a window of {} is not a multiple of the interval of {interval}",
            print_duration(length)
        );
        cx.report::<()>(
            Problem::new(place, title)
                .label(format!("must be {interval} or a multiple of it"))
                .help("set `interval` to a part of it, too"),
        );
    } else if warm_up.as_nanos().div_ceil(nanos).saturating_mul(nanos) >= duration.as_nanos() {
        let title = format!(
            "no window of {} begins after the warm-up",
            print_duration(length)
        );
        cx.report::<()>(Problem::new(place, title).label("too long for this run"));
    }
}

/// An objective on spillover needs something to spill over from.
pub(super) fn spillover_has_a_source(
    cx: &mut Context<'_>,
    root: &Node,
    objectives: &[Objective],
    functions: &[Indexed],
) {
    let provisioned = functions
        .iter()
        .any(|(_, function)| function.provisioned_concurrency.is_some());
    let on_spillover = objectives
        .iter()
        .any(|objective| objective.measure == Measure::SpilloverRate);
    if on_spillover && !provisioned {
        cx.report::<()>(
            Problem::new(
                root.place("slo.spillover_rate"),
                "no function has provisioned concurrency, so nothing can spill over",
            )
            .help("set provisioned_concurrency for a function, or remove this objective"),
        );
    }
}

/// An objective on the items of a queue needs a queue, and the whole run: rows of functions, of which windows are made,
/// know nothing of queues.
pub(super) fn queues_have_items(
    cx: &mut Context<'_>,
    root: &Node,
    slo: &Slo,
    functions: &[Indexed],
) {
    let is_of_queue = |measure: &Measure| Measure::OF_QUEUES.contains(measure);
    let mut sources = functions.iter().flat_map(|(_, function)| &function.traffic);
    let has_queue = sources.any(|source| source.invoked_by.is_queued());
    let measures = slo.objectives.iter().map(|objective| objective.measure);
    for measure in measures.filter(is_of_queue) {
        let place = root.place(&format!("slo.{}", measure.key()));
        if !has_queue {
            cx.report::<()>(
                Problem::new(place, "no function has a queue, so there is nothing to measure").help(
                    "set invoked_by.async, invoked_by.sqs or invoked_by.stream for a source of traffic, or remove \
                     this objective",
                ),
            );
        } else if slo.windows.is_some() {
            cx.report::<()>(
                Problem::new(
                    place,
                    "an objective on a queue holds over the run, not in windows",
                )
                .label("of the whole run")
                .related(root.place("slo.windows"), "windows")
                .help("remove the windows, or this objective"),
            );
        }
    }
}
