//! The settings of an event source, by one table for all tools.
//!
//! It knows what AWS calls them, and how CloudFormation, the Serverless Framework and Terraform do. It must not know
//! where they were found.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::import::reading::Reading;

use super::resolved::{Resolve, Resolved, items};
use super::{EventSource, SourceKind};

/// A setting and the places where it may stand.
pub(super) type Table = &'static [(&'static str, &'static [&'static str])];

/// Settings that a queue has, too; the others are of streams.
const OF_QUEUES: [&str; 10] = [
    "batch_size",
    "enabled",
    "fifo",
    "max_receive_count",
    "maximum_batching_window_s",
    "maximum_concurrency",
    "name",
    "report_batch_item_failures",
    "schedule",
    "visibility_timeout_s",
];

/// CloudFormation's and SAM's.
pub(super) const CLOUDFORMATION: Table = &[
    ("batch_size", &["BatchSize"]),
    (
        "maximum_batching_window_s",
        &["MaximumBatchingWindowInSeconds"],
    ),
    (
        "maximum_concurrency",
        &["ScalingConfig", "MaximumConcurrency"],
    ),
    ("parallelization_factor", &["ParallelizationFactor"]),
    ("maximum_retry_attempts", &["MaximumRetryAttempts"]),
    ("maximum_record_age_s", &["MaximumRecordAgeInSeconds"]),
    (
        "bisect_batch_on_function_error",
        &["BisectBatchOnFunctionError"],
    ),
    ("report_batch_item_failures", &["FunctionResponseTypes"]),
    ("schedule", &["Schedule"]),
    ("schedule", &["ScheduleExpression"]),
    ("enabled", &["Enabled"]),
    ("enabled", &["State"]),
];

/// A queue's and a stream's own there.
pub(super) const CLOUDFORMATION_ORIGIN: Table = &[
    ("visibility_timeout_s", &["VisibilityTimeout"]),
    ("max_receive_count", &["RedrivePolicy", "maxReceiveCount"]),
    ("fifo", &["FifoQueue"]),
    ("shards", &["ShardCount"]),
];

/// The Serverless Framework's.
pub(super) const SERVERLESS: Table = &[
    ("batch_size", &["batchSize"]),
    ("maximum_batching_window_s", &["maximumBatchingWindow"]),
    ("maximum_batching_window_s", &["batchWindow"]),
    ("maximum_concurrency", &["maximumConcurrency"]),
    ("parallelization_factor", &["parallelizationFactor"]),
    ("maximum_retry_attempts", &["maximumRetryAttempts"]),
    ("maximum_record_age_s", &["maximumRecordAgeInSeconds"]),
    (
        "bisect_batch_on_function_error",
        &["bisectBatchOnFunctionError"],
    ),
    ("report_batch_item_failures", &["functionResponseType"]),
    ("schedule", &["rate"]),
    ("schedule", &["schedule"]),
    ("enabled", &["enabled"]),
    ("enabled", &["state"]),
    ("name", &["name"]),
];

/// Terraform's.
pub(super) const TERRAFORM: Table = &[
    ("batch_size", &["batch_size"]),
    (
        "maximum_batching_window_s",
        &["maximum_batching_window_in_seconds"],
    ),
    (
        "maximum_concurrency",
        &["scaling_config", "maximum_concurrency"],
    ),
    ("maximum_concurrency", &["maximum_concurrency"]),
    ("parallelization_factor", &["parallelization_factor"]),
    ("maximum_retry_attempts", &["maximum_retry_attempts"]),
    ("maximum_record_age_s", &["maximum_record_age_in_seconds"]),
    (
        "bisect_batch_on_function_error",
        &["bisect_batch_on_function_error"],
    ),
    ("report_batch_item_failures", &["function_response_types"]),
    ("schedule", &["schedule_expression"]),
    ("enabled", &["enabled"]),
    ("enabled", &["is_enabled"]),
    ("enabled", &["state"]),
];

/// A queue's and a stream's own there.
pub(super) const TERRAFORM_ORIGIN: Table = &[
    ("visibility_timeout_s", &["visibility_timeout_seconds"]),
    ("max_receive_count", &["redrive_policy", "maxReceiveCount"]),
    ("fifo", &["fifo_queue"]),
    ("shards", &["shard_count"]),
];

