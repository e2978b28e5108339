//! What is valid but most likely not meant: traffic that ends early, or never comes.

use super::problem::Problem;
use super::tree::Node;
use crate::kernel::{SimDuration, SimTime};
use crate::scenario::function::Function;
use crate::scenario::text::print_duration;
use crate::scenario::traffic::{RateProfile, Stage, Traffic};

/// The warnings about the traffic of all functions.
pub(super) fn about_traffic(
    root: &Node,
    duration: SimDuration,
    functions: &[Function],
) -> Vec<Problem> {
    let mut warnings = Vec::new();
    for (index, function) in functions.iter().enumerate() {
        for (number, traffic) in function.traffic.iter().enumerate() {
            let source = format!("functions.{index}.traffic.{number}");
            if is_silent(traffic, duration) {
                warnings.push(
                    Problem::new(
                        root.place(&source),
                        format!(
                            "a source of traffic of `{}` never sends a request",
                            function.name
                        ),
                    )
                    .label(format!(
                        "nothing within the {} of the run",
                        print_duration(duration)
                    )),
                );
            } else if let Some((kind, stages)) = stages(traffic) {
                let place = root.place(&format!("{source}.{kind}.stages"));
                warnings
                    .extend(about_length(stages, duration).map(|title| Problem::new(place, title)));
            }
        }
    }
    warnings
}

fn stages(traffic: &Traffic) -> Option<(&'static str, &[Stage])> {
    match traffic {
        Traffic::Poisson(RateProfile::Stages(stages)) => Some(("poisson", stages)),
        Traffic::Even(RateProfile::Stages(stages)) => Some(("even", stages)),
        _ => None,
    }
}

fn about_length(stages: &[Stage], duration: SimDuration) -> Option<String> {
    let total: SimDuration = stages.iter().map(|stage| stage.duration).sum();
    // Traffic that has already faded to nothing does not stop short.
    let still_on = stages
        .last()
        .is_some_and(|last| last.target.per_second() > 0.0);
    let (total_text, run) = (print_duration(total), print_duration(duration));
    if total > duration {
        Some(format!(
            "the stages last {total_text}, longer than the run of {run}, which cuts them off"
        ))
    } else if total < duration && still_on {
        Some(format!(
            "the stages end after {total_text}: the traffic stops there, before the run of {run} ends"
        ))
    } else {
        None
    }
}

/// Whether a source sends nothing before the end of the run.
fn is_silent(traffic: &Traffic, duration: SimDuration) -> bool {
    match traffic {
        Traffic::Poisson(profile) | Traffic::Even(profile) => match profile {
            RateProfile::Constant(rate) => rate.per_second() == 0.0,
            RateProfile::Diurnal { mean, .. } => mean.per_second() == 0.0,
            RateProfile::Stages(stages) => stages_are_silent(stages, duration),
        },
        Traffic::Batch { at, requests } => {
            *requests == 0 || at.iter().all(|instant| *instant >= duration)
        }
        Traffic::Trace(trace) => trace
            .rows
            .first()
            .is_none_or(|row| row.arrival >= SimTime::ZERO + duration),
        Traffic::Closed { .. } => false,
    }
}

fn stages_are_silent(stages: &[Stage], duration: SimDuration) -> bool {
    let mut start = SimDuration::ZERO;
    let mut before = 0.0;
    for stage in stages {
        let target = stage.target.per_second();
        let active = !stage.duration.is_zero() && (before > 0.0 || target > 0.0);
        if active && start < duration {
            return false;
        }
        start = start + stage.duration;
        before = target;
    }
    true
}
