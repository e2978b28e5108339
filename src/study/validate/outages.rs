//! Outages, and what the service level agreement pays back; worked out by hand.
//!
//! Knows AWS's agreement; must not know the model.

use super::timeline::{Seen, Timeline, cases, counts};
use super::{Bench, Case, Failure, Reference};
use crate::billing::Item;

pub(super) const REFERENCE: Reference = Reference {
    name: "outages",
    title: "Outages and the credit of the service level agreement",
    source: "AWS Lambda SLA: monthly uptime is the average over 5-minute intervals of 1 - error rate, throttles are no errors, an \
             interval without requests is 100 %; credit below 99.95 % 10 %, below 99.0 % 25 %, below 95.0 % 100 %",
    comparisons: 1,
    run,
};

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let mut all = cases(bench, &TIMELINES)?;
    for (intervals, percent) in CREDITS {
        let scenario = bench.scenario(&one_of(intervals))?;
        let credits = bench.measure(&scenario, 1, |run| {
            let bills = crate::billing::bills(&scenario, run);
            crate::billing::service_credit(run, &bills).percent
        })?;
        let name = format!("one interval of {intervals} fails: credit in percent");
        all.extend(
            credits
                .iter()
                .map(|found| Case::exact(&name, percent, *found)),
        );
    }
    let scenario = bench.scenario(THIRTY_PERCENT)?;
    let shares = bench.measure(&scenario, bench.replications(100), |run| {
        let totals = run.totals();
        totals.errors as f64 / totals.attempts as f64
    })?;
    all.push(Case::chance(
        "an outage of 30 %: share of the attempts that fail",
        0.3,
        &shares,
    ));
    Ok(all)
}

/// Of this many intervals of 5 minutes one fails wholly, which makes an uptime of 1 - 1 / n; the credit in percent.
const CREDITS: [(u32, f64); 6] = [
    // 99.95 % is not below 99.95 %.
    (2000, 0.0),
    (1999, 10.0),
    // 99 % is not below 99 %.
    (100, 10.0),
    (99, 25.0),
    // 95 % is not below 95 %.
    (20, 25.0),
    (19, 100.0),
];

fn one_of(intervals: u32) -> String {
    let minutes = intervals * 5;
    format!(
        r#"
duration = "{minutes}m"
interval = "5m"
region = {{ name = "us-east-1", scaling = "per-function", outages = [{{ from = "5m", to = "10m", errors = "100%" }}] }}
[[functions]]
name = "f"
service_time = "10ms"
traffic = [{{ even.rate = 0.01 }}]
"#
    )
}

const THIRTY_PERCENT: &str = r#"
duration = "10s"
region = { name = "us-east-1", scaling = "per-function", outages = [{ from = "0s", to = "10s", errors = "30%" }] }
[[functions]]
name = "f"
service_time = "10ms"
traffic = [{ even.rate = 100 }]
"#;

const TIMELINES: [Timeline; 4] = [
    // What is attempted as it begins fails, what is attempted as it ends does not.
    Timeline {
        name: "an outage begins and ends on time",
        text: r#"
duration = "60s"
region = { name = "us-east-1", scaling = "per-function", outages = [{ from = "10s", to = "20s", errors = "100%" }] }
[[functions]]
name = "f"
service_time = "100ms"
cold_start = "0s"
traffic = [{ batch = { at = ["9999ms", "10s", "19999ms", "20s"], requests = 1 } }]
"#,
        rows: "",
        figures: &[
            ("fails at s", &[10.0, 19.999], Seen::refusals),
            ("starts at s", &[9.999, 20.0], Seen::starts),
            ("errors, throttles", &[2.0, 0.0], |seen| {
                counts([seen.totals().errors, seen.totals().throttles()])
            }),
            ("requests billed", &[2.0 * 0.2e-6], |seen| {
                vec![seen.usd(Item::Requests)]
            }),
        ],
    },
    // Ten fail at 1 s and take nothing: at 2 s the burst of 4 and the account's 4 are whole.
    Timeline {
        name: "an attempt that fails takes neither token nor concurrency",
        text: r#"
duration = "20s"
[region]
name = "us-east-1"
scaling = "regional-burst"
burst = 4
ramp_per_minute = 0
account_concurrency = 4
outages = [{ from = "1s", to = "2s", errors = "100%" }]
[[functions]]
name = "f"
service_time = "5s"
cold_start = "0s"
traffic = [{ batch = { at = ["1s", "2s"], requests = 10 } }]
"#,
        rows: "",
        figures: &[("errors, served, refused", &[10.0, 4.0, 6.0], |seen| {
            let totals = seen.totals();
            counts([totals.errors, totals.invocations, totals.throttles()])
        })],
    },
    // 3 of 12 intervals fail wholly: 75 %, and all of the charges come back.
    Timeline {
        name: "a quarter of an hour of an hour",
        text: r#"
duration = "1h"
region = { name = "us-east-1", scaling = "per-function", outages = [{ from = "10m", to = "25m", errors = "100%" }] }
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
traffic = [{ even.rate = 2 }]
"#,
        rows: "",
        figures: &[
            ("uptime, credit in percent", &[0.75, 100.0], |seen| {
                let credit = seen.credit();
                vec![credit.uptime, credit.percent]
            }),
            // 5,400 requests of 2 a second for 45 minutes, 1 s x 0.125 GB each.
            (
                "credit, USD",
                &[5400.0 * (0.2e-6 + 0.125 * 0.000_016_666_7)],
                |seen| vec![seen.credit().amount.get()],
            ),
        ],
    },
    // Of a month of 8,760 intervals it happens once: (8,757 + 0) / 8,760.
    Timeline {
        name: "the same, once in a month",
        text: r#"
duration = "1h"
region = { name = "us-east-1", scaling = "per-function", outages = [{ from = "10m", to = "25m", errors = "100%" }] }
billing.monthly = true
[[functions]]
name = "f"
service_time = "1s"
traffic = [{ even.rate = 2 }]
"#,
        rows: "",
        figures: &[(
            "uptime to six digits, credit in percent",
            &[0.999_658, 0.0],
            |seen| {
                let credit = seen.credit();
                vec![(credit.monthly_uptime * 1e6).round() / 1e6, credit.percent]
            },
        )],
    },
];
