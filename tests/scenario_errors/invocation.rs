//! What a user sees of queues, streams and APIs that AWS refuses, and of those that are most likely not meant.

use super::{changed, error_after, error_of, read, render_warnings, warnings_of};

/// The error of a source of `search` that is invoked in this way, after further keys of the function.
fn error_of_source(keys: &str, invoked_by: &str) -> String {
    error_of(&with_source(keys, invoked_by), &[])
}

fn with_source(keys: &str, invoked_by: &str) -> String {
    changed(
        "service_time = \"40ms\"",
        &format!("service_time = \"40ms\"{keys}"),
    )
    .replace("client.retry = \"standard\"\n", "")
    .replace(
        "even.rate = 50",
        &format!("even.rate = 50, invoked_by{invoked_by}"),
    )
}

/// The warnings about the same.
fn warnings_of_source(keys: &str, invoked_by: &str) -> String {
    warnings_of(&with_source(keys, invoked_by), &[])
}

snapshots! {
    a_queue_for_versions: error_of_source(
        "\nversions = [{ name = \"1\" }, { name = \"2\" }]\nalias = { name = \"live\", weights = { '1' = \"90%\", '2' = \"10%\" } }",
        " = \"sqs\"",
    );
    a_tail_that_no_timeout_ends: warnings_of(
        &changed(
            "service_time = \"40ms\"",
            "service_time.pareto = { shape = 0.4, scale = \"1s\" }",
        ),
        &[],
    );
    a_large_batch_without_a_window: error_of_source("", ".sqs.batch_size = 100");
    a_fifo_queue_with_large_batches_and_a_window: error_of_source(
        "",
        ".sqs = { message_groups = 50, batch_size = 11, maximum_batching_window = \"5s\" }",
    );
    pollers_beside_a_maximum_concurrency: error_of_source(
        "",
        ".sqs = { maximum_concurrency = 50, provisioned_pollers = {} }",
    );
    pollers_with_crossed_bounds: error_of_source(
        "",
        ".sqs.provisioned_pollers = { minimum = 50, maximum = 20 }",
    );
    pollers_that_are_a_number: error_of_source("", ".sqs.provisioned_pollers = 5");
    a_visibility_timeout_below_the_timeout: error_of_source(
        "\ntimeout = \"1m\"",
        ".sqs = { visibility_timeout = \"45s\" }",
    );
    the_default_visibility_timeout_below_the_timeout: error_of_source("\ntimeout = \"1m\"", " = \"sqs\"");
    pollers_that_take_too_long: error_of_source("", ".sqs = { turnaround = \"2m\" }");
    users_who_wait_for_a_queue: error_after(
        "even.rate = 50",
        "closed = { users = 5, think_time = \"1s\" }, invoked_by = \"async\"",
    );
    apis_with_different_throttles: error_after(
        "{ even.rate = 50 }",
        "{ even.rate = 50, invoked_by.api_gateway = { rate = 500 } }, \
         { even.rate = 5, invoked_by.api_gateway = { burst = 100 } }",
    );
    values_beyond_what_aws_accepts: error_after(
        "{ even.rate = 50 }",
        "\n  { even.rate = 1, invoked_by.async = { maximum_event_age = \"7h\", maximum_retry_attempts = 3 } },\n  \
         { even.rate = 1, invoked_by.sqs = { batch_size = 0, maximum_concurrency = 1, max_receive_count = 0 } },\n  \
         { even.rate = 1, invoked_by.sqs = { visibility_timeout = 30, poison_every = 0, maximum_batching_window = \"6m\" } },\n  \
         { even.rate = 1, invoked_by.stream = { shards = 0, maximum_record_age = \"5s\", kind = \"kafka\" } },\n  \
         { even.rate = 1, invoked_by.api_gateway = { rate = 0, timeout = \"0s\" } }",
    );
    a_stream_without_shards: error_of_source("", ".stream = {}");
    a_stream_that_is_a_word: error_of_source("", " = \"stream\"");
    two_ways_to_reach_a_function: error_of_source("", " = { sqs = {}, async = {} }");
    a_way_that_is_misspelt: error_of_source("", ".sqss = {}");
    traffic_that_is_only_invoked: error_after("{ even.rate = 50 }", "{ invoked_by = \"sqs\" }");
    names_that_aws_gives_to_queues: error_of_source(
        "\nTimeout = 30\nerrors = 0.1",
        ".sqs = { BatchSize = 5, VisibilityTimeout = 30, maxReceiveCount = 3, \
         FunctionResponseTypes = [\"ReportBatchItemFailures\"], ScalingConfig.MaximumConcurrency = 5 }",
    );
    wrong_timeout_and_error_rate: error_of_source("\ntimeout = \"0s\"\nerror_rate = 5", " = \"async\"");

    a_queue_that_is_most_likely_not_meant: warnings_of_source(
        "\ntimeout = \"10s\"\nreserved_concurrency = 20",
        ".sqs = { maximum_concurrency = 50, max_receive_count = 1 }",
    );
    a_small_reserve_for_a_queue: warnings_of_source(
        "\nreserved_concurrency = 3",
        ".sqs.max_receive_count = 4",
    );
    events_that_nothing_is_reserved_for: warnings_of_source("\nreserved_concurrency = 0", " = \"async\"");
    poison_without_limits: warnings_of_source("", ".stream = { shards = 5, poison_every = 1000 }");
    errors_without_limits: warnings_of_source("\nerror_rate = \"1%\"", ".stream = { shards = 5 }");
    a_timeout_that_ends_everything: warnings_of_source("\ntimeout = \"30ms\"", " = \"client\"");
    a_timeout_beyond_what_aws_accepts: warnings_of_source("\ntimeout = \"16m\"", " = \"client\"");
    items_of_no_batch: warnings_of_source("\nservice_time_per_item = \"5ms\"", " = \"async\"");
}

