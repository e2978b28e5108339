//! What invokes the functions of Terraform's resources: event source mappings, rules, subscriptions, gateways, and
//! where nothing else says it, permissions.
//!
//! It knows the resource types that lead to a function. It must not know a function's own settings.

use serde_json::Value;

use super::found::Found;
use super::hcl_values::{Expressions, open_text};
use super::resolved::{Resolve, items, plain_text};
use super::source::{
    TERRAFORM, TERRAFORM_ORIGIN, add_settings, kind_by_position, kind_by_principal, kind_by_text,
    source,
};
use super::terraform_resources::{FOREIGN, Resource, Resources, of_kind};
use super::{EventSource, Reading, SourceKind};

/// Resource types with an attribute or block that leads to a function, and how they invoke it.
const LEADING: &[(&str, &str, SourceKind, &str)] = &[
    (
        "aws_lambda_function_url",
        "function_name",
        SourceKind::Direct,
        "url",
    ),
    (
        "aws_cloudwatch_event_target",
        "arn",
        SourceKind::Async,
        "events",
    ),
    (
        "aws_scheduler_schedule",
        "target",
        SourceKind::Schedule,
        "scheduler",
    ),
    (
        "aws_sns_topic_subscription",
        "endpoint",
        SourceKind::Async,
        "sns",
    ),
    (
        "aws_s3_bucket_notification",
        "lambda_function",
        SourceKind::Async,
        "s3",
    ),
    (
        "aws_cloudwatch_log_subscription_filter",
        "destination_arn",
        SourceKind::Async,
        "logs",
    ),
    ("aws_iot_topic_rule", "lambda", SourceKind::Async, "iot"),
    (
        "aws_cognito_user_pool",
        "lambda_config",
        SourceKind::Direct,
        "cognito",
    ),
    (
        "aws_appsync_datasource",
        "lambda_config",
        SourceKind::Direct,
        "appsync",
    ),
    (
        "aws_lb_target_group_attachment",
        "target_id",
        SourceKind::Direct,
        "balancer",
    ),
    (
        "aws_alb_target_group_attachment",
        "target_id",
        SourceKind::Direct,
        "balancer",
    ),
    (
        "aws_apigatewayv2_integration",
        "integration_uri",
        SourceKind::ApiGateway,
        "gateway",
    ),
    (
        "aws_apigatewayv2_api",
        "target",
        SourceKind::ApiGateway,
        "gateway",
    ),
    (
        "aws_apigatewayv2_api",
        "body",
        SourceKind::ApiGateway,
        "gateway",
    ),
    (
        "aws_api_gateway_integration",
        "uri",
        SourceKind::ApiGateway,
        "gateway",
    ),
    (
        "aws_api_gateway_rest_api",
        "body",
        SourceKind::ApiGateway,
        "gateway",
    ),
];

/// What a mapping may read from.
const ORIGINS: [(&str, SourceKind); 9] = [
    ("aws_sqs_queue", SourceKind::Sqs),
    ("aws_kinesis_stream", SourceKind::Kinesis),
    ("aws_kinesis_stream_consumer", SourceKind::Kinesis),
    ("aws_dynamodb_table", SourceKind::DynamoDb),
    ("aws_dynamodb_global_table", SourceKind::DynamoDb),
    ("aws_msk_cluster", SourceKind::Other),
    ("aws_msk_serverless_cluster", SourceKind::Other),
    ("aws_mq_broker", SourceKind::Other),
    ("aws_docdb_cluster", SourceKind::Other),
];

/// Whether a resource type says anything of functions, here or in `terraform`.
pub(super) fn is_of_interest(kind: &str) -> bool {
    kind.starts_with("aws_lambda_")
        || kind.starts_with("aws_appautoscaling_")
        || kind == "aws_cloudwatch_event_rule"
        || LEADING.iter().any(|(leading, ..)| *leading == kind)
        || ORIGINS.iter().any(|(origin, _)| *origin == kind)
}

/// Reads what invokes functions.
pub(super) fn read(resources: &Resources, found: &mut Found<'_>, reading: &mut Reading<'_>) {
    for resource in &resources.all {
        match resource.kind.as_str() {
            "aws_lambda_event_source_mapping" => mapping(resources, resource, found, reading),
            "aws_lambda_function_event_invoke_config" => asynchronous(resources, resource, found),
            kind => {
                let leading = LEADING.iter().filter(|(leading, ..)| *leading == kind);
                for (_, attribute, source_kind, service) in leading {
                    for value in items(&resource.values[*attribute]) {
                        let invokes = (*source_kind, *service);
                        leads(resources, resource, value, invokes, found, reading);
                    }
                }
            }
        }
    }
    for (_, resource) in of_kind(&resources.all, "aws_lambda_permission") {
        permission(resources, resource, found, reading);
    }
}

/// An event source with what its resource says of it.
fn written_source(resource: &Resource, kind: SourceKind, reading: &mut Reading<'_>) -> EventSource {
    let mut source = source(kind, &resource.kind, Some(&resource.name));
    add_settings(
        &mut source,
        &Expressions,
        &resource.values,
        TERRAFORM,
        reading,
    );
    source
}

