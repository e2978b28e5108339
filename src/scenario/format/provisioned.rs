//! The keys of provisioned concurrency over time.

use super::shape::{CONCURRENCY, Key, Kind, List, Shape};
use crate::scenario::provisioned::{MAX_DATAPOINTS, UtilizationStatistic};
use crate::scenario::words::words_of;

/// A concurrency of at least 1.
pub(crate) const AT_LEAST_ONE: Kind = Kind::Concurrency(1);
pub(crate) const DATAPOINTS: Kind = Kind::Whole("the number of datapoints", 1, MAX_DATAPOINTS);
const TARGET: Kind = Kind::Share(
    r#"a share such as "70%""#,
    Some(("a target must be above 0", "AWS accepts 10% to 90%")),
);

/// A number, or what changes it during the run.
pub(crate) const PROVISIONED_CONCURRENCY: Kind =
    Kind::Either(&CONCURRENCY, &Kind::Table(&PROVISIONED));

static SCHEDULE: List = List::of(
    "a list of changes, each with the key at",
    Kind::Table(&CHANGE),
);

#[rustfmt::skip]
static PROVISIONED: Shape = Shape::new("provisioned concurrency", &[
    Key::otherwise("value", CONCURRENCY,
                   "what the schedule set last before the start, the day before if it must be; with \
                    autoscaling the lower bound; else 0")
        .says("what is in force at the start of the run, and was allocated before")
        .values("concurrency; with autoscaling, between its bounds at that time"),
    Key::otherwise("schedule", Kind::List(&SCHEDULE), "none")
        .says("changes at times of the day, every day")
        .values("a [list](#schedule); `[]` for none"),
    Key::otherwise("autoscaling", Kind::Table(&AUTOSCALING), "none")
        .says("target tracking").values("a [table](#autoscaling)"),
]);

#[rustfmt::skip]
static CHANGE: Shape = Shape::new("a scheduled change", &[
    Key::required("at", Kind::TimeOfDay, r#"at = "08:00""#)
        .says("when; no two changes at the same time"),
    Key::otherwise("value", CONCURRENCY, "")
        .says("provisioned concurrency from then on; not beside autoscaling"),
    Key::otherwise("min", AT_LEAST_ONE, "stays")
        .says("autoscaling's lower bound from then on")
        .values("concurrency of at least 1, at most the upper bound"),
    Key::otherwise("max", AT_LEAST_ONE, "stays").says("its upper bound from then on"),
]);

#[rustfmt::skip]
static AUTOSCALING: Shape = Shape::new("autoscaling", &[
    Key::required("min", AT_LEAST_ONE, "min = 10").says("minimum provisioned concurrency"),
    Key::required("max", AT_LEAST_ONE, "max = 500")
        .says("maximum provisioned concurrency").values("concurrency of at least `min`"),
    Key::catalog("target", TARGET, |aws| format!("\"{}%\"", aws.autoscaling_target_percent))
        .assumed("the utilization aimed at")
        .values("share above 0, or a bare number; AWS accepts 10% to 90%"),
    Key::catalog("out_datapoints", DATAPOINTS, |aws| aws.autoscaling_out_datapoints.to_string())
        .published("minutes in a row above the target that it takes to scale out"),
    Key::catalog("in_datapoints", DATAPOINTS, |aws| aws.autoscaling_in_datapoints.to_string())
        .assumed("minutes in a row below 90 % of the target that it takes to scale in; AWS's guide \
                  says 3, its blog 15"),
    Key::or("statistic", Kind::Word(words_of::<UtilizationStatistic>), r#""average""#)
        .published("what is compared with the target: the [average](#utilization) of a minute's \
                    samples, its average over time, or its highest value"),
    Key::or("cooldown_out", Kind::Duration, r#""0s""#)
        .published("for how long it does not scale out again after it has"),
    Key::or("cooldown_in", Kind::Duration, r#""0s""#)
        .published("for how long it does not scale in again after it has; scaling out ends it"),
]);
