//! What invokes the functions of a template of CloudFormation or SAM: events of SAM, event source mappings, rules,
//! subscriptions, gateways, and where nothing else says it, permissions.
//!
//! It knows the resource types that lead to a function. It must not know a function's own settings.

use serde_json::Value;

use super::cloudformation_template::{FOREIGN, Template};
use super::found::Found;
use super::intrinsics::{references, words_in};
use super::resolved::{Resolve, entries, items, plain_text, texts_in};
use super::source::{
    CLOUDFORMATION, CLOUDFORMATION_ORIGIN, add_settings, kind_by_position, kind_by_principal,
    kind_by_text, source,
};
use super::{EventSource, Reading, SourceKind};

/// Resource types with a property that leads to a function, and how they invoke it.
const LEADING: &[(&str, &str, SourceKind, &str)] = &[
    (
        "AWS::Lambda::Url",
        "TargetFunctionArn",
        SourceKind::Direct,
        "url",
    ),
    ("AWS::Events::Rule", "Targets", SourceKind::Async, "events"),
    (
        "AWS::Scheduler::Schedule",
        "Target",
        SourceKind::Schedule,
        "scheduler",
    ),
    (
        "AWS::SNS::Subscription",
        "Endpoint",
        SourceKind::Async,
        "sns",
    ),
    ("AWS::SNS::Topic", "Subscription", SourceKind::Async, "sns"),
    (
        "AWS::S3::Bucket",
        "NotificationConfiguration",
        SourceKind::Async,
        "s3",
    ),
    (
        "AWS::Logs::SubscriptionFilter",
        "DestinationArn",
        SourceKind::Async,
        "logs",
    ),
    (
        "AWS::IoT::TopicRule",
        "TopicRulePayload",
        SourceKind::Async,
        "iot",
    ),
    (
        "AWS::Cognito::UserPool",
        "LambdaConfig",
        SourceKind::Direct,
        "cognito",
    ),
    (
        "AWS::AppSync::DataSource",
        "LambdaConfig",
        SourceKind::Direct,
        "appsync",
    ),
    (
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "Targets",
        SourceKind::Direct,
        "balancer",
    ),
    (
        "AWS::ApiGatewayV2::Integration",
        "IntegrationUri",
        SourceKind::ApiGateway,
        "gateway",
    ),
    (
        "AWS::ApiGatewayV2::Api",
        "Target",
        SourceKind::ApiGateway,
        "gateway",
    ),
    (
        "AWS::ApiGatewayV2::Api",
        "Body",
        SourceKind::ApiGateway,
        "gateway",
    ),
    (
        "AWS::ApiGateway::Method",
        "Integration",
        SourceKind::ApiGateway,
        "gateway",
    ),
    (
        "AWS::ApiGateway::RestApi",
        "Body",
        SourceKind::ApiGateway,
        "gateway",
    ),
    (
        "AWS::Serverless::Api",
        "DefinitionBody",
        SourceKind::ApiGateway,
        "gateway",
    ),
    (
        "AWS::Serverless::HttpApi",
        "DefinitionBody",
        SourceKind::ApiGateway,
        "gateway",
    ),
];

/// Reads what invokes functions.
pub(super) fn read(template: &Template<'_>, found: &mut Found<'_>, reading: &mut Reading<'_>) {
    for (id, properties) in template.of_type("AWS::Serverless::Function") {
        if let Some(function) = found.by_id(id) {
            events(template, function, properties, found, reading);
        }
    }
    for (id, properties) in template.of_type("AWS::Lambda::EventSourceMapping") {
        mapping(template, id, properties, found, reading);
    }
    for (kind, property, source_kind, service) in LEADING {
        for (id, properties) in template.of_type(kind) {
            // A rule has several targets, each of which may be a function.
            for target in items(&properties[*property]) {
                let Some((function, _)) = template.target(target, found) else {
                    continue;
                };
                reading.row();
                let is_timed = *source_kind == SourceKind::Async
                    && properties.get("ScheduleExpression").is_some();
                let source_kind = if is_timed {
                    SourceKind::Schedule
                } else {
                    *source_kind
                };
                let source = written_source(template, (source_kind, kind), id, properties, reading);
                found.add_source(function, service, source);
            }
        }
    }
    for (id, properties) in template.of_type("AWS::Lambda::EventInvokeConfig") {
        if let Some((function, _)) = template.target(&properties["FunctionName"], found) {
            asynchronous(template, function, properties, found);
        } else {
            reading.row();
            found.skip(reading, FOREIGN, id);
        }
    }
    for (id, properties) in template.of_type("AWS::Lambda::Permission") {
        permission(template, id, properties, found, reading);
    }
}

