//! Decodes provisioned concurrency: a number, or a table with a schedule or autoscaling; and how fast
//! a Region allocates it.
//!
//! It knows which keys go together; it must not know what the model does with them.

use super::cursor::{Context, Table};
use super::problem::Problem;
use super::slo::share_of;
use super::tree::{Node, Value};
use super::values::{catalog_count, concurrency, duration, each, integer, text, word};
use crate::catalog::{self, RegionEntry};
use crate::kernel::SimDuration;
use crate::scenario::provisioned::{
    Autoscaling, ProvisionedAllocation, ProvisionedChanges, ProvisionedConcurrency,
    ScheduledBounds, ScheduledValue, TimeOfDay, UtilizationStatistic, scheduled_at,
};
use crate::scenario::region::ScalingRule;
use crate::scenario::text::{parse_time_of_day, print_time_of_day};
use crate::scenario::units::Concurrency;

const TIME_OF_DAY: &str = r#"a time of the day such as "08:00""#;
const TARGET: &str = r#"a share such as "70%""#;
const MAX_DATAPOINTS: u64 = 1440;

/// Provisioned concurrency; none of it is the same as not having it. `start` is the time of the day at
/// which the run begins.
pub(super) fn provisioned(
    cx: &mut Context<'_>,
    node: &Node,
    start: TimeOfDay,
) -> Option<Option<ProvisionedConcurrency>> {
    let provisioned = match node.value {
        Value::Table(_) => over_time(cx, node, start)?,
        _ => ProvisionedConcurrency::constant(concurrency(cx, node)?),
    };
    let is_none = provisioned.as_constant() == Some(Concurrency::default());
    Some((!is_none).then_some(provisioned))
}

fn over_time(
    cx: &mut Context<'_>,
    node: &Node,
    start: TimeOfDay,
) -> Option<ProvisionedConcurrency> {
    let mut table = Table::open(cx, node, "provisioned concurrency")?;
    let value = table.optional(cx, "value", concurrency);
    let autoscaling = table.optional(cx, "autoscaling", autoscaling);
    let is_autoscaled = !matches!(autoscaling, Some(None));
    let schedule = table.or(cx, "schedule", Vec::new(), |cx, node| {
        schedule(cx, node, is_autoscaled)
    });
    table.close(cx);

    let (value, autoscaling, schedule) = (value?, autoscaling?, schedule?);
    let Some(mut autoscaling) = autoscaling else {
        let values = schedule.into_iter().filter_map(|entry| {
            let (at, value) = (entry.at, entry.value?);
            Some(ScheduledValue { at, value })
        });
        let values: Vec<_> = values.collect();
        let initial = value.or(scheduled_at(&values, start)).unwrap_or_default();
        return Some(ProvisionedConcurrency {
            initial,
            changes: (!values.is_empty()).then_some(ProvisionedChanges::Schedule(values)),
        });
    };
    let bounds = |Entry { at, min, max, .. }| ScheduledBounds { at, min, max };
    autoscaling.schedule = schedule.into_iter().map(bounds).collect();
    bounds_stay_apart(cx, node, &autoscaling)?;
    let bounds = autoscaling.bounds_at(start);
    if let Some(value) = value
        && !(bounds.min..=bounds.max).contains(&value)
    {
        let title = format!(
            "the value at the start must lie between autoscaling's bounds then, {} and {}",
            bounds.min, bounds.max
        );
        return cx.report(
            Problem::new(node.place("value"), title)
                .label("outside of the bounds")
                .help("without this key it is the lower one"),
        );
    }
    Some(ProvisionedConcurrency {
        initial: value.unwrap_or(bounds.min),
        changes: Some(ProvisionedChanges::Autoscaling(autoscaling)),
    })
}

/// An entry of either kind of schedule.
#[derive(Clone, Copy)]
struct Entry {
    at: TimeOfDay,
    value: Option<Concurrency>,
    min: Option<Concurrency>,
    max: Option<Concurrency>,
}

