//! What a template says of a function.
//!
//! It knows Lambda's settings by AWS's names. It must not know in which template they were found.

use std::collections::BTreeMap;

/// A setting of a template: a value, or an expression that only a deployment can evaluate.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Setting<T> {
    /// The value; where it comes from the default of a parameter, its name.
    Value {
        /// What it is.
        value: T,
        /// The parameter whose default this is.
        parameter: Option<String>,
    },
    /// What the template leaves open, as it writes it: `!Ref Concurrency`.
    Open(String),
}

impl<T> Setting<T> {
    /// A value that the template writes itself.
    pub(super) fn value(value: T) -> Self {
        Self::Value {
            value,
            parameter: None,
        }
    }

    /// The value, if there is one.
    pub(super) fn known(&self) -> Option<&T> {
        match self {
            Self::Value { value, .. } => Some(value),
            Self::Open(_) => None,
        }
    }
}

/// What a template says of one function. What it leaves out is `None`: AWS's default applies.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Settings {
    /// Memory in MB.
    pub(super) memory_mb: Option<Setting<u32>>,
    /// Time-out in seconds.
    pub(super) timeout_s: Option<Setting<f64>>,
    /// `x86_64` or `arm64`.
    pub(super) architecture: Option<Setting<String>>,
    /// Such as `python3.13`.
    pub(super) runtime: Option<Setting<String>>,
    /// Reserved concurrency.
    pub(super) reserved_concurrency: Option<Setting<u32>>,
    /// Provisioned concurrency, of the function's version or alias.
    pub(super) provisioned_concurrency: Option<Setting<u32>>,
    /// Application Auto Scaling of provisioned concurrency.
    pub(super) autoscaling: Option<Autoscaling>,
    /// The alias that callers use.
    pub(super) alias: Option<String>,
    /// Whether SnapStart applies.
    pub(super) snap_start: bool,
    /// What invokes it.
    pub(super) sources: Vec<EventSource>,
    /// Default of AWS or of the tool where it is not AWS's: a setting, and why it is this value.
    pub(super) defaults: Vec<&'static str>,
}

/// Application Auto Scaling of provisioned concurrency.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Autoscaling {
    /// Least and most.
    pub(super) minimum: Option<u32>,
    pub(super) maximum: Option<u32>,
    /// Target utilization, a share.
    pub(super) target: Option<f64>,
    /// Scheduled actions: expression (`cron(0 8 * * ? *)`), minimum, maximum.
    pub(super) scheduled: Vec<(String, Option<u32>, Option<u32>)>,
}

/// How something invokes a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SourceKind {
    /// API Gateway, REST or HTTP.
    ApiGateway,
    /// A function URL, a load balancer: the caller waits.
    Direct,
    /// An SQS queue.
    Sqs,
    /// A Kinesis stream.
    Kinesis,
    /// A DynamoDB stream.
    DynamoDb,
    /// EventBridge, SNS, S3 and others that invoke asynchronously.
    Async,
    /// A schedule, which invokes asynchronously.
    Schedule,
    /// A source that is not modeled.
    Other,
}

impl SourceKind {
    /// The word for it in `import.json`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::ApiGateway => "api_gateway",
            Self::Direct => "direct",
            Self::Sqs => "sqs",
            Self::Kinesis => "kinesis",
            Self::DynamoDb => "dynamodb",
            Self::Async => "async",
            Self::Schedule => "schedule",
            Self::Other => "other",
        }
    }
}

/// Something that invokes a function, with its settings by AWS's names in snake case (`batch_size`,
/// `maximum_concurrency`, `maximum_batching_window_s`, `parallelization_factor`, `maximum_retry_attempts`,
/// `maximum_record_age_s`, `bisect_batch_on_function_error`, `report_batch_item_failures`, `visibility_timeout_s`,
/// `max_receive_count`, `fifo`, `shards`, `schedule`, `enabled`, `name`).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct EventSource {
    /// Which kind.
    pub(super) kind: SourceKind,
    /// As the template calls its type: `SQS`, `AWS::Lambda::EventSourceMapping`.
    pub(super) written_as: String,
    /// Its settings: numbers, flags and texts, or what the template leaves open.
    pub(super) settings: BTreeMap<&'static str, serde_json::Value>,
}
