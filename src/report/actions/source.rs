//! What reads a queue, in force: commands of AWS's command line, and the resources of the tools.
//!
//! It knows event source mappings and streams; it must not know why anybody would change one.

use super::aws::{Version, quoted};
use super::code::all;
use super::names::{identifier, logical, yaml};
use super::tool::Code;
use crate::scenario::{InvokedBy, Scenario, Setting, SourceQuantity};

/// A word in a command that stands for something that a scenario does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placeholder {
    pub(super) word: &'static str,
    /// What to write there, in English and Korean.
    pub(super) by: [&'static str; 2],
}

/// What stands for the mapping or the stream, which a scenario does not name.
pub(super) const fn placeholder(quantity: SourceQuantity) -> Placeholder {
    match quantity {
        SourceQuantity::Shards => Placeholder {
            word: "STREAM",
            by: ["the name of the stream", "스트림 이름"],
        },
        SourceQuantity::MaximumConcurrency | SourceQuantity::ProvisionedPollers => Placeholder {
            word: "UUID",
            by: [
                "the UUID of the event source mapping",
                "이벤트 소스 매핑의 UUID",
            ],
        },
    }
}

/// The command that makes it so in a scenario that was changed already.
pub(super) fn command(changed: &Scenario, setting: Setting, region: &str) -> String {
    let value = setting.value(changed).unwrap_or_default();
    let region = quoted(region);
    let mapping = |change: &str| {
        format!("aws lambda update-event-source-mapping --uuid UUID {change} --region {region}")
    };
    match setting {
        Setting::OfSource(SourceQuantity::ProvisionedPollers, function, source) => {
            let most = most_pollers(changed, function, source).unwrap_or(value);
            mapping(&format!(
                "--provisioned-poller-config MinimumPollers={value},MaximumPollers={most}"
            ))
        }
        Setting::OfSource(SourceQuantity::Shards, ..) => format!(
            "aws kinesis update-shard-count --stream-name STREAM --target-shard-count {value} --scaling-type \
             UNIFORM_SCALING --region {region}"
        ),
        _ => mapping(&format!("--scaling-config MaximumConcurrency={value}")),
    }
}

fn most_pollers(scenario: &Scenario, function: usize, source: usize) -> Option<u32> {
    match &scenario
        .functions
        .get(function)?
        .traffic
        .get(source)?
        .invoked_by
    {
        InvokedBy::Sqs(queue) => Some(queue.provisioned_pollers?.maximum.get()),
        _ => None,
    }
}

/// The same as resources.
pub(super) fn code(quantity: SourceQuantity, version: Version<'_>, value: u32) -> Vec<Code> {
    let function = version.function();
    let name = identifier(function);
    let (terraform, cloudformation, serverless) = match quantity {
        SourceQuantity::Shards => (
            format!(
                "resource \"aws_kinesis_stream\" \"{name}\" {{\n  # ... as it is, and:\n  shard_count = {value}\n}}\n"
            ),
            format!(
                "{}Stream:\n  Type: AWS::Kinesis::Stream\n  Properties:\n    ShardCount: {value}\n",
                logical(function)
            ),
            None,
        ),
        SourceQuantity::MaximumConcurrency => (
            mapping(
                &name,
                &format!("  scaling_config {{\n    maximum_concurrency = {value}\n  }}\n"),
            ),
            event(
                function,
                &format!("          ScalingConfig:\n            MaximumConcurrency: {value}\n"),
            ),
            Some(format!("maximumConcurrency: {value}\n")),
        ),
        SourceQuantity::ProvisionedPollers => (
            mapping(
                &name,
                &format!("  provisioned_poller_config {{\n    minimum_pollers = {value}\n  }}\n"),
            ),
            event(
                function,
                &format!(
                    "          ProvisionedPollerConfig:\n            MinimumPollers: {value}\n"
                ),
            ),
            None,
        ),
    };
    let serverless = serverless.map_or_else(
        || format!("resources:\n  Resources:\n{}", indented(&cloudformation)),
        |line| format!("functions:\n  {}:\n    events:\n      - sqs:\n          # ... as it is, and:\n          {line}", yaml(function)),
    );
    all(terraform, cloudformation, serverless)
}

fn mapping(name: &str, block: &str) -> String {
    format!(
        "resource \"aws_lambda_event_source_mapping\" \"{name}\" {{\n  # ... as it is, and:\n{block}}}\n"
    )
}

fn event(function: &str, block: &str) -> String {
    format!(
        "{}:\n  Type: AWS::Serverless::Function   # or AWS::Lambda::EventSourceMapping: the same property\n  Properties:\n    \
         Events:\n      Queue:\n        Type: SQS\n        Properties:\n          # ... as it is, and:\n{block}",
        logical(function)
    )
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}