fn schedule(cx: &mut Context<'_>, node: &Node, is_autoscaled: bool) -> Option<Vec<Entry>> {
    let Value::Array(items) = &node.value else {
        return cx.mismatch(node, "a list of changes, each with the key at");
    };
    let entries = each(cx, items, |cx, node| entry(cx, node, is_autoscaled))?;
    let mut placed: Vec<_> = entries.into_iter().zip(items).collect();
    placed.sort_by_key(|(entry, _)| entry.at);
    for pair in placed.windows(2) {
        if let [(first, before), (second, node)] = pair
            && first.at == second.at
        {
            let title = format!("two changes at {}", print_time_of_day(first.at));
            return cx.report(
                Problem::new(node.place("at"), title)
                    .label("the second")
                    .related(before.place("at"), "the first")
                    .help("a time of the day has one change, which comes every day"),
            );
        }
    }
    Some(placed.into_iter().map(|(entry, _)| entry).collect())
}

fn entry(cx: &mut Context<'_>, node: &Node, is_autoscaled: bool) -> Option<Entry> {
    let mut table = Table::open(cx, node, "a scheduled change")?;
    let at = table.required(cx, "at", r#"at = "08:00""#, time_of_day);
    let value = table.optional(cx, "value", concurrency);
    let min = table.optional(cx, "min", least);
    let max = table.optional(cx, "max", least);
    table.close(cx);
    let entry = Entry {
        at: at?,
        value: value?,
        min: min?,
        max: max?,
    };
    let has_bounds = entry.min.or(entry.max).is_some();
    let problem = |key: &str, title: &str| Problem::new(node.place(key), title);
    match (is_autoscaled, entry.value) {
        (true, Some(_)) => cx.report(
            problem("value", "with autoscaling, a schedule sets its bounds")
                .label("autoscaling chooses the value")
                .help("give min, max or both"),
        ),
        (true, None) if !has_bounds => cx.report(
            problem("", "a scheduled change lacks the keys `min` and `max`")
                .label("changes nothing")
                .help("add one of them or both, for instance: min = 100"),
        ),
        (false, None) if !has_bounds => cx.report(
            problem("", "a scheduled change lacks the key `value`")
                .label("`value` is missing")
                .help("add for instance: value = 400"),
        ),
        (false, _) if has_bounds => {
            let key = if entry.min.is_some() { "min" } else { "max" };
            cx.report(
                problem(key, "only autoscaling has bounds")
                    .label("there is no autoscaling beside this schedule")
                    .help("give value instead, or add autoscaling"),
            )
        }
        _ => Some(entry),
    }
}

fn autoscaling(cx: &mut Context<'_>, node: &Node) -> Option<Autoscaling> {
    let defaults = catalog::defaults();
    let mut table = Table::open(cx, node, "autoscaling")?;
    let min = table.required(cx, "min", "min = 10", least);
    let max = table.required(cx, "max", "max = 500", least);
    let default_target = f64::from(defaults.autoscaling_target_percent) / 100.0;
    let target = table.or(cx, "target", default_target, target);
    let out_default = defaults.autoscaling_out_datapoints;
    let out_datapoints = table.or(cx, "out_datapoints", out_default, datapoints);
    let in_default = defaults.autoscaling_in_datapoints;
    let in_datapoints = table.or(cx, "in_datapoints", in_default, datapoints);
    let statistic = table.or(
        cx,
        "statistic",
        UtilizationStatistic::default(),
        |cx, node| {
            let words = UtilizationStatistic::ALL.map(|statistic| (statistic.key(), statistic));
            word(cx, node, &words)
        },
    );
    let cooldown_out = table.or(cx, "cooldown_out", SimDuration::ZERO, duration);
    let cooldown_in = table.or(cx, "cooldown_in", SimDuration::ZERO, duration);
    table.close(cx);
    let (min, max) = (min?, max?);
    if min > max {
        return cx.report(
            Problem::new(node.place("min"), "the lower bound is above the upper one")
                .label("more than `max`")
                .related(node.place("max"), "the upper bound"),
        );
    }
    Some(Autoscaling {
        min,
        max,
        target: target?,
        out_datapoints: out_datapoints?,
        in_datapoints: in_datapoints?,
        statistic: statistic?,
        cooldown_out: cooldown_out?,
        cooldown_in: cooldown_in?,
        schedule: Vec::new(),
    })
}

/// No time of the day may leave a lower bound above the upper one.
fn bounds_stay_apart(cx: &mut Context<'_>, node: &Node, autoscaling: &Autoscaling) -> Option<()> {
    for entry in &autoscaling.schedule {
        let bounds = autoscaling.bounds_at(entry.at);
        if bounds.min > bounds.max {
            let title = format!(
                "from {} on, the lower bound of {} is above the upper one of {}",
                print_time_of_day(entry.at),
                bounds.min,
                bounds.max
            );
            return cx.report(
                Problem::new(node.place("schedule"), title)
                    .label("a bound stays until the schedule sets it again")
                    .help("give both bounds at this time"),
            );
        }
    }
    Some(())
}

/// How fast a Region allocates, by its scaling rule where the file is silent.
pub(super) fn allocation(
    cx: &mut Context<'_>,
    table: &mut Table<'_>,
    region: Option<&RegionEntry>,
    rule: Option<&ScalingRule>,
) -> Option<ProvisionedAllocation> {
    let defaults = catalog::defaults();
    let preparation = SimDuration::from_secs(defaults.provisioned_preparation_s);
    let (burst, per_minute) = match rule {
        Some(ScalingRule::PerFunction { .. }) => (0, defaults.provisioned_per_function_per_minute),
        _ => (
            region.map_or(0, |region| region.burst_quota),
            defaults.provisioned_per_minute,
        ),
    };
    let default = ProvisionedAllocation {
        preparation,
        burst: catalog_count(burst),
        per_minute: catalog_count(per_minute),
    };
    table.or(cx, "provisioned_allocation", default, |cx, node| {
        let mut table = Table::open(cx, node, "the allocation of provisioned concurrency")?;
        let preparation = table.or(cx, "preparation", default.preparation, duration);
        let burst = table.or(cx, "burst", default.burst, concurrency);
        let per_minute = table.or(cx, "per_minute", default.per_minute, least);
        table.close(cx);
        Some(ProvisionedAllocation {
            preparation: preparation?,
            burst: burst?,
            per_minute: per_minute?,
        })
    })
}

/// A time of the day.
pub(super) fn time_of_day(cx: &mut Context<'_>, node: &Node) -> Option<TimeOfDay> {
    let read = match node.value {
        // TOML's own local time, which a command line's 08:00 is too.
        Value::Datetime => parse_time_of_day(cx.sources.excerpt(node.span)),
        _ => parse_time_of_day(text(cx, node, TIME_OF_DAY)?),
    };
    read.or_else(|| {
        cx.report(
            Problem::new(node.span, "this is not a time of the day")
                .label(format!("expected {TIME_OF_DAY}"))
                .help("hours and minutes, from 00:00 to 23:59; seconds may follow, as in 08:00:30"),
        )
    })
}

/// A concurrency of at least 1.
fn least(cx: &mut Context<'_>, node: &Node) -> Option<Concurrency> {
    let max = u64::from(Concurrency::MAX.get());
    let count = integer(cx, node, "this concurrency", 1, max)?;
    Concurrency::new(u32::try_from(count).ok()?)
}

fn datapoints(cx: &mut Context<'_>, node: &Node) -> Option<u32> {
    let count = integer(cx, node, "the number of datapoints", 1, MAX_DATAPOINTS)?;
    u32::try_from(count).ok()
}

/// A share above 0.
fn target(cx: &mut Context<'_>, node: &Node) -> Option<f64> {
    match share_of(cx, node, TARGET)? {
        0.0 => cx.report(
            Problem::new(node.span, "a target must be above 0")
                .label("none")
                .help("AWS takes 10% to 90%"),
        ),
        share => Some(share),
    }
}
