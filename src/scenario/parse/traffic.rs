//! Decodes `[[functions.traffic]]`: one source of requests.

use super::context::Context;
use super::counts;
use super::distribution::distribution;
use super::given::Given;
use super::invocation::invoked_by;
use super::problem::Problem;
use super::recorded;
use crate::catalog::RequestThrottle;
use crate::kernel::SimDuration;
use crate::scenario::distribution::Distribution;
use crate::scenario::traffic::{RateProfile, Stage, StageShape, Traffic, TrafficEntry};
use crate::scenario::units::Rate;

/// Shorter think times would keep refused users asking at (almost) the same instant for ever.
const MIN_THINK_TIME: SimDuration = SimDuration::from_millis(1);

/// A source of traffic and how its requests reach the function, or `None` after a problem. `throttle` is
/// the Region's of API Gateway.
pub(super) fn source(
    cx: &mut Context<'_>,
    given: Given<'_>,
    throttle: RequestThrottle,
) -> Option<TrafficEntry> {
    let traffic = traffic(cx, given);
    let invoked_by = given.with_set("invoked_by", |given| invoked_by(cx, given, throttle));
    let (traffic, invoked_by) = (traffic?, invoked_by?.unwrap_or_default());
    if matches!(traffic, Traffic::Closed { .. }) && invoked_by.is_queued() {
        let title = "users of closed traffic wait for an answer, and a queue gives none";
        return cx.report(
            Problem::new(given.place("invoked_by"), title)
                .label("nobody waits behind this")
                .related(given.place("closed"), "users who wait for their answer")
                .help(
                    "use another kind of traffic, such as poisson.rate, or leave `invoked_by` out",
                ),
        );
    }
    Some(TrafficEntry {
        traffic,
        invoked_by,
    })
}

fn traffic(cx: &mut Context<'_>, given: Given<'_>) -> Option<Traffic> {
    let (kind, given) = given.chosen()?;
    Some(match kind {
        "poisson" => Traffic::Poisson(profile(cx, given)?),
        "even" => Traffic::Even(profile(cx, given)?),
        "batch" => batch(given)?,
        "trace" => Traffic::Trace(given.with("file", |file| recorded::trace(cx, file))?),
        "counts" => Traffic::Counts(counts::counts(cx, given)?),
        _ => Traffic::Closed {
            users: given.take("users")?,
            think_time: given.with("think_time", |time| think_time(cx, time))?,
        },
    })
}

fn profile(cx: &mut Context<'_>, given: Given<'_>) -> Option<RateProfile> {
    match given.chosen()? {
        ("rate", rate) => rate.value().map(RateProfile::Constant),
        ("stages", given) => stages(cx, given),
        (_, given) => diurnal(cx, given),
    }
}

fn stages(cx: &mut Context<'_>, given: Given<'_>) -> Option<RateProfile> {
    let stages = given.each(|given| {
        Some(Stage {
            duration: given.take("duration")?,
            target: given.take("target")?,
            shape: given.take("shape")?,
        })
    })?;
    let mut before = Rate::default();
    for (stage, given) in stages.iter().zip(given.items()) {
        let both_positive = before.per_second() > 0.0 && stage.target.per_second() > 0.0;
        if stage.shape == StageShape::Exponential && !both_positive {
            let title = "exponential growth cannot start or end at rate 0";
            let label = format!(
                "from {} to {} requests/s",
                before.per_second(),
                stage.target.per_second()
            );
            let help = "put a stage before it that reaches a positive rate, such as \
                        { duration = \"0s\", target = 10 }";
            let problem = Problem::new(given.place("shape"), title);
            return cx.report(problem.label(label).help(help));
        }
        before = stage.target;
    }
    Some(RateProfile::Stages(stages))
}

fn diurnal(cx: &mut Context<'_>, given: Given<'_>) -> Option<RateProfile> {
    let (mean, amplitude): (Rate, Rate) = (given.take("mean")?, given.take("amplitude")?);
    if amplitude > mean {
        let title = "the amplitude cannot exceed the mean: the rate would become negative";
        return cx.report(
            Problem::new(given.place("amplitude"), title)
                .label(format!("above {}", mean.per_second()))
                .related(given.place("mean"), "the mean"),
        );
    }
    Some(RateProfile::Diurnal {
        mean,
        amplitude,
        period: given.take("period")?,
        peak_at: given.take("peak_at")?,
    })
}

fn batch(given: Given<'_>) -> Option<Traffic> {
    let mut at: Vec<SimDuration> = given.with("at", |at| at.each(Given::value))?;
    at.sort_unstable();
    Some(Traffic::Batch {
        at,
        requests: given.take("requests")?,
    })
}

fn think_time(cx: &mut Context<'_>, given: Given<'_>) -> Option<Distribution> {
    let think_time = distribution(cx, given)?;
    if think_time.mean_secs() < MIN_THINK_TIME.as_secs_f64() {
        return cx.report(
            Problem::new(
                given.span(),
                "a think time must be at least 1 ms on average",
            )
            .label("below 1 ms")
            .help(
                "a user who is refused thinks, then asks again: \
                     without a pause it would ask for ever at one instant",
            ),
        );
    }
    Some(think_time)
}
