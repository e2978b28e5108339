//! Callers that try again: how often, when, and what their clients' quotas leave; worked out by hand.
//!
//! Knows botocore's rules; must not know the model.

use super::timeline::{Seen, Timeline, cases, counts};
use super::{Bench, Case, Failure, Reference};

pub(super) const REFERENCE: Reference = Reference {
    name: "retries",
    title: "Callers that try again: attempts, waits, quotas",
    source: "botocore 1.44, retries/standard.py, quota.py, adaptive.py, bucket.py, throttling.py and the legacy mode: attempts \
             3 and 5, waits rand(0, 1) x min(20 s, 2^i s) and rand(0, 1) x 2^(n-1) s, 500 tokens, 5 for a throttle",
    comparisons: WAITS.len(),
    run,
};

/// A mode, whether the service fails instead of throttling, and the mean time that a request stays open that is never
/// served: half of each longest wait.
const WAITS: [(&str, bool, f64); 4] = [
    // 1 s and 2 s.
    ("standard", false, 1.5),
    // 1, 2, 4 and 8 s.
    ("legacy", false, 7.5),
    // 50 ms and 100 ms: docs/scenario.md.
    ("standard", true, 0.075),
    ("legacy", true, 7.5),
];

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let mut all = cases(bench, &TIMELINES)?;
    for (mode, fails, mean) in WAITS {
        let scenario = bench.scenario(&never_served(mode, fails))?;
        let open = bench.measure(&scenario, bench.replications(100), |run| {
            run.functions[0].open.mean * SECONDS / REQUESTS
        })?;
        let after = if fails { "server errors" } else { "throttles" };
        all.push(Case::chance(
            format!("{mode}, after {after}: mean time until it gives up, s"),
            mean,
            &open,
        ));
    }
    Ok(all)
}

const SECONDS: f64 = 30.0;
const REQUESTS: f64 = 200.0;

fn never_served(mode: &str, fails: bool) -> String {
    let (outages, reserve) = match fails {
        true => (
            "[{ from = \"0s\", to = \"60s\", errors = \"100%\" }]",
            "\"none\"",
        ),
        false => ("[]", "0"),
    };
    format!(
        r#"
duration = "{SECONDS}s"
region = {{ name = "us-east-1", scaling = "per-function", outages = {outages} }}
[[functions]]
name = "f"
service_time = "1s"
reserved_concurrency = {reserve}
client.retry = "{mode}"
traffic = [{{ batch = {{ at = ["0s"], requests = {REQUESTS} }} }}]
"#
    )
}

fn attempts_and_given_up(seen: &Seen) -> Vec<f64> {
    counts([seen.totals().attempts, seen.totals().given_up])
}

