//! Limits on concurrency and on requests per second, each in a run worked out by hand.
//!
//! Knows what AWS's guide says; must not know the model.

use super::timeline::{Seen, Timeline, cases, counts};
use super::{Case, Failure, Reference};

pub(super) const REFERENCE: Reference = Reference {
    name: "limits",
    title: "Reserves, the account's limit, requests per second, in runs worked out by hand",
    source: "AWS Lambda developer guide, lambda-concurrency and gettingstarted-limits: a reserve is guarantee and maximum, 10 requests per second for each unit of concurrency, none of these for asynchronous calls",
    comparisons: 0,
    run: |bench| -> Result<Vec<Case>, Failure> { cases(bench, &TIMELINES) },
};

const TIMELINES: [Timeline; 9] = [
    // Ten at once on a reserve of 3, although the account has 1,000.
    Timeline {
        name: "a reserve is a maximum",
        text: r#"
duration = "10s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
reserved_concurrency = 3
traffic = [{ batch = { at = ["1s"], requests = 10 } }]
"#,
        rows: "",
        figures: &[("served, refused for concurrency", &[3.0, 7.0], |seen| {
            counts([
                seen.totals().invocations,
                seen.totals().throttles_concurrency,
            ])
        })],
    },
    // The other function reserves 400 of 1,000 and does nothing; of 700 at once 600 are served.
    Timeline {
        name: "a reserve is kept for its function",
        text: r#"
duration = "10s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
traffic = [{ batch = { at = ["1s"], requests = 700 } }]
[[functions]]
name = "idle"
service_time = "1s"
reserved_concurrency = 400
"#,
        rows: "",
        figures: &[
            ("served, refused for concurrency", &[600.0, 100.0], |seen| {
                let totals = seen.totals();
                counts([totals.invocations, totals.throttles_concurrency])
            }),
            // 600 in flight and 400 reserved.
            ("claimed of the account", &[1000.0], |seen| {
                counts([seen.result.account.claimed.max])
            }),
        ],
    },
    // A request done at 1 s makes room for one that arrives at 1 s.
    Timeline {
        name: "a place is free again as its request is done",
        text: r#"
duration = "10s"
region = { name = "us-east-1", scaling = "per-function", account_concurrency = 1 }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
requests_per_second_limit = false
traffic = [{ batch = { at = ["0s", "1s", "1999ms", "2s"], requests = 1 } }]
"#,
        rows: "",
        figures: &[
            ("starts at s", &[0.0, 1.0, 2.0], Seen::starts),
            ("refusals at s", &[1.999], Seen::refusals),
        ],
    },
    // 100 x 10 a second of the 2,000 that come; the first second's worth passes once on top, assumed in docs/scenario.md.
    Timeline {
        name: "an account of 100 serves 1000 requests a second",
        text: r#"
duration = "5s"
region = { name = "us-east-1", scaling = "regional-burst", account_concurrency = 100 }
[[functions]]
name = "f"
service_time = "1ms"
cold_start = "0s"
traffic = [{ even.rate = 2000 }]
"#,
        rows: "",
        figures: &[
            (
                "served in each second after the first",
                &[1000.0; 4],
                |seen| seen.seconds(|row| row.invocations).split_off(1),
            ),
            ("refused for the rate in them", &[1000.0; 4], |seen| {
                seen.seconds(|row| row.throttles_rate).split_off(1)
            }),
        ],
    },
    // 50 x 10 a second.
    Timeline {
        name: "a reserve of 50 serves 500 requests a second",
        text: r#"
duration = "5s"
region = { name = "us-east-1", scaling = "regional-burst" }
[[functions]]
name = "f"
service_time = "1ms"
cold_start = "0s"
reserved_concurrency = 50
traffic = [{ even.rate = 2000 }]
"#,
        rows: "",
        figures: &[(
            "served in each second after the first",
            &[500.0; 4],
            |seen| seen.seconds(|row| row.invocations).split_off(1),
        )],
    },
    // "After 10 concurrency or 100 requests per second, whichever happens first", it spills over.
    Timeline {
        name: "10 provisioned environments serve 100 requests a second",
        text: r#"
duration = "5s"
region = { name = "us-east-1", scaling = "regional-burst" }
[[functions]]
name = "f"
service_time = "1ms"
cold_start = "0s"
provisioned_concurrency = 10
traffic = [{ even.rate = 400 }]
"#,
        rows: "",
        figures: &[
            (
                "on them in each second after the first",
                &[100.0; 4],
                |seen| seen.seconds(|row| row.provisioned_invocations).split_off(1),
            ),
            ("served in all", &[400.0; 4], |seen| {
                seen.seconds(|row| row.invocations).split_off(1)
            }),
        ],
    },
    // Of calls that clients wait for, 1,000 a second would pass; 2 environments are enough for these.
    Timeline {
        name: "asynchronous calls have no limit of requests per second",
        text: r#"
duration = "5s"
region = { name = "us-east-1", scaling = "regional-burst", account_concurrency = 100 }
[[functions]]
name = "f"
service_time = "1ms"
cold_start = "0s"
traffic = [{ even.rate = 2000, invoked_by = "async" }]
"#,
        rows: "",
        figures: &[("served, refused", &[10_000.0, 0.0], |seen| {
            counts([seen.totals().invocations, seen.totals().throttles()])
        })],
    },
    // "The burst quota cannot exceed the account's limit": 10 environments at once, which idle for 20 s and are gone; for
    // ten more there is no token.
    Timeline {
        name: "the account's limit caps the burst quota",
        text: r#"
duration = "60s"
region = { name = "us-east-1", scaling = "regional-burst", account_concurrency = 10, ramp_per_minute = 0 }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
idle_timeout = "20s"
traffic = [{ batch = { at = ["0s", "30s"], requests = 10 } }]
"#,
        rows: "",
        figures: &[("served, refused for scaling", &[10.0, 10.0], |seen| {
            counts([seen.totals().invocations, seen.totals().throttles_scaling])
        })],
    },
    // 0 stops the function.
    Timeline {
        name: "a reserve of 0 serves nothing",
        text: r#"
duration = "5s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
reserved_concurrency = 0
traffic = [{ batch = { at = ["1s"], requests = 3 } }]
"#,
        rows: "",
        figures: &[("served, refused", &[0.0, 3.0], |seen| {
            counts([seen.totals().invocations, seen.totals().throttles()])
        })],
    },
];