/// An event source of a kind, with a name, before its settings are read.
pub(super) fn source(kind: SourceKind, written_as: &str, name: Option<&str>) -> EventSource {
    let mut settings = BTreeMap::new();
    if let Some(name) = name {
        settings.insert("name", Value::from(name));
    }
    EventSource {
        kind,
        written_as: written_as.to_owned(),
        settings,
    }
}

/// Adds what `object` says to an event source. What comes first in a table counts.
pub(super) fn add_settings(
    source: &mut EventSource,
    resolver: &impl Resolve,
    object: &Value,
    table: Table,
    reading: &mut Reading<'_>,
) {
    for (key, path) in table {
        let is_of_stream = !OF_QUEUES.contains(key);
        if source.settings.contains_key(key) || (source.kind == SourceKind::Sqs && is_of_stream) {
            continue;
        }
        let resolved = resolver.field(object, path);
        if let Some(parameter) = resolved.parameter() {
            reading.assume(&format!("{parameter} keeps its default value"));
        }
        let value = match *key {
            "report_batch_item_failures" => reports_failures(resolver, &resolved),
            "enabled" => resolved.flag().map(Value::from).or_else(|| resolved.json()),
            _ => resolved.json(),
        };
        // No bound, which is AWS's default.
        let is_unbounded = key.starts_with("maximum_re") && value == Some((-1).into());
        if let Some(value) = value.filter(|_| !is_unbounded) {
            source.settings.insert(key, value);
        }
    }
}

/// Whether a list of response types, or the only one, is of failures of single items.
fn reports_failures(resolver: &impl Resolve, types: &Resolved) -> Option<Value> {
    let Resolved::Value { value, .. } = types else {
        return types.clone().json();
    };
    let is_named = |value: &Value| {
        resolver.resolve(value).known_text().as_deref() == Some("ReportBatchItemFailures")
    };
    let is_any = items(value).iter().any(is_named);
    is_any.then_some(Value::Bool(true))
}

/// The kind of an event source mapping by the text of what it reads from, an ARN or an expression.
pub(super) fn kind_by_text(text: &str) -> Option<SourceKind> {
    let text = text.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&[
        ":kafka:",
        "msk",
        "kafka",
        ":mq:",
        "rabbitmq",
        "activemq",
        "docdb",
        "documentdb",
    ]) {
        Some(SourceKind::Other)
    } else if has(&["sqs", "queue"]) {
        Some(SourceKind::Sqs)
    } else if has(&["dynamo", "table", "streamarn", "stream_arn"]) {
        Some(SourceKind::DynamoDb)
    } else if has(&["kinesis", "stream"]) {
        Some(SourceKind::Kinesis)
    } else {
        None
    }
}

/// The kind by whether a starting position is set, which a stream needs and a queue cannot have.
pub(super) fn kind_by_position(
    has_position: bool,
    name: &str,
    reading: &mut Reading<'_>,
) -> SourceKind {
    let (kind, word) = match has_position {
        true => (
            SourceKind::Kinesis,
            "a Kinesis stream, as it has a starting position",
        ),
        false => (
            SourceKind::Sqs,
            "an SQS queue, as it has no starting position",
        ),
    };
    reading.assume(&format!("{name} reads from {word}"));
    kind
}

/// The kind and a short name of the service that a permission is given to, such as `sns.amazonaws.com`.
pub(super) fn kind_by_principal(principal: &str) -> Option<(SourceKind, &'static str)> {
    let service = principal.split('.').next().unwrap_or(principal);
    Some(match service {
        "apigateway" => (SourceKind::ApiGateway, "gateway"),
        "elasticloadbalancing" => (SourceKind::Direct, "balancer"),
        "events" => (SourceKind::Async, "events"),
        "scheduler" => (SourceKind::Schedule, "scheduler"),
        "s3" => (SourceKind::Async, "s3"),
        "sns" => (SourceKind::Async, "sns"),
        "logs" => (SourceKind::Async, "logs"),
        "iot" => (SourceKind::Async, "iot"),
        "ses" | "config" | "codecommit" | "cloudformation" | "cloudwatch" => {
            (SourceKind::Async, "permission")
        }
        "cognito-idp"
        | "lex"
        | "lexv2"
        | "alexa-appkit"
        | "alexa-connectedhome"
        | "appsync"
        | "firehose"
        | "bedrock"
        | "vpc-lattice"
        | "connect" => (SourceKind::Direct, "permission"),
        _ => return None,
    })
}
