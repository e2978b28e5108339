//! Traffic: when requests arrive and how long they take, worked out by hand or by a formula.
//!
//! Knows what docs/scenario.md says of sources and distributions; must not know how they are drawn.

use super::timeline::{Seen, Timeline, cases, counts};
use super::{Bench, Case, Failure, Reference};

pub(super) const REFERENCE: Reference = Reference {
    name: "traffic",
    title: "Arrivals and service times against their definitions",
    source: "integrals of the rate (docs/scenario.md, Traffic); P(X > x) of each distribution (docs/scenario.md, Distributions)",
    comparisons: BEYOND.len() + 1,
    run,
};

/// A service time, a limit, and the share of requests that take longer.
const BEYOND: [(&str, &str, f64); 7] = [
    // exp(-1)
    ("exponential = { mean = \"1s\" }", "1s", 0.367_879_441),
    // sigma = ln 10 / 2.3263: P(Z > ln 3 / sigma) = 1 - Phi(1.109951).
    (
        "lognormal = { median = \"1s\", p99 = \"10s\" }",
        "3s",
        0.133510283,
    ),
    // sd = mean: sigma^2 = ln 2, mu = ln 1 - ln 2 / 2; beyond the mean: P(Z > sigma / 2) = 1 - Phi(0.416277).
    (
        "lognormal = { mean = \"1s\", sd = \"1s\" }",
        "1s",
        0.338_604,
    ),
    // Shape 2: exp(-x / s) (1 + x / s), here at x = 2 s: 3 exp(-2).
    ("gamma = { shape = 2, scale = \"1s\" }", "2s", 0.406_005_850),
    // exp(-(2)^0.5)
    (
        "weibull = { shape = 0.5, scale = \"1s\" }",
        "2s",
        0.243_116_734,
    ),
    // 4 of 10.
    ("uniform = { min = \"1s\", max = \"11s\" }", "7s", 0.4),
    // (1 / 2)^2.5
    (
        "pareto = { shape = 2.5, scale = \"1s\" }",
        "2s",
        0.176_776_695,
    ),
];

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let mut all = cases(bench, &TIMELINES)?;
    for (distribution, limit, share) in BEYOND {
        let scenario = bench.scenario(&with_timeout(distribution, limit))?;
        let shares = bench.measure(&scenario, bench.replications(100), |run| {
            let totals = run.totals();
            totals.timeouts as f64 / totals.invocations as f64
        })?;
        let name = format!("{distribution}: share beyond {limit}");
        all.push(Case::chance(name, share, &shares));
    }
    let scenario = bench.scenario(POISSON)?;
    let halves = bench.measure(&scenario, bench.replications(100), |run| {
        let rows = run.functions[0].intervals.iter();
        rows.take(30).map(|row| row.counts.arrivals as f64).sum()
    })?;
    // A rate from 0 to 100 in a minute: 30 s x 25 on average.
    let name = "a random rate that climbs from 0 to 100 in a minute: requests of its first half";
    all.push(Case::chance(name, 750.0, &halves));
    Ok(all)
}

/// A thousand requests, of which those that take longer than the limit time out.
fn with_timeout(distribution: &str, limit: &str) -> String {
    format!(
        r#"
duration = "10s"
region = {{ name = "us-east-1", scaling = "regional-burst", account_concurrency = 1000, burst = 1000 }}
[[functions]]
name = "f"
service_time.{distribution}
timeout = "{limit}"
cold_start = "0s"
requests_per_second_limit = false
traffic = [{{ batch = {{ at = ["0s"], requests = 1000 }} }}]
"#
    )
}

const POISSON: &str = r#"
duration = "60s"
region = { name = "us-east-1", scaling = "regional-burst" }
[[functions]]
name = "f"
service_time = "1ms"
traffic = [{ poisson.stages = [{ duration = "60s", target = 100 }] }]
"#;

fn arrivals(seen: &Seen) -> Vec<f64> {
    seen.seconds(|row| row.arrivals)
}

