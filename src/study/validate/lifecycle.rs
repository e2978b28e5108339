//! The life of an environment, each rule in a run worked out by hand: cold start, reuse, idling, age, time-out.
//!
//! Knows what AWS's guide and the measurements say; must not know the model.

use super::timeline::{Seen, Timeline, cases, counts};
use super::{Case, Failure, Reference};

pub(super) const REFERENCE: Reference = Reference {
    name: "lifecycle",
    title: "The life of an environment, in runs worked out by hand",
    source: "AWS Lambda developer guide, lambda-runtime-environment (init before the first request, reuse, reset after a \
             time-out); idle timeout of one environment: M. Shilkov, January 2021, reused after 380 s and not after 381 s; \
             clocks and ages that the scenario sets",
    comparisons: 0,
    run: |bench| -> Result<Vec<Case>, Failure> { cases(bench, &TIMELINES) },
};

const TIMELINES: [Timeline; 14] = [
    // 0.7 s of init and 0.3 s of service from 1 s to 2 s; warm from 10 s to 10.3 s.
    Timeline {
        name: "a cold start is waited for, a warm one is not",
        text: r#"
duration = "60s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "300ms"
cold_start = "700ms"
traffic = [{ batch = { at = ["1s", "10s"], requests = 1 } }]
"#,
        rows: "",
        figures: &[
            ("ends at s", &[2.0, 10.3], Seen::ends),
            ("longest latency, ms", &[1000.0], |seen| {
                seen.first().latency.max_ms().into_iter().collect()
            }),
            ("cold starts", &[1.0], |seen| {
                counts([seen.totals().cold_starts])
            }),
            ("init and duration billed, ms", &[700.0, 600.0], |seen| {
                let billed = seen.first().billed;
                counts([billed.init_ms, billed.on_demand_ms])
            }),
        ],
    },
    // docs/scenario.md: a cold start takes 250 ms where nothing is said of it.
    Timeline {
        name: "a cold start of which nothing is said",
        text: r#"
duration = "60s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
traffic = [{ batch = { at = ["1s"], requests = 1 } }]
"#,
        rows: "",
        figures: &[("ends at s", &[2.25], Seen::ends)],
    },
    // Two at 0 s are initialised until 5 s and busy until 6 s; at 3 s neither can serve, at 7 s both can.
    Timeline {
        name: "an environment that initializes serves no other request",
        text: r#"
duration = "60s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "5s"
traffic = [
  { batch = { at = ["0s"], requests = 2 } },
  { batch = { at = ["3s", "7s"], requests = 1 } },
]
"#,
        rows: "",
        figures: &[("cold starts at s", &[0.0, 0.0, 3.0], Seen::cold_starts)],
    },
    // Done at 1 s. 374 s later, at 375 s, it is warm; from 376 s to 757 s it idles for 381 s.
    Timeline {
        name: "a lone environment is stopped after 380 s (2021)",
        text: r#"
duration = "15m"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
max_lifetime = "none"
traffic = [{ batch = { at = ["0s", "375s", "757s"], requests = 1 } }]
"#,
        rows: "",
        figures: &[("cold starts at s", &[0.0, 757.0], Seen::cold_starts)],
    },
    // A serves at 0, 4, 8 and 12 s, up to 4 s each; B, created at 0.5 s, idles from 1.5 s to 11.5 s. At 13 s A is busy.
    Timeline {
        name: "a surplus environment is stopped although its function is active",
        text: r#"
duration = "20s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
idle_timeout = "none"
surplus_idle_timeout = "10s"
max_lifetime = "none"
traffic = [{ trace.file = "rows.csv" }]
"#,
        rows: "arrival_s,service_ms\n0,4000\n0.5,1000\n4,3500\n8,3500\n12,3500\n13,1000\n",
        figures: &[
            ("cold starts at s", &[0.0, 0.5, 13.0], Seen::cold_starts),
            ("stops at s", &[11.5], Seen::stops),
        ],
    },
    // B idles from 1.5 s on, for longer than 5 s; but A is busy until 20 s, so that the function is active and B serves at 18 s. Both
    // idle from 20 s on, B from 19 s; 5 s after the last of them was done, at 25 s, both are stopped.
    Timeline {
        name: "an idle environment stays while its function is active",
        text: r#"
duration = "40s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
idle_timeout = "5s"
surplus_idle_timeout = "none"
max_lifetime = "none"
traffic = [{ trace.file = "rows.csv" }]
"#,
        rows: "arrival_s,service_ms\n0,20000\n0.5,1000\n18,1000\n25,1000\n",
        figures: &[
            // What has idled for its time does not serve at that instant.
            ("cold starts at s", &[0.0, 0.5, 25.0], Seen::cold_starts),
            ("stops at s", &[25.0, 25.0, 31.0], Seen::stops),
        ],
    },
    // 100 s old at 100 s: at 99.5 s it serves, at 101 s no longer. Busy from 195 s to 205 s, the second one, created at
    // 101 s, is retired when it is done, not at 201 s.
    Timeline {
        name: "an environment is retired at its age, once idle",
        text: r#"
duration = "5m"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
idle_timeout = "none"
max_lifetime = "100s"
traffic = [{ trace.file = "rows.csv" }]
"#,
        rows: "arrival_s,service_ms\n0,1000\n60,1000\n98,1000\n101,1000\n195,10000\n206,1000\n",
        figures: &[
            ("cold starts at s", &[0.0, 101.0, 206.0], Seen::cold_starts),
            ("stops at s", &[100.0, 205.0], Seen::stops),
        ],
    },
    // docs/scenario.md: "only while the function has at most 20 on-demand environments". All 20 are 50 s old at 50 s.
    Timeline {
        name: "20 environments are stopped early",
        text: r#"
duration = "100s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
idle_timeout = "none"
max_lifetime = "1000s"
early_stop = "50s"
traffic = [{ batch = { at = ["0s"], requests = 20 } }]
"#,
        rows: "",
        figures: &[("stops at s", &[50.0; 20], Seen::stops)],
    },
    // 20 are created at 0 s, and one more at 0.5 s, which idles from 1.5 s to 61.5 s, for at 11 s the others serve. At 50 s
    // and 50.5 s there are 21: too many. From 61.5 s on there are 20, but their age was decided.
    Timeline {
        name: "21 environments are not, whatever becomes of one of them later",
        text: r#"
duration = "70s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
idle_timeout = "none"
surplus_idle_timeout = "60s"
max_lifetime = "1000s"
early_stop = "50s"
reuse = "least-recently-used"
traffic = [
  { batch = { at = ["0s", "11s"], requests = 20 } },
  { batch = { at = ["500ms"], requests = 1 } },
]
"#,
        rows: "",
        figures: &[
            ("cold starts", &[21.0], |seen| {
                counts([seen.totals().cold_starts])
            }),
            ("stops at s", &[61.5], Seen::stops),
        ],
    },
    // A from 0 s to 1 s, B from 0.5 s to 1.5 s: at 3 s the one used last, B, serves, and again at 5 s.
    Timeline {
        name: "the environment used last serves next",
        text: r#"
duration = "10s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
traffic = [{ batch = { at = ["0s", "500ms", "3s", "5s"], requests = 1 } }]
"#,
        rows: "",
        figures: &[("environments", &[0.0, 1.0, 1.0, 1.0], Seen::environments)],
    },
    // The same, with the one that has idled longest: A at 3 s, then B.
    Timeline {
        name: "the environment that has idled longest serves next, if so asked",
        text: r#"
duration = "10s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
reuse = "least-recently-used"
traffic = [{ batch = { at = ["0s", "500ms", "3s", "5s"], requests = 1 } }]
"#,
        rows: "",
        figures: &[("environments", &[0.0, 1.0, 0.0, 1.0], Seen::environments)],
    },
    // 20 are warm, 3 the burst quota creates; the account has 2 more, for which there is no token.
    Timeline {
        name: "warm environments cost no token",
        text: r#"
duration = "10s"
region = { name = "us-east-1", scaling = "regional-burst", burst = 3, ramp_per_minute = 0, account_concurrency = 25 }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "5s"
warm_environments = 20
traffic = [{ batch = { at = ["0s"], requests = 30 } }]
"#,
        rows: "",
        figures: &[
            (
                "served, cold, refused for scaling",
                &[23.0, 3.0, 7.0],
                |seen| {
                    let totals = seen.totals();
                    counts([
                        totals.invocations,
                        totals.cold_starts,
                        totals.throttles_scaling,
                    ])
                },
            ),
            ("ready at the start, created", &[20.0, 3.0], |seen| {
                let environments = seen.first().environment_counts;
                counts([environments.alive_at_start, environments.created])
            }),
        ],
    },
    // Stopped after 5 s, at 7 s. The next takes the same environment, which initialises again for 2 s within the duration:
    // 2 s + 1 s, until 23 s. The third finds it as it should be. Billed: 5 + 3 + 1 s, and 2 s of init.
    Timeline {
        name: "a time-out ends the invocation and resets the environment",
        text: r#"
duration = "60s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "2s"
timeout = "5s"
traffic = [{ trace.file = "rows.csv" }]
"#,
        rows: "arrival_s,service_ms\n0,10000\n20,1000\n40,1000\n",
        figures: &[
            ("ends at s", &[7.0, 23.0, 41.0], Seen::ends),
            ("errors, time-outs", &[1.0, 1.0], |seen| {
                let totals = seen.totals();
                counts([totals.function_errors, totals.timeouts])
            }),
            ("duration and init billed, ms", &[9000.0, 2000.0], |seen| {
                let billed = seen.first().billed;
                counts([billed.on_demand_ms, billed.init_ms])
            }),
        ],
    },
    // The handler fails after its 1 s, both times in the same environment, which does not initialise again.
    Timeline {
        name: "an error of the handler leaves the environment as it is",
        text: r#"
duration = "60s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "2s"
error_rate = "100%"
traffic = [{ batch = { at = ["0s", "20s"], requests = 1 } }]
"#,
        rows: "",
        figures: &[
            ("ends at s", &[3.0, 21.0], Seen::ends),
            (
                "errors, time-outs, duration billed in ms",
                &[2.0, 0.0, 2000.0],
                |seen| {
                    let totals = seen.totals();
                    let billed = seen.first().billed.on_demand_ms;
                    counts([totals.function_errors, totals.timeouts, billed])
                },
            ),
        ],
    },
];