/// An event source of a kind, as the template calls its type, with what `properties` say of it.
fn written_source(
    template: &Template<'_>,
    (kind, written_as): (SourceKind, &str),
    name: &str,
    properties: &Value,
    reading: &mut Reading<'_>,
) -> EventSource {
    let mut source = source(kind, written_as, Some(name));
    add_settings(
        &mut source,
        &template.intrinsics,
        properties,
        CLOUDFORMATION,
        reading,
    );
    source
}

/// Adds what a queue or stream of the template says of itself to the event source that reads from it.
pub(super) fn add_origin(
    source: &mut EventSource,
    template: &Template<'_>,
    origin: &Value,
    reading: &mut Reading<'_>,
) {
    add_settings(
        source,
        &template.intrinsics,
        origin,
        CLOUDFORMATION_ORIGIN,
        reading,
    );
}

/// The events of a function of SAM.
fn events(
    template: &Template<'_>,
    function: usize,
    properties: &Value,
    found: &mut Found<'_>,
    reading: &mut Reading<'_>,
) {
    for (name, event) in entries(&properties["Events"]) {
        reading.row();
        let written_as = event["Type"].as_str().unwrap_or("of no type");
        let (mut kind, service) = kind_of_event(written_as);
        let mut settings = &event["Properties"];
        // A topic may reach the function by way of a queue that SAM makes.
        let queue = &settings["SqsSubscription"];
        if written_as == "SNS" && (queue.is_object() || queue == &Value::Bool(true)) {
            kind = SourceKind::Sqs;
            settings = queue;
        }
        let mut source = written_source(template, (kind, written_as), name, settings, reading);
        for key in ["Queue", "Stream", "QueueArn"] {
            if let Some((_, origin)) = settings.get(key).and_then(|arn| origin(template, arn)) {
                add_origin(&mut source, template, origin, reading);
            }
        }
        found.add_source(function, service, source);
    }
    if properties
        .get("FunctionUrlConfig")
        .is_some_and(|url| !url.is_null())
    {
        reading.row();
        found.add_source(
            function,
            "url",
            source(SourceKind::Direct, "FunctionUrlConfig", None),
        );
    }
    asynchronous(template, function, &properties["EventInvokeConfig"], found);
}

/// Kind and service of a type of event of SAM. Each event counts, so gateways have a service of their own here.
fn kind_of_event(written_as: &str) -> (SourceKind, &'static str) {
    match written_as {
        "Api" | "HttpApi" => (SourceKind::ApiGateway, "events of gateway"),
        "SQS" => (SourceKind::Sqs, "sqs"),
        "Kinesis" => (SourceKind::Kinesis, "kinesis"),
        "DynamoDB" => (SourceKind::DynamoDb, "dynamodb"),
        "Schedule" | "ScheduleV2" => (SourceKind::Schedule, "events"),
        "CloudWatchEvent" | "EventBridgeRule" => (SourceKind::Async, "events"),
        "SNS" => (SourceKind::Async, "sns"),
        "S3" => (SourceKind::Async, "s3"),
        "CloudWatchLogs" => (SourceKind::Async, "logs"),
        "IoTRule" => (SourceKind::Async, "iot"),
        "AlexaSkill" => (SourceKind::Direct, "alexa"),
        "Cognito" => (SourceKind::Direct, "cognito"),
        _ => (SourceKind::Other, "other"),
    }
}

