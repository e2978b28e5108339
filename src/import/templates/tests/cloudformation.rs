//! CloudFormation and SAM.

use super::*;
use serde_json::json;

#[test]
fn a_template_in_yaml_with_short_tags() {
    let text = r#"
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Memory: {Type: Number, Default: 512}
  Reserved: {Type: Number}
  Stage: {Type: String, Default: dev}
Mappings:
  Limits:
    dev: {Timeout: 20}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: !Sub "orders-${Stage}"
      MemorySize: !Ref Memory
      Timeout: !FindInMap [Limits, !Ref Stage, Timeout]
      Runtime: python3.13
      Architectures: [arm64]
      ReservedConcurrentExecutions: !Ref Reserved
      Code:
        ZipFile: |
          def handler(event, context):
              return "ok"
  Live:
    Type: AWS::Lambda::Alias
    Properties:
      FunctionName: !Ref Orders
      Name: live
      ProvisionedConcurrencyConfig:
        ProvisionedConcurrentExecutions: !If [IsProd, 50, 5]
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: orders.fifo
      FifoQueue: true
      VisibilityTimeout: '120'
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 4}
  Dead: {Type: AWS::SQS::Queue}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Queue.Arn
      FunctionName: !Ref Live
      BatchSize: !Ref Memory
      ScalingConfig: {MaximumConcurrency: 7}
      FunctionResponseTypes: [ReportBatchItemFailures]
  Other:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !Ref X, FunctionName: somebody-elses}
"#;
    let read = read(text);
    let orders = read.of("orders-dev");
    assert_eq!(orders.memory_mb, default_of("Memory", 512));
    assert_eq!(orders.timeout_s, default_of("Stage", 20.0));
    assert_eq!(orders.runtime, known("python3.13".to_owned()));
    assert_eq!(orders.architecture, known("arm64".to_owned()));
    assert_eq!(orders.reserved_concurrency, left_open("!Ref Reserved"));
    assert_eq!(
        orders.provisioned_concurrency,
        left_open("!If [IsProd, ...]")
    );
    assert_eq!(orders.alias.as_deref(), Some("live"));
    let expected = json!({
        "batch_size": 512, "fifo": true, "max_receive_count": 4, "maximum_concurrency": 7, "name": "Mapping",
        "report_batch_item_failures": true, "visibility_timeout_s": 120,
    });
    assert_eq!(read.source("orders-dev"), (SourceKind::Sqs, expected));
    let foreign = "invokes a function that this template does not define";
    assert_eq!(read.skipped(), [(foreign, 1, 49)]);
    assert_eq!((read.report.rows, read.report.used), (3, 1));
    assert_eq!(read.assumed(), ["Memory keeps its default value"]);
}

