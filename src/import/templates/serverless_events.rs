//! The events of a function of the Serverless Framework.
//!
//! It knows the types of events. It must not know a function's own settings.

use serde_json::{Value, json};

use super::cloudformation_sources::{add_origin, origin};
use super::found::Found;
use super::intrinsics::words_in;
use super::resolved::{Resolve, Resolved, entries, items};
use super::serverless_service::Service;
use super::source::{SERVERLESS, add_settings, kind_by_position, kind_by_text, source};
use super::{Reading, SourceKind};

/// Reads the events of a function.
pub(super) fn read(
    service: &Service<'_>,
    function: usize,
    written: &Value,
    found: &mut Found<'_>,
    reading: &mut Reading<'_>,
) {
    for part in items(&written["events"]) {
        let Resolved::Value { value, .. } = service.variables.resolve(part) else {
            reading.row();
            found.skip(
                reading,
                "defines an event in another file or a variable",
                "events",
            );
            continue;
        };
        // A variable may stand for several events.
        for event in items(&value) {
            one(service, function, event, found, reading);
        }
    }
    let url = &written["url"];
    if url.is_object() || service.variables.resolve(url).flag() == Some(true) {
        reading.row();
        found.add_source(function, "url", source(SourceKind::Direct, "url", None));
    }
    let field = |key: &str| service.variables.field(written, &[key]);
    let (retries, age) = (field("maximumRetryAttempts"), field("maximumEventAge"));
    found.add_asynchronous(function, retries, age);
}

fn one(
    service: &Service<'_>,
    function: usize,
    event: &Value,
    found: &mut Found<'_>,
    reading: &mut Reading<'_>,
) {
    // `- http: GET /x`, or only `- alexaSkill`.
    let (name, settings) = match event {
        Value::String(name) => (name, &Value::Null),
        event => match entries(event).next() {
            Some(entry) => entry,
            None => return,
        },
    };
    reading.row();
    // A single text is the schedule, the ARN, the topic or the path, as the type has it.
    let settings = match (name.as_str(), settings) {
        ("schedule", text @ (Value::String(_) | Value::Array(_))) => json!({ "rate": text }),
        ("sqs" | "stream", arn @ Value::String(_)) => json!({ "arn": arn }),
        (_, settings) => settings.clone(),
    };
    let arn = service.variables.replaced(&settings["arn"]);
    let template = &service.template;
    let origin = origin(template, &arn);
    let kind = match name.as_str() {
        "stream" => {
            let stated = service.variables.field(&settings, &["type"]).known_text();
            let from_origin = origin.map(|(kind, _)| kind);
            match stated.as_deref() {
                Some("dynamodb") => SourceKind::DynamoDb,
                Some("kinesis") => SourceKind::Kinesis,
                _ => from_origin
                    .or_else(|| kind_by_text(&words_in(&arn)))
                    .unwrap_or_else(|| kind_by_position(true, "a stream", reading)),
            }
        }
        "eventBridge" | "cloudwatchEvent" if settings.get("schedule").is_some() => {
            SourceKind::Schedule
        }
        name => kind_of(name),
    };
    let mut source = source(kind, name, None);
    add_settings(
        &mut source,
        &service.variables,
        &settings,
        SERVERLESS,
        reading,
    );
    // Several schedules of one event are several sources.
    if let Value::Array(schedules) = &settings["rate"] {
        for schedule in schedules {
            let mut source = source.clone();
            let text = service.variables.resolve(schedule).json();
            source.settings.extend(text.map(|text| ("schedule", text)));
            found.add_source(function, "events", source);
        }
        return;
    }
    if let Some((_, origin)) = origin {
        add_origin(&mut source, template, origin, reading);
    }
    found.add_source(function, service_of(name, kind), source);
}

fn kind_of(name: &str) -> SourceKind {
    match name {
        "http" | "httpApi" | "websocket" => SourceKind::ApiGateway,
        "alb" | "alexaSkill" | "alexaSmartHome" | "cognitoUserPool" | "cloudFront" => {
            SourceKind::Direct
        }
        "sqs" => SourceKind::Sqs,
        "schedule" => SourceKind::Schedule,
        "sns"
        | "s3"
        | "eventBridge"
        | "cloudwatchEvent"
        | "cloudwatchLog"
        | "iot"
        | "iotFleetProvisioning"
        | "ses" => SourceKind::Async,
        _ => SourceKind::Other,
    }
}

/// The service, so that a permission among the resources does not count again.
fn service_of(name: &str, kind: SourceKind) -> &'static str {
    match (name, kind) {
        ("sns", _) => "sns",
        ("s3", _) => "s3",
        ("alb", _) => "balancer",
        ("cloudwatchLog", _) => "logs",
        ("iot", _) => "iot",
        (_, SourceKind::ApiGateway) => "events of gateway",
        (_, SourceKind::Schedule | SourceKind::Async) => "events",
        _ => "other",
    }
}
