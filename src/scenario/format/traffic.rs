//! The keys of `[[functions.traffic]]`: one source of requests.

use super::distribution::TIME;
use super::invocation::INVOKED_BY;
use super::shape::{Key, Kind, List, MOST, Shape};
use crate::scenario::traffic::{MAX_BATCH, Spacing, StageShape};
use crate::scenario::words::words_of;

/// The sources of a function.
pub(crate) static SOURCES: List = List::of(
    "a list of sources, each under [[functions.traffic]]",
    Kind::Table(&TRAFFIC),
)
.under("sources of traffic", "[[functions.traffic]]");

/// The sources of an ECS service.
pub(crate) static SOURCES_OF_SERVICE: List = List::of(
    "a list of sources, each under [[services.traffic]]",
    Kind::Table(&TRAFFIC),
)
.under("sources of traffic", "[[services.traffic]]");
static STAGES: List =
    List::of("a list of stages { duration, target }", Kind::Table(&STAGE)).not_empty();
static INSTANTS: List = List::of(
    r#"a list of instants such as ["0s", "60s"]"#,
    Kind::Duration,
)
.not_empty();

#[rustfmt::skip]
static TRAFFIC: Shape = Shape::one_of_beside("a source of traffic", &[
    Key::kind("poisson", Kind::Table(&RATE))
        .says("at random, independently of one another (a Poisson process), at a rate"),
    Key::kind("even", Kind::Table(&RATE))
        .says("evenly, at a rate: in equal gaps where it is constant, the first at the start; rate \
               × time requests in all, [rounded](#even)"),
    Key::kind("batch", Kind::Table(&BATCH)).says("many at one instant"),
    Key::kind("trace", Kind::Table(&TRACE)).says("when a file says"),
    Key::kind("counts", Kind::Table(&COUNTS))
        .says("as many in each minute, or other interval, as a file says"),
    Key::kind("closed", Kind::Table(&CLOSED)).says("from users who wait for their answer"),
], &[
    Key::otherwise("invoked_by", INVOKED_BY, "a client that calls the function")
        .says("beside any of these: from a [queue or through an API](#invocation), instead of \
               straight from a client")
        .values("a word, or a [table](#invocation)"),
]);

#[rustfmt::skip]
static RATE: Shape = Shape::one_of("a rate over time", &[
    Key::kind("rate", Kind::Rate).says("constant, for the whole run"),
    Key::kind("stages", Kind::List(&STAGES))
        .says("changing in stages").values("a [list](#stages), at least one"),
    Key::kind("diurnal", Kind::Table(&DIURNAL))
        .says("a daily or other wave").values("a [table](#diurnal)"),
]);

#[rustfmt::skip]
static STAGE: Shape = Shape::new("a stage", &[
    Key::required("duration", Kind::Duration, r#"duration = "5m""#)
        .says("how long the stage lasts"),
    Key::required("target", Kind::Rate, "target = 200").says("the rate at its end"),
    Key::or("shape", Kind::Word(words_of::<StageShape>), r#""linear""#)
        .says("the way there, see below"),
]);

#[rustfmt::skip]
static DIURNAL: Shape = Shape::new("a diurnal wave", &[
    Key::required("mean", Kind::Rate, "mean = 200").says("mean rate"),
    Key::required("amplitude", Kind::Rate, "amplitude = 100")
        .says("half the difference between peak and trough, in requests per second (not a share of \
               the mean)").values("rate, at most `mean`"),
    Key::required("period", Kind::PositiveDuration, r#"period = "24h""#).says("length of one wave"),
    Key::or("peak_at", Kind::Duration, r#""0s""#)
        .says("an instant at which the rate peaks").values("instant"),
]);

#[rustfmt::skip]
static BATCH: Shape = Shape::new("a batch", &[
    Key::required("at", Kind::List(&INSTANTS), r#"at = ["0s", "60s"]"#)
        .says("the instants").values("list of instants in any order, at least one"),
    Key::required("requests", Kind::Whole("the number of requests", 0, MAX_BATCH), "requests = 5000")
        .says("requests at each of them"),
]);

#[rustfmt::skip]
static TRACE: Shape = Shape::new("a trace", &[
    Key::required("file", Kind::File, r#"file = "log.csv""#)
        .says("recorded arrivals ([Files](#files))"),
]);

#[rustfmt::skip]
static COUNTS: Shape = Shape::new("counted requests", &[
    Key::required("file", Kind::File, r#"file = "per-minute.csv""#)
        .says("requests of each interval ([Files](#files))"),
    Key::otherwise("interval", Kind::PositiveDuration,
                   "the smallest distance between two rows; one minute for a single row")
        .says("length of an interval"),
    Key::or("spacing", Kind::Word(words_of::<Spacing>), r#""poisson""#)
        .says("how the requests of an interval are spread over it"),
]);

#[rustfmt::skip]
static CLOSED: Shape = Shape::new("a closed group of users", &[
    Key::required("users", Kind::Whole("the number of users", 1, MOST), "users = 50")
        .says("number of users; all ask for the first time at the start (assumed)"),
    Key::required("think_time", TIME, r#"think_time = "5s""#)
        .says("time between a user's answer and its next request; a request given up counts as \
               answered").values("[distribution](#distributions) with a mean of at least 1 ms"),
]);
