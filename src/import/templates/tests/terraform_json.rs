//! Plans and states of Terraform.

use super::*;
use serde_json::json;

#[test]
fn a_plan_refers_to_what_is_not_known_yet() {
    let function = |address: &str, name: &str, values: Value| {
        json!({
            "address": address, "mode": "managed", "type": "aws_lambda_function", "name": name, "values": values,
        })
    };
    let text = json!({
        "format_version": "1.2", "terraform_version": "1.9.0",
        "planned_values": {"root_module": {
            "resources": [
                function("aws_lambda_function.api", "api", json!({"function_name": "api", "memory_size": 1024, "timeout": 3,
                    "reserved_concurrent_executions": -1, "architectures": ["x86_64"], "snap_start": []})),
                {"address": "aws_sqs_queue.q", "mode": "managed", "type": "aws_sqs_queue", "name": "q",
                 "values": {"name": "q", "visibility_timeout_seconds": 45, "fifo_queue": false,
                    "redrive_policy": "{\"maxReceiveCount\":4}"}},
                {"address": "aws_lambda_event_source_mapping.m", "mode": "managed",
                 "type": "aws_lambda_event_source_mapping", "name": "m",
                 "values": {"batch_size": 5, "scaling_config": [{"maximum_concurrency": 9}], "enabled": true, "topics": null}},
                {"address": "data.aws_lambda_function.old", "mode": "data", "type": "aws_lambda_function", "name": "old",
                 "values": {"function_name": "old"}},
            ],
            "child_modules": [{"address": "module.worker", "resources": [
                {"address": "module.worker.aws_lambda_function.this[0]", "mode": "managed", "type": "aws_lambda_function",
                 "name": "this", "index": 0, "values": {"memory_size": 512, "reserved_concurrent_executions": 7}},
                {"address": "module.worker.aws_lambda_event_source_mapping.this[\"sqs.a\"]", "mode": "managed",
                 "type": "aws_lambda_event_source_mapping", "name": "this", "index": "sqs.a",
                 "values": {"batch_size": 10}},
            ]}],
        }},
        "resource_changes": [],
        "configuration": {"root_module": {
            "resources": [{"address": "aws_lambda_event_source_mapping.m", "mode": "managed",
                "type": "aws_lambda_event_source_mapping", "name": "m", "expressions": {
                    "function_name": {"references": ["aws_lambda_function.api.arn", "aws_lambda_function.api"]},
                    "event_source_arn": {"references": ["aws_sqs_queue.q.arn", "aws_sqs_queue.q"]}}}],
            "module_calls": {"worker": {"expressions": {
                "queue": {"references": ["aws_sqs_queue.q.arn", "aws_sqs_queue.q"]}},
                "module": {"resources": [{"mode": "managed", "type": "aws_lambda_event_source_mapping", "name": "this",
                    "expressions": {
                        "function_name": {"references": ["aws_lambda_function.this[0].arn", "aws_lambda_function.this[0]"]},
                        "event_source_arn": {"references": ["var.queue"]}}}]}}},
        }},
    });
    let read = read(&serde_json::to_string_pretty(&text).expect("JSON"));
    assert_eq!(read.names(), ["api", "worker"]);
    assert_eq!(read.of("api").reserved_concurrency, None);
    assert_eq!(read.of("worker").reserved_concurrency, known(7));
    let queue = json!({
        "batch_size": 5, "enabled": true, "fifo": false, "max_receive_count": 4, "maximum_concurrency": 9,
        "name": "m", "visibility_timeout_s": 45,
    });
    assert_eq!(read.source("api"), (SourceKind::Sqs, queue));
    let (kind, settings) = read.source("worker");
    assert_eq!(
        (kind, &settings["visibility_timeout_s"]),
        (SourceKind::Sqs, &json!(45))
    );
    assert_eq!(read.report.kind, "terraform");
}

