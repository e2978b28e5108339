//! Terraform's source.

use super::*;
use serde_json::json;

#[test]
fn resources_refer_to_one_another() {
    let text = r#"
variable "memory" {
  type    = number
  default = 512
}
variable "timeout" {}
locals {
  name = "orders"
}
resource "aws_lambda_function" "this" {
  function_name                  = "${local.name}-api"
  memory_size                    = var.memory
  timeout                        = var.timeout
  runtime                        = "python3.12"
  architectures                  = ["arm64"]
  reserved_concurrent_executions = -1
  publish                        = true
  snap_start {
    apply_on = "PublishedVersions"
  }
}
resource "aws_lambda_function" "other" {
  function_name                  = "${random_pet.x.id}-other"
  reserved_concurrent_executions = 10
}
resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version
}
resource "aws_lambda_provisioned_concurrency_config" "live" {
  function_name                     = aws_lambda_alias.live.function_name
  provisioned_concurrent_executions = 6
  qualifier                         = aws_lambda_alias.live.name
}
resource "aws_appautoscaling_target" "t" {
  max_capacity       = 60
  min_capacity       = 6
  resource_id        = "function:${aws_lambda_function.this.function_name}:${aws_lambda_alias.live.name}"
  scalable_dimension = "lambda:function:ProvisionedConcurrency"
  service_namespace  = "lambda"
}
resource "aws_appautoscaling_policy" "p" {
  name              = "p"
  resource_id       = aws_appautoscaling_target.t.resource_id
  service_namespace = aws_appautoscaling_target.t.service_namespace
  target_tracking_scaling_policy_configuration {
    target_value = 0.7
    predefined_metric_specification {
      predefined_metric_type = "LambdaProvisionedConcurrencyUtilization"
    }
  }
}
resource "aws_appautoscaling_scheduled_action" "s" {
  name        = "s"
  resource_id = aws_appautoscaling_target.t.resource_id
  schedule    = "cron(0 8 * * ? *)"
  scalable_target_action {
    min_capacity = 20
    max_capacity = 60
  }
}
resource "aws_sqs_queue" "jobs" {
  name                       = "jobs"
  visibility_timeout_seconds = 6 * 30
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 3
  })
}
resource "aws_lambda_event_source_mapping" "m" {
  event_source_arn        = aws_sqs_queue.jobs.arn
  function_name           = aws_lambda_alias.live.arn
  batch_size              = 25
  function_response_types = ["ReportBatchItemFailures"]
  scaling_config {
    maximum_concurrency = 12
  }
}
resource "aws_cloudwatch_event_rule" "tick" {
  schedule_expression = "rate(5 minutes)"
}
resource "aws_cloudwatch_event_target" "tick" {
  rule = aws_cloudwatch_event_rule.tick.name
  arn  = aws_lambda_function.other.arn
}
resource "aws_lambda_permission" "tick" {
  principal     = "events.amazonaws.com"
  function_name = aws_lambda_function.other.function_name
}
resource "aws_lambda_permission" "api" {
  principal     = "apigateway.amazonaws.com"
  function_name = aws_lambda_function.this.function_name
}
resource "aws_lambda_permission" "elsewhere" {
  principal     = "sns.amazonaws.com"
  function_name = "somebody-elses"
}
"#;
    let read = read(text);
    assert_eq!(read.names(), ["orders-api", "other"]);
    let orders = read.of("orders-api");
    assert_eq!(orders.memory_mb, default_of("memory", 512));
    assert_eq!(orders.timeout_s, left_open("var.timeout"));
    assert_eq!(orders.reserved_concurrency, None);
    assert_eq!(read.of("other").reserved_concurrency, known(10));
    assert_eq!(
        (orders.snap_start, orders.alias.as_deref()),
        (true, Some("live"))
    );
    assert_eq!(orders.provisioned_concurrency, known(6));
    assert_eq!(
        orders.autoscaling,
        scales((6, 60), 0.7, ("cron(0 8 * * ? *)", Some(20), Some(60)))
    );
    assert_eq!(read.kinds("orders-api"), ["sqs", "api_gateway"]);
    let queue = json!({
        "batch_size": 25, "max_receive_count": 3, "maximum_concurrency": 12, "name": "m",
        "report_batch_item_failures": true, "visibility_timeout_s": 180,
    });
    assert_eq!(settings_of(orders, 0), queue);
    let tick = json!({"name": "tick", "schedule": "rate(5 minutes)"});
    assert_eq!(read.source("other"), (SourceKind::Schedule, tick));
    assert_eq!(
        read.skipped(),
        [("is of a function that this file does not define", 1, 95)]
    );
}

