//! Decodes `[[functions.traffic]]`: one source of requests.

use super::counts;
use super::cursor::{Context, Table, kind};
use super::distribution::distribution;
use super::problem::Problem;
use super::recorded;
use super::tree::Node;
use super::values::{duration, each, integer, list, positive_duration, rate, word};
use crate::kernel::SimDuration;
use crate::scenario::distribution::Distribution;
use crate::scenario::traffic::{MAX_BATCH, RateProfile, Stage, StageShape, Traffic};
use crate::scenario::units::{Concurrency, Rate};

/// The kinds of traffic.
pub(super) const KINDS: [&str; 6] = ["poisson", "even", "batch", "trace", "counts", "closed"];

/// The ways to give a rate over time.
pub(super) const PROFILES: [&str; 3] = ["rate", "stages", "diurnal"];

/// Shorter think times would keep refused users asking at (almost) the same instant for ever.
const MIN_THINK_TIME: SimDuration = SimDuration::from_millis(1);

/// A source of traffic, or `None` after a problem.
pub(super) fn traffic(cx: &mut Context<'_>, node: &Node) -> Option<Traffic> {
    let (kind, node) = kind(cx, node, "a source of traffic", &KINDS)?;
    match kind {
        "poisson" => profile(cx, node).map(Traffic::Poisson),
        "even" => profile(cx, node).map(Traffic::Even),
        "batch" => batch(cx, node),
        "trace" => trace(cx, node),
        "counts" => counts::counts(cx, node).map(Traffic::Counts),
        _ => closed(cx, node),
    }
}

fn profile(cx: &mut Context<'_>, node: &Node) -> Option<RateProfile> {
    let (kind, node) = kind(cx, node, "a rate over time", &PROFILES)?;
    match kind {
        "rate" => rate(cx, node).map(RateProfile::Constant),
        "stages" => stages(cx, node),
        _ => diurnal(cx, node),
    }
}

fn stages(cx: &mut Context<'_>, node: &Node) -> Option<RateProfile> {
    let items = list(cx, node, "a list of stages { duration, target }")?;
    let stages = each(cx, items, stage)?;
    let mut before = Rate::default();
    for (stage, item) in stages.iter().zip(items) {
        let both_positive = before.per_second() > 0.0 && stage.target.per_second() > 0.0;
        if stage.shape == StageShape::Exponential && !both_positive {
            return cx.report(
                Problem::new(
                    item.place("shape"),
                    "exponential growth cannot start or end at rate 0",
                )
                .label(format!(
                    "from {} to {} requests/s",
                    before.per_second(),
                    stage.target.per_second()
                ))
                .help(
                    "put a stage before it that reaches a positive rate, \
                         such as { duration = \"0s\", target = 10 }",
                ),
            );
        }
        before = stage.target;
    }
    Some(RateProfile::Stages(stages))
}

fn stage(cx: &mut Context<'_>, node: &Node) -> Option<Stage> {
    let mut table = Table::open(cx, node, "a stage")?;
    let length = table.required(cx, "duration", r#"duration = "5m""#, duration);
    let target = table.required(cx, "target", "target = 200", rate);
    let shape = table.or(cx, "shape", StageShape::default(), |cx, node| {
        word(cx, node, &StageShape::ALL.map(|shape| (shape.key(), shape)))
    });
    table.close(cx);
    Some(Stage {
        duration: length?,
        target: target?,
        shape: shape?,
    })
}

fn diurnal(cx: &mut Context<'_>, node: &Node) -> Option<RateProfile> {
    let mut table = Table::open(cx, node, "a diurnal wave")?;
    let mean = table.required(cx, "mean", "mean = 200", rate);
    let amplitude = table.required(cx, "amplitude", "amplitude = 100", rate);
    let period = table.required(cx, "period", r#"period = "24h""#, positive_duration);
    let peak_at = table.or(cx, "peak_at", SimDuration::ZERO, duration);
    table.close(cx);
    let (mean, amplitude) = (mean?, amplitude?);
    if amplitude > mean {
        return cx.report(
            Problem::new(
                node.place("amplitude"),
                "the amplitude cannot exceed the mean: the rate would become negative",
            )
            .label(format!("above {}", mean.per_second()))
            .related(node.place("mean"), "the mean"),
        );
    }
    Some(RateProfile::Diurnal {
        mean,
        amplitude,
        period: period?,
        peak_at: peak_at?,
    })
}

fn batch(cx: &mut Context<'_>, node: &Node) -> Option<Traffic> {
    let mut table = Table::open(cx, node, "a batch")?;
    let at = table.required(cx, "at", r#"at = ["0s", "60s"]"#, |cx, node| {
        let items = list(cx, node, r#"a list of instants such as ["0s", "60s"]"#)?;
        each(cx, items, duration)
    });
    let requests = table.required(cx, "requests", "requests = 5000", |cx, node| {
        integer(cx, node, "the number of requests", 0, MAX_BATCH)
    });
    table.close(cx);
    let mut at = at?;
    at.sort_unstable();
    Some(Traffic::Batch {
        at,
        requests: requests?,
    })
}

fn trace(cx: &mut Context<'_>, node: &Node) -> Option<Traffic> {
    let mut table = Table::open(cx, node, "a trace")?;
    let trace = table.required(cx, "file", r#"file = "log.csv""#, recorded::trace);
    table.close(cx);
    trace.map(Traffic::Trace)
}

fn closed(cx: &mut Context<'_>, node: &Node) -> Option<Traffic> {
    let mut table = Table::open(cx, node, "a closed group of users")?;
    let users = table.required(cx, "users", "users = 50", |cx, node| {
        let max = u64::from(Concurrency::MAX.get());
        let count = integer(cx, node, "the number of users", 1, max)?;
        u32::try_from(count).ok()
    });
    let think_time = table.required(cx, "think_time", r#"think_time = "5s""#, think_time);
    table.close(cx);
    Some(Traffic::Closed {
        users: users?,
        think_time: think_time?,
    })
}

fn think_time(cx: &mut Context<'_>, node: &Node) -> Option<Distribution> {
    let think_time = distribution(cx, node)?;
    if think_time.mean_secs() < MIN_THINK_TIME.as_secs_f64() {
        return cx.report(
            Problem::new(node.span, "a think time must be at least 1 ms on average")
                .label("below 1 ms")
                .help(
                    "a user who is refused thinks, then asks again: \
                     without a pause it would ask for ever at one instant",
                ),
        );
    }
    Some(think_time)
}
