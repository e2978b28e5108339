//! How to put an answer in force: TOML for the scenario, and commands of AWS's command line.
//!
//! It knows schedules and autoscaling and how both are written; it must not know how they were found.

use crate::catalog;
use crate::report::actions::aws::{self, Version};
use crate::scenario::quantities::{print_duration, print_time_of_day};
use crate::scenario::{
    Autoscaling, Scenario, ScheduledBounds, ScheduledValue, UtilizationStatistic,
};
use crate::study::size::candidate as candidates;

/// The schedule as the key of a function, to paste.
pub(in crate::report) fn schedule_toml(schedule: &[ScheduledValue]) -> String {
    if schedule.is_empty() {
        return "provisioned_concurrency = 0\n".to_owned();
    }
    let entries = schedule.iter().map(|one| {
        format!(
            "  {{ at = \"{}\", value = {} }},\n",
            clock(one),
            one.value.get()
        )
    });
    format!(
        "provisioned_concurrency.schedule = [\n{}]\n",
        entries.collect::<String>()
    )
}

/// The schedule as commands of AWS's command line: the range, then an action for each change, whose
/// bounds are one and the same. None where nothing is provisioned at any time.
pub(in crate::report) fn schedule_commands(
    version: Version<'_>,
    schedule: &[ScheduledValue],
) -> Vec<String> {
    let values = || schedule.iter().map(|one| one.value.get());
    let (Some(least), Some(most)) = (values().min(), values().max()) else {
        return Vec::new();
    };
    let actions = schedule.iter().map(|one| {
        let value = Some(one.value.get());
        aws::scheduled_action(version, one.at, value, value)
    });
    let register = aws::register(version, least, most);
    std::iter::once(register).chain(actions).collect()
}

/// The time of a change, which comes at a whole minute.
pub(in crate::report) fn clock(one: &ScheduledValue) -> String {
    let minutes = one.at.seconds() / 60;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The provisioned concurrency of a function that is autoscaled as its key, to paste: what differs from
/// the defaults.
pub(in crate::report) fn autoscaling_toml(scenario: &Scenario, function: usize) -> String {
    let own = candidates::autoscaling(scenario, function);
    let mut parts = Vec::new();
    let function = scenario.functions.get(function);
    let initial = function.map_or(own.min, |function| function.initial_provisioned());
    if initial != own.bounds_at(scenario.time_of_day_start).min {
        parts.push(format!("value = {initial}"));
    }
    let keys = keys(&own);
    let keys = keys.iter().map(|(key, value)| format!("{key} = {value}"));
    let keys: Vec<_> = keys.collect();
    parts.push(format!("autoscaling = {{ {} }}", keys.join(", ")));
    if !own.schedule.is_empty() {
        let entries: Vec<_> = own.schedule.iter().map(entry).collect();
        parts.push(format!("schedule = [{}]", entries.join(", ")));
    }
    format!("provisioned_concurrency = {{ {} }}\n", parts.join(", "))
}

/// The keys of autoscaling that a scenario has to have, as TOML.
fn keys(own: &Autoscaling) -> Vec<(&'static str, String)> {
    let defaults = catalog::defaults();
    let text = |text: &str| format!("\"{text}\"");
    let mut keys = vec![
        ("min", own.min.to_string()),
        ("max", own.max.to_string()),
        ("target", text(&percent(own))),
    ];
    if own.out_datapoints != defaults.autoscaling_out_datapoints {
        keys.push(("out_datapoints", own.out_datapoints.to_string()));
    }
    if own.in_datapoints != defaults.autoscaling_in_datapoints {
        keys.push(("in_datapoints", own.in_datapoints.to_string()));
    }
    if own.statistic != UtilizationStatistic::default() {
        keys.push(("statistic", text(own.statistic.key())));
    }
    for (key, cooldown) in [
        ("cooldown_out", own.cooldown_out),
        ("cooldown_in", own.cooldown_in),
    ] {
        if !cooldown.is_zero() {
            keys.push((key, text(&print_duration(cooldown))));
        }
    }
    keys
}

/// A target that is a whole percentage.
fn percent(own: &Autoscaling) -> String {
    format!("{}%", (own.target * 100.0).round())
}

fn entry(entry: &ScheduledBounds) -> String {
    let bounds = [("min", entry.min), ("max", entry.max)];
    let bounds = bounds
        .into_iter()
        .filter_map(|(key, value)| Some(format!(", {key} = {}", value?)));
    format!(
        "{{ at = \"{}\"{} }}",
        print_time_of_day(entry.at),
        bounds.collect::<String>()
    )
}

/// The autoscaling as commands of AWS's command line: the range, the policy, and an action for each change
/// of its bounds.
pub(in crate::report) fn autoscaling_commands(
    version: Version<'_>,
    own: &Autoscaling,
) -> Vec<String> {
    let register = aws::register(version, own.min.get(), own.max.get());
    let policy = aws::scaling_policy(version, own);
    let actions = own.schedule.iter().map(|entry| {
        let bounds = [entry.min, entry.max].map(|bound| bound.map(|bound| bound.get()));
        aws::scheduled_action(version, entry.at, bounds[0], bounds[1])
    });
    [register, policy].into_iter().chain(actions).collect()
}