#[test]
fn calls_of_the_community_module() {
    let text = r#"
module "queue" {
  source                     = "terraform-aws-modules/sqs/aws"
  name                       = "jobs"
  visibility_timeout_seconds = 90
}
module "worker" {
  source                            = "terraform-aws-modules/lambda/aws"
  version                           = "~> 7.0"
  function_name                     = "worker"
  handler                           = "a.b"
  runtime                           = "python3.12"
  memory_size                       = 1536
  provisioned_concurrent_executions = -1
  create_lambda_function_url        = true
  event_source_mapping = {
    sqs = {
      event_source_arn = module.queue.queue_arn
      scaling_config   = { maximum_concurrency = 20 }
      batch_size       = 10
    }
    stream = {
      service           = "dynamodb"
      event_source_arn  = data.x.y.arn
      starting_position = "LATEST"
    }
  }
  allowed_triggers = {
    Rule = { principal = "events.amazonaws.com", source_arn = "x" }
    Api  = { service = "apigateway" }
  }
}
module "alias" {
  source           = "terraform-aws-modules/lambda/aws//modules/alias"
  name             = "live"
  function_name    = module.worker.lambda_function_name
  function_version = module.worker.lambda_function_version
}
resource "aws_lambda_provisioned_concurrency_config" "live" {
  function_name                     = module.worker.lambda_function_name
  qualifier                         = module.alias.lambda_alias_name
  provisioned_concurrent_executions = 8
}
module "layer" {
  source          = "terraform-aws-modules/lambda/aws"
  create_function = false
  create_layer    = true
}
"#;
    let read = read(text);
    assert_eq!(read.names(), ["worker"]);
    let worker = read.of("worker");
    assert_eq!(worker.memory_mb, known(1536));
    assert_eq!(worker.alias.as_deref(), Some("live"));
    assert_eq!(worker.provisioned_concurrency, known(8));
    assert_eq!(
        read.kinds("worker"),
        ["direct", "sqs", "dynamodb", "async", "api_gateway"]
    );
    let queue = json!({"batch_size": 10, "maximum_concurrency": 20, "name": "sqs", "visibility_timeout_s": 90});
    assert_eq!(settings_of(worker, 1), queue);
    assert_eq!(read.assumed(), [] as [&str; 0]);
}

#[test]
fn count_and_the_same_name_twice() {
    let text = "variable \"on\" { default = false }\nresource \"aws_lambda_function\" \"a\" {\n  function_name = \"x\"\n  count = 3\n}\nresource \"aws_lambda_function\" \"b\" {\n  function_name = \"x\"\n}\nresource \"aws_lambda_function\" \"c\" {\n  function_name = \"c\"\n  count = var.on ? 1 : 0\n}\n";
    let read = read(text);
    assert_eq!(read.names(), ["x", "b"]);
    assert_eq!(
        read.skipped(),
        [("has a count of 0, the default of on", 1, 9)]
    );
    let several = "a is made by count or for_each: it stands for one function";
    let twice = "several functions are named x: that of aws_lambda_function.b is called b here";
    assert_eq!(read.assumed(), [several, twice]);
}

#[test]
fn source_in_json() {
    let text = json!({
        "//": {"metadata": {"version": "0.20"}},
        "variable": {"memory": {"default": 640}},
        "resource": {
            "aws_lambda_function": {"f": {"function_name": "f", "memory_size": "${var.memory}"}},
            "aws_kinesis_stream": {"s": {"name": "s", "shard_count": 2}},
            "aws_lambda_event_source_mapping": {"m": {
                "function_name": "${aws_lambda_function.f.arn}", "event_source_arn": "${aws_kinesis_stream.s.arn}",
                "starting_position": "LATEST", "batch_size": 200}},
        },
    });
    let read = read(&text.to_string());
    assert_eq!(read.of("f").memory_mb, default_of("memory", 640));
    assert_eq!(
        read.source("f"),
        (
            SourceKind::Kinesis,
            json!({"batch_size": 200, "name": "m", "shards": 2})
        )
    );
}

#[test]
fn source_without_functions_says_what_it_has() {
    refused(
        "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"b\"\n}\n",
        "the first at line 1: is aws_s3_bucket, not a function",
    );
    refused(
        "resource \"aws_lambda_provisioned_concurrency_config\" \"p\" {\n  function_name = \"f\"\n}\n",
        "is aws_lambda_provisioned_concurrency_config of a function that this file does not define",
    );
    refused(
        "module \"x\" {\n  source = \"./x\"\n}\n",
        "a module, whose resources stand in other files",
    );
}
