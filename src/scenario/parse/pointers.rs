//! What is valid in versions and aliases but most likely not meant: weights that come too late, versions
//! without requests, shares that round to nothing, shifts that the account would refuse; the older form.

use super::checks::{provisioned_key, version_key};
use super::problem::Problem;
use super::tree::Node;
use crate::scenario::alias::{Alias, Shift};
use crate::scenario::function::{Function, Version, versions};
use crate::scenario::quantities::print_duration;
use crate::scenario::{Scenario, Setting};

/// The warnings about the function with an index in the file, given as the place of its first version in the
/// scenario.
pub(super) fn about(root: &Node, scenario: &Scenario, index: usize, first: usize) -> Vec<Problem> {
    let functions = &scenario.functions;
    let all = functions
        .get(versions(functions, first))
        .unwrap_or_default();
    let Some((function, alias)) = all.first().map(|one| (one, one.alias())) else {
        return Vec::new();
    };
    let Some(alias) = alias else {
        let older = function.version.as_ref().map(|_| {
            let place = root.place(&format!("functions.{index}.aliases"));
            Problem::new(
                place,
                "these are versions: AWS's alias is what points to them",
            )
            .label("the older form, which still means the same")
            .help("write [[functions.versions]], and [functions.alias] with a name and weights")
        });
        return older.into_iter().collect();
    };
    let mut warnings = Vec::new();
    let late = alias.steps.iter().find(|step| step.at >= scenario.duration);
    if let Some(late) = late {
        let title = format!(
            "weights of the alias come at {}, when the run of {} has ended",
            print_duration(late.at),
            print_duration(scenario.duration)
        );
        let place = root.place(&format!("functions.{index}.alias"));
        warnings.push(Problem::new(place, title).help("simulate a longer duration"));
    }
    let in_time = Alias {
        steps: alias
            .steps
            .iter()
            .filter(|step| step.at < scenario.duration)
            .cloned()
            .collect(),
        ..alias.clone()
    };
    for (position, version) in all.iter().enumerate() {
        if !in_time.points_to(position) {
            let title = format!("no request goes to `{}`", version.name.escape_debug());
            let place = root.place(&version_key(index, version, "name"));
            warnings.push(Problem::new(place, title).label("the alias gives it no weight"));
        }
    }
    if let Some(amount) = alias.provisioned_concurrency {
        let place = || root.place(&provisioned_key(index, function));
        if let Some(title) = rounded_to_nothing(&in_time, all) {
            let title = format!("{title} of {amount} provisioned environments");
            warnings.push(
                Problem::new(place(), title)
                    .label("its share rounds to none: all its requests run on demand"),
            );
        }
        let room = Setting::ProvisionedConcurrency(first).room(scenario);
        if let Some(peak) = peak_of_shifts(&in_time).filter(|peak| *peak > room) {
            let title = format!(
                "shifting the {amount} provisioned environments takes {peak} at a time, and there is room \
                 for {room}"
            );
            warnings.push(
                Problem::new(place(), title)
                    .label("the account refuses the shift, and the requests stay where they are")
                    .help("make room for both versions, shift in smaller steps, or set shift = \"at-once\""),
            );
        }
    }
    warnings
}

/// The first version that gets requests and no environment: whose weight it is.
fn rounded_to_nothing(alias: &Alias, versions: &[Function]) -> Option<String> {
    let version = |position: usize| versions.get(position)?.version.as_ref();
    let name = |version: &Version| version.qualified().escape_debug().to_string();
    (0..alias.steps.len()).find_map(|step| {
        let weights = &alias.steps.get(step)?.of_versions;
        let parts = alias.parts(step);
        let position = weights
            .iter()
            .zip(parts)
            .position(|(weight, part)| *weight > 0.0 && part == 0)?;
        let percent = (weights.get(position)? * 1e8).round() / 1e6;
        Some(format!("`{}` has {percent}%", name(version(position)?)))
    })
}

/// The most environments that versions have together while their alias shifts; `None` if it does not, or takes
/// away before it gives.
fn peak_of_shifts(alias: &Alias) -> Option<u32> {
    if alias.shift == Shift::AtOnce {
        return None;
    }
    let both = |step: usize| {
        let (before, after) = (alias.parts(step - 1), alias.parts(step));
        before
            .iter()
            .zip(&after)
            .map(|(one, other)| one.max(other))
            .sum()
    };
    (1..alias.steps.len()).map(both).max()
}
