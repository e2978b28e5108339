//! The Serverless Framework.

use super::*;
use serde_json::json;

#[test]
fn a_service_with_defaults_variables_and_resources() {
    let text = r#"
service: shop
frameworkVersion: '3'
provider:
  name: aws
  runtime: nodejs20.x
  architecture: arm64
  stage: ${opt:stage, 'dev'}
  memorySize: ${self:custom.memory.${self:provider.stage}}
custom:
  memory: {dev: 512, prod: 2048}
functions:
  pay-out:
    handler: a.b
    timeout: ${env:TIMEOUT, 15}
    reservedConcurrency: ${ssm:/shop/reserved}
    provisionedConcurrency: 4
    maximumRetryAttempts: 1
    url: true
    events:
      - http: GET /pay
      - httpApi: {path: /pay, method: post}
      - sqs:
          arn: !GetAtt Jobs.Arn
          batchSize: 5
          maximumBatchingWindow: 3
          maximumConcurrency: 20
          functionResponseType: ReportBatchItemFailures
      - stream: arn:aws:kinesis:us-east-1:1:stream/clicks
      - stream: {type: dynamodb, arn: !GetAtt T.StreamArn, batchWindow: 2, enabled: false}
      - schedule: rate(10 minutes)
      - schedule: {rate: [rate(1 hour), cron(0 1 * * ? *)], enabled: true}
      - eventBridge: {schedule: rate(2 hours)}
      - eventBridge: {pattern: {source: [a]}}
      - sns: topic
      - alb: {listenerArn: x, priority: 1, conditions: {path: /}}
      - msk: {arn: x, topic: y}
  named:
    name: real-name
    image: 1.dkr.ecr/x
    memorySize: 3008
    timeout: 30
resources:
  Resources:
    Jobs:
      Type: AWS::SQS::Queue
      Properties: {VisibilityTimeout: 180, RedrivePolicy: {maxReceiveCount: 5}}
    Extra:
      Type: AWS::Lambda::EventSourceMapping
      Properties: {FunctionName: !GetAtt NamedLambdaFunction.Arn, EventSourceArn: !GetAtt Jobs.Arn, BatchSize: 1}
    Target:
      Type: AWS::ApplicationAutoScaling::ScalableTarget
      Properties:
        ScalableDimension: lambda:function:ProvisionedConcurrency
        ResourceId: !Sub "function:${PayDashoutLambdaFunction}:provisioned"
        MinCapacity: 4
        MaxCapacity: 40
"#;
    let read = read(text);
    assert_eq!(read.names(), ["pay-out", "real-name"]);
    let pay = read.of("pay-out");
    assert_eq!(pay.memory_mb, default_of("opt:stage", 512));
    assert_eq!(pay.timeout_s, default_of("env:TIMEOUT", 15.0));
    assert_eq!(pay.reserved_concurrency, left_open("${ssm:/shop/reserved}"));
    assert_eq!(pay.provisioned_concurrency, known(4));
    assert_eq!(pay.alias.as_deref(), Some("provisioned"));
    assert_eq!(pay.architecture, known("arm64".to_owned()));
    assert_eq!(
        pay.autoscaling.as_ref().and_then(|scaling| scaling.maximum),
        Some(40)
    );
    assert_eq!(
        read.kinds("pay-out"),
        [
            "api_gateway",
            "api_gateway",
            "sqs",
            "kinesis",
            "dynamodb",
            "schedule",
            "schedule",
            "schedule",
            "schedule",
            "async",
            "async",
            "direct",
            "other",
            "direct"
        ]
    );
    let queue = json!({
        "batch_size": 5, "max_receive_count": 5, "maximum_batching_window_s": 3, "maximum_concurrency": 20,
        "report_batch_item_failures": true, "visibility_timeout_s": 180,
    });
    assert_eq!(settings_of(pay, 2), queue);
    assert_eq!(
        settings_of(pay, 4),
        json!({"enabled": false, "maximum_batching_window_s": 2})
    );
    let nightly =
        json!({"enabled": true, "maximum_retry_attempts": 1, "schedule": "cron(0 1 * * ? *)"});
    assert_eq!(settings_of(pay, 7), nightly);
    let named = read.of("real-name");
    assert_eq!(
        (named.runtime.clone(), named.memory_mb.clone()),
        (None, known(3008))
    );
    assert_eq!(read.source("real-name").0, SourceKind::Sqs);
    assert!(named.defaults.is_empty(), "{:?}", named.defaults);
}

#[test]
fn the_defaults_of_the_tool_are_said() {
    let read = read(
        "service: a\nprovider: aws\nfunctions:\n  hello: {handler: x, events: [schedule: rate(1 day)]}\n",
    );
    let hello = read.of("hello");
    assert_eq!(
        (hello.memory_mb.clone(), hello.timeout_s.clone()),
        (known(1024), known(6.0))
    );
    let said = "memory_mb: 1024 is the Serverless Framework's default";
    assert_eq!(
        hello.defaults,
        [said, "timeout_s: 6 is the Serverless Framework's default"]
    );
    assert_eq!(
        read.source("hello"),
        (SourceKind::Schedule, json!({"schedule": "rate(1 day)"}))
    );
}

#[test]
fn functions_in_lists_and_other_files() {
    let text = "service: a\nprovider:\n  name: aws\nfunctions:\n  - ${file(./more.yml)}\n  - one: {handler: x}\n    two: ${file(./two.yml)}\n  - three:\n      handler: y\n      name: ${self:service}-three\n";
    let read = read(text);
    assert_eq!(
        read.names(),
        ["one", "three"],
        "a name with variables is not the real one"
    );
    let skipped: Vec<_> = read
        .skipped()
        .into_iter()
        .map(|(reason, ..)| reason)
        .collect();
    let functions = "defines its functions in another file or a variable";
    assert_eq!(
        skipped,
        [functions, "is defined in another file, or has no settings"]
    );
    assert_eq!((read.report.rows, read.report.used), (4, 2));
    refused(
        "service: a\nprovider: {name: aws}\nfunctions: ${file(./x.yml)}\n",
        functions,
    );
    refused(
        "service: a\nprovider: {name: google}\nfunctions: {x: {handler: y}}\n",
        "is of the provider google",
    );
}

#[test]
fn the_same_in_json_and_as_the_tool_packs_it() {
    let service = json!({
        "service": "a", "provider": {"name": "aws", "memorySize": 256},
        "functions": {"x": {"handler": "y", "concurrencyAutoscaling": {
            "enabled": true, "maximum": 20, "usage": 0.6,
            "scheduledActions": [{"schedule": ["cron(0 8 * * ? *)"], "action": {"minimum": 5}}]}}},
    });
    let packed = json!({"service": service, "package": {"individually": true}});
    for text in [service.to_string(), packed.to_string()] {
        let read = read(&text);
        assert_eq!(read.of("x").memory_mb, known(256));
        assert_eq!(
            read.of("x").autoscaling,
            scales((1, 20), 0.6, ("cron(0 8 * * ? *)", Some(5), None))
        );
    }
}
