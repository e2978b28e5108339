//! The keys of `[region]`: scaling rule, quotas, allocation, prices, outages.

use super::provisioned::AT_LEAST_ONE;
use super::shape::{Bound, CONCURRENCY, Key, Kind, List, Shape};
use crate::scenario::region::{Generation, Refill};
use crate::scenario::units::RequestRate;
use crate::scenario::words::words_of;

const REQUEST_RATE: Kind = Kind::Whole(
    "a growth of the request rate",
    0,
    RequestRate::MAX.get() as u64,
);
const LAUNCHES: Kind = Kind::Whole("a number of tasks", 1, 1_000_000);
const GB_SECOND: Kind = Kind::Price("per GB-second");
const ERRORS: Kind = Kind::Share(
    r#"a share such as "30%""#,
    Some((
        "an outage must have errors",
        "remove the outage, or give it a share above 0%",
    )),
);

static OUTAGES: List = List::of(
    "a list of outages, each under [[region.outages]]",
    Kind::Table(&OUTAGE),
)
.under("outages", "[[region.outages]]");
static TIERS: List = List::of(
    "at least one tier: [{ usd = 0.0000166667 }]",
    Kind::Table(&TIER),
)
.not_empty();

#[rustfmt::skip]
pub(crate) static REGION: Shape = Shape::new("[region]", &[
    Key::required("name", Kind::Region, r#"name = "us-east-1""#)
        .says("the Region; its burst quota under `\"regional-burst\"` comes from the catalog")
        .values("a code such as `\"us-east-1\"`; `burstsim regions` lists them"),
    Key::required("scaling", Kind::Word(words_of::<Generation>),
                  r#"scaling = "per-function" (since November 2023) or "regional-burst" (before)"#)
        .published("which rule limits new environments ([below](#the-two-scaling-rules))")
        .values("`\"regional-burst\"`, AWS's rule of 2018 to November 2023, or `\"per-function\"`, \
                 its rule since"),
    Key::otherwise("burst", CONCURRENCY,
                   "the Region's: 500, 1,000 or 3,000; 1,000 under `\"per-function\"`")
        .published("environments that can be created at once: by all functions together, or by \
                    each. The account's limit caps it"),
    Key::otherwise("ramp_per_minute", CONCURRENCY, "`500`; `6000` under `\"per-function\"`")
        .published("how many of them are regained in a minute"),
    Key::catalog("request_burst", REQUEST_RATE, |aws| aws.request_burst.to_string())
        .published("only under `\"per-function\"`: by how many requests per second each function \
                    may grow at once"),
    Key::catalog("request_ramp_per_minute", REQUEST_RATE,
                 |aws| aws.request_ramp_per_minute.to_string())
        .published("only under `\"per-function\"`: how much of this growth is regained in a \
                    minute"),
    Key::or("refill", Kind::Word(words_of::<Refill>), r#""continuous""#)
        .assumed("how `burst` and `request_burst` are regained: `\"continuous\"`, evenly, or \
                  `\"stepped\"`, all at each whole minute of simulated time, but never beyond the \
                  burst. For `\"per-function\"` AWS says continuous, for `\"regional-burst\"` \
                  nothing"),
    Key::catalog("account_concurrency", CONCURRENCY, |aws| aws.account_concurrency.to_string())
        .published("the account's concurrency limit in the Region, which all functions share under \
                    either rule"),
    Key::otherwise("unreserved_minimum", CONCURRENCY, "`100`, or all of a smaller account")
        .published("concurrency that must stay unreserved: AWS refuses any reserve or provisioned \
                    concurrency that leaves less")
        .values("concurrency, at most `account_concurrency`"),
    Key::otherwise("provisioned_allocation", Kind::Table(&ALLOCATION), "")
        .published("how fast provisioned concurrency is allocated")
        .values("a [table](#allocation)"),
    Key::otherwise("fargate_launches", Kind::Table(&FARGATE_LAUNCHES), "")
        .published("how many tasks the account can launch on Fargate; one bucket for all services")
        .values("a table with `burst` and `per_second`"),
    Key::otherwise("prices", Kind::Table(&PRICES), "")
        .published("prices other than the list's").values("a [table](#prices)"),
    Key::otherwise("outages", Kind::List(&OUTAGES), "none")
        .says("when the service itself fails").values("a [list](#outages); `[]` for never"),
]);

#[rustfmt::skip]
static OUTAGE: Shape = Shape::new("an outage", &[
    Key::required("from", Kind::Duration, r#"from = "10m""#)
        .says("when it begins").values("instant"),
    Key::required("to", Kind::Duration, r#"to = "25m""#)
        .says("when it is over: what is attempted at this instant no longer fails")
        .values("instant after `from`"),
    Key::required("errors", ERRORS, r#"errors = "30%""#)
        .says("the share of attempts that fail of those that no limit refuses")
        .values("share above 0, also as a bare number: `0.3`"),
]);

#[rustfmt::skip]
static ALLOCATION: Shape = Shape::new("the allocation of provisioned concurrency", &[
    Key::or("preparation", Kind::Duration, r#""1m""#)
        .assumed("from the request to the first environment; AWS says \"a minute or two\""),
    Key::otherwise("burst", CONCURRENCY, "the burst quota of the Region; 0 under `\"per-function\"`")
        .published("environments allocated at once after it"),
    Key::otherwise("per_minute", AT_LEAST_ONE, "`500`; `6000` under `\"per-function\"`")
        .published("environments allocated in each minute beyond those"),
]);

#[rustfmt::skip]
static FARGATE_LAUNCHES: Shape = Shape::new("the launches on Fargate", &[
    Key::otherwise("burst", LAUNCHES, "`100`").published("tasks that can be launched at once"),
    Key::otherwise("per_second", LAUNCHES, "`20`").published("tasks beyond those a second"),
]);

#[rustfmt::skip]
static PRICES: Shape = Shape::new("[region.prices]", &[
    Key::otherwise("requests", Kind::Price("per million requests"), "the list's")
        .says("a million requests").values("price"),
    Key::otherwise("storage", GB_SECOND, "the list's")
        .says("a GB-second of ephemeral storage beyond the free 512 MB"),
    Key::otherwise("event_pollers", Kind::Price("per poller-hour"), "the list's")
        .says("an hour of an event poller of [provisioned mode](#sqs)"),
    Key::otherwise("fargate_vcpu", Kind::Price("per vCPU-hour"), "the list's")
        .says("a vCPU-hour of tasks on Fargate, of whichever kind"),
    Key::otherwise("fargate_memory", Kind::Price("per GB-hour"), "the list's")
        .says("a GB-hour of tasks on Fargate, of whichever kind"),
    Key::otherwise("load_balancer", Kind::Price("per hour"), "the list's")
        .says("an hour of the load balancer of an ECS service"),
    Key::otherwise("load_balancer_capacity", Kind::Price("per LCU-hour"), "the list's")
        .says("an LCU-hour of it"),
    Key::otherwise("x86_64", Kind::Table(&ARCHITECTURE_PRICES), "")
        .says("what depends on the architecture").values("a table, see below"),
    Key::otherwise("arm64", Kind::Table(&ARCHITECTURE_PRICES), "")
        .says("what depends on the architecture").values("a table, see below"),
]);

#[rustfmt::skip]
static ARCHITECTURE_PRICES: Shape = Shape::new("the prices of an architecture", &[
    Key::otherwise("duration", Kind::Either(&GB_SECOND, &Kind::List(&TIERS)), "the list's")
        .says("a GB-second of invocations on demand, initialization included")
        .values("price for any usage, or a list of tiers"),
    Key::otherwise("provisioned", GB_SECOND, "the list's")
        .says("a GB-second of allocated provisioned concurrency"),
    Key::otherwise("provisioned_duration", GB_SECOND, "the list's")
        .says("a GB-second of invocations on it"),
]);

#[rustfmt::skip]
static TIER: Shape = Shape::new("a tier", &[
    Key::or("above", Kind::Number("monthly usage in GB-seconds, a number", Bound::AtLeastZero), "0")
        .says("GB-seconds a month above which its price applies; ascending, from 0 in the first \
               tier").values("number of at least 0"),
    Key::required("usd", GB_SECOND, "usd = 0.0000166667").says("the price"),
]);