#[test]
fn a_template_of_cdk_in_json() {
    let id = json!({"Fn::Join": ["", ["function:", {"Fn::Select": [6, {"Fn::Split": [":", {"Ref": "LiveAlias"}]}]}, ":live"]]});
    let text = json!({
        "Resources": {
            "ApiHandler5E7490E8": {"Type": "AWS::Lambda::Function", "Properties": {"MemorySize": 256, "Runtime": "nodejs22.x"}},
            "LiveAlias": {"Type": "AWS::Lambda::Alias", "Properties": {
                "FunctionName": {"Ref": "ApiHandler5E7490E8"}, "Name": "live",
                "ProvisionedConcurrencyConfig": {"ProvisionedConcurrentExecutions": 2}}},
            "Target": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": {
                "MinCapacity": 2, "MaxCapacity": 30, "ResourceId": id,
                "ScalableDimension": "lambda:function:ProvisionedConcurrency", "ServiceNamespace": "lambda",
                "ScheduledActions": [{"Schedule": "cron(0 8 * * ? *)", "ScalableTargetAction": {"MinCapacity": 10}}]}},
            "Policy": {"Type": "AWS::ApplicationAutoScaling::ScalingPolicy", "Properties": {
                "ScalingTargetId": {"Ref": "Target"},
                "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 0.7}}},
            "Tables": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": {
                "ScalableDimension": "dynamodb:table:ReadCapacityUnits", "MinCapacity": 1, "MaxCapacity": 9}},
            "GetPermission": {"Type": "AWS::Lambda::Permission", "Properties": {
                "FunctionName": {"Fn::GetAtt": ["ApiHandler5E7490E8", "Arn"]}, "Principal": "apigateway.amazonaws.com"}},
            "TestPermission": {"Type": "AWS::Lambda::Permission", "Properties": {
                "FunctionName": {"Fn::GetAtt": ["ApiHandler5E7490E8", "Arn"]}, "Principal": "apigateway.amazonaws.com"}},
            "Nightly": {"Type": "AWS::Events::Rule", "Properties": {
                "ScheduleExpression": "rate(1 day)", "State": "ENABLED",
                "Targets": [{"Arn": {"Fn::GetAtt": ["ApiHandler5E7490E8", "Arn"]}, "Id": "Target0"}]}},
            "NightlyPermission": {"Type": "AWS::Lambda::Permission", "Properties": {
                "FunctionName": {"Fn::GetAtt": ["ApiHandler5E7490E8", "Arn"]}, "Principal": "events.amazonaws.com"}},
            "Retries": {"Type": "AWS::Lambda::EventInvokeConfig", "Properties": {
                "FunctionName": {"Ref": "ApiHandler5E7490E8"}, "MaximumRetryAttempts": 0, "Qualifier": "$LATEST"}},
            "Inner": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "x"}},
        }
    });
    let read = read(
        &serde_json::to_string_pretty(&text)
            .expect("JSON")
            .replace("  ", "\u{a0} "),
    );
    let handler = read.of("ApiHandler5E7490E8");
    assert_eq!(handler.provisioned_concurrency, known(2));
    assert_eq!(
        handler.autoscaling,
        scales((2, 30), 0.7, ("cron(0 8 * * ? *)", Some(10), None))
    );
    assert_eq!(
        read.kinds("ApiHandler5E7490E8"),
        ["schedule", "api_gateway"]
    );
    let schedule = json!({"enabled": true, "maximum_retry_attempts": 0, "name": "Nightly", "schedule": "rate(1 day)"});
    assert_eq!(settings_of(handler, 0), schedule);
    assert_eq!(
        read.skipped().len(),
        1,
        "the nested stack: {:?}",
        read.skipped()
    );
}

#[test]
fn events_of_sam() {
    let text = "Transform: AWS::Serverless-2016-10-31\r
Globals:\r
  Function: {Timeout: 10, MemorySize: 256, Runtime: java21, Architectures: [x86_64]}\r
Resources:\r
  Worker:\r
    Type: AWS::Serverless::Function\r
    Properties:\r
      FunctionName: worker\r
      MemorySize: 2048\r
      Architectures: [arm64]\r
      AutoPublishAlias: live\r
      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 3}\r
      SnapStart: {ApplyOn: PublishedVersions}\r
      FunctionUrlConfig: {AuthType: NONE}\r
      EventInvokeConfig: {MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60}\r
      Events:\r
        Http: {Type: HttpApi}\r
        Rest: {Type: Api, Properties: {Path: /, Method: get}}\r
        Stream: {Type: Kinesis, Properties: {Stream: !GetAtt Data.Arn, BatchSize: 50, ParallelizationFactor: 4, StartingPosition: LATEST}}\r
        Table: {Type: DynamoDB, Properties: {Stream: !GetAtt T.StreamArn, StartingPosition: LATEST, MaximumRetryAttempts: 5}}\r
        Tick: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(5 minutes), State: DISABLED}}\r
        Topic: {Type: SNS, Properties: {Topic: !Ref Y}}\r
        Fanned: {Type: SNS, Properties: {Topic: !Ref Y, SqsSubscription: {QueueArn: !GetAtt Q.Arn, BatchSize: 2}}}\r
        Broker: {Type: MSK, Properties: {Topics: [a]}}\r
  Plain: {Type: AWS::Serverless::Function}\r
  Data: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: 6}}\r
  Q: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 90}}\r