#[test]
fn clients_in_front_of_a_queue_change_nothing() {
    let queued =
        "even.rate = 50, invoked_by = \"sqs\" }, { poisson.rate = 1, invoked_by = \"async\" }";
    let text = changed("even.rate = 50 }, { trace.file = \"log.csv\" }", queued);
    insta::assert_snapshot!(render_warnings(&read(&text, &[]).expect("valid"), false));
    let some_wait = read(
        &text,
        &["functions.search.traffic.1.invoked_by=api_gateway"],
    );
    assert_eq!(render_warnings(&some_wait.expect("valid"), false), "");
}

#[test]
fn what_aws_advises_is_not_suspicious() {
    for (keys, invoked_by) in [
        (
            "\ntimeout = \"5s\"\nreserved_concurrency = 50\nservice_time_per_item = \"1ms\"",
            ".sqs = { maximum_concurrency = 50, max_receive_count = 5, batch_size = 100, \
             maximum_batching_window = \"1s\" }",
        ),
        ("", ".sqs = { message_groups = 5, batch_size = 10 }"),
        (
            "",
            ".sqs.provisioned_pollers = { minimum = 2, maximum = 2 }",
        ),
        (
            "\nerror_rate = \"1%\"",
            ".stream = { shards = 5, poison_every = 10, maximum_retry_attempts = 3 }",
        ),
        ("\nerror_rate = \"1%\"\ntimeout = \"15m\"", " = \"async\""),
    ] {
        assert_eq!(
            warnings_of_source(keys, invoked_by),
            "",
            "{keys}{invoked_by}"
        );
    }
}

#[test]
fn scale_keeps_how_requests_reach_the_function() {
    let text = with_source("", ".sqs.batch_size = 7");
    let plain = read(&text, &[]).expect("valid").scenario;
    let scaled = read(&text, &["scale=2"]).expect("valid").scenario;
    let ways = |one: &burstsim::scenario::Scenario| one.functions[1].traffic[0].invoked_by.clone();
    assert_eq!(ways(&scaled), ways(&plain));
    assert_eq!(ways(&plain).kind(), "sqs");
}