#[test]
fn states_of_all_versions_and_changes_alone() {
    let values = json!({"function_name": "f", "memory_size": 256, "arn": "arn:aws:lambda:us-east-1:1:function:f"});
    let alias = json!({"function_name": "arn:aws:lambda:us-east-1:1:function:f", "name": "live"});
    let stored = json!({
        "version": 4, "terraform_version": "1.5.0", "serial": 3, "lineage": "x", "outputs": {}, "resources": [
            {"mode": "managed", "type": "aws_lambda_function", "name": "f", "instances": [{"schema_version": 0, "attributes": values}]},
            {"mode": "managed", "type": "aws_lambda_alias", "name": "a", "instances": [{"index_key": 0, "attributes": alias}]},
            "a broken row",
        ],
    });
    let shown = json!({"format_version": "1.0", "terraform_version": "1.5.0", "values": {"root_module": {"resources": [
        {"address": "aws_lambda_function.f", "mode": "managed", "type": "aws_lambda_function", "name": "f", "values": values},
        {"address": "aws_lambda_alias.a", "mode": "managed", "type": "aws_lambda_alias", "name": "a", "values": alias},
    ]}}});
    let changes = json!({"format_version": "0.1", "terraform_version": "0.12.0", "resource_changes": [
        {"address": "aws_lambda_function.f", "mode": "managed", "type": "aws_lambda_function", "name": "f",
         "change": {"actions": ["create"], "before": null, "after": values}},
        {"address": "aws_lambda_alias.a", "mode": "managed", "type": "aws_lambda_alias", "name": "a",
         "change": {"actions": ["create"], "before": null, "after": alias}},
        {"address": "aws_lambda_function.gone", "mode": "managed", "type": "aws_lambda_function", "name": "gone",
         "change": {"actions": ["delete"], "before": values, "after": null}},
    ]});
    let old = json!({"version": 3, "terraform_version": "0.11.0", "serial": 1, "modules": [{"path": ["root"], "resources": {
        "aws_lambda_function.f": {"type": "aws_lambda_function", "primary": {"attributes": {"function_name": "f", "memory_size": "256"}}},
        "aws_lambda_alias.a": {"type": "aws_lambda_alias", "primary": {"attributes": {"function_name": "f", "name": "live"}}},
    }}]});
    for text in [stored, shown, changes, old] {
        let read = read(&text.to_string());
        assert_eq!(read.names(), ["f"], "{text}");
        assert_eq!(read.of("f").memory_mb, known(256), "{text}");
        assert_eq!(read.of("f").alias.as_deref(), Some("live"), "{text}");
    }
}

#[test]
fn a_plan_without_functions_says_what_it_has() {
    let text = json!({"format_version": "1.0", "terraform_version": "1.5.0", "planned_values": {"root_module": {"resources": [
        {"address": "aws_instance.w", "mode": "managed", "type": "aws_instance", "name": "w", "values": {}}]}}});
    refused(&text.to_string(), "is aws_instance, not a function");
    let text = json!({"format_version": "1.0", "terraform_version": "1.5.0", "planned_values": {"root_module": {}}});
    refused(&text.to_string(), "says nothing of any function");
}

#[test]
fn modules_that_are_made_several_times_keep_to_themselves() {
    let child = |key: &str, memory: u32, batch: u32| {
        json!({"address": format!("module.w[\"{key}\"]"), "resources": [
            {"address": format!("module.w[\"{key}\"].aws_lambda_function.this[0]"), "mode": "managed",
             "type": "aws_lambda_function", "name": "this", "index": 0, "values": {"memory_size": memory}},
            {"address": format!("module.w[\"{key}\"].aws_lambda_event_source_mapping.m"), "mode": "managed",
             "type": "aws_lambda_event_source_mapping", "name": "m",
             "values": {"batch_size": batch, "maximum_retry_attempts": -1, "starting_position": "LATEST",
                "event_source_arn": "arn:aws:kinesis:us-east-1:1:stream/s"}},
        ]})
    };
    let text = json!({
        "format_version": "1.2", "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"child_modules": [child("a.b", 128, 1), child("c", 256, 2)]}},
        "configuration": {"root_module": {"module_calls": {"w": {"module": {"resources": [{
            "mode": "managed", "type": "aws_lambda_event_source_mapping", "name": "m",
            "expressions": {"function_name": {"references": ["aws_lambda_function.this[0].arn"]}}}]}}}}},
    });
    let read = read(&text.to_string());
    assert_eq!(read.names(), ["w-a-b", "w-c"]);
    for (name, memory, batch) in [("w-a-b", 128, 1), ("w-c", 256, 2)] {
        assert_eq!(read.of(name).memory_mb, known(memory));
        assert_eq!(
            read.source(name),
            (
                SourceKind::Kinesis,
                json!({"batch_size": batch, "name": "m"})
            )
        );
    }
}