";
    let read = read(text);
    assert_eq!(read.names(), ["worker", "Plain"]);
    let worker = read.of("worker");
    assert_eq!(
        (worker.memory_mb.clone(), worker.timeout_s.clone()),
        (known(2048), known(10.0))
    );
    assert_eq!(worker.architecture, known("arm64".to_owned()));
    assert_eq!(read.of("Plain").memory_mb, known(256));
    assert_eq!(
        (worker.snap_start, worker.alias.as_deref()),
        (true, Some("live"))
    );
    assert_eq!(worker.provisioned_concurrency, known(3));
    assert_eq!(
        read.kinds("worker"),
        [
            "api_gateway",
            "api_gateway",
            "kinesis",
            "dynamodb",
            "schedule",
            "async",
            "sqs",
            "other",
            "direct"
        ]
    );
    let stream =
        json!({"batch_size": 50, "name": "Stream", "parallelization_factor": 4, "shards": 6});
    assert_eq!(settings_of(worker, 2), stream);
    assert_eq!(
        settings_of(worker, 3),
        json!({"maximum_retry_attempts": 5, "name": "Table"})
    );
    let tick = json!({
        "enabled": false, "maximum_record_age_s": 60, "maximum_retry_attempts": 1, "name": "Tick",
        "schedule": "rate(5 minutes)",
    });
    assert_eq!(settings_of(worker, 4), tick);
    assert_eq!(
        settings_of(worker, 6),
        json!({"batch_size": 2, "name": "Fanned", "visibility_timeout_s": 90})
    );
    assert_eq!((read.report.rows, read.report.used), (11, 2));
}

#[test]
fn anchors_merge_keys_repeated_keys_and_an_answer_of_the_api() {
    let text = "Resources:\n  A: &a\n    Type: AWS::Lambda::Function\n    Properties: &p {MemorySize: 300, Timeout: 5}\n  B:\n    <<: *a\n    Properties:\n      <<: *p\n      Timeout: 9\n      Timeout: 11\n";
    let yaml = read(text);
    assert_eq!(yaml.of("B").memory_mb, known(300));
    assert_eq!(yaml.of("B").timeout_s, known(11.0));
    assert_eq!(
        yaml.assumed(),
        ["the last value counts of a key that is written twice, such as Timeout"]
    );
    let answer = json!({"TemplateBody": text, "StagesAvailable": ["Original"]}).to_string();
    assert_eq!(read(&answer).names(), ["A", "B"]);
}

#[test]
fn kinds_of_sources_are_told_by_arn_or_position() {
    let mapping = |arn: &str, more: &str| {
        let text = format!(
            "Resources:\n  F: {{Type: AWS::Lambda::Function}}\n  M:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties: {{FunctionName: !GetAtt F.Arn, EventSourceArn: {arn}{more}}}\n"
        );
        let read = read(&text);
        (read.source("F").0, read.assumed().join(";"))
    };
    for (arn, more, kind) in [
        ("'arn:aws:sqs:us-east-1:1:jobs'", "", SourceKind::Sqs),
        (
            "'arn:aws:kinesis:us-east-1:1:stream/clicks'",
            "",
            SourceKind::Kinesis,
        ),
        (
            "'arn:aws:dynamodb:us-east-1:1:table/t/stream/2026'",
            "",
            SourceKind::DynamoDb,
        ),
        ("!Ref InputQueueArn", "", SourceKind::Sqs),
        ("!ImportValue x", ", Topics: [a]", SourceKind::Other),
    ] {
        assert_eq!(mapping(arn, more), (kind, String::new()), "{arn}");
    }
    let (kind, assumed) = mapping("!Ref Input", ", StartingPosition: LATEST");
    assert_eq!(kind, SourceKind::Kinesis);
    assert_eq!(
        assumed,
        "M reads from a Kinesis stream, as it has a starting position"
    );
}

#[test]
fn a_template_without_functions_says_what_it_has() {
    refused(
        "AWSTemplateFormatVersion: 2010-09-09\nResources:\n  B:\n    Type: AWS::S3::Bucket\n",
        "says nothing of any function: of 1 rows, 1 were left out, the first at line 3: is AWS::S3::Bucket, not a function",
    );
    refused(
        "Resources:\n  S: {Type: AWS::CloudFormation::Stack}\n",
        "is a nested stack",
    );
}

#[test]
fn a_template_is_known_by_its_sections() {
    let rest = "  F: {Type: AWS::Lambda::Function}\n";
    for start in [
        "AWSTemplateFormatVersion: 2010-09-09\nResources:\n",
        "# a comment\n---\n\"Resources\":\n",
        "Description: x\nParameters:\n  A: {Type: String}\nResources:\n",
        "Transform:\n  - AWS::Serverless-2016-10-31\nResources: # all\n",
    ] {
        assert_eq!(read(&format!("{start}{rest}")).names(), ["F"], "{start}");
    }
    let comma = "{\"Resources\": {\"F\": {\"Type\": \"AWS::Lambda::Function\",},}} # as YAML\n";
    assert_eq!(read(comma).names(), ["F"]);
    refused("Resources: all of them are busy\n", "is of no format");
}
