//! How requests reach a function: straight from a client, through an API, or from a queue that Lambda reads.
//!
//! AWS's names and limits (Lambda developer guide: invocation-async-configuring, services-sqs-configure,
//! services-kinesis-parameters; Amazon API Gateway developer guide: api-gateway-request-throttling). It must not
//! know how a queue is read.

use std::num::NonZeroU32;

use super::client::Jitter;
use super::words::words;
use crate::kernel::SimDuration;

/// How the requests of a source of traffic reach the function.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum InvokedBy {
    /// A client calls and waits for the answer.
    #[default]
    Client,
    /// Lambda queues an event and answers at once.
    Async(AsyncInvocation),
    /// An event source mapping reads messages from an SQS queue.
    Sqs(SqsSource),
    /// An event source mapping reads records from a stream.
    Stream(StreamSource),
    /// A client calls through API Gateway and waits for the answer.
    ApiGateway(ApiGateway),
}

/// Asynchronous invocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsyncInvocation {
    /// `MaximumEventAgeInSeconds`: an event that waited longer is dropped.
    pub maximum_event_age: SimDuration,
    /// `MaximumRetryAttempts`: how often an event is tried again after function errors, at most 2.
    pub maximum_retry_attempts: u32,
    /// Whether there is an on-failure destination or dead-letter queue for events that are dropped.
    pub on_failure: bool,
    /// How waits after throttles and server errors are spread.
    pub retry_jitter: Jitter,
}

/// A queue and the event source mapping that reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqsSource {
    /// Most messages in a batch.
    pub batch_size: NonZeroU32,
    /// How long a batch is gathered.
    pub maximum_batching_window: SimDuration,
    /// `MaximumConcurrency` of the mapping, if it is set.
    pub maximum_concurrency: Option<NonZeroU32>,
    /// How long a message that was received is invisible.
    pub visibility_timeout: SimDuration,
    /// How often a message is received before it goes to the dead-letter queue; `None` without such a queue.
    pub max_receive_count: Option<NonZeroU32>,
    /// Whether the function says which messages of a batch failed.
    pub report_batch_item_failures: bool,
    /// Message groups of a FIFO queue, which messages belong to in turn; `None` for a standard queue.
    pub message_groups: Option<NonZeroU32>,
    /// Event pollers of provisioned mode; `None` for standard mode.
    pub provisioned_pollers: Option<ProvisionedPollers>,
    /// How long a poller takes from the end of an invocation until it invokes again: it deletes messages and
    /// receives others.
    pub turnaround: SimDuration,
    /// The handler fails on each message whose number is a multiple of this, at every try.
    pub poison_every: Option<NonZeroU32>,
}

/// How many event pollers provisioned mode keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProvisionedPollers {
    /// At least.
    pub minimum: NonZeroU32,
    /// At most; not below the minimum.
    pub maximum: NonZeroU32,
}

/// A stream and the event source mapping that reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamSource {
    /// Which service.
    pub kind: StreamKind,
    /// Shards, which records belong to in turn.
    pub shards: NonZeroU32,
    /// Batches of one shard that are processed at a time, 1 to 10.
    pub parallelization_factor: NonZeroU32,
    /// Most records in a batch.
    pub batch_size: NonZeroU32,
    /// How long a batch is gathered.
    pub maximum_batching_window: SimDuration,
    /// A record that is older is discarded; `None` for as long as the stream keeps it.
    pub maximum_record_age: Option<SimDuration>,
    /// How often a batch is tried again after function errors; `None` for as long as the stream keeps it.
    pub maximum_retry_attempts: Option<u32>,
    /// Whether a batch that failed is split in two.
    pub bisect_batch_on_function_error: bool,
    /// Whether there is an on-failure destination for batches that are discarded.
    pub on_failure: bool,
    /// The handler fails on each record whose number is a multiple of this, at every try.
    pub poison_every: Option<NonZeroU32>,
}

/// A service that keeps a stream of records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StreamKind {
    /// Kinesis Data Streams.
    #[default]
    Kinesis,
    /// DynamoDB Streams.
    DynamoDb,
}

words!(StreamKind { Kinesis = "kinesis", DynamoDb = "dynamodb" });

/// An API in front of a function. Its throttle is the account's: all sources of a scenario share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiGateway {
    /// Requests per second that the account's token bucket gains.
    pub rate: NonZeroU32,
    /// Tokens that it holds.
    pub burst: NonZeroU32,
    /// Integration timeout: after so long the client has its answer, whatever the function does.
    pub timeout: SimDuration,
}

impl InvokedBy {
    /// As results name it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Async(_) => "async",
            Self::Sqs(_) => "sqs",
            Self::Stream(_) => "stream",
            Self::ApiGateway(_) => "api_gateway",
        }
    }

    /// Whether requests wait in a queue from which Lambda takes them: nobody waits for their answer.
    pub const fn is_queued(&self) -> bool {
        matches!(self, Self::Async(_) | Self::Sqs(_) | Self::Stream(_))
    }
}

/// Whether the handler fails on the item with a number, from 0, of which each `every`th is poison.
pub fn is_poison(number: u64, every: Option<NonZeroU32>) -> bool {
    every.is_some_and(|every| (number + 1).is_multiple_of(u64::from(every.get())))
}
