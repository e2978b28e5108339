//! The keys of `[[functions]]`: a function and its callers.

use super::client::CLIENT_KEY;
use super::container::CONTAINER;
use super::distribution::{COLD_START, TIME, TIME_OR_NONE};
use super::provisioned::PROVISIONED_CONCURRENCY;
use super::shape::{CONCURRENCY, Key, Kind, List, NONE, Named, Shape};
use super::traffic::SOURCES;
use super::versions::{ALIAS, ALIASES, VERSIONS, WARM_ENVIRONMENTS};
use crate::scenario::architecture::Architecture;
use crate::scenario::container::Platform;
use crate::scenario::function::ReuseOrder;
use crate::scenario::lifecycle::Lifecycle;
use crate::scenario::words::words_of;

const DURATION_OR_NONE: Kind = Kind::Or(&Kind::Duration, NONE);
const TIMEOUT: Kind = Kind::Or(&Kind::PositiveDuration, NONE);
const ERROR_RATE: Kind = Kind::Share(r#"a share such as "1%""#, None);

/// The functions of a scenario.
pub(crate) static FUNCTIONS: List = List::of(
    "a list of functions, each under [[functions]]",
    Kind::Table(&FUNCTION),
)
.under("functions", "[[functions]]")
.named(Named {
    one: "a function",
    many: "functions",
    owner: "scenario",
    may_grow: false,
});

#[rustfmt::skip]
static FUNCTION: Shape = Shape::new("a function", &[
    Key::required("name", Kind::Line, r#"name = "checkout""#)
        .says("distinct name; results and random numbers belong to it, so that renaming a function \
               draws others"),
    Key::catalog("memory", Kind::Memory, |aws| format!("\"{} MB\"", aws.memory_mb))
        .published("memory; duration is billed for it, and it chooses among the measurements of \
                    `cold_start.runtime`"),
    Key::or("architecture", Kind::Word(words_of::<Architecture>), r#""x86_64""#)
        .published("instruction set; prices and measured cold starts depend on it"),
    Key::catalog("ephemeral_storage", Kind::Storage,
                 |aws| format!("\"{} MB\"", aws.ephemeral_storage_mb))
        .published("size of `/tmp`; it only costs, beyond 512 MB"),
    Key::required("service_time", TIME, r#"service_time = "120ms""#)
        .says("how long a request runs in a warm environment")
        .values("[distribution](#distributions)"),
    Key::or("service_time_per_item", TIME_OR_NONE, r#""none""#)
        .says("what each message or record of a batch adds to `service_time`; nothing for requests \
               that come one by one")
        .values("[distribution](#distributions), or `\"none\"`"),
    Key::or("timeout", TIMEOUT, r#""none""#)
        .says("an invocation that takes longer ends then [as an error](#function-errors). AWS \
               accepts 1 s to 15 min, and its own default is 3 s")
        .values("duration above 0, or `\"none\"`"),
    Key::or("error_rate", ERROR_RATE, r#""0%""#)
        .says("the share of invocations in which the [handler fails](#function-errors), after \
               their service time").values("share, also as a bare number: `0.01`"),
    Key::catalog("cold_start", COLD_START, |aws| format!("\"{}ms\"", aws.cold_start_ms))
        .assumed("how long a new environment takes to initialize; the first request waits for it")
        .values("[distribution](#distributions), also `runtime`"),
    Key::or("lifecycle", Kind::Word(words_of::<Lifecycle>), r#""2021""#)
        .assumed("the [year whose measured values](#lifecycles) hold for the four keys below, \
                  where these are not set"),
    Key::catalog("idle_timeout", DURATION_OR_NONE, |aws| format!("\"{}s\"", aws.idle_timeout_s))
        .assumed("once the function has been inactive for so long, no on-demand invocation being \
                  in progress, all its on-demand environments are stopped")
        .values("duration, or `\"none\"` for never"),
    Key::catalog("surplus_idle_timeout", DURATION_OR_NONE,
                 |aws| format!("\"{}s\"", aws.surplus_idle_timeout_s))
        .assumed("an on-demand environment that has idled for so long is stopped although the \
                  function is active; what `idle_timeout` says, where that is set and this is not")
        .values("duration, or `\"none\"` for never"),
    Key::otherwise("max_lifetime", TIME_OR_NONE, "Weibull, shape 28, scale 7144 s")
        .assumed("at this age an on-demand environment is retired, once idle; drawn for each")
        .values("[distribution](#distributions), or `\"none\"` for never"),
    Key::otherwise("early_stop", TIME_OR_NONE, "exponential, mean 23100 s")
        .assumed("at this age an on-demand environment is stopped, once idle, for reasons of AWS's \
                  own; drawn for each. Only while the function has at most 20 on-demand \
                  environments. None where `max_lifetime` is set and this is not")
        .values("[distribution](#distributions), or `\"none\"` for never"),
    Key::or("reuse", Kind::Word(words_of::<ReuseOrder>), r#""most-recently-used""#)
        .assumed("which idle environment serves next: `\"most-recently-used\"`, \
                  `\"least-recently-used\"` or any, `\"random\"`"),
    Key::otherwise("warm_environments", WARM_ENVIRONMENTS, "none")
        .assumed("on-demand environments that are [idle and warm at the \
                  start](#warm-environments); `\"steady\"`: as many as the traffic of the first \
                  minutes keeps")
        .values("concurrency, at most what the function can ever use, or `\"steady\"`"),
    Key::or("reserved_concurrency", Kind::Or(&CONCURRENCY, NONE), r#""none""#)
        .published("concurrency kept for this function, and its maximum; 0 stops the function")
        .values("concurrency, or `\"none\"`"),
    Key::or("provisioned_concurrency", PROVISIONED_CONCURRENCY, "0")
        .published("environments that are ready from the start and neither idle out nor age; \
                    requests beyond them use on-demand environments")
        .values("concurrency, at most `reserved_concurrency` if that is set, and 0 for none; or a \
                 [table](#provisioned-concurrency-over-time), where it changes during the run"),
    Key::or("requests_per_second_limit", Kind::Boolean, "true")
        .published("whether requests per second are limited to 10 for each unit of concurrency: of \
                    the reserve; without one, of the account, together with the other functions \
                    without one. Provisioned environments take at most 10 for each of them, the \
                    rest spills over. `false` also switches off `request_burst` for this function"),
    CLIENT_KEY,
    Key::otherwise("traffic", Kind::List(&SOURCES), "none")
        .says("where requests come from").values("a [list](#traffic); `[]` for none"),
    Key::or("platform", Kind::Word(words_of::<Platform>), r#""lambda""#)
        .says("what serves its requests: Lambda, or its `container` on Fargate or EC2; in containers, what is said of \
               environments, memory and concurrency means nothing"),
    Key::otherwise("container", Kind::Table(&CONTAINER), "none")
        .says("how the function would run in containers: `platform` and `burstsim compare --platforms` move it there")
        .values("a [table](#containers)"),
    Key::otherwise("versions", Kind::List(&VERSIONS), "none")
        .says("versions of the function, each with environments of its own")
        .values("a [list](#functionsversions); `[]` for none"),
    Key::otherwise("alias", Kind::Table(&ALIAS), "")
        .says("the alias that points to the versions").values("a [table](#functionsalias)"),
    Key::otherwise("aliases", Kind::List(&ALIASES), "none")
        .says("the older way to write versions, each with a weight")
        .values("a [list](#functionsaliases); `[]` for none"),
]);
