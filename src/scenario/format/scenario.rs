//! The keys of the top level, `[slo]` and `[billing]`.

use super::container::SERVICES;
use super::function::FUNCTIONS;
use super::region::REGION;
use super::shape::{Bound, Key, Kind, Limit, Shape};
use crate::scenario::billing::SavingsTerm;
use crate::scenario::scale::MAX_SCALE;
use crate::scenario::words::words_of;

const RATE: Kind = Kind::Objective(Limit::Share);
const LATENCY: Kind = Kind::Objective(Limit::Duration);

/// The whole format.
pub(crate) static SCENARIO: Kind = Kind::Table(&TOP_LEVEL);

#[rustfmt::skip]
static TOP_LEVEL: Shape = Shape::new("the scenario", &[
    Key::otherwise("name", Kind::FolderName,
                   "the file's name without extension; `stdin` for standard input")
        .says("short name; it names the result folder `output/<name>/`")
        .values("line of text of at most 200 bytes without `/ \\ : * ? \" < > |`, no dot or space \
                 at either end"),
    Key::otherwise("title", Kind::Line, "the name").says("title of charts and tables"),
    Key::required("duration", Kind::PositiveDuration, r#"duration = "15m""#)
        .says("simulated time; arrivals stop here, and what is in flight or waiting then is \
               reported as open"),
    Key::or("warm_up", Kind::Duration, r#""0s""#)
        .says("from the start of the run, what statistics leave out; the series keep it")
        .values("duration, shorter than `duration`"),
    Key::or("time_of_day_start", Kind::TimeOfDay, r#""00:00""#)
        .says("the time of the day at which the run begins; [schedules](#schedule) go by it"),
    Key::otherwise("timezone", Kind::TimeZone, "none")
        .says("the time zone of that time: reports print times of the day with it; it moves no event")
        .values("name of the tz database, `\"Asia/Seoul\"`, or an offset, `\"+09:00\"`"),
    Key::or("seed", Kind::Whole("a seed", 0, u64::MAX), "0")
        .says("master seed of all random numbers").values("whole number, 0 to 2^64 − 1"),
    Key::or("scale", Kind::Number("a scale", Bound::AboveZeroUpTo(MAX_SCALE)), "1")
        .says("how many times as much traffic there is as the sources say, [all of it](#scale); `run --scale 2` sets it")
        .values("number above 0, at most 1,000,000"),
    Key::or("interval", Kind::PositiveDuration, r#""1s""#)
        .says("resolution of `timeseries.csv` and `account.csv`")
        .values("duration above 0; (intervals + minutes) × (functions + 1) must not exceed \
                 5,000,000 rows"),
    Key::required("region", Kind::Table(&REGION), "[region] with the keys name and scaling")
        .says("Region, scaling rule and the account's quotas").values("a [table](#region)"),
    Key::otherwise("functions", Kind::List(&FUNCTIONS), "none")
        .says("the functions").values("a [list](#functions), at least one unless there are services"),
    Key::otherwise("services", Kind::List(&SERVICES), "none")
        .says("ECS services, beside functions or instead of them").values("a [list](#services)"),
    Key::otherwise("slo", Kind::Table(&SLO), "none")
        .says("service level objectives").values("a [table](#slo)"),
    Key::otherwise("billing", Kind::Table(&BILLING), "")
        .says("how the bill is made out").values("a [table](#billing)"),
]);

#[rustfmt::skip]
static SLO: Shape = Shape::new("[slo]", &[
    Key::otherwise("throttle_rate", RATE, "").says("throttles / attempts"),
    Key::otherwise("cold_start_rate", RATE, "").says("cold starts / invocations"),
    Key::otherwise("spillover_rate", RATE, "")
        .says("invocations beyond provisioned concurrency / invocations; for functions that have \
               some, and an error if none has"),
    Key::otherwise("given_up_rate", RATE, "").says("requests given up / requests"),
    Key::otherwise("latency_mean", LATENCY, "")
        .says("mean time from arrival to completion, retries and cold start included, of requests \
               that were served"),
    Key::otherwise("latency_p50", LATENCY, "").says("its 50, 90, 95, 99 and 99.9 % quantile"),
    Key::otherwise("latency_p90", LATENCY, "").says("its 50, 90, 95, 99 and 99.9 % quantile"),
    Key::otherwise("latency_p95", LATENCY, "").says("its 50, 90, 95, 99 and 99.9 % quantile"),
    Key::otherwise("latency_p99", LATENCY, "").says("its 50, 90, 95, 99 and 99.9 % quantile"),
    Key::otherwise("latency_p999", LATENCY, "").says("its 50, 90, 95, 99 and 99.9 % quantile"),
    Key::otherwise("error_rate", RATE, "")
        .says("invocations that ended in a function error / invocations"),
    Key::otherwise("oldest_age", LATENCY, "")
        .says("the longest that an item had waited in a queue at any instant, for functions with a \
               [queue](#invocation); an error if none has one, as with the next two"),
    Key::otherwise("dead_letter_rate", RATE, "")
        .says("items of queues that went to a dead-letter queue or on-failure destination / items \
               received"),
    Key::otherwise("drop_rate", RATE, "").says("items of queues that were lost / items received"),
    Key::otherwise("windows", Kind::Table(&WINDOWS), "")
        .says("in how many [windows](#windows) the objectives must hold, instead of over the run \
               as a whole")
        .values("a table with `length` and `share`"),
]);

#[rustfmt::skip]
static WINDOWS: Shape = Shape::new("windows", &[
    Key::required("length", Kind::PositiveDuration, r#"length = "1m""#)
        .says("how long a window is").values("a duration, a multiple of `interval`"),
    Key::required("share", Kind::Share(r#"a share such as "99%""#, None), r#"share = "99%""#)
        .says("the share of windows in which every objective must hold")
        .values("`\"99%\"` or `0.99`"),
]);

const SAVINGS_PLAN: Kind = Kind::Either(
    &Kind::Word(words_of::<SavingsTerm>),
    &Kind::Table(&DISCOUNTS),
);
const DISCOUNT: Kind = Kind::Share(r#"a share such as "20%""#, None);

#[rustfmt::skip]
static DISCOUNTS: Shape = Shape::new("a savings plan", &[
    Key::or("lambda", DISCOUNT, r#""0%""#)
        .says("off duration, provisioned concurrency and its duration on Lambda; requests are not covered"),
    Key::or("fargate", DISCOUNT, r#""0%""#).says("off vCPUs and memory of tasks on Fargate; Spot is not covered"),
    Key::or("ec2", DISCOUNT, r#""0%""#).says("off EC2 instances"),
]);

#[rustfmt::skip]
static BILLING: Shape = Shape::new("[billing]", &[
    Key::or("free_tier", Kind::Boolean, "false")
        .says("whether the month's free tier is deducted: a million requests and 400,000 \
               GB-seconds on demand; nothing on provisioned concurrency"),
    Key::or("monthly", Kind::Boolean, "false")
        .says("whether the bill is also extrapolated to a month of 730 h like what was measured; \
               `run --monthly` switches it on, too"),
    Key::otherwise("savings_plan", SAVINGS_PLAN, "none")
        .says("a Compute Savings Plan that covers all that it may cover: what it [takes off list prices](#savings-plans)")
        .values("`\"1-year\"`, `\"3-years\"`, or a table with `lambda`, `fargate` and `ec2`"),
    Key::otherwise("events_per_month", Kind::Whole("the number of events a month", 1, 1_000_000), "")
        .says("how many times a month this scenario happens, such as 1 for a sale day, instead of all the time; it \
               switches `monthly` on ([Events](#events))"),
]);
