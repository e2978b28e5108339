//! Events, messages, records and APIs on their way to a function, each rule in a run worked out by hand.
//!
//! Knows what AWS's guides say and what the project assumes where they say nothing; must not know the model.

use super::timeline::{Seen, Timeline, cases, counts};
use super::{Case, Failure, Reference};
use crate::metrics::{SourceCounts, SourceResult};

pub(super) const REFERENCE: Reference = Reference {
    name: "queues",
    title: "Asynchronous events, SQS, streams and API Gateway, in runs worked out by hand",
    source: "AWS Lambda developer guide, invocation-async-error-handling (retries after 1 and 2 minutes; after throttles from 1 s \
             to 5 min), services-sqs-scaling (5, +300 a minute; until 2023 +60), services-sqs-errorhandling, with-kinesis (shards \
             x factor, polled once a second); API Gateway's limits (10,000 a second, burst 5,000, 29 s)",
    comparisons: 0,
    run: |bench| -> Result<Vec<Case>, Failure> { cases(bench, &TIMELINES) },
};

fn source(seen: &Seen) -> Option<&SourceResult> {
    seen.first().sources.first()
}

fn received<const N: usize>(seen: &Seen, read: fn(&SourceCounts) -> [u64; N]) -> Vec<f64> {
    source(seen).map_or_else(Vec::new, |source| counts(read(&source.totals)))
}

/// The maximum number of batches in progress in each second.
fn concurrency(seen: &Seen) -> Vec<f64> {
    let rows = source(seen)
        .into_iter()
        .flat_map(|source| &source.intervals);
    rows.map(|row| row.concurrency_max as f64).collect()
}

