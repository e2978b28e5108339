//! Versions of a function and the alias that points to them, in runs worked out by hand.
//!
//! Knows what AWS's and CodeDeploy's guides say; must not know the model.

use super::timeline::{Seen, Timeline, cases, counts};
use super::{Bench, Case, Failure, Reference};
use crate::metrics::Counts;

pub(super) const REFERENCE: Reference = Reference {
    name: "versions",
    title: "Versions, aliases, weights and deployments, in runs worked out by hand",
    source: "AWS Lambda developer guide, configuration-aliases and provisioned-concurrency; AWS CodeDeploy user guide, \
             deployment-configurations",
    comparisons: 1,
    run,
};

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let mut all = cases(bench, &TIMELINES)?;
    let scenario = bench.scenario(TENTH)?;
    let shares = bench.measure(&scenario, bench.replications(100), |run| {
        let [old, new] = [0, 1].map(|version: usize| run.functions[version].totals.arrivals as f64);
        new / (old + new)
    })?;
    let name = "weights of 90 and 10 %: share of the requests of the second";
    all.push(Case::chance(name, 0.1, &shares));
    Ok(all)
}

/// A thousand requests.
const TENTH: &str = r#"
duration = "10s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1ms"
traffic = [{ even.rate = 100 }]
versions = [{ name = "v1" }, { name = "v2" }]
alias = { name = "live", weights = { v1 = "90%", v2 = "10%" } }
"#;

/// The first second in which the second version got a request, and the last in which the first did.
fn shifted(seen: &Seen) -> Vec<f64> {
    let called = |version: usize| {
        let rows = seen.result.functions[version].intervals.iter();
        let called = rows.filter(|row| row.counts.arrivals > 0);
        called.map(|row| row.start.as_secs_f64())
    };
    let first = called(1).next().unwrap_or(f64::NAN);
    let last = called(0).next_back().unwrap_or(f64::NAN);
    vec![first, last]
}

fn outcome(counts: &Counts) -> [u64; 3] {
    [
        counts.provisioned_invocations,
        counts.cold_starts,
        counts.throttles(),
    ]
}

/// What is allocated to either version at the end of a second.
fn allocated(seen: &Seen, end: usize) -> [u64; 2] {
    [0, 1].map(|version: usize| {
        seen.result.functions[version].intervals[end - 1].provisioned_allocated
    })
}

