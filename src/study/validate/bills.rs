//! Bills: AWS's own examples through the whole program, and what they do not show by hand.
//!
//! Knows AWS's price pages and prices in the Regions; must not know the catalog nor how a bill is made out. An example of a
//! month is a run a month has many of (`events_per_month`), so that it takes no time.

use super::timeline::{Seen, Timeline, cases, cents};
use super::{Case, Failure, Reference};
use crate::billing::Item;

pub(super) const REFERENCE: Reference = Reference {
    name: "bills",
    title: "Bills, in USD: AWS's examples and what they leave out",
    source: "aws.amazon.com/lambda/pricing and /fargate/pricing, examples as of 2026, to the cent; list prices of September 2026; \
             INIT billed since 2025-08-01; provisioned concurrency rounded up to 5 minutes",
    comparisons: 0,
    run: |bench| -> Result<Vec<Case>, Failure> { cases(bench, &TIMELINES) },
};

fn total(seen: &Seen) -> Vec<f64> {
    vec![cents(seen.bill().total().get())]
}

fn duration_in_cents(seen: &Seen) -> Vec<f64> {
    vec![cents(seen.usd(Item::Duration))]
}

fn requests_in_cents(seen: &Seen) -> Vec<f64> {
    vec![cents(seen.usd(Item::Requests))]
}

fn provisioned_in_cents(seen: &Seen) -> Vec<f64> {
    vec![cents(seen.usd(Item::Provisioned))]
}

fn provisioned_duration_in_cents(seen: &Seen) -> Vec<f64> {
    vec![cents(seen.usd(Item::ProvisionedDuration))]
}

fn duration(seen: &Seen) -> Vec<f64> {
    vec![seen.usd(Item::Duration)]
}

fn requests(seen: &Seen) -> Vec<f64> {
    vec![seen.usd(Item::Requests)]
}

fn provisioned(seen: &Seen) -> Vec<f64> {
    vec![seen.usd(Item::Provisioned)]
}