const TIMELINES: [Timeline; 21] = [
    // It starts at 5 s and fails at 6 s; 60 s later, at 66 s, again, until 67 s; 120 s later, at 187 s, for the last time.
    Timeline {
        name: "an event that fails is tried again after 1 and 2 minutes",
        text: r#"
duration = "10m"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
error_rate = "100%"
traffic = [{ batch = { at = ["5s"], requests = 1 }, invoked_by = "async" }]
"#,
        rows: "",
        figures: &[
            ("starts at s", &[5.0, 66.0, 187.0], Seen::starts),
            ("lost for its attempts", &[1.0], |seen| {
                received(seen, |counts| [counts.dropped_by_attempts])
            }),
        ],
    },
    // MaximumRetryAttempts = 1, and a destination that keeps what is given up.
    Timeline {
        name: "an event with one retry and a destination",
        text: r#"
duration = "10m"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
error_rate = "100%"
traffic = [{ batch = { at = ["5s"], requests = 1 }, invoked_by.async = { maximum_retry_attempts = 1, on_failure = true } }]
"#,
        rows: "",
        figures: &[
            ("starts at s", &[5.0, 66.0], Seen::starts),
            ("lost, kept", &[0.0, 1.0], |seen| {
                received(seen, |counts| [counts.dropped(), counts.dead_lettered])
            }),
        ],
    },
    // Refused at 5 s, then after 1, 2, 4, 8 and 16 s. The next try would be at 68 s; at 65 s it is a minute old.
    Timeline {
        name: "an event that is throttled waits twice as long each time, until it is too old",
        text: r#"
duration = "100s"
region = { name = "us-east-1", scaling = "per-function", account_concurrency = 1 }
[[functions]]
name = "busy"
service_time = "500s"
traffic = [{ batch = { at = ["0s"], requests = 1 } }]
[[functions]]
name = "f"
service_time = "1s"
traffic = [{ batch = { at = ["5s"], requests = 1 }, invoked_by.async = { maximum_event_age = "1m", retry_jitter = "none" } }]
"#,
        rows: "",
        figures: &[
            (
                "refusals at s",
                &[5.0, 6.0, 8.0, 12.0, 20.0, 36.0],
                Seen::refusals,
            ),
            ("lost for its age", &[1.0], |seen| {
                let sources = &seen.result.functions[1].sources;
                sources
                    .iter()
                    .map(|one| one.totals.dropped_by_age as f64)
                    .collect()
            }),
        ],
    },
    // 1, 2, 4 ... 256 s, then 5 minutes each: 511 s, 811 s, 1111 s.
    Timeline {
        name: "after throttles an event waits 5 minutes at most",
        text: r#"
duration = "20m"
region = { name = "us-east-1", scaling = "per-function", account_concurrency = 1 }
[[functions]]
name = "busy"
service_time = "2h"
traffic = [{ batch = { at = ["0s"], requests = 1 } }]
[[functions]]
name = "f"
service_time = "1s"
traffic = [{ batch = { at = ["0s"], requests = 1 }, invoked_by.async.retry_jitter = "none" }]
"#,
        rows: "",
        figures: &[(
            "refusals at s",
            &[
                0.0, 1.0, 3.0, 7.0, 15.0, 31.0, 63.0, 127.0, 255.0, 511.0, 811.0, 1111.0,
            ],
            Seen::refusals,
        )],
    },
    // "Straight to the dead-letter queue", untried.
    Timeline {
        name: "events of a function with a reserve of 0",
        text: r#"
duration = "100s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
reserved_concurrency = 0
traffic = [{ batch = { at = ["5s"], requests = 3 }, invoked_by.async.on_failure = true }]
"#,
        rows: "",
        figures: &[
            (
                "received, tried, kept by the destination",
                &[3.0, 0.0, 3.0],
                |seen| {
                    received(seen, |counts| {
                        [counts.received, counts.delivered, counts.dead_lettered]
                    })
                },
            ),
            ("attempts", &[0.0], |seen| counts([seen.totals().attempts])),
        ],
    },
    // One more each 200 ms, while messages wait: 5 + 4 in the first second, five more in each of the others.
    Timeline {
        name: "an SQS mapping gains 300 a minute",
        text: r#"
duration = "10s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1h"
cold_start = "0s"
traffic = [{ batch = { at = ["0s"], requests = 400 }, invoked_by.sqs = { batch_size = 1, visibility_timeout = "2h" } }]
"#,
        rows: "",
        figures: &[(
            "batches in progress in each second",
            &[9.0, 14.0, 19.0, 24.0, 29.0, 34.0, 39.0, 44.0, 49.0, 54.0],
            concurrency,
        )],
    },
    // One more each second.
    Timeline {
        name: "an SQS mapping gained 60 a minute until 2023",
        text: r#"
duration = "10s"
region = { name = "us-east-1", scaling = "regional-burst" }
[[functions]]
name = "f"
service_time = "1h"
cold_start = "0s"
traffic = [{ batch = { at = ["0s"], requests = 400 }, invoked_by.sqs = { batch_size = 1, visibility_timeout = "2h" } }]
"#,
        rows: "",
        figures: &[(
            "batches in progress in each second",
            &[5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0],
            concurrency,
        )],
    },
    // 5 + 300 x 1 min = 305 would be there after a minute.
    Timeline {
        name: "an SQS mapping keeps to its maximum concurrency",
        text: r#"
duration = "60s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1h"
cold_start = "0s"
[[functions.traffic]]
batch = { at = ["0s"], requests = 400 }
invoked_by.sqs = { batch_size = 1, visibility_timeout = "2h", maximum_concurrency = 20 }
"#,
        rows: "",
        figures: &[("batches in progress at most", &[20.0], |seen| {
            counts([seen.first().in_flight.max])
        })],
    },
    // Two pollers, 1 s of service, 500 ms from the end of an invocation to the next.
    Timeline {
        name: "a poller takes its turnaround between two invocations",
        text: r#"
duration = "60s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
traffic = [{ batch = { at = ["0s"], requests = 5 }, invoked_by.sqs = { batch_size = 1, maximum_concurrency = 2, turnaround = "500ms" } }]
"#,
        rows: "",
        figures: &[("starts at s", &[0.0, 0.0, 1.5, 1.5, 3.0], Seen::starts)],
    },
    // Gathered for 1 s, refused at 6 s; visible again 30 s after they were received, gathered for another second: 37 s, 68 s.
    // Received three times, they are dead-lettered when they would be visible, at 98 s.
    Timeline {
        name: "a batch that is throttled comes back after the visibility timeout",
        text: r#"
duration = "120s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
reserved_concurrency = 0
traffic = [{ batch = { at = ["5s"], requests = 3 }, invoked_by.sqs = { maximum_batching_window = "1s", max_receive_count = 3 } }]
"#,
        rows: "",
        figures: &[
            ("refusals at s", &[6.0, 37.0, 68.0], Seen::refusals),
            (
                "received 3 times each, dead-lettered",
                &[9.0, 3.0],
                |seen| received(seen, |counts| [counts.delivered, counts.dead_lettered]),
            ),
        ],
    },
    // A public report (adobe/spacecat-audit-worker#2876): 31 at once on a reserve of 10, received once: 10 served, 21 dead-lettered.
    Timeline {
        name: "messages beyond the reserve, received once",
        text: r#"
duration = "10m"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "60s"
cold_start = "0s"
reserved_concurrency = 10
[[functions.traffic]]
batch = { at = ["5s"], requests = 31 }
invoked_by.sqs = { batch_size = 1, visibility_timeout = "6m", max_receive_count = 1 }
"#,
        rows: "",
        figures: &[("served, dead-lettered", &[10.0, 21.0], |seen| {
            received(seen, |counts| [counts.deleted, counts.dead_lettered])
        })],
    },
    // A batch of ten at 1 s each takes 2 s and ten times 1 s.
    Timeline {
        name: "a batch takes its time and that of each message",
        text: r#"
duration = "60s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "2s"
service_time_per_item = "1s"
cold_start = "0s"
traffic = [{ batch = { at = ["5s"], requests = 10 }, invoked_by.sqs.maximum_batching_window = "1s" }]
"#,
        rows: "",
        figures: &[("ends at s", &[17.0], Seen::ends)],
    },
    // Messages 0 to 5 in the groups {0, 2, 4} and {1, 3, 5}; 2 and 5 are poison. 2 fails at 2 s and is visible again at 11 s; until
    // it is dead-lettered at 21 s, after its second receive, 4 waits. 5 is a second behind.
    Timeline {
        name: "poison in a FIFO queue holds up its group",
        text: r#"
duration = "60s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
[[functions.traffic]]
batch = { at = ["0s"], requests = 6 }
[functions.traffic.invoked_by.sqs]
batch_size = 1
visibility_timeout = "10s"
max_receive_count = 2
message_groups = 2
poison_every = 3
"#,
        rows: "",
        figures: &[
            (
                "messages",
                &[0.0, 1.0, 2.0, 3.0, 5.0, 2.0, 5.0, 4.0],
                Seen::requests,
            ),
            (
                "starts at s",
                &[0.0, 0.0, 1.0, 1.0, 2.0, 11.0, 12.0, 21.0],
                Seen::starts,
            ),
        ],
    },
    // Ten messages of which the fifth and the tenth are poison: the whole batch comes back after 10 s, or only these two.
    Timeline {
        name: "a batch that fails comes back as a whole",
        text: r#"
duration = "15s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
[[functions.traffic]]
batch = { at = ["0s"], requests = 10 }
invoked_by.sqs = { maximum_batching_window = "1s", visibility_timeout = "10s", poison_every = 5 }
"#,
        rows: "",
        figures: &[("received, deleted", &[20.0, 0.0], |seen| {
            received(seen, |counts| [counts.delivered, counts.deleted])
        })],
    },
    Timeline {
        name: "a batch that names what failed comes back in part",
        text: r#"
duration = "15s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
[[functions.traffic]]
batch = { at = ["0s"], requests = 10 }
[functions.traffic.invoked_by.sqs]
maximum_batching_window = "1s"
visibility_timeout = "10s"
poison_every = 5
report_batch_item_failures = true
"#,
        rows: "",
        figures: &[("received, deleted", &[12.0, 8.0], |seen| {
            received(seen, |counts| [counts.delivered, counts.deleted])
        })],
    },
    // Two shards of two lanes each: four batches of one record at once.
    Timeline {
        name: "a stream has shards x factor batches in progress",
        text: r#"
duration = "5s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1h"
cold_start = "0s"
[[functions.traffic]]
batch = { at = ["500ms"], requests = 20 }
invoked_by.stream = { shards = 2, parallelization_factor = 2, batch_size = 1 }
"#,
        rows: "",
        figures: &[("starts at s", &[1.0; 4], Seen::starts)],
    },
    // Records 0 to 7 come at 0.5 s and are polled at 1 s, four to a batch; 5 is poison. Its batch starts at 2 s, and 1 s and 2 s
    // after it failed at 4 s and 7 s. After two retries all four are lost.
    Timeline {
        name: "a poison record takes its batch with it",
        text: r#"
duration = "60s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
[[functions.traffic]]
batch = { at = ["500ms"], requests = 8 }
invoked_by.stream = { shards = 1, batch_size = 4, maximum_retry_attempts = 2, poison_every = 6 }
"#,
        rows: "",
        figures: &[
            ("starts at s", &[1.0, 2.0, 4.0, 7.0], Seen::starts),
            ("served, lost", &[4.0, 4.0], |seen| {
                received(seen, |counts| [counts.deleted, counts.dropped_by_attempts])
            }),
        ],
    },
    // The same, split: {4, 5, 6, 7} fails at 3 s, {4, 5} from 4 s at 5 s; 4 alone from 6 s is served, 5 alone from 7 s fails, and again
    // from 9 s and 12 s; at 13 s it is lost and {6, 7} starts.
    Timeline {
        name: "a batch that is split loses only the poison",
        text: r#"
duration = "60s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
[[functions.traffic]]
batch = { at = ["500ms"], requests = 8 }
[functions.traffic.invoked_by.stream]
shards = 1
batch_size = 4
maximum_retry_attempts = 2
bisect_batch_on_function_error = true
poison_every = 6
"#,
        rows: "",
        figures: &[
            (
                "starts at s",
                &[1.0, 2.0, 4.0, 6.0, 7.0, 9.0, 12.0, 13.0],
                Seen::starts,
            ),
            ("served, lost", &[7.0, 1.0], |seen| {
                received(seen, |counts| [counts.deleted, counts.dropped_by_attempts])
            }),
        ],
    },
    // Three tokens at 1 s, and the two that came since at 2 s; what is turned away does not reach Lambda.
    Timeline {
        name: "an API lets its burst through and then its rate",
        text: r#"
duration = "10s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "100ms"
cold_start = "0s"
traffic = [{ batch = { at = ["1s", "2s"], requests = 10 }, invoked_by.api_gateway = { rate = 2, burst = 3 } }]
"#,
        rows: "",
        figures: &[
            ("starts at s", &[1.0, 1.0, 1.0, 2.0, 2.0], Seen::starts),
            (
                "refused by the API, attempts at Lambda",
                &[15.0, 5.0],
                |seen| counts([seen.totals().gateway_throttles, seen.totals().attempts]),
            ),
        ],
    },
    // 6,000 at once find the burst of 5,000; a second later as many find it full again, because it gains 10,000 a second.
    Timeline {
        name: "an API of which nothing is set",
        text: r#"
duration = "5s"
region = { name = "us-east-1", scaling = "regional-burst", account_concurrency = 6000, burst = 6000 }
[[functions]]
name = "f"
service_time = "100ms"
cold_start = "0s"
traffic = [{ batch = { at = ["1s", "2s"], requests = 6000 }, invoked_by = "api_gateway" }]
"#,
        rows: "",
        figures: &[(
            "refused by the API, attempts at Lambda",
            &[2000.0, 10_000.0],
            |seen| counts([seen.totals().gateway_throttles, seen.totals().attempts]),
        )],
    },
    // Answered at 30 s, the request of 1 s runs on until 61 s: that of 31 s finds the reserve of 1 in use, that of 62 s does not.
    Timeline {
        name: "a function runs on after the API's answer",
        text: r#"
duration = "200s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "60s"
cold_start = "0s"
reserved_concurrency = 1
traffic = [{ batch = { at = ["1s", "31s", "62s"], requests = 1 }, invoked_by = "api_gateway" }]
"#,
        rows: "",
        figures: &[
            ("starts at s", &[1.0, 62.0], Seen::starts),
            ("refusals at s", &[31.0], Seen::refusals),
            ("answered by the API, completed", &[2.0, 0.0], |seen| {
                counts([seen.totals().gateway_timeouts, seen.totals().completions])
            }),
        ],
    },
];