const TIMELINES: [Timeline; 9] = [
    // All 700 go to v2. The 400 of v1 are claimed although they are idle: 600 are left.
    Timeline {
        name: "environments of one version do not serve another",
        text: r#"
duration = "20s"
region = { name = "us-east-1", scaling = "regional-burst" }
[[functions]]
name = "f"
service_time = "10s"
cold_start = "0s"
traffic = [{ batch = { at = ["0s"], requests = 700 } }]
versions = [{ name = "v1", provisioned_concurrency = 400 }, { name = "v2" }]
alias = { name = "live", weights = { v2 = "100%" } }
"#,
        rows: "",
        figures: &[
            ("provisioned, cold, refused", &[0.0, 600.0, 100.0], |seen| {
                counts(outcome(&seen.totals()))
            }),
        ],
    },
    // 700 find 400 provisioned, and 300 are cold.
    Timeline {
        name: "environments of a version serve it",
        text: r#"
duration = "20s"
region = { name = "us-east-1", scaling = "regional-burst" }
[[functions]]
name = "f"
service_time = "10s"
cold_start = "0s"
traffic = [{ batch = { at = ["0s"], requests = 700 } }]
versions = [{ name = "v1", provisioned_concurrency = 400 }, { name = "v2" }]
alias = { name = "live", weights = { v1 = "100%" } }
"#,
        rows: "",
        figures: &[
            ("provisioned, cold, refused", &[400.0, 300.0, 0.0], |seen| {
                counts(outcome(&seen.totals()))
            }),
        ],
    },
    // A reserve of 200 holds 150 provisioned, of which v1 has 100; 50 more for whoever needs them.
    Timeline {
        name: "versions share the reserve",
        text: r#"
duration = "20s"
region = { name = "us-east-1", scaling = "regional-burst" }
[[functions]]
name = "f"
service_time = "10s"
cold_start = "0s"
reserved_concurrency = 200
traffic = [{ batch = { at = ["0s"], requests = 500 } }]
versions = [{ name = "v1", provisioned_concurrency = 100 }, { name = "v2", provisioned_concurrency = 50 }]
alias = { name = "live", weights = { v1 = "100%" } }
"#,
        rows: "",
        figures: &[(
            "provisioned, cold, refused",
            &[100.0, 50.0, 350.0],
            |seen| counts(outcome(&seen.totals())),
        )],
    },
    // Since 2023 a function has one bucket, whatever its versions: of 600 at once 300 start.
    Timeline {
        name: "versions share the scaling rate of their function",
        text: r#"
duration = "2s"
region = { name = "us-east-1", scaling = "per-function", burst = 300 }
[[functions]]
name = "f"
service_time = "10s"
cold_start = "0s"
traffic = [{ batch = { at = ["0s"], requests = 600 } }]
versions = [{ name = "v1" }, { name = "v2" }]
alias = { name = "live", weights = { v1 = "50%", v2 = "50%" } }
"#,
        rows: "",
        figures: &[
            ("provisioned, cold, refused", &[0.0, 300.0, 300.0], |seen| {
                counts(outcome(&seen.totals()))
            }),
        ],
    },
    // At its time, to the second.
    Timeline {
        name: "weights are in force from their time on",
        text: r#"
duration = "30s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "100ms"
traffic = [{ even.rate = 10 }]
versions = [{ name = "v1" }, { name = "v2" }]
alias = { name = "live", weights = [{ v1 = "100%" }, { at = "10s", v2 = "100%" }] }
"#,
        rows: "",
        figures: &[(
            "first second of the second, last of the first",
            &[10.0, 9.0],
            shifted,
        )],
    },
    // "AWS keeps requests on the old version until provisioned concurrency is allocated": 4 environments, 60.04 s.
    Timeline {
        name: "requests follow provisioned concurrency",
        text: r#"
duration = "90s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "100ms"
traffic = [{ even.rate = 10 }]
versions = [{ name = "v1" }, { name = "v2" }]
[functions.alias]
name = "live"
weights = [{ v1 = "100%" }, { at = "10s", v2 = "100%" }]
provisioned_concurrency = 4
"#,
        rows: "",
        figures: &[
            (
                "first second of the second, last of the first",
                &[70.0, 70.0],
                shifted,
            ),
            (
                "allocated to either after 70 and 72 s",
                &[4.0, 0.0, 0.0, 4.0],
                |seen| {
                    let [before, after] = [70, 72].map(|end| allocated(seen, end));
                    counts([before[0], before[1], after[0], after[1]])
                },
            ),
            ("claimed at most", &[8.0], |seen| {
                counts([seen.result.account.claimed.max])
            }),
        ],
    },
    // "10 percent every minute": a tenth from 2 min on, the last tenth nine minutes later, at 11 min.
    Timeline {
        name: "Linear10PercentEvery1Minute",
        text: r#"
duration = "12m"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1ms"
traffic = [{ even.rate = 100 }]
versions = [{ name = "v1" }, { name = "v2" }]
[functions.alias]
name = "live"
deployment = { from = "v1", to = "v2", config = "Linear10PercentEvery1Minute", at = "2m" }
"#,
        rows: "",
        figures: &[(
            "first second of the second, last of the first",
            &[120.0, 659.0],
            shifted,
        )],
    },
    // 70 % of 25 are 17.5, 30 % are 7.5: of two halves the earlier version's goes up (assumed in docs/scenario.md).
    Timeline {
        name: "shares of 25 provisioned environments by weights of 70 and 30 %",
        text: r#"
duration = "2s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1s"
versions = [{ name = "v1" }, { name = "v2" }]
alias = { name = "live", weights = { v1 = "70%", v2 = "30%" }, provisioned_concurrency = 25 }
"#,
        rows: "",
        figures: &[("of either version", &[18.0, 7.0], |seen| {
            counts(allocated(seen, 1))
        })],
    },
    // A tenth at 2 min, the rest five minutes later.
    Timeline {
        name: "Canary10Percent5Minutes",
        text: r#"
duration = "8m"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
service_time = "1ms"
traffic = [{ even.rate = 100 }]
versions = [{ name = "v1" }, { name = "v2" }]
[functions.alias]
name = "live"
deployment = { from = "v1", to = "v2", config = "Canary10Percent5Minutes", at = "2m" }
"#,
        rows: "",
        figures: &[(
            "first second of the second, last of the first",
            &[120.0, 419.0],
            shifted,
        )],
    },
];