const TIMELINES: [Timeline; 8] = [
    // 1 s, doubled, but 3 s at most: 0, 1, 3, 6 and 9 s.
    Timeline {
        name: "waits double up to their cap",
        text: r#"
duration = "30s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
reserved_concurrency = 0
client.retry.custom = { max_attempts = 5, base = "1s", cap = "3s", jitter = "none" }
traffic = [{ batch = { at = ["0s"], requests = 1 } }]
"#,
        rows: "",
        figures: &[("refusals at s", &[0.0, 1.0, 3.0, 6.0, 9.0], Seen::refusals)],
    },
    // Three attempts for each of 50, then given up.
    Timeline {
        name: "standard",
        text: r#"
duration = "30s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
reserved_concurrency = 0
client.retry = "standard"
traffic = [{ batch = { at = ["0s"], requests = 50 } }]
"#,
        rows: "",
        figures: &[("attempts, given up", &[150.0, 50.0], attempts_and_given_up)],
    },
    Timeline {
        name: "legacy",
        text: r#"
duration = "30s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
reserved_concurrency = 0
client.retry = "legacy"
traffic = [{ batch = { at = ["0s"], requests = 50 } }]
"#,
        rows: "",
        figures: &[("attempts, given up", &[250.0, 50.0], attempts_and_given_up)],
    },
    // 500 tokens at 5 a retry: 100 retries.
    Timeline {
        name: "a client that is always throttled",
        text: r#"
duration = "30s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
reserved_concurrency = 0
client = { retry = "standard", clients = 1 }
traffic = [{ batch = { at = ["0s"], requests = 1000 } }]
"#,
        rows: "",
        figures: &[(
            "attempts, given up",
            &[1100.0, 1000.0],
            attempts_and_given_up,
        )],
    },
    // 500 tokens at 14 a retry after a server error: 35 retries.
    Timeline {
        name: "a client that always meets server errors",
        text: r#"
duration = "30s"
region = { name = "us-east-1", scaling = "per-function", outages = [{ from = "0s", to = "30s", errors = "100%" }] }
[[functions]]
name = "f"
service_time = "1s"
client = { retry = "standard", clients = 1 }
traffic = [{ batch = { at = ["0s"], requests = 1000 } }]
"#,
        rows: "",
        figures: &[(
            "attempts, given up",
            &[1035.0, 1000.0],
            attempts_and_given_up,
        )],
    },
    // A reserve of 50 and requests of 0.5 s, two attempts 1 s apart. At 0 s 100 are throttled, which takes all 500 tokens; at
    // 0.5 s 50 answers give back 1 each; at 1 s 50 are served and 50 given up; at 1.5 s 50 answers give back 5 each: 300. At
    // 1.75 s 100 are throttled, 60 of them are tried again and 40 given up; at 2.75 s 50 of those are served and 10 given up.
    Timeline {
        name: "a quota drains with throttles and fills with answers",
        text: r#"
duration = "10s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "500ms"
cold_start = "0s"
requests_per_second_limit = false
reserved_concurrency = 50
client = { retry.custom = { max_attempts = 2, base = "1s", cap = "1s", jitter = "none" }, clients = 1 }
traffic = [{ batch = { at = ["0s", "1750ms"], requests = 150 } }]
"#,
        rows: "",
        figures: &[
            ("attempts, given up", &[460.0, 100.0], attempts_and_given_up),
            ("served", &[200.0], |seen| {
                counts([seen.totals().completions])
            }),
        ],
    },
    // Of two at 0 s one is throttled: with nothing measured yet, its client falls to a token in 2 s. The third, at 1.5 s, waits
    // behind it. At 2.1 s three responses in 2 s are smoothed to 0.8 x 1.5 a second, and twice that is the new rate; 0.05 of a
    // token is there, so that the third is attempted 0.95 / 2.4 s later.
    Timeline {
        name: "an adaptive client makes requests wait for tokens",
        text: r#"
duration = "10s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "100ms"
cold_start = "0s"
requests_per_second_limit = false
reserved_concurrency = 1
client = { retry = "adaptive", clients = 1 }
traffic = [{ batch = { at = ["0s"], requests = 2 } }, { batch = { at = ["1500ms"], requests = 1 } }]
"#,
        rows: "",
        figures: &[
            ("starts at ms, rounded", &[0.0, 2000.0, 2496.0], |seen| {
                seen.starts()
                    .iter()
                    .map(|start| (start * 1e3).round())
                    .collect()
            }),
            ("attempts, given up", &[4.0, 0.0], attempts_and_given_up),
        ],
    },
    // Assumed (docs/scenario.md): new requests go before retries at one instant. The second is refused at 0 s and tries again at
    // 1 s, when the third arrives and the only place falls free: the third gets it.
    Timeline {
        name: "a new request goes before a retry",
        text: r#"
duration = "10s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
requests_per_second_limit = false
reserved_concurrency = 1
client.retry.custom = { max_attempts = 2, base = "1s", cap = "1s", jitter = "none" }
traffic = [{ trace.file = "rows.csv" }]
"#,
        rows: "arrival_s\n0\n0\n1\n",
        figures: &[
            ("requests served", &[0.0, 2.0], Seen::requests),
            ("attempts, given up", &[4.0, 1.0], attempts_and_given_up),
        ],
    },
];
