//! The keys of `invoked_by`: how the requests of a source of traffic reach the function.
//!
//! Names, bounds and defaults are AWS's: Lambda developer guide, invocation-async-configuring,
//! services-sqs-configure, with-sqs, services-kinesis-parameters; SQS developer guide,
//! sqs-visibility-timeout; API Gateway developer guide, api-gateway-request-throttling. It must not know
//! which of them go together.

use super::shape::{Key, Kind, MOST, NONE, Shape};
use crate::scenario::client::Jitter;
use crate::scenario::invocation::StreamKind;
use crate::scenario::traffic::MAX_BATCH;
use crate::scenario::words::words_of;

/// How requests reach the function: a word where the defaults are right, or a table.
pub(crate) const INVOKED_BY: Kind = Kind::Either(&Kind::Word(words), &Kind::Table(&WAYS));

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

const BATCH_SIZE: Kind = Kind::Whole("a batch size", 1, 10_000);
const WINDOW: Kind = Kind::DurationWithin("a batching window", 0, 5 * MINUTE);
const EVENT_AGE: Kind = Kind::DurationWithin("the maximum age of an event", MINUTE, 6 * HOUR);
const RECORD_AGE: Kind = Kind::DurationWithin("the maximum age of a record", MINUTE, 7 * DAY);
const VISIBILITY: Kind = Kind::DurationWithin("a visibility timeout", 0, 12 * HOUR);
const TURNAROUND: Kind = Kind::DurationWithin("the turnaround of a poller", 0, MINUTE);
const CONCURRENCY: Kind = Kind::Whole("the maximum concurrency of a queue", 2, 1000);
const RECEIVES: Kind = Kind::Whole("the number of receives", 1, 1000);
const ATTEMPTS: Kind = Kind::Whole("the number of retry attempts", 0, 10_000);
const POISON: Kind = Kind::Or(&Kind::Whole("`poison_every`", 1, MAX_BATCH), NONE);
const POLLERS: Kind = Kind::Or(&Kind::Table(&PROVISIONED_POLLERS), NONE);

/// A stream is not among them: its number of shards has no default.
fn words() -> Vec<&'static str> {
    vec!["client", "async", "sqs", "api_gateway"]
}

#[rustfmt::skip]
static WAYS: Shape = Shape::one_of("invoked_by", &[
    Key::kind("async", Kind::Table(&ASYNC))
        .says("Lambda queues an event, answers at once, and invokes the function later: S3, SNS, \
               EventBridge, `InvocationType = Event`")
        .values("a [table](#asynchronous-invocation)"),
    Key::kind("sqs", Kind::Table(&SQS))
        .says("an event source mapping reads messages from an SQS queue").values("a [table](#sqs)"),
    Key::kind("stream", Kind::Table(&STREAM))
        .says("an event source mapping reads records from a Kinesis or DynamoDB stream")
        .values("a [table](#streams)"),
    Key::kind("api_gateway", Kind::Table(&API_GATEWAY))
        .says("a client calls through API Gateway and waits for the answer")
        .values("a [table](#api-gateway)"),
]);