const TIMELINES: [Timeline; 9] = [
    // 0, 0.25, 0.5, 0.75, 1 s ...: four a second, the first at the start.
    Timeline {
        name: "an even rate",
        text: r#"
duration = "2s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1ms"
traffic = [{ even.rate = 4 }]
"#,
        rows: "",
        figures: &[(
            "starts at s",
            &[0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75],
            Seen::starts,
        )],
    },
    // 27.777777778 x 3600 = 100,000.0000008: rounded.
    Timeline {
        name: "an even rate for an hour",
        text: r#"
duration = "1h"
interval = "1m"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1ms"
traffic = [{ even.rate = 27.777777778 }]
"#,
        rows: "",
        figures: &[("requests", &[100_000.0], |seen| {
            counts([seen.totals().arrivals])
        })],
    },
    // From 0 to 100 in 10 s: 500; a step to 20 for 5 s: 100; then it has ended.
    Timeline {
        name: "stages, linear and a step",
        text: r#"
duration = "30s"
interval = "5s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1ms"
traffic = [{ even.stages = [{ duration = "10s", target = 100 }, { duration = "5s", target = 20, shape = "step" }] }]
"#,
        rows: "",
        // By 5 s 125 have come, the first of them at the start.
        figures: &[(
            "requests in each 5 s",
            &[125.0, 375.0, 100.0, 0.0, 0.0, 0.0],
            arrivals,
        )],
    },
    // From 10 to 9,000 in 300 s: (9000 - 10) / ln(9000 / 10) x 300 = 2,697,000 / 6.802394763 = 396,477.99.
    Timeline {
        name: "an exponential stage",
        text: r#"
duration = "300s"
interval = "300s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1ms"
traffic = [{ even.stages = [{ duration = "0s", target = 10 }, { duration = "300s", target = 9000, shape = "exponential" }] }]
"#,
        rows: "",
        figures: &[("requests", &[396_478.0], arrivals)],
    },
    // 2 x 900 s + 1.5 x 3600 s / 2 pi = 2659.44 in each quarter beside the peak, 1800 - 859.44 = 940.56 in the others; the first request
    // of each sum comes as it begins: 2660, 5319, 6260 and 7200 in all.
    Timeline {
        name: "a wave that peaks at 15 minutes",
        text: r#"
duration = "1h"
interval = "15m"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1ms"
traffic = [{ even.diurnal = { mean = 2, amplitude = 1.5, period = "1h", peak_at = "15m" } }]
"#,
        rows: "",
        figures: &[(
            "requests of each quarter",
            &[2660.0, 2659.0, 941.0, 940.0],
            arrivals,
        )],
    },
    // Each user asks again 4 s after its answer, which takes 1 s.
    Timeline {
        name: "users who wait for their answer",
        text: r#"
duration = "16s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
traffic = [{ closed = { users = 2, think_time = "4s" } }]
"#,
        rows: "",
        figures: &[(
            "starts at s",
            &[0.0, 0.0, 5.0, 5.0, 10.0, 10.0, 15.0, 15.0],
            Seen::starts,
        )],
    },
    // As recorded, in any order, with the service times of the rows that have one.
    Timeline {
        name: "recorded arrivals",
        text: r#"
duration = "60s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
traffic = [{ trace.file = "rows.csv" }]
"#,
        rows: "arrival_s,service_ms\n12.5,\n3.25,250\n",
        figures: &[
            ("starts at s", &[3.25, 12.5], Seen::starts),
            ("ends at s", &[3.5, 13.5], Seen::ends),
        ],
    },
    // Four in the first minute, two in the third.
    Timeline {
        name: "requests counted by the minute, evenly spaced",
        text: r#"
duration = "3m"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
traffic = [{ counts = { file = "rows.csv", spacing = "even" } }]
"#,
        rows: "start_s,count\n0,4\n60,0\n120,2\n",
        figures: &[(
            "starts at s",
            &[0.0, 15.0, 30.0, 45.0, 120.0, 150.0],
            Seen::starts,
        )],
    },
    // Twice 40 at 2 a second, and 3 x 2 at once.
    Timeline {
        name: "twice the traffic",
        text: r#"
duration = "20s"
scale = 2
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1ms"
traffic = [{ even.rate = 2 }, { batch = { at = ["1s"], requests = 3 } }]
"#,
        rows: "",
        figures: &[("requests", &[86.0], |seen| counts([seen.totals().arrivals]))],
    },
];