fn leads(
    resources: &Resources,
    resource: &Resource,
    value: &Value,
    (mut kind, service): (SourceKind, &'static str),
    found: &mut Found<'_>,
    reading: &mut Reading<'_>,
) {
    let Some((function, _)) = resources.target(resource, value, found) else {
        return;
    };
    reading.row();
    let rule = rule(resources, resource);
    if rule.is_some_and(|rule| !rule.values["schedule_expression"].is_null()) {
        kind = SourceKind::Schedule;
    }
    let mut source = written_source(resource, kind, reading);
    if let Some(rule) = rule {
        add_settings(&mut source, &Expressions, &rule.values, TERRAFORM, reading);
    }
    found.add_source(function, service, source);
}

/// The rule of EventBridge whose target a resource is.
fn rule<'r>(resources: &'r Resources, target: &Resource) -> Option<&'r Resource> {
    const RULE: &str = "aws_cloudwatch_event_rule";
    let written = target.values.get("rule")?;
    if let Some(at) = resources.referred(target, written, &[RULE]) {
        return resources.all.get(at);
    }
    let name = Expressions.resolve(written).known_text()?;
    resources.named(RULE, &name)
}

fn mapping(
    resources: &Resources,
    resource: &Resource,
    found: &mut Found<'_>,
    reading: &mut Reading<'_>,
) {
    reading.row();
    let by_key = |key: &str| resources.target(resource, &resource.values[key], found);
    let Some((function, alias)) = by_key("function_name").or_else(|| by_key("function_arn")) else {
        found.skip(
            reading,
            "invokes a function that this file does not define",
            &resource.name,
        );
        return;
    };
    if let Some(alias) = alias {
        found.add_alias(reading, function, &alias);
    }
    let arn = &resource.values["event_source_arn"];
    let origin = origin(resources, resource, arn);
    let has = |key: &str| !items(&resource.values[key]).is_empty();
    let is_other = has("self_managed_event_source") || has("topics") || has("queues");
    // The community module says the service beside.
    let service = resource.field(&["service"]).known_text();
    let kind = match &origin {
        _ if is_other || has("document_db_event_source_config") => SourceKind::Other,
        Some((kind, _)) => *kind,
        None => {
            let text = open_text(arn).map_or_else(|| plain_text(arn), str::to_owned);
            let by_service = service.as_deref().and_then(kind_by_text);
            by_service
                .or_else(|| kind_by_text(&text))
                .unwrap_or_else(|| {
                    kind_by_position(has("starting_position"), &resource.name, reading)
                })
        }
    };
    let mut source = written_source(resource, kind, reading);
    if let Some((_, origin)) = origin {
        add_settings(
            &mut source,
            &Expressions,
            &origin.values,
            TERRAFORM_ORIGIN,
            reading,
        );
    }
    found.add_source(function, "mapping", source);
}

/// The queue, stream or table of the same file that an ARN is of.
fn origin<'r>(
    resources: &'r Resources,
    from: &Resource,
    arn: &Value,
) -> Option<(SourceKind, &'r Resource)> {
    let kind_of = |resource: &Resource| {
        ORIGINS
            .iter()
            .find(|(kind, _)| *kind == resource.kind)
            .map(|(_, kind)| *kind)
    };
    let resource = match Expressions.resolve(arn).known_text() {
        Some(text) => {
            // A stream of a table has the table's ARN before it.
            let name = text
                .split("/stream/")
                .next()
                .and_then(|text| text.rsplit([':', '/']).next())?;
            let by = |name: &str| {
                ORIGINS
                    .iter()
                    .find_map(|(kind, _)| resources.named(kind, name))
            };
            by(&text).or_else(|| by(name))?
        }
        None => {
            let kinds = ORIGINS.map(|(kind, _)| kind);
            resources.all.get(resources.referred(from, arn, &kinds)?)?
        }
    };
    // A consumer reads from a stream, which has the shards.
    let stream = match resource.kind.as_str() {
        "aws_kinesis_stream_consumer" => {
            let arn = &resource.values["stream_arn"];
            resources.referred(resource, arn, &["aws_kinesis_stream"])
        }
        _ => None,
    };
    let stream = stream.and_then(|at| resources.all.get(at));
    Some((kind_of(resource)?, stream.unwrap_or(resource)))
}

fn asynchronous(resources: &Resources, resource: &Resource, found: &mut Found<'_>) {
    let Some((function, _)) = resources.target(resource, &resource.values["function_name"], found)
    else {
        return;
    };
    let retries = resource.field(&["maximum_retry_attempts"]);
    let age = resource.field(&["maximum_event_age_in_seconds"]);
    found.add_asynchronous(function, retries, age);
}

fn permission(
    resources: &Resources,
    resource: &Resource,
    found: &mut Found<'_>,
    reading: &mut Reading<'_>,
) {
    let Some(principal) = resource.field(&["principal"]).known_text() else {
        return;
    };
    let is_url = !resource.values["function_url_auth_type"].is_null();
    let (kind, service) = match kind_by_principal(&principal) {
        _ if is_url => (SourceKind::Direct, "url"),
        Some(kind) => kind,
        None => return,
    };
    reading.row();
    let Some((function, _)) = resources.target(resource, &resource.values["function_name"], found)
    else {
        found.skip(reading, FOREIGN, &resource.name);
        return;
    };
    let written_as = format!("aws_lambda_permission of {principal}");
    let source = source(kind, &written_as, Some(&resource.name));
    found.add_permission(function, service, source);
}