const TIMELINES: [Timeline; 14] = [
    // 3 M requests of 120 ms with 1,536 MB, free tier: (540,000 - 400,000) x 0.0000166667 + 2 x 0.20. A thousand runs of 3,000.
    Timeline {
        name: "\"Mobile application backend\"",
        text: r#"
duration = "10m"
region = { name = "us-east-1", scaling = "per-function" }
billing = { free_tier = true, events_per_month = 1000 }
[[functions]]
name = "f"
memory = "1536 MB"
service_time = "120ms"
cold_start = "0s"
traffic = [{ even.rate = 5 }]
"#,
        rows: "",
        figures: &[
            ("duration", &[2.33], duration_in_cents),
            ("requests", &[0.40], requests_in_cents),
            ("total", &[2.73], total),
        ],
    },
    // 7.44 M requests of 2 s with 1 GB, no free tier. A thousand runs of 7,440.
    Timeline {
        name: "\"Enriching streaming telemetry\"",
        text: r#"
duration = "10m"
region = { name = "us-east-1", scaling = "per-function" }
billing = { events_per_month = 1000 }
[[functions]]
name = "f"
memory = "1 GB"
service_time = "2s"
cold_start = "0s"
traffic = [{ even.rate = 12.4 }]
"#,
        rows: "",
        figures: &[
            ("duration", &[248.00], duration_in_cents),
            ("requests", &[1.49], requests_in_cents),
            ("total", &[249.49], total),
        ],
    },
    // 6 M requests of 280 ms with 4,096 MB and 2,048 MB of storage, 1,536 MB of them beyond the free part; free tier.
    Timeline {
        name: "\"Performing ML on customer support tickets\"",
        text: r#"
duration = "10m"
region = { name = "us-east-1", scaling = "per-function" }
billing = { free_tier = true, events_per_month = 1000 }
[[functions]]
name = "f"
memory = "4096 MB"
ephemeral_storage = "2048 MB"
service_time = "280ms"
cold_start = "0s"
traffic = [{ even.rate = 10 }]
"#,
        rows: "",
        figures: &[
            ("duration", &[105.33], duration_in_cents),
            ("storage", &[0.08], |seen| {
                vec![cents(seen.usd(Item::Storage))]
            }),
            ("total", &[106.41], total),
        ],
    },
    // 100 environments of 1,536 MB for 8 h, on which 500,000 requests take 100 ms; 2.5 M others take 120 ms on demand. Free tier, but
    // not for the former. 32 runs of a quarter of an hour.
    Timeline {
        name: "\"Mobile application launch\"",
        text: r#"
duration = "15m"
region = { name = "us-east-1", scaling = "per-function" }
billing = { free_tier = true, events_per_month = 32 }
[[functions]]
name = "launch"
memory = "1536 MB"
service_time = "100ms"
provisioned_concurrency = 100
traffic = [{ even.rate = 17.36111111111 }]
[[functions]]
name = "rest"
memory = "1536 MB"
service_time = "120ms"
cold_start = "0s"
traffic = [{ even.rate = 86.80555555556 }]
"#,
        rows: "",
        figures: &[
            ("provisioned concurrency", &[18.00], provisioned_in_cents),
            ("duration on it", &[0.73], provisioned_duration_in_cents),
            ("duration on demand", &[0.83], duration_in_cents),
            ("requests", &[0.40], requests_in_cents),
            ("total", &[19.96], total),
        ],
    },
    // 7 environments of 4,096 MB for 24 h, on which 2 M requests take 280 ms: 32 runs of 45 minutes with 62,500.
    Timeline {
        name: "\"Cyber Monday\"",
        text: r#"
duration = "45m"
region = { name = "us-east-1", scaling = "per-function" }
billing = { free_tier = true, events_per_month = 32 }
[[functions]]
name = "f"
memory = "4096 MB"
service_time = "280ms"
provisioned_concurrency = 7
traffic = [{ even.rate = 23.14814814815 }]
"#,
        rows: "",
        figures: &[
            ("provisioned concurrency", &[10.08], provisioned_in_cents),
            ("duration on it", &[21.78], provisioned_duration_in_cents),
            ("total", &[32.26], total),
        ],
    },
    // 10 requests at once, 2 on provisioned environments and 8 cold; 2 GB, 1 GB of storage beyond the free part. Duration 8 x 0.2 s
    // x 2 GB, init 8 x 0.3 s x 2 GB at 0.0000166667; provisioned 2 x 2 GB x 300 s (90 s rounded up) at 0.0000041667, 2 x 0.2 s x 2 GB on it
    // at 0.0000097222; storage (10 x 0.2 s + 8 x 0.3 s) x 1 GB at 0.0000000309; requests 10 x 0.20 / 1 M.
    Timeline {
        name: "each line",
        text: TEN,
        rows: "",
        figures: &[
            ("requests", &[10.0 * 0.2e-6], requests),
            ("duration", &[3.2 * 0.000_016_666_7], duration),
            ("init", &[4.8 * 0.000_016_666_7], |seen| {
                vec![seen.usd(Item::Init)]
            }),
            (
                "provisioned concurrency",
                &[1200.0 * 0.000_004_166_7],
                provisioned,
            ),
            ("duration on it", &[0.8 * 0.000_009_722_2], |seen| {
                vec![seen.usd(Item::ProvisionedDuration)]
            }),
            ("storage", &[4.4 * 0.000_000_030_9], |seen| {
                vec![seen.usd(Item::Storage)]
            }),
        ],
    },
    // 800 requests of 1 s with 10 GB, a million times: 8 G GB-s = 6 G x 0.0000166667 + 2 G x 0.000015.
    Timeline {
        name: "tiers of duration",
        text: r#"
duration = "2s"
region = { name = "us-east-1", scaling = "per-function" }
billing = { events_per_month = 1000000 }
[[functions]]
name = "f"
memory = "10240 MB"
service_time = "1s"
cold_start = "0s"
traffic = [{ batch = { at = ["0s"], requests = 800 } }]
"#,
        rows: "",
        figures: &[("duration", &[130_000.20], duration)],
    },
    // 1.2 ms are billed as 2 ms.
    Timeline {
        name: "each invocation is rounded up to a millisecond",
        text: r#"
duration = "10s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
memory = "1 GB"
service_time = "1200us"
cold_start = "0s"
traffic = [{ batch = { at = ["0s"], requests = 100 } }]
"#,
        rows: "",
        figures: &[("duration", &[100.0 * 0.002 * 0.000_016_666_7], duration)],
    },
    // 10 of 1 GB from the start, 30 from 60 s to 360 s, 20 until 480 s: the layer of 10 that goes was enabled for 5 minutes, the one
    // that stays for 7, which are rounded up to 10 as are the 8 of the first.
    Timeline {
        name: "provisioned concurrency that changes, by layers of 5 minutes",
        text: r#"
duration = "480s"
region = { name = "us-east-1", scaling = "regional-burst" }
[[functions]]
name = "f"
memory = "1 GB"
service_time = "200ms"
provisioned_concurrency = { value = 10, schedule = [{ at = "00:01", value = 30 }, { at = "00:06", value = 20 }] }
"#,
        rows: "",
        figures: &[(
            "provisioned concurrency",
            &[(10.0 * 300.0 + 10.0 * 600.0 + 10.0 * 600.0) * 0.000_004_166_7],
            provisioned,
        )],
    },
    // Of ten 3 are served: 3 x 0.2 s x 0.125 GB.
    Timeline {
        name: "what is throttled costs nothing",
        text: r#"
duration = "90s"
region = { name = "us-east-1", scaling = "per-function" }
[[functions]]
name = "f"
reserved_concurrency = 3
service_time = "200ms"
cold_start = "0s"
traffic = [{ batch = { at = ["1s"], requests = 10 } }]
"#,
        rows: "",
        figures: &[
            ("requests", &[3.0 * 0.2e-6], requests),
            ("duration", &[0.075 * 0.000_016_666_7], duration),
        ],
    },
    // 0.0000051254 a GB-second in Seoul, on Arm 0.0000133334 for duration; 300 s of 1 GB, and one second of 1 GB.
    Timeline {
        name: "prices of a Region and an architecture",
        text: r#"
duration = "90s"
region = { name = "ap-northeast-2", scaling = "regional-burst" }
[[functions]]
name = "f"
memory = "1 GB"
service_time = "1s"
provisioned_concurrency = 1
[[functions]]
name = "arm"
memory = "1 GB"
architecture = "arm64"
service_time = "1s"
cold_start = "0s"
traffic = [{ batch = { at = ["1s"], requests = 1 } }]
"#,
        rows: "",
        figures: &[
            (
                "provisioned concurrency in Seoul",
                &[300.0 * 0.000_005_125_4],
                provisioned,
            ),
            ("duration on Arm", &[0.000_013_333_4], duration),
        ],
    },
    // 12 % off duration, nothing off requests: 100 x 1 s x 1 GB.
    Timeline {
        name: "a savings plan of one year",
        text: r#"
duration = "90s"
region = { name = "us-east-1", scaling = "per-function" }
billing = { savings_plan = "1-year" }
[[functions]]
name = "f"
memory = "1 GB"
service_time = "1s"
cold_start = "0s"
traffic = [{ batch = { at = ["1s"], requests = 100 } }]
"#,
        rows: "",
        figures: &[
            ("duration", &[0.88 * 100.0 * 0.000_016_666_7], duration),
            ("requests", &[100.0 * 0.2e-6], requests),
        ],
    },
    // Fargate, example 1: five tasks of 1 vCPU and 2 GB for ten minutes on each of 30 days, USD 1.01 and 0.22.
    Timeline {
        name: "five tasks on Fargate, ten minutes on 30 days",
        text: r#"
duration = "10m"
region = { name = "us-east-1", scaling = "per-function" }
billing = { events_per_month = 30 }
[[services]]
name = "s"
platform = "fargate"
service_time = "100ms"
task = { cpu = 1, memory = "2 GB", concurrency = 10 }
scaling.minimum = 5
"#,
        rows: "",
        figures: &[
            ("vCPUs", &[1.01], |seen| {
                vec![cents(seen.usd(Item::FargateVcpu))]
            }),
            ("memory", &[0.22], |seen| {
                vec![cents(seen.usd(Item::FargateMemory))]
            }),
        ],
    },
    // A run of 90 s comes 29,200 times in 730 h: 100 x 29,200 requests of 0.1 s with 1 GB; two environments all month, 2,628,000 s.
    Timeline {
        name: "a month of such runs",
        text: r#"
duration = "90s"
region = { name = "us-east-1", scaling = "per-function" }
billing.monthly = true
[[functions]]
name = "f"
memory = "1 GB"
service_time = "100ms"
cold_start = "0s"
traffic = [{ batch = { at = ["1s"], requests = 100 } }]
[[functions]]
name = "idle"
memory = "1 GB"
service_time = "1s"
provisioned_concurrency = 2
"#,
        rows: "",
        figures: &[
            ("duration", &[292_000.0 * 0.000_016_666_7], duration),
            (
                "provisioned concurrency",
                &[2.0 * 2_628_000.0 * 0.000_004_166_7],
                provisioned,
            ),
        ],
    },
];

const TEN: &str = r#"
duration = "90s"
region = { name = "us-east-1", scaling = "regional-burst" }
[[functions]]
name = "f"
memory = "2 GB"
ephemeral_storage = "1536 MB"
service_time = "200ms"
cold_start = "300ms"
provisioned_concurrency = 2
traffic = [{ batch = { at = ["1s"], requests = 10 } }]
"#;
