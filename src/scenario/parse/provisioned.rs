//! Decodes provisioned concurrency: a number, or a table with a schedule or autoscaling; and how fast
//! a Region allocates it.
//!
//! It knows which keys go together; it must not know what the model does with them.

use super::bounds::in_order;
use super::context::Context;
use super::given::Given;
use super::problem::Problem;
use crate::catalog::{self, RegionEntry};
use crate::scenario::format::plain::Share;
use crate::scenario::provisioned::{
    Autoscaling, ProvisionedAllocation, ProvisionedChanges, ProvisionedConcurrency,
    ScheduledBounds, ScheduledValue, TimeOfDay, scheduled_at,
};
use crate::scenario::quantities::print_time_of_day;
use crate::scenario::region::ScalingRule;
use crate::scenario::units::Concurrency;

/// Provisioned concurrency; none of it is the same as not having it. `start` is the time of the day at
/// which the run begins.
pub(super) fn provisioned(
    cx: &mut Context<'_>,
    given: Given<'_>,
    start: TimeOfDay,
) -> Option<Option<ProvisionedConcurrency>> {
    let provisioned = if given.is_table() {
        over_time(cx, given, start)?
    } else {
        ProvisionedConcurrency::constant(given.value()?)
    };
    let is_none = provisioned.as_constant() == Some(Concurrency::default());
    Some((!is_none).then_some(provisioned))
}

fn over_time(
    cx: &mut Context<'_>,
    given: Given<'_>,
    start: TimeOfDay,
) -> Option<ProvisionedConcurrency> {
    let value: Option<Option<Concurrency>> = given.set("value");
    let is_autoscaled = given.get("autoscaling").is_some();
    let autoscaling = given.with_set("autoscaling", |given| autoscaling(cx, given));
    let schedule = given.with("schedule", |given| schedule(cx, given, is_autoscaled));

    let (value, schedule) = (value?, schedule?);
    let Some(autoscaling) = autoscaling? else {
        let values: Vec<_> = schedule
            .into_iter()
            .filter_map(|Entry { at, value, .. }| Some(ScheduledValue { at, value: value? }))
            .collect();
        let initial = value.or(scheduled_at(&values, start)).unwrap_or_default();
        return Some(ProvisionedConcurrency {
            initial,
            changes: (!values.is_empty()).then_some(ProvisionedChanges::Schedule(values)),
        });
    };
    let bounds = |Entry { at, min, max, .. }| ScheduledBounds { at, min, max };
    let autoscaling = Autoscaling {
        schedule: schedule.into_iter().map(bounds).collect(),
        ..autoscaling
    };
    bounds_stay_apart(cx, given, &autoscaling)?;
    let bounds = autoscaling.bounds_at(start);
    if let Some(value) = value
        && !(bounds.min..=bounds.max).contains(&value)
    {
        let title = format!(
            "the value at the start must lie between autoscaling's bounds then, {} and {}",
            bounds.min, bounds.max
        );
        return cx.report(
            Problem::new(given.place("value"), title)
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

fn schedule(cx: &mut Context<'_>, given: Given<'_>, is_autoscaled: bool) -> Option<Vec<Entry>> {
    let entries = given.each(|given| entry(cx, given, is_autoscaled))?;
    in_order(cx, given, entries, |entry| entry.at)
}

fn entry(cx: &mut Context<'_>, given: Given<'_>, is_autoscaled: bool) -> Option<Entry> {
    let entry = Entry {
        at: given.take("at")?,
        value: given.set("value")?,
        min: given.set("min")?,
        max: given.set("max")?,
    };
    let has_bounds = entry.min.or(entry.max).is_some();
    let (key, title, label, help) = match (is_autoscaled, entry.value) {
        (true, Some(_)) => (
            "value",
            "with autoscaling, a schedule sets its bounds",
            "autoscaling chooses the value",
            "give min, max or both",
        ),
        (true, None) if !has_bounds => (
            "",
            "a scheduled change lacks the keys `min` and `max`",
            "changes nothing",
            "add one of them or both, for instance: min = 100",
        ),
        (false, None) if !has_bounds => (
            "",
            "a scheduled change lacks the key `value`",
            "`value` is missing",
            "add for instance: value = 400",
        ),
        (false, _) if has_bounds => (
            if entry.min.is_some() { "min" } else { "max" },
            "only autoscaling has bounds",
            "there is no autoscaling beside this schedule",
            "give value instead, or add autoscaling",
        ),
        _ => return Some(entry),
    };
    cx.report(
        Problem::new(given.place(key), title)
            .label(label)
            .help(help),
    )
}

fn autoscaling(cx: &mut Context<'_>, given: Given<'_>) -> Option<Autoscaling> {
    let (min, max): (Concurrency, Concurrency) = (given.take("min")?, given.take("max")?);
    if min > max {
        return cx.report(
            Problem::new(given.place("min"), "the lower bound is above the upper one")
                .label("more than `max`")
                .related(given.place("max"), "the upper bound"),
        );
    }
    let Share(target) = given.take("target")?;
    Some(Autoscaling {
        min,
        max,
        target,
        out_datapoints: given.take("out_datapoints")?,
        in_datapoints: given.take("in_datapoints")?,
        statistic: given.take("statistic")?,
        cooldown_out: given.take("cooldown_out")?,
        cooldown_in: given.take("cooldown_in")?,
        schedule: Vec::new(),
    })
}

/// No time of the day may leave a lower bound above the upper one.
fn bounds_stay_apart(
    cx: &mut Context<'_>,
    given: Given<'_>,
    autoscaling: &Autoscaling,
) -> Option<()> {
    let at_first = autoscaling.bounds_at(TimeOfDay::LAST);
    for (entry, bounds) in at_first.through(&autoscaling.schedule) {
        if bounds.min > bounds.max {
            let title = format!(
                "from {} on, the lower bound of {} is above the upper one of {}",
                print_time_of_day(entry.at),
                bounds.min,
                bounds.max
            );
            return cx.report(
                Problem::new(given.place("schedule"), title)
                    .label("a bound stays until the schedule sets it again")
                    .help("give both bounds at this time"),
            );
        }
    }
    Some(())
}

/// How fast a Region allocates, by its scaling rule where the file is silent.
pub(super) fn allocation(
    given: Given<'_>,
    region: Option<&RegionEntry>,
    rule: Option<&ScalingRule>,
) -> Option<ProvisionedAllocation> {
    let defaults = catalog::defaults();
    let (burst, per_minute) = match rule {
        Some(ScalingRule::PerFunction { .. }) => (0, defaults.provisioned_per_function_per_minute),
        _ => (
            region.map_or(0, |region| region.burst_quota),
            defaults.provisioned_per_minute,
        ),
    };
    given.with("provisioned_allocation", |given| {
        let published = Concurrency::published;
        Some(ProvisionedAllocation {
            preparation: given.take("preparation")?,
            burst: given.set("burst")?.unwrap_or(published(burst)),
            per_minute: given.set("per_minute")?.unwrap_or(published(per_minute)),
        })
    })
}