#[rustfmt::skip]
static ASYNC: Shape = Shape::new("an asynchronous invocation", &[
    Key::or("maximum_event_age", EVENT_AGE, r#""6h""#)
        .published("an event that is older leaves the queue (`MaximumEventAgeInSeconds`)"),
    Key::or("maximum_retry_attempts", Kind::Whole("the number of retry attempts", 0, 2), "2")
        .published("how often an event is tried again after an error of the function"),
    Key::or("on_failure", Kind::Boolean, "false")
        .published("whether an on-failure destination or a dead-letter queue keeps the events that \
                    Lambda gives up"),
    Key::or("retry_jitter", Kind::Word(words_of::<Jitter>), r#""equal""#)
        .assumed("share of the wait after a throttle or a server error that is random: `\"full\"`, all of \
                  it; `\"equal\"`, its second half; `\"none\"`, nothing"),
]);

#[rustfmt::skip]
static SQS: Shape = Shape::new("an SQS queue", &[
    Key::or("batch_size", BATCH_SIZE, "10")
        .published("most messages of a batch; beyond 10, a window of at least 1 s is needed, and a \
                    FIFO queue has at most 10"),
    Key::or("maximum_batching_window", WINDOW, r#""0s""#)
        .published("how long messages are gathered for a batch; not for a FIFO queue"),
    Key::or("maximum_concurrency", Kind::Or(&CONCURRENCY, NONE), r#""none""#)
        .published("maximum number of invocations that the mapping has in progress (`ScalingConfig`)"),
    Key::or("visibility_timeout", VISIBILITY, r#""30s""#)
        .published("how long a message that was received stays invisible, then it can be received \
                    again; AWS refuses one below the function's `timeout`, and advises six times that"),
    Key::or("max_receive_count", Kind::Or(&RECEIVES, NONE), r#""none""#)
        .published("how often a message is received before it goes to the dead-letter queue; \
                    `\"none\"` without such a queue. AWS advises at least 5"),
    Key::or("report_batch_item_failures", Kind::Boolean, "false")
        .published("whether the function names the messages that failed, so that only these come back"),
    Key::or("message_groups", Kind::Whole("the number of message groups", 0, MOST), "0")
        .says("message groups of a FIFO queue; 0 for a standard queue"),
    Key::or("poison_every", POISON, r#""none""#)
        .says("the handler fails on each message whose number is a multiple of this, whenever it is \
               tried"),
    Key::or("provisioned_pollers", POLLERS, r#""none""#)
        .published("provisioned mode: how many event pollers are kept (`ProvisionedPollerConfig`)")
        .values("a table with `minimum` and `maximum`, or `\"none\"`"),
    Key::otherwise("turnaround", TURNAROUND, "`\"120ms\"`, or `\"0s\"` with `provisioned_pollers`")
        .assumed("how long a poller takes from the end of an invocation to its next one: it deletes the \
                  messages and receives others"),
]);

#[rustfmt::skip]
static PROVISIONED_POLLERS: Shape = Shape::new("provisioned pollers", &[
    Key::or("minimum", Kind::Whole("the minimum of pollers", 2, 200), "2")
        .published("pollers that are always there"),
    Key::or("maximum", Kind::Whole("the maximum of pollers", 2, 10_000), "200")
        .published("maximum number of pollers, at least `minimum`"),
]);

#[rustfmt::skip]
static STREAM: Shape = Shape::new("a stream", &[
    Key::or("kind", Kind::Word(words_of::<StreamKind>), r#""kinesis""#).says("which service"),
    Key::required("shards", Kind::Whole("the number of shards", 1, 20_000), "shards = 10")
        .says("number of shards"),
    Key::or("parallelization_factor", Kind::Whole("the parallelization factor", 1, 10), "1")
        .published("batches of one shard that are processed at the same time"),
    Key::or("batch_size", BATCH_SIZE, "100").published("maximum number of records of a batch"),
    Key::or("maximum_batching_window", WINDOW, r#""0s""#)
        .published("how long records are gathered for a batch"),
    Key::or("maximum_record_age", Kind::Or(&RECORD_AGE, NONE), r#""none""#)
        .published("a record that is older is discarded; `\"none\"`: once the stream no longer keeps it"),
    Key::or("maximum_retry_attempts", Kind::Or(&ATTEMPTS, NONE), r#""none""#)
        .published("how often a batch is tried again after an error of the function; `\"none\"`: as \
                    long as the stream keeps its records"),
    Key::or("bisect_batch_on_function_error", Kind::Boolean, "false")
        .published("whether a batch that failed is split in two, and each half tried by itself"),
    Key::or("on_failure", Kind::Boolean, "false")
        .published("whether an on-failure destination gets a note of each batch that is discarded"),
    Key::or("poison_every", POISON, r#""none""#)
        .says("the handler fails on each record whose number is a multiple of this, whenever it is \
               tried"),
]);

#[rustfmt::skip]
static API_GATEWAY: Shape = Shape::new("an API", &[
    Key::otherwise("rate", Kind::Whole("the rate of API Gateway", 1, MOST),
                   "`10000`, or 2500 in newer and smaller Regions")
        .published("requests per second that the account's token bucket gains; the same in all \
                    sources of a scenario"),
    Key::otherwise("burst", Kind::Whole("the burst of API Gateway", 1, MOST),
                   "`5000`, or 1250 in newer and smaller Regions")
        .published("tokens that it holds; the same in all sources of a scenario"),
    Key::or("timeout", Kind::PositiveDuration, r#""29s""#)
        .published("integration timeout: after so long the client gets 504, and the function runs on"),
]);