fn mapping(
    template: &Template<'_>,
    id: &str,
    properties: &Value,
    found: &mut Found<'_>,
    reading: &mut Reading<'_>,
) {
    reading.row();
    let Some((function, alias)) = template.target(&properties["FunctionName"], found) else {
        found.skip(
            reading,
            "invokes a function that this template does not define",
            id,
        );
        return;
    };
    if let Some(alias) = alias {
        found.add_alias(reading, function, &alias);
    }
    let arn = &properties["EventSourceArn"];
    let origin = origin(template, arn);
    let has = |key: &str| properties.get(key).is_some();
    let is_other = has("SelfManagedEventSource") || has("Topics") || has("Queues");
    let kind = match &origin {
        _ if is_other || has("DocumentDBEventSourceConfig") => SourceKind::Other,
        Some((kind, _)) => *kind,
        None => {
            let resolved = template.intrinsics.resolve(arn).known_text();
            let words = resolved.unwrap_or_else(|| words_in(arn));
            kind_by_text(&words)
                .unwrap_or_else(|| kind_by_position(has("StartingPosition"), id, reading))
        }
    };
    let written_as = "AWS::Lambda::EventSourceMapping";
    let mut source = written_source(template, (kind, written_as), id, properties, reading);
    if let Some((_, origin)) = origin {
        add_origin(&mut source, template, origin, reading);
    }
    found.add_source(function, "mapping", source);
}

/// The queue, stream or table of the same template that an ARN is of: kind and properties.
pub(super) fn origin<'a>(template: &Template<'a>, arn: &Value) -> Option<(SourceKind, &'a Value)> {
    let kind_of = |kind: &str| {
        Some(match kind {
            "AWS::SQS::Queue" => SourceKind::Sqs,
            "AWS::Kinesis::Stream" | "AWS::Kinesis::StreamConsumer" => SourceKind::Kinesis,
            "AWS::DynamoDB::Table"
            | "AWS::DynamoDB::GlobalTable"
            | "AWS::Serverless::SimpleTable" => SourceKind::DynamoDb,
            "AWS::AmazonMQ::Broker" | "AWS::MSK::Cluster" | "AWS::DocDB::DBCluster" => {
                SourceKind::Other
            }
            _ => return None,
        })
    };
    for id in references(arn) {
        let Some((kind, properties)) = template.resource(id) else {
            continue;
        };
        if kind == "AWS::Kinesis::StreamConsumer" {
            let stream = references(&properties["StreamARN"]);
            let stream = stream.iter().find_map(|id| template.resource(id));
            return Some((
                SourceKind::Kinesis,
                stream.map_or(properties, |(_, stream)| stream),
            ));
        }
        if let Some(kind) = kind_of(kind) {
            return Some((kind, properties));
        }
    }
    // By the name at the end of an ARN.
    let text = *texts_in(arn).last()?;
    let name = text
        .rsplit([':', '/', '}'])
        .next()
        .filter(|name| !name.is_empty())?;
    let (kind, properties) = template.named(name)?;
    Some((kind_of(kind)?, properties))
}

fn asynchronous(
    template: &Template<'_>,
    function: usize,
    properties: &Value,
    found: &mut Found<'_>,
) {
    let field = |key: &str| template.intrinsics.field(properties, &[key]);
    let (retries, age) = (
        field("MaximumRetryAttempts"),
        field("MaximumEventAgeInSeconds"),
    );
    found.add_asynchronous(function, retries, age);
}

fn permission(
    template: &Template<'_>,
    id: &str,
    properties: &Value,
    found: &mut Found<'_>,
    reading: &mut Reading<'_>,
) {
    let principal = plain_text(&properties["Principal"]);
    let is_url = properties.get("FunctionUrlAuthType").is_some();
    let (kind, service) = match kind_by_principal(&principal) {
        _ if is_url => (SourceKind::Direct, "url"),
        Some(kind) => kind,
        None => return,
    };
    reading.row();
    let Some((function, _)) = template.target(&properties["FunctionName"], found) else {
        found.skip(reading, FOREIGN, id);
        return;
    };
    let written_as = format!("AWS::Lambda::Permission of {principal}");
    found.add_permission(function, service, source(kind, &written_as, Some(id)));
}
